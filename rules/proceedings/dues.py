"""When something is owed, as written: a day, days or months after an event, a season, the probation, instalments."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rules.proceedings.state import Due

_DAY = re.compile(r"~?\s*(\d{4}-\d{2}-\d{2})$")
_LENGTH = re.compile(
    r"~?\s*(\d+)\s*(?:个)?\s*(days?|d|日|天|months?|m|月|years?|y|年|seasons?|季)\s*(?:after|自|from)?\s*(.*)$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(.+?)(?:之日)?(?:后|起)\s*(\d+)\s*(?:个)?\s*(日|天|月|年|季)(?:内)?$")
_UNITS = {
    **dict.fromkeys("d日天", "days"),
    **dict.fromkeys("m月", "months"),
    **dict.fromkeys("y年", "years"),
    **dict.fromkeys("s季", "season"),
}


def read_due(value: Any) -> Due:
    """A due rule as a case or a script writes it. Raises ``ValueError`` for what is neither text, day nor mapping."""
    if isinstance(value, Due):
        return value
    if value is None or value == "":
        return Due()
    if isinstance(value, datetime.date):
        return Due("date", date=value)
    if isinstance(value, Mapping):
        return _of_mapping(value)
    if isinstance(value, list | tuple):
        return _instalments(value)
    if isinstance(value, bool):
        raise ValueError
    return _of_text(str(value).strip())


def _of_text(text: str) -> Due:
    if found := _DAY.match(text.removeprefix("by ")):
        return Due("date", date=datetime.date.fromisoformat(found[1]))
    if text in ("at once", "now", "立即", "即时"):
        return Due("at_once", text=text)
    if "probation" in text or "缓刑" in text or "考验期" in text:
        return Due("probation", text=text)
    if found := _LENGTH.match(text):
        return _length(int(found[1]), found[2], found[3].strip(), text)
    if found := _AFTER.match(text):
        return _length(int(found[2]), found[3], found[1].strip(), text)
    if text.isdigit():
        return Due("after", days=int(text), text=text)
    return Due("season" if "season" in text or "季" in text or "春" in text or "秋" in text else "open", text=text)


def _length(count: int, unit: str, after: str, text: str) -> Due:
    kind = _UNITS[unit[0].lower()]
    if kind == "season":
        return Due("season", text=text)
    if kind == "days":
        return Due("after", days=count, after=after, text=text)
    return Due("after", months=count * (12 if kind == "years" else 1), after=after, text=text)


def _of_mapping(value: Mapping[str, Any]) -> Due:
    if "date" in value or "by" in value:
        return read_due(value.get("date") or value.get("by"))
    if "instalments" in value:
        return read_due(value["instalments"])
    if "season" in value or "seasons" in value:
        return Due("season", text=str(value.get("season") or value.get("seasons")))
    if value.get("probation") or value.get("during") == "probation":
        return Due("probation", text="probation")
    months = int(value.get("months", 0)) + 12 * int(value.get("years", 0))
    if not months and "days" not in value:
        raise ValueError
    return Due("after", days=int(value.get("days", 0)), months=months, after=str(value.get("after", "")))


def _instalments(value: list[Any] | tuple[Any, ...]) -> Due:
    made = []
    for part in value:
        date = part.get("date") or part.get("due") or part.get("by")
        day = date if isinstance(date, datetime.date) else datetime.date.fromisoformat(str(date))
        made.append((day, Decimal(str(part["amount"]))))
    return Due("instalments", date=max(day for day, _ in made), instalments=tuple(sorted(made)))
