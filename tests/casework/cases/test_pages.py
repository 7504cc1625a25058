"""The pages of a case: who sees what, the steps taken on it, and what happens when two people act at once."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import yaml
from flask.testing import FlaskClient

from casework import db
from casework.accounts import service as accounts
from casework.audit import service as audit
from casework.cases import service as cases
from rules.casefile import canonical, load
from tests.casework import markup
from tests.casework.office import FACTS, PASSWORD, Office

Visit = Callable[[str], FlaskClient]
TABS = ("", "/stands", "/rules", "/history", "/versions/1", "/casefile.yaml", "/casefile.json")

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what no database can make different."""


@pytest.fixture
def filed(office: Office) -> Office:
    office.file()
    return office


def version_of(office: Office) -> int:
    with office.work():
        return office.case.row_version


@pytest.mark.parametrize("username", ["prosecutor", "judge", "officer"])
def test_the_three_institutions_of_a_case_see_all_its_pages(filed: Office, visit: Visit, username: str) -> None:
    client = visit(username)
    for tab in TABS:
        assert client.get(f"/cases/1{tab}").status_code == 200, tab


@one_database
@pytest.mark.parametrize("username", ["prosecutor2", "judge2", "officer2"])
def test_for_everybody_else_the_case_does_not_exist(filed: Office, visit: Visit, username: str) -> None:
    client = visit(username)
    unknown = client.get("/cases/999")
    for tab in TABS:
        page = client.get(f"/cases/1{tab}")
        assert page.status_code == 404, tab
        assert page.text == unknown.text.replace("/cases/999", f"/cases/1{tab}"), "the answer gives nothing away"
    assert client.post("/cases/1/accept", data={"row_version": "1"}).status_code == 404
    assert client.get("/cases/1/amend").status_code == 404
    assert "张某" not in client.get("/cases").text


@one_database
def test_the_province_sees_every_case_and_changes_none(filed: Office) -> None:
    with filed.work():
        province = accounts.create_institution("福建省林业局", "province", "350000")
        accounts.create_person(province, "province", "监督甲", "supervisor", PASSWORD)
    client = filed.app.test_client()
    client.post("/sign-in", data={"username": "province", "password": PASSWORD})
    for tab in TABS:
        assert client.get(f"/cases/1{tab}").status_code == 200
    assert "张某" in client.get("/cases").text
    assert client.post("/cases/1/accept", data={"row_version": "1"}).status_code == 403
    assert client.post("/cases/1/withdraw", data={"row_version": "1", "reason": "x"}).status_code == 403


@one_database
def test_an_administrator_sees_no_case(filed: Office) -> None:
    with filed.work():
        court = filed.person("judge").institution
        accounts.create_person(court, "admin", "管理员甲", "administrator", PASSWORD)
    client = filed.app.test_client()
    client.post("/sign-in", data={"username": "admin", "password": PASSWORD})
    assert client.get("/cases/1").status_code == 404
    assert "张某" not in client.get("/cases").text


def test_the_court_accepts_a_case_on_its_page(filed: Office, visit: Visit) -> None:
    client = visit("judge")
    fields = markup.form(client.get("/cases/1").text, "/cases/1/accept").fields
    answer = client.post("/cases/1/accept", data=fields)
    assert (answer.status_code, answer.location) == (302, "/cases/1")
    page = client.get("/cases/1").text
    assert "已完成：受理并委托测算" in page
    assert "提交计量（南靖县林业局林业干部）" in page


@one_database
def test_whoever_may_not_take_a_step_is_not_offered_it(filed: Office, visit: Visit) -> None:
    for username, offered in (("prosecutor", {"withdraw"}), ("judge", {"accept"}), ("officer", set())):
        forms = markup.read(visit(username).get("/cases/1").text).forms
        steps = {one.action.rpartition("/")[2] for one in forms if one.action.startswith("/cases/1/")}
        assert steps == offered, username


@one_database
@pytest.mark.parametrize(
    ("username", "action", "status", "reason"),
    [
        ("prosecutor", "accept", 403, "“受理并委托测算”只能由南靖县人民法院法官进行"),
        ("officer", "withdraw", 403, "“撤回案件”只能由南靖县人民检察院检察官进行"),
        ("judge", "close", 403, "“结案”只能由南靖县人民法院承办法官（尚未确定）进行"),
        ("prosecutor", "close", 403, "“结案”只能由南靖县人民法院承办法官（尚未确定）进行"),
    ],
)
def test_a_step_of_somebody_else_is_forbidden_and_says_whose_it_is(
    filed: Office, visit: Visit, username: str, action: str, status: int, reason: str
) -> None:
    page = visit(username).post(f"/cases/1/{action}", data={"row_version": "1", "reason": "x"})
    assert page.status_code == status
    assert reason in page.text


@one_database
def test_a_step_out_of_turn_is_impossible_and_says_where_the_case_stands(filed: Office, visit: Visit) -> None:
    filed.accept()
    page = visit("judge").post("/cases/1/accept", data={"row_version": str(version_of(filed))})
    assert page.status_code == 409
    assert "案件现处“委托测算”阶段，“受理并委托测算”只能在“立案”阶段进行" in page.text


