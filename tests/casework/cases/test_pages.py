"""The pages of a case: who sees what, and the steps taken on them."""

from __future__ import annotations

import json

import pytest

from casework.accounts import institutions
from casework.accounts import service as accounts
from casework.audit import service as audit
from casework.cases import filing
from rules.casefile import canonical, load
from tests.casework import markup
from tests.casework.markup import holds
from tests.casework.office import FACTS, PASSWORD, Office

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
def test_the_three_institutions_of_a_case_see_all_its_pages(filed: Office, username: str) -> None:
    client = filed.browser(username)
    for tab in TABS:
        assert client.get(f"/cases/1{tab}").status_code == 200, tab


@one_database
@pytest.mark.parametrize("username", ["prosecutor2", "judge2", "officer2"])
def test_for_everybody_else_the_case_does_not_exist(filed: Office, username: str) -> None:
    client = filed.browser(username)

    def refused(address: str) -> str:
        page = client.get(address)
        assert page.status_code == 404, address
        token = markup.form(page.text, "/sign-out").fields["csrf_token"]  # another one every second
        return page.text.replace(token, "").replace(address, "")

    for tab in TABS:
        assert refused(f"/cases/1{tab}") == refused(f"/cases/999{tab}"), "the answer gives nothing away"
    assert client.get("/cases/1/amend").status_code == 404


@one_database
def test_the_province_sees_every_case_and_changes_none(filed: Office) -> None:
    with filed.work():
        province = institutions.create_institution("福建省林业局", "other_authority", "350000")
        accounts.create_person(province, "province", "监督甲", ("supervisor",), PASSWORD)
    client = filed.app.test_client()
    client.post("/sign-in", data={"username": "province", "password": PASSWORD})
    for tab in TABS:
        assert client.get(f"/cases/1{tab}").status_code == 200
    assert client.get("/cases/1/amend").status_code == 403


@one_database
def test_an_administrator_sees_no_case(filed: Office) -> None:
    with filed.work():
        court = filed.person("judge").institution
        accounts.create_person(court, "admin", "管理员甲", ("administrator",), PASSWORD)
    client = filed.app.test_client()
    client.post("/sign-in", data={"username": "admin", "password": PASSWORD})
    assert client.get("/cases/1").status_code == 404


def test_the_case_file_is_handed_out_as_it_is_stored(filed: Office) -> None:
    client = filed.browser("judge")
    with filed.work():
        stored = filing.current_version(filed.case).document
        reference = filed.case.reference
    for form in ("yaml", "json"):
        answer = client.get(f"/cases/1/casefile.{form}")
        assert canonical(load(answer.data).as_json()) == stored
        assert f'filename="{reference}.{form}"' in answer.headers["Content-Disposition"]
    assert json.loads(client.get("/cases/1/casefile.json").data)["stands"][0]["standing_stock_m3"] == "18.6493"
    assert client.get("/cases/1/casefile.xml").status_code == 404


def test_the_rules_tab_shows_rules_and_routes_once_measured(filed: Office) -> None:
    client = filed.browser("judge")
    assert holds(client.get("/cases/1/rules").text, "nothing-decided")
    filed.accept()
    filed.measure()
    page = client.get("/cases/1/rules").text
    for words in ("认购碳汇", "原地补植", "适用的规则", "法释〔2023〕8号"):
        assert words in page


def test_the_history_shows_steps_versions_and_the_log(filed: Office) -> None:
    filed.accept()
    page = filed.browser("prosecutor").get("/cases/1/history").text
    assert "受理并委托测算：立案 → 委托测算" in page
    assert "南靖县人民法院 judge" in page
    with filed.work():
        entries = audit.entries("case:1")
        digest = filing.current_version(filed.case).sha256
    assert [entry.action for entry in entries] == ["accept", "file"]
    assert all(entry.hash in page for entry in entries)
    assert digest in page


@one_database
def test_whatever_was_typed_is_shown_as_text(office: Office) -> None:
    evil = "<script>alert(1)</script>"
    facts = {**FACTS, "parties": [{"name": evil, "role": "被告人"}], "opinions": [{"by": evil, "view": evil}]}
    office.file(facts)
    client = office.browser("prosecutor")
    for tab in ("", "/stands", "/history", "/versions/1", "/amend"):
        assert evil not in client.get(f"/cases/1{tab}").text
    assert "&lt;script&gt;" in client.get("/cases/1").text


@one_database
def test_the_next_step_leads_whoever_takes_it_to_its_page(office: Office) -> None:
    office.file()
    office.accept()
    head = '<a href="/cases/1/losses">提交计量（南靖县林业局林业干部）</a>'
    assert head in office.browser("officer").get("/cases/1/rules").text
    assert head not in office.browser("officer").get("/cases/1/losses").text
    for other in ("judge", "prosecutor"):
        page = office.browser(other).get("/cases/1/rules").text
        assert "提交计量（南靖县林业局林业干部）" in page
        assert head not in page
