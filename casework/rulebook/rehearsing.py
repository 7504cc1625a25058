"""A rehearsal for a person: over the cases they may see, in a process of its own, with nothing stored."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from flask_babel import gettext
from sqlalchemy import Select, and_, func, select

from casework import db, permissions
from casework.accounts import Person
from casework.cases import Case, CasefileVersion
from casework.cases import queries as case_queries
from casework.deadlines import events as case_events
from casework.losses import reviewing
from casework.parameters import register
from casework.proceedings.stored import Course
from casework.rulebook.errors import BadEdition, Disagreement, TooLong
from rules import blocks
from rules.casefile.mask import DECIDING, masked
from rules.casefile.procedure import ProcedureEvent
from rules.lawchange.record import Record
from rules.lawchange.rehearsal import Given
from rules.lawchange.uploading import Asked, answer
from rules.proceedings.periods import told as told_by_acts
from rules.reading.apart import Allowed, OverLimit, OverTime, apart
from rules.reading.errors import FieldError
from rules.reading.located import Mistake
from rules.reading.messages import template

WRONG_EDITION = template("规则版本有误，没有演练。")
TOO_LONG = template("演练没有在 %(s)s 秒内完成，请改用命令行。")

TOGETHER = 100
"""Cases, at most, that are read, and rehearsed, at a time."""

MOST_CASES = 500
"""On a page; the command line takes any number."""

LONGEST = 60.0
"""Seconds a rehearsal on a page may take."""


@dataclass(frozen=True)
class Result:
    """A rehearsal as plain data, and how many cases there were beside those rehearsed."""

    found: dict[str, Any]
    left_out: int


def count() -> int:
    """How many cases are stored."""
    return db.session().scalar(select(func.count()).select_from(Case)) or 0


@dataclass(frozen=True)
class StoredCase:
    """A case as it is stored; what it says is read by whoever rehearses it, in a process without the database.

    ``casefile`` and ``parameters``: as ``Record``. ``known``: the course of which its events are told as of ``today``,
    or the events themselves where it is not told of that course alone.
    """

    name: str
    casefile: str
    parameters: str | None
    known: Course | Sequence[ProcedureEvent]
    today: datetime.date

    def record(self) -> Record:
        """The case with all that it says."""
        told = told_by_acts(self.known.case(), self.today) if isinstance(self.known, Course) else self.known
        return Record(self.name, self.casefile, self.parameters, [event.model_dump(mode="json") for event in told])

    def masked(self) -> Record:
        """The case without names and free words; what a decision turns on stays. Its events are of the same persons."""
        record = self.record()
        facts = json.loads(record.casefile)
        own = facts.get("procedure", {}).get("events", [])
        found = masked({**facts, "procedure": {"events": [*own, *record.events]}}, keeping=DECIDING)
        events = found.pop("procedure")["events"]
        if "procedure" in facts:
            found["procedure"] = {**facts["procedure"], "events": events[: len(own)]}
        return replace(record, casefile=json.dumps(found, ensure_ascii=False), events=events[len(own) :])

    def given(self) -> Given:
        """As it is rehearsed for whoever changes the law: outside the case, and for no one who may see it."""
        return self.masked().given()


def every_case() -> Iterator[list[StoredCase]]:
    """Every stored case, as its case file stands now, some at a time; of whom they are, none says what it gives."""
    last, left = 0, count()
    while found := _stored(_next(last, blocks.size(left, TOGETHER)), Case.id):
        yield list(found.values())
        last, left = max(found), left - len(found)


def _next(last: int, most: int) -> Select[int]:
    return select(Case.id).where(Case.id > last).order_by(Case.id).limit(most)


def _stored(which: Select[int], *order: Any) -> dict[int, StoredCase]:
    """The cases that a query gives, by their ids: each with the frozen parameter set of its newest assessment, as its
    plan is measured, or with the one that ships."""
    version = CasefileVersion
    newest = select(version.case_id, func.max(version.version).label("number")).where(version.case_id.in_(which))
    last = newest.group_by(version.case_id).subquery()
    query = (
        select(Case.id, Case.number, Case.reference, version.document)
        .join(version, version.case_id == Case.id)
        .join(last, and_(last.c.case_id == version.case_id, last.c.number == version.version))
        .order_by(*order)
    )
    known, sets = case_events.known_of(which), reviewing.sets_used(which)
    forms = {number: register.entered_set(number).row.document for number in set(sets.values())}
    return {
        row.id: StoredCase(
            row.number or row.reference,
            row.document,
            forms[sets[row.id]] if row.id in sets else None,
            known.get(row.id, ()),
            db.today(),
        )
        for row in db.session().execute(query)
    }


def rehearse(person: Person, name: str, content: bytes, on: datetime.date | None) -> Result:
    """What the uploaded edition would change in the newest cases this person may see.

    Raises ``Forbidden``, ``BadEdition`` with every mistake, ``TooLong``, or ``Disagreement``.
    """
    permissions.require(person, permissions.REHEARSE_LAW)
    visible = case_queries.visible_to(person)
    total = db.session().scalar(select(func.count()).select_from(Case).where(visible)) or 0
    newest = Case.updated_at.desc(), Case.id.desc()
    found = _stored(select(Case.id).where(visible).order_by(*newest).limit(MOST_CASES), *newest)
    asked = Asked(name, content, on, [one.record() for one in found.values()])
    db.end_reading()
    return Result(_apart(asked), total - len(found))


Lines = list[tuple[str, str, bool]]
"""Indent, text, and whether the other text lacks the line."""


def beside(field: Mapping[str, str | None]) -> tuple[Lines, Lines]:
    """The lines of the old and of the new text of a field."""
    old, new = (field["old"] or "").splitlines(), (field["new"] or "").splitlines()
    same = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return (
        _lines(old, {block.a + n for block in same for n in range(block.size)}),
        _lines(new, {block.b + n for block in same for n in range(block.size)}),
    )


def _lines(lines: list[str], shared: set[int]) -> Lines:
    texts = [line.lstrip("\u3000") for line in lines]
    return [
        (line[: -len(text)], text, n not in shared) for n, (line, text) in enumerate(zip(lines, texts, strict=True))
    ]


def _apart(asked: Asked) -> dict[str, Any]:
    found = _answered(asked)
    if "disagreement" in found:
        raise Disagreement(found["disagreement"])
    if "mistakes" in found:
        raise _bad(tuple(Mistake(**mistake) for mistake in found["mistakes"]))
    return found


def _answered(asked: Asked) -> dict[str, Any]:
    """What a process of its own answers, which reads the file too. Raises ``TooLong``, ``BadEdition``."""
    try:
        return apart(answer, (), Allowed(LONGEST), asked)
    except OverTime:
        raise TooLong(gettext(TOO_LONG, s=int(LONGEST))) from None
    except OverLimit as problem:
        raise _bad((Mistake(asked.name, 0, problem.reason),)) from None


def _bad(mistakes: tuple[Mistake, ...]) -> BadEdition:
    message = gettext(WRONG_EDITION)
    return BadEdition(message, tuple(FieldError(f"{m.file}:{m.line}", m.reason) for m in mistakes))
