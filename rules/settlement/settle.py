"""From the measured loss to the credits to be bought and their price.

Its lines continue a copy of the measurement's worksheet, which can so be settled more than once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from rules.carbon.measure import Measurement
from rules.carbon.worksheet import Line, Worksheet
from rules.casefile import CaseFile
from rules.casefile.options import Options, Price
from rules.reading.errors import FieldError, InputError
from rules.settlement.credit_types import TypeRounding, credit_rounding
from rules.settlement.prices import check_price
from rules.settlement.records import settlement_rules
from rules.settlement.service_loss import ServiceLoss, service_loss
from rules.settlement.shares import Owed, owed_by_share
from rules.values.quantity import ONE, Quantity, plain, unit

NO_LOSS = "碳汇损失量未能计量"
NO_PRICE = "案件没有写明碳汇单价"
NO_MULTIPLIER = "案件没有写明认购倍数，按一倍计"
NO_GROUND = "认购倍数 {multiplier} 没有收录的依据（已收录：{known}），须另写明理由"
NO_CREDITS = "没有应认购量，没有认购金额；损失的金额见碳汇损失价值"
MONEY_ALONE = "损失只有金额（碳汇损失价值），没有吨数；系统不由金额推算应认购量"


@dataclass(frozen=True, slots=True)
class Settlement:
    """``required`` in tCO2e, rounded as the type of credit is sold; ``value`` of the loss itself and ``amount`` for the
    required credits in CNY.

    ``worksheet`` holds the measurement's lines and, numbered on from them, those of the settlement. Where a figure is
    None, ``reasons`` says why, under ``required_credits_t`` or ``amount_cny``. ``service``: what lies beyond carbon.
    ``owed``: what each owes by his share, of the amount, or of the value of the loss where no credits are due.
    """

    worksheet: Worksheet
    required: Line | None
    value: Line | None
    amount: Line | None
    reasons: Mapping[str, str]
    warnings: tuple[str, ...]
    service: ServiceLoss = field(default_factory=ServiceLoss)
    owed: Owed = field(default_factory=Owed)


def settle(casefile: CaseFile, measurement: Measurement) -> Settlement:
    """The required credits and their amount, by the case file's multiplier and price, the loss beyond carbon, shares.

    Raises ``InputError`` for a price dated against its own rule, an unknown order of rounding, a total without carbon.
    """
    settled = _settle(casefile, measurement)
    service = service_loss(settled.worksheet, casefile.claims, settled.value, casefile.case.offence)
    whole, why = settled.amount or settled.value, settled.reasons.get("amount_cny", "")
    owed = owed_by_share(settled.worksheet, casefile.parties, whole, why)
    return replace(settled, service=service, owed=owed, reasons={**settled.reasons, **service.reasons})


def _settle(casefile: CaseFile, measurement: Measurement) -> Settlement:
    sheet = Worksheet(list(measurement.worksheet.lines))
    loss, options = measurement.loss_line, casefile.options
    doubts = check_options(options)  # refused even where nothing is left to be rounded or priced
    if loss is None:
        reasons = {"required_credits_t": NO_LOSS, "amount_cny": NO_LOSS}
        if measurement.money_line is not None:
            reasons = {"required_credits_t": MONEY_ALONE, "amount_cny": NO_CREDITS}
        return Settlement(sheet, None, measurement.money_line, None, reasons, ())
    own = credit_rounding(options.credit)
    required = required_credits(sheet, loss, options.multiplier, options.rounding_order, own)
    warnings = (*_warnings(options), *doubts)
    if options.price is None:
        reasons = {"amount_cny": NO_PRICE}
        return Settlement(sheet, required, measurement.found_value, None, reasons, warnings)
    price = _price(sheet, options.price)
    value = measurement.found_value or _money(sheet, "W", "碳汇损失价值", ("L", loss), price, "value")
    amount = _money(sheet, "P", "认购金额", ("N", required), price, "amount")
    return Settlement(sheet, required, value, amount, {}, warnings)


def _warnings(options: Options) -> Iterator[str]:
    multiplier, rules = options.multiplier, settlement_rules()
    order = rules.order(options.rounding_order)
    if multiplier is None:
        yield NO_MULTIPLIER
    elif multiplier != 1:
        found = rules.multiplier(multiplier)
        if found is None:
            known = "、".join(plain(one.value) for one in rules.multipliers)
            yield NO_GROUND.format(multiplier=plain(multiplier), known=known)
        elif found.note:
            yield f"认购倍数“{found.title}”：{found.note}（{found.source}）"
        if order.confidence == "unverified":
            yield f"应认购量“{order.title}”：{order.note}（{order.source}）"


def check_options(options: Options) -> tuple[str, ...]:
    """What could not be checked of the price.

    Raises ``InputError`` for an unknown order of rounding and a price dated against its own rule.
    """
    settlement_rules().order(options.rounding_order)
    price = options.price
    if price is None:
        return ()
    checked = check_price(price, price.for_ or options.on)
    if checked.errors:
        raise InputError([FieldError(f"options.price.{one.path}", one.message) for one in checked.errors])
    return checked.warnings


def required_credits(
    sheet: Worksheet,
    loss: Line,
    multiplier: Decimal | None,
    order: str | None = None,
    own: TypeRounding | None = None,
) -> Line:
    """Tonnes to be bought, by the order of rounding and multiplying of this id; the first on record when None.

    ``own``: how the type of credit is rounded; whole tonnes where it does not say.
    """
    rules = settlement_rules()
    chosen = rules.order(order)
    if multiplier is None:
        return _whole(sheet, "N", "应认购量（未写明倍数，按一倍）", "L", {"L": loss}, "loss", own=own)
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
        return _whole(sheet, "N_m", "应认购量", "L × m", {"L": loss, "m": times}, "required", told, own)
    label = "整吨损失量" if own is None or own.rule == rules.rounding["loss"].rule else "取整后的损失量"
    whole = _whole(sheet, "N", label, "L", {"L": loss}, "loss", own=own)
    return _whole(sheet, "N_m", "应认购量", "N × m", {"N": whole, "m": times}, "required", told, own)


def _whole(
    sheet: Worksheet,
    symbol: str,
    label: str,
    formula: str,
    values: Mapping[str, Line],
    rule: Literal["loss", "required"],
    source: str = "",
    own: TypeRounding | None = None,
) -> Line:
    general = settlement_rules().rounding[rule]
    rounding = general if own is None or own.rule == general.rule else own
    return sheet.compute(
        symbol,
        label,
        formula,
        values,
        unit_symbol="tCO2e",
        section="应认购量",
        source=source or rounding.ground,
        rounding=rounding.rounding,
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
    sheet: Worksheet, symbol: str, label: str, tonnes: tuple[str, Line], price: Line, rule: Literal["value", "amount"]
) -> Line:
    """Tonnes × price in CNY. ``tonnes``: their symbol and line."""
    name, line = tonnes
    rounding = settlement_rules().rounding[rule]
    return sheet.compute(
        symbol,
        label,
        f"{name} × p",
        {name: line, "p": price},
        unit_symbol="CNY",
        section="金额",
        source=rounding.ground,
        rounding=rounding.rounding,
    )
