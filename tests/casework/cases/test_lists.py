"""The to-do list and the list of cases."""

from __future__ import annotations

import copy

import pytest

from casework.accounts import service as accounts
from casework.cases import filing, search
from casework.cases import queries as case_queries
from casework.cases import service as cases
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


def test_an_empty_to_do_list_leads_to_the_cases(office: Office) -> None:
    page = office.browser("officer").get("/").text
    assert markup.holds(page, "nothing-waits")
    assert "/folders" in markup.read(page).links


def test_empty_lists_say_what_to_do(office: Office) -> None:
    assert "/cases/new/upload" in markup.read(office.browser("prosecutor").get("/folders").text).links
    assert markup.holds(office.browser("judge").get("/folders").text, "no-folders")


def test_an_address_of_the_former_list_leads_to_the_list(office: Office) -> None:
    answer = office.browser("judge").get("/cases?offence=滥伐林木")
    assert answer.status_code == 302
    assert answer.location.startswith("/folders?offence=")


def found(office: Office, text: str) -> list[int]:
    """The cases that a search finds, the last changed first."""
    with office.work():
        wanted = case_queries.Filter(text=text)
        return [row.id for row in case_queries.listing(office.person("prosecutor"), wanted).cases]


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"'])
def test_signs_of_the_database_are_only_signs(office: Office, text: str) -> None:
    file_many(office, "张某")
    assert found(office, text) == []
    file_many(office, f"李{text}某")
    assert found(office, text) == [2]


def test_a_search_finds_any_part_of_number_reference_or_name_however_written(office: Office) -> None:
    with office.work():
        facts = copy.deepcopy(FACTS)
        facts["case"]["number"] = "（2025）闽0627刑初88号"
        facts["parties"] = [{"name": "Chen 有限公司", "role": "被告人"}, {"name": "欧阳某山", "role": "被告人"}]
        filing.file(office.person("prosecutor"), parse(facts))
    file_many(office, "李某")
    for text in ("刑初88", "(2025)闽", "0627", "阳某", "山", "chen有限", "有限公司、欧阳", "0001"):
        assert found(office, text) == [1], text
    assert set(found(office, "某")) == {1, 2}
    assert found(office, "刑初89") == []


def test_a_search_follows_an_amendment(office: Office) -> None:
    office.file()
    with office.work():
        facts = copy.deepcopy(FACTS) | {"parties": [{"name": "赵某", "role": "被告人"}]}
        cases.revise(office.case, office.person("prosecutor"), parse(facts), "姓名更正")
    assert found(office, "赵") == [1]
    assert found(office, "张") == []


def test_a_search_with_many_hits_gives_what_a_search_with_few_gives(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_many(office, "甲某", "乙某", "丙某", "丁", username="prosecutor")
    few = found(office, "某")
    monkeypatch.setattr(search, "FEW", 1)
    assert found(office, "某") == few == [3, 2, 1]
