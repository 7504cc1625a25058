"""账户登记簿: the bank accounts of institutions, and what acts say of them.

An act names an account as the register tells it (收款人或者账户, 付款账户): by that text a line of a case refers to it.
Other payees (a victim, a village) stay words.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import ColumnElement, Select, func, or_, select

from casework import db, paging, permissions
from casework.accounts import Institution, Person
from casework.audit import service as audit
from casework.mistakes import Mistakes as Checked
from casework.money.errors import AccountRefused, UnknownAccount
from casework.money.models import ENDING_DIGITS, BankAccount
from casework.proceedings import FolderPosting
from casework.proceedings.hooks import Recorded
from rules.proceedings.ledger import CASH, FLOWS
from rules.proceedings.refusals import Refused
from rules.reading.messages import msg, template

PER_PAGE = 30

FEW_DIGITS = template("写明账号，或者账号的末 4 位")
KNOWN = template("登记簿中已有“%(told)s”")
ENDS_BEFORE = template("止日不早于起日 %(day)s")
STILL_USED = template("该账户 %(day)s 还有收付，止日不早于该日")
IS_OVER = template("该账户已经登记止日 %(day)s")
NOT_VALID = template("账户“{account}”在 {day} 不在使用期间内")
OTHER_ACCOUNT = template("写明当日使用的账户，或者先更正账户登记")


class Mistakes(Checked):
    """Collects mistakes; ``stop`` raises ``AccountRefused`` with all of them."""

    refusal = AccountRefused


@dataclass(frozen=True)
class AccountEntry:
    """An account as it is entered. ``number``: whole, masked or its last digits; no more than these are kept."""

    name: str
    bank: str
    number: str
    purpose: str
    valid_from: datetime.date
    valid_until: datetime.date | None = None


@db.writing()
def add(person: Person, entry: AccountEntry) -> BankAccount:
    """Enter an account of the person's institution. Raises ``AccountRefused`` with every mistake and its field,
    ``Forbidden``."""
    permissions.require(person, permissions.KEEP_ACCOUNTS, of=person.institution)
    db.take_turns("bank_accounts")
    mistakes = Mistakes()
    longest = {"name": 100, "bank": 100, "purpose": 200}
    said = {name: mistakes.need(name, getattr(entry, name), most) for name, most in longest.items()}
    digits = "".join(one for one in entry.number if one.isascii() and one.isdigit())[-ENDING_DIGITS:]
    if len(digits) < ENDING_DIGITS:
        mistakes.add("number", gettext(FEW_DIGITS))
    told = f"{said['name']}（尾号{digits}）"
    if found(told) is not None:
        mistakes.add("name", gettext(KNOWN, told=told))
    if entry.valid_until is not None and entry.valid_until < entry.valid_from:
        mistakes.add("valid_until", gettext(ENDS_BEFORE, day=entry.valid_from))
    mistakes.stop(gettext("账户没有登记，请改正下列各处。"))
    term = {"valid_from": entry.valid_from, "valid_until": entry.valid_until}
    of = {"institution_id": person.institution_id, "recorded_by": person.id, "at": db.now()}
    made = BankAccount(**said, **term, **of, digits=digits, told=told)
    db.session().add(made)
    db.session().flush()
    audit.record("add_bank_account", f"bank_account:{made.id}", {"account": told}, person=person)
    return made


@db.writing()
def end(person: Person, account_id: int, day: datetime.date) -> BankAccount:
    """Enter the last day of an account. Raises ``AccountRefused``, ``UnknownAccount``, ``Forbidden``."""
    account = kept(person, account_id)
    db.take_turns("bank_accounts")
    db.session().refresh(account)
    mistakes = Mistakes()
    if account.valid_until is not None:
        mistakes.add("valid_until", gettext(IS_OVER, day=account.valid_until))
    elif day < account.valid_from:
        mistakes.add("valid_until", gettext(ENDS_BEFORE, day=account.valid_from))
    elif (moved := _last_moved(account)) is not None and moved > day:
        mistakes.add("valid_until", gettext(STILL_USED, day=moved))
    mistakes.stop(gettext("没有登记，未作任何改动。"))
    account.valid_until, account.ended_by, account.ended_at = day, person.id, db.now()
    detail = {"account": account.told, "valid_until": day.isoformat()}
    audit.record("end_bank_account", f"bank_account:{account.id}", detail, person=person)
    return account


def _last_moved(account: BankAccount) -> datetime.date | None:
    line = FolderPosting
    of_cash = (line.debit == CASH) | (line.credit == CASH)
    return db.session().scalar(select(func.max(line.posted_on)).where(line.place == account.told, of_cash))


def account(account_id: int) -> BankAccount:
    """The account of this number. Raises ``UnknownAccount``."""
    row = db.session().get(BankAccount, account_id)
    if row is None:
        raise UnknownAccount(gettext("登记簿中没有这个账户。"))
    return row


def kept(person: Person, account_id: int) -> BankAccount:
    """The same, for whoever keeps it. Raises ``UnknownAccount``, ``Forbidden``."""
    row = account(account_id)
    permissions.require(person, permissions.KEEP_ACCOUNTS, of=row.institution)
    return row


def found(told: str) -> BankAccount | None:
    """The account that is told so."""
    return db.session().scalar(select(BankAccount).where(BankAccount.told == told))


def by_words(places: Iterable[str]) -> Mapping[str, BankAccount]:
    """Of these words the ones that are accounts of the register."""
    wanted = {place for place in places if place}
    rows = db.session().scalars(select(BankAccount).where(BankAccount.told.in_(wanted))) if wanted else ()
    return {row.told: row for row in rows}


def offered(institutions: Iterable[str], day: datetime.date) -> list[str]:
    """The accounts of these institutions that are used on this day, as acts name them."""
    query = (
        select(BankAccount.told)
        .join(Institution, Institution.id == BankAccount.institution_id)
        .where(Institution.name.in_(list(institutions)), BankAccount.valid_from <= day)
        .where(or_(BankAccount.valid_until.is_(None), BankAccount.valid_until >= day))
        .order_by(BankAccount.id)
    )
    return list(db.session().scalars(query))


_ORDER = paging.Order((BankAccount.institution_id, BankAccount.id), (paging.row_number, paging.row_number))


def accounts(at: paging.At = paging.FIRST) -> paging.Page[BankAccount]:
    """A page of all accounts, by institution."""

    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        rows: Select[Any] = select(BankAccount)
        rows = rows if beyond is None else rows.where(beyond)
        return _ORDER.sorted(rows, back=back).limit(most)

    return paging.page_of(query, _ORDER, at, PER_PAGE, lambda row: row.BankAccount, _key)


def _key(row: BankAccount) -> str:
    return paging.key_text(row.institution_id, row.id)


def keep(recorded: Recorded) -> None:
    """Keep money from going to or from an account of the register on a day on which it is not used. Raises
    ``Refused``."""
    number = len(recorded.case.acts)
    moved = [one for one in recorded.case.postings if one.act == number and not one.reversed]
    of_cash = [one for one in moved if CASH in (FLOWS[one.flow].debit, FLOWS[one.flow].credit)]
    known = by_words(one.place for one in of_cash)
    for one in of_cash:
        row = known.get(one.place)
        if row is not None and not row.valid_on(one.at):
            told = msg(NOT_VALID, account=one.place, day=one.at.isoformat())
            raise Refused("impossible", told, msg(OTHER_ACCOUNT), "account_in_use")
