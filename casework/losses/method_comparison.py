"""What a report sets beside its loss: the other methods, and the measurement before. Worked out when it is frozen.

In Chinese only, as the paper is.
"""

from __future__ import annotations

from typing import Any

from casework.cases import Case
from casework.losses.attribution import between, by_method
from casework.losses.reviewing import Reviewed, assessments
from rules.carbon.comparison.attribution import attribute
from rules.carbon.measure import Measurement, measure
from rules.carbon.methods.registry import editions, load
from rules.casefile import CaseFile
from rules.reading.errors import InputError

Json = dict[str, Any]

LONGEST = 3000
"""Lines of a worksheet that a report compares: a tally of some 500 different trees has 2,500. A longer one would hold
up its maker, for every method measures it while the paper is frozen."""

_CHANGED = "按现行的方法与参数重算，结果与当时的计量不同（方法或参数其后已更新）"


def beside(case: Case, reviewed: Reviewed, casefile: CaseFile) -> Json:
    """The comparisons of a report as plain data, numbers as text. ``casefile``: what the assessment was made from.

    ``omitted``: why there is none, else None. ``methods``: each other method that measures the case, with its loss, the
    difference (tCO2e) and its steps (``same`` where none differs). ``unable``: each that cannot, with the reason.
    ``earlier``: the measurement before and how the difference from it is shared out; None for the first.
    """
    result = reviewed.result
    if result.loss_tco2e is None:
        return _none("本次计量没有得出碳汇损失量，没有可以比较的数字")
    if _too_long(reviewed):
        return _none(f"本次计量的底稿超过 {LONGEST} 行，不作比较")
    try:
        # With its day of decision and its edition written out, so that every method takes the parameters of that day.
        own = casefile.with_options(on=result.on.isoformat(), method=result.method.name)
        again = measure(own, parameter_set=reviewed.parameter_set)
    except InputError as problem:
        return _none(f"{_CHANGED}：{_told(problem)}")
    if again.loss_text != result.loss_tco2e:
        return _none(_CHANGED)
    newest = [(id, known[-1]) for id, known in editions().items()]
    told = [_by(own, reviewed, *each) for each in newest if each[0] != result.method.id and _applies(own, *each)]
    return {
        "omitted": None,
        "methods": [item for item in told if "reason" not in item],
        "unable": [item for item in told if "reason" in item],
        "earlier": _earlier(case, reviewed),
    }


def _applies(own: CaseFile, id: str, edition: str) -> bool:
    """Whether there is anything to compare: a loss found otherwise is no method's result where none is stated."""
    return own.stated_loss is not None or not load(id, edition).declaration.whole_case


def _none(reason: str) -> Json:
    return {"omitted": reason, "methods": [], "unable": [], "earlier": None}


def _too_long(reviewed: Reviewed) -> bool:
    return len(reviewed.result.worksheet) > LONGEST


def _told(problem: InputError) -> str:
    return "；".join(dict.fromkeys(error.message for error in problem.errors))


def _by(own: CaseFile, reviewed: Reviewed, id: str, edition: str) -> Json:
    """What another method makes of the case with its default options, or why nothing (``reason``)."""
    named = {"id": id, "edition": edition, "title": load(id, edition).declaration.title}
    try:
        other, _ = by_method(own, f"{id}@{edition}")
        found = measure(other)
        if found.loss is None:
            return {**named, "reason": _why_not(found)}
        shared = attribute(own, other, sets=(reviewed.parameter_set, None)).record
    except InputError as problem:
        return {**named, "reason": _told(problem)}
    return {
        **named,
        "states": [state for state in (found.method["status"], found.method["parameter_set"]["status"]) if state],
        "loss_tco2e": found.loss_text,
        "difference_tco2e": shared.difference_tco2e,
        "steps": None if shared.steps is None else [step.as_json() for step in shared.steps],
        "same": bool(shared.steps) and all(step.before == step.after for step in shared.steps or ()),
        "without": [{"stand": item.stand, "reason": item.reason} for item in found.left_out if item.whole_stand],
    }


def _why_not(found: Measurement) -> str:
    if found.money_line is not None:
        return f"只得出价值 {found.money_line.text} 元，没有吨数"
    return "；".join(dict.fromkeys(item.reason for item in found.left_out if item.whole_stand)) or "没有得出碳汇损失量"


def _earlier(case: Case, reviewed: Reviewed) -> Json | None:
    before = next((item for item in assessments(case) if item.row.number < reviewed.row.number), None)
    if before is None:
        return None
    if _too_long(before):
        shared, reason = None, f"该次计量的底稿超过 {LONGEST} 行，差额不逐项分解"
    else:
        weighed = between(case, before, reviewed)
        shared, reason = weighed.attribution, weighed.reason
    told = shared.as_json() if shared else {}
    kept = ("difference_tco2e", "changes", "steps", "joined", "notes")
    return {
        "number": before.row.number,
        "at": before.row.at.isoformat(timespec="seconds"),
        "loss_tco2e": before.loss_tco2e,
        "reason": reason or None,
        **{key: told.get(key) for key in kept},
    }
