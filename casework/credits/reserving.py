"""预留 for an obligation: serials held until a day, at a price with its rule, source and day; given back, or bought."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases import Case
from casework.cases.service import check_version, touch
from casework.credits import fulfilling, purchases, reservations
from casework.credits import serials as used
from casework.credits.checks import Mistakes, Range
from casework.credits.errors import UnknownCredit
from casework.credits.models import RESERVED, CreditProject, Reservation, SerialUse
from casework.credits.printed import Written
from casework.credits.registration import release, take
from casework.credits.tickets import Stated, stated_range
from casework.proceedings import Folder, facts
from casework.wording import told as in_words
from rules.casefile.options import Price
from rules.reading.messages import template
from rules.settlement.prices import check_price

PAST = template("预留期限 %(day)s 已过，今天是 %(today)s")
HOLDER = template("本案预留")

_PRICE_FIELDS = {"date": "price_date", "rule": "price_rule", "cny_per_t": "price_cny"}


@dataclass(frozen=True)
class ReservationEntry:
    """What is held and at which price: CNY per tonne by ``price_rule``, read at ``price_source``, of ``price_date``.

    ``expires_on``: the last day on which nobody else takes the serials.
    """

    project_id: int
    serial_from: Written
    serial_to: Written
    quantity_t: Decimal | int | None
    price_cny: Decimal
    price_rule: str
    price_source: str
    price_date: datetime.date
    expires_on: datetime.date
    ticket_no: str = ""


@db.writing()
def reserve(folder: Folder, person: Person, key: str, entry: ReservationEntry, seen: int | None = None) -> Reservation:
    """Hold serials for an obligation. Raises ``CreditRefused`` with every mistake and its field, ``SerialsTaken``, and
    what the table refuses of performing."""
    db.lock(folder)
    of, found = fulfilling.to_buy(folder, person, key)
    if seen is not None:
        check_version(of, seen)
    quantity = found.duty.quantity if found.duty.unit == "tonnes" else None
    left = found.left_t
    if left is not None:
        left = max(left - reservations.held_t(of, key), Decimal(0))
    made, units = _made(of, person, purchases.Obligation(key, found.credit_type, quantity, left), entry)
    touch(of)
    detail = {"project": made.project_id, "serials": str(units), "until": made.expires_on.isoformat()}
    audit.record("reserve_credits", f"case:{of.id}", detail, person=person, proves=(made,))
    return made


def _made(of: Case, person: Person, owed: purchases.Obligation, entry: ReservationEntry) -> tuple[Reservation, Range]:
    mistakes = Mistakes()
    project = purchases.project_for(mistakes, owed, entry.project_id)
    rule = mistakes.need("price_rule", entry.price_rule, 100)
    source = mistakes.need("price_source", entry.price_source, 500)
    _check_quote(mistakes, entry, rule, source)
    if entry.expires_on < db.today():
        mistakes.add("expires_on", gettext(PAST, day=entry.expires_on, today=db.today()))
    stated = Stated(entry.serial_from, entry.serial_to, entry.quantity_t, entry.ticket_no)
    units = stated_range(mistakes, stated, project) if project else None
    if project and units:
        purchases.check_left(mistakes, owed, project.tonnes(units.length))
        if used.in_any_use(project, units):
            mistakes.add("serial_from", gettext(purchases.USED_BEFORE))
    use = take(
        person,
        entry.project_id,
        RESERVED,
        units,
        holder=gettext(HOLDER),
        evidence=f"{owed.key} {entry.expires_on}",
        mistakes=mistakes,
    )
    assert project is not None, "take() has raised otherwise"
    return _kept(of, person, owed.key, project, use, entry), Range(use.serial_from, use.serial_to)


def _kept(
    of: Case, person: Person, key: str, project: CreditProject, use: SerialUse, entry: ReservationEntry
) -> Reservation:
    made = Reservation(
        case_id=of.id,
        obligation=key,
        use_id=use.id,
        project_id=project.id,
        serial_from=use.serial_from,
        serial_to=use.serial_to,
        quantity_t=use.serial_to - use.serial_from + 1,
        unit_t=project.unit_t,
        price_cny=entry.price_cny,
        price_rule=entry.price_rule.strip(),
        price_source=entry.price_source.strip(),
        price_date=entry.price_date,
        expires_on=entry.expires_on,
        recorded_by=person.id,
        at=db.now(),
    )
    db.session().add(made)
    db.session().flush()
    return made


def _check_quote(mistakes: Mistakes, entry: ReservationEntry, rule: str, source: str) -> None:
    """The price must bear the day its own rule asks for, taken for today."""
    mistakes.not_in_future("price_date", entry.price_date)
    if entry.price_cny <= 0:
        mistakes.add("price_cny", gettext("单价应大于 0"))
    elif rule and source:
        price = Price(cny_per_t=entry.price_cny, rule=rule, source=source, date=entry.price_date)
        for error in check_price(price, db.today()).errors:
            mistakes.add(_PRICE_FIELDS[error.path], in_words(error.message))


def found(folder: Folder, person: Person, reservation_id: int) -> reservations.Reserved:
    """A reservation in force of the case, if this person may perform the obligation. Raises ``UnknownCredit``, and what
    the table refuses."""
    of = facts.case_of(folder)
    every = [] if of is None else reservations.of_case(of)
    one = next((each for each in every if each.row.id == reservation_id), None)
    if one is None:
        raise UnknownCredit(gettext("本案没有这笔预留。"))
    fulfilling.to_buy(folder, person, one.row.obligation)
    return one


@db.writing()
def give_back(folder: Folder, person: Person, reservation_id: int, reason: str) -> None:
    """End a reservation before its day; the serials are free again, the reservation and the reason stay."""
    db.lock(folder)
    one = found(folder, person, reservation_id)
    use = db.session().get_one(SerialUse, one.row.use_id)
    release(use, person, reason)
    detail = {"reservation": one.row.id, "reason": use.release_reason}
    audit.record("release_reservation", f"case:{one.row.case_id}", detail, person=person)
