"""Cases of the former system are taken over, some at a time; what was interrupted goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext
from sqlalchemy import delete, func, select

from casework import db
from casework.accounts import Person
from casework.cases import ACTS, Case
from casework.credits import Retirement
from casework.proceedings import intake
from casework.proceedings.files import Paper
from casework.takeover import reading
from casework.takeover.course import Paper as Kept
from casework.takeover.errors import NotReady, NotTaken
from casework.takeover.models import OldCase
from casework.takeover.telling import told_as_acts
from rules.proceedings.refusals import Refused
from rules.reading.errors import InputError

BATCH = 50
"""Cases of one transaction."""


@dataclass(frozen=True)
class Left:
    """A case that was not taken over, and why."""

    reference: str
    why: str


def waiting() -> int:
    """How many cases are still to be taken over."""
    return db.session().scalar(select(func.count()).select_from(OldCase)) or 0


def check_ready() -> None:
    """Raise ``NotReady`` while any waits. Asked of the database until the first time that none does."""
    ready = current_app.extensions.setdefault("taken over", set())
    if db.engine() in ready:
        return
    count = waiting()
    if count:
        raise NotReady(gettext("有 %(count)s 件旧案正在转入，完成后即可使用，请稍后再来。", count=count))
    ready.add(db.engine())


def take_over(told: Callable[[int], None]) -> list[Left]:
    """Take over every case that waits; those whose records do not agree are left as they are and told.

    ``told`` is called with how many were looked at so far. Each transaction takes whole cases: whoever is interrupted
    calls it again.
    """
    left: list[Left] = []
    last, done = 0, 0
    while batch := _next(last):
        left += _taken(batch)
        last, done = batch[-1], done + len(batch)
        db.session().expunge_all()
        told(done)
    return left


def _next(after: int) -> list[int]:
    query = select(OldCase.case_id).where(OldCase.case_id > after).order_by(OldCase.case_id).limit(BATCH)
    return list(db.session().scalars(query))


@db.writing()
def _taken(ids: Sequence[int]) -> list[Left]:
    db.take_turns("take over")  # two runs at once do not take the same case
    still = select(OldCase.case_id).where(OldCase.case_id.in_(ids))
    cases = list(db.session().scalars(select(Case).where(Case.id.in_(still)).order_by(Case.id)))
    left, now = [], db.now()
    for case, read in reading.records(cases):
        try:
            beginning, told, after = told_as_acts(read(), now)
        except (NotTaken, Refused, InputError) as problem:
            left.append(Left(case.reference, str(problem)))
            continue
        acts = [intake.Brought(one.act, _person(one.person_id), one.at, _papers(one.papers)) for one in told]
        intake.take_in(case, beginning, acts, after)
        case.stage, case.awaits, case.row_version = ACTS, None, case.row_version + 1
        db.session().execute(delete(OldCase).where(OldCase.case_id == case.id))
    return left


def _person(id: int) -> Person:
    return db.session().get_one(Person, id)


def _papers(papers: Sequence[Kept]) -> tuple[Paper, ...]:
    found = []
    for one in papers:
        row = db.session().get_one(Retirement, one.retirement)
        if row.certificate_file is not None:
            found.append(Paper(one.name, row.certificate_file))
    return tuple(found)
