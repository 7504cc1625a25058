"""Obligations held against the loss that was adopted: what is covered, twice, too much, or by a way the law closes.

Pure: the loss is a value that the application, or a script, hands in. Nothing here refuses what the table allows: what
does not fit is told, and a written reason lets it stand. Without an adopted loss nothing is checked.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rules.casefile.options import Price
from rules.proceedings.clock import LIVE
from rules.proceedings.state import Case, Obligation
from rules.proceedings.table import DutyKind, Table
from rules.reading.messages import msg, template
from rules.settlement.credit_types import credit_type
from rules.settlement.heads import BY_VALUE, CARBON, CREDITS, HEADS, RESTORE, SERVICE
from rules.settlement.loss import CreditPrice, Loss
from rules.settlement.prices import check_price, price_rule
from rules.values.quantity import plain

TWICE = template("“{head}”由{names}共同弥补，须说明各自的部分")
TOO_MUCH = template("各项义务合计超过“{head}”（{owed}）：{names}")
NOT_BY_THIS = template("“{kind}”不能用来弥补“{head}”")
NO_SUCH_HEAD = template("已采信的损失没有“{head}”一项")
WAY_CLOSED = template("按已采信的测算，“{kind}”不符合条件：{reasons}")
BARE_PRICE = template("单价须写明取价规则、来源和日期")
NO_WHOLE_STEPS = template("认购量 {tonnes} t 不是 {step} t 的整数倍")
CREDITS_FIRST = template("按已采信的测算可以修复（{ways}），却先认购碳汇，没有安排修复")
UNLISTED_RULE = template("取价规则“{rule}”没有收录")
REPLANTING = ("原地补植", "异地补植")
"""Ways that come before credits. 管护 stands in for them where neither can be done; nothing asks for it first."""
SURVIVAL, TENDING = Decimal(85), Decimal(3)
"""成活率 and years of planting where no instrument says otherwise (森林采伐更新管理办法第十五条比照)."""

COUNTED = (*LIVE, "proven", "closed_unpaid")
"""States of an obligation that makes something good, or did."""

OPEN, PART, COVERED, OVER = "open", "part", "covered", "over"


@dataclass(frozen=True)
class Share:
    """What an obligation makes good of a head: the part of it, None where nobody can tell."""

    duty: str
    part: Decimal | None


@dataclass(frozen=True)
class Cover:
    """A head of the loss with the obligations that make it good: ``open``, ``part``, ``covered`` or ``over``."""

    head: str
    shares: tuple[Share, ...]

    @property
    def known(self) -> Decimal:
        """The sum of the parts that are known."""
        return sum((one.part for one in self.shares if one.part is not None), Decimal())

    @property
    def state(self) -> str:
        if not self.shares:
            return OPEN
        if self.known > 1:
            return OVER
        told = all(one.part is not None for one in self.shares)
        return PART if told and self.known < 1 else COVERED


def is_adopted(case: Case) -> bool:
    """Whether a result stands that somebody took over for his decision."""
    return any(not one.ended for measuring in case.measurings.values() for one in measuring.adoptions)


def stated_loss(case: Case) -> Loss | None:
    """The loss as the adopted results say it, for lists only: nothing is known of routes and rounding."""
    found = [
        (entry.heads, one.result)
        for one in case.measurings.values()
        for entry in one.adoptions
        if not entry.ended and one.result
    ]
    heads: dict[str, None] = {}
    tonnes, sums = None, {}
    for named, result in found:
        own = [head for head in HEADS if any(_is_of(name, head) for name in named)]
        own = own or ([CARBON] if result.get("tonnes") is not None else [])
        heads |= dict.fromkeys(own)
        if CARBON in own and result.get("tonnes") is not None:
            tonnes = Decimal(str(result["tonnes"]))
        if len(own) == 1 and result.get("value") is not None:
            sums[own[0]] = Decimal(str(result["value"]))
    return Loss(tuple(heads), tonnes, None, sums=sums) if heads else None


_WORDS = {
    RESTORE: ("修复",),
    CARBON: ("碳汇损失", "碳储量", "碳损失"),
    SERVICE: ("服务功能",),
}


def _is_of(name: str, head: str) -> bool:
    return head in name or any(word in name for word in _WORDS.get(head, ()))


def covers(table: Table, case: Case, loss: Loss) -> tuple[Cover, ...]:
    """Every head of the loss, and whatever else obligations say they make good, with who makes it good."""
    heads = _heads_by_duty(table, case, loss)
    named = {head for own in heads.values() for head in own}
    made = []
    for head in (one for one in HEADS if one in loss.heads or one in named):
        of = {id: own for id, own in heads.items() if head in own}
        made.append(
            Cover(head, tuple(Share(id, _part(case.obligations[id], own, head, loss)) for id, own in of.items()))
        )
    return tuple(made)


def _counted(case: Case) -> list[Obligation]:
    """Obligations that make something good. What several owe as one debt counts once, by its first."""
    seen: set[str] = set()
    made = []
    for duty in case.obligations.values():
        if duty.state not in COUNTED or (duty.group and duty.group in seen):
            continue
        seen.add(duty.group or duty.id)
        made.append(duty)
    return made


def _heads_by_duty(table: Table, case: Case, loss: Loss) -> dict[str, tuple[str, ...]]:
    """The heads of each obligation: as stated, else what its kind makes good; money takes what no other does."""
    made: dict[str, tuple[str, ...]] = {}
    loose: list[tuple[Obligation, DutyKind]] = []
    for duty in _counted(case):
        stated = tuple(head for head in HEADS if head in duty.covers)
        kind = table.duties.get(duty.kind)
        if stated:
            made[duty.id] = stated
        elif kind is not None and kind.makes_good:
            if len(kind.makes_good) > 1 and kind.unit == ("amount",):
                loose.append((duty, kind))
                continue
            made[duty.id] = _first(kind.makes_good, loss.heads)
    for duty, kind in loose:
        taken = {head for own in made.values() for head in own}
        due = [head for head in kind.makes_good if head in loss.heads]
        made[duty.id] = tuple(head for head in due if head not in taken) or tuple(due) or kind.makes_good[:1]
    return {id: made[id] for id in case.obligations if id in made}


def _first(makes: Sequence[str], due: Sequence[str]) -> tuple[str, ...]:
    return tuple(head for head in makes if head in due)[:1] or tuple(makes[:1])


def _part(duty: Obligation, heads: Sequence[str], head: str, loss: Loss) -> Decimal | None:
    """Which part of a head an obligation makes good; None where it cannot be told."""
    if duty.quantity is None or len(heads) != 1:
        sums = [loss.sums.get(one) for one in heads]
        whole = sum((one for one in sums if one is not None), Decimal())
        exact = duty.unit == "amount" and duty.quantity is not None and None not in sums and duty.quantity == whole
        return Decimal(1) if exact else None
    owed = loss.required_t if duty.unit == "tonnes" and head == CARBON else None
    if duty.unit == "amount":
        owed = loss.sums.get(head)
    return None if not owed else duty.quantity / owed


def misfits(table: Table, case: Case, loss: Loss | None, act: int) -> tuple[str, ...]:
    """What does not fit of the obligations that an act set up or changed, each as a sentence. ``case``: after the act.

    Empty where no loss was adopted.
    """
    if loss is None or not is_adopted(case):
        return ()
    made = [duty for duty in _counted(case) if any(one.act == act for one in duty.grounds)]
    found = [told for duty in made for told in _of_one(table, case, duty, loss)]
    mine = {duty.id for duty in made}
    for cover in covers(table, case, loss):
        if mine & {one.duty for one in cover.shares}:
            found += _of_head(case, cover, loss)
    return tuple(dict.fromkeys(found))


def _of_one(table: Table, case: Case, duty: Obligation, loss: Loss) -> Iterator[str]:
    kind = table.duties.get(duty.kind)
    if kind is None:
        return
    for head in (one for one in HEADS if one in duty.covers):
        if kind.makes_good and head not in kind.makes_good:
            yield msg(NOT_BY_THIS, kind=duty.kind, head=head)
        elif head not in loss.heads:
            yield msg(NO_SUCH_HEAD, head=head)
        elif duty.kind == CREDITS and head == SERVICE:
            yield msg(BY_VALUE)
    way = loss.way(kind.way) if kind.way else None
    if way is not None and not way.open:
        yield msg(WAY_CLOSED, kind=duty.kind, reasons="；".join(way.reasons))
    if duty.kind == CREDITS:
        yield from _of_credits(table, case, duty, loss)


def _of_credits(table: Table, case: Case, duty: Obligation, loss: Loss) -> Iterator[str]:
    known = credit_type(str(duty.details.get("credit") or ""))
    step = known.rounding.rounding.to if known is not None else loss.step
    if duty.unit == "tonnes" and duty.quantity is not None and duty.quantity % step:
        yield msg(NO_WHOLE_STEPS, tonnes=plain(duty.quantity), step=plain(step))
    yield from _of_price(duty, loss)
    ways = [one.route for one in loss.ways if one.open and one.route in REPLANTING]
    restored = any(RESTORE in own for own in _heads_by_duty(table, case, loss).values())
    if ways and not restored:
        yield msg(CREDITS_FIRST, ways=ways)


def _of_price(duty: Obligation, loss: Loss) -> Iterator[str]:
    price = duty.details.get("price")
    if price is None:
        return
    rule, source = str(duty.details.get("price_rule") or ""), str(duty.details.get("price_source") or "")
    day = duty.details.get("price_date")
    if not rule or not source or not isinstance(day, datetime.date):
        yield msg(BARE_PRICE)
    elif loss.price != CreditPrice(price, rule, source, day):  # one taken over was checked for its own day
        if price_rule(rule) is None:
            yield msg(UNLISTED_RULE, rule=rule)
        taken = Price(cny_per_t=price, rule=rule, source=source, date=day)
        yield from (error.message for error in check_price(taken, duty.grounds[-1].at).errors)


def _of_head(case: Case, cover: Cover, loss: Loss) -> Iterator[str]:
    if cover.head == RESTORE:  # several ways of restoring stand beside each other
        return
    duties = [case.obligations[one.duty] for one in cover.shares]
    names = list(dict.fromkeys(duty.kind for duty in duties))
    if cover.state == OVER:
        yield msg(TOO_MUCH, head=cover.head, owed=owed_words(cover.head, loss), names=names)
    elif len(names) > 1 and any(one.part is None for one in cover.shares):
        yield msg(TWICE, head=cover.head, names=names)


def owed_words(head: str, loss: Loss) -> str:
    """How much of a head was lost, in words: tonnes and what is to be bought, or a sum; empty where nobody knows."""
    parts = []
    if head == CARBON and loss.tonnes is not None:
        parts.append(msg("{tonnes} 吨", tonnes=plain(loss.tonnes)))
    if head == CARBON and loss.required_t is not None:
        parts.append(msg("应认购 {tonnes} 吨", tonnes=plain(loss.required_t)))
    if head in loss.sums:
        parts.append(msg("{amount} 元", amount=f"{loss.sums[head]:,.2f}"))
    return "，".join(parts)


@dataclass(frozen=True)
class Suggestion:
    """A duty that the law says is open: what would be written of it, and what that rests on."""

    kind: str
    spec: Mapping[str, Any]
    rests_on: tuple[str, ...]


def suggestions(table: Table, case: Case, loss: Loss | None) -> tuple[Suggestion, ...]:
    """What may be set up now, by the open ways of the adopted loss, in their order; nothing is decided by it."""
    if loss is None or not is_adopted(case):
        return ()
    kinds = {kind.way: kind for kind in table.duties.values() if kind.way}
    found = {one.head: one.state for one in covers(table, case, loss)}
    made = []
    for way in loss.ways:
        kind = kinds.get(way.route)
        if not way.open or kind is None:
            continue
        due = [head for head in kind.makes_good if head in loss.heads]
        heads = [head for head in due if found.get(head, OPEN) in (OPEN, PART)]
        if heads or not due:
            made.append(_suggestion(case, kind, heads, way.reasons, loss, found))
    return tuple(made)


def _suggestion(
    case: Case, kind: DutyKind, heads: list[str], reasons: Sequence[str], loss: Loss, found: Mapping[str, str]
) -> Suggestion:
    spec: dict[str, Any] = {"obligation_kind": kind.name}
    rests_on = list(reasons)
    if kind.name == CREDITS:
        heads = [head for head in heads if head == CARBON]
        more, why = _credits_spec(case, loss)
        spec |= more
        rests_on += why
    elif kind.way == "赔偿金":
        heads = [head for head in heads if found.get(head, OPEN) == OPEN]
        sums = [loss.sums.get(head) for head in heads]
        if sums and None not in sums:
            spec["amount"] = sum((one for one in sums if one is not None), Decimal())
            rests_on += [f"{head}：{owed_words(head, loss)}" for head in heads]
    elif kind.restores:
        spec |= {"rate": SURVIVAL, "years": TENDING}
        rests_on.append(
            msg("成活率百分之八十五、抚育三年：森林采伐更新管理办法第十五条，补植比照适用；裁判另定的，以裁判为准")
        )
    if heads:
        spec["covers"] = "、".join(heads)
    return Suggestion(kind.name, spec, tuple(rests_on))


def _credits_spec(case: Case, loss: Loss) -> tuple[dict[str, Any], list[str]]:
    made: dict[str, Any] = {}
    why: list[str] = []
    if loss.required_t is not None:
        bought = (one.quantity for one in _counted(case) if one.kind == CREDITS and one.unit == "tonnes")
        made["tonnes"] = loss.required_t - sum((one for one in bought if one is not None), Decimal())
        why.append(owed_words(CARBON, loss))
    if loss.credit:
        made["credit"] = loss.credit
    if loss.price is not None:
        price = loss.price
        made |= {"price": price.cny_per_t, "price_rule": price.rule, "price_source": price.source}
        made |= {"price_date": price.date} if price.date is not None else {}
        told = msg(
            "{rule}：{price} 元/吨，{source}，{day}",
            rule=price.rule,
            price=plain(price.cny_per_t),
            source=price.source,
            day=price.date,
        )
        why.append(told)
    return made, why
