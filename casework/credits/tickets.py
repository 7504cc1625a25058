"""Tickets and certificates without serials: which units of them are meant where only a number and tonnes are stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext

from casework.credits.checks import Mistakes, Range
from casework.credits.models import CreditProject
from casework.credits.register import free_of, next_range, ticket
from rules.reading.messages import template
from rules.values.quantity import plain

EITHER = template("填写序列号区间，或者票号（没有序列号的），只填一种")
UNKNOWN_TICKET = template("该项目没有登记票号 %(number)s")
TOO_MUCH = template("票号 %(number)s 尚可使用 %(free)s t，现为 %(given)s t")


@dataclass(frozen=True)
class Stated:
    """What a contract or a certificate states of the units: serials with their tonnes, or the number of a ticket and
    tonnes."""

    serial_from: int | None
    serial_to: int | None
    quantity_t: Decimal | int | None
    ticket_no: str = ""


def stated_range(mistakes: Mistakes, stated: Stated, project: CreditProject) -> Range | None:
    """The units that are stated, with every mistake; None where they cannot be told. A ticket must be registered."""
    number = stated.ticket_no.strip()
    if not number:
        return serial_range(mistakes, stated, project.unit)
    if not _alone(mistakes, stated):
        return None
    units = mistakes.units(stated.quantity_t, project.unit)
    lot = ticket(project.id, number)
    if lot is None:
        mistakes.add("ticket_no", gettext(UNKNOWN_TICKET, number=number))
        return None
    return None if units is None else part_of(mistakes, number, free_of(lot), units, project)


def new_range(mistakes: Mistakes, stated: Stated, project: CreditProject) -> Range | None:
    """The units of a lot that is entered: its serials, or for a ticket those after the last lot."""
    if not stated.ticket_no.strip():
        return serial_range(mistakes, stated, project.unit)
    if not _alone(mistakes, stated):
        return None
    units = mistakes.units(stated.quantity_t, project.unit)
    return None if units is None else next_range(project.id, units)


def serial_range(mistakes: Mistakes, stated: Stated, unit: Decimal) -> Range | None:
    """The serials that are stated, which must be as many as the tonnes."""
    first, last, quantity = stated.serial_from, stated.serial_to, stated.quantity_t
    for name, value in (("serial_from", first), ("serial_to", last), ("quantity_t", quantity)):
        if value is None:
            mistakes.add(name, gettext("不能为空"))
    if first is None or last is None or quantity is None or not mistakes.serials(first, last):
        return None
    mistakes.quantity(quantity, first, last, unit)
    return Range(first, last)


def part_of(mistakes: Mistakes, number: str, free: Sequence[Range], units: int, project: CreditProject) -> Range | None:
    """So many units of a ticket, from its first free part that has them."""
    for part in free:
        if part.length >= units:
            return Range(part.first, part.first + units - 1)
    most = project.tonnes(max((part.length for part in free), default=0))
    told = gettext(TOO_MUCH, number=number, free=plain(most), given=plain(project.tonnes(units)))
    mistakes.add("quantity_t", told)
    return None


def tonnes_of(project: CreditProject, first: int | None, last: int | None) -> Decimal | None:
    """The tonnes of serials, where they are a range."""
    return project.tonnes(last - first + 1) if first is not None and last is not None and first <= last else None


def _alone(mistakes: Mistakes, stated: Stated) -> bool:
    if stated.serial_from is None and stated.serial_to is None:
        return True
    mistakes.add("ticket_no", gettext(EITHER))
    return False
