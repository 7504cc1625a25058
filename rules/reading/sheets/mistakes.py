"""What is wrong with a sheet: where in it and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from rules.reading.messages import Message, msg


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """``row`` as the spreadsheet numbers it, 0 for the whole file; ``column`` the heading as written, else empty.

    ``cell``: what stands there, for who reads the mistake away from the sheet; empty where the reason tells it.
    ``place``: of the column, from 0, where its heading does not tell it. ``doubt``: what kind of doubt it is, where
    it is one that a reason answers; empty where it must be put right.
    """

    row: int
    column: str
    reason: str
    cell: str = ""
    place: int | None = field(default=None, compare=False)
    doubt: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> Message:
        """Place and reason in a sentence."""
        where = msg("第 {row} 行", row=self.row) if self.row else msg("文件")
        if self.column:
            reason = msg("{reason}，现为“{cell}”", reason=self.reason, cell=self.cell) if self.cell else self.reason
            return msg("{where}“{column}”：{reason}", where=where, column=self.column, reason=reason)
        return msg("{where}：{reason}", where=where, reason=self.reason)

    def as_json(self) -> dict[str, str | int]:
        return {"row": self.row, "column": self.column, "reason": self.reason}


class SheetError(ValueError):
    """The file cannot be used. Carries every mistake found, in the order of the sheet."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("；".join(str(mistake) for mistake in self.mistakes[:20]))

    def __reduce__(self) -> tuple[Any, ...]:
        # The message alone would come back from another process.
        return type(self), (self.mistakes,)

    @classmethod
    def whole(cls, reason: str) -> Self:
        """A mistake of the file itself."""
        return cls([Mistake(0, "", reason)])


class NotASheet(SheetError):
    """The file is no table that can be read, or damaged."""


class SheetTooLarge(SheetError):
    """The file holds more than may be read; the reason names the limit."""
