"""What a workbook's rows of cells do not tell: other sheets, merged and hidden cells, formulas without a result."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

_CHUNK = 1024 * 1024
_OVERLAP = 20_000
"""A tag that lies across two chunks is found in the second: no tag or formula of interest is longer."""

_HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]*\shidden="(?:1|true)")[^>]*?\sr="(\d{1,7})"')
_MERGED = re.compile(rb'<mergeCell\b[^>]*?\sref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_UNCOMPUTED = re.compile(
    rb'<c\b[^>]*?\sr="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells of one column made one: ``place`` of the column from 0, first and last row from 1."""

    place: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Workbook:
    """The first sheet of a workbook. ``others``: the sheets that are not read. ``uncomputed``: cells, as place from 0
    by row from 1, that hold a formula whose result was never stored."""

    name: str = ""
    hidden: bool = False
    others: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    merged: tuple[Merged, ...] = ()
    uncomputed: frozenset[tuple[int, int]] = frozenset()


def about(content: bytes) -> Workbook:
    """What there is to tell of a workbook that can be read; nothing of a CSV."""
    if not content.startswith(b"PK"):
        return Workbook()
    import openpyxl  # loads here: most cases carry no workbook

    with warnings.catch_warnings():
        # It warns of decorations it cannot keep; nothing is written back.
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    first, *others = book.worksheets
    hidden_rows: dict[int, None] = {}
    merged: dict[Merged, None] = {}
    uncomputed: set[tuple[int, int]] = set()
    # openpyxl knows which part of the archive holds a sheet, and has no public name for it.
    part: str = first._worksheet_path  # type: ignore[attr-defined]
    for text in _windows(content, part):
        hidden_rows |= {int(found[1]): None for found in _HIDDEN_ROW.finditer(text)}
        for found in _MERGED.finditer(text):
            left, top, right, bottom = found.groups()
            if left == right and top != bottom:
                merged[Merged(_place(left), int(top), int(bottom))] = None
        uncomputed |= {(int(found[2]), _place(found[1])) for found in _UNCOMPUTED.finditer(text)}
    return Workbook(
        name=first.title,
        hidden=first.sheet_state != "visible",
        others=tuple(sheet.title for sheet in others),
        hidden_rows=tuple(hidden_rows),
        merged=tuple(merged),
        uncomputed=frozenset(uncomputed),
    )


def _windows(content: bytes, part: str) -> Iterator[bytes]:
    """A part of the archive in overlapping pieces."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed, packed.open(part) as stream:
        kept = b""
        while chunk := stream.read(_CHUNK):
            text = kept + chunk
            yield text
            kept = text[-_OVERLAP:]


def _place(letters: bytes) -> int:
    """Where a column stands, from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
