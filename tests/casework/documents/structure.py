"""What PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) ask of the structure of a file, as far as it can be read from
its objects. Made from the norms, not from what sets the papers; an own reading, no validator's verdict.

``faults`` names what is against them, with the clause; nothing where all that is asked here holds. Not read: the widths
of glyphs in font programs, the order in which a reader meets what is on a page, whether words of a tag fit.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from lxml import etree
from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ContentStream,
    DictionaryObject,
    IndirectObject,
    NullObject,
    StreamObject,
)

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
AID = "{http://www.aiim.org/pdfa/ns/id/}"
DC = "{http://purl.org/dc/elements/1.1/}"
PREDEFINED = {
    "http://purl.org/dc/elements/1.1/",
    "http://ns.adobe.com/pdf/1.3/",
    "http://www.aiim.org/pdfa/ns/id/",
    "http://www.aiim.org/pdfua/ns/id/",
    "http://ns.adobe.com/xap/1.0/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/XML/1998/namespace",
}
"""Schemas that need no description of an extension (6.6.2.3)."""
ACTIONS = {"/GoTo", "/GoToR", "/GoToE", "/URI", "/Named", "/SubmitForm", "/Thread"}
RELATIONS = {"/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"}
BLENDS = {"/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge"}
BLENDS |= {"/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion"}
_GROUPING = (
    "Document",
    "Part",
    "Art",
    "Sect",
    "Div",
    "BlockQuote",
    "Caption",
    "TOC",
    "TOCI",
    "Index",
    "NonStruct",
    "Private",
)
_BLOCKS = ("P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody")
_TABLES = ("Table", "TR", "TH", "TD", "THead", "TBody", "TFoot")
_INLINE = ("Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT", "RP")
STANDARD = {*_GROUPING, *_BLOCKS, *_TABLES, *_INLINE, "Warichu", "WT", "WP", "Figure", "Formula", "Form"}
"""Structure types of ISO 32000-1, 14.8.4."""
PAINTING = {b"Tj", b"TJ", b"'", b'"', b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*", b"sh", b"Do"}


def faults(pdf: bytes) -> list[str]:
    """Whatever is against the norms, with the clause that it is against."""
    reader = PdfReader(io.BytesIO(pdf))
    every = [*_objects(reader)]
    found = [*_file(pdf, reader), *_metadata(reader), *_intent(reader), *_catalog(reader), *_embedded(reader)]
    for check in _OF_OBJECTS:
        for one in every:
            found += check(one)
    for number, page in enumerate(reader.pages, 1):
        found += [f"page {number}: {fault}" for fault in (*_annotations(page), *_content(page, reader))]
    return [*found, *_tags(reader)]


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Every object that the file refers to, once."""
    waiting: list[Any] = [reader.trailer]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            yield one
            waiting += [value for key, value in one.items() if key != "/Parent"]
        elif isinstance(one, ArrayObject):
            waiting += list(one)


def _get(one: Any, key: str) -> Any:
    value = one.get(key) if isinstance(one, DictionaryObject) else None
    value = value.get_object() if isinstance(value, IndirectObject) else value
    value = value.value if isinstance(value, BooleanObject) else value
    return None if isinstance(value, NullObject) else value


def _root(reader: PdfReader) -> Any:
    return _get(reader.trailer, "/Root")


def _file(pdf: bytes, reader: PdfReader) -> Iterator[str]:
    head = pdf[:32].splitlines()
    if not re.fullmatch(rb"%PDF-1\.[0-7]", head[0]):
        yield "6.1.2: head of another kind of file"
    if not re.match(rb"%[\x80-\xff]{4}", head[1]):
        yield "6.1.2: no comment of four high bytes"
    if "/Encrypt" in reader.trailer:
        yield "6.1.3: encrypted"
    if len(_get(reader.trailer, "/ID") or ()) != 2:  # two strings
        yield "6.1.3: no ID"
    if not pdf.rstrip(b"\r\n").endswith(b"%%EOF"):
        yield "6.1.3: something follows the end"


