"""From the measured loss to the credits to be bought and their price, and the comparison with what was published.

Its lines continue a copy of the measurement's worksheet, so that a measurement can be settled more than once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from rules.casefile import CaseFile, Options, Price
from rules.fields import LongText, Text
from rules.measure import Measurement
from rules.parameters.records import Record, RoundingText, parse_record
from rules.quantity import ONE, Quantity, Rounding, plain, unit
from rules.reader import read
from rules.worksheet import Line, Worksheet

FILE = Path(__file__).parent / "parameters" / "settlement.yaml"


class _Order(Record):
    id: Literal["ceil-then-multiply"]
    title: Text
    source: LongText
    confidence: Literal["verified", "secondary", "unverified"]
    note: LongText


class _Rounding(Record):
    rule: RoundingText
    ground: LongText


class _File(Record):
    order: _Order
    rounding: dict[Literal["loss", "required", "amount"], _Rounding]


@cache
def _rules() -> _File:
    return parse_record(_File, read(FILE.read_bytes()), FILE.name)


@dataclass(frozen=True, slots=True)
class Settlement:
    """``required`` in tCO2e, whole; ``amount`` in CNY. Where one is None, ``reasons`` says why, by its name.

    ``worksheet`` holds the measurement's lines and, numbered on from them, those of the settlement.
    """

    worksheet: Worksheet
    required: Line | None
    amount: Line | None
    reasons: Mapping[str, str]
    warnings: tuple[str, ...]


def settle(casefile: CaseFile, measurement: Measurement) -> Settlement:
    """The required credits and their amount, by the case file's multiplier and price."""
    reasons: dict[str, str] = {}
    warnings: list[str] = []
    sheet = Worksheet(list(measurement.worksheet.lines))
    required = amount = None
    options = casefile.options
    if measurement.loss_line is None:
        reasons["required_credits_t"] = reasons["amount_cny"] = "碳汇损失量未能计量"
    else:
        required = required_credits(sheet, measurement.loss_line, options)
        order = _rules().order
        if options.multiplier is None:
            warnings.append("案件没有写明认购倍数（options.multiplier），按一倍计")
        elif options.multiplier != 1 and order.confidence == "unverified":
            warnings.append(f"应认购量“{order.title}”：{order.note}（{order.source}）")
        if options.price is None:
            reasons["amount_cny"] = "案件没有写明碳汇单价（options.price）"
        else:
            amount = amount_due(sheet, required, options.price)
    return Settlement(sheet, required, amount, reasons, tuple(warnings))


def required_credits(sheet: Worksheet, loss: Line, options: Options) -> Line:
    """Whole tonnes to be bought: the loss rounded up, then multiplied (and rounded up again where not whole)."""
    rules = _rules()
    whole = sheet.compute(
        "N",
        "整吨损失量" if options.multiplier is not None else "应认购量（未写明倍数，按一倍）",
        "L",
        {"L": loss},
        unit_symbol="tCO2e",
        section="应认购量",
        source=rules.rounding["loss"].ground,
        rounding=Rounding.parse(rules.rounding["loss"].rule),
    )
    if options.multiplier is None:
        return whole
    multiplier = sheet.given(
        "m",
        "认购倍数",
        Quantity(options.multiplier, ONE),
        section="应认购量",
        source="案件文件",
        path="options.multiplier",
    )
    return sheet.compute(
        "N_m",
        "应认购量",
        "N × m",
        {"N": whole, "m": multiplier},
        unit_symbol="tCO2e",
        section="应认购量",
        source=f"{rules.order.title}：{rules.order.source}",
        rounding=Rounding.parse(rules.rounding["required"].rule),
    )


def amount_due(sheet: Worksheet, required: Line, price: Price) -> Line:
    """What the required credits cost at the stated price, to 0.01 CNY."""
    rules = _rules()
    unit_price = sheet.given(
        "p",
        "碳汇单价",
        Quantity(price.cny_per_t, unit("CNY/tCO2e")),
        section="金额",
        source=f"{price.rule}；{price.source}；{price.date.isoformat()}",
        path="options.price.cny_per_t",
    )
    return sheet.compute(
        "P",
        "认购金额",
        "N × p",
        {"N": required, "p": unit_price},
        unit_symbol="CNY",
        section="金额",
        source=rules.rounding["amount"].ground,
        rounding=Rounding.parse(rules.rounding["amount"].rule),
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """A published figure beside the computed one. ``agrees`` when equal to the digits that were published."""

    quantity: str
    reported: Decimal
    computed: Line | None
    agrees: bool

    def as_json(self) -> dict[str, str | bool | None]:
        return {
            "quantity": self.quantity,
            "reported": plain(self.reported),
            "computed": self.computed.text if self.computed else None,
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
    """Every figure that was published for the case beside what was computed. Enters no computation."""
    return list(_comparisons(casefile, measurement, settlement))


def _comparisons(casefile: CaseFile, measurement: Measurement, settlement: Settlement) -> Iterator[Comparison]:
    published = casefile.published
    if published is None:
        return
    for name, reported, computed in (
        ("loss_tco2e", published.loss_tco2e, measurement.loss_line),
        ("required_credits_t", published.required_credits_t, settlement.required),
        ("amount_cny", published.amount_cny, settlement.amount),
    ):
        if reported is not None:
            agrees = computed is not None and _agrees(computed.result.value, reported)
            yield Comparison(name, reported, computed, agrees)


def _agrees(computed: Decimal, reported: Decimal) -> bool:
    """True when the computed value, rounded to the digits that were published, is the published one."""
    exponent = reported.as_tuple().exponent
    places = Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(1)
    return Rounding("half_up", places).apply(computed) == reported
