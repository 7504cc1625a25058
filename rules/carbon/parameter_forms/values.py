"""One row of a form to one value: every mistake of the row with its cell."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from rules.carbon.parameter_forms.findings import Findings
from rules.carbon.parameter_forms.form import FormValue
from rules.carbon.parameter_forms.reading import COLUMNS, Row
from rules.carbon.parameter_forms.slots import Slot, Slots
from rules.carbon.parameters.species import vocabulary
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import msg, template
from rules.reading.pydantic_errors import field_errors
from rules.values.quantity import plain, unit

ERROR_TOO_LARGE = template("{name} 的标准误大于数值本身")
IMPLAUSIBLE = template("{name} = {value}，超出合理范围 {low}–{high}")

CONFIDENCE = {"已核对": "verified", "转引": "secondary", "待核": "unverified"}
NEVER = {
    "conflict": msg("两处转录不一致的数值不能作为参数，请先查对原件"),
    "derived": msg("由其他数值推算的数值不能作为参数，请填原件所载的数值"),
    "blank": msg("没有找到的数值请留空，不要填写"),
}
_NO_DIMENSION = ("1", "无", "无量纲", "—", "-")


def is_empty(row: Row) -> bool:
    """Whether the row names a parameter and gives no value: it will be left out."""
    return not row["value"]


def value_of(row: Row, slots: Slots, findings: Findings) -> FormValue | None:
    """The value of a row; None where something of it is wrong, all of which is found."""
    before = len(findings.of("error"))
    slot = slot_of(row, slots, findings)
    species = species_of(row, slot, findings) if slot else None
    given = {key: row[key] for key in COLUMNS if row[key]}
    given["confidence"] = CONFIDENCE.get(row["confidence"], row["confidence"])
    if slot is not None:
        given["parameter"] = slot.key
        _symbol_and_unit(row, slot, given, findings)
    if species:
        given["species"] = species
    if given["confidence"] not in CONFIDENCE.values():
        usual = msg("应为 {known} 之一，现为“{given}”", known=CONFIDENCE, given=row["confidence"][:20])
        findings.error(row.at("confidence"), NEVER.get(given["confidence"], usual))
        given["confidence"] = "unverified"
    value = _typed(row, given, findings)
    if value is not None and slot is not None:
        _check(row, value, slot, findings)
    return value if len(findings.of("error")) == before else None


def slot_of(row: Row, slots: Slots, findings: Findings) -> Slot | None:
    """Which parameter the row is about."""
    if not row["parameter"]:
        findings.error(row.at("parameter"), msg("不能为空"))
        return None
    slot = slots.find(row["parameter"])
    if slot is None:
        told = msg("所选方法没有参数“{given}”，可用的有：{known}", given=row["parameter"][:40], known=slots.by_key)
        findings.error(row.at("parameter"), told)
    return slot


def species_of(row: Row, slot: Slot, findings: Findings) -> str | None:
    """The canonical name of the row's species; None where it has none or a wrong one."""
    if not slot.by_species:
        if row["species"]:
            findings.error(row.at("species"), msg("参数 {key} 不分树种，应留空", key=slot.key))
        return None
    if not row["species"]:
        findings.error(row.at("species"), msg("参数 {key} 按树种填写，不能为空", key=slot.key))
        return None
    if row["species"] in slot.shipped:
        return row["species"]
    try:
        return vocabulary().look_up(row["species"], row.at("species"))
    except InputError as problem:
        for error in problem.errors:
            findings.error(error.path, error.message)
        return None


def _symbol_and_unit(row: Row, slot: Slot, given: dict[str, str], findings: Findings) -> None:
    if row["symbol"] not in ("", slot.symbol):
        words = {"key": slot.key, "symbol": slot.symbol, "given": row["symbol"][:20]}
        findings.error(row.at("symbol"), msg("参数 {key} 的符号是 {symbol}，现为 {given}", **words))
    given["symbol"] = slot.symbol
    written = "1" if row["unit"] in _NO_DIMENSION else row["unit"]
    if not written:
        return
    try:
        same = unit(written) == unit(slot.unit)
    except ValueError:
        same = False
    if not same:
        words = {"title": slot.title, "unit": slot.unit, "given": row["unit"][:20]}
        findings.error(row.at("unit"), msg("{title}的单位应为 {unit}，现为 {given}", **words))
    given["unit"] = slot.unit


def _typed(row: Row, given: dict[str, Any], findings: Findings) -> FormValue | None:
    # What is found of the parameter's own name needs no second sentence.
    named = {"parameter", "symbol", "species"}
    try:
        return FormValue.model_validate({"parameter": "?", "symbol": "?", **given})
    except ValidationError as problem:
        for error in field_errors(problem):
            if error.path not in named:
                findings.error(*_placed(row, error))
        return None


def _placed(row: Row, error: FieldError) -> tuple[str, str]:
    """Where a mistake stands and what it is; of a cell with what it holds, where the reason does not tell it."""
    if error.path not in COLUMNS:
        return row.at(), error.message
    cell = row[error.path][:20]
    if not cell or cell in error.message:
        return row.at(error.path), error.message
    return row.at(error.path), msg("{reason}，现为“{cell}”", reason=error.message, cell=cell)


def _check(row: Row, value: FormValue, slot: Slot, findings: Findings) -> None:
    if slot.bounds is not None and not slot.bounds[0] <= value.value <= slot.bounds[1]:
        low, high = map(plain, slot.bounds)
        words = {"name": value.name, "value": plain(value.value), "low": low, "high": high}
        findings.error(row.at("value"), msg(IMPLAUSIBLE, **words))
    if value.from_ and value.to and value.to < value.from_:
        findings.error(row.at("to"), msg("失效日 {last} 早于生效日 {first}", last=value.to, first=value.from_))
    if value.standard_error is not None and value.standard_error > value.value:
        findings.doubt(row.at("standard_error"), msg(ERROR_TOO_LARGE, name=value.name), value.id)
