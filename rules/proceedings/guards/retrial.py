"""What the law says of execution while a judgment is tried again."""

from __future__ import annotations

from rules.proceedings.doing import Doing
from rules.proceedings.effects.retrial import stayed_by
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter, warning
from rules.reading.messages import msg, template

STAYED = template("{id} 所依据的裁判正在再审，已经裁定中止执行")
DECIDED_ABOVE = template("再审裁判生效后，维持的恢复执行，撤销、变更的终结执行")
GOES_ON = template(
    "再审民事判决、裁定、调解书的，裁定中止其执行；只有追索赡养费、扶养费、抚养费、抚恤金、医疗费用、劳动报酬等案件可以不中止"
)
IS_STAYED = template("刑事再审期间不停止原裁判的执行；可能改判无罪，或者可能减轻刑罚而致刑期届满的，可以决定中止")


@stricter
@guard
def not_stayed(doing: Doing) -> None:
    """民诉法217: what a retrial stays is not enforced before that is over."""
    if stayed_by(doing.case, doing.id) is not None:
        told = msg(STAYED, id=doing.id.partition(":")[2])
        raise Refused("impossible", told, msg(DECIDED_ABOVE), "not_stayed")


@stricter
@warning
def stayed_as_the_law_has_it(doing: Doing) -> str | None:
    """民诉法217, 刑诉法257(2), 法释〔2021〕1号464: the rule is the other way round in civil and in criminal matters."""
    said = doing.args.get("stay")
    if doing.kind == "civil" and said is False:
        return msg(GOES_ON)
    return msg(IS_STAYED) if doing.kind == "criminal" and said else None
