"""When something is owed is said where it can be read, not among the words of what is owed."""

from __future__ import annotations

import re

from rules.proceedings.doing import Doing
from rules.proceedings.effects.orders import claims_of, orders_of, specs_of
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import every, guard, stricter, warning
from rules.proceedings.specs import MEASURES
from rules.reading.messages import msg, template

IN_WORDS = template("{id} 的内容中写有“{said}”，没有写成履行期限，期限仍为待定")
VAGUE = re.compile(
    r"下+(?:个)?(?:周|星期|礼拜|月|季度)|[本这]个?(?:周|星期|月)(?:内|底)?|(?:月|年)底|明年|近期|尽快|(?:春节|国庆|中秋)(?:前|后)?"
)
"""Words by which a time is meant that no day follows from."""


@every
@stricter
@warning
def term_in_words(doing: Doing) -> str | None:
    """A time among the words of a duty is read by nobody: no day is watched, nothing is ever late."""
    if not doing.args.given and not doing.args.items:
        return None
    for name, spec in {**specs_of(doing), **claims_of(doing), **orders_of(doing)}.items():
        known = doing.case.obligations.get(name)
        said = VAGUE.search(str(spec.get("object") or ""))
        dated = spec.get("due") or spec.get("season") or spec.get("instalments")
        if said is not None and not dated and (known is None or known.due.form == "open"):
            return msg(IN_WORDS, id=name, said=said[0])
    return None


MOVES = (
    *("perform", "fix_payment", "spend", "refund", "insurance_paid"),
    *("deposit_paid", "deposit_used", "deposit_returned", "deposit_forfeited"),
)
"""Acts by which something is done or money moves."""
FIGURES = (*MEASURES, "buy", "retire", "deposit")
NOTHING = template("“{argument}”为 0：没有履行、没有收付的，不登记；没有义务的，不设立")
MORE = template("填写大于 0 的数，或者不填")


@every
@stricter
@guard
def more_than_nothing(doing: Doing) -> None:
    """Truth: nothing is no payment and no planting, and nobody owes nothing."""
    said = [name for name in FIGURES if doing.act.do in MOVES and doing.args.number(name) == 0]
    if doing.args.given or doing.args.items:
        specs = {**specs_of(doing), **claims_of(doing), **orders_of(doing)}.values()
        said += [name for spec in specs for name in FIGURES if spec.get(name) == 0]
    if said:
        label = doing.table.arguments[said[0]].label
        raise Refused("impossible", msg(NOTHING, argument=msg(label)), msg(MORE), "more_than_nothing")
