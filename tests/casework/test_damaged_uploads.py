"""Whatever paper, photo or archive is sent, it is read or refused in words of its own, soon: no other error.

As ``tests/rules/test_damaged_files``, of what casework takes in: good files are damaged at random, whole and inside;
many more with ``--long``. What once broke a reader is kept in ``tests/casework/damaged``, in the folder of its reader.
"""

from __future__ import annotations

import datetime
import io
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from casework.audit import AuditEntry, excerpt, export
from casework.audit.keys import Keyring
from casework.bundles import archive
from casework.credits import exchange
from casework.credits.errors import CreditRefused
from casework.credits.lot_sheets import YEAR
from casework.documents import pdf
from casework.documents.signing import judging, revision
from casework.documents.signing.settings import Trust
from casework.proceedings import files
from casework.restoring import photo_apart
from tests.rules.test_damaged_files import DAMAGE, damaged, damaged_inside
from tests.testrun import day, examples

KEPT = Path(__file__).parent / "damaged"
KEYS = Keyring({"abc": b"k" * 16}, "abc")
NOON = datetime.time(12, tzinfo=datetime.UTC)
SOON = 20.0
"""Seconds of processor time after which reading a small file has hung."""


@dataclass(frozen=True)
class Reader:
    """What reads a file, what it refuses it by, and good files of its kinds."""

    read: Callable[[bytes], object]
    refuses: tuple[type[Exception], ...]
    good: Callable[[], list[bytes]]


@cache
def pdfs() -> list[bytes]:
    made = []
    for several in (False, True):
        writer, out = pypdf.PdfWriter(), io.BytesIO()
        for _ in range(2 if several else 1):
            writer.add_blank_page(595, 842)
        writer.add_attachment("paper.json", b'{"a": 1}')
        writer.compress_identical_objects()
        writer.write(out)
        made.append(out.getvalue())
    return made


@cache
def pictures() -> list[bytes]:
    made = []
    for kind in ("JPEG", "PNG"):
        image, out = Image.new("RGB", (12, 8), "green"), io.BytesIO()
        exif = Image.Exif()
        exif[0x8769] = {0x9003: "2026:03:12 10:00:00", 0x9011: "+08:00"}
        exif[0x8825] = {1: "N", 2: (24.0, 30.0, 36.0), 3: "E", 4: (117.0, 21.0, 3.6)}
        image.save(out, kind, exif=exif)
        made.append(out.getvalue())
    return made


@cache
def packed() -> list[bytes]:
    made = []
    for inside in ("word/document.xml", "OFD.xml"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr(inside, "<a>案卷</a>" * 20)
            file.writestr("Doc_0/Document.xml", "<b/>")
        made.append(out.getvalue())
    return [*made, *pdfs(), *pictures(), "证明".encode()]


@cache
def archives() -> list[bytes]:
    return [archive.write("form/1", {"a": 1}, {"x.json": b"{}", "卷/y.txt": b"text" * 50}, KEYS)]


@cache
def exchanged() -> list[bytes]:
    """A file of lots as the register gives it out."""
    row = dict.fromkeys((*exchange.NAMES.values(), YEAR), "1")
    return [exchange._json([row | {"name": "某林场"}]), exchange._json([])]


def chain_of(content: bytes) -> object:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return export.check(Path(file.name), KEYS)


ENTRY = "{" + ",".join(f'"{column.name}":"1"' for column in AuditEntry.__table__.columns) + "}"


def logs(form: str) -> list[bytes]:
    head = f'{{"format":"{form}","entries":1,"seq":1,"head":"a"}}\n'
    return [f"{head}{ENTRY}\n".encode(), f"{head}{ENTRY}\n".replace('"seq":"1"', '"seq":1').encode(), head.encode()]


def container(content: bytes) -> object:
    return judging.judge(content, b"covered", Trust((), ()), datetime.datetime.combine(day(), NOON))


CONTAINER = b"0\x82\x01\x00\x06\t*\x86H\x86\xf7\r\x01\x07\x02\xa0" + b"\0" * 40
"""As the container of a signature begins (PKCS #7, signedData)."""


READERS = {
    "kept": Reader(files.media_type, (), packed),
    "photo": Reader(photo_apart.read, (), pictures),
    "exchange": Reader(exchange.rows, (CreditRefused,), exchanged),
    "pdf": Reader(pdf.read, (pdf.Unreadable,), pdfs),
    "archive": Reader(
        lambda content: archive.read(io.BytesIO(content), "form/1", KEYS), (archive.BadArchive,), archives
    ),
    "log": Reader(chain_of, (export.NotWhole,), lambda: logs(export.FORMAT)),
    "excerpt": Reader(lambda content: excerpt.read(content, KEYS), (export.NotWhole,), lambda: logs(excerpt.FORMAT)),
    "signature": Reader(container, (judging.Broken,), lambda: [CONTAINER]),
    "signed": Reader(lambda content: revision.read(revision.taken_apart(content), None), (), pdfs),
}


def tried(name: str, content: bytes) -> float:
    """Read it; a refusal is as good. Gives the seconds of processor time that it took."""
    reader, begun = READERS[name], time.process_time()
    try:
        reader.read(content)
    except reader.refuses:
        pass
    except Exception as broken:
        kept = f"{name}/{zlib.crc32(content):08x}"
        broken.add_note(
            f"keep what was sent as tests/casework/damaged/{kept}: {content[:200]!r} ({len(content)} bytes)"
        )
        raise
    return time.process_time() - begun


WARNED = pytest.mark.filterwarnings("ignore:.*:UserWarning")
"""Pillow warns of what it reads all the same."""


@WARNED
@pytest.mark.parametrize("name", READERS)
def test_a_damaged_file_is_read_or_refused(name: str) -> None:
    took: list[float] = []

    @settings(max_examples=examples(20, 3000))
    @given(st.sampled_from(READERS[name].good()), DAMAGE, st.booleans(), st.floats(0, 1))
    def try_one(content: bytes, damage: list[tuple[str, float, bytes]], inside: bool, member: float) -> None:
        if inside and content.startswith(b"PK"):
            content = damaged_inside(content, member, damage)
        else:
            content = damaged(content, damage)
        took.append(tried(name, content))

    try_one()
    assert max(took) < SOON


@WARNED
@pytest.mark.parametrize("name", READERS)
def test_noise_is_refused_or_read(name: str) -> None:
    took: list[float] = []
    starts = [b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"0\x82", b"{"]

    @settings(max_examples=examples(15, 2000))
    @given(st.binary(max_size=300), st.sampled_from(starts))
    def try_one(noise: bytes, start: bytes) -> None:
        took.append(tried(name, start + noise))

    try_one()
    assert max(took) < SOON


@pytest.mark.parametrize("kept", sorted(KEPT.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_file_that_once_broke_a_reader_is_read_or_refused(kept: Path) -> None:
    assert tried(kept.parent.name, kept.read_bytes()) < SOON


SHAM = ("log", "excerpt", "signature")
"""What is made of these here bears no hash or signature that holds: it is damaged from the first."""


@pytest.mark.parametrize("name", sorted(READERS.keys() - SHAM))
def test_a_good_file_is_read(name: str) -> None:
    read = [READERS[name].read(content) for content in READERS[name].good()]
    assert read
