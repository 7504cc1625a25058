"""Whatever tells of a hidden name is found in a copy, in thirty places; a clean copy passes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from casework.documents import typesetting
from casework.documents.hiding.masks import Named, hide, masks, patterns
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
        "张×泉",
        "张*泉",
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


SAMPLES = {
    "证件号码": "350627196107201234",
    "统一社会信用代码": "91350627MA2XN12345",
    "手机号码": "138-5960-1234",
    "固定电话": "0596-7832110",
    "账号": "6222 0213 0900 1234 567",
    "车牌号": "闽E·12345",
    "电子邮箱": "zhang.wq@example.com",
    "住址": "家住南靖县山城镇某村12号",
    "村组": "南靖县山城镇岩前村",
    "别名": "绰号“老山”",
    "姓名拼音": "Zhang Wenquan",
    "出生日期": "1961年7月20日出生",
}
WHERE = ("title", "keywords", "metadata as XML", "a bookmark", "a remark", "a field of a form")


@faces
def test_what_is_hidden_by_its_form_is_found_too(app: Flask, clean: bytes) -> None:
    assert set(SAMPLES) == set(patterns())
    pages = set_text("".join(f"<p>号码：{each}。</p>" for each in SAMPLES.values()))
    found = [one.what for one in leaks(pages, "a.pdf", MASK)]
    for kind, sample in SAMPLES.items():
        form = re.compile(patterns()[kind])
        assert any(form.search(sample) and form.search(sample)[0] in one for one in found), kind  # type: ignore[index]
        assert form.search(hide(f"号码：{sample}。", {})) is None, kind
        assert [where for where in WHERE if not leaks(PLACES[where](clean, sample), "a.pdf", MASK)] == [], kind
        assert leaks(clean, f"{sample}判决书.pdf", MASK), kind


@faces
def test_a_number_over_the_end_of_a_line_is_found_and_two_cells_are_no_number(app: Flask) -> None:
    assert leaks(set_text("电话0596-<br>7832110"), "a.pdf", {}) != []
    assert leaks(set_text("家住南靖县山城<br>镇岩前村"), "a.pdf", {}) != []
    assert leaks(set_text("<p>20260308</p><p>20260309</p>"), "a.pdf", {}) == []


@faces
@pytest.mark.parametrize("place", ["title", "a bookmark", "words to be read aloud", "an attachment"])
def test_a_given_name_alone_is_found_where_it_was_planted(clean: bytes, place: str) -> None:
    assert [one.what for one in leaks(PLACES[place](clean, "文泉"), "a.pdf", MASK) if one.what] != []


@faces
def test_who_is_never_hidden_may_bear_the_given_name_of_who_is(app: Flask) -> None:
    told = set_text("被告人张某。审判员冉文泉。")
    assert leaks(told, "a.pdf", MASK) != []
    assert leaks(told, "a.pdf", MASK, ("冉文泉",)) == []


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
