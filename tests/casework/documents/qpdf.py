"""The structure of a paper read a second time, by qpdf: another reader than the one that verifies papers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from tests.casework.documents.structure import RELATIONS

PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")


def faults(pdf: bytes) -> list[str]:
    """What qpdf finds wrong with the file, and what of PDF/A-3a and of tagging it does not find there."""
    with pikepdf.open(io.BytesIO(pdf)) as read:
        return [*map(str, read.check_pdf_syntax()), *_metadata(read), *_tagged(read), *_attached(read), *_faces(read)]


def _metadata(read: Any) -> Iterator[str]:
    with read.open_metadata() as told:
        stated = told.get("pdfaid:part"), told.get("pdfaid:conformance"), told.get("pdfuaid:part")
        if stated[:2] != ("3", "A"):
            yield f"stated as PDF/A {stated}"
        if not told.get("dc:title"):
            yield "no title"


def _tagged(read: Any) -> Iterator[str]:
    root = read.Root
    if not bool(root.get("/MarkInfo", {}).get("/Marked", False)):
        yield "not marked"
    if "/StructTreeRoot" not in root or "/K" not in root.StructTreeRoot:
        yield "no tree of tags"
    if str(root.get("/Lang", "")) != "zh-CN":
        yield f"language {root.get('/Lang')}"
    yield from (f"page {number}: no tags" for number, page in enumerate(read.pages, 1) if "/StructParents" not in page)


def _attached(read: Any) -> Iterator[str]:
    files = list(read.Root.get("/AF", ()))
    if not files:
        yield "no data attached"
    for file in files:
        if str(file.get("/AFRelationship")) not in RELATIONS:
            yield f"{file.get('/UF')}: no relationship"
        if not bytes(file.EF.F.read_bytes()):
            yield f"{file.get('/UF')}: empty"


def _faces(read: Any) -> Iterator[str]:
    described = (one for one in read.objects if isinstance(one, pikepdf.Dictionary))
    for one in described:
        if one.get("/Type") == "/FontDescriptor" and not any(program in one for program in PROGRAMS):
            yield f"{one.get('/FontName')}: not embedded"
