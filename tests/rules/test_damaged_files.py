"""Whatever file is sent, each reader reads it or refuses it in words of its own: no other error, on no damage.

Good files are damaged at random: bytes changed, cut out, doubled, inside archives as well; many more with ``--long``.
A file that once broke a reader is kept in ``tests/rules/damaged``, in the folder of its reader, and tried each time.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from odfdo import Cell, Document, Row, Table
from openpyxl import Workbook

from rules.carbon.parameter_forms.check import check
from rules.casefile import load
from rules.deciding.book.base import LawError
from rules.deciding.edition import uploaded
from rules.reading.errors import InputError
from rules.reading.sheets.grid import Limits
from rules.reading.sheets.kinds import book_of
from rules.reading.sheets.mistakes import SheetError
from tests.guards.tree import ROOT
from tests.testrun import examples

KEPT = Path(__file__).parent / "damaged"
SMALL = Limits(bytes=1_000_000, unpacked=5_000_000, rows=2_000, columns=60, cells=20_000)
ROWS = (("序号", "树种", "胸径"), (1, "杉木", 12), (2, "马尾松", 14.5))


@dataclass(frozen=True)
class Reader:
    """What reads a file, what it refuses it by, and good files of its kinds."""

    read: Callable[[bytes], object]
    refuses: type[Exception] | tuple[type[Exception], ...]
    good: Callable[[], list[bytes]]
    slow: bool = False


@cache
def sheets() -> list[bytes]:
    book, made = Workbook(), io.BytesIO()
    for row in ROWS:
        book.active.append(row)  # type: ignore[union-attr]  # a new workbook has a sheet
    book.save(made)
    document, packed, table = Document("spreadsheet"), io.BytesIO(), Table("检尺")
    for row in ROWS:
        line = Row()
        for value in row:
            line.append(Cell(value))
        table.append(line)
    document.body.clear()
    document.body.append(table)
    document.save(packed)
    text = "\n".join(",".join(map(str, row)) for row in ROWS)
    return [made.getvalue(), packed.getvalue(), text.encode(), text.encode("gb18030"), text.encode("utf-16")]


READERS = {
    "casefile": Reader(
        load, InputError, lambda: [path.read_bytes() for path in sorted((ROOT / "examples").glob("2022*.yaml"))]
    ),
    "sheet": Reader(lambda content: book_of(content, SMALL), SheetError, sheets),
    "form": Reader(check, InputError, sheets),
    "law": Reader(
        lambda content: uploaded("felling.yaml", content).lawbook,
        LawError,
        lambda: [(ROOT / "rules" / "law" / "felling.yaml").read_bytes()],
        slow=True,
    ),
}

DAMAGE = st.lists(
    st.tuples(
        st.sampled_from(["change", "cut", "double", "put in"]), st.floats(0, 1), st.binary(min_size=1, max_size=9)
    ),
    min_size=1,
    max_size=4,
)


def damaged(content: bytes, damage: list[tuple[str, float, bytes]]) -> bytes:
    """The file with each damage done at its part of the length."""
    for kind, where, data in damage:
        at = int(where * len(content))
        before, after = content[:at], content[at:]
        match kind:
            case "change":
                content = before + data + after[len(data) :]
            case "cut":
                content = before + after[len(data) * 7 :]
            case "double":
                content = before + after[: len(data) * 50] + after
            case _:
                content = before + data + after
    return content


def damaged_inside(content: bytes, member: float, damage: list[tuple[str, float, bytes]]) -> bytes:
    """The archive with one of its files damaged, and whole otherwise."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        names = old.namelist()
        for number, name in enumerate(names):
            inner = old.read(name)
            new.writestr(name, damaged(inner, damage) if number == int(member * (len(names) - 1)) else inner)
    return made.getvalue()


def tried(name: str, content: bytes) -> bool:
    """Read it; a refusal is as good. Whether it was read."""
    reader = READERS[name]
    try:
        reader.read(content)
    except reader.refuses:
        return False
    except Exception as broken:
        kept = f"{name}/{zlib.crc32(content):08x}"
        broken.add_note(f"keep what was sent as tests/rules/damaged/{kept}: {content[:200]!r} ({len(content)} bytes)")
        raise
    return True


@pytest.mark.parametrize("name", READERS)
def test_a_damaged_file_is_read_or_refused(name: str) -> None:
    good = READERS[name].good()
    assert good

    @settings(max_examples=examples(3 if READERS[name].slow else 25, 3000))
    @given(st.sampled_from(good), DAMAGE, st.booleans(), st.floats(0, 1))
    @example(b"", [("put in", 0.0, b"\0")], False, 0.0)
    def try_one(content: bytes, damage: list[tuple[str, float, bytes]], inside: bool, member: float) -> None:
        if inside and content.startswith(b"PK"):
            tried(name, damaged_inside(content, member, damage))
        else:
            tried(name, damaged(content, damage))

    try_one()


@pytest.mark.parametrize("name", READERS)
def test_noise_is_refused_or_read(name: str) -> None:
    came = []

    @settings(max_examples=examples(3 if READERS[name].slow else 25, 2000))
    @given(
        st.binary(max_size=300),
        st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"{"]),
    )
    def try_one(noise: bytes, start: bytes) -> None:
        came.append(tried(name, start + noise))

    try_one()
    assert came


@pytest.mark.parametrize("name", READERS)
def test_a_good_file_is_read(name: str) -> None:
    read = 0
    for content in READERS[name].good():
        try:
            READERS[name].read(content)
        except READERS[name].refuses:
            continue
        read += 1
    assert read


@pytest.mark.parametrize("kept", sorted(KEPT.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_file_that_once_broke_a_reader_is_read_or_refused(kept: Path) -> None:
    assert kept.parent.name in READERS
    tried(kept.parent.name, kept.read_bytes())
