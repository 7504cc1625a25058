"""Tables that leave as CSV for a spreadsheet program: what somebody typed is never worked out there as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""With one of these before it a spreadsheet works a text out, some also where it is written full width."""

TEXT = "'"
"""What stands before such a text, by which a spreadsheet takes it as it is."""

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def table(rows: Iterable[Sequence[str]], end: str = "\r\n") -> bytes:
    """Rows, the headings first, as CSV in UTF-8 with its mark, by which spreadsheets know it."""
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows([plain(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def plain(cell: str) -> str:
    """A cell that is no formula; numbers stay numbers."""
    return f"{TEXT}{cell}" if _would_work(cell) and not _NUMBER.fullmatch(cell) else cell


def typed(cell: str) -> str:
    """What ``plain`` was given, of a cell that comes back."""
    return cell[1:] if cell.startswith(TEXT) and _would_work(cell) else cell


def _would_work(cell: str) -> bool:
    return cell.lstrip(TEXT).startswith(FORMULA)
