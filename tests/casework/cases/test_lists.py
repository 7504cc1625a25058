"""The to-do list and the list of cases."""

from __future__ import annotations

import copy

import pytest
from flask.testing import FlaskClient

from casework.accounts import service as accounts
from casework.cases import filing
from casework.cases import queries as case_queries
from casework.cases.queries import PER_PAGE
from rules.casefile import parse
from tests.casework import markup
from tests.casework.office import FACTS, Office


def file_many(office: Office, *names: str, username: str = "prosecutor", offence: str = "滥伐林木") -> list[int]:
    """File a case for each name of a party."""
    with office.work():
        made = []
        for name in names:
            facts = copy.deepcopy(FACTS)
            facts["case"]["offence"] = offence
            facts["parties"] = [{"name": name, "role": "被告人"}]
            made.append(filing.file(office.person(username), parse(facts)).id)
        return made


def waiting(office: Office, username: str) -> list[tuple[int, str]]:
    with office.work():
        return [(task.case.id, task.step.action) for task in case_queries.tasks(office.person(username))]


def test_a_case_waits_for_whoever_has_the_next_step_and_nobody_else(office: Office) -> None:
    awaited = [("judge", "accept"), ("officer", "measure"), ("judge", "confirm"), ("prosecutor", "propose")]
    moves = [office.accept, office.measure, office.confirm, office.propose]
    office.file()
    for (username, action), move in zip(awaited, moves, strict=True):
        for other in ("prosecutor", "judge", "officer", "judge2", "officer2", "prosecutor2"):
            assert waiting(office, other) == ([(1, action)] if other == username else []), f"{action}: {other}"
        move()
    assert waiting(office, "judge") == [(1, "approve")]
    office.approve()
    assert waiting(office, "officer") == [(1, "purchase")]
    bought = office.buy(office.lot(), 1, 86)
    assert waiting(office, "officer") == [(1, "retire")]
    office.retire(bought, 1, 86)
    assert waiting(office, "judge") == [(1, "rule")]


def test_an_assigned_case_waits_for_its_judge_and_not_for_a_colleague(office: Office) -> None:
    office.file()
    office.accept()
    office.measure()
    with office.work():
        court = office.person("judge").institution
        accounts.create_person(court, "colleague", "法官丙", "judge", "Colleague-2026")
    assert waiting(office, "colleague") == []
    [new] = file_many(office, "李某")
    assert waiting(office, "colleague") == [(new, "accept")]


def test_what_waits_longest_comes_first(office: Office) -> None:
    first, second, third = file_many(office, "甲", "乙", "丙")
    assert [case for case, _ in waiting(office, "judge")] == [first, second, third]


def test_the_to_do_page_names_the_step_and_leads_to_it(office: Office) -> None:
    office.file()
    office.accept()
    page = office.browser("officer").get("/").text
    assert "提交计量" in page
    assert "/cases/1/losses" in markup.read(page).links


def test_an_empty_to_do_list_leads_to_the_cases(office: Office) -> None:
    page = office.browser("officer").get("/").text
    assert "现在没有等待您办理的案件" in page
    assert "/cases" in markup.read(page).links


def test_empty_lists_say_what_to_do(office: Office) -> None:
    assert "/cases/new/upload" in markup.read(office.browser("prosecutor").get("/cases").text).links
    assert "检察院立案后，案件会出现在这里" in office.browser("judge").get("/cases").text


def shown(client: FlaskClient, query: str) -> list[str]:
    """The cases on a page of the list, by the number in their address."""
    links = markup.read(client.get(f"/cases?{query}").text).links
    return [link.rpartition("/")[2] for link in links if link.startswith("/cases/") and link[7:].isdecimal()]


def test_the_list_is_narrowed_by_stage_offence_and_text(office: Office) -> None:
    file_many(office, "张某", "李某")
    file_many(office, "王某", offence="盗伐林木")
    office.case_id = 2
    office.accept()
    client = office.browser("prosecutor")
    assert set(shown(client, "")) == {"1", "2", "3"}
    assert shown(client, "stage=commissioned") == ["2"]
    assert shown(client, "offence=盗伐林木") == ["3"]
    assert shown(client, "text=张") == ["1"]
    assert shown(client, "text=-0002") == ["2"]
    assert shown(client, "text=+李某+") == ["2"]
    assert shown(client, "stage=filed&offence=滥伐林木&text=某") == ["1"]
    assert shown(client, "text=赵") == []
    assert "没有符合条件的案件" in client.get("/cases?text=赵").text


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"'])
def test_signs_of_the_database_are_only_signs(office: Office, text: str) -> None:
    file_many(office, "张某")
    client = office.browser("prosecutor")
    assert shown(client, f"text={text.replace('%', '%25')}") == []
    file_many(office, f"李{text}某")
    assert shown(client, f"text={text.replace('%', '%25')}") == ["2"]


@pytest.mark.parametrize("query", ["stage=unknown", "offence=吸烟", "page=0", "page=-3", "page=x", "page=99"])
def test_a_filter_that_does_not_exist_is_left_out(office: Office, query: str) -> None:
    file_many(office, "张某")
    assert shown(office.browser("prosecutor"), query) == ["1"]


def test_long_lists_come_in_pages_that_keep_the_filter(office: Office) -> None:
    file_many(office, *(f"当事人{number}" for number in range(PER_PAGE + 3)))
    client = office.browser("prosecutor")
    first, second = shown(client, "stage=filed"), shown(client, "stage=filed&page=2")
    assert (len(first), len(second)) == (PER_PAGE, 3)
    assert not set(first) & set(second)
    page = client.get("/cases?stage=filed").text
    assert f"共 {PER_PAGE + 3} 件" in page
    assert "/cases?stage=filed&page=2" in markup.read(page).links


def test_a_list_shows_no_more_of_the_parties_than_fits_its_column(office: Office) -> None:
    facts = copy.deepcopy(FACTS)
    facts["parties"] = [{"name": f"被告人第{number}号", "role": "被告人"} for number in range(30)]
    office.file(facts)
    for address in ("/cases", "/"):
        page = office.browser("prosecutor" if address == "/cases" else "judge").get(address).text
        assert "被告人第0号、被告人第1号" in page
        assert "被告人第29号" not in page
        assert "…" in page
    assert "被告人第29号" in office.browser("judge").get("/cases/1").text
