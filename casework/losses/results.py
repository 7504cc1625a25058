"""The results of a case kept by its acts: each with its assessments, and all of them beside one another.

What the system worked out has an assessment with its worksheet; what another institution found has its report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext

from casework import db
from casework.accounts import Person
from casework.cases import filing
from casework.cases import history as case_history
from casework.losses import deciding, ordered
from casework.losses.attribution import ranking_of
from casework.losses.errors import UnknownAssessment
from casework.losses.ordered import Order
from casework.losses.reviewing import Reviewed, assessment, assessments
from casework.proceedings import Folder, facts, offering, service
from casework.proceedings import results as measured
from casework.proceedings.history import history
from casework.proceedings.offering import Offer
from casework.proceedings.results import Result
from casework.proceedings.telling import Told, told
from rules.casefile.answers import Change, changes
from rules.closed_lists import LISTS
from rules.proceedings.book import load_table
from rules.proceedings.state import Case as Course
from rules.record.uncertainty import Ranking

CHOSEN = ("options.method", "options.parameters")
"""By what a result was found: its own choice, and no fact of the case."""

WHOLE = "全部损失"
"""The head of a result that names none."""


@dataclass(frozen=True)
class ResultPage:
    """A result with its assessments. ``shown``: the one that is read; None of a result from outside, or of none yet.

    ``current``: whether it is the one that was submitted last. ``offers``: what the person may decide on it.
    """

    order: Order
    result: Result
    shown: Reviewed | None
    others: tuple[Reviewed, ...]
    current: bool
    acts: tuple[Told, ...]
    offers: tuple[Offer, ...]
    states: States
    may_measure: bool
    may_report: bool

    @property
    def ranking(self) -> Ranking:
        """What moves the loss shown most; something must be shown."""
        assert self.shown is not None
        return ranking_of(self.shown.result)

    @cached_property
    def changed(self) -> tuple[Change, ...]:
        """Facts that say otherwise now than when it was measured."""
        if self.shown is None or self.order.case is None:
            return ()
        now = filing.current_version(self.order.case)
        if now.version == self.shown.version:
            return ()
        then = filing.casefile_of(case_history.stored(self.order.case, self.shown.version))
        found = changes(then.meaning(), filing.casefile_of(now).meaning(), LISTS)
        return tuple(one for one in found if facts.is_measured_by(one.path) and not one.path.startswith(CHOSEN))


def page(order: Order, person: Person, number: int | None = None) -> ResultPage:
    """A result, read at the assessment of this number, else at the one that was submitted last.

    Raises ``UnknownAssessment``.
    """
    result = next(one for one in measured.results(order.course) if one.id == order.key)
    every = [one for one in assessments(order.case) if one.row.answers == order.key] if order.case else []
    wanted = result.calculated if number is None else number
    shown = next((one for one in every if one.row.number == wanted), None)
    if shown is None and number is not None:
        raise unknown(number)
    current = shown is None or wanted == result.calculated
    offers = offering.offers(order.course, service.actor_of(person), db.today())
    return ResultPage(
        order,
        result,
        shown,
        tuple(one for one in every if one is not shown),
        current,
        tuple(reversed(told(load_table(), order.course, ordered.acts_of(order)))),
        deciding.offered(order, offers) if current else (),
        states(order.course, every),
        ordered.may_measure(order, person),
        any(order.key == key for one in offers.now if one.act == ordered.SUBMIT for key, _ in one.things),
    )


def unknown(number: int) -> UnknownAssessment:
    """That the case has no assessment of this number."""
    return UnknownAssessment(gettext("本案没有第 %(number)s 次计量。", number=number))


States = Mapping[int, tuple[str, str]]
"""By number of an assessment: its state in words, and how that is marked."""


def states(course: Course, every: Iterable[Reviewed]) -> States:
    """An assessment is in the state of the result that it belongs to; where another took its place, it went back."""
    table = load_table()
    of = {one.id: one for one in measured.results(course)}
    found = {}
    for one in every:
        result = of[one.row.answers]
        current = one.row.number == result.calculated
        found[one.row.number] = (
            (result.state, result.mark) if current else (table.label("measuring", "returned"), "stopped")
        )
    return found


@dataclass(frozen=True)
class Beside:
    """A result in a comparison, with the assessment it was read from."""

    result: Result
    assessment: Reviewed | None


@dataclass(frozen=True)
class Side:
    """All results of a head of loss, in the order in which they came."""

    head: str
    results: tuple[Beside, ...]


@dataclass(frozen=True)
class SideBySide:
    """Every result of a case by head of loss; ``calculated``: the assessments that can be compared line by line."""

    heads: tuple[Side, ...]
    waiting: tuple[Result, ...]
    calculated: tuple[Reviewed, ...]
    states: States


def side_by_side(folder: Folder) -> SideBySide:
    """All results of a case beside one another."""
    course, case = history(folder), facts.case_of(folder)
    kept = {one.row.number: one for one in assessments(case)} if case is not None else {}
    every = measured.results(course)
    heads: dict[str, list[Beside]] = {}
    for one in (result for result in every if result.submitted):
        for head in one.heads or (WHOLE,):
            heads.setdefault(head, []).append(Beside(one, kept.get(one.calculated or 0)))
    shown = [kept[one.calculated] for one in every if one.calculated in kept]
    return SideBySide(
        tuple(Side(head, tuple(found)) for head, found in heads.items()),
        tuple(one for one in every if not one.submitted),
        tuple(shown),
        states(course, kept.values()),
    )


def of_number(order: Order, number: int) -> Reviewed:
    """An assessment of the case by its number. Raises ``UnknownAssessment``."""
    if order.case is None:
        raise unknown(number)
    return assessment(order.case, number)
