"""The account of one case: what each debt in money is, and every line of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from casework.money import banking
from casework.money.models import BankAccount
from casework.proceedings import Folder, history
from casework.proceedings.overview import Head, head_of, today
from rules.proceedings.instalments import Instalment, instalments
from rules.proceedings.ledger import ACCOUNTS, ADVANCE, CASH, DEPOSITS, FLOWS, FORFEITED, RECEIVABLE, balances, lines_of
from rules.proceedings.state import Case, Posting
from rules.values.chinese import capitals


class Sums(NamedTuple):
    """What one debt, or all of a case, comes to, in yuan. ``owed``: what is still to be received."""

    fixed: Decimal
    received: Decimal
    owed: Decimal
    advance: Decimal
    refunded: Decimal
    spent: Decimal
    insured: Decimal
    held: Decimal
    forfeited: Decimal
    cash: Decimal


@dataclass(frozen=True)
class Debt:
    """A debt in money, or something secured by a deposit. ``places``: the accounts or payees of its lines."""

    owed: str
    kind: str
    persons: str
    places: tuple[str, ...]
    sums: Sums
    instalments: tuple[Instalment, ...]


@dataclass(frozen=True)
class Line:
    """A line of the account. ``act``: the number of the act, 0 of what another case brought in."""

    act: int
    on: datetime.date
    what: str
    debit: str
    credit: str
    kind: str
    whom: str
    place: str
    purpose: str
    amount: Decimal
    back: bool
    due: datetime.date | None


@dataclass(frozen=True)
class Account:
    """The account of a case. ``total`` and ``in_words``: of all of it; the cash in capitals, as receipts write it.
    ``registered``: of the accounts that lines name those that are in the register."""

    head: Head
    debts: tuple[Debt, ...]
    total: Sums
    in_words: str
    lines: tuple[Line, ...]
    registered: Mapping[str, BankAccount]
    today: datetime.date


def account(folder: Folder) -> Account:
    """The account of a case as its acts have made it."""
    case = history.history(folder)
    debts = tuple(_debts(case))
    total = _sums(case.postings)
    lines, known = tuple(map(_line, case.postings)), banking.by_words(one.place for one in case.postings)
    return Account(head_of(folder, case), debts, total, capitals(total.cash), lines, known, today())


def _debts(case: Case) -> Iterator[Debt]:
    for owed in dict.fromkeys(one.owed for one in case.postings):
        lines = [one for one in case.postings if one.owed == owed]
        places = tuple(dict.fromkeys(one.place for one in lines if one.place))
        parts = instalments(lines_of(lines))
        yield Debt(owed, lines[-1].kind, _persons(lines), places, _sums(lines), parts)


CAME_IN = ("received", "advance", "deposit_paid", "insured")
"""Flows whose person paid or owes; of the others it is who was paid."""


def _persons(lines: list[Posting]) -> str:
    """Who owes it; where nothing is fixed, who paid."""
    fixed = [one.whom for one in lines if one.flow == "fixed" and not one.reversed]
    paid = (name for one in lines if one.flow in CAME_IN for name in one.whom.split("、") if name)
    return fixed[-1] if fixed else "、".join(dict.fromkeys(paid))


def _sums(lines: list[Posting] | tuple[Posting, ...]) -> Sums:
    left: dict[str, Decimal] = dict.fromkeys(ACCOUNTS, Decimal())
    for (name, _), sum_ in balances(lines).items():
        left[name] += sum_
    flows = dict.fromkeys(FLOWS, Decimal())
    for one in lines:
        flows[one.flow] += -one.amount if one.reversed else one.amount
    return Sums(
        fixed=flows["fixed"],
        received=flows["received"],
        owed=left[RECEIVABLE],
        advance=-left[ADVANCE],
        refunded=flows["refunded"],
        spent=flows["spent"] + flows["deposit_used"],
        insured=flows["insured"],
        held=-left[DEPOSITS],
        forfeited=-left[FORFEITED],
        cash=left[CASH],
    )


def _line(one: Posting) -> Line:
    flow = FLOWS[one.flow]
    debit, credit = (flow.credit, flow.debit) if one.reversed else (flow.debit, flow.credit)
    return Line(
        one.act,
        one.at,
        flow.label,
        ACCOUNTS[debit],
        ACCOUNTS[credit],
        one.kind,
        one.whom,
        one.place,
        one.purpose,
        one.amount,
        one.reversed,
        one.due,
    )
