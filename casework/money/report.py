"""资金台账: what came in and went out between two days, by account and purpose, over the cases that a person sees.

It is asked for a time, and reads what was posted until its last day: an account that is closed at a day needs all that
came before.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from flask_babel import gettext
from sqlalchemy import select, tuple_

from casework import db
from casework.accounts import Person
from casework.credits import paying
from casework.errors import Invalid
from casework.money import banking
from casework.money.models import BankAccount
from casework.proceedings import Folder, FolderPosting
from casework.proceedings.queries import seen_by
from rules.proceedings.instalments import Instalment, Line, instalments
from rules.proceedings.ledger import ACCOUNTS, CASH, FLOWS
from rules.reading.errors import FieldError
from rules.reading.messages import template

WRONG_DAYS = template("请写明起止日期，起日不晚于止日，如 2026-01-01 至 2026-06-30。")


class Sums(NamedTuple):
    """What was there at the beginning, came in, went out, and is there at the end. ``insured``: from insurers."""

    before: Decimal
    received: Decimal
    deposits: Decimal
    insured: Decimal
    returned: Decimal
    spent: Decimal
    after: Decimal


@dataclass(frozen=True)
class Row:
    """One account, and what its money was paid for."""

    place: str
    kind: str
    sums: Sums


@dataclass(frozen=True)
class Use:
    """Money that went out for something, by the case and act that it was decided in."""

    folder_id: int
    reference: str
    act: int
    on: datetime.date
    kind: str
    place: str
    flow: str
    what: str
    whom: str
    purpose: str
    amount: Decimal


@dataclass(frozen=True)
class Spent:
    """What of an account was used for a purpose. ``project``: whose credits it paid for, empty where for none."""

    place: str
    purpose: str
    project: str
    cases: int
    amount: Decimal


@dataclass(frozen=True)
class Part:
    """An instalment of a debt in a case, as it stood on the last day."""

    folder_id: int
    reference: str
    kind: str
    whom: str
    instalment: Instalment


@dataclass(frozen=True)
class Report:
    """The money between two days, both included. ``parts``: instalments that fell due between them, and those before of
    which something is open."""

    since: datetime.date
    until: datetime.date
    rows: tuple[Row, ...]
    total: Row
    uses: tuple[Use, ...]
    cases: int
    purposes: tuple[Spent, ...]
    parts: tuple[Part, ...]
    registered: Mapping[str, BankAccount]


IN, DEPOSIT, INSURED = "received", "deposit_paid", "insured"
BACK, OUT = ("refunded", "deposit_returned"), ("spent", "deposit_used")


def days_of(since: str, until: str) -> tuple[datetime.date, datetime.date]:
    """The days that are asked for; where none is, this year until today. Raises ``Invalid``."""
    today = db.today()
    try:
        first = datetime.date.fromisoformat(since) if since else today.replace(month=1, day=1)
        last = datetime.date.fromisoformat(until) if until else max(today, first)
    except ValueError:
        raise _wrong() from None
    if first > last:
        raise _wrong()
    return first, last


def _wrong() -> Invalid:
    message = gettext(WRONG_DAYS)
    return Invalid(message, (FieldError("since", message),))


def report(person: Person, since: datetime.date, until: datetime.date) -> Report:
    """The money of all cases that this person sees, by what was posted until the last day."""
    before: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    moved: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    uses, cases = [], set()
    for line, reference in _lines(person, until):
        key = (line.place, line.kind)
        signed = line.amount if line.debit == CASH else -line.amount
        if line.posted_on < since:
            before[key] += signed
            continue
        cases.add(line.folder_id)
        moved[key][line.flow] += signed
        if line.flow in OUT or line.flow in BACK:
            uses.append(_use(line, reference))
    every = (_row(key, before[key], moved[key]) for key in sorted({*before, *moved}))
    rows = tuple(row for row in every if any(row.sums))
    total = _total(rows) if rows else _row(("", ""), Decimal(), {})
    known = banking.by_words(row.place for row in rows)
    parts, purposes = tuple(_parts(person, since, until)), tuple(_purposes(uses))
    return Report(since, until, rows, total, tuple(uses), len(cases), purposes, parts, known)


def _purposes(uses: Sequence[Use]) -> Iterator[Spent]:
    """What was used, by account, purpose and project; what was given back is no use."""
    spent = [one for one in uses if one.flow in OUT]
    projects = paying.projects_paid({one.folder_id for one in spent})
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    cases: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for one in spent:
        key = (one.place, one.purpose, projects.get((one.folder_id, one.act), ""))
        sums[key] += one.amount
        cases[key].add(one.folder_id)
    yield from (Spent(*key, len(cases[key]), sums[key]) for key in sorted(sums))


def _parts(person: Person, since: datetime.date, until: datetime.date) -> Iterator[Part]:
    """What was due by instalments, of the debts that had one by the last day."""
    debts: dict[tuple[int, str, str], list[FolderPosting]] = defaultdict(list)
    for line, reference in _of_instalments(person, until):
        debts[line.folder_id, line.owed, reference].append(line)
    found = [
        Part(folder_id, reference, lines[0].kind, lines[0].whom, one)
        for (folder_id, _owed, reference), lines in debts.items()
        for one in instalments(map(_as_line, lines))
        if one.due <= until and (one.due >= since or one.rest > 0)
    ]
    yield from sorted(found, key=lambda part: (part.instalment.due, part.folder_id, part.instalment.owed))


def _of_instalments(person: Person, until: datetime.date) -> Iterator[tuple[FolderPosting, str]]:
    by_parts = select(FolderPosting.folder_id, FolderPosting.owed).where(FolderPosting.due <= until)
    query = (
        select(FolderPosting, Folder.reference)
        .join(Folder, Folder.id == FolderPosting.folder_id)
        .where(FolderPosting.posted_on <= until, seen_by(person))
        .where(tuple_(FolderPosting.folder_id, FolderPosting.owed).in_(by_parts))
        .order_by(FolderPosting.folder_id, FolderPosting.number)
    )
    for row in db.session().execute(query, execution_options={"yield_per": 500}):
        yield row.FolderPosting, row.reference


def _as_line(line: FolderPosting) -> Line:
    there = line.debit == FLOWS[line.flow].debit
    return Line(line.owed, line.flow, line.due, line.amount if there else -line.amount)


def taken_out(found: Report) -> Sequence[Folder]:
    """The cases that lines of a report are told of one by one."""
    of = {use.folder_id for use in found.uses}
    return db.session().scalars(select(Folder).where(Folder.id.in_(of)).order_by(Folder.id)).all()


def _lines(person: Person, until: datetime.date) -> Iterator[tuple[FolderPosting, str]]:
    query = (
        select(FolderPosting, Folder.reference)
        .join(Folder, Folder.id == FolderPosting.folder_id)
        .where(FolderPosting.posted_on <= until, seen_by(person))
        .where((FolderPosting.debit == CASH) | (FolderPosting.credit == CASH))
        .order_by(FolderPosting.posted_on, FolderPosting.folder_id, FolderPosting.number)
    )
    for row in db.session().execute(query, execution_options={"yield_per": 500}):
        yield row.FolderPosting, row.reference


def _use(line: FolderPosting, reference: str) -> Use:
    back = line.debit == CASH  # taken back
    return Use(
        line.folder_id,
        reference,
        line.act,
        line.posted_on,
        line.kind,
        line.place,
        line.flow,
        FLOWS[line.flow].label,
        line.whom,
        line.purpose,
        -line.amount if back else line.amount,
    )


def _row(key: tuple[str, str], before: Decimal, moved: dict[str, Decimal]) -> Row:
    received, deposits, insured = (moved.get(name, Decimal()) for name in (IN, DEPOSIT, INSURED))
    returned = -sum((moved.get(name, Decimal()) for name in BACK), Decimal())
    spent = -sum((moved.get(name, Decimal()) for name in OUT), Decimal())
    after = before + received + deposits + insured - returned - spent
    return Row(*key, Sums(before, received, deposits, insured, returned, spent, after))


def _total(rows: tuple[Row, ...]) -> Row:
    sums = Sums(*(sum(one, Decimal()) for one in zip(*(row.sums for row in rows), strict=True)))
    return Row(ACCOUNTS[CASH], "", sums)
