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


def find_serial(person: Person, typed: str, project_id: int | None = None) -> list[Found]:
    """Everything known of a serial number, in each project that has it, by registry and code of the project.

    ``typed`` may be the whole number as printed, such as ``FFCER-0001-000012``: its last digits count.
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
    )
    if project_id is not None:
        query = query.where(CreditProject.id == project_id)
    return [_found(person, serial, project, lot) for lot, project in db.session().execute(query)]


def _found(person: Person, serial: int, project: CreditProject, lot: CreditLot) -> Found:
    uses = db.session().scalars(
        select(SerialUse)
        .where(SerialUse.lot_id == lot.id, SerialUse.serial_from <= serial, SerialUse.serial_to >= serial)
        .order_by(SerialUse.id)
    )
    every = list(uses)
    use = next((use for use in every if use.released_at is None), None)
    purchase = db.session().scalar(select(Purchase).where(Purchase.use_id == use.id)) if use else None
    retirement = case = None
    if purchase is not None:
        retirement = db.session().scalar(
            select(Retirement).where(
                Retirement.purchase_id == purchase.id, Retirement.serial_from <= serial, Retirement.serial_to >= serial
            )
        )
        case = db.session().scalar(select(Case).where(Case.id == purchase.case_id, visible_to(person)))
    released = tuple(use for use in every if use.released_at is not None)
    return Found(project, lot, use, purchase, retirement, case, released)
