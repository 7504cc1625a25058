"""Whether a compensation plan fits the loss: nothing made good twice, nothing left over without a reason.

Pure functions of the plan and the record of the assessment it rests on. A head (损失项目) is one kind of loss; an item
of the plan says which heads it makes good. Whether a route is open the rules decide; here the sums are held together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules.reading.errors import FieldError
from rules.reading.messages import msg, template
from rules.record.assessment import AssessmentRecord
from rules.values.quantity import plain

OTHER_QUANTITY = template("认购量 {bought} t {relation}应认购量 {required} t，须说明理由")
COUNTED_TWICE = template(
    "“{head}”已由认购碳汇全部弥补（{bought} t，应认购 {required} t），不得再以其他方式重复计算：{names}"
)

BY_VALUE = template("以碳汇按金额弥补碳汇以外的服务功能损失，没有见到规定，须说明理由")

CREDITS, MONEY, LABOUR = "认购碳汇", "赔偿金", "劳务代偿"

RESTORE = "生态环境修复"
CARBON = "碳汇损失"
SERVICE = "碳汇以外的服务功能损失"
PERMANENT = "永久性损害损失"
COSTS = "调查评估、清除、防止扩大等费用"
PUNITIVE = "惩罚性赔偿"

HEADS = (RESTORE, CARBON, SERVICE, PERMANENT, COSTS, PUNITIVE)

MAKES_GOOD: Mapping[str, tuple[str, ...]] = {
    "原地补植": (RESTORE,),
    "异地补植": (RESTORE,),
    "管护": (RESTORE,),
    CREDITS: (CARBON, SERVICE),
    MONEY: (CARBON, SERVICE, PERMANENT, COSTS, PUNITIVE),
    LABOUR: (CARBON, SERVICE),
}
"""What a way of compensation can make good; credits another service than carbon only with a written reason, where no
rule forbids it. Credits replace damages, never the duty to restore (第十七条、第二十条)."""

_CONCLUDED = {
    "生态环境修复责任": RESTORE,
    "调查鉴定评估费用": COSTS,
    "清除污染和修复费用": COSTS,
    "防止损害扩大的费用": COSTS,
    "律师费等诉讼合理费用": COSTS,
    "惩罚性赔偿": PUNITIVE,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One route of a plan. ``covers``: the heads it makes good; empty: those that only this route can."""

    route: str
    covers: tuple[str, ...] = ()
    quantity_t: Decimal | int | None = None
    amount_cny: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit, at its field. ``reason_heals``: a written reason is enough to let it stand."""

    error: FieldError
    reason_heals: bool


PERMANENT_CLAIMED = "liability.permanent-claimed"
"""The rule that tells a claimed permanent loss from one that is only to be examined."""


def owed(result: AssessmentRecord, settled: Collection[str] = ()) -> tuple[str, ...]:
    """The heads that the assessment finds, in order. ``settled``: heads already dealt with outside the plan."""
    concluded = result.conclusions
    heads = {_CONCLUDED[name] for name in concluded.get("civil_heads", ()) if name in _CONCLUDED}
    if concluded.get("carbon_loss") == "有损失":
        heads.add(CARBON)
    if any(rule.id == PERMANENT_CLAIMED and rule.fired for rule in result.rules):
        heads.add(PERMANENT)
    rest = result.service_rest_cny
    if rest is not None and Decimal(rest) > 0:
        heads.add(SERVICE)
    return tuple(head for head in HEADS if head in heads and head not in settled)


def coverage(items: Sequence[Item], result: AssessmentRecord, settled: Collection[str] = ()) -> list[tuple[str, ...]]:
    """The heads of each item: as stated, else what its route makes good; money takes what no other item does."""
    due = owed(result, settled)
    stated = [item.covers or (() if item.route == MONEY else _own(item.route, due)) for item in items]
    taken = {head for covers in stated for head in covers}
    left = tuple(head for head in due if head not in taken and head in MAKES_GOOD[MONEY])
    return [
        left if item.route == MONEY and not item.covers else covers for item, covers in zip(items, stated, strict=True)
    ]


def _own(route: str, due: Sequence[str]) -> tuple[str, ...]:
    makes = MAKES_GOOD.get(route, ())
    if route == CREDITS:  # by value, where no carbon of a forest was lost
        return (SERVICE,) if SERVICE in due and CARBON not in due else (CARBON,)
    return makes[:1] if route == LABOUR else tuple(head for head in makes if head in due or len(makes) == 1)


def check_plan(items: Sequence[Item], result: AssessmentRecord, settled: Collection[str] = ()) -> list[Finding]:
    """Every misfit between the plan and the assessment.

    ``settled``: heads dealt with outside the plan, such as a restoration already ordered.
    """
    covers, due = coverage(items, result, settled), owed(result, settled)
    return [
        *_fits(items, covers, due),
        *_twice(items, covers, result),
        *_credits(items, result),
        *_left_over(covers, due),
        *_amounts(items, covers, result),
    ]


def _wrong(path: str, message: str, *, heals: bool = False) -> Finding:
    return Finding(FieldError(path, message), heals)


def _fits(items: Sequence[Item], covers: Sequence[tuple[str, ...]], due: Sequence[str]) -> Iterator[Finding]:
    for number, (item, heads) in enumerate(zip(items, covers, strict=True)):
        if item.route == MONEY and not heads:
            yield _wrong(f"items[{number}].covers", msg("没有写明赔偿金针对哪些损失，须说明，以免重复计算"), heals=True)
        for head in heads:
            if head not in MAKES_GOOD.get(item.route, ()):
                told = msg("“{route}”不能用来弥补“{head}”", route=item.route, head=head)
                yield _wrong(f"items[{number}].covers", told)
            elif item.route == CREDITS and head == SERVICE:
                yield _wrong(f"items[{number}].covers", msg(BY_VALUE), heals=True)
            elif head not in due and head == CARBON:
                told = msg("没有碳汇损失，不得以“{route}”弥补碳汇损失", route=item.route)
                yield _wrong(f"items[{number}].covers", told)
            elif head not in due and item.covers:
                yield _wrong(f"items[{number}].covers", msg("本案没有“{head}”一项，须说明依据", head=head), heals=True)


def _twice(items: Sequence[Item], covers: Sequence[tuple[str, ...]], result: AssessmentRecord) -> Iterator[Finding]:
    """A head made good by several items: refused where credits already make good all of the carbon."""
    required = result.required_t
    for head in HEADS:
        those = [number for number, heads in enumerate(covers) if head in heads]
        if len(those) < 2 or head == RESTORE:
            continue
        names = [items[number].route for number in those]
        bought = sum(items[number].quantity_t or 0 for number in those if items[number].route == CREDITS)
        if head == CARBON and required is not None and bought >= required:
            message = msg(
                COUNTED_TWICE,
                head=head,
                bought=plain(Decimal(bought)),
                required=plain(Decimal(required)),
                names=names,
            )
            yield _wrong(f"items[{those[-1]}].covers", message)
        else:
            message = msg("“{head}”由{names}共同弥补，须说明各自的部分", head=head, names=names)
            yield _wrong(f"items[{those[-1]}].covers", message, heals=True)


def _credits(items: Sequence[Item], result: AssessmentRecord) -> Iterator[Finding]:
    required = result.required_t
    bought = sum(item.quantity_t or 0 for item in items if item.route == CREDITS)
    if required is None or not bought or bought == required:
        return
    number = next(number for number, item in enumerate(items) if item.route == CREDITS)
    relation = msg("少于") if bought < required else msg("超过")
    message = msg(
        OTHER_QUANTITY,
        bought=plain(Decimal(bought)),
        relation=relation,
        required=plain(required),
    )
    yield _wrong(f"items[{number}].quantity_t", message, heals=True)


def _left_over(covers: Sequence[tuple[str, ...]], due: Sequence[str]) -> Iterator[Finding]:
    taken = {head for heads in covers for head in heads}
    left = [head for head in due if head not in taken]
    if left:
        yield _wrong("note", msg("方案没有涉及：{left}，须说明理由", left=left), heals=True)


def _amounts(items: Sequence[Item], covers: Sequence[tuple[str, ...]], result: AssessmentRecord) -> Iterator[Finding]:
    """Money for one head whose sum is known must be that sum, or its difference explained."""
    known = {SERVICE: result.service_rest_cny, CARBON: result.loss_value_cny}
    for number, (item, heads) in enumerate(zip(items, covers, strict=True)):
        if item.route != MONEY or item.amount_cny is None or not heads:
            continue
        sums = [known.get(head) for head in heads]
        if any(one is None for one in sums):
            continue
        wanted = sum((Decimal(str(one)) for one in sums), Decimal(0))
        if item.amount_cny != wanted:
            message = msg(
                "赔偿金 {amount} 元与“{heads}”的 {wanted} 元不同，须说明理由",
                amount=plain(item.amount_cny),
                heads=heads,
                wanted=plain(wanted),
            )
            yield _wrong(f"items[{number}].amount_cny", message, heals=True)
