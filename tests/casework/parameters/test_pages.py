"""The pages of the parameter sets as a browser without scripts sees them: upload, check, accept, verify, freeze."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.parameters import register
from casework.parameters.entering import NO_REASON
from casework.parameters.verifying import NO_ORIGINAL, NOT_ALL_AGREE
from casework.web.parameters.views import NO_FILE
from rules.carbon.methods.registry import load
from rules.carbon.parameter_forms.check import check
from rules.carbon.parameter_forms.values import IMPLAUSIBLE
from rules.carbon.parameters.sources import sources_of
from tests.casework.markup import form, read
from tests.casework.office import Office
from tests.casework.pages import text
from tests.casework.parameters.conftest import enter, frozen_set, verify, withdraw
from tests.rules.parameter_forms.forms import TEACHING, as_workbook, as_yaml, changed, teaching
from tests.told import says


def upload(client: FlaskClient, content: bytes, name: str = "set.xlsx") -> TestResponse:
    return client.post("/parameters/new", data={"file": (io.BytesIO(content), name)}, follow_redirects=True)


def test_the_register_lists_the_shipped_sets_with_their_condition(bureau: Office) -> None:
    page = bureau.browser("judge").get("/parameters").text
    assert "参数依国家方法学重建，待与办法原文核对" in page
    assert "no-sets" in read(page).ids
    assert "/parameters/new" not in read(page).links
    assert "/parameters/new" in read(bureau.browser("officer").get("/parameters").text).links


def test_the_sources_of_a_shipped_set_are_links_or_say_why_they_are_none(bureau: Office) -> None:
    page = bureau.browser("judge").get("/parameters/shipped/ipcc-tier1/2026-11").text
    cited = [parameter.source for parameter in load("ipcc-tier1", "2026-11").declaration.shipped.parameters.values()]
    known = sources_of(cited)
    links = re.findall(r'href="(https?://[^"]+)" rel="noopener noreferrer"', page)
    assert {one.url for one in known if one.url} == set(links)
    reasons = [one.none for one in known if one.none]
    assert reasons
    assert page.count('data-address="none"') == len(reasons)
    assert all(reason in page for reason in reasons)


def test_a_shipped_set_is_shown_value_by_value_with_source_and_confidence(bureau: Office) -> None:
    page = bureau.browser("judge").get("/parameters/shipped/national-default/2026-11")
    assert page.status_code == 200
    shown = text(page.text)
    assert "0.307 t/m³" in shown
    assert "待核" in shown
    assert "通行引用值" in shown
    assert bureau.browser("judge").get("/parameters/shipped/national-default/1999-01").status_code == 404
    assert bureau.browser("judge").get("/parameters/shipped/guess/2026-11").status_code == 404


def test_values_that_are_known_of_and_not_used_are_told_with_the_reason(bureau: Office) -> None:
    judge = bureau.browser("judge")
    assert "/parameters/left-out" in read(judge.get("/parameters").text).links
    shown = text(judge.get("/parameters/left-out").text)
    for told in (
        "福建 DB35/T 1823-2019 第四式",
        "不一致",
        "未找到",
        "不能由任何一套系数同时得出，不作拟合",
        "不作折减",
    ):
        assert told in shown


def test_the_empty_form_can_be_downloaded(bureau: Office) -> None:
    answer = bureau.browser("officer").get("/parameters/form/national-default/2026-11.xlsx")
    assert answer.status_code == 200
    assert "parameters-national-default-2026-11.xlsx" in answer.headers["Content-Disposition"]
    assert openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames[0] == "参数"


def test_a_set_is_checked_accepted_verified_and_frozen(bureau: Office) -> None:
    officer, second = bureau.browser("officer"), bureau.browser("second")
    shown = upload(officer, as_workbook(teaching()))
    assert shown.status_code == 200
    assert "尚未保存" in shown.text
    assert [one.status_code for one in shown.history] == [303]  # the browser's Back never meets a POST
    with bureau.work():
        assert register.entered_sets() == []
    sent = officer.post("/parameters/new", data=form(shown.text, "/parameters/new").fields)
    assert sent.status_code == 302
    address = sent.headers["Location"]
    assert "待核对" in officer.get(address).text
    assert f"{address}/verify" not in read(officer.get(address).text).links
    assert f"{address}/verify" in read(second.get(address).text).links
    page = second.get(f"{address}/verify").text
    assert "冻结参数集" not in page
    looks = {f"verdict-{number}": "agrees" for number in range(1, 17)}
    assert second.post(f"{address}/verify", data={"do": "save", **looks}).status_code == 302
    page = second.get(f"{address}/verify").text
    freezing = [one for one in read(page).forms if ("do", "freeze") in one.buttons]
    assert len(freezing) == 1
    assert second.post(f"{address}/verify", data={"do": "freeze", **freezing[0].fields}).status_code == 302
    shown_at_last = text(bureau.browser("judge").get(address).text)
    assert "已冻结" in shown_at_last
    assert "教学示例文件（虚构），第 3 页，表 2" in shown_at_last
    assert "second" in shown_at_last
    listed = text(bureau.browser("judge").get("/parameters").text)
    assert "教学参数集（数值虚构）" in listed


def test_errors_are_shown_with_their_cells_and_nothing_is_offered_to_store(bureau: Office) -> None:
    wrong = teaching()
    for place, value in ((4, "99"), (5, "一")):
        wrong["parameters"][place]["value"] = value
    answer = upload(bureau.browser("officer"), as_workbook(wrong))
    assert answer.status_code == 422
    assert "errors" in read(answer.text).ids
    assert "2 处错误" in answer.text
    assert "第 11 行“数值”" in answer.text
    assert 'name="document"' not in answer.text


def test_a_doubt_is_answered_in_place(bureau: Office) -> None:
    officer = bureau.browser("officer")
    content = as_yaml(changed("杉木", "D", value="0.6"))
    (doubt,) = check(content).doubts
    shown = upload(officer, content, "set.yaml")
    assert doubt.message in shown.text
    fields = form(shown.text, "/parameters/new").fields
    refused = officer.post("/parameters/new", data=fields)
    assert refused.status_code == 422
    assert says(refused.text, NO_REASON)
    fields = form(refused.text, "/parameters/new").fields | {f"reason-{doubt.key}": "原件如此"}
    sent = officer.post("/parameters/new", data=fields)
    assert sent.status_code == 302
    assert "原件如此" in officer.get(sent.headers["Location"]).text


def test_a_document_changed_on_the_way_is_checked_again(bureau: Office) -> None:
    officer = bureau.browser("officer")
    fields = form(upload(officer, TEACHING.read_bytes()).text, "/parameters/new").fields
    tampered = json.loads(fields["document"])
    tampered["parameters"][4]["value"] = "99"
    answer = officer.post("/parameters/new", data={"document": json.dumps(tampered)})
    assert answer.status_code == 422
    assert says(answer.text, IMPLAUSIBLE)
    with bureau.work():
        assert register.entered_sets() == []


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "文件是空的"), (b"PK broken", "已损坏"), ("不是表".encode(), "应为一份参数集")]
)
def test_a_file_that_is_no_form_is_refused_in_words(bureau: Office, content: bytes, told: str) -> None:
    answer = upload(bureau.browser("officer"), content)
    assert answer.status_code == 422
    assert told in answer.text


def test_no_file_at_all_is_told_at_the_field(bureau: Office) -> None:
    answer = bureau.browser("officer").post("/parameters/new", data={})
    assert answer.status_code == 422
    assert says(answer.text, NO_FILE)


@pytest.mark.parametrize("address", ["/parameters/new", "/parameters/1/verify", "/parameters/1/withdraw"])
def test_others_are_refused_with_the_reason(bureau: Office, address: str) -> None:
    enter(bureau)
    answer = bureau.browser("judge").get(address)
    assert answer.status_code == 403
    assert "林业干部" in answer.text
    assert bureau.browser("officer").get("/parameters/1/verify").status_code == 403
    assert bureau.browser("officer").get("/parameters/99").status_code == 404


def test_a_difference_without_a_note_comes_back_as_typed(bureau: Office) -> None:
    made = enter(bureau)
    second = bureau.browser("second")
    data = {"do": "save", "verdict-1": "agrees", "verdict-2": "differs", "note-2": "", "verdict-x": "agrees"}
    answer = second.post(f"/parameters/{made}/verify", data=data)
    assert answer.status_code == 422
    assert says(answer.text, NO_ORIGINAL)
    assert 'name="verdict-2" value="differs" checked' in answer.text
    saved = second.post(f"/parameters/{made}/verify", data=data | {"note-2": "原件为 12.011"})
    assert saved.status_code == 302
    shown = second.get(f"/parameters/{made}").text
    assert "原件为 12.011" in text(shown)
    assert "differing" in read(shown).ids


def test_freezing_too_early_is_refused(bureau: Office) -> None:
    made = enter(bureau)
    answer = bureau.browser("second").post(f"/parameters/{made}/verify", data={"do": "freeze", "sha256": "x"})
    assert answer.status_code == 409
    assert says(answer.text, NOT_ALL_AGREE)


def test_a_set_is_withdrawn_with_a_reason_and_stays_readable(bureau: Office) -> None:
    made = frozen_set(bureau)
    officer = bureau.browser("officer")
    assert officer.post(f"/parameters/{made}/withdraw", data={"reason": ""}).status_code == 422
    assert officer.post(f"/parameters/{made}/withdraw", data={"reason": "原办法已修订"}).status_code == 302
    shown = text(bureau.browser("judge").get(f"/parameters/{made}").text)
    assert "已停用" in shown
    assert "原办法已修订" in shown
    assert "教学示例文件（虚构）" in shown
    assert officer.get(f"/parameters/{made}/withdraw").status_code == 409


def test_the_pages_are_there_in_english(bureau: Office) -> None:
    made = enter(bureau)
    verify(bureau, made)
    second = bureau.browser("second")
    second.set_cookie("language", "en")
    assert "Freeze the parameter set" in second.get(f"/parameters/{made}/verify").text
    assert "To be verified" in second.get("/parameters").text
    withdraw(bureau, made)
    assert "Withdrawn by" in second.get(f"/parameters/{made}").text
