"""The same project under two registries: lots of it whose monitoring periods overlap may be the same tonnes twice."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import func, or_, select

from casework import db
from casework.credits.models import CreditLot, CreditProject
from rules.reading.messages import template
from rules.settlement.serials import code_of

ELSEWHERE = template(
    "同一项目可能已在另一登记机构登记，监测期重叠：%(own)s（%(registry)s，%(vintage)s）与%(other)s（%(others)s，%(held)s）；"
    "确属不同的减排量或者另一处已经注销、转出的，写明依据"
)

_DAY = r"([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?"
_DAYS = re.compile(_DAY)
_YEARS = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a monitoring period, both included."""

    first: datetime.date
    last: datetime.date

    def meets(self, other: Period) -> bool:
        """Whether any day is in both."""
        return self.first <= other.last and other.first <= self.last


def period_of(vintage: str) -> Period | None:
    """The period that a text names by two days, or by years; None where it names neither."""
    text = unicodedata.normalize("NFKC", vintage)
    days = [_day(found) for found in _DAYS.findall(text)]
    if days:
        known = [day for day in days if day is not None]
        return Period(min(known), max(known)) if len(known) == len(days) else None
    years = [int(year) for year in _YEARS.findall(text)]
    return Period(datetime.date(min(years), 1, 1), datetime.date(max(years), 12, 31)) if years else None


def _day(parts: tuple[str, str, str]) -> datetime.date | None:
    try:
        return datetime.date(*map(int, parts))
    except ValueError:
        return None


def plain_name(name: str) -> str:
    """A name without what two registries may write differently: width, case, spaces."""
    return "".join(unicodedata.normalize("NFKC", name).lower().split())


def elsewhere(own: CreditProject, vintage: str) -> str:
    """Which lot of another registry may hold the same tonnes as a lot of this period, both told; empty where none."""
    period = period_of(vintage)
    for other, lot in _others(own):
        held = period_of(lot.vintage)
        # A period that nobody can read overlaps with every other: the person looks.
        if period is None or held is None or period.meets(held):
            return gettext(
                ELSEWHERE,
                own=f"{own.name} {own.code}",
                registry=own.registry_name,
                vintage=vintage,
                other=f"{other.name} {other.code}",
                others=other.registry_name,
                held=f"{lot.vintage}，{lot.ticket_no or lot.told(lot.serial_from, lot.serial_to)}",
            )
    return ""


def _others(own: CreditProject) -> list[tuple[CreditProject, CreditLot]]:
    same = or_(
        func.replace(func.lower(CreditProject.name), " ", "") == plain_name(own.name),
        func.lower(CreditProject.code) == code_of(own.code),
    )
    query = (
        select(CreditProject, CreditLot)
        .join(CreditLot, CreditLot.project_id == CreditProject.id)
        .where(CreditProject.registry_name != own.registry_name, same)
        .order_by(CreditProject.id, CreditLot.serial_from)
    )
    return [(row[0], row[1]) for row in db.session().execute(query)]
