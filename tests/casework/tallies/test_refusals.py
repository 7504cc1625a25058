"""A tally that cannot be taken: every reason in its place, nothing stored, nothing typed lost."""

from __future__ import annotations

import pytest

from tests.casework import pages
from tests.casework.office import Office
from tests.casework.tallies.sheets import ENTER, GOOD, accept, one_database, send, versions


@one_database
def test_every_mistake_stands_in_its_row_and_cell_and_nothing_is_stored(commissioned: Office) -> None:
    bad = GOOD + "4,铁树,-1,6,1\n5,杉木,20,,1\n6,杉木,20,15,x\n7,马尾松,9,6,1\n"
    page = send(commissioned.browser("officer"), bad)
    assert page.status_code == 422
    told = pages.text(page.text)
    assert "检尺表有 4 行需要改正" in told
    assert "5 4 铁树 错误： 不认识的树种“铁树”" in told
    assert "-1 错误： 应大于 0，现为 -1" in told
    assert "x 错误： 应为不小于 0 的整数" in told
    assert "6 5 杉木 20 （空） 错误： 须写明树高（m）" in told, "checked although other rows are wrong"
    assert "8 7 马尾松 错误： 马尾松不在地块所列树种（杉木）中" in told
    assert page.text.count('class="wrong-cell"') == 5
    assert versions(commissioned) == 1


@one_database
def test_what_is_stated_is_checked_beside_the_sheet_and_kept_as_typed(commissioned: Office) -> None:
    typed = {
        "volume_equation": "",
        "basis": "stump",
        "species-0-slope": "零点八",
        "species-0-intercept_cm": "1",
        "class_width_cm": "-2",
    }
    page = send(commissioned.browser("officer"), GOOD.replace("胸径", "地径").replace("杉木,10", "铁树,10"), **typed)
    assert page.status_code == 422
    for field in ("class_width_cm", "species-0-slope", "species-0-standard_error_cm", "species-0-stump_source"):
        assert f'href="#{field}"' in page.text, field
    assert "不认识的树种“铁树”" in pages.text(page.text)
    again = pages.fields(page.text)
    assert {key: again[key] for key in typed} == typed


@one_database
def test_an_equation_must_be_chosen_by_a_person(commissioned: Office) -> None:
    page = send(commissioned.browser("officer"), GOOD, volume_equation="")
    assert page.status_code == 422
    assert 'href="#volume_equation"' in page.text
    assert "系统不代为选择" in pages.text(page.text)


@one_database
@pytest.mark.parametrize(
    ("content", "status", "why"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 415, "另存为 .xlsx"),
        (b"%PDF-1.7\n\x00\xff", 415, "这是 PDF 文件"),
        (b"PK\x03\x04 broken", 415, "已损坏"),
        (b"#" * (9 * 1024 * 1024), 413, "上限 8 MB"),
        (b" ", 422, "文件是空的"),
        ("种类,粗细\n杉木,20\n".encode(), 422, "找不到表头"),
        ("树种,胸径(mm),株数\n杉木,20,1\n".encode(), 422, "单位应为 cm"),
    ],
)
def test_a_file_that_is_no_tally_is_refused_with_its_reason(
    commissioned: Office, content: bytes, status: int, why: str
) -> None:
    page = send(commissioned.browser("officer"), content)
    assert page.status_code == status
    assert why in pages.text(page.text)
    assert versions(commissioned) == 1


@one_database
def test_a_tally_that_would_make_the_case_file_too_large_is_refused(commissioned: Office) -> None:
    rows = [f"杉木,{5 + n / 1000:.3f},{3 + n % 20},1" for n in range(45_000)]
    page = send(commissioned.browser("officer"), "\n".join(["树种,胸径(cm),树高(m),株数", *rows]))
    assert page.status_code == 413
    assert "合并后仍有 45,000 行" in pages.text(page.text)


@one_database
@pytest.mark.parametrize(("name", "pasted", "why"), [("", "", "请选择文件"), ("a.csv", "树种\t胸径", "只用一种")])
def test_one_sheet_is_sent_not_none_and_not_two(commissioned: Office, name: str, pasted: str, why: str) -> None:
    page = send(commissioned.browser("officer"), GOOD if name else "", name=name, pasted=pasted)
    assert page.status_code == 422
    assert why in pages.text(page.text)
    assert pages.fields(page.text)["pasted"] == pasted


@one_database
def test_without_a_reason_it_is_asked_for_and_nothing_is_lost(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    page = accept(officer, send(officer, GOOD), reason="  ")
    assert page.status_code == 422
    assert 'href="#reason"' in page.text
    assert versions(commissioned) == 1
    assert accept(officer, page).status_code == 302


def test_a_page_of_an_older_state_stores_nothing(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    first, second = send(officer, GOOD), send(officer, GOOD.replace("10,6", "11,6"))
    assert accept(officer, first).status_code == 302
    refused = accept(officer, second)
    assert refused.status_code == 409
    assert "已被他人更新" in pages.text(refused.text)
    assert versions(commissioned) == 2
    assert accept(officer, refused).status_code == 302


@one_database
def test_the_same_tally_twice_changes_nothing(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    accept(officer, send(officer, GOOD))
    again = accept(officer, send(officer, GOOD))
    assert again.status_code == 422
    assert "没有改动" in pages.text(again.text)


@one_database
@pytest.mark.parametrize(
    "document", ["", "{}", "[1]", '{"tally": {"basis": "dbh"}, "lines": 1, "remarks": []}', "x: ["]
)
def test_a_page_that_was_tampered_with_stores_nothing(commissioned: Office, document: str) -> None:
    officer = commissioned.browser("officer")
    fields = pages.fields(send(officer, GOOD).text)
    answer = officer.post(ENTER, data={**fields, "document": document, "reason": "现场检尺", "do": "store"})
    assert answer.status_code == 422
    assert "页面内容不完整" in pages.text(answer.text)
    assert versions(commissioned) == 1
