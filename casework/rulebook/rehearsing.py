"""A rehearsal for a person: over the cases they may see, in a process of its own, with nothing stored."""

from __future__ import annotations

import base64
import datetime
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path
from typing import Any

from flask_babel import gettext
from sqlalchemy import func, select

from casework import db, permissions
from casework.accounts import Person
from casework.cases import Case, CasefileVersion
from casework.cases import queries as case_queries
from casework.deadlines import queries as deadline_queries
from casework.losses import reviewing
from casework.parameters import register
from casework.parameters import service as parameters
from casework.rulebook.errors import BadEdition, Disagreement, TooLong
from rules.carbon.measure import Measurement, measure
from rules.casefile import CaseFile, parse
from rules.deciding.book.base import LawError
from rules.deciding.edition import uploaded
from rules.lawchange.rehearsal import Given
from rules.reading.errors import FieldError
from rules.reading.located import Mistake

ROOT = Path(__file__).resolve().parents[2]
MOST_CASES = 500
"""On a page; the command line takes any number."""

LONGEST = 60.0
"""Seconds a rehearsal on a page may take."""


@dataclass(frozen=True)
class Result:
    """A rehearsal as plain data, and how many cases there were beside those rehearsed."""

    found: dict[str, Any]
    left_out: int


def every_case() -> list[Given]:
    """Every stored case, as its case file stands now; each is read when its turn comes."""
    rows = db.session().execute(select(Case.id, Case.number, Case.reference).order_by(Case.id)).all()
    ids = [row.id for row in rows]
    events, sets = deadline_queries.recorded_events(ids), reviewing.sets_used(ids)
    return [
        Given(
            row.number or row.reference, partial(_stored, row.id), partial(_measured, sets.get(row.id)), events[row.id]
        )
        for row in rows
    ]


def _stored(case_id: int) -> CaseFile:
    return parse(_document(case_id))


def _measured(set_id: int | None, casefile: CaseFile) -> Measurement:
    """With the frozen parameter set of the newest assessment, as its plan is; else with the one that ships."""
    return measure(casefile, parameter_set=None if set_id is None else parameters.frozen(set_id))


def _document(case_id: int) -> Any:
    query = select(CasefileVersion.document).where(CasefileVersion.case_id == case_id)
    document = db.session().scalar(query.order_by(CasefileVersion.version.desc()).limit(1))
    assert document is not None, "a case is never without a case file"
    return json.loads(document)


def rehearse(person: Person, name: str, content: bytes, on: datetime.date | None) -> Result:
    """What the uploaded edition would change in the newest cases this person may see.

    Raises ``Forbidden``, ``BadEdition`` with every mistake, ``TooLong``, or ``Disagreement``.
    """
    permissions.require(person, permissions.REHEARSE_LAW)
    try:
        uploaded(name, content)
    except LawError as problem:
        raise _bad(problem.mistakes) from None
    visible = case_queries.visible_to(person)
    total = db.session().scalar(select(func.count()).select_from(Case).where(visible)) or 0
    query = select(Case.id, Case.number, Case.reference).where(visible).order_by(Case.updated_at.desc(), Case.id.desc())
    rows = db.session().execute(query.limit(MOST_CASES)).all()
    asked = {
        "name": name,
        "content": base64.b64encode(content).decode(),
        "on": on.isoformat() if on else None,
        "cases": _cases(rows),
    }
    db.end_reading()
    return Result(_apart(asked), total - len(rows))


def _cases(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows of cases with what they rest on, as plain data for another process."""
    ids = [row.id for row in rows]
    events, sets = deadline_queries.recorded_events(ids), reviewing.sets_used(ids)
    forms = {id: json.loads(register.entered_set(id).row.document) for id in set(sets.values())}
    return [
        {
            "name": row.number or row.reference,
            "casefile": _document(row.id),
            "parameters": forms[sets[row.id]] if row.id in sets else None,
            "events": [event.model_dump(mode="json") for event in events[row.id]],
        }
        for row in rows
    ]


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


def _apart(asked: dict[str, Any]) -> dict[str, Any]:
    found = _answered(asked)
    if "disagreement" in found:
        raise Disagreement(found["disagreement"])
    if "mistakes" in found:
        raise _bad(tuple(Mistake(**mistake) for mistake in found["mistakes"]))
    return found


def _answered(asked: dict[str, Any]) -> dict[str, Any]:
    """What a process of its own answers. Raises ``TooLong``."""
    command = [sys.executable, "-m", "rules.lawchange"]
    try:
        done = subprocess.run(  # noqa: S603  # this program's own module
            command, input=json.dumps(asked), capture_output=True, text=True, cwd=ROOT, timeout=LONGEST, check=True
        )
    except subprocess.TimeoutExpired:
        seconds = int(LONGEST)
        raise TooLong(gettext("演练没有在 %(s)s 秒内完成，请改用命令行。", s=seconds)) from None
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _bad(mistakes: tuple[Mistake, ...]) -> BadEdition:
    message = gettext("规则版本有误，没有演练。")
    return BadEdition(message, tuple(FieldError(f"{m.file}:{m.line}", m.reason) for m in mistakes))
