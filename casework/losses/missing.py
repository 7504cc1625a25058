"""What a closed route still lacks, beside an assessment: worked out for the page, never stored with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext

from casework.cases import Case, filing
from casework.cases import history as case_history
from casework.losses.method_comparison import LONGEST
from casework.losses.reviewing import Reviewed
from rules.asked import legal_facts
from rules.carbon.measure import measure
from rules.deciding.decide import rule_engine
from rules.deciding.facts.measurable import fields_of_loss
from rules.deciding.missing_told import LeastChange, StillMissing, least_changes, still_missing
from rules.reading.errors import InputError


@dataclass(frozen=True)
class Lacking:
    """``routes``: by closed route, what it lacks; ``rules``: by rule, the least change that makes it apply.

    ``omitted``: why nothing was worked out, else None.
    """

    routes: dict[str, StillMissing]
    omitted: str | None = None
    rules: dict[str, LeastChange] = field(default_factory=dict)


def lacking(case: Case, reviewed: Reviewed) -> Lacking:
    """What the closed routes of an assessment lack, by the facts and the law that it was made from."""
    result = reviewed.result
    closed = [route.route for route in result.routes if not route.open]
    if len(result.worksheet) > LONGEST:
        return Lacking({}, gettext("本次计量的底稿超过 %(lines)s 行，不在页面上推算还缺什么。", lines=LONGEST))
    casefile = filing.casefile_of(case_history.stored(case, reviewed.version))
    conduct, on = casefile.case.conduct.ended, result.on
    moved = gettext("计量以后方法、参数或规则已更新，不推算还缺什么。")
    if rule_engine().lawbook.edition(conduct, on).hash != result.law:
        return Lacking({}, moved)
    try:
        own = casefile.with_options(on=on.isoformat(), method=result.method.name)
        again = measure(own, parameter_set=reviewed.parameter_set)
        if again.loss_text != result.loss_tco2e:
            return Lacking({}, moved)
        fields = fields_of_loss(own)
        facts = legal_facts(own, again, on)
        found = still_missing(facts, conduct, on, closed, measured_from=fields)
        rules = least_changes(facts, conduct, on, measured_from=fields)
    except InputError:
        return Lacking({}, moved)
    return Lacking({one.route: one for one in found}, rules=rules)
