"""The deadlines of an edition as a reader sees them, entry by entry; what they mean, ``rules.deadlines`` knows."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from rules.lawprint import Pairs
from rules.lawsource import LawSource
from rules.lawyaml import Mapped

NAMES = ("id", "event", "choice", "counting", "text")
"""The key that names an entry: of a rule and an exclusion, an event, a state, a way of counting, a text."""


def deadline_entries(source: LawSource) -> dict[tuple[str, str], tuple[str, str, Pairs]]:
    """By name and first day in force: title, file, and what is stated."""
    found: dict[tuple[str, str], tuple[str, str, Pairs]] = {}
    for file, entries in source.deadlines.items():
        for entry in entries:
            key = next((key for key in NAMES if key in entry), "")
            name, place = f"{file.removesuffix('.yaml')}.{entry.get(key)}", f"deadlines/{file}"
            days = entry.get("in_force")
            start = days.get("from") if key == "id" and isinstance(days, Mapped) else ""
            pairs: Pairs = {field: (plain(value), said(value)) for field, value in entry.items() if field != key}
            found[name, str(start)] = (str(entry.get("says") or entry.get("title") or entry.get(key)), place, pairs)
    return found


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
        return "；".join(f"{key}：{said(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ("\n" if any(isinstance(one, dict) for one in value) else "、").join(map(said, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value is None else str(plain(value))
