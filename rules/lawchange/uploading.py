"""The rehearsal of an edition that somebody uploads, for a process of its own (``rules.reading.apart``).

The engine never frees a rule set, and nobody knows what is in the file. A server that rehearses every edition handed to
it would grow for ever; that process ends, and its memory with it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rules.casefile import MORE_MISTAKES, MOST_TOLD
from rules.deciding.book.base import LawError
from rules.deciding.decide import EvaluatorDisagreement
from rules.deciding.edition import shipped, uploaded
from rules.lawchange.record import Record
from rules.lawchange.rehearsal import rehearse
from rules.reading.located import Mistake
from rules.reading.messages import msg


@dataclass(frozen=True)
class Asked:
    """A file by its name, the day of decision (None: each case's own), and the cases to rehearse."""

    name: str
    content: bytes
    on: datetime.date | None
    cases: Sequence[Record]


def answer(asked: Asked) -> dict[str, Any]:
    """The rehearsal as plain data, or ``{"mistakes": [{file, line, column, reason}]}``, or ``{"disagreement": …}``."""
    try:
        source = uploaded(asked.name, asked.content)
        *_, made = rehearse([case.given() for case in asked.cases], shipped(), source, asked.on)
    except LawError as problem:
        return {"mistakes": [mistake.as_json() for mistake in _told(problem)]}
    except EvaluatorDisagreement as problem:
        return {"disagreement": str(problem)}
    return made.as_json()


def _told(problem: LawError) -> list[Mistake]:
    """The first hundred mistakes one by one, as of a case file."""
    told, left = list(problem.mistakes[:MOST_TOLD]), len(problem.mistakes) - MOST_TOLD
    return [*told, Mistake(told[-1].file, 0, msg(MORE_MISTAKES, count=left))] if left > 0 else told
