"""A name planted in a PDF: thirty places where a copy that is made public could still tell who somebody is."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any

import pypdf
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    create_string_object,
)

Writer = pypdf.PdfWriter
Plant = Callable[[bytes, str], bytes]


def _with(change: Callable[[Writer, str], Any]) -> Plant:
    def planted(clean: bytes, name: str) -> bytes:
        writer = Writer(clone_from=io.BytesIO(clean))
        change(writer, name)
        kept = io.BytesIO()
        writer.write(kept)
        return kept.getvalue()

    return planted


def _text(name: str) -> Any:
    return create_string_object(name)


def _info(key: str) -> Plant:
    return _with(lambda writer, name: writer.add_metadata({key: name}))


def _stream(data: bytes, **keys: Any) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    for key, value in keys.items():
        made[NameObject(f"/{key}")] = value
    return made


def _in_root(key: str, value: Callable[[Writer, str], Any]) -> Plant:
    def change(writer: Writer, name: str) -> None:
        writer.root_object[NameObject(key)] = value(writer, name)

    return _with(change)


def _in_page(key: str, value: Callable[[Writer, str], Any]) -> Plant:
    def change(writer: Writer, name: str) -> None:
        writer.pages[0][NameObject(key)] = value(writer, name)

    return _with(change)


def _annotation(**keys: Callable[[str], Any]) -> Plant:
    def change(writer: Writer, name: str) -> None:
        made = DictionaryObject({NameObject("/Type"): NameObject("/Annot")})
        for key, value in keys.items():
            made[NameObject(f"/{key}")] = value(name)
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(made)])

    return _with(change)


def _content(told: Callable[[str], bytes]) -> Plant:
    """Behind what the first page draws."""

    def change(writer: Writer, name: str) -> None:
        page = writer.pages[0]
        data = page.get_contents()
        assert data is not None
        page[NameObject("/Contents")] = writer._add_object(_stream(data.get_data() + b"\n" + told(name)))

    return _with(change)


def _picture(writer: Writer, name: str) -> None:
    """A picture of the name, as a code or a scan would be."""
    import segno

    code = segno.make(name)
    rows = [bytes(255 * (not dark) for dark in row) for row in code.matrix]
    made = _stream(b"".join(rows), Type=NameObject("/XObject"), Subtype=NameObject("/Image"))
    for key, value in (("Width", len(rows[0])), ("Height", len(rows)), ("BitsPerComponent", 8)):
        made[NameObject(f"/{key}")] = NumberObject(value)
    made[NameObject("/ColorSpace")] = NameObject("/DeviceGray")
    writer._add_object(made)


def _saved_again(clean: bytes, name: str) -> bytes:
    """The name stood in a version that was saved over."""
    return clean + f"\n99 0 obj\n({name})\nendobj\nstartxref\n0\n%%EOF\n".encode()


def _hex(name: str) -> bytes:
    return b"<FEFF" + name.encode("utf-16-be").hex().encode() + b">"


def _octal(name: str) -> bytes:
    return b"(" + b"".join(b"\\%03o" % byte for byte in b"\xfe\xff" + name.encode("utf-16-be")) + b")"


def _javascript(name: str) -> DictionaryObject:
    return DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): _text(f"app.alert('{name}')")}
    )


def _link(name: str) -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject("/URI"), NameObject("/URI"): ByteStringObject(name.encode())})


PLACES: dict[str, Plant] = {
    "title": _info("/Title"),
    "author": _info("/Author"),
    "subject": _info("/Subject"),
    "keywords": _info("/Keywords"),
    "a property of one's own": _info("/Party"),
    "metadata as XML": _in_root(
        "/Metadata", lambda writer, name: writer._add_object(_stream(f"<x>{name}</x>".encode()))
    ),
    "a bookmark": _with(lambda writer, name: writer.add_outline_item(title=name, page_number=0)),
    "an attachment": _with(lambda writer, name: writer.add_attachment("a.json", name.encode())),
    "the name of an attachment": _with(lambda writer, name: writer.add_attachment(f"{name}.json", b"{}")),
    "a packed stream": _with(
        lambda writer, name: writer._add_object(
            _stream(zlib.compress(name.encode()), Filter=NameObject("/FlateDecode"))
        )
    ),
    "a remark": _annotation(Contents=_text),
    "who made a remark": _annotation(T=_text),
    "a remark with layout": _annotation(RC=lambda name: _text(f"<p>{name[0]} {name[1:]}</p>")),
    "the address of a link": _annotation(A=_link),
    "a field of a form": _annotation(FT=lambda name: NameObject("/Tx"), V=_text),
    "the hint of a field": _annotation(TU=_text),
    "the name of a field": _annotation(NM=_text),
    "a script": _in_root("/OpenAction", lambda writer, name: _javascript(name)),
    "the label of a page": _in_root(
        "/PageLabels", lambda writer, name: DictionaryObject({NameObject("/P"): _text(name)})
    ),
    "a named place": _in_root("/Dests", lambda writer, name: DictionaryObject({NameObject(f"/{name}"): ArrayObject()})),
    "a layer": _in_root("/OCProperties", lambda writer, name: DictionaryObject({NameObject("/Name"): _text(name)})),
    "a description of a picture": _in_root("/StructAlt", lambda writer, name: ArrayObject([_text(name)])),
    "data of a program": _in_page("/PieceInfo", lambda writer, name: ByteStringObject(name.encode("gb18030"))),
    "an object that nothing refers to": _with(lambda writer, name: writer._add_object(_text(name))),
    "words to be read aloud": _content(lambda name: b"/Span <</ActualText " + _hex(name) + b">> BDC EMC"),
    "the same in octal": _content(lambda name: b"/Span <</ActualText " + _octal(name) + b">> BDC EMC"),
    "a comment of a page": _content(lambda name: b"% " + name.encode()),
    "a picture or a code": _with(_picture),
    "a version saved over": _saved_again,
}
"""Where -> how. The name of the file and the ways to write a name in the text are tried beside them."""
