"""No page reads more often when there is more to read: cases, versions, measurements, papers, projects.

The number of statements of each page is held, too: a page that needs more says so here.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.documents import paper
from casework.documents import service as documents
from casework.proceedings import facts
from rules.casefile import parse
from tests.casework.documents.conftest import issue
from tests.casework.office import COURT, FACTS, TODAY, Office
from tests.casework.prepared import office_after
from tests.casework.proceedings.test_finding import opened
from tests.casework.statements import statements
from tests.databases import Databases

FEW, MANY = 3, 12
LISTS = {
    # address -> at most so many statements
    "/": 8,
    "/?shelf=others": 5,
    "/folders": 8,
    "/folders?state=open&offence=滥伐林木": 9,
    "/folders?text=被告": 9,
    "/documents": 4,
    "/credits": 2,
    "/deadlines": 11,
}
PAGES = {
    "/folders/1": 18,
    "/folders/1/facts": 16,
    "/folders/1/rules": 14,
    "/folders/1/results": 10,
    "/folders/1/measurings/m1": 13,
    "/cases/1/deadlines": 15,
}


def file_many(office: Office, count: int) -> None:
    """Cases with a period that asks for something of the prosecutor and of every judge."""
    events = [{"event": "移送审查起诉", "date": (TODAY - datetime.timedelta(days=80)).isoformat()}]
    for number in range(count):
        with office.work():
            opened(office, f"被告{number}")
        party = {"name": f"被告{number}", "role": "被告人"}
        office.file(copy.deepcopy(FACTS) | {"parties": [party], "procedure": {"events": events}})
        office.act("prosecutor", "prosecute", at=TODAY, court=COURT)


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
    monkeypatch.setattr(documents, "PER_PAGE", 1)  # whether each still holds follows from its case
    taken = []
    for count in (1, 3):
        with_papers(office, count)
        taken.append(statements(office.app, office.browser("officer"), "/documents/former"))
    assert taken[1] <= taken[0] + 2


def grown(office: Office, rounds: int) -> None:
    """A case with so many returned measurements, versions and recorded events more."""
    for number in range(rounds):
        office.send_back("请核对", {1: "批注"})
        office.measure(changes={"options__multiplier": str(3 + number % 2)})
        office.act("judge", "event", event="开庭")


def measured(office: Office) -> None:
    office.file()
    with office.work():
        facts.correct(office.folder, office.person("prosecutor"), parse(office.facts(value_cny="1")), "补充")
    office.accept()
    office.measure()
    grown(office, 1)


def test_the_pages_of_a_case_take_as_many_statements_after_more_measurements(
    databases: Databases, tmp_path: Path
) -> None:
    with office_after(databases, tmp_path, "one case that grows", measured) as office:
        client = office.browser("judge")
        before = {page: statements(office.app, client, page) for page in PAGES}
        grown(office, 4)
        after = {page: statements(office.app, client, page) for page in PAGES}
    assert {page: count for page, count in after.items() if count > before[page]} == {}
    assert {page: count for page, count in after.items() if count > PAGES[page]} == {}
