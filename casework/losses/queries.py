"""What the pages of the measurement show: one assessment with its neighbours, and what this person may do with it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from casework.accounts import Person
from casework.cases import Case, lifecycle
from casework.cases import service as cases
from casework.cases.stages import STEPS
from casework.losses.attribution import Weighed, between, ranking_of
from casework.losses.comparing import Change, line_changes
from casework.losses.measuring import Offered, day_of, offered
from casework.losses.reviewing import Reviewed, assessment, assessments, latest
from casework.parameters import register
from rules.casefile import CaseFile
from rules.record.uncertainty import Ranking


@dataclass(frozen=True)
class Page:
    """``shown`` is None until something is measured. ``may_review`` only for the assessment under review."""

    shown: Reviewed | None
    others: tuple[Reviewed, ...]
    may_measure: bool
    may_review: bool

    @property
    def ranking(self) -> Ranking:
        """What moves the loss shown most; something must be shown."""
        assert self.shown is not None
        return ranking_of(self.shown.result)


@dataclass(frozen=True)
class Comparison:
    """Two assessments, the worksheet lines in which they differ, and their difference shared out input by input."""

    before: Reviewed
    after: Reviewed
    changes: tuple[Change, ...]
    weighed: Weighed


def page(case: Case, person: Person, number: int | None = None) -> Page:
    """The assessment of this number, else the current one. Raises ``UnknownAssessment``."""
    every = assessments(case)
    shown = assessment(case, number) if number is not None else next(iter(every), None)
    actions = {step.action for step in lifecycle.steps_for(case, person)}
    return Page(
        shown=shown,
        others=tuple(item for item in every if shown is None or item.row.id != shown.row.id),
        may_measure="measure" in actions,
        may_review="confirm" in actions and shown is not None and shown.latest and shown.review is None,
    )


@dataclass(frozen=True)
class Beginning:
    """What the officer begins with. ``day``: of the measurement. ``sets``: by the name of a method, the frozen
    parameter sets that the bureau may use; ``used``: the one of the last measurement, if any."""

    casefile: CaseFile
    day: datetime.date
    methods: list[Offered]
    sets: Mapping[str, list[register.Entered]]
    used: int | None


def begin(case: Case, person: Person) -> Beginning:
    """What the officer measures, and by what. Raises unless the step is this person's."""
    lifecycle.check_step(case, STEPS["measure"], person)
    casefile = cases.current_casefile(case)
    every = offered(casefile)
    sets = {item.name: register.offered_for(case.bureau, item.name) for item in every}
    last = latest(case)
    return Beginning(casefile, day_of(casefile), every, sets, last.set_id if last else None)


def compare(case: Case, before: int, after: int) -> Comparison:
    """Two assessments of the case by their numbers. Raises ``UnknownAssessment``."""
    old, new = assessment(case, before), assessment(case, after)
    changes = tuple(line_changes(old.result.worksheet, new.result.worksheet))
    return Comparison(old, new, changes, between(case, old, new))


def numbers(case: Case) -> list[int]:
    """The numbers of the case's assessments, oldest first."""
    return sorted(item.row.number for item in assessments(case))
