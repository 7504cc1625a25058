"""``python -m rules.lawchange``: a rehearsal in a process of its own, JSON in and JSON out.

The engine never frees a rule set. A server that rehearses every edition handed to it would grow for ever; this process
ends, and its memory with it.

In: ``{"name": …, "content": base64, "on": day or null, "cases": [the fields of ``Record``]}``. Out: a rehearsal, or
``{"mistakes": [{file, line, column, reason}]}``, or ``{"disagreement": …}``.
"""

from __future__ import annotations

import base64
import datetime
import json
import sys
from typing import Any

from rules.deciding.book.base import LawError
from rules.deciding.decide import EvaluatorDisagreement
from rules.deciding.edition import shipped, uploaded
from rules.lawchange.record import Record
from rules.lawchange.rehearsal import rehearse


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """The rehearsal asked for, as plain data."""
    cases = [Record(**case).given() for case in asked["cases"]]
    on = datetime.date.fromisoformat(asked["on"]) if asked["on"] else None
    try:
        source = uploaded(asked["name"], base64.b64decode(asked["content"]))
        *_, made = rehearse(cases, shipped(), source, on)
    except LawError as problem:
        return {"mistakes": [mistake.as_json() for mistake in problem.mistakes]}
    except EvaluatorDisagreement as problem:
        return {"disagreement": str(problem)}
    return made.as_json()


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout, ensure_ascii=False)
