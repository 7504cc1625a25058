"""What the cases of a province add up to between two days, for the yearly reply: every sum with its acts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from casework.documents.certificates import Certificate
from rules.proceedings.state import Case, Obligation, Performance

CREDITS, DAMAGES = "认购碳汇", "服务功能损失赔偿金"
UNSTATED = "没有写明品种"
PLANTING = ("原地补植", "异地补植", "恢复林地", "红树林")
RETIRED, PAID, PLANTED, MEASURED = "注销碳汇", "支付赔偿金", "补植复绿验收合格", "测算损失"

COUNTED_BY = ("adopt", "perform", "inspect")
"""The acts that a source may be."""


@dataclass(frozen=True)
class Source:
    """One act of a case that counts. ``what``: as which of the totals; ``kind``: of credits, their type.

    ``tonnes``, ``mu`` and ``yuan`` as far as the act states them.
    """

    what: str
    reference: str
    act: int
    on: datetime.date
    kind: str = ""
    tonnes: Decimal | None = None
    yuan: Decimal | None = None
    mu: Decimal | None = None


@dataclass(frozen=True)
class Total:
    """A sum. ``unpriced``: retirements of which neither act nor certificate states what was paid."""

    what: str
    kind: str
    cases: int
    tonnes: Decimal
    yuan: Decimal
    mu: Decimal
    unpriced: int


@dataclass(frozen=True)
class Stored:
    """A case as the totals ask of it."""

    reference: str
    case: Case
    certificates: tuple[Certificate, ...] = ()


def sources(every: Iterable[Stored], since: datetime.date, until: datetime.date) -> list[Source]:
    """What counts of these cases, from one day to another, both included; in the order of days."""
    found = (one for stored in every for one in _of(stored) if since <= one.on <= until)
    return sorted(found, key=lambda one: (one.on, one.reference, one.act))


def totals(counted: Iterable[Source]) -> list[Total]:
    """The sums by what was done and, of credits, by their type; the largest first within what was done."""
    groups: dict[tuple[str, str], list[Source]] = {}
    for one in counted:
        groups.setdefault((one.what, one.kind), []).append(one)
    order = (MEASURED, RETIRED, PAID, PLANTED)
    made = [_total(what, kind, group) for (what, kind), group in groups.items()]
    return sorted(made, key=lambda one: (order.index(one.what), -one.tonnes, -one.yuan, one.kind))


def _total(what: str, kind: str, group: list[Source]) -> Total:
    return Total(
        what,
        kind,
        len({one.reference for one in group}),
        sum((one.tonnes for one in group if one.tonnes is not None), Decimal()),
        sum((one.yuan for one in group if one.yuan is not None), Decimal()),
        sum((one.mu for one in group if one.mu is not None), Decimal()),
        sum(1 for one in group if what == RETIRED and one.yuan is None),
    )


def _of(stored: Stored) -> Iterator[Source]:
    yield from _measured(stored)
    for duty in stored.case.obligations.values():
        for one in duty.counted:
            if not one.carried:
                yield from _performed(stored, duty, one)
        if duty.kind in PLANTING:
            yield from _planted(stored, duty)


def _measured(stored: Stored) -> Iterator[Source]:
    """Results that were adopted, once each."""
    for measuring in stored.case.measurings.values():
        standing = [one for one in measuring.adoptions if not one.ended]
        if standing:
            tonnes = measuring.result.get("tonnes")
            yield Source(
                MEASURED,
                stored.reference,
                standing[0].act,
                standing[0].at,
                tonnes=None if tonnes is None else Decimal(str(tonnes)),
            )


def _performed(stored: Stored, duty: Obligation, one: Performance) -> Iterator[Source]:
    if one.retired:
        bought = [each for each in stored.certificates if each.act == one.act]
        yield Source(
            RETIRED,
            stored.reference,
            one.act,
            one.at,
            _type(stored, duty, one, bought),
            tonnes=one.used,
            yuan=_paid(stored, one, bought),
        )
    elif duty.kind == DAMAGES and one.unit == "amount" and one.quantity is not None:
        yield Source(PAID, stored.reference, one.act, one.at, yuan=one.quantity)


def _type(stored: Stored, duty: Obligation, one: Performance, bought: list[Certificate]) -> str:
    if bought:
        return bought[0].credit_type
    stated = stored.case.acts[one.act - 1].args.get("credit") or duty.details.get("credit")
    return str(stated) if stated else UNSTATED


def _paid(stored: Stored, one: Performance, bought: list[Certificate]) -> Decimal | None:
    """What the tonnes cost: by their certificates, else the sum or the price that the act states."""
    if bought:
        return sum((each.price * each.tonnes for each in bought), Decimal())
    if one.unit == "amount" and one.quantity is not None:
        return one.quantity
    price = stored.case.acts[one.act - 1].args.get("price")
    return None if price is None else Decimal(str(price)) * one.used


def _planted(stored: Stored, duty: Obligation) -> Iterator[Source]:
    passed = [one for one in duty.looks if one.result == "pass"]
    if passed:
        area = duty.quantity if duty.unit == "area_mu" else duty.details.get("area_mu")
        mu = None if area is None else Decimal(str(area))
        yield Source(PLANTED, stored.reference, passed[0].act, passed[0].at, mu=mu)
