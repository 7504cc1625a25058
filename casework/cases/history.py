"""What happened to a case: its timeline, its versions and what changed between them."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select

from casework import db
from casework.cases.errors import UnknownCase
from casework.cases.models import Case, CasefileVersion, StageEvent
from casework.cases.stages import STAGES, STEPS
from rules.casefile.answers import Change, changes
from rules.closed_lists import LISTS

_BACK = ("return", "return_plan", "withdraw")


@dataclass(frozen=True)
class Happening:
    """One point of the timeline, in words. ``back``: the case went back instead of on."""

    what: str
    who: str
    at: datetime.datetime
    reason: str | None
    back: bool


def timeline(case: Case) -> list[Happening]:
    """The steps of a case, the latest first."""
    query = select(StageEvent).where(StageEvent.case_id == case.id).order_by(StageEvent.id.desc())
    return [_happening(event) for event in db.session().scalars(query)]


def _happening(event: StageEvent) -> Happening:
    what = str(STEPS[event.action].label)
    if event.from_stage is not None and event.from_stage != event.to_stage:
        what = gettext(
            "%(step)s：%(source)s → %(target)s",
            step=what,
            source=str(STAGES[event.from_stage]),
            target=str(STAGES[event.to_stage]),
        )
    who = f"{event.person.institution.name} {event.person.name}"
    return Happening(what, who, event.at, event.reason, event.action in _BACK)


def versions(case: Case) -> list[CasefileVersion]:
    """All versions of the case file, the latest first; the document of each is read when it is asked for."""
    query = select(CasefileVersion).where(CasefileVersion.case_id == case.id)
    return list(db.session().scalars(query.order_by(CasefileVersion.version.desc())))


@dataclass(frozen=True)
class Comparison:
    """A version beside the one before it (none for the first): changed fields as (path, old, new)."""

    version: CasefileVersion
    before: CasefileVersion | None
    changes: list[Change]


def version(case: Case, number: int) -> Comparison:
    """A version and what it changed. Raises ``UnknownCase`` (404)."""
    found = stored(case, number)
    before = _version(case, number - 1)
    changed = [] if before is None else changes(json.loads(before.document), json.loads(found.document), LISTS)
    return Comparison(found, before, changed)


def stored(case: Case, number: int) -> CasefileVersion:
    """The version of this number. Raises ``UnknownCase`` (404)."""
    found = _version(case, number)
    if found is None:
        raise UnknownCase(gettext("案件没有第 %(number)s 版案件文件。", number=number))
    return found


def _version(case: Case, number: int) -> CasefileVersion | None:
    query = select(CasefileVersion).where(CasefileVersion.case_id == case.id, CasefileVersion.version == number)
    return db.session().scalar(query)
