"""The pages of a case and its facts: who sees what, and the case file that is handed out."""

from __future__ import annotations

import json

import pytest

from casework.accounts import institutions
from casework.accounts import service as accounts
from casework.cases import filing
from rules.casefile import canonical, load
from tests.casework import markup
from tests.casework.markup import holds
from tests.casework.office import FACTS, PASSWORD, Office

PAGES = (
    *("/folders/1", "/folders/1/facts", "/folders/1/facts/versions/1", "/folders/1/rules", "/folders/1/recovery"),
    *("/cases/1/deadlines", "/cases/1/casefile.yaml", "/cases/1/casefile.json"),
)

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what no database can make different."""


@pytest.fixture
def filed(office: Office) -> Office:
    office.file()
    return office


@pytest.mark.parametrize("username", ["prosecutor", "judge", "officer"])
def test_the_three_institutions_of_a_case_see_all_its_pages(filed: Office, username: str) -> None:
    client = filed.browser(username)
    for page in PAGES:
        assert client.get(page).status_code == 200, page


@one_database
@pytest.mark.parametrize("username", ["prosecutor2", "judge2", "officer2"])
def test_for_everybody_else_the_case_does_not_exist(filed: Office, username: str) -> None:
    client = filed.browser(username)

    def refused(address: str) -> str:
        page = client.get(address)
        assert page.status_code == 404, address
        token = markup.form(page.text, "/sign-out").fields["csrf_token"]  # another one every second
        return page.text.replace(token, "").replace(address, "")

    for page in PAGES:
        foreign = page.replace("/1", "/999", 1)
        assert refused(page) == refused(foreign), "the answer gives nothing away"
    assert client.get("/folders/1/facts/edit").status_code == 404


@one_database
def test_the_province_sees_every_case_and_changes_none(filed: Office) -> None:
    with filed.work():
        province = institutions.create_institution("福建省林业局", "other_authority", "350000")
        accounts.create_person(province, "province", "监督甲", ("supervisor",), PASSWORD)
    client = filed.browser("province")
    for page in PAGES:
        assert client.get(page).status_code == 200
    assert client.get("/folders/1/facts/edit").status_code == 403


@one_database
def test_an_administrator_sees_no_case(filed: Office) -> None:
    with filed.work():
        court = filed.person("judge").institution
        accounts.create_person(court, "admin", "管理员甲", ("administrator",), PASSWORD)
    client = filed.browser("admin")
    for page in PAGES:
        assert client.get(page).status_code == 404


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


def test_the_page_of_rules_shows_rules_and_routes_before_anything_is_measured(filed: Office) -> None:
    page = filed.browser("judge").get("/folders/1/rules").text
    assert not holds(page, "nothing-decided")
    for words in ("认购碳汇", "原地补植", "适用的规则", "法释〔2023〕8号"):
        assert words in page


@one_database
def test_an_address_of_the_former_page_leads_to_the_case(filed: Office) -> None:
    client = filed.browser("prosecutor")
    assert client.get("/cases/1").location == "/folders/1"
    assert client.get("/cases/2").status_code == 404


@one_database
def test_whatever_was_typed_is_shown_as_text(office: Office) -> None:
    evil = "<script>alert(1)</script>"
    facts = {**FACTS, "parties": [{"name": evil, "role": "被告人"}], "opinions": [{"by": evil, "view": evil}]}
    office.file(facts)
    client = office.browser("prosecutor")
    for page in (*PAGES[:5], "/folders/1/facts/edit", "/folders/1/facts/edit/parties"):
        assert evil not in client.get(page).text, page
    assert "&lt;script&gt;" in client.get("/folders/1").text
