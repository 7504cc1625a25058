"""No page reads more often when there is more to read: cases, versions, measurements, papers, projects.

The number of statements of each page is held, too: a page that needs more says so here.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.cases import filing
from casework.cases import service as cases
from casework.deadlines import recording
from casework.deadlines.recording import EventEntry
from casework.documents import paper
from casework.losses import reviewing
from rules.casefile import parse
from tests.casework.documents.conftest import issue
from tests.casework.office import FACTS, TODAY, Office
from tests.casework.prepared import office_after
from tests.casework.proceedings.test_finding import opened
from tests.casework.statements import statements
from tests.databases import Databases

FEW, MANY = 3, 30
LISTS = {
    # address -> at most so many statements
    "/": 12,
    "/?shelf=others": 12,
    "/folders": 5,
    "/folders?state=open&offence=滥伐林木": 5,
    "/folders?text=被告": 6,
    "/documents": 8,
    "/credits": 3,
    "/deadlines": 9,
}
TABS = {
    "": 12,
    "/stands": 10,
    "/losses": 14,
    "/rules": 14,
    "/deadlines": 18,
    "/documents": 16,
    "/history": 14,
}


def file_many(office: Office, count: int) -> None:
    """Cases with a period that asks for something of the prosecutor and of every judge."""
    with office.work():
        prosecutor = office.person("prosecutor")
        for number in range(count):
            facts = copy.deepcopy(FACTS) | {"parties": [{"name": f"被告{number}", "role": "被告人"}]}
            opened(office, f"被告{number}")
            case = filing.file(prosecutor, parse(facts))
            for event, ago in (("移送审查起诉", 80), ("提起公诉", 40)):
                recording.record(case, prosecutor, EventEntry(event, TODAY - datetime.timedelta(days=ago)))


def with_cases(office: Office, count: int) -> None:
    file_many(office, count)
    for number in range(count):
        office.lot(code=f"P-{number}")


@pytest.fixture(params=[FEW, MANY])
def listed(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Office]:
    count = int(request.param)
    with office_after(
        databases, tmp_path, f"{count} cases to list", lambda office: with_cases(office, count)
    ) as office:
        yield office


@pytest.mark.parametrize("username", ["prosecutor", "judge", "officer"])
def test_lists_take_as_many_statements_with_few_cases_as_with_many(listed: Office, username: str) -> None:
    client = listed.browser(username)
    taken = {address: statements(listed.app, client, address) for address in LISTS}
    assert {address: count for address, count in taken.items() if count > LISTS[address]} == {}


def with_papers(office: Office, count: int) -> None:
    """Cases that are measured, each with a report."""
    for _ in range(count):
        office.file()
        office.accept()
        office.measure()
        issue(office, "report")


def test_the_list_of_documents_takes_as_many_statements_for_one_case_as_for_several(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "render_pdf", lambda *_: b"a paper")
    taken = []
    for count in (1, 3):
        with_papers(office, count)
        taken.append(statements(office.app, office.browser("officer"), "/documents"))
    assert taken[0] == taken[1] <= LISTS["/documents"]


def grown(office: Office, rounds: int) -> None:
    """A case with so many returned measurements, versions and recorded events more."""
    for number in range(rounds):
        with office.work():
            reviewing.send_back(office.case, office.person("judge"), "请核对", {1: "批注"})
        office.measure(changes={"options__multiplier": str(3 + number % 2)})
        with office.work():
            entry = EventEntry("开庭", TODAY - datetime.timedelta(days=number + 1))
            recording.record(office.case, office.person("judge"), entry)


def measured(office: Office) -> None:
    office.file()
    with office.work():
        facts = copy.deepcopy(FACTS) | {"value_cny": "1"}
        cases.revise(office.case, office.person("prosecutor"), parse(facts), "补充")
    office.accept()
    office.measure()
    grown(office, 1)


def test_the_tabs_of_a_case_take_as_many_statements_after_more_measurements(
    databases: Databases, tmp_path: Path
) -> None:
    with office_after(databases, tmp_path, "one case that grows", measured) as office:
        client = office.browser("judge")
        before = {tab: statements(office.app, client, f"/cases/1{tab}") for tab in TABS}
        grown(office, 4)
        after = {tab: statements(office.app, client, f"/cases/1{tab}") for tab in TABS}
    assert after == before
    assert {tab: count for tab, count in after.items() if count > TABS[tab]} == {}
