"""A DOCX as any program reads it: zip and XML alone, its numbers counted as its lists say."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from typing import Any

from lxml import etree

from rules.values.chinese import counted

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Docx:
    """The parts of a file by name, and what they say."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            self.parts = {name: archive.read(name) for name in archive.namelist()}

    def part(self, name: str) -> Any:
        return etree.fromstring(self.parts[f"word/{name}.xml"])

    @property
    def paragraphs(self) -> list[Any]:
        """Those of the head of the first page, then of the text."""
        names = [name for name in ("header1", "document") if f"word/{name}.xml" in self.parts]
        return [one for name in names for one in self.part(name).iter(f"{W}p")]

    @property
    def words(self) -> str:
        """All words, without space."""
        so_far: Counter[str] = Counter()
        return "".join("".join((number_of(one, so_far) + text_of(one)).split()) for one in self.paragraphs)

    def styled(self, style: str) -> list[str]:
        """The texts of the paragraphs of a style."""
        return [text_of(one) for one in self.paragraphs if style_of(one) == style]


def text_of(paragraph: Any) -> str:
    return "".join(one.text or "" for one in paragraph.iter(f"{W}t"))


def style_of(paragraph: Any) -> str:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else found.attrib[f"{W}val"]


def number_of(paragraph: Any, so_far: Counter[str]) -> str:
    """The number that a program sets before a paragraph of a list: 1 are heads, 2 annexes."""
    found = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
    if found is None:
        return ""
    name = found.attrib[f"{W}val"]
    so_far[name] += 1
    return {"1": f"{counted(so_far[name])}、", "2": f"{so_far[name]}．"}[name]