def test_a_page_from_before_a_change_is_refused_and_keeps_what_was_typed(filed: Office, visit: Visit) -> None:
    client = visit("prosecutor")
    fields = markup.form(client.get("/cases/1").text, "/cases/1/withdraw").fields
    amend(client, value_cny="1.00")
    page = client.post("/cases/1/withdraw", data={**fields, "reason": "证据不足，撤回"})
    assert page.status_code == 409
    assert "案件已被他人更新" in page.text
    again = markup.form(page.text, "/cases/1/withdraw").fields
    assert again["reason"] == "证据不足，撤回"
    # Sent once more from the page now shown, it works.
    assert client.post("/cases/1/withdraw", data=again).status_code == 302
    with filed.work():
        assert filed.case.stage == "withdrawn"


@one_database
@pytest.mark.parametrize("row_version", ["", "x", "0", "99"])
def test_a_step_without_the_right_row_version_is_refused(filed: Office, visit: Visit, row_version: str) -> None:
    page = visit("judge").post("/cases/1/accept", data={"row_version": row_version})
    assert page.status_code == 409
    with filed.work():
        assert filed.case.stage == "filed"


@one_database
def test_withdrawing_needs_a_reason(filed: Office, visit: Visit) -> None:
    page = visit("prosecutor").post("/cases/1/withdraw", data={"row_version": "1", "reason": " "})
    assert page.status_code == 422
    assert "请写明理由" in page.text or "须写明理由" in page.text
    with filed.work():
        assert filed.case.stage == "filed"


def amend(client: FlaskClient, reason: str = "补充侦查", **values: str) -> int:
    """Amend the case through its pages; gives the status of the last one."""
    fields = markup.form(client.get("/cases/1/amend").text, "/cases/1/amend").fields
    checked = client.post("/cases/1/amend", data={**fields, **values, "do": "check"})
    fields = markup.form(checked.text, "/cases/1/amend").fields
    return client.post("/cases/1/amend", data={**fields, "reason": reason, "do": "file"}).status_code


def test_a_case_is_amended_with_its_reason_and_the_change_is_shown(filed: Office, visit: Visit) -> None:
    client = visit("prosecutor")
    assert amend(client, "评估补充", value_cny="4960.72") == 302
    page = client.get("/cases/1/versions/2").text
    assert "与第 1 版的不同（1 处）" in page
    assert "4960.72" in page
    assert "评估补充" in page
    assert "这是最初的一版" in client.get("/cases/1/versions/1").text
    assert client.get("/cases/1/versions/3").status_code == 404
    history = client.get("/cases/1/history").text
    assert "修改案件" in history
    assert "第 2 版" in history


def test_an_amendment_can_be_uploaded(filed: Office, visit: Visit) -> None:
    client = visit("prosecutor")
    content = yaml.safe_dump({**FACTS, "value_cny": "88.00"}, allow_unicode=True).encode()
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="c.yaml"\r\n\r\n' + content + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    page = client.post("/cases/1/amend/upload", data=body, content_type=kind)
    assert "将作的改动（1 处）" in page.text
    fields = markup.form(page.text, "/cases/1/amend").fields
    assert client.post("/cases/1/amend", data={**fields, "reason": "更正", "do": "file"}).status_code == 302
    with filed.work():
        assert str(cases.current_casefile(filed.case).value_cny) == "88.00"


@one_database
@pytest.mark.parametrize(
    ("reason", "values", "said"),
    [(" ", {"value_cny": "1"}, "修改案件须写明理由"), ("补充", {}, "没有改动")],
)
def test_an_amendment_without_reason_or_change_is_refused_on_the_page(
    filed: Office, visit: Visit, reason: str, values: dict[str, str], said: str
) -> None:
    client = visit("prosecutor")
    fields = markup.form(client.get("/cases/1/amend").text, "/cases/1/amend").fields
    checked = client.post("/cases/1/amend", data={**fields, **values, "do": "check"})
    fields = markup.form(checked.text, "/cases/1/amend").fields
    page = client.post("/cases/1/amend", data={**fields, "reason": reason, "do": "file"})
    assert page.status_code == 422
    assert said in page.text
    assert "document" in markup.form(page.text, "/cases/1/amend").fields


def test_an_amendment_made_on_an_older_state_is_shown_against_the_new_one(filed: Office, visit: Visit) -> None:
    mine, colleagues = visit("prosecutor"), visit("prosecutor")
    fields = markup.form(mine.get("/cases/1/amend").text, "/cases/1/amend").fields
    assert amend(colleagues, value_cny="1.00") == 302
    checked = mine.post("/cases/1/amend", data={**fields, "stands-0-trees": "111", "do": "check"})
    fields = markup.form(checked.text, "/cases/1/amend").fields
    refused = mine.post("/cases/1/amend", data={**fields, "reason": "复点", "do": "file"})
    assert refused.status_code == 409
    assert "案件已被他人更新" in refused.text
    # Both differences are shown: mine, and the colleague's that mine would undo.
    assert "将作的改动（2 处）" in refused.text
    again = markup.form(refused.text, "/cases/1/amend").fields
    assert again["reason"] == "复点"
    assert mine.post("/cases/1/amend", data={**again, "do": "file"}).status_code == 302


