"""What a sheet leaves open is answered on the page, and what was read and left out stays with the case."""

from __future__ import annotations

import hashlib
import json
import re
from io import BytesIO

import pytest
from openpyxl import Workbook

from casework.audit import verification
from casework.losses import measuring
from tests.casework import pages
from tests.casework.office import Office
from tests.casework.tallies.sheets import ENTER, GOOD, SHOW, accept, one_database, send, stand, versions

KINDS = "序号,树种,胸径(cm),树高(m),检尺类型\n1,杉木,10,6,采伐木\n2,杉木,8,6,保留木\n"


@one_database
def test_kinds_of_trees_are_asked_about_at_their_field_and_answered(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    asked = send(officer, KINDS)
    assert asked.status_code == 422
    assert 'href="#counted_kinds"' in asked.text
    assert "采伐木 1 行、保留木 1 行" in pages.text(asked.text)
    page = send(officer, KINDS, counted_kinds="采伐木", left_out_kinds="保留木")
    assert page.status_code == 200
    assert "共 1 株" in pages.text(page.text)
    assert accept(officer, page).status_code == 302
    kept = stand(commissioned)["tally"]
    assert (kept["counted_kinds"], kept["left_out_kinds"]) == ("采伐木", "保留木")
    assert kept["read"]["remarks"][0]["text"].startswith("“检尺类型”列")
    shown = pages.text(commissioned.browser("judge").get(SHOW).text)
    assert "保留木 的 1 行" in shown


@one_database
def test_which_of_two_tallies_of_a_workbook_is_meant_is_asked_at_its_field_and_answered(commissioned: Office) -> None:
    book = Workbook()
    for name, row in (("一小班", (1, "杉木", 10, 6)), ("二小班", (1, "杉木", 12, 9))):
        sheet = book.create_sheet(name)
        sheet.append(("序号", "树种", "胸径(cm)", "树高(m)"))
        sheet.append(row)
    del book["Sheet"]
    out = BytesIO()
    book.save(out)
    officer = commissioned.browser("officer")
    asked = send(officer, out.getvalue())
    assert asked.status_code == 422
    assert 'href="#sheet_name"' in asked.text
    assert "一小班、二小班" in pages.text(asked.text)
    page = send(officer, out.getvalue(), sheet_name="二小班")
    assert page.status_code == 200
    assert accept(officer, page).status_code == 302
    kept = stand(commissioned)["tally"]
    assert (kept["sheet_name"], kept["read"]["sheet"], kept["rows"][0]["dbh_cm"]) == ("二小班", "二小班", "12")
    assert "没有读：一小班" in pages.text(officer.get(SHOW).text)


@one_database
def test_a_page_names_a_field_as_it_is_labelled_and_never_by_its_key(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    asked = pages.text(send(officer, KINDS).text)
    assert "（计入的立木类型）" in asked
    assert "counted_kinds" not in asked
    low = pages.text(send(officer, "序号,树种,胸径(cm),树高(m)\n1,杉木,12.5,\n").text)
    assert "在“树高曲线”中" in low
    assert "height_curves" not in low
    officer.set_cookie("language", "en")
    assert "(Kinds of trees counted)" in pages.text(send(officer, KINDS).text)


@one_database
def test_an_english_page_says_units_in_english_and_shows_every_sum_on_a_narrow_screen(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    # The Chinese page first: what is worked out when a template is read must not stay in its language.
    assert accept(officer, send(officer, GOOD)).status_code == 302
    assert '<span class="unit">株</span>' in officer.get(SHOW).text
    officer.set_cookie("language", "en")
    page = officer.get(SHOW).text
    assert '<span class="unit">株</span>' not in page
    assert '<span class="unit">trees</span>' in page
    # As a card each sum stands beside its name: 0.351 m³, not clipped.
    assert re.search(
        r'<table class="stacked">.*<td class="num" data-head="Standing stock \(m³\)">0\.351<', page, re.DOTALL
    )


@one_database
def test_doubtful_sizes_need_a_reason_that_stays_with_them(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    # A height of 95 m over a diameter of 12.5 cm: 95 dm were meant.
    slip = "序号,树种,胸径(cm),树高(m)\n1,杉木,12.5,95\n"
    refused = send(officer, slip)
    assert refused.status_code == 422
    assert "写明理由" in pages.text(refused.text)
    page = send(officer, slip, sizes_reason="实测如此，已复核")
    assert accept(officer, page).status_code == 302
    with commissioned.work():
        found = commissioned.draft(measuring.Choice(method="national-default@2026-11")).result
    assert any("理由：实测如此，已复核" in warning for warning in found.warnings)


def test_the_file_is_kept_as_it_was_sent_and_proven(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    content = GOOD.encode("gb18030")
    accept(officer, send(officer, content, name="../检尺/一.csv"))
    answer = commissioned.browser("judge").get(SHOW + "/file")
    assert answer.data == content
    assert "attachment" in answer.headers["Content-Disposition"]
    kept = stand(commissioned)["tally"]["read"]
    assert (kept["file"], kept["sha256"]) == ("一.csv", hashlib.sha256(content).hexdigest())
    with commissioned.work():
        assert verification.verify() is None
    assert commissioned.browser("officer2").get(SHOW + "/file").status_code == 404


@one_database
def test_a_tally_without_a_kept_file_says_so(commissioned: Office) -> None:
    assert commissioned.browser("officer").get(SHOW + "/file").status_code == 404


@one_database
@pytest.mark.parametrize("changed", ["rows", "remarks", "sha256"])
def test_a_page_that_says_other_than_the_file_stores_nothing(commissioned: Office, changed: str) -> None:
    officer = commissioned.browser("officer")
    fields = pages.fields(send(officer, KINDS, counted_kinds="采伐木", left_out_kinds="保留木").text)
    document = json.loads(fields["document"])
    if changed == "rows":
        document["tally"]["rows"][0]["count"] = 2
    elif changed == "remarks":
        document["tally"]["read"]["remarks"] = []
    else:
        document["tally"]["read"]["sha256"] = "0" * 64
    told = {**fields, "document": json.dumps(document, ensure_ascii=False), "reason": "现场检尺", "do": "store"}
    answer = officer.post(ENTER, data=told)
    assert answer.status_code == 422
    assert "没有保存" in pages.text(answer.text)
    assert versions(commissioned) == 1


@one_database
def test_what_was_left_out_is_before_the_judge_who_reviews(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    accept(officer, send(officer, KINDS, counted_kinds="采伐木", left_out_kinds="保留木"))
    with commissioned.work():
        found = commissioned.draft(measuring.Choice(method="national-default@2026-11"))
        told = json.dumps(found.result.as_json(), ensure_ascii=False)
    assert "保留木 的 1 行" in told
    assert "SHA-256" in told
