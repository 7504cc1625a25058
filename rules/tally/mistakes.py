"""What is wrong with a tally file: where in the sheet and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """``row`` as the spreadsheet numbers it, 0 for the whole file; ``column`` the heading as written, else empty."""

    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        where = f"第 {self.row} 行" if self.row else "文件"
        return f"{where}“{self.column}”：{self.reason}" if self.column else f"{where}：{self.reason}"

    def as_json(self) -> dict[str, str | int]:
        return {"row": self.row, "column": self.column, "reason": self.reason}


class SheetError(ValueError):
    """The file cannot be used. Carries every mistake found, in the order of the sheet."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("；".join(str(mistake) for mistake in self.mistakes[:20]))

    @classmethod
    def whole(cls, reason: str) -> Self:
        """A mistake of the file itself."""
        return cls([Mistake(0, "", reason)])


class NotASheet(SheetError):
    """The file is neither CSV nor XLSX, or damaged."""


class SheetTooLarge(SheetError):
    """The file, or what it unpacks to, is larger than a tally may be."""