def _metadata(reader: PdfReader) -> Iterator[str]:
    stream = _get(_root(reader), "/Metadata")
    if stream is None:
        yield "6.6.2.1: no metadata"
        return
    data = stream.get_data()
    if b"encoding=" in data.partition(b"?>")[0] or b"bytes=" in data.partition(b"?>")[0]:
        yield "6.6.2.1: old attributes of the packet"
    tree = etree.fromstring(data)
    said = {name: text for one in tree.iter(f"{RDF}Description") for name, text in one.attrib.items()}
    said |= {one.tag: one.text for one in tree.iter() if isinstance(one.tag, str) and not len(one)}
    if (said.get(f"{AID}part"), said.get(f"{AID}conformance")) != ("3", "A"):
        yield "6.6.4: does not say that it is PDF/A-3a"
    unknown = {uri for one in tree.iter() for uri in one.nsmap.values()} - PREDEFINED - {"adobe:ns:meta/"}
    if unknown:
        yield f"6.6.2.3: schemas that no extension describes: {sorted(unknown)}"
    titles = [item.text for one in tree.iter(f"{DC}title") for item in one.iter(f"{RDF}li")]
    if not titles or not (titles[0] or "").strip():
        yield "UA 7.1: no title"
    info = _get(reader.trailer, "/Info")
    if _get(info, "/Title") is not None and titles[:1] != [str(_get(info, "/Title"))]:
        yield "6.6.3: two titles"


def _intent(reader: PdfReader) -> Iterator[str]:
    intents = [one.get_object() for one in _get(_root(reader), "/OutputIntents") or ()]
    mine = [one for one in intents if one.get("/S") == "/GTS_PDFA1"]
    if len(mine) != 1:
        yield "6.2.3: no output intent, or several"
        return
    profile = _get(mine[0], "/DestOutputProfile")
    data = profile.get_data() if profile is not None else b""
    if data[36:40] != b"acsp":
        yield "6.2.3: no ICC profile"
    elif data[16:20] != {1: b"GRAY", 3: b"RGB ", 4: b"CMYK"}.get(int(_get(profile, "/N") or 0)):
        yield "6.2.3: the profile has another number of colours"


def _catalog(reader: PdfReader) -> Iterator[str]:
    root = _root(reader)
    for key in ("/AA", "/OCProperties", "/Requirements", "/Perms"):
        if key in root:
            yield f"6: {key} in the catalogue"
    if "/JavaScript" in (_get(root, "/Names") or {}) or "/AlternatePresentations" in (_get(root, "/Names") or {}):
        yield "6.5: scripts or presentations by name"
    form = _get(root, "/AcroForm") or {}
    if _get(form, "/NeedAppearances") or "/XFA" in form:
        yield "6.4: a form that its reader is to draw"
    if not _get(_get(root, "/MarkInfo"), "/Marked") or _get(_get(root, "/MarkInfo"), "/Suspects"):
        yield "6.7.2: not marked"
    if not re.fullmatch("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", str(root.get("/Lang", ""))):
        yield "6.7.4: no language"
    if not _get(_get(root, "/ViewerPreferences"), "/DisplayDocTitle"):
        yield "UA 7.1: the title is not displayed"


def _embedded(reader: PdfReader) -> Iterator[str]:
    root = _root(reader)
    names = _get(_get(_get(root, "/Names"), "/EmbeddedFiles"), "/Names") or []
    listed = [one.idnum for one in names if isinstance(one, IndirectObject)]
    associated = [one.idnum for one in _get(root, "/AF") or () if isinstance(one, IndirectObject)]
    if sorted(listed) != sorted(associated):
        yield "6.8: embedded and associated files differ"
    for one in _get(root, "/AF") or ():
        file = one.get_object()
        if not file.get("/F") or not file.get("/UF"):
            yield "6.8: a file without a name"
        if file.get("/AFRelationship") not in RELATIONS:
            yield "6.8: a file of no relation"
        stream = _get(_get(file, "/EF"), "/F")
        if not re.fullmatch("/[a-z]+/[a-z0-9.+-]+", str(_get(stream, "/Subtype") or "").replace("#2f", "/")):
            yield "6.8: a file of unknown kind"
        if not _get(_get(stream, "/Params"), "/ModDate"):
            yield "6.8: a file of unknown day"


def _stream(one: Any) -> Iterator[str]:
    if isinstance(one, StreamObject):
        if "/LZWDecode" in str(one.get("/Filter", "")):
            yield "6.1.7: packed by LZW"
        if "/FFilter" in one or "/FDecodeParms" in one or (one.get("/Subtype") != "/Form" and "/F" in one):
            yield "6.1.7: data outside"


