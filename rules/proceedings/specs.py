"""What an act says of an obligation, in fields or in short words: 管护 988亩 6个月, 认购碳汇 96 t, 修复费用 8643.40."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rules.proceedings.argument_types import typed
from rules.proceedings.dues import read_due
from rules.proceedings.refusals import UNKNOWN, Refused
from rules.proceedings.table import Argument, Table
from rules.reading.messages import msg

UNITS = {
    "t": "tonnes",
    "吨": "tonnes",
    "亩": "area_mu",
    "mu": "area_mu",
    "株": "trees",
    "棵": "trees",
    "trees": "trees",
    "元": "amount",
    "cny": "amount",
    "月": "months",
    "months": "months",
    "天": "days",
    "日": "days",
    "days": "days",
    "小时": "hours",
    "hours": "hours",
    "次": "times",
    "times": "times",
    "%": "rate",
    "年": "years",
    "years": "years",
}
MEASURES = ("tonnes", "area_mu", "trees", "amount", "months", "days", "hours", "times")
UNIT_LABELS = {
    "tonnes": "吨",
    "area_mu": "亩",
    "trees": "株",
    "amount": "元",
    "months": "个月",
    "days": "日",
    "hours": "小时",
    "times": "次",
}

COUNTERS = tuple("只头尾名人户处项条号年")
"""Words that count what no obligation is counted in; a figure before one of them is no sum of money."""

_FIGURE = re.compile(
    r"(?:>=|≥|至少|约|~)?\s*(\d[\d,]*(?:\.\d+)?)\s*(?:个)?\s*(t\b|吨|亩|mu\b|株|棵|trees|万元|元|cny|月|months?|天|日|days?|小时|hours?|次|times|%|％|年|years?)?",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:by|至|于)?\s*(\d{4}-\d{2}-\d{2})")
_WORDS = {"month": "months", "day": "days", "hour": "hours", "year": "years", "％": "%"}


def obligation_fields(table: Table) -> dict[str, Argument]:
    """By every spelling, the arguments that say something of an obligation."""
    fields = {
        spelt: argument
        for argument in table.arguments.values()
        if argument.obligation
        for spelt in (argument.name, *argument.also)
    }
    of_duties = {spelt: table.arguments[name] for name, spellings in OF_DUTIES.items() for spelt in spellings}
    return {**of_duties, **fields, "by": table.arguments["obligors"]}


OF_DUTIES = {
    "obligation_kind": ("kind",),
    "due": ("term", "deadline", "until"),
    "obligors": ("persons", "person", "debtor", "debtors"),
    "covers": ("heads",),
    "object": ("description", "stand", "stands"),
}
"""Arguments of obligations -> what else they are called where nothing but an obligation is told of."""


def read_spec(table: Table, value: Any) -> dict[str, Any]:
    """An obligation in the names of the catalogue. Raises ``Refused`` for a field that obligations do not have."""
    if isinstance(value, Mapping):
        fields = obligation_fields(table)
        made: dict[str, Any] = {}
        value = _with_unit(value)
        value = {key: item for given, item in value.items() for key, item in _counted(str(given), item)}
        for key, item in value.items():
            if key not in fields:
                raise Refused(
                    "missing",
                    msg("义务没有字段 {given}", given=str(key)),
                    msg("可以写的参数：{allowed}", allowed=sorted({one.name for one in fields.values()})),
                    UNKNOWN,
                )
            made[fields[key].name] = None if _open(item) else typed(fields[key], item)
        return _official(table, made)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return {"amount": Decimal(value)}
    return _of_words(table, "" if value is None or value is True else str(value))


def official(table: Table, kind: str) -> str:
    """The name of a kind of obligation in the catalogue; as it is written where the catalogue has none like it."""
    return next((one.name for one in table.duties.values() if kind in (one.name, *one.also)), kind)


def _official(table: Table, spec: dict[str, Any]) -> dict[str, Any]:
    said = str(spec.get("obligation_kind") or "")
    name = official(table, said)
    if name == said:
        return spec
    return {"object": said, **spec, "obligation_kind": name}


def _with_unit(value: Mapping[str, Any]) -> dict[str, Any]:
    """``quantity: 30`` beside ``unit: 亩`` is ``quantity: 30亩``."""
    unit = UNITS.get(str(value.get("unit") or "").lower()) or (
        value.get("unit") if value.get("unit") in MEASURES else None
    )
    number = next((key for key in ("quantity", "数量") if key in value), None)
    if unit is None or number is None:
        return dict(value)
    return {unit if key == number else key: item for key, item in value.items() if key != "unit"}


def _counted(key: str, item: Any) -> list[tuple[str, Any]]:
    """``quantity: 12次`` is what ``times: 12`` is; what is no figure with a unit stays as it is."""
    found = _FIGURE.fullmatch(str(item).strip()) if key in ("quantity", "数量") else None
    unit = UNITS.get(_WORDS.get(found[2].lower(), found[2].lower())) if found and found[2] else None
    return [(unit, found[1].replace(",", ""))] if found and unit in MEASURES else [(key, item)]


def _open(item: Any) -> bool:
    return item in ("tbd", "待定", "unknown", "未知", "")


def _of_words(table: Table, text: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if "at once" in text or "立即" in text:
        made["due"] = read_due("at once")
    if found := _DATE.search(text):
        made["due"] = read_due(found[1])
        text = text.replace(found[0], " ")
    kind = kind_in(table, text)
    if kind:
        made["obligation_kind"] = kind
    for found in _FIGURE.finditer(text):
        number, word = found[1], (found[2] or "").lower()
        if not word and text[found.end() : found.end() + 1] in COUNTERS:
            continue
        figure = Decimal(number.replace(",", "")) * (10000 if word == "万元" else 1)
        name = UNITS.get(_WORDS.get(word, word), "amount")
        made.setdefault(name, figure)
    made["object"] = text.strip()
    return made


def kind_in(table: Table, text: str) -> str:
    """The kind of obligation that a text names; the text's first word where none is known; empty for no word."""
    spelt = {name: duty.name for duty in table.duties.values() for name in (duty.name, *duty.also)}
    for name in sorted(spelt, key=len, reverse=True):
        if text.strip().startswith(name):
            return spelt[name]
    for name in sorted(spelt, key=len, reverse=True):
        if name in text:
            return spelt[name]
    first = re.split(r"[\s\d>=≥~]", text.strip())[0] if text.strip() else ""
    return first
