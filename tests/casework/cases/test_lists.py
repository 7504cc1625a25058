"""The search of cases, and what lists say while they are empty."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from casework.cases import search
from casework.proceedings import facts, listing
from casework.proceedings.listing import Filter
from rules.casefile import parse
from tests.casework import markup
from tests.casework.office import FACTS, Office


def told(*names: str, number: str | None = None) -> dict[str, Any]:
    """The office's facts with other parties, and perhaps a number."""
    made = copy.deepcopy(FACTS)
    made["parties"] = [{"name": name, "role": "被告人"} for name in names]
    made["case"] |= {"number": number} if number else {}
    return made


def file_many(office: Office, *names: str) -> None:
    """Open a case for each name of a party."""
    for name in names:
        office.file(told(name))


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
        return [row.id for row in listing.listing(office.person("prosecutor"), Filter(text=text)).page.rows]


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"'])
def test_signs_of_the_database_are_only_signs(office: Office, text: str) -> None:
    file_many(office, "张某")
    assert found(office, text) == []
    file_many(office, f"李{text}某")
    assert found(office, text) == [2]


def test_a_search_finds_any_part_of_number_reference_or_name_however_written(office: Office) -> None:
    office.file(told("Chen 有限公司", "欧阳某山", number="（2025）闽0627刑初88号"))
    file_many(office, "李某")
    for text in ("刑初88", "(2025)闽", "0627", "阳某", "山", "chen有限", "0001"):
        assert found(office, text) == [1], text
    assert set(found(office, "某")) == {1, 2}
    assert found(office, "刑初89") == []


def test_a_search_follows_a_correction(office: Office) -> None:
    office.file()
    with office.work():
        facts.correct(office.folder, office.person("prosecutor"), parse(told("张某", "赵某")), "补充被告人")
    assert found(office, "赵") == [1]


def test_a_search_with_many_hits_gives_what_a_search_with_few_gives(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_many(office, "甲某", "乙某", "丙某", "丁")
    few = found(office, "某")
    monkeypatch.setattr(search, "FEW", 1)
    assert found(office, "某") == few == [3, 2, 1]
