"""What became of contracts of purchase, as it stands: what was paid and paid back, and whether it was transferred."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlalchemy import select

from casework import db
from casework.credits.models import PAID, REPAID, PurchaseStep


def steps_of(purchases: Sequence[int]) -> list[PurchaseStep]:
    """What became of these purchases, in the order of entry."""
    if not purchases:
        return []
    query = select(PurchaseStep).where(PurchaseStep.purchase_id.in_(purchases)).order_by(PurchaseStep.id)
    return list(db.session().scalars(query))


def paid_of(steps: Iterable[PurchaseStep]) -> Decimal:
    """What was paid and not paid back."""
    signs = {PAID: 1, REPAID: -1}
    return sum((signs.get(one.step, 0) * (one.amount_cny or Decimal(0)) for one in steps), Decimal(0))
