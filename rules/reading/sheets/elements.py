"""XML read element by element: names without their namespaces, no document type and so no entities."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Mapping
from xml.parsers import expat

from rules.reading.messages import msg
from rules.reading.sheets.grid import Meter
from rules.reading.sheets.mistakes import NotASheet

_PIECE = 256 * 1024
Attributes = Mapping[str, str]


class Reader:
    """What hears the elements of a part: ``start`` and ``end`` get local names, ``text`` pieces of text."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins; its attributes by local name."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, piece: str) -> None:
        """A piece of the text of the innermost element."""


def read_part(packed: zipfile.ZipFile, part: str, reader: Reader, meter: Meter) -> None:
    """Let ``reader`` hear a part of an archive. Raises ``NotASheet`` for what is no XML or declares entities,
    ``SheetTooLarge`` as soon as the limit of unpacked bytes is passed, ``KeyError`` for a part that is not there."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = _start(reader)
    parser.EndElementHandler = lambda name: reader.end(name.rpartition("}")[2])
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        with packed.open(part) as stream:
            while piece := stream.read(_PIECE):
                meter.unpacked(len(piece))
                parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as problem:
        raise NotASheet.whole(
            msg("工作簿已损坏：{part} 第 {line} 行不是正确的 XML", part=part[:60], line=problem.lineno)
        ) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        told = msg("工作簿已损坏或加密：{part} 不能解压；请用电子表格程序打开后另存为 .xlsx", part=part[:60])
        raise NotASheet.whole(told) from None


def _start(reader: Reader) -> Callable[[str, dict[str, str]], None]:
    names: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        local = names.get(name)
        if local is None:
            local = names[name] = name.rpartition("}")[2]
        if any("}" in key for key in attributes):
            attributes = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        reader.start(local, attributes)

    return start


def _refuse_doctype(*_: object) -> None:
    raise NotASheet.whole(msg("工作簿中有文档类型声明（DOCTYPE），不予读取"))


def yes(attributes: Attributes, name: str) -> bool:
    """Whether an attribute of two values is set."""
    return attributes.get(name, "") in ("1", "true", "on")
