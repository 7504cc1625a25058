"""The deadlines of an edition as a reader sees them, entry by entry; what they mean, ``rules.deadlines`` knows."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from rules.deadlines.book import read_book
from rules.lawbook.located import Mapped, read_list
from rules.lawbook.printing import Pairs
from rules.lawbook.source import LawSource

NAMES = ("id", "event", "choice", "counting", "text")
"""The key that names an entry: of a rule and an exclusion, an event, a state, a way of counting, a text."""


LABELS = {
    "track": "程序",
    "tracks": "程序",
    "kind": "性质",
    "who": "由谁",
    "by": "由谁记录",
    "group": "分组",
    "event": "事项",
    "starts": "起算",
    "restarts": "重新计算",
    "ends": "截止",
    "length": "长度",
    "counting": "计算方法",
    "months": "月的计算",
    "moves": "遇节假日顺延",
    "backwards": "倒算",
    "extensions": "延长",
    "excluded": "不计入",
    "after": "接续",
    "bars": "期满前不得做",
}
"""Keys that only the files of deadlines have; any other key stands for itself."""

UNITS = {"years": "年", "months": "个月", "days": "日", "working_days": "个工作日"}

Stated = tuple[str, str, Pairs]
"""Title, file, and what is stated."""


def deadline_entries(source: LawSource) -> dict[tuple[str, str], Stated]:
    """By name and first day in force; none where the edition is silent on deadlines. Raises ``LawError``."""
    folder = source.folder / "deadlines" if source.folder else None
    if folder is None or not folder.is_dir():
        return {}
    assert source.folder is not None
    read_book(folder, source.folder / "texts.yaml")  # a book that is not complete is not compared
    found: dict[tuple[str, str], Stated] = {}
    for path in sorted(folder.glob("*.yaml")):
        for entry in read_list(path):
            name, start, title = _named(entry)
            pairs: Pairs = {field: (plain(value), said(value)) for field, value in entry.items()}
            found[f"{path.stem}.{name}", start] = title, f"deadlines/{path.name}", pairs
    return found


def _named(entry: Mapped) -> tuple[str, str, str]:
    name = next((str(entry[key]) for key in NAMES if key in entry), "")
    days = entry.get("in_force") if "id" in entry else None
    start = str(days.get("from")) if isinstance(days, Mapped) else ""
    return name, start, str(entry.get("says") or entry.get("title") or name)


def plain(value: Any) -> object:
    """What is compared: numbers by their value."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in sorted(value.items())}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def said(value: Any) -> str:
    """What is read."""
    if isinstance(value, dict):
        if set(value) == {"text", "article"}:
            return f"{value['text']}{value['article']}"
        if value and set(value) <= UNITS.keys():
            return "又".join(f"{said(value[unit])}{label}" for unit, label in UNITS.items() if unit in value)
        return "；".join(f"{key}：{said(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ("\n" if any(isinstance(one, dict) for one in value) else "、").join(map(said, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value is None else str(plain(value))
