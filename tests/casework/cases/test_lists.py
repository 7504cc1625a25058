"""The to-do list and the list of cases."""

from __future__ import annotations

import copy
import datetime
import html
import re

import pytest
from flask.testing import FlaskClient

from casework import db, paging
from casework.accounts import service as accounts
from casework.cases import Case, filing, lifecycle, search
from casework.cases import queries as case_queries
from casework.cases import service as cases
from casework.cases.queries import PER_PAGE
from rules.casefile import parse
from tests.casework import markup, pages
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
        return [(task.case.id, task.step.action) for task in case_queries.todo(office.person(username)).page.rows]


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
        accounts.create_person(court, "colleague", "法官丙", ("judge",), "Colleague-2026")
    assert waiting(office, "colleague") == []
    [new] = file_many(office, "李某")
    assert waiting(office, "colleague") == [(new, "accept")]


def test_what_waits_longest_comes_first(office: Office) -> None:
    first, second, third = file_many(office, "甲", "乙", "丙")
    assert [case for case, _ in waiting(office, "judge")] == [first, second, third]


def test_the_to_do_page_names_the_step_and_leads_to_it(office: Office) -> None:
    office.file()
    office.accept()
    page = office.browser("officer").get("/cases/todo").text
    assert "提交计量" in page
    assert "/cases/1/losses" in markup.read(page).links


def test_an_empty_to_do_list_leads_to_the_cases(office: Office) -> None:
    page = office.browser("officer").get("/cases/todo").text
    assert markup.holds(page, "nothing-waits")
    assert "/folders" in markup.read(page).links


def test_empty_lists_say_what_to_do(office: Office) -> None:
    assert "/cases/new/upload" in markup.read(office.browser("prosecutor").get("/folders").text).links
    assert markup.holds(office.browser("judge").get("/cases").text, "no-cases")


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
    assert markup.holds(client.get("/cases?text=赵").text, "none-found")


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"'])
def test_signs_of_the_database_are_only_signs(office: Office, text: str) -> None:
    file_many(office, "张某")
    client = office.browser("prosecutor")
    assert shown(client, f"text={text.replace('%', '%25')}") == []
    file_many(office, f"李{text}某")
    assert shown(client, f"text={text.replace('%', '%25')}") == ["2"]


@pytest.mark.parametrize(
    "query", ["stage=unknown", "offence=吸烟", "after=x", "after=1~2", "before=2026-01-01~1", "before=~", "after=1~2~3"]
)
def test_a_filter_that_does_not_exist_is_left_out(office: Office, query: str) -> None:
    file_many(office, "张某")
    assert shown(office.browser("prosecutor"), query) == ["1"]


def turned(client: FlaskClient, address: str, link: str) -> str:
    """The address to which a page's link to the page before (``prev``) or after (``next``) leads; empty without one."""
    found = re.search(rf'rel="{link}" href="([^"]*)"', client.get(address).text)
    return html.unescape(found[1]) if found else ""


def test_long_lists_come_in_pages_that_keep_the_filter(office: Office) -> None:
    file_many(office, *(f"当事人{number}" for number in range(2 * PER_PAGE + 3)))
    client = office.browser("prosecutor")
    first = "/cases?stage=filed"
    assert f"共 {2 * PER_PAGE + 3} 件" in client.get(first).text
    second = turned(client, first, "next")
    third = turned(client, second, "next")
    pages = [shown(client, address.partition("?")[2]) for address in (first, second, third)]
    assert [len(page) for page in pages] == [PER_PAGE, PER_PAGE, 3]
    assert [int(case) for page in pages for case in page] == list(range(2 * PER_PAGE + 3, 0, -1))
    assert "stage=filed" in third
    assert (turned(client, first, "prev"), turned(client, third, "next")) == ("", "")
    for before, after in ((second, third), (first, second)):
        back = turned(client, after, "prev")
        assert shown(client, back.partition("?")[2]) == shown(client, before.partition("?")[2])


def test_a_case_that_changes_meanwhile_is_neither_missed_nor_met_twice_further_on(office: Office) -> None:
    file_many(office, *(f"当事人{number}" for number in range(PER_PAGE + 3)))
    client = office.browser("prosecutor")
    second = turned(client, "/cases", "next")
    office.case_id = PER_PAGE + 3
    office.accept()
    assert shown(client, second.partition("?")[2]) == ["3", "2", "1"]


