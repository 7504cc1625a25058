"""A minimal XLS workbook (BIFF8, as a bare stream), record by record: no library that writes them is alive."""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping, Sequence
from typing import Any

_GLOBALS, _SHEET = 0x0005, 0x0010


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _begin(of: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, of, 0x0DBB, 0x07CC, 0, 6))


def _text(text: str, length: str) -> bytes:
    """A text with its length and a byte that says its characters take two bytes each."""
    return struct.pack(f"<{length}B", len(text), 1) + text.encode("utf-16-le")


PLAIN, STRUCK, RAISED = 0, 1, 2
"""Numbers of the fonts."""


def _font(struck: bool, shift: int = 0) -> bytes:
    looks = struct.pack("<HHHHHBBBB", 200, 8 * struck, 0x7FFF, 400, shift, 0, 0, 0, 0)
    return _record(0x0031, looks + _text("宋体", "B"))


def _format(font: int) -> bytes:
    return _record(0x00E0, struct.pack("<HHHBBBBIIH", font, 0, 0x0001, 0x20, 0, 0, 0, 0, 0, 0x20C0))


def workbook(
    rows: Sequence[Sequence[Any]],
    *,
    hidden_rows: Collection[int] = (),
    struck: Collection[tuple[int, int]] = (),
    hidden: bool = False,
    rich: Mapping[tuple[int, int], Sequence[tuple[int, int]]] | None = None,
) -> bytes:
    """One sheet with these rows. ``hidden_rows`` from 1, ``struck`` as row from 1 and place from 0; ``rich`` likewise:
    where in the text of the cell a piece begins, and its font."""
    name = _text("检尺", "B")
    styles = _font(False) + _font(True) + _font(False, 1) + _format(PLAIN) + _format(STRUCK)
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
            pieces = (rich or {}).get((number + 1, place))
            if pieces:
                runs = b"".join(struct.pack("<HH", *piece) for piece in pieces)
                cells += _record(0x00D6, where + _text(value, "H") + struct.pack("<H", len(pieces)) + runs)
            elif isinstance(value, str):
                cells += _record(0x0204, where + _text(value, "H"))
            elif value is not None:
                cells += _record(0x0203, where + struct.pack("<d", value))
    return head + bound + end + _begin(_SHEET) + cells + end
