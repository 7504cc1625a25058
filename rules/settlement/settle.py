"""From the measured loss to the credits to be bought and their price, and the comparison with what was published.

Its lines continue a copy of the measurement's worksheet, which can so be settled more than once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from rules.carbon.measure import Measurement
from rules.carbon.worksheet import Line, Worksheet
from rules.casefile import CaseFile
from rules.casefile.options import Options, Price
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import msg
from rules.settlement.prices import check_price
from rules.settlement.service_loss import ServiceLoss, service_loss
from rules.values.fields import Amount, LongText, Text
from rules.values.quantity import ONE, Quantity, Rounding, plain, unit
from rules.values.records import Confidence, InForce, Record, RoundingText, read_record

Reported = Literal["loss_tco2e", "required_credits_t", "amount_cny"]
"""Figures that are reported of a case, by their names in ``published``."""

FILE = Path(__file__).parents[1] / "parameters" / "settlement.yaml"


class _Order(Record):
    id: Literal["ceil-then-multiply", "multiply-then-ceil"]
    title: Text
    in_force: InForce
    source: LongText
    confidence: Confidence
    note: LongText


class _Multiplier(Record):
    id: Text
    value: Amount
    title: Text
    source: LongText
    confidence: Confidence
    note: LongText | None = None


class _Rounding(Record):
    rule: RoundingText
    ground: LongText


class SettlementFile(Record):
    orders: list[_Order]
    multipliers: list[_Multiplier]
    rounding: dict[Literal["loss", "required", "value", "amount", "rest"], _Rounding]

    def order(self, name: str | None) -> _Order:
        """The order of this id; the first where none is named. Raises ``InputError``."""
        found = next((order for order in self.orders if name in (None, order.id)), None)
        if found is None:
            told = msg("取整次序应为 {known} 之一，现为 {name}", known=[order.id for order in self.orders], name=name)
            raise InputError.at("options.rounding_order", told)
        return found

    def multiplier(self, value: Decimal) -> _Multiplier | None:
        """The multiplier of this value, where one is on record."""
        return next((one for one in self.multipliers if one.value == value), None)


@cache
def _rules() -> SettlementFile:
    return read_record(SettlementFile, FILE)


def rounding_orders() -> dict[str, str]:
    """The orders of rounding and multiplying that a case file may name, with their titles."""
    return {order.id: order.title for order in _rules().orders}


@dataclass(frozen=True, slots=True)
class Settlement:
    """``required`` in tCO2e, whole; ``value`` of the loss itself and ``amount`` for the required credits in CNY.

    ``worksheet`` holds the measurement's lines and, numbered on from them, those of the settlement. Where a figure is
    None, ``reasons`` says why, under ``required_credits_t`` or ``amount_cny``. ``service``: what lies beyond carbon.
    """

    worksheet: Worksheet
    required: Line | None
    value: Line | None
    amount: Line | None
    reasons: Mapping[str, str]
    warnings: tuple[str, ...]
    service: ServiceLoss = field(default_factory=ServiceLoss)


def settle(casefile: CaseFile, measurement: Measurement) -> Settlement:
    """The required credits and their amount, by the case file's multiplier and price, and the loss beyond carbon.

    Raises ``InputError`` for a price dated against its own rule, an unknown order of rounding, a total without carbon.
    """
    settled = _settle(casefile, measurement)
    service = service_loss(settled.worksheet, casefile.claims, settled.value)
    return replace(settled, service=service, reasons={**settled.reasons, **service.reasons})


def _settle(casefile: CaseFile, measurement: Measurement) -> Settlement:
    sheet = Worksheet(list(measurement.worksheet.lines))
    loss, options = measurement.loss_line, casefile.options
    doubts = check_options(options)  # refused even where nothing is left to be rounded or priced
    if loss is None:
        reason = "碳汇损失量未能计量"
        if measurement.money_line is not None:
            reason = "只有按面积约定的金额（碳汇损失价值），没有吨数，不产生应认购量与认购金额"
        reasons = {"required_credits_t": reason, "amount_cny": reason}
        return Settlement(sheet, None, measurement.money_line, None, reasons, ())
    required = required_credits(sheet, loss, options.multiplier, options.rounding_order)
    warnings = (*_warnings(options), *doubts)
    if options.price is None:
        reasons = {"amount_cny": "案件没有写明碳汇单价"}
        return Settlement(sheet, required, None, None, reasons, warnings)
    price = _price(sheet, options.price)
    value = _money(sheet, loss, price, "W", "碳汇损失价值", "L × p", "value")
    amount = _money(sheet, required, price, "P", "认购金额", "N × p", "amount")
    return Settlement(sheet, required, value, amount, {}, warnings)


def _warnings(options: Options) -> Iterator[str]:
    multiplier, rules = options.multiplier, _rules()
    order = rules.order(options.rounding_order)
    if multiplier is None:
        yield "案件没有写明认购倍数，按一倍计"
    elif multiplier != 1:
        found = rules.multiplier(multiplier)
        if found is None:
            known = "、".join(plain(one.value) for one in rules.multipliers)
            yield f"认购倍数 {plain(multiplier)} 没有收录的依据（已收录：{known}），须另写明理由"
        elif found.note:
            yield f"认购倍数“{found.title}”：{found.note}（{found.source}）"
        if order.confidence == "unverified":
            yield f"应认购量“{order.title}”：{order.note}（{order.source}）"


def check_options(options: Options) -> tuple[str, ...]:
    """What could not be checked of the price.

    Raises ``InputError`` for an unknown order of rounding and a price dated against its own rule.
    """
    _rules().order(options.rounding_order)
    price = options.price
    if price is None:
        return ()
    checked = check_price(price, price.for_ or options.on)
    if checked.errors:
        raise InputError([FieldError(f"options.price.{one.path}", one.message) for one in checked.errors])
    return checked.warnings


def required_credits(sheet: Worksheet, loss: Line, multiplier: Decimal | None, order: str | None = None) -> Line:
    """Whole tonnes to be bought, by the order of rounding and multiplying of this id; the first on record when None."""
    rules = _rules()
    chosen = rules.order(order)
    if multiplier is None:
        return _whole(sheet, "N", "应认购量（未写明倍数，按一倍）", "L", {"L": loss}, "loss")
    ground = rules.multiplier(multiplier)
    times = sheet.given(
        "m",
        "认购倍数",
        Quantity(multiplier, ONE),
        section="应认购量",
        source=f"案件文件；{ground.title}：{ground.source}" if ground else "案件文件；没有收录的依据",
        path="options.multiplier",
    )
    told = f"{chosen.title}：{chosen.source}"
    if chosen.id == "multiply-then-ceil":
        return _whole(sheet, "N_m", "应认购量", "L × m", {"L": loss, "m": times}, "required", told)
    whole = _whole(sheet, "N", "整吨损失量", "L", {"L": loss}, "loss")
    return _whole(sheet, "N_m", "应认购量", "N × m", {"N": whole, "m": times}, "required", told)


def _whole(
    sheet: Worksheet,
    symbol: str,
    label: str,
    formula: str,
    values: Mapping[str, Line],
    rule: Literal["loss", "required"],
    source: str = "",
) -> Line:
    rounding = _rules().rounding[rule]
    return sheet.compute(
        symbol,
        label,
        formula,
        values,
        unit_symbol="tCO2e",
        section="应认购量",
        source=source or rounding.ground,
        rounding=Rounding.parse(rounding.rule),
    )


def _price(sheet: Worksheet, price: Price) -> Line:
    return sheet.given(
        "p",
        "碳汇单价",
        Quantity(price.cny_per_t, unit("CNY/tCO2e")),
        section="金额",
        source=f"{price.rule}；{price.source}；{price.date.isoformat()}"
        + (f"；取价基准日 {price.for_.isoformat()}" if price.for_ else ""),
        path="options.price.cny_per_t",
    )


def _money(
    sheet: Worksheet, tonnes: Line, price: Line, symbol: str, label: str, formula: str, rule: Literal["value", "amount"]
) -> Line:
    rounding = _rules().rounding[rule]
    return sheet.compute(
        symbol,
        label,
        formula,
        {formula[0]: tonnes, "p": price},
        unit_symbol="CNY",
        section="金额",
        source=rounding.ground,
        rounding=Rounding.parse(rounding.rule),
    )


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
        computed = f"本次计算 {self.computed.text} {unit_symbol}" if self.computed else "本次未能计算"
        return f"公布的{name} {plain(self.reported)} {unit_symbol} 未能复现（{computed}）"


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


def _agrees(computed: Decimal, reported: Decimal) -> bool:
    """True when the computed value, rounded to the digits that were published, is the published one."""
    exponent = reported.as_tuple().exponent
    places = Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(1)
    return Rounding("half_up", places).apply(computed) == reported
