"""The test of a copy before it leaves: every word, string and stream of the PDF is read back and searched for names.

Read are the text layer, page by page and over its pages, every string of every object (metadata, bookmarks, forms,
remarks, links, labels, structure), every stream that is not a face or a colour profile, and the name of the file. What
cannot be read for sure is a leak too: pictures and codes, attachments, scripts, encryption, an earlier version kept.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from flask_babel import gettext

from casework.documents.hiding.forms import alone, forms
from casework.documents.hiding.masks import APART, patterns
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
_LINE_ENDS = re.compile(r"(?<!\d)\n|\n(?!\d)")
_CODINGS = ("utf-8", "utf-16-be", "utf-16-le", "gb18030", "latin-1")
_MOST = 100_000


@dataclass(frozen=True)
class Leak:
    """Where something is left, and what; ``what`` is empty for what cannot be read for sure."""

    where: str
    what: str = ""


@dataclass(frozen=True)
class _Form:
    """A name, or a form of one, by its letters; ``masks``: those that begin with it and are no leak of it (陈某1).

    ``around``: what finds it where it is no part of another name or of a place; of a form that is no whole name.
    """

    name: str
    letters: str
    masks: tuple[str, ...]
    around: re.Pattern[str] | None = None

    def is_in(self, squeezed: str) -> bool:
        """Whether it stands anywhere but within a mask."""
        if self.around is not None:
            return any(not squeezed.startswith(self.masks, found.start()) for found in self.around.finditer(squeezed))
        at = squeezed.find(self.letters)
        while at >= 0:
            if not squeezed.startswith(self.masks, at):
                return True
            at = squeezed.find(self.letters, at + 1)
        return False


@dataclass(frozen=True)
class _Sought:
    """All that is sought: names in all their forms, and what is hidden by its form. ``kept``: who is never hidden."""

    names: tuple[_Form, ...]
    patterns: tuple[re.Pattern[str], ...]
    kept: tuple[str, ...]

    def names_in(self, text: str) -> Iterator[str]:
        squeezed = _squeezed(text)
        bare = squeezed
        for name in self.kept:
            bare = bare.replace(name, "\0")
        for one in self.names:
            if one.is_in(squeezed if one.around is None else bare):
                yield one.name

    def patterns_in(self, text: str) -> Iterator[str]:
        """Over the ends of lines too, but for those between two numbers, which stand in cells of their own."""
        whole = normalize("NFKC", text)
        for told in {whole, _LINE_ENDS.sub("", whole)}:
            for pattern in self.patterns:
                yield from (found[0] for found in pattern.finditer(told))


def leaks(
    content: bytes, file_name: str, hidden: Mapping[str, str], kept: Collection[str] = (), births: bool = True
) -> list[Leak]:
    """All that is left of the names that were hidden (name -> mask), and all that must not be in a copy.

    ``kept``: names of who is never hidden; ``births``: days of birth are hidden too. An empty list is a pass.
    """
    masks = [_squeezed(mask) for mask in hidden.values() if mask]
    names = [_form(name, masks) for name in hidden if _squeezed(name)]
    names += [_form(form, masks, apart=True) for form in forms(hidden)]
    found = tuple(re.compile(pattern) for pattern in patterns(births).values())
    sought = _Sought(tuple(names), found, tuple(filter(None, map(_squeezed, kept))))
    return list(dict.fromkeys(_leaks(content, file_name, sought)))


def _form(name: str, masks: Sequence[str], apart: bool = False) -> _Form:
    letters = _squeezed(name)
    before, behind = alone(name)
    around = re.compile(f"{before}{re.escape(letters)}{behind}") if apart else None
    return _Form(name, letters, tuple(mask for mask in masks if mask.startswith(letters)), around)


def _leaks(content: bytes, file_name: str, sought: _Sought) -> Iterator[Leak]:
    import pypdf

    yield from _hits(file_name, sought, gettext(IN_NAME), told=True)
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


def _in_pages(reader: Any, sought: _Sought) -> Iterator[Leak]:
    texts = [page.extract_text() for page in reader.pages]
    for number, text in enumerate(texts, 1):
        yield from _hits(text, sought, gettext(IN_TEXT, page=number), told=True)
    yield from _hits("".join(_FOOT.sub("", _squeezed(text)) for text in texts), sought, gettext(OVER_PAGES))


def _in_objects(reader: Any, sought: _Sought) -> Iterator[Leak]:
    from pypdf.generic import IndirectObject

    for number in range(1, min(int(reader.trailer["/Size"]), _MOST)):
        found = reader.get_object(IndirectObject(number, 0, reader))
        where = gettext(IN_OBJECT, number=number)
        for text, told in _strings(found):
            yield from _hits(text, sought, where, told)
        yield from _forbidden(found)
    for text, told in _strings(reader.trailer.get("/Info")):
        yield from _hits(text, sought, gettext(IN_OBJECT, number=0), told)


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


_TOLD = {
    "/Title",
    "/Author",
    "/Subject",
    "/Keywords",
    "/Contents",
    "/T",
    "/TU",
    "/Alt",
    "/ActualText",
    "/E",
    "/V",
    "/URI",
}
"""Keys under which words for readers stand: what is hidden by its form is sought there, not in dates and digests."""


def _strings(found: Any, told: bool = False, depth: int = 0) -> Iterator[tuple[str, bool]]:
    """Every text in an object, its names and keys too, each with whether it is told to readers; what is referred to is
    met as an object of its own."""
    from pypdf.generic import IndirectObject

    if depth > 50 or isinstance(found, IndirectObject) or found is None:
        return
    if isinstance(found, dict):
        for key, value in found.items():
            yield str(key), False
            yield from _strings(value, key in _TOLD, depth + 1)
        if hasattr(found, "get_data"):
            yield from ((text, False) for text in _of_stream(found))
        if hasattr(found, "get_data") and _data(found).lstrip().startswith(b"<"):  # XML, as metadata are
            yield re.sub("<[^>]*>", "\n", _data(found).decode("utf-8", "ignore")), True
    elif isinstance(found, list):
        for value in found:
            yield from _strings(value, told, depth + 1)
    elif isinstance(found, bytes):
        yield from ((text, False) for text in _decoded(found))
    elif isinstance(found, str):
        yield found, told
        original = getattr(found, "original_bytes", None)
        if original:
            yield from ((text, False) for text in _decoded(original))


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


def _hits(text: str, sought: _Sought, where: str, told: bool = False) -> Iterator[Leak]:
    """``told``: it is words for readers, in which what is hidden by its form is sought too."""
    yield from (Leak(where, name) for name in sought.names_in(text))
    if told:
        yield from (Leak(where, found) for found in sought.patterns_in(text))


def _squeezed(text: str) -> str:
    return _SPLIT.sub("", normalize("NFKC", text)).casefold()
