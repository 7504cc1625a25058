"""A minimal XLS workbook (BIFF8, as a bare stream), record by record: no library that writes them is alive."""

from __future__ import annotations

import struct
from collections.abc import Collection, Sequence
from typing import Any

_GLOBALS, _SHEET = 0x0005, 0x0010


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _begin(of: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, of, 0x0DBB, 0x07CC, 0, 6))


def _text(text: str, length: str) -> bytes:
    """A text with its length and a byte that says its characters take two bytes each."""
    return struct.pack(f"<{length}B", len(text), 1) + text.encode("utf-16-le")


def _font(struck: bool) -> bytes:
    return _record(0x0031, struct.pack("<HHHHHBBBB", 200, 8 * struck, 0x7FFF, 400, 0, 0, 0, 0, 0) + _text("宋体", "B"))


def _format(font: int) -> bytes:
    return _record(0x00E0, struct.pack("<HHHBBBBIIH", font, 0, 0x0001, 0x20, 0, 0, 0, 0, 0, 0x20C0))


def workbook(
    rows: Sequence[Sequence[Any]],
    *,
    hidden_rows: Collection[int] = (),
    struck: Collection[tuple[int, int]] = (),
    hidden: bool = False,
) -> bytes:
    """One sheet with these rows. ``hidden_rows`` from 1, ``struck`` as row from 1 and place from 0."""
    name = _text("检尺", "B")
    styles = _font(False) + _font(True) + _format(0) + _format(1)
    head = _begin(_GLOBALS) + _record(0x0042, struct.pack("<H", 1200)) + styles
    end = _record(0x000A, b"")
    offset = len(head) + 4 + 6 + len(name) + len(end)
    bound = _record(0x0085, struct.pack("<IBB", offset, int(hidden), 0) + name)
    cells = b""
    for number in hidden_rows:
        cells += _record(0x0208, struct.pack("<HHHHHHHH", number - 1, 0, 9, 255, 0, 0, 0x0020, 0))
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            where = struct.pack("<HHH", number, place, int((number + 1, place) in struck))
            if isinstance(value, str):
                cells += _record(0x0204, where + _text(value, "H"))
            elif value is not None:
                cells += _record(0x0203, where + struct.pack("<d", value))
    return head + bound + end + _begin(_SHEET) + cells + end
