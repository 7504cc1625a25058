"""What was handed in becomes pages without anything that acts, or is refused."""

from __future__ import annotations

import io

import pypdf
import pytest
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from casework.bundles import apart


def pdf_that_acts() -> bytes:
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(595, 842)
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): DictionaryObject(script)})
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.add_attachment("a.exe", b"MZ")
    writer.write(out)
    return out.getvalue()


def test_scripts_and_files_within_are_left_behind() -> None:
    made = apart.pages_apart(apart.PDF, pdf_that_acts())
    assert b"JavaScript" not in made
    assert b"a.exe" not in made
    assert len(pypdf.PdfReader(io.BytesIO(made)).pages) == 1


@pytest.mark.parametrize("size", [(3000, 1000), (800, 2400), (10, 10)])
def test_a_picture_fits_onto_a_sheet(size: tuple[int, int]) -> None:
    out = io.BytesIO()
    Image.new("RGB", size, "grey").save(out, "PNG")
    (page,) = pypdf.PdfReader(io.BytesIO(apart.made("image/png", out.getvalue()))).pages
    assert sorted(map(float, page.mediabox[2:])) == [595, 842]
    assert (page.mediabox[2] > page.mediabox[3]) == (size[0] > size[1])


@pytest.mark.parametrize(
    ("kind", "content"), [(apart.PDF, b"%PDF-1.7 broken"), ("image/png", b"\x89PNG"), ("a/b", b"")]
)
def test_what_cannot_be_read_is_no_page(kind: str, content: bytes) -> None:
    with pytest.raises(apart.NoPages):
        apart.pages_apart(kind, content)
