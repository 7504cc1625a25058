"""预留 as they stand: those of a case, and how one makes way when its serials are bought or its term is over."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import or_, select

from casework import db
from casework.accounts import Person
from casework.cases import Case
from casework.credits.checks import Range
from casework.credits.models import CreditLot, CreditProject, Reservation, SerialUse
from casework.credits.refusals import flush

BOUGHT = "转为认购"
RUN_OUT = "预留到期"
"""Why a reservation ended, as its use keeps it."""


@dataclass(frozen=True)
class Reserved:
    """A reservation in force. ``over``: its term has run out, so whoever wants the serials takes them."""

    row: Reservation
    project: CreditProject
    lot: CreditLot

    @property
    def over(self) -> bool:
        return self.row.expires_on < db.today()

    @property
    def told(self) -> str:
        """The serials, or the number of the ticket."""
        return self.lot.ticket_no or self.lot.told(self.row.serial_from, self.row.serial_to)


def of_case(case: Case) -> list[Reserved]:
    """The reservations of a case that were neither bought nor given back, the oldest first."""
    query = (
        select(Reservation, CreditProject, CreditLot)
        .join(SerialUse, SerialUse.id == Reservation.use_id)
        .join(CreditLot, CreditLot.id == SerialUse.lot_id)
        .join(CreditProject, CreditProject.id == Reservation.project_id)
        .where(Reservation.case_id == case.id, SerialUse.released_at.is_(None))
        .order_by(Reservation.id)
    )
    return [Reserved(row[0], row[1], row[2]) for row in db.session().execute(query)]


def held_t(case: Case, key: str) -> Decimal:
    """Tonnes that are held for an obligation and may still be bought."""
    found = (one.row.tonnes for one in of_case(case) if one.row.obligation == key and not one.over)
    return sum(found, Decimal(0))


def make_way(person: Person, project_id: int, units: Range, of: tuple[int, str] | None = None) -> None:
    """End the reservations of these serials whose term is over, and those of the obligation ``of`` (case and key) that
    they are bought for; what else they held is free again. Within ``db.writing()``."""
    over = Reservation.expires_on < db.today()
    own = (Reservation.case_id == of[0]) & (Reservation.obligation == of[1]) if of is not None else over
    query = (
        select(Reservation, SerialUse)
        .join(SerialUse, SerialUse.id == Reservation.use_id)
        .where(Reservation.project_id == project_id, SerialUse.released_at.is_(None), or_(over, own))
        .where(Reservation.serial_from <= units.last, Reservation.serial_to >= units.first)
    )
    for row, use in db.session().execute(query).all():
        use.released_by, use.released_at = person.id, db.now()
        use.release_reason = RUN_OUT if row.expires_on < db.today() else BOUGHT
    flush()
