"""A paper as a DOCX, from its frozen snapshot or its draft. The same words give the same bytes.

Written with lxml alone: of what a paper needs python-docx has paragraphs and tables, but neither the grid of lines and
characters nor indents in characters, faces of both scripts or fields, and it writes the time into the archive.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from casework.documents import words
from casework.documents.docx.body import document, head
from casework.documents.docx.content import Content
from casework.documents.docx.elements import Element, written
from casework.documents.docx.markup import read
from casework.documents.docx.stylesheet import first_foot, lists, page_number, page_of_pages, settings, style_sheet

MIMETYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_PARTS = {
    # name -> what it is, its id among the relations
    "document": ("document.main", ""),
    "styles": ("styles", "rStyles"),
    "numbering": ("numbering", "rLists"),
    "settings": ("settings", "rSettings"),
    "header1": ("header", "rHead"),
    "footer1": ("footer", "rOdd"),
    "footer2": ("footer", "rEven"),
    "footer3": ("footer", "rFirst"),
}
ACROSS = "css/papers/landscape.css"
"""The style sheet of forms that lie across."""
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = (1980, 1, 1, 0, 0, 0)


def docx_of(kind: words.Form, snapshot: Mapping[str, Any]) -> bytes:
    """The paper as a DOCX: word for word what the page shows and the PDF prints."""
    frame = snapshot["paper"]
    content = read(str(words.article(kind, snapshot)), frame["layout"], across=ACROSS in kind.styles)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _files(content, frame):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _files(content: Content, frame: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    parts = {
        "document": document(content),
        "styles": style_sheet(content.layout),
        "numbering": lists(),
        "settings": settings(),
        "header1": head(content.head) if content.head else None,
        "footer1": _foot(content, "right"),
        "footer2": _foot(content, "left"),
        "footer3": first_foot(ruled=content.layout == "E") if content.layout in ("E", "H") else None,
    }
    made = {name: written(part) for name, part in parts.items() if part is not None}
    yield "[Content_Types].xml", _types(made)
    yield "_rels/.rels", _relations({"document": "word/document.xml", "core": "docProps/core.xml"})
    yield "docProps/core.xml", _properties(frame)
    yield "word/_rels/document.xml.rels", _part_relations(made)
    for name, part in made.items():
        yield f"word/{name}.xml", part


def _foot(content: Content, side: str) -> Element:
    if content.across or content.layout == "I":
        return page_of_pages(signed=content.layout == "I")
    return page_number(side)


def _types(parts: Mapping[str, bytes]) -> bytes:
    named = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}{_PARTS[name][0]}+xml"/>' for name in parts
    )
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    return (
        f'{_DECLARED}<Types xmlns="{_PACKAGE}content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{named}'
        f'<Override PartName="/docProps/core.xml" ContentType="{core}"/></Types>'
    ).encode()


def _relations(targets: Mapping[str, str]) -> bytes:
    kinds = {
        "document": f"{_RELATION}officeDocument",
        "core": f"{_PACKAGE}relationships/metadata/core-properties",
    }
    told = "".join(
        f'<Relationship Id="r{at}" Type="{kinds[name]}" Target="{target}"/>'
        for at, (name, target) in enumerate(targets.items(), 1)
    )
    return f'{_DECLARED}<Relationships xmlns="{_PACKAGE}relationships">{told}</Relationships>'.encode()


def _part_relations(parts: Mapping[str, bytes]) -> bytes:
    told = "".join(
        f'<Relationship Id="{_PARTS[name][1]}" Type="{_RELATION}{_PARTS[name][0]}" Target="{name}.xml"/>'
        for name in parts
        if _PARTS[name][1]
    )
    return f'{_DECLARED}<Relationships xmlns="{_PACKAGE}relationships">{told}</Relationships>'.encode()


def _properties(frame: Mapping[str, Any]) -> bytes:
    at = datetime.datetime.fromisoformat(frame["at"])
    moment = (at.astimezone(datetime.UTC) if at.tzinfo else at).strftime("%Y-%m-%dT%H:%M:%SZ")
    title = f"{frame['title']} {frame['number'] or ''}".strip()
    made = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>' for name in ("created", "modified")
    )
    return (
        f'{_DECLARED}<cp:coreProperties xmlns:cp="{_PACKAGE}metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(frame['institution'])}</dc:creator>{made}"
        "</cp:coreProperties>"
    ).encode()
