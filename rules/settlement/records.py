"""``settlement.yaml``: the orders of rounding and multiplying, the multipliers on record, and the roundings."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from rules.reading.errors import InputError
from rules.reading.messages import msg
from rules.values.fields import Amount, LongText, Text
from rules.values.quantity import Rounding
from rules.values.records import Confidence, InForce, Record, RoundingText, read_record

FILE = Path(__file__).parents[1] / "parameters" / "settlement.yaml"


class Order(Record):
    id: Literal["ceil-then-multiply", "multiply-then-ceil"]
    title: Text
    in_force: InForce
    source: LongText
    confidence: Confidence
    note: LongText


class Multiplier(Record):
    id: Text
    value: Amount
    title: Text
    source: LongText
    confidence: Confidence
    note: LongText | None = None


class NamedRounding(Record):
    rule: RoundingText
    ground: LongText

    @property
    def rounding(self) -> Rounding:
        return Rounding.parse(self.rule)


class SettlementRules(Record):
    """Everything on record of how a loss is settled."""

    orders: list[Order]
    multipliers: list[Multiplier]
    rounding: dict[Literal["loss", "required", "value", "amount", "rest"], NamedRounding]

    def order(self, name: str | None) -> Order:
        """The order of this id; the first where none is named. Raises ``InputError``."""
        found = next((order for order in self.orders if name in (None, order.id)), None)
        if found is None:
            told = msg("取整次序应为 {known} 之一，现为 {name}", known=[order.id for order in self.orders], name=name)
            raise InputError.at("options.rounding_order", told)
        return found

    def multiplier(self, value: Decimal) -> Multiplier | None:
        """The multiplier of this value, where one is on record."""
        return next((one for one in self.multipliers if one.value == value), None)


@cache
def settlement_rules() -> SettlementRules:
    """The records that ship, read once."""
    return read_record(SettlementRules, FILE)


def rounding_orders() -> dict[str, str]:
    """The orders of rounding and multiplying that a case file may name, with their titles."""
    return {order.id: order.title for order in settlement_rules().orders}