@one_database
def test_an_accepted_case_is_no_longer_amended(filed: Office, visit: Visit) -> None:
    filed.accept()
    client = visit("prosecutor")
    assert client.get("/cases/1/amend").status_code == 409
    assert "/cases/1/amend" not in markup.read(client.get("/cases/1").text).links


@one_database
def test_only_the_prosecutor_amends(filed: Office, visit: Visit) -> None:
    assert visit("judge").get("/cases/1/amend").status_code == 403


def test_the_case_file_is_handed_out_as_it_is_stored(filed: Office, visit: Visit) -> None:
    client = visit("judge")
    with filed.work():
        stored = cases.current_version(filed.case).document
        reference = filed.case.reference
    for form in ("yaml", "json"):
        answer = client.get(f"/cases/1/casefile.{form}")
        assert canonical(load(answer.data).as_json()) == stored
        assert f'filename="{reference}.{form}"' in answer.headers["Content-Disposition"]
    assert json.loads(client.get("/cases/1/casefile.json").data)["stands"][0]["standing_stock_m3"] == "18.6493"
    assert client.get("/cases/1/casefile.xml").status_code == 404


def verified(office: Office) -> None:
    """A case whose obligations are all proven."""
    office.to_performing()
    office.retire(office.buy(office.lot(), 1, 86), 1, 86)


def test_the_judge_records_the_judgment_and_closes(office: Office, visit: Visit) -> None:
    verified(office)
    client = visit("judge")
    fields = markup.form(client.get("/cases/1").text, "/cases/1/rule").fields
    ruling = {**fields, "number": "（2025）闽0627刑初1号", "date": db.today().isoformat(), "note": "单处罚金"}
    assert client.post("/cases/1/rule", data=ruling).status_code == 302
    page = client.get("/cases/1").text
    assert "（2025）闽0627刑初1号" in page
    assert "单处罚金" in page
    assert client.post("/cases/1/close", data=markup.form(page, "/cases/1/close").fields).status_code == 302
    with office.work():
        assert office.case.stage == "closed"
    assert [one.action for one in markup.read(client.get("/cases/1").text).forms if "/cases/1" in one.action] == []


@one_database
@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("number", "", "请填写裁判文书号"),
        ("number", "长" * 121, "裁判文书号应为 1 至 120 个字"),
        ("date", "", "请填写裁判日期"),
        ("date", "2025-13-01", "应为真实存在的日期"),
        ("date", "2025-01-19", "裁判日期早于行为结束日 2025-01-20"),
        ("date", "2099-01-01", "裁判日期晚于今日"),
    ],
)
def test_a_wrong_judgment_is_refused_at_its_field(
    office: Office, visit: Visit, field: str, value: str, reason: str
) -> None:
    verified(office)
    client = visit("judge")
    fields = markup.form(client.get("/cases/1").text, "/cases/1/rule").fields
    ruling = {**fields, "number": "（2025）闽0627刑初1号", "date": db.today().isoformat(), field: value}
    page = client.post("/cases/1/rule", data=ruling)
    assert page.status_code == 422
    assert reason in page.text
    with office.work():
        assert office.case.stage == "verified"


def test_the_rules_tab_shows_rules_and_routes_once_measured(filed: Office, visit: Visit) -> None:
    client = visit("judge")
    assert "林业局提交计量后" in client.get("/cases/1/rules").text
    filed.accept()
    filed.measure()
    page = client.get("/cases/1/rules").text
    for words in ("认购碳汇", "原地补植", "适用的规则", "法释〔2023〕8号"):
        assert words in page


def test_the_history_shows_steps_versions_and_the_log(filed: Office, visit: Visit) -> None:
    filed.accept()
    page = visit("prosecutor").get("/cases/1/history").text
    assert "受理并委托测算：立案 → 委托测算" in page
    assert "南靖县人民法院 judge" in page
    with filed.work():
        entries = audit.entries("case:1")
        digest = cases.current_version(filed.case).sha256
    assert [entry.action for entry in entries] == ["accept", "file"]
    assert all(entry.hash in page for entry in entries)
    assert digest in page


@one_database
def test_whatever_was_typed_is_shown_as_text(office: Office, visit: Visit) -> None:
    evil = "<script>alert(1)</script>"
    facts = {**FACTS, "parties": [{"name": evil, "role": "被告人"}], "opinions": [{"by": evil, "view": evil}]}
    office.file(facts)
    client = visit("prosecutor")
    for tab in ("", "/stands", "/history", "/versions/1", "/amend"):
        assert evil not in client.get(f"/cases/1{tab}").text
    assert evil not in client.get("/").text + client.get("/cases").text
    assert "&lt;script&gt;" in client.get("/cases").text
