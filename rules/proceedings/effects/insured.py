"""赔付以后: what is still to be done of a planting on which an insurer paid."""

from __future__ import annotations

from dataclasses import replace

from rules.proceedings.doing import Doing
from rules.proceedings.insured import REST_DECIDED, RestDecided, remains_in
from rules.proceedings.registry import chooser, effect
from rules.proceedings.state import Case


@effect
def set_rest(doing: Doing, case: Case) -> Case:
    """What was done stays done; owed is that and what remains. A debt of several is lowered by as much."""
    duty = case.obligations[doing.id]
    remains = remains_in(doing.args.text("remains"), duty)
    less = duty.rest - remains if duty.rest is not None and remains is not None else None
    duty = replace(duty, details={**duty.details, REST_DECIDED: RestDecided(doing.act.number, doing.day, remains)})
    if less and duty.quantity is not None:
        duty = replace(duty, quantity=duty.quantity - less)
    due = doing.args.due("due")
    case = case.owing(replace(duty, due=due) if due is not None else duty)
    group = case.groups.get(duty.group)
    if less and group is not None and group.unit == duty.unit:
        return replace(case, groups={**case.groups, group.id: replace(group, total=group.total - less)})
    return case


@chooser
def after_rest_decided(doing: Doing) -> str:
    """Nothing remains: it is owed no more. Else it stands as it stood."""
    duty = doing.case.obligations[doing.id]
    decided = duty.details[REST_DECIDED]
    return "waived" if decided.remains == 0 and duty.state not in DONE else duty.state


DONE = ("performed", "proven")
"""States in which nothing was left to do when it was decided."""
