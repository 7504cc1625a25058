"""What a PDF holds, as plain data: per page its words and a digest of all that it draws, the files that it carries.

The file comes from anybody. Run as a script this module reads it in a process of its own, within limits of time and
memory: the file on standard input, JSON on standard output. It imports nothing of this application.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS, MEMORY = 60, 768 * 1024 * 1024
"""What a reading may take: seconds of processor time and of wall-clock, bytes of memory."""

MOST_CARRIED, MOST_TOLD = 33 * 1024 * 1024, 64 * 1024 * 1024
"""Bytes of all files that it carries, unpacked, and of what is told of it: whoever asks has them in memory."""

ENCRYPTED, REVISED, ACTIVE = "encrypted", "revised", "active"

_DRAWS = ("/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Annots")
_AROUND = {"/Parent", "/P", "/Pg", "/StructParent", "/StructParents", "/Length", "/Filter", "/DecodeParms"}
"""Keys that lead out of a page, or say only how its bytes are packed."""

_ACTIVE = ("/OpenAction", "/AA", "/AcroForm")


class Unreadable(ValueError):
    """It is no PDF, is damaged, or asks for more than a reading may take."""


@dataclass(frozen=True)
class Page:
    """``text``: its words without blanks; ``drawn``: a digest of text, pictures and faces as they are drawn."""

    text: str
    drawn: str


@dataclass(frozen=True)
class Ground:
    """What an update of a file is written upon: numbers and text of the catalog and of the first page, the two other
    entries of the trailer, how many objects there are, where the last table of them begins."""

    catalog: int
    catalog_text: str
    page: int
    page_text: str
    info: str
    id: str
    objects: int
    table: int


@dataclass(frozen=True)
class Pdf:
    """``strange``: what no issued paper has. ``faces``: names of its fonts; ``producer``: the program that wrote it.
    ``ground``: None where the file is not of the form in which papers are written."""

    pages: tuple[Page, ...]
    files: tuple[tuple[str, bytes], ...]
    strange: tuple[str, ...]
    title: str
    producer: str
    faces: tuple[str, ...]
    ground: Ground | None = None


def read_apart(content: bytes) -> Pdf:
    """Read a file of anybody's in a process of its own. Raises ``Unreadable``."""
    script = [sys.executable, "-I", str(Path(__file__).resolve())]
    try:
        done = subprocess.run(script, input=content, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - this module
    except subprocess.TimeoutExpired as problem:
        raise Unreadable(f"more than {SECONDS} s") from problem
    if done.returncode:
        raise Unreadable(done.stderr.decode(errors="replace")[-300:])
    told = json.loads(done.stdout)
    return Pdf(
        tuple(Page(**one) for one in told["pages"]),
        tuple((name, base64.b64decode(packed)) for name, packed in told["files"]),
        tuple(told["strange"]),
        told["title"],
        told["producer"],
        tuple(told["faces"]),
        Ground(**told["ground"]) if told["ground"] else None,
    )


def read(content: bytes) -> Pdf:
    """Read a file here: one that this program has made. Raises ``Unreadable``."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            return Pdf((), (), (ENCRYPTED,), "", "", ())
        drawings = _Drawings()
        pages = tuple(Page("".join(page.extract_text().split()), drawings.of(page)) for page in reader.pages)
        files = tuple(_carried(reader))
        about = reader.metadata
        return Pdf(
            pages,
            files,
            tuple(_strange(content, reader)),
            str((about and about.title) or ""),
            str((about and about.producer) or ""),
            tuple(sorted(drawings.faces)),
            _ground(content, reader),
        )
    except Exception as problem:  # a broken file makes the reader fail in any way whatever
        raise Unreadable(f"{type(problem).__name__}: {problem}") from problem


def _carried(reader: Any) -> Iterator[tuple[str, bytes]]:
    """The files within. Raises ``Unreadable`` once they are too many bytes: a few unpack to gigabytes."""
    room = MOST_CARRIED
    for name, several in reader.attachments.items():
        for data in several:
            room -= len(data)
            if room < 0:
                raise Unreadable(f"it carries more than {MOST_CARRIED} bytes")
            yield name, data


def ground(content: bytes) -> Ground | None:
    """Upon what an update of a file of this program is written; None where it has another form."""
    from pypdf import PdfReader

    return _ground(content, PdfReader(io.BytesIO(content)))


def _ground(content: bytes, reader: Any) -> Ground | None:
    trailer, first = reader.trailer, reader.pages[0].indirect_reference
    table = re.search(rb"startxref\n([0-9]+)\n%%EOF\n\Z", content)
    if table is None or first is None or any(key not in trailer for key in ("/Info", "/ID", "/Size")):
        return None
    catalog, info = trailer.raw_get("/Root"), trailer.raw_get("/Info")
    texts = [_text_of(reader, one.idnum) for one in (catalog, first)]
    if not all(texts):
        return None
    return Ground(
        catalog=catalog.idnum,
        catalog_text=texts[0],
        page=first.idnum,
        page_text=texts[1],
        info=f"{info.idnum} {info.generation} R",
        id=str(trailer["/ID"][0]),
        objects=int(trailer["/Size"]),
        table=int(table[1]),
    )


def _text_of(reader: Any, number: int) -> str:
    """A packed object as it is written; empty where it does not stand in a stream of objects."""
    if number not in reader.xref_objStm:
        return ""
    stream, place = reader.xref_objStm[number]
    packed = reader.get_object(stream)
    data, first = packed.get_data(), int(packed["/First"])
    places = [int(one) for one in data[:first].split()[1::2]]
    begin, end = places[place], (places[place + 1] if place + 1 < len(places) else None)
    return bytes(data[first:][begin:end]).decode("latin-1").strip()


def _strange(content: bytes, reader: Any) -> Iterator[str]:
    if content.count(b"%%EOF") != 1 or not content.rstrip().endswith(b"%%EOF") or not content.startswith(b"%PDF-"):
        yield REVISED
    root = reader.trailer["/Root"].get_object()
    names = root.get("/Names", {}).get_object()
    annotations = (one.get_object() for page in reader.pages for one in page.get("/Annots", []) or [])
    if (
        any(key in root for key in _ACTIVE)
        or "/JavaScript" in names
        or any(one.get("/Subtype") != "/Link" for one in annotations)
    ):
        yield ACTIVE


class _Drawings:
    """Digests of pages. What several pages share is told once."""

    def __init__(self) -> None:
        self.faces: set[str] = set()
        self._told: dict[int, str] = {}

    def of(self, page: Any) -> str:
        content = page.get_contents()
        parts = [hashlib.sha256(content.get_data() if content is not None else b"").hexdigest()]
        parts += [f"{key}{self._tell(page[key])}" for key in _DRAWS if key in page]
        return _digest("\0".join(parts))

    def _tell(self, value: Any) -> str:
        from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

        if isinstance(value, IndirectObject):
            if value.idnum not in self._told:
                self._told[value.idnum] = "within itself"
                self._told[value.idnum] = self._tell(value.get_object())
            return self._told[value.idnum]
        if isinstance(value, DictionaryObject):
            return self._tell_dictionary(value)
        if isinstance(value, ArrayObject):
            return _digest("[" + " ".join(self._tell(one) for one in value))
        return f"{value}"

    def _tell_dictionary(self, value: Any) -> str:
        from pypdf.generic import StreamObject

        if value.get("/Type") == "/Page":
            return "page"
        if "/BaseFont" in value:
            self.faces.add(str(value["/BaseFont"]))
        keys = sorted(key for key in value if key not in _AROUND)
        told = "".join(f"{key} {self._tell(value.raw_get(key))};" for key in keys)
        data = hashlib.sha256(value.get_data()).hexdigest() if isinstance(value, StreamObject) else ""
        return _digest(told + data)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def main() -> int:
    """Read one file of anybody's. The exit status tells that it could not be read."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found = read(sys.stdin.buffer.read())
    except Unreadable as problem:
        sys.stderr.write(str(problem))
        return 1
    told = {
        "pages": [vars(page) for page in found.pages],
        "files": [(name, base64.b64encode(data).decode()) for name, data in found.files],
        "strange": found.strange,
        "title": found.title,
        "producer": found.producer,
        "faces": found.faces,
        "ground": vars(found.ground) if found.ground else None,
    }
    answer = json.dumps(told)
    if len(answer) > MOST_TOLD:
        sys.stderr.write(f"more than {MOST_TOLD} bytes are to be told of it")
        return 1
    sys.stdout.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
