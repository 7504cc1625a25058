"""Every fact of the schema on the pages that check and read a case: in its words, or 未查明 where it is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import pytest

from casework.cases import drafts
from casework.proceedings import facts as case_facts
from casework.proceedings import filing
from casework.proceedings.filing import Opening
from casework.web.facts import page_of
from casework.web.intake import BY_ACTS
from casework.wording import fact_text
from rules.casefile import CaseFile, parse
from rules.casefile.fact import NO
from rules.casefile.walk import every, parts_of
from tests.casework.office import Office
from tests.conftest import Attempts
from tests.rules.every_fact import case_files, leaves_of, open_case_files, put, stated, told

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

INSTITUTIONS = {"court": "南靖县人民法院", "forestry_bureau": "南靖县林业局", "procuratorate": "南靖县人民检察院"}


def pairs(page: str) -> set[tuple[str, str]]:
    """What a page says: each name with what stands beside it."""
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", re.sub(r"<a .*?</a>", "", page), re.DOTALL)
    return {(plain(name), plain(text)) for name, text in found}


def plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())


def as_draft(office: Office, data: dict[str, Any]) -> set[tuple[str, str]]:
    """The page on which a draft with these facts is checked."""
    with office.work():
        number = drafts.begin(office.person("prosecutor"), data).id
    return pairs(office.browser("prosecutor").get(f"/cases/drafts/{number}/check").text)


def as_case(office: Office, data: dict[str, Any]) -> tuple[dict[str, Any], set[tuple[str, str]]]:
    """The facts of the case that is filed with these, and the page on which it is read."""
    with office.work():
        folder = filing.open_with_facts(office.person("prosecutor"), parse(data), Opening(("examining",)))
        filed = case_facts.filed(folder)
        assert filed is not None
        number, facts = folder.id, filed.as_json()
    return facts, pairs(office.browser("prosecutor").get(f"/folders/{number}/facts").text)


def fit_to_file(data: dict[str, Any]) -> dict[str, Any]:
    """With institutions that are registered, and no organisation that has an age or wants capacity."""
    for key in data["case"].get("institutions", {}):
        put(data, f"case.institutions.{key}", INSTITUTIONS[key])
    for party in data["parties"]:
        if party.get("unit") and not party.keys().isdisjoint(("born", "capacity")):
            party["unit"] = False
    return data


def missing(office: Office, data: dict[str, Any], page: set[tuple[str, str]], state: str) -> list[str]:
    """Facts in this state that the page does not tell by name and in words."""
    with office.app.app_context():
        return [
            leaf.path
            for leaf in leaves_of(data, state)
            if (plain(str(leaf.name)), plain(str(fact_text(leaf)))) not in page
        ]


def drawn(made: Sequence[dict[str, Any]], attempts: Attempts) -> list[dict[str, Any]]:
    """Half of the case files; all where all attempts are made."""
    return [made[number] for number in attempts(-(-len(made) // 2), len(made))]


def test_there_is_a_case_file_for_every_fact() -> None:
    made, left = case_files()
    assert left == ()
    assert set().union(*(stated(data) for data in made)) == told()


@one_database
def test_every_fact_that_is_stated_is_checked_in_its_words(office: Office, attempts: Attempts) -> None:
    for data in drawn(case_files()[0], attempts):
        assert missing(office, data, as_draft(office, data), "stated") == []


@one_database
def test_every_fact_that_is_stated_is_read_in_its_words(office: Office, attempts: Attempts) -> None:
    for data in drawn(case_files()[0], attempts):
        facts, page = as_case(office, fit_to_file(data))
        assert missing(office, facts, page, "stated") == []


@one_database
@pytest.mark.parametrize("complete", [False, True], ids=["checked", "read"])
def test_every_fact_that_is_asked_and_not_known_says_so_and_never_no_or_nought(
    office: Office, complete: bool, attempts: Attempts
) -> None:
    made = open_case_files(complete=complete)[0]
    for data in drawn(made, attempts):
        facts, page = as_case(office, fit_to_file(data)) if complete else (data, as_draft(office, data))
        asked = [path for path in missing(office, facts, page, "unknown") if page_of(path) not in BY_ACTS]
        assert asked == []
        assert not [leaf.path for leaf in leaves_of(facts, "unknown") if leaf.text in (NO, "0", "")]


@pytest.mark.parametrize("complete", [False, True], ids=["checked", "read"])
def test_there_is_a_case_file_that_leaves_every_fact_open_that_can_be(complete: bool) -> None:
    known = {at.path: at for at in every(parts_of(CaseFile))}
    for path in open_case_files(complete=complete)[1]:
        at = known[path]
        assert at.fact.on_demand or (complete and (at.required or at.fact.way)), path