def test_a_page_of_which_nothing_is_left_is_the_first(office: Office) -> None:
    file_many(office, "甲", "乙")
    nothing_older = f"after={paging.key_text(db.now() - datetime.timedelta(days=1), 1)}"
    assert shown(office.browser("prosecutor"), nothing_older) == ["2", "1"]


def test_the_to_do_list_counts_the_cases_of_each_step_and_shows_one_kind_alone(office: Office) -> None:
    file_many(office, *(f"当事人{number}" for number in range(PER_PAGE + 2)))
    with office.work():
        judge = office.person("judge")
        for number in (1, 2):
            lifecycle.advance(db.session().get_one(Case, number), "accept", judge)
    office.case_id = 1
    office.measure()
    client = office.browser("judge")
    page = client.get("/cases/todo").text
    assert f"受理并委托测算 {PER_PAGE}" in pages.text(page)
    assert "确认损失 1" in pages.text(page)
    assert f"（{PER_PAGE + 1} 件）" in page
    assert len(shown_tasks(page)) == PER_PAGE
    beyond = shown_tasks(client.get(turned(client, "/cases/todo", "next")).text)
    assert len(beyond) == 1
    assert {*shown_tasks(page), *beyond} == {str(number) for number in range(1, PER_PAGE + 3)} - {"2"}
    alone = client.get("/cases/todo?step=confirm").text
    assert shown_tasks(alone) == ["1"]
    assert "（1 件）" in alone
    assert shown_tasks(client.get("/cases/todo?step=measure").text) == shown_tasks(page), "a step of others is left out"


def shown_tasks(page: str) -> list[str]:
    """The cases of a to-do list, by the number in the address of their next step."""
    return re.findall(r'href="/cases/(\d+)[^"]*"><strong>', page)


def test_a_search_finds_any_part_of_number_reference_or_name_however_written(office: Office) -> None:
    with office.work():
        facts = copy.deepcopy(FACTS)
        facts["case"]["number"] = "（2025）闽0627刑初88号"
        facts["parties"] = [{"name": "Chen 有限公司", "role": "被告人"}, {"name": "欧阳某山", "role": "被告人"}]
        filing.file(office.person("prosecutor"), parse(facts))
    file_many(office, "李某")
    client = office.browser("prosecutor")
    for text in ("刑初88", "(2025)闽", "0627", "阳某", "山", "chen有限", "有限公司、欧阳", "0001"):
        assert shown(client, f"text={text}") == ["1"], text
    assert set(shown(client, "text=某")) == {"1", "2"}
    assert shown(client, "text=刑初89") == []


def test_a_search_follows_an_amendment(office: Office) -> None:
    office.file()
    with office.work():
        facts = copy.deepcopy(FACTS) | {"parties": [{"name": "赵某", "role": "被告人"}]}
        cases.revise(office.case, office.person("prosecutor"), parse(facts), "姓名更正")
    client = office.browser("prosecutor")
    assert shown(client, "text=赵") == ["1"]
    assert shown(client, "text=张") == []


def test_a_search_with_many_hits_gives_what_a_search_with_few_gives(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_many(office, "甲某", "乙某", "丙某", "丁", username="prosecutor")
    client = office.browser("prosecutor")
    few = shown(client, "text=某")
    monkeypatch.setattr(search, "FEW", 1)
    assert shown(client, "text=某") == few == ["3", "2", "1"]


def test_more_cases_than_are_counted_are_said_to_be_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    file_many(office, "甲", "乙", "丙")
    monkeypatch.setattr(paging, "MOST_COUNTED", 2)
    assert "共 2+ 件" in office.browser("prosecutor").get("/cases").text
    assert "（2+ 件）" in office.browser("judge").get("/cases/todo").text


def test_a_list_shows_no_more_of_the_parties_than_fits_its_column(office: Office) -> None:
    facts = copy.deepcopy(FACTS)
    facts["parties"] = [{"name": f"被告人第{number}号", "role": "被告人"} for number in range(30)]
    office.file(facts)
    for address in ("/cases", "/cases/todo"):
        page = office.browser("prosecutor" if address == "/cases" else "judge").get(address).text
        assert "被告人第0号、被告人第1号" in page
        assert "被告人第29号" not in page
        assert "…" in page
    assert "被告人第29号" in office.browser("judge").get("/cases/1").text
