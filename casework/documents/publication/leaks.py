"""The test of a copy before it leaves: every word, string and stream of the PDF is read back and searched for names.

Read are the text layer, page by page and over its pages, every string of every object (metadata, bookmarks, forms,
remarks, links, labels, structure), every stream that is not a face or a colour profile, and the name of the file. What
cannot be read for sure is a leak too: pictures and codes, attachments, scripts, encryption, an earlier version kept.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from flask_babel import gettext

from casework.documents.hiding.masks import APART, PATTERNS
from rules.reading.messages import template

IN_TEXT = template("正文第 %(page)s 页")
OVER_PAGES = template("正文（跨页）")
IN_NAME = template("文件名")
IN_OBJECT = template("文件内部（第 %(number)s 号对象）")
PICTURE = template("含图片或者图形码，不能逐字核对")
ATTACHED = template("含附件")
SCRIPT = template("含脚本或者动作")
FORMER = template("含以前保存的版本")
LOCKED = template("加密或者不能读取")

_FOOT = re.compile("—[0-9]+—")
_SPLIT = re.compile(APART)
_CODINGS = ("utf-8", "utf-16-be", "utf-16-le", "gb18030", "latin-1")
_MOST = 100_000


@dataclass(frozen=True)
class Leak:
    """Where something is left, and what; ``what`` is empty for what cannot be read for sure."""

    where: str
    what: str = ""


@dataclass(frozen=True)
class _Sought:
    """A name by its letters, and the masks that begin with it and are no leak of it: 陈某 within 陈某1."""

    name: str
    letters: str
    masks: tuple[str, ...]

    def is_in(self, squeezed: str) -> bool:
        """Whether it stands anywhere but within a mask."""
        at = squeezed.find(self.letters)
        while at >= 0:
            if not squeezed.startswith(self.masks, at):
                return True
            at = squeezed.find(self.letters, at + 1)
        return False


def leaks(content: bytes, file_name: str, hidden: Mapping[str, str]) -> list[Leak]:
    """All that is left of the names that were hidden (name -> mask), and all that must not be in a copy.

    An empty list is a pass.
    """
    masks = [_squeezed(mask) for mask in hidden.values() if mask]
    sought = []
    for name in hidden:
        letters = _squeezed(name)
        if letters:
            sought.append(_Sought(name, letters, tuple(mask for mask in masks if mask.startswith(letters))))
    return list(dict.fromkeys(_leaks(content, file_name, sought)))


def _leaks(content: bytes, file_name: str, sought: Sequence[_Sought]) -> Iterator[Leak]:
    import pypdf

    yield from _hits(file_name, sought, gettext(IN_NAME))
    if content.count(b"startxref") != 1:
        yield Leak(gettext(FORMER))
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            yield Leak(gettext(LOCKED))
            return
        yield from _in_pages(reader, sought)
        yield from _in_objects(reader, sought)
    except Exception as problem:  # whatever pypdf stumbles over: what cannot be read is not let out
        yield Leak(gettext(LOCKED), type(problem).__name__)


def _in_pages(reader: Any, sought: Sequence[_Sought]) -> Iterator[Leak]:
    texts = [page.extract_text() for page in reader.pages]
    for number, text in enumerate(texts, 1):
        yield from _hits(text, sought, gettext(IN_TEXT, page=number), patterns=True)
    yield from _hits("".join(_FOOT.sub("", _squeezed(text)) for text in texts), sought, gettext(OVER_PAGES))


def _in_objects(reader: Any, sought: Sequence[_Sought]) -> Iterator[Leak]:
    from pypdf.generic import IndirectObject

    for number in range(1, min(int(reader.trailer["/Size"]), _MOST)):
        found = reader.get_object(IndirectObject(number, 0, reader))
        where = gettext(IN_OBJECT, number=number)
        for text in _strings(found):
            yield from _hits(text, sought, where)
        yield from _forbidden(found)
    for text in _strings(reader.trailer.get("/Info")):
        yield from _hits(text, sought, gettext(IN_OBJECT, number=0))


def _forbidden(found: Any) -> Iterator[Leak]:
    """What must not be in a copy, since nobody can read it through."""
    if not isinstance(found, dict):
        return
    if found.get("/Subtype") == "/Image":
        yield Leak(gettext(PICTURE))
    if found.get("/Type") in ("/EmbeddedFile", "/Filespec") or "/EmbeddedFiles" in found:
        yield Leak(gettext(ATTACHED))
    if "/JS" in found or found.get("/S") == "/JavaScript" or "/OpenAction" in found or "/AA" in found:
        yield Leak(gettext(SCRIPT))
    drawn = hasattr(found, "get_data") and not {"/N", "/Length1"} & found.keys() and found.get("/Subtype") != "/Image"
    if drawn and re.search(rb"(?:^|\s)BI\s.*?\sID\s", _data(found), re.DOTALL):
        yield Leak(gettext(PICTURE))


def _strings(found: Any, depth: int = 0) -> Iterator[str]:
    """Every text in an object, its names and keys too; what is referred to is met as an object of its own."""
    from pypdf.generic import IndirectObject

    if depth > 50 or isinstance(found, IndirectObject) or found is None:
        return
    if isinstance(found, dict):
        for key, value in found.items():
            yield str(key)
            yield from _strings(value, depth + 1)
        if hasattr(found, "get_data"):
            yield from _of_stream(found)
    elif isinstance(found, list):
        for value in found:
            yield from _strings(value, depth + 1)
    elif isinstance(found, bytes):
        yield from _decoded(found)
    elif isinstance(found, str):
        yield found
        original = getattr(found, "original_bytes", None)
        if original:
            yield from _decoded(original)


def _of_stream(found: Any) -> Iterator[str]:
    """A stream as text. Texts inside it (``ActualText``) are found as they stand, in hexadecimal or escaped."""
    if found.get("/Subtype") in ("/Image", "/Type1C", "/CIDFontType0C", "/OpenType") or "/Length1" in found:
        return
    data = _data(found)
    yield from _decoded(data)
    for written in re.findall(rb"<([0-9A-Fa-f\s]{4,})>", data):
        digits = re.sub(rb"\s", b"", written)
        yield from _decoded(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()))
    if b"\\" in data:
        plain = re.sub(rb"\\([0-7]{1,3})", lambda one: bytes([int(one[1], 8) & 255]), data)
        yield from _decoded(re.sub(rb"\\([^0-9A-Za-z])", rb"\1", plain))


def _data(found: Any) -> bytes:
    data: bytes = found.get_data()
    return data


def _decoded(data: bytes) -> Iterator[str]:
    for coding in _CODINGS:
        yield data.decode(coding, errors="ignore")
    for coding in ("utf-16-be", "utf-16-le"):  # that begin at an odd byte of a stream
        yield data[1:].decode(coding, errors="ignore")


def _hits(text: str, sought: Sequence[_Sought], where: str, patterns: bool = False) -> Iterator[Leak]:
    squeezed = _squeezed(text)
    for one in sought:
        if one.is_in(squeezed):
            yield Leak(where, one.name)
    for pattern in PATTERNS.values() if patterns else ():
        for found in re.finditer(pattern, normalize("NFKC", text)):
            yield Leak(where, found[0])


def _squeezed(text: str) -> str:
    return _SPLIT.sub("", normalize("NFKC", text)).casefold()
