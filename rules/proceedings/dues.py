"""When something is owed, as written: a day, days or months after an event, a season, the probation, instalments."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rules.carbon.tally.numerals import NUMERAL, whole_number
from rules.proceedings.state import Due

OPEN = ("tbd", "待定", "unknown", "未知", "open")
"""What is written where it is not known yet when it is owed."""

_DAY = re.compile(r"~?\s*(\d{4}-\d{2}-\d{2})\s*(?:以前|之前|前)?$")
_CHINESE_DAY = re.compile(r"(\d{4})\s*[年/.]\s*(\d{1,2})\s*[月/.]\s*(\d{1,2})\s*日?\s*(?:以前|之前|前|止)?$")
_COUNT = rf"({NUMERAL})\s*(?:个)?\s*"
_LENGTH = re.compile(
    rf"~?\s*{_COUNT}(days?|d|日|天|months?|m|月|years?|y|年|seasons?|季)\s*(?:以内|之内|内)?\s*(?:after|自|from)?\s*(.*)$",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"自?\s*(.+?)(?:之日)?(?:以后|后|起)\s*{_COUNT}(日|天|月|年|季)(?:以内|之内|内)?$")
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
    if value is None or value == "" or value in OPEN:
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
    if found := _CHINESE_DAY.match(text):
        return Due("date", date=datetime.date(int(found[1]), int(found[2]), int(found[3])))
    if text in ("at once", "now", "立即", "即时"):
        return Due("at_once", text=text)
    if "probation" in text or "缓刑" in text or "考验期" in text:
        return Due("probation", text=text)
    if (found := _LENGTH.match(text)) and (count := whole_number(found[1])) is not None:
        return _length(count, found[2], found[3].strip(), text)
    if (found := _AFTER.match(text)) and (count := whole_number(found[2])) is not None:
        return _length(count, found[3], found[1].strip(), text)
    if text.isdigit():
        return Due("after", days=int(text), text=text)
    return Due("season" if is_season(text) else "open", text=text)


def is_season(text: str) -> bool:
    """Whether words name a season; a festival (春节, 中秋) is none."""
    return re.search("season|季|春(?!节)|(?<!中)秋|夏|冬", text) is not None


_PART = re.compile(
    r"\s*~?\s*(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?\s*(?:以前|之前|前|止)?"
    r"[\s：:，,付缴纳支]*(\d[\d,]*(?:\.\d+)?)\s*(万)?\s*元?\s*$"
)


def read_instalments(value: Any) -> Due:
    """Instalments, as a list of days with sums or in words, one after another: 2026-03-01 600；2026年6月1日前 400元.

    Raises ``ValueError`` for what names no day and no sum.
    """
    if not isinstance(value, str):
        due = read_due(value)
        if due.form != "instalments":
            raise ValueError
        return due
    found = [_PART.match(part) for part in re.split(r"[；;。\n]", value) if part.strip()]
    parts = [one for one in found if one is not None]
    if not parts or len(parts) < len(found):
        raise ValueError
    return _instalments([{"date": _date_of(one), "amount": _sum_of(one)} for one in parts])


def _date_of(found: re.Match[str]) -> datetime.date:
    return datetime.date(int(found[1]), int(found[2]), int(found[3]))


def _sum_of(found: re.Match[str]) -> Decimal:
    return Decimal(found[4].replace(",", "")) * (10000 if found[5] else 1)


def is_words(due: Due) -> bool:
    """Whether nothing can be told of when it is owed but the words that were written."""
    return due.form == "open" and bool(due.text)


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
