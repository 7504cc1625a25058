"""The sheets of a file of anybody's, read in a process of its own."""

from __future__ import annotations

from rules.reading.apart import Allowed, OverLimit, apart
from rules.reading.sheets.grid import Book, Limits
from rules.reading.sheets.kinds import book_of
from rules.reading.sheets.mistakes import SheetError, SheetTooLarge


def book_apart(content: bytes, limits: Limits | None = None, allowed: Allowed | None = None) -> Book:
    """The sheets in a file. Raises as ``book_of``, and ``SheetTooLarge`` naming the limit of time or memory that was
    passed; ``RuntimeError`` where reading failed otherwise."""
    try:
        return apart(book_of, SheetError, allowed or Allowed(), content, limits or Limits())
    except OverLimit as problem:
        raise SheetTooLarge.whole(problem.reason) from None
