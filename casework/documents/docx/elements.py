"""Elements of WordprocessingML (ECMA-376, transitional)."""

from __future__ import annotations

from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = "http://www.w3.org/XML/1998/namespace"

Element = Any
"""``lxml.etree._Element``, which has no types here."""


def w(tag: str, *children: Element, **attributes: object) -> Element:
    """An element of the namespace w with its attributes, all of that namespace."""
    made = etree.Element(f"{{{W}}}{tag}", nsmap={"w": W, "r": R})
    for name, value in attributes.items():
        made.set(f"{{{W}}}{name}", str(value))
    made.extend(children)
    return made


def said(text: str) -> Element:
    """A text as it stands, spaces too."""
    made = w("t")
    made.text = text
    made.set(f"{{{XML}}}space", "preserve")
    return made


def linked(tag: str, target: str, **attributes: object) -> Element:
    """An element that refers to another part of the file."""
    made = w(tag, **attributes)
    made.set(f"{{{R}}}id", target)
    return made


def written(element: Element) -> bytes:
    """A part of the file, the same bytes each time."""
    etree.cleanup_namespaces(element, keep_ns_prefixes=["w", "r"])
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
