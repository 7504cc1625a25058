"""案款账: every sum of money of a case as a double entry, posted with the act that moved it.

What is fixed is a claim and is to be received; what is received is at an account and is to be received no more; a
deposit is at an account and is owed back. So debit and credit are always equal, and each account is what its postings
leave of it. Nothing is altered: what an act voids, corrects or moves to another case is posted back.

Not here: what a party pays to the seller of credits, or spends on planting and labour himself. No office has it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from rules.proceedings.book import load_table
from rules.proceedings.effects.payments import REPLACED, fixed_sum, goes_to_an_office, turned_over
from rules.proceedings.instalments import Line, Part, together
from rules.proceedings.state import Case, Obligation, Performance, Posting
from rules.proceedings.table import Table
from rules.reading.messages import template

RECEIVABLE, CLAIM, CASH, DEPOSITS, ADVANCE, SPENT = "receivable", "claim", "cash", "deposits", "advance", "spent"
INSURANCE, FORFEITED = "insurance", "forfeited"
ACCOUNTS: Mapping[str, str] = {
    RECEIVABLE: template("应收案款"),
    CLAIM: template("应缴义务"),
    CASH: template("专户存款"),
    DEPOSITS: template("保证金"),
    ADVANCE: template("预缴、多缴"),
    SPENT: template("案款支出"),
    INSURANCE: template("保险赔款"),
    FORFEITED: template("不予退还的保证金"),
}


@dataclass(frozen=True)
class Flow:
    """A way in which money moves: from the account on the credit side to that on the debit side."""

    label: str
    debit: str
    credit: str


FLOWS: Mapping[str, Flow] = {
    "fixed": Flow(template("确定应缴"), RECEIVABLE, CLAIM),
    "released": Flow(template("免除、转换、替代或者他人履行"), CLAIM, RECEIVABLE),
    "set_off": Flow(template("以前已缴抵充"), CLAIM, RECEIVABLE),
    "received": Flow(template("收到案款"), CASH, RECEIVABLE),
    "advance": Flow(template("预缴或者多缴"), RECEIVABLE, ADVANCE),
    "refunded": Flow(template("退还案款"), ADVANCE, CASH),
    "spent": Flow(template("使用案款"), SPENT, CASH),
    "insured": Flow(template("收到保险赔款"), CASH, INSURANCE),
    "deposit_paid": Flow(template("缴纳保证金"), CASH, DEPOSITS),
    "deposit_returned": Flow(template("退还保证金"), DEPOSITS, CASH),
    "deposit_used": Flow(template("使用保证金"), DEPOSITS, CASH),
    "deposit_forfeited": Flow(template("保证金不予退还"), DEPOSITS, FORFEITED),
}
OF_MONEY = {
    "paid": "deposit_paid",
    "returned": "deposit_returned",
    "used": "deposit_used",
    "forfeited": "deposit_forfeited",
    "refunded": "refunded",
    "spent": "spent",
    "insured": "insured",
}
"""The flow of each kind of entry that an obligation has of its own."""

REPAIR = "修复费用"
"""What a deposit is used for, where its entry does not say: for nothing else may it be (法释〔2022〕16号22)."""

RELEASED = ("converted", "discharged", "waived", "superseded")


class Item(NamedTuple):
    """What postings of one kind are added up by."""

    flow: str
    owed: str
    whom: str
    purpose: str = ""
    place: str = ""
    due: datetime.date | None = None


def posted(case: Case, act: int, at: datetime.date | None) -> Case:
    """The case with its account brought up to what it is now, posted with the act of this number."""
    wanted, had = dict(_items(load_table(), case)), _sums(case.postings)
    made = [
        _posting(case, item, wanted.get(item, Decimal()) - had.get(item, Decimal()), act, at)
        for item in dict.fromkeys((*had, *wanted))
        if at is not None and wanted.get(item, Decimal()) != had.get(item, Decimal())
    ]
    return replace(case, postings=(*case.postings, *made)) if made else case


def _sums(postings: Iterable[Posting]) -> dict[Item, Decimal]:
    made: dict[Item, Decimal] = defaultdict(Decimal)
    for one in postings:
        made[_item(one)] += -one.amount if one.reversed else one.amount
    return made


def _item(one: Posting) -> Item:
    return Item(one.flow, one.owed, one.whom, one.purpose, one.place if one.named else "", one.due)


def _posting(case: Case, item: Item, difference: Decimal, act: int, at: datetime.date | None) -> Posting:
    assert at is not None
    last = next((one for one in reversed(case.postings) if one.owed == item.owed), None)
    duty = _duty(case, item.owed)
    kind = duty.kind if duty is not None else last.kind if last is not None else ""
    place = item.place or _place(case, item, difference < 0) or (duty.payee if duty is not None else "")
    place = place or (last.place if duty is None and last is not None else "")
    back = difference < 0
    made = Posting(act, at, item.flow, item.owed, kind, item.whom, place, item.purpose, abs(difference), back)
    return replace(made, named=bool(item.place), due=item.due)


CAME_BY: Mapping[str, tuple[str, ...]] = {
    "deposit_returned": ("deposit_paid",),
    "deposit_used": ("deposit_paid",),
    "deposit_forfeited": ("deposit_paid",),
    "refunded": ("received",),
    "spent": ("received", "insured", "deposit_forfeited"),
}
"""What goes out -> how it came in: it leaves the account that it went into last."""


def _place(case: Case, item: Item, back: bool) -> str:
    """The account of the line that is posted back, or of what came in and now goes out; empty where neither is."""
    lines = [one for one in reversed(case.postings) if one.owed == item.owed and not one.reversed]
    if back:
        return next((one.place for one in lines if _item(one) == item), "")
    return next((one.place for one in lines if one.flow in CAME_BY.get(item.flow, ())), "")


def _duty(case: Case, owed: str) -> Obligation | None:
    """The obligation, or the first of the group."""
    names = case.groups[owed].obligations if owed in case.groups else (owed,)
    return next((case.obligations[name] for name in names if name in case.obligations), None)


def _items(table: Table, case: Case) -> Iterator[tuple[Item, Decimal]]:
    """What there is of each kind now, of every sum that an office has or is to have."""
    sums: dict[Item, Decimal] = defaultdict(Decimal)
    together: dict[str, list[Obligation]] = defaultdict(list)
    for duty in case.obligations.values():
        in_cash = goes_to_an_office(table, duty)
        if in_cash or duty.booked:
            together[duty.group if duty.group in case.groups and in_cash else duty.id].append(duty)
    for owed, duties in together.items():
        for item, sum_ in _of_one(table, case, owed, duties):
            sums[item] += sum_
    return ((item, sum_) for item, sum_ in sums.items() if sum_)


def _of_one(table: Table, case: Case, owed: str, duties: list[Obligation]) -> Iterator[tuple[Item, Decimal]]:
    """Of one debt: what is fixed, what came in, what went out."""
    cash = [duty for duty in duties if goes_to_an_office(table, duty)]
    if cash:
        whom = "、".join(dict.fromkeys(name for duty in duties for name in duty.obligors))
        paid = [one for duty in cash for one in duty.counted if one.unit == "amount" and one.quantity is not None]
        for flow, sum_ in _debt(case, cash, paid):
            item = Item(flow, owed, whom)
            yield from by_instalments(item, sum_, schedule(case, cash)) if flow == "fixed" else ((item, sum_),)
        for one in paid:
            if not one.carried:
                yield Item("received", owed, one.by, place=one.place), one.quantity or Decimal()
    for duty in duties:
        for entry in duty.booked:
            purpose = entry.purpose or (REPAIR if entry.kind == "used" else "")
            yield Item(OF_MONEY[entry.kind], owed, entry.whom, purpose, entry.place), entry.amount


def by_instalments(item: Item, total: Decimal, parts: Iterable[Part]) -> Iterator[tuple[Item, Decimal]]:
    """What is fixed, by the last days of its instalments; what these do not reach has none."""
    left = total
    for day, sum_ in parts:
        part = min(sum_, left)
        left -= part
        if part:
            yield item._replace(due=day), part
    yield item, left


def schedule(case: Case, duties: list[Obligation]) -> tuple[Part, ...]:
    """The instalments of a debt: of several obligations that are one, those that all of them come to by each day."""
    standing = [one for one in duties if one.state not in REPLACED] if len(duties) > 1 else duties
    if not any(one.due.form == "instalments" for one in standing):
        return ()
    owed = sum((one.quantity or Decimal() for one in standing), Decimal())
    return together([_parts(one) for one in standing], whole=owed > fixed_sum(case, standing))


def _parts(duty: Obligation) -> tuple[Part, ...]:
    """What of one obligation is owed by which day: its instalments, or all of it by the day that it names."""
    if duty.due.form == "date" and duty.due.date is not None and duty.quantity is not None:
        return ((duty.due.date, duty.quantity),)
    return duty.due.instalments


def _debt(case: Case, duties: list[Obligation], paid: list[Performance]) -> Iterator[tuple[str, Decimal]]:
    fixed, received = fixed_sum(case, duties), _sum(paid, carried=False)
    set_off = _sum(paid, carried=True)
    refunded = sum((one.amount for duty in duties for one in duty.booked if one.kind == "refunded"), Decimal())
    yield "fixed", fixed
    yield "set_off", set_off
    turned = turned_over(case, duties)
    ended = all(duty.state in RELEASED for duty in duties)
    yield "released", max(fixed - received - set_off, turned) if ended else turned
    # What was given back was paid in advance or too much; where the sum was raised afterwards it is owed again.
    yield "advance", max(received + set_off + turned - fixed, refunded)


def _sum(paid: list[Performance], *, carried: bool) -> Decimal:
    return sum((one.quantity or Decimal() for one in paid if one.carried is carried), Decimal())


def lines_of(postings: Iterable[Posting]) -> Iterator[Line]:
    """The lines as instalments read them."""
    for one in postings:
        yield Line(one.owed, one.flow, one.due, -one.amount if one.reversed else one.amount)


def balances(postings: Iterable[Posting]) -> dict[tuple[str, str], Decimal]:
    """What each account holds of each debt: debit less credit."""
    made: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in postings:
        flow = FLOWS[one.flow]
        signed = -one.amount if one.reversed else one.amount
        made[flow.debit, one.owed] += signed
        made[flow.credit, one.owed] -= signed
    return made
