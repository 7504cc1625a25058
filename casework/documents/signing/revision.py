"""How a signature stands in a file: one update behind the paper, which changes none of its bytes.

The update is written here and nowhere else, always in the same way: a form without a field that is seen, its one
signature (PAdES, no later change allowed), nothing drawn. So whoever holds the paper can write the update anew from the
moment and the container alone, and any other update is none of ours, whatever it may do in a reader.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from dataclasses import dataclass

from casework.documents.pdf import Ground

ROOM, ROOM_WITH_TIMESTAMP = 8 * 1024, 24 * 1024
"""Bytes that are kept for the container of a signature."""

_END = b"%%EOF\n"
_MOMENT = "%Y%m%d%H%M%S"
_FOUND = re.compile(rb"/M \(D:([0-9]{14})Z\)[^<>]*?/Contents <((?:[0-9a-f]{2})+)>")
_FIELD = "<</Type /Annot/Subtype /Widget/FT /Sig/T (Signature1)/F 132/Rect [0 0 0 0]"
_SIGNATURE = "<</Type /Sig/Filter /Adobe.PPKLite/SubFilter /ETSI.CAdES.detached"
_CONTENTS = "/Contents "
_CLOSE = (
    b"/Reference [<</Type /SigRef/TransformMethod /DocMDP/TransformParams <</Type /TransformParams/P 1/V /1.2>>>>]>>"
    b"\nendobj\n"
)
_RANGE = "/ByteRange [%010d %010d %010d %010d]"
_ANNOTATIONS = re.compile(r"/Annots \[([0-9R ]*)\]")


class NoGround(ValueError):
    """The file has not the form in which papers are written; nothing is put behind it."""


@dataclass(frozen=True)
class Update:
    """An update without its container: ``before`` it and ``after`` it, hexadecimal digits in angles between them."""

    before: bytes
    after: bytes
    room: int

    def signed(self, paper: bytes) -> bytes:
        """All that the signature covers: the whole file but its container."""
        return paper + self.before + self.after

    def digest(self, paper: bytes) -> bytes:
        """SHA-256 of all that the signature covers."""
        return hashlib.sha256(self.signed(paper)).digest()

    def filled(self, container: bytes) -> bytes:
        """The update with its container. Raises ``NoGround`` where it is too long."""
        if len(container) > self.room:
            raise NoGround(f"container of {len(container)} bytes, room for {self.room}")
        return self.before + b"<" + container.hex().ljust(2 * self.room, "0").encode() + b">" + self.after


def update(paper: bytes, ground: Ground | None, at: datetime.datetime, room: int) -> Update:
    """The update that signs a paper at a moment. Raises ``NoGround``."""
    if ground is None:
        raise NoGround
    moment = at.astimezone(datetime.UTC).strftime(_MOMENT)
    field, signature, table = ground.objects, ground.objects + 1, ground.objects + 2
    form = f"/AcroForm <</Fields [{field} 0 R]/SigFlags 3>>/Perms <</DocMDP {signature} 0 R>>"
    begun = _Objects(len(paper))
    begun.add(ground.catalog, _with(ground.catalog_text, form))
    begun.add(ground.page, _annotated(ground.page_text, field))
    begun.add(field, f"{_FIELD}/P {ground.page} 0 R/V {signature} 0 R>>")
    head = f"{signature} 0 obj\n{_SIGNATURE}/M (D:{moment}Z)"
    hole = begun.at + len(head) + len(_RANGE % (0, 0, 0, 0)) + len(_CONTENTS)
    after = hole + 2 * room + len("<>")
    begun.places |= {signature: begun.at, table: after + len(_CLOSE)}
    end = _CLOSE + _table(begun.places, table, ground, moment)
    ranges = _RANGE % (0, hole, after, len(end))
    return Update(begun.written + (head + ranges + _CONTENTS).encode(), end, room)


class _Objects:
    """Objects one after another, with the place of each in the file."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.written = b""
        self.places: dict[int, int] = {}

    def add(self, number: int, text: str) -> None:
        self.places[number] = self.at
        piece = f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
        self.written += piece
        self.at += len(piece)


def _with(dictionary: str, more: str) -> str:
    if (
        not (dictionary.startswith("<<") and dictionary.endswith(">>"))
        or "/AcroForm" in dictionary
        or "/Perms" in dictionary
    ):
        raise NoGround
    return f"{dictionary[:-2]}{more}>>"


def _annotated(page: str, field: int) -> str:
    """The page with the field among its annotations: it is nowhere to be seen, but readers look for it there."""
    if "/Annots" not in page:
        return _with(page, f"/Annots [{field} 0 R]")
    changed, count = _ANNOTATIONS.subn(rf"/Annots [\1 {field} 0 R]", page)
    if count != 1:
        raise NoGround
    return changed


def _table(places: dict[int, int], table: int, ground: Ground, moment: str) -> bytes:
    """The table of the objects that the update has, in the form of the one before it, and the end of the file."""
    changed = hashlib.sha256(f"{ground.id} {moment}".encode()).hexdigest()[:32]
    rows = b"".join(b"\1" + places[number].to_bytes(4, "big") + b"\0\0" for number in sorted(places))
    index = " ".join(f"{number} 1" for number in sorted(places))
    head = (
        f"{table} 0 obj\n<</Type /XRef/Index [{index}]/W [1 4 2]/Size {table + 1}/Root {ground.catalog} 0 R"
        f"/Info {ground.info}/ID [({ground.id}) ({changed})]/Prev {ground.table}/Length {len(rows)}>>\nstream\n"
    )
    return head.encode("latin-1") + rows + f"\nendstream\nendobj\nstartxref\n{places[table]}\n".encode() + _END


@dataclass(frozen=True)
class Parts:
    """A file in two: the paper, and what was put behind it, empty where nothing was."""

    paper: bytes
    behind: bytes


def taken_apart(content: bytes) -> Parts:
    """A paper and what stands behind its first end."""
    place = content.find(_END)
    cut = len(content) if place < 0 else place + len(_END)
    return Parts(content[:cut], content[cut:])


@dataclass(frozen=True)
class Signed:
    """What stands behind a paper is an update of ours. ``covered``: what its signature must cover;
    ``more``: bytes that follow the update."""

    at: datetime.datetime
    container: bytes
    covered: bytes
    more: int


def read(parts: Parts, ground: Ground | None) -> Signed | None:
    """The signature behind a paper; None where what stands there is not written as ours are, to the last byte."""
    found = _FOUND.search(parts.behind)
    if found is None:
        return None
    room, padded = len(found[2]) // 2, bytes.fromhex(found[2].decode())
    container = _trimmed(padded)
    try:
        at = datetime.datetime.strptime(found[1].decode(), _MOMENT).replace(tzinfo=datetime.UTC)
        ours = update(parts.paper, ground, at, room)
        whole = ours.filled(container)
    except ValueError:
        return None
    if not parts.behind.startswith(whole):
        return None
    return Signed(at, container, ours.signed(parts.paper), len(parts.behind) - len(whole))


def _trimmed(padded: bytes) -> bytes:
    """The container without what fills its room: its length stands in its first bytes (DER)."""
    if len(padded) < 2 or padded[1] < 0x80:
        return padded[: 2 + (padded[1] if len(padded) > 1 else 0)]
    count = padded[1] & 0x7F
    return padded[: 2 + count + int.from_bytes(padded[2 : 2 + count], "big")]