def _action(one: Any) -> Iterator[str]:
    kind = one.get("/S")
    acts = one.get("/Type") == "/Action" or ("/S" in one and {"/JS", "/URI", "/D"} & set(one) and "/K" not in one)
    if acts and kind not in ACTIONS:
        yield f"6.5.1: action {kind}"
    if one.get("/Type") == "/Page" and "/AA" in one:
        yield "6.5.2: actions of a page"


def _font(one: Any) -> Iterator[str]:
    if one.get("/Type") != "/Font" or "/FontMatrix" in one:
        return
    name = str(one.get("/BaseFont"))
    if one.get("/Subtype") in ("/CIDFontType0", "/CIDFontType2"):
        shape = _get(one, "/FontDescriptor")
        if not any(f"/FontFile{kind}" in (shape or {}) for kind in ("", "2", "3")):
            yield f"6.2.11.4: {name} is not embedded"
        if "/CIDSet" in (shape or {}):
            yield f"6.2.11.4.2: {name} has a CIDSet, which nothing needs and few make right"
        if one.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in one:
            yield f"6.2.11.3.2: {name} has no map of glyphs"
        return
    if one.get("/Subtype") != "/Type0":
        yield f"6.2.11: {name} is a simple font, whose embedding is not read here"
    elif one.get("/Encoding") not in ("/Identity-H", "/Identity-V"):
        yield f"6.2.11.3.3: {name} has a code of its own"
    if "/ToUnicode" not in one:
        yield f"6.2.11.7.2: {name} does not say what its signs are"
    elif {"0000", "feff", "fffe"} & {sign.lower() for sign in _unicodes(one).values()}:
        yield f"6.2.11.7.2: {name} says of a sign that it is none"
    if not re.match(r"/[A-Z]{6}\+", name):
        yield f"ISO 32000 9.6.4: {name} has no tag of its subset"


_PAIR = re.compile("<([0-9A-Fa-f]+)> *<([0-9A-Fa-f]+)>")


def _unicodes(font: Any) -> dict[int, str]:
    """Code -> what it stands for, as hexadecimal text."""
    told = _get(font, "/ToUnicode").get_data().decode("latin-1")
    return {
        int(code, 16): sign
        for part in re.findall("beginbfchar(.*?)endbfchar", told, re.S)
        for code, sign in _PAIR.findall(part)
    }


def _transparency(one: Any) -> Iterator[str]:
    group = _get(one, "/Group")
    if group is not None and group.get("/S") == "/Transparency" and one.get("/Type") == "/Page" and "/CS" not in group:
        yield "6.2.10: a group of a page without a space to blend in"
    if one.get("/BM") is not None and str(one["/BM"]) not in BLENDS:
        yield f"6.2.10: blended as {one['/BM']}"
    if {"/TR", "/HTP"} & set(one) and "/S" not in one:
        yield "6.2.5: transfer or halftone"
    if one.get("/Subtype") == "/Image" and (_get(one, "/Interpolate") or {"/Alternates", "/OPI"} & set(one)):
        yield "6.2.8: an image that is not shown as it is"
    if one.get("/Subtype") == "/PS" or (one.get("/Subtype") == "/Form" and {"/PS", "/Ref", "/OPI"} & set(one)):
        yield "6.2.9: a form of another language"


_OF_OBJECTS: tuple[Callable[[Any], Iterator[str]], ...] = (_stream, _action, _font, _transparency)


def _annotations(page: Any) -> Iterator[str]:
    for reference in _get(page, "/Annots") or ():
        one = reference.get_object()
        kind, flags = one.get("/Subtype"), int(_get(one, "/F") or 0)
        if kind == "/Popup":
            continue
        if not flags & 4 or flags & (1 | 2 | 32):
            yield f"6.3.2: {kind} is not printed"
        if kind != "/Link" and "/AP" not in one:
            yield f"6.3.3: {kind} has no looks"
        if not _get(one, "/Contents"):
            yield f"UA 7.18.1: {kind} is not described"
        if "/StructParent" not in one:
            yield f"UA 7.18.1: {kind} is not tagged"
        if page.get("/Tabs") != "/S":
            yield "UA 7.18.3: not in the order of the tags"


