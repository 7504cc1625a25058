"""The assessed loss as a value: what is to be made good, head by head, and what the law says of each way.

What obligations are held against (``rules.proceedings.covering``); made of a result and the options it was made with.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from rules.casefile.options import Options
from rules.record.assessment import AssessmentRecord
from rules.settlement.credit_types import credit_rounding, credit_type
from rules.settlement.heads import CARBON, SERVICE, owed


@dataclass(frozen=True)
class Way:
    """A way of making good as the law sees it: whether it is open, and why or why not, in words."""

    route: str
    open: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class CreditPrice:
    """A price of a tonne in CNY, by which rule, from where and of which day."""

    cny_per_t: Decimal
    rule: str = ""
    source: str = ""
    date: datetime.date | None = None


@dataclass(frozen=True)
class Loss:
    """``required_t``: tonnes to be bought, ``step`` the least of them that is sold; ``sums``: CNY by head, if known."""

    heads: tuple[str, ...]
    tonnes: Decimal | None = None
    required_t: Decimal | None = None
    step: Decimal = Decimal(1)
    sums: Mapping[str, Decimal] = field(default_factory=dict)
    ways: tuple[Way, ...] = ()
    credit: str = ""
    price: CreditPrice | None = None

    def way(self, route: str) -> Way | None:
        """What the law says of a way; None where it says nothing of it."""
        return next((one for one in self.ways if one.route == route), None)


def loss_of(result: AssessmentRecord, options: Options) -> Loss:
    """The loss of a result. ``options``: of the case file that it was made from."""
    own = credit_rounding(options.credit)
    sums = {
        head: Decimal(str(said))
        for head, said in ((CARBON, result.loss_value_cny), (SERVICE, result.service_rest_cny))
        if said is not None and Decimal(str(said)) > 0
    }
    known = credit_type(options.credit.type) if options.credit else None
    stated = options.price
    return Loss(
        heads=owed(result),
        tonnes=None if result.loss_tco2e is None else Decimal(result.loss_tco2e),
        required_t=result.required_t,
        step=own.rounding.to if own else Decimal(1),
        sums=sums,
        ways=tuple(Way(one.route, one.open, tuple(map(str, one.reasons))) for one in result.routes),
        credit=known.id if known else options.credit.type if options.credit else "",
        price=CreditPrice(stated.cny_per_t, stated.rule, stated.source, stated.date) if stated else None,
    )
