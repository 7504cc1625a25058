"""One entry of a law file: its keys, texts, choices and days in force; every mistake is kept with its line."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from rules.deciding.book.located import Mapped, Mistake
from rules.deciding.book.shape import misshapen
from rules.deciding.book.types import Period
from rules.reading.messages import msg


class Refused(Exception):
    """The entry at hand is unusable; its mistakes are already noted."""


def empty(value: object) -> bool:
    """Whether nothing is written there: no value, no text but blanks, no item."""
    return not value.strip() if isinstance(value, str) else value is None or value in ([], {})


def _as_written(value: object) -> object:
    """Numbers and days as a file writes them, not as Python does."""
    return str(value) if isinstance(value, Decimal | datetime.date) else value


class EntryReader:
    """Reads what every entry of a file may have; ``mistakes`` grows as it goes."""

    def __init__(self, file: str, mistakes: list[Mistake]) -> None:
        self.file = file
        self.mistakes = mistakes

    def wrong(self, line: int, reason: str) -> None:
        self.mistakes.append(Mistake(self.file, line, reason))

    def refuse(self, line: int, words: str, /, **values: Any) -> Refused:
        """Notes a mistake, its words as for ``msg``, and gives what to raise."""
        reason = msg(words, **{name: _as_written(value) for name, value in values.items()})
        self.wrong(line, reason)
        return Refused(reason)

    def keys(self, entry: Mapped, wanted: str, optional: str = "") -> None:
        """Notes missing and unknown keys. Raises ``Refused`` when one is missing."""
        missing = [key for key in wanted.split() if empty(entry.get(key))]
        for key in entry.keys() - set(wanted.split()) - set(optional.split()):
            self.wrong(entry.line, msg("不认识的键 {key}", key=key))
        if missing:
            raise self.refuse(entry.line, "缺少 {missing}", missing=missing)
        reasons = misshapen(entry)
        if reasons:
            raise self.refuse(entry.line, "{reasons}", reasons=reasons)

    def text(self, entry: Mapped, key: str) -> str:
        value = entry.get(key, "")
        if not isinstance(value, str):
            raise self.refuse(entry.line, "{key} 应为文字，现为 {value!r}", key=key, value=value)
        return value.strip()

    def choice(self, entry: Mapped, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        value = entry.get(key, default)
        if value not in choices:
            raise self.refuse(
                entry.line, "{key} 应为 {choices} 之一，现为 {value!r}", key=key, choices=choices, value=value
            )
        return str(value)

    def period(self, entry: Mapped) -> Period:
        raw = entry.get("in_force")
        if not isinstance(raw, Mapped):
            raise self.refuse(entry.line, "in_force 应写明 from，必要时写明 to")
        self.keys(raw, "from", "to")
        start, end = raw["from"], raw.get("to")
        if not (isinstance(start, datetime.date) and isinstance(end, datetime.date | None)):
            raise self.refuse(raw.line, "in_force 的 from、to 应为日期")
        if end is not None and end < start:
            raise self.refuse(raw.line, "施行期间颠倒：自 {start} 至 {end}", start=start, end=end)
        return Period(start, end)
