"""Whatever tells of a hidden name is found in a copy, in thirty places; a clean copy passes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from casework.documents import typesetting
from casework.documents.hiding.masks import PATTERNS, Named, hide, masks
from casework.documents.publication.leaks import leaks
from tests.casework.documents.conftest import FONTS, with_fonts
from tests.casework.documents.publication.planting import PLACES
from tests.conftest import dispose, make_app

NAME = "张文泉"
MASK = {NAME: "张某"}
WORDS = "<article class='paper'><p>{}</p></article>"
faces = pytest.mark.skipif(not FONTS.is_dir(), reason="the document faces are not installed on this machine")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = with_fonts(tmp_path_factory.mktemp("leaks"))
    made = make_app(f"sqlite:///{folder / 'none.sqlite'}", folder)
    with made.app_context(), made.test_request_context():
        yield made
    dispose(made)


@pytest.fixture(scope="module")
def clean(app: Flask) -> bytes:
    return set_text("被告人张某犯滥伐林木罪。审判员李明。（2026）闽0627刑初88号。")


def set_text(text: str) -> bytes:
    return typesetting.set_pdf(WORDS.format(text), ("css/papers/shared.css",))


@faces
def test_a_clean_copy_passes(clean: bytes) -> None:
    assert leaks(clean, "判决书.pdf", MASK) == []


@faces
@pytest.mark.parametrize("place", PLACES)
def test_a_name_is_found_wherever_it_was_planted(clean: bytes, place: str) -> None:
    planted = PLACES[place](clean, NAME)
    assert leaks(planted, "判决书.pdf", MASK), place


@faces
def test_a_name_is_found_in_the_name_of_the_file(clean: bytes) -> None:
    assert leaks(clean, f"{NAME}判决书.pdf", MASK)


@faces
@pytest.mark.parametrize(
    "written",
    [
        "张文泉",
        "张　文 泉",
        "张<br>文<br>泉",
        "张·文·泉",
        "张\u200b文泉",
        "<b>张</b>文<i>泉</i>",
        "<span class='low'>张文泉</span>",
    ],
)
def test_a_name_is_found_however_it_is_written(app: Flask, written: str) -> None:
    assert [one.what for one in leaks(set_text(f"被告人{written}。"), "a.pdf", MASK)] != []


@faces
def test_a_name_over_two_pages_is_found(app: Flask) -> None:
    broken = "张<p style='break-before: page; text-indent: 0'>文泉</p>"
    assert leaks(set_text(broken), "a.pdf", MASK)


@faces
@pytest.mark.parametrize("kind", PATTERNS)
def test_what_is_hidden_by_its_form_is_found_too(app: Flask, kind: str) -> None:
    samples = {
        "证件号码": "350627196107201234",
        "统一社会信用代码": "91350627MA2XN12345",
        "手机号码": "138-5960-1234",
        "账号": "6222 0213 0900 1234 567",
        "车牌号": "闽E·12345",
    }
    assert leaks(set_text(f"号码：{samples[kind]}。"), "a.pdf", MASK)
    assert samples[kind] not in hide(f"号码：{samples[kind]}。", {})


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\nstartxref\n0", b"no PDF startxref"])
def test_what_cannot_be_read_is_not_let_out(app: Flask, content: bytes) -> None:
    assert leaks(content, "a.pdf", MASK)


@faces
def test_a_mask_that_holds_a_name_is_no_leak_of_it(app: Flask) -> None:
    made = masks([Named("陈某"), Named("陈大森")])
    assert made == {"陈某": "陈某1", "陈大森": "陈某2"}
    assert leaks(set_text(hide("陈大森和陈某。", made)), "a.pdf", made) == []
    assert [one.what for one in leaks(set_text("陈大森和陈某。"), "a.pdf", made) if one.what] != []
    assert leaks(set_text("陈某3"), "a.pdf", made) != []
