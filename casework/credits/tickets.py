"""Tickets and certificates without serials: which units of them are meant where only a number and tonnes are stated."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext

from casework.credits.checks import Mistakes, Range
from casework.credits.models import CreditProject
from casework.credits.printed import Written, read_ends, whole_range
from casework.credits.register import codes_of, free_of, next_range, project_coded, ticket
from rules.reading.messages import template
from rules.values.quantity import plain

EITHER = template("填写序列号区间，或者票号（没有序列号的），只填一种")
UNKNOWN_TICKET = template("该项目没有登记票号 %(number)s")
OTHERS_CODE = template("编号的前段 %(code)s 是另一项目“%(project)s”的编号，请核对")
TOO_MUCH = template("票号 %(number)s 尚可使用 %(free)s t，现为 %(given)s t")


@dataclass(frozen=True)
class Stated:
    """What a contract or a certificate states of the units: two of first serial, last serial and tonnes, or the number
    of a ticket and tonnes. Serials are numbers, or as the registry prints them."""

    serial_from: Written
    serial_to: Written
    quantity_t: Decimal | int | None
    ticket_no: str = ""


def stated_range(mistakes: Mistakes, stated: Stated, project: CreditProject) -> Range | None:
    """The units that are stated, with every mistake; None where they cannot be told. A ticket must be registered."""
    number = stated.ticket_no.strip()
    if not number:
        return serial_range(mistakes, stated, project.unit, codes_of(project))
    if not _alone(mistakes, stated):
        return None
    units = mistakes.units(stated.quantity_t, project.unit)
    lot = ticket(project.id, number)
    if lot is None:
        mistakes.add("ticket_no", gettext(UNKNOWN_TICKET, number=number))
        return None
    return None if units is None else part_of(mistakes, number, free_of(lot), units, project)


@dataclass(frozen=True)
class NewUnits:
    """The units of a lot that is entered. ``printed``: its first serial as the registry prints it, empty where only
    numbers were entered; ``code``: what stands before it, in one spelling."""

    range: Range
    printed: str = ""
    code: str = ""


def new_units(mistakes: Mistakes, stated: Stated, project: CreditProject) -> NewUnits | None:
    """The units of a lot that is entered: its serials, or for a ticket those after the last lot."""
    if stated.ticket_no.strip():
        if not _alone(mistakes, stated):
            return None
        units = mistakes.units(stated.quantity_t, project.unit)
        return None if units is None else NewUnits(next_range(project.id, units))
    own, before = codes_of(project), len(mistakes.errors)
    ends = read_ends(mistakes, stated.serial_from, stated.serial_to, own, strange=True)
    found = None if len(mistakes.errors) > before else whole_range(mistakes, ends, stated.quantity_t, project.unit)
    said = ends.printed
    if found is None or said is None or not said.before:
        return NewUnits(found) if found is not None else None
    if said.code not in own and (other := project_coded(said.code)) is not None:
        told = gettext(OTHERS_CODE, code=said.before, project=other.name)
        mistakes.add("serial_from", told)
        return None
    return NewUnits(found, f"{said.before}{str(found.first).zfill(said.digits)}", said.code)


def serial_range(mistakes: Mistakes, stated: Stated, unit: Decimal, codes: Collection[str] = ()) -> Range | None:
    """The serials that are stated, of a project with these codes."""
    before = len(mistakes.errors)
    ends = read_ends(mistakes, stated.serial_from, stated.serial_to, codes, strange=False)
    return None if len(mistakes.errors) > before else whole_range(mistakes, ends, stated.quantity_t, unit)


def part_of(mistakes: Mistakes, number: str, free: Sequence[Range], units: int, project: CreditProject) -> Range | None:
    """So many units of a ticket, from its first free part that has them."""
    for part in free:
        if part.length >= units:
            return Range(part.first, part.first + units - 1)
    most = project.tonnes(max((part.length for part in free), default=0))
    told = gettext(TOO_MUCH, number=number, free=plain(most), given=plain(project.tonnes(units)))
    mistakes.add("quantity_t", told)
    return None


def _alone(mistakes: Mistakes, stated: Stated) -> bool:
    if stated.serial_from in (None, "") and stated.serial_to in (None, ""):
        return True
    mistakes.add("ticket_no", gettext(EITHER))
    return False
