"""``python -m rules.lawchange``: a rehearsal in a process of its own, JSON in and JSON out.

The engine never frees a rule set. A server that rehearses every edition handed to it would grow for ever; this process
ends, and its memory with it.

In: ``{"name": …, "content": base64, "on": day or null, "cases": [{"name": …, "casefile": …, "parameters": a form or
null, "events": […]}]}``; ``parameters``: the set that the case is measured with, ``events``: what is known of the
proceedings beside the case file. Out: a rehearsal, or ``{"mistakes": [{file, line, column, reason}]}``, or
``{"disagreement": …}``.
"""

from __future__ import annotations

import base64
import datetime
import json
import sys
from functools import partial
from typing import Any

from rules.carbon.measure import measure
from rules.carbon.parameter_forms.build import parameter_set
from rules.carbon.parameter_forms.form import Form
from rules.casefile import parse
from rules.casefile.procedure import ProcedureEvent
from rules.deciding.book.base import LawError
from rules.deciding.decide import EvaluatorDisagreement
from rules.deciding.edition import shipped, uploaded
from rules.lawchange.rehearsal import Given, rehearse


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """The rehearsal asked for, as plain data."""
    cases = [_given(case) for case in asked["cases"]]
    on = datetime.date.fromisoformat(asked["on"]) if asked["on"] else None
    try:
        source = uploaded(asked["name"], base64.b64decode(asked["content"]))
        *_, made = rehearse(cases, shipped(), source, on)
    except LawError as problem:
        return {"mistakes": [mistake.as_json() for mistake in problem.mistakes]}
    except EvaluatorDisagreement as problem:
        return {"disagreement": str(problem)}
    return made.as_json()


def _given(case: dict[str, Any]) -> Given:
    own = parameter_set(Form.model_validate(case["parameters"])) if case["parameters"] else None
    events = [ProcedureEvent.model_validate(event) for event in case["events"]]
    return Given(case["name"], partial(parse, case["casefile"]), partial(measure, parameter_set=own), events)


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout, ensure_ascii=False)
