"""The figures that were published of a case beside those computed of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rules.carbon.measure import Measurement
from rules.carbon.worksheet import Line
from rules.casefile import CaseFile
from rules.settlement.settle import Settlement
from rules.values.exact import Number
from rules.values.quantity import Rounding, plain

NOT_REPRODUCED = "公布的{name} {reported} {unit} 未能复现（{computed}）"
NOT_COMPUTED = "本次未能计算"

Reported = Literal["loss_tco2e", "required_credits_t", "amount_cny"]
"""Figures that are reported of a case, by their names in ``published``."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A published figure beside the computed one. ``agrees`` when equal to the digits that were published."""

    quantity: Reported
    reported: Decimal
    computed: Line | None
    agrees: bool

    def as_json(self) -> dict[str, str | bool | None]:
        return {
            "quantity": self.quantity,
            "reported": plain(self.reported),
            "computed": self.computed.text if self.computed else None,
            "computed_as": self.computed.label if self.computed else None,
            "agrees": self.agrees,
        }

    @property
    def warning(self) -> str | None:
        """The sentence that says a published figure was not reproduced."""
        if self.agrees:
            return None
        name, unit_symbol = _TOLD[self.quantity]
        computed = f"本次计算 {self.computed.text} {unit_symbol}" if self.computed else NOT_COMPUTED
        return NOT_REPRODUCED.format(name=name, reported=plain(self.reported), unit=unit_symbol, computed=computed)


_TOLD = {"loss_tco2e": ("", "t"), "required_credits_t": ("应认购量", "t"), "amount_cny": ("金额", "元")}


def compare_published(casefile: CaseFile, measurement: Measurement, settlement: Settlement) -> list[Comparison]:
    """Every figure that was published for the case beside what was computed. Enters no computation.

    Reports rarely say whether an amount is the value of the loss or the price of whole credits: it agrees with either.
    """
    published = casefile.published
    if published is None:
        return []
    found = [
        _compare("loss_tco2e", published.loss_tco2e, measurement.loss_line),
        _compare("required_credits_t", published.required_credits_t, settlement.required),
        _compare("amount_cny", published.amount_cny, settlement.amount, settlement.value),
    ]
    return [comparison for comparison in found if comparison is not None]


def _compare(
    quantity: Reported,
    reported: Decimal | None,
    *computed: Line | None,
) -> Comparison | None:
    if reported is None:
        return None
    for line in computed:
        if line is not None and _agrees(line.result.value, reported):
            return Comparison(quantity, reported, line, agrees=True)
    known = next((line for line in computed if line is not None), None)
    return Comparison(quantity, reported, known, agrees=False)


def _agrees(computed: Number, reported: Decimal) -> bool:
    """True when the computed value, rounded to the digits that were published, is the published one."""
    exponent = reported.as_tuple().exponent
    places = Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(1)
    return Rounding("half_up", places).apply(computed) == reported
