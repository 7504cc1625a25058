"""Every kind of paper has the structure that PDF/A-3a and PDF/UA ask, read by an own check that sees what is wrong."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pytest
from flask import Flask
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from casework.documents import framing, proofsheet, release
from casework.documents.shelf import shelf
from tests.casework.documents import qpdf
from tests.casework.documents.conftest import with_fonts
from tests.casework.documents.structure import faults
from tests.casework.documents.test_layouts import faces, first
from tests.conftest import Attempts, dispose, make_app

KINDS = tuple(shelf().values())
AT = datetime.datetime(2026, 3, 5, 9, 30, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = with_fonts(tmp_path_factory.mktemp("structure"))
    made = make_app(f"sqlite:///{folder / 'none.sqlite'}", folder)
    with made.app_context(), made.test_request_context():
        yield made
    dispose(made)


def paper_of(name: str) -> bytes:
    """A paper as it is issued, with its data attached."""
    kind = shelf()[name]
    matter, subject = first(kind)
    return release.pdf_of(kind, framing.told(kind, matter, subject, number="南林函〔2026〕3号", at=AT).snapshot)


@faces
def test_every_kind_has_the_structure_that_the_norms_ask(app: Flask, attempts: Attempts) -> None:
    for at in attempts(3, len(KINDS)):
        assert faults(paper_of(KINDS[at].name)) == [], KINDS[at].name


@faces
def test_another_reader_finds_tags_faces_and_data_in_every_kind(app: Flask, attempts: Attempts) -> None:
    for at in attempts(2, len(KINDS)):
        assert qpdf.faults(paper_of(KINDS[at].name)) == [], KINDS[at].name


def _without_tags(root: Any) -> None:
    del root.StructTreeRoot


def _without_data(root: Any) -> None:
    del root.AF


def _without_language(root: Any) -> None:
    del root.Lang


@faces
@pytest.mark.parametrize("spoil", [_without_tags, _without_data, _without_language])
def test_the_other_reader_misses_what_is_taken_away(pdf: bytes, spoil: Callable[[Any], None]) -> None:
    spoiled = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as read:
        spoil(read.Root)
        read.save(spoiled)
    assert len(qpdf.faults(spoiled.getvalue())) == 1


@faces
def test_the_proof_sheet_has_it_too(app: Flask) -> None:
    proof = proofsheet.Proof(
        "通知书", "1", "某院", "2026-03-05", AT.isoformat(), "0" * 64, "1" * 64, 1, "2" * 64, "x/1@0"
    )
    assert faults(proofsheet.sheet(proof)) == []


@pytest.fixture(scope="module")
def pdf(app: Flask) -> bytes:
    return paper_of("opinions")


Spoil = Callable[[PdfWriter], None]


def set_at(*path: str, to: Any) -> Spoil:
    """Puts a value into the catalogue or below it."""

    def spoil(writer: PdfWriter) -> None:
        inner: Any = writer.root_object
        for key in path[:-1]:
            inner = inner[key].get_object()
        inner[NameObject(path[-1])] = to

    return spoil


def without(*path: str) -> Spoil:
    def spoil(writer: PdfWriter) -> None:
        inner: Any = writer.root_object
        for key in path[:-1]:
            inner = inner[key].get_object()
        del inner[path[-1]]

    return spoil


def font(change: Callable[[Any], None]) -> Spoil:
    def spoil(writer: PdfWriter) -> None:
        fonts: Any = writer.pages[0]["/Resources"]
        change(next(iter(fonts["/Font"].values())).get_object())

    return spoil


def inner_font(change: Callable[[Any], None]) -> Spoil:
    return font(lambda one: change(one["/DescendantFonts"][0].get_object()))


def tag(kind: str, change: Callable[[Any], None]) -> Spoil:
    """Changes the first tag of a kind."""

    def spoil(writer: PdfWriter) -> None:
        waiting: list[Any] = [writer.root_object["/StructTreeRoot"].get_object()]
        while waiting:
            one = waiting.pop(0)
            if one.get("/S") == kind:
                change(one)
                return
            inner = one.get("/K")
            inner = inner.get_object() if inner is not None else []
            parts = [part.get_object() for part in inner] if isinstance(inner, list) else [inner]
            waiting += [part for part in parts if isinstance(part, DictionaryObject)]
        raise AssertionError(f"no tag {kind}")

    return spoil


def painted(writer: PdfWriter) -> None:
    """A line outside of all tags."""
    page: Any = writer.pages[0]
    more = DecodedStreamObject()
    more.set_data(b"\n0 0 m 10 10 l S\n")
    page[NameObject("/Contents")] = ArrayObject([page.raw_get("/Contents"), writer._add_object(more)])


def noted(writer: PdfWriter) -> None:
    """A note that nobody described, printed or tagged."""
    box = ArrayObject([FloatObject(1)] * 4)
    note = DictionaryObject({NameObject("/Subtype"): NameObject("/Text"), NameObject("/Rect"): box})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])


def metadata(old: bytes, new: bytes) -> Spoil:
    def spoil(writer: PdfWriter) -> None:
        there: Any = writer.root_object["/Metadata"].get_object()
        changed = DecodedStreamObject()
        assert old in there.get_data()
        changed.set_data(there.get_data().replace(old, new))
        writer.root_object[NameObject("/Metadata")] = writer._add_object(changed)

    return spoil


def file(change: Callable[[Any], None]) -> Spoil:
    def spoil(writer: PdfWriter) -> None:
        files: Any = writer.root_object["/AF"]
        change(files.get_object()[0].get_object())

    return spoil


def script() -> DictionaryObject:
    return DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.beep()")}
    )


def launch() -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Action"),
            NameObject("/S"): NameObject("/Launch"),
            NameObject("/F"): TextStringObject("x"),
        }
    )


def renamed(kind: str) -> Callable[[Any], None]:
    return lambda one: one.__setitem__(NameObject("/S"), NameObject(kind))


def dropped(*keys: str) -> Callable[[Any], None]:
    def drop(one: Any) -> None:
        for key in keys:
            del one[key]

    return drop


SPOILT: dict[str, tuple[Spoil, str]] = {
    "no language": (without("/Lang"), "6.7.4"),
    "not marked": (set_at("/MarkInfo", "/Marked", to=BooleanObject(False)), "6.7.2"),
    "no tags": (without("/StructTreeRoot"), "6.7.3"),
    "unknown tag": (tag("/P", renamed("/Absatz")), "6.7.3"),
    "a level of heads left out": (tag("/H1", renamed("/H3")), "UA 7.4.2"),
    "a head that no cell names": (tag("/TH", dropped("/ID")), "UA 7.5"),
    "a row of paragraphs": (tag("/TD", renamed("/P")), "UA 7.5"),
    "no intent": (without("/OutputIntents"), "6.2.3"),
    "a script": (set_at("/OpenAction", to=script()), "6.5.1"),
    "a program": (set_at("/OpenAction", to=launch()), "6.5.1"),
    "actions of the file": (set_at("/AA", to=DictionaryObject()), "/AA"),
    "title not shown": (set_at("/ViewerPreferences", "/DisplayDocTitle", to=BooleanObject(False)), "UA 7.1"),
    "part 2": (metadata(b'part="3"', b'part="2"'), "6.6.4"),
    "conformance B": (metadata(b'conformance="A"', b'conformance="B"'), "6.6.4"),
    "unknown schema": (metadata(b"<rdf:RDF ", b'<rdf:RDF xmlns:mine="http://example.com/mine/" '), "6.6.2.3"),
    "a font that is not embedded": (
        inner_font(lambda one: dropped("/FontFile3")(one["/FontDescriptor"].get_object())),
        "6.2.11.4",
    ),
    "a set of signs": (
        inner_font(lambda one: one["/FontDescriptor"].get_object().__setitem__(NameObject("/CIDSet"), NumberObject(1))),
        "6.2.11.4.2",
    ),
    "signs unknown": (font(dropped("/ToUnicode")), "6.2.11.7.2"),
    "a file of no relation": (file(dropped("/AFRelationship")), "6.8"),
    "a file of unknown kind": (file(lambda one: dropped("/Subtype")(one["/EF"]["/F"].get_object())), "6.8"),
    "a file that is not associated": (without("/AF"), "6.8"),
    "a note": (noted, "6.3.2"),
    "painted outside of tags": (painted, "UA 7.1"),
}


@faces
@pytest.mark.parametrize("name", SPOILT)
def test_what_is_against_the_norms_is_named(app: Flask, pdf: bytes, name: str) -> None:
    spoil, clause = SPOILT[name]
    source = paper_of("appearance") if clause == "UA 7.5" else pdf  # which has a table
    writer = PdfWriter(clone_from=io.BytesIO(source))
    before = set(faults(written(writer)))
    spoil(writer)
    found = set(faults(written(writer))) - before
    assert any(clause in one for one in found), found


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
