"""Who used this serial number?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select

from casework import db
from casework.accounts import Person
from casework.cases import Case
from casework.cases.queries import visible_to
from casework.credits.models import CreditLot, CreditProject, Purchase, Retirement, SerialUse


@dataclass(frozen=True)
class Found:
    """What is known of one serial of one project.

    ``use`` is None while the serial is free. ``case`` is None where it was bought for a case that the asking person
    may not see; ``retirement`` is None until it is retired. ``released``: earlier uses that were taken back.
    """

    project: CreditProject
    lot: CreditLot
    use: SerialUse | None
    purchase: Purchase | None
    retirement: Retirement | None
    case: Case | None
    released: tuple[SerialUse, ...]


MOST_FOUND = 20
"""Projects of which a search tells at most; small numbers occur in many."""


def find_serial(person: Person, typed: str, project_id: int | None = None) -> list[Found]:
    """What is known of a serial number, in each project that has it, by registry and code: of ``MOST_FOUND`` at most.

    ``typed`` may be the whole number as printed, such as ``FFCER-0001-000012``: its last digits count, and what stands
    before them where it is the code of a project.
    """
    digits = re.search(r"([0-9]{1,15})\D*$", typed)
    if digits is None:
        return []
    serial = int(digits.group(1))
    query = (
        select(CreditLot, CreditProject)
        .join(CreditProject, CreditProject.id == CreditLot.project_id)
        .where(CreditLot.serial_from <= serial, CreditLot.serial_to >= serial)
        .order_by(CreditProject.registry_name, CreditProject.code)
        .limit(MOST_FOUND)
    )
    if project_id is not None:
        query = query.where(CreditProject.id == project_id)
    code = typed[: digits.start()].rstrip(" -_/").strip()
    named = list(db.session().execute(query.where(CreditProject.code == code))) if code else []
    lots = [(lot, project) for lot, project in named or db.session().execute(query)]
    return _Known(person, serial, [lot.id for lot, _ in lots]).of(lots) if lots else []


class _Known:
    """Uses, purchases, retirements and cases of one serial in several lots, each read in one query."""

    def __init__(self, person: Person, serial: int, lot_ids: list[int]) -> None:
        holds = (SerialUse.serial_from <= serial, SerialUse.serial_to >= serial)
        uses = db.session().scalars(
            select(SerialUse).where(SerialUse.lot_id.in_(lot_ids), *holds).order_by(SerialUse.id)
        )
        self.uses = list(uses)
        live = [use.id for use in self.uses if use.released_at is None]
        bought = db.session().scalars(select(Purchase).where(Purchase.use_id.in_(live)))
        self.purchases = {purchase.use_id: purchase for purchase in bought}
        numbers = [purchase.id for purchase in self.purchases.values()]
        retired = db.session().scalars(
            select(Retirement).where(
                Retirement.purchase_id.in_(numbers), Retirement.serial_from <= serial, Retirement.serial_to >= serial
            )
        )
        self.retirements = {row.purchase_id: row for row in retired}
        cases = {purchase.case_id for purchase in self.purchases.values()}
        seen = db.session().scalars(select(Case).where(Case.id.in_(cases), visible_to(person)))
        self.cases = {case.id: case for case in seen}

    def of(self, lots: list[tuple[CreditLot, CreditProject]]) -> list[Found]:
        return [self._found(lot, project) for lot, project in lots]

    def _found(self, lot: CreditLot, project: CreditProject) -> Found:
        every = [use for use in self.uses if use.lot_id == lot.id]
        use = next((use for use in every if use.released_at is None), None)
        purchase = self.purchases.get(use.id) if use else None
        retirement = self.retirements.get(purchase.id) if purchase else None
        case = self.cases.get(purchase.case_id) if purchase else None
        released = tuple(use for use in every if use.released_at is not None)
        return Found(project, lot, use, purchase, retirement, case, released)
