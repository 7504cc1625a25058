"""From the measured loss to the credits to be bought and their price.

Its lines continue a copy of the measurement's worksheet, which can so be settled more than once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Literal

from rules.carbon.measure import Measurement
from rules.carbon.methods.cautions import NO_FOREST
from rules.carbon.worksheet import Line, Worksheet, evaluate
from rules.casefile import CaseFile
from rules.casefile.charges import charged_offences
from rules.casefile.options import Options, Price
from rules.reading.errors import FieldError, InputError
from rules.settlement.charged_loss import Part
from rules.settlement.credit_types import TypeRounding, credit_rounding
from rules.settlement.prices import check_price
from rules.settlement.records import settlement_rules
from rules.settlement.service_loss import ServiceLoss, service_loss
from rules.settlement.shares import Owed, owed_by_share
from rules.values.quantity import ONE, Quantity, Rounding, plain, unit

PRICED = "options.price.cny_per_t"
"""Where the case file states the price."""
AS_SOLD = "人民币以分为最小单位；按取整后的应认购量计"
NO_LOSS = "碳汇损失量未能计量"
NOT_CHOSEN = "所写明的计量方法未能计量；经认定的损失须改选认定损失法才计入"
NO_PRICE = "案件没有写明碳汇单价"
NO_MULTIPLIER = "案件没有写明认购倍数，按一倍计"
NO_GROUND = "认购倍数 {multiplier} 没有收录的依据（已收录：{known}），须另写明理由"
NO_CREDITS = "没有应认购量，没有认购金额；损失的金额见碳汇损失价值"
UNROUNDED = "碳汇损失量（未修约）"
NOT_ROUNDED_TWICE = "合计的两位或三位小数只是报告的写法；应认购量由未修约的损失量一次取整，不先修约再取整"
ROUNDED_UP = (
    "碳汇损失量报告为 {told} 吨，未修约为 {exact}：应认购量由未修约的数取整为 {required} 吨，"
    "按报告的数则为 {otherwise} 吨"
)
PART_ALONE = "碳汇损失尚有未计量的部分，已计量的部分修约后为 0：是否有损失没有查明，不提出应认购量"
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
    offences, ended = charged_offences(casefile), casefile.case.conduct.ended
    service = service_loss(
        settled.worksheet,
        casefile.claims,
        settled.value,
        offences,
        ended,
        partial(Part, casefile, measurement, partial(_worth, casefile.options.price)),
    )
    whole, why = settled.amount or settled.value, settled.reasons.get("amount_cny", "")
    owed = owed_by_share(settled.worksheet, casefile.parties, whole, why)
    return replace(
        settled,
        service=service,
        owed=owed,
        reasons={**settled.reasons, **service.reasons},
        warnings=(*settled.warnings, *service.warnings),
    )


def _worth(price: Price | None, sheet: Worksheet, tonnes: Line) -> Line | None:
    """The value of tonnes by the price of the case file, whose line stands on the sheet."""
    line = next((one for one in sheet.lines if one.path == PRICED), None)
    if price is None or line is None:
        return None
    return _money(sheet, "W_c", "碳汇损失价值（所涉地块）", (tonnes.symbol, tonnes), line, "value")


def _settle(casefile: CaseFile, measurement: Measurement) -> Settlement:
    sheet = Worksheet(list(measurement.worksheet.lines))
    loss, options = measurement.loss_line, casefile.options
    doubts = check_options(options)  # refused even where nothing is left to be rounded or priced
    if loss is None:
        why = NOT_CHOSEN if casefile.stated_loss else NO_FOREST if casefile.harms_no_forest else NO_LOSS
        reasons = {"required_credits_t": why, "amount_cny": why}
        if measurement.money_line is not None:
            reasons = {"required_credits_t": MONEY_ALONE, "amount_cny": NO_CREDITS}
        return Settlement(sheet, None, measurement.money_line, None, reasons, ())
    if measurement.left_out and not loss.result.value and measurement.money_line is None:
        reasons = {"required_credits_t": PART_ALONE, "amount_cny": PART_ALONE}
        return Settlement(sheet, None, None, None, reasons, ())
    own = credit_rounding(options.credit)
    exact = _unrounded(sheet, loss)
    required = required_credits(sheet, exact, options.multiplier, options.rounding_order, own)
    warnings = (*_warnings(options), *doubts, *_rounded_up(loss, exact, required, options, own))
    if options.price is None:
        reasons = {"amount_cny": NO_PRICE}
        return Settlement(sheet, required, measurement.found_value, None, reasons, warnings)
    price = _price(sheet, options.price)
    # The value is that of the loss as it is reported; of one that only the rounding makes nothing, its own.
    valued = ("L", loss) if loss.result.value or exact is loss else ("L_x", exact)
    value = measurement.found_value or _money(sheet, "W", "碳汇损失价值", valued, price, "value")
    finer = own is not None and own.rule != settlement_rules().rounding["loss"].rule
    amount = _money(sheet, "P", "认购金额", ("N", required), price, "amount", AS_SOLD if finer else "")
    return Settlement(sheet, required, value, amount, {}, warnings)


def _unrounded(sheet: Worksheet, loss: Line) -> Line:
    """The loss before the method rounded its sum, as a line of its own where that makes a difference."""
    if loss.rounding is None:
        return loss
    terms = {name: sheet.lines[no - 1] for name, no in loss.refs}
    values = {name: line.result for name, line in terms.items()}
    if evaluate(loss.formula, values, "tCO2e", None) == loss.result:
        return loss
    return sheet.compute(
        "L_x", UNROUNDED, loss.formula, terms, unit_symbol="tCO2e", section="应认购量", source=NOT_ROUNDED_TWICE
    )


def _rounded_up(loss: Line, exact: Line, required: Line, options: Options, own: TypeRounding | None) -> Iterator[str]:
    """That more is to be bought than the loss as it is reported would ask for."""
    if exact is loss:
        return
    apart = Worksheet([])
    told = apart.given("L", loss.label, loss.result, section=loss.section, source=loss.source, path="")
    otherwise = required_credits(apart, told, options.multiplier, options.rounding_order, own)
    if otherwise.result != required.result:
        yield ROUNDED_UP.format(told=loss.text, exact=_to_six(exact), required=required.text, otherwise=otherwise.text)


def _to_six(line: Line) -> str:
    """A result in so many digits as a sentence bears; all of them stand on its line."""
    digits = str(_SIX.apply(line.result.value))
    return f"{digits} 吨" if Fraction(digits) == Fraction(line.result.value) else f"约 {digits} 吨"


_SIX = Rounding.parse("half_up 0.000001")


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

    ``loss``: not rounded yet, so that it is rounded once. ``own``: how the type of credit is rounded; whole tonnes
    where it does not say.
    """
    rules = settlement_rules()
    chosen = rules.order(order)
    if multiplier is None:
        return _whole(sheet, "N", "应认购量（未写明倍数，按一倍）", loss.symbol, {loss.symbol: loss}, "loss", own=own)
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
        terms = {loss.symbol: loss, "m": times}
        return _whole(sheet, "N_m", "应认购量", f"{loss.symbol} × m", terms, "required", told, own)
    label = "整吨损失量" if own is None or own.rule == rules.rounding["loss"].rule else "取整后的损失量"
    whole = _whole(sheet, "N", label, loss.symbol, {loss.symbol: loss}, "loss", own=own)
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
        path=PRICED,
    )


def _money(
    sheet: Worksheet,
    symbol: str,
    label: str,
    tonnes: tuple[str, Line],
    price: Line,
    rule: Literal["value", "amount"],
    ground: str = "",
) -> Line:
    """Tonnes × price in CNY. ``tonnes``: their symbol and line; ``ground``: in place of that of the rule."""
    name, line = tonnes
    rounding = settlement_rules().rounding[rule]
    return sheet.compute(
        symbol,
        label,
        f"{name} × p",
        {name: line, "p": price},
        unit_symbol="CNY",
        section="金额",
        source=ground or rounding.ground,
        rounding=rounding.rounding,
    )