def _content(page: Any, reader: PdfReader) -> Iterator[str]:
    """Whatever is painted is tagged or an artefact; every sign that is shown is known; what is numbered is tagged."""
    fonts = _get(_get(page, "/Resources"), "/Font") or {}
    known = {
        name: set(_unicodes(font.get_object())) for name, font in fonts.items() if "/ToUnicode" in font.get_object()
    }
    marks: list[Any] = []
    numbered: set[int] = set()
    now: set[int] = set()
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in (b"BMC", b"BDC"):
            marks.append(operands[0])
            number = _get(operands[1], "/MCID") if operator == b"BDC" else None
            if number is not None:
                numbered.add(int(number))
        elif operator == b"EMC":
            marks.pop()
        elif operator == b"Tf":
            now = known.get(operands[0], set())
        elif operator in PAINTING:
            if not marks:
                yield f"UA 7.1: {operator.decode()} is neither tagged nor an artefact"
            strange = _codes(operands) - now if operator in (b"Tj", b"TJ") else set()
            if strange:
                yield f"6.2.11.7.2: signs {sorted(strange)} are not known"
    if marks:
        yield "ISO 32000 14.6: marks are not closed"
    if numbered and "/StructParents" not in page:
        yield "UA 7.1: a page without its place among the tags"


def _codes(operands: Any) -> set[int]:
    """The two-byte codes that an operator shows."""
    texts = operands[0] if isinstance(operands[0], list) else operands
    found: set[int] = set()
    for one in texts:
        raw = getattr(one, "original_bytes", None) or (one if isinstance(one, bytes) else None)
        if raw is not None:
            found |= {int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)}
    return found


def _tags(reader: PdfReader) -> Iterator[str]:
    tree = _get(_root(reader), "/StructTreeRoot")
    if tree is None or "/ParentTree" not in tree:
        yield "6.7.3: no tags, or none that pages can find"
        return
    roles = {name: str(_get(tree, "/RoleMap")[name]) for name in _get(tree, "/RoleMap") or {}}
    levels: list[int] = []
    for one in _elements(tree):
        kind = str(one.get("/S"))
        for _step in range(8):
            kind = roles.get(kind, kind)
        if kind[1:] not in STANDARD:
            yield f"6.7.3: {kind} is no tag that is known"
        if kind == "/Figure" and not (one.get("/Alt") or one.get("/ActualText")):
            yield "UA 7.3: a figure that nobody describes"
        if re.fullmatch("/H[1-6]", kind):
            levels.append(int(kind[2]))
        yield from _table(one, kind)
    if levels and (levels[0] != 1 or any(low > high + 1 for high, low in pairwise(levels))):
        yield f"UA 7.4.2: a level of heads is left out: {levels}"


def _elements(one: Any) -> Iterator[Any]:
    for child in _children(one):
        yield child
        yield from _elements(child)


def _children(one: Any) -> list[Any]:
    inner = _get(one, "/K")
    parts = [part.get_object() for part in inner] if isinstance(inner, ArrayObject) else [inner]
    return [part for part in parts if isinstance(part, DictionaryObject) and "/S" in part]


def _table(one: Any, kind: str) -> Iterator[str]:
    if kind == "/TR" and {str(child.get("/S")) for child in _children(one)} - {"/TH", "/TD"}:
        yield "UA 7.5: a row of something else than cells"
    if kind == "/Table":
        widths = {sum(int(_attribute(cell, "/ColSpan") or 1) for cell in _children(row)) for row in _rows(one)}
        if len(widths) > 1 and not any(_attribute(cell, "/RowSpan") for row in _rows(one) for cell in _children(row)):
            yield f"UA 7.5: rows of {sorted(widths)} cells"
        if not _rows(one):
            yield "UA 7.5: a table without rows"
        yield from _heads([cell for row in _rows(one) for cell in _children(row)])


def _heads(cells: list[Any]) -> Iterator[str]:
    """Heads say of what they are by a scope, or are named by the cells that they head; no cell names another."""
    heads = [one for one in cells if one.get("/S") == "/TH"]
    named = {str(name) for one in cells for name in _attribute(one, "/Headers") or ()}
    if named - {str(one.get("/ID")) for one in heads}:
        yield "UA 7.5: a cell names a head that is not there"
    for one in heads:
        if not _attribute(one, "/Scope") and str(one.get("/ID")) not in named:
            yield "UA 7.5: a head of a table of which no cell is"


def _rows(table: Any) -> list[Any]:
    found = []
    for child in _children(table):
        found += [child] if child.get("/S") == "/TR" else _rows(child)
    return found


def _attribute(one: Any, name: str) -> Any:
    told = _get(one, "/A")
    every = [part.get_object() for part in told] if isinstance(told, ArrayObject) else [told]
    return next((_get(part, name) for part in every if _get(part, name) is not None), None)
