"""Certificates of retirement as the register keeps them, with the purchase and the project that they belong to."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from casework.cases import Case
from casework.credits import Retirement, retirements
from casework.credits.retirements import PURPOSES, Holding


@dataclass(frozen=True)
class Certificate:
    """One of them. ``act``: the act by which it was put down; ``units`` of ``unit_t`` tonnes, of one where None.

    ``sha256``: of the file that was handed in. ``registry``: who issued it; ``kept_by``: the registry of the project.
    ``ticket``: the number of a ticket without serials. Prices in yuan.
    """

    act: int | None
    number: str
    registry: str
    on: datetime.date
    serials: tuple[int, int]
    units: int
    unit_t: Decimal | None
    tonnes: Decimal
    purpose: str
    sha256: str | None
    project_id: int
    project: str
    code: str
    kept_by: str
    credit_type: str
    methodology: str
    vintage: str
    ticket: str | None
    seller: str
    contract: str
    traded: datetime.date
    bought: tuple[int, int]
    bought_t: Decimal
    price: Decimal
    amount: Decimal


def certificates_of(case: Case) -> tuple[Certificate, ...]:
    """Those of a case, in the order in which they were put down."""
    rows = [(row, holding) for holding in retirements.holdings(case) for row in holding.retirements]
    return tuple(_told(row, holding) for row, holding in sorted(rows, key=lambda one: one[0].id))


def _told(row: Retirement, holding: Holding) -> Certificate:
    purchase, project = holding.purchase, holding.project
    return Certificate(
        act=row.act,
        number=row.certificate_no,
        registry=row.registry_name,
        on=row.certificate_date,
        serials=(row.serial_from, row.serial_to),
        units=row.quantity_t,
        unit_t=row.unit_t,
        tonnes=row.tonnes,
        purpose=str(PURPOSES[row.purpose]),
        sha256=row.certificate_sha256,
        project_id=project.id,
        project=project.name,
        code=project.code,
        kept_by=project.registry_name,
        credit_type=project.credit_type,
        methodology=project.methodology,
        vintage=holding.lot.vintage,
        ticket=holding.lot.ticket_no,
        seller=purchase.seller,
        contract=purchase.contract_no,
        traded=purchase.trade_date,
        bought=(purchase.serial_from, purchase.serial_to),
        bought_t=purchase.tonnes,
        price=purchase.price_cny,
        amount=purchase.amount_cny,
    )


def of_acts(every: tuple[Certificate, ...], acts: set[int]) -> Iterator[Certificate]:
    """Those that these acts put down."""
    return (one for one in every if one.act in acts)
