"""The list of cases: found by number, name and party, by what they are about and where they stand, page by page."""

from __future__ import annotations

import copy
import csv
import datetime
import io
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from casework import db, paging
from casework.accesses import DOWNLOAD, AccessRecord, collecting
from casework.audit import service as audit
from casework.cases import search
from casework.proceedings import filing, index, listing, service
from casework.proceedings.filing import Entry, Opening
from casework.proceedings.listing import Filter
from casework.proceedings.models import Folder, FolderEdition, FolderTerm
from casework.proceedings.names import charged_of
from casework.proceedings.service import Doing
from rules.casefile import parse
from rules.casefile.offences import OFFENCES
from rules.proceedings.state import Case, Party
from tests.casework import markup
from tests.casework.cases.test_persons import two_offences
from tests.casework.office import FACTS, TODAY, Office
from tests.casework.proceedings.desk import COURT, NUMBER

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def opened(office: Office, name: str, offence: str = "滥伐林木") -> int:
    """A case of which only the beginning is known."""
    entry = Entry((Party(name),), offence, None, "", ("examining",), seats={"court": COURT})
    return filing.open_case(office.person("prosecutor"), entry).id


def found(office: Office, who: str = "prosecutor", **wanted: Any) -> list[str]:
    return [one.title for one in listing.listing(office.person(who), Filter(**wanted)).page.rows]


def test_a_case_is_found_by_a_part_of_what_it_is_known_by(office: Office) -> None:
    with office.work():
        number = opened(office, "张某泉")
        opened(office, "李某", "盗伐林木")
        folder = service.get_for(office.person("prosecutor"), number)
        person = office.person("prosecutor")
        service.record(folder, person, Doing("prosecute", TODAY, (), {"court": COURT}))
        service.record(folder, office.person("judge"), Doing("receive", TODAY, (), {"number": NUMBER}))
        title, reference = "张某泉滥伐林木案", folder.reference
    with office.work():
        for text in ("某泉", "泉滥伐", reference, reference[-4:], NUMBER, "刑初88", "（2026） 闽0627"):
            assert title in found(office, text=text), text
        assert found(office, text="某泉") == [title]
        assert found(office, text="王某") == []
        assert found(office, offence="盗伐林木") == ["李某盗伐林木案"]
        assert found(office, text="某", offence="滥伐林木", state="open") == [title]
        assert found(office, state="archived") == []
        assert found(office, "prosecutor2", text="某泉") == [], "whoever takes no part finds nothing"


def test_facts_that_come_later_are_found_by_too(office: Office) -> None:
    numbered = {**FACTS["case"], "number": "（2025）闽0627刑初9号"}
    more = [*FACTS["parties"], {"name": "村委会", "role": "被害人"}]
    with office.work():
        told = parse({**copy.deepcopy(FACTS), "case": numbered, "parties": more})
        filing.open_with_facts(office.person("prosecutor"), told, Opening(("examining",)))
    with office.work():
        for text in ("刑初9号", "村委会", "张某"):
            assert found(office, text=text) == ["张某滥伐林木案"], text


def test_a_case_is_found_by_every_offence_that_somebody_is_charged_with(office: Office) -> None:
    with office.work():
        filing.open_with_facts(office.person("prosecutor"), parse(two_offences()), Opening(("examining",)))
        opened(office, "李某", "盗伐林木")
    with office.work():
        assert found(office, text="失火") == ["陈某等人盗伐林木案"]
        assert set(found(office, text="盗伐林木")) == {"陈某等人盗伐林木案", "李某盗伐林木案"}
        assert found(office, text="放火") == []


def test_a_case_is_under_every_offence_that_somebody_is_charged_with(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, single = "陈某等人盗伐林木案", "李某盗伐林木案"
    with office.work():
        folder = filing.open_with_facts(office.person("prosecutor"), parse(two_offences()), Opening(("examining",)))
        owes(office, folder, "陈某", 5)
        opened(office, "李某", "盗伐林木")
    for few in (0, 500):
        monkeypatch.setattr(search, "FEW", few)
        with office.work():
            assert found(office, offence="失火") == [both]
            assert set(found(office, offence="盗伐林木")) == {both, single}
            assert found(office, offence="放火") == []
            assert found(office, offence="失火", state="open") == [both]
            assert found(office, offence="失火", state="archived") == []
            assert found(office, offence="失火", sort="filed") == [both]
            assert found(office, offence="失火", due="7") == found(office, offence="盗伐林木", sort="due") == [both]
            assert found(office, offence="失火", state="open", sort="due") == [both]
            assert found(office, offence="放火", sort="due") == found(office, offence="失火", due="late") == []
            assert found(office, offence="失火", text="陈某") == [both]
            assert found(office, offence="失火", text="李某盗") == []
            assert found(office, "prosecutor2", offence="失火") == [], "whoever takes no part finds nothing"
    with office.work():
        total = listing.listing(office.person("prosecutor"), Filter(offence="失火")).total
        assert total.number == 1
    page = office.browser("prosecutor").get("/folders?offence=失火").text
    assert "<div>盗伐林木、失火</div>" in page


def test_charges_that_an_act_changes_count_as_well_as_those_on_file() -> None:
    changed = Case(offences={"": ("滥伐林木",), "张某泉": ("滥伐林木、非法占用农用地",)})
    assert charged_of(changed, "失火") == ("滥伐林木", "非法占用农用地", "失火")
    assert charged_of(Case(), None) == ()


def test_no_name_of_an_offence_is_a_part_of_another() -> None:
    assert [(one, other) for one in OFFENCES for other in OFFENCES if one != other and one in other] == []


@one_database
def test_a_new_edition_lets_cases_be_found_by_what_it_indexes(office: Office) -> None:
    with office.work():
        filing.open_with_facts(office.person("prosecutor"), parse(two_offences()), Opening(("examining",)))
    with office.work():
        db.session().execute(delete(FolderTerm).where(FolderTerm.term == "失火"))
        db.session().execute(update(FolderEdition).values(edition="0" * 64))
        audit.record("test", "folder:1")
    with office.work():
        assert found(office, text="失火") == []
    with office.app.app_context():
        assert index.refresh() == 1, "the case whose terms were not all there"
    with office.work():
        assert found(office, text="失火") == ["陈某等人盗伐林木案"]


@one_database
def test_the_list_goes_on_page_by_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    with office.work():
        for name in ("甲", "乙", "丙"):
            opened(office, name)
    with office.work():
        first = listing.listing(office.person("prosecutor"), Filter(text="滥伐"))
        assert (len(first.page.rows), first.total.number) == (2, 3)
        second = listing.listing(office.person("prosecutor"), Filter(text="滥伐"), paging.At(first.page.rows[-1].key))
        assert len(second.page.rows) == 1


@one_database
def test_the_page_keeps_what_was_looked_for_and_leads_to_old_cases_only_where_there_are(office: Office) -> None:
    with office.work():
        opened(office, "张某泉")
    client = office.browser("prosecutor")
    page = client.get("/folders?text=某泉&offence=滥伐林木&state=open")
    assert "/folders/1" in markup.read(page.text).links
    assert 'value="某泉"' in page.text
    assert markup.holds(client.get("/folders?text=王某").text, "none-found")


@one_database
def test_what_waits_in_these_cases_is_told_on_the_first_page(office: Office) -> None:
    client = office.browser("prosecutor")
    assert markup.holds(client.get("/").text, "nothing-waits")
    with office.work():
        opened(office, "张某泉")
    page = client.get("/").text
    assert not markup.holds(page, "nothing-waits")
    assert "/folders/1" in markup.read(page).links
    assert client.get("/folders/todo").text.count("/folders/1") == page.count("/folders/1")


def owed(office: Office, name: str, days: int) -> None:
    """A case in which something is owed so many days from today."""
    number = opened(office, name)
    owes(office, service.get_for(office.person("prosecutor"), number), name, days)


def owes(office: Office, folder: Folder, name: str, days: int) -> None:
    duty = {"kind": "修复费用", "amount": "100", "due": (TODAY + datetime.timedelta(days=days)).isoformat()}
    doing = Doing("undertake", TODAY, (), {"o1": duty, "signed": name})
    service.record(folder, office.person("prosecutor"), doing)


@one_database
def test_cases_are_listed_by_last_day_and_by_filing_and_found_by_when_they_are_due(office: Office) -> None:
    with office.work():
        for name, days in (("甲某", 20), ("乙某", -3), ("丙某", 5)):
            owed(office, name, days)
    with office.work():
        names = {name: f"{name}滥伐林木案" for name in ("甲某", "乙某", "丙某")}
        by_day = [names["乙某"], names["丙某"], names["甲某"]]
        assert found(office, sort="due") == by_day
        assert found(office, sort="filed") == [names["丙某"], names["乙某"], names["甲某"]]
        assert found(office, due="late") == by_day[:1]
        assert found(office, due="7") == by_day[1:2]
        assert found(office, due="30") == by_day[1:]
        assert found(office, due="30", text="甲某", state="open", offence="滥伐林木") == by_day[2:]
        assert found(office, due="30", state="archived") == []
        assert found(office, "prosecutor2", sort="due") == []


@one_database
@pytest.mark.parametrize("sort", ["due", "filed"])
def test_every_case_stands_once_on_the_pages_of_each_order(
    office: Office, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    with office.work():
        for place in range(5):
            owed(office, f"某{place}", place // 2)
    with office.work():
        seen, at = [], paging.FIRST
        while True:
            page = listing.listing(office.person("prosecutor"), Filter(sort=sort), at).page
            seen += [one.id for one in page.rows]
            if page.after is None:
                break
            at = paging.At(page.after)
        assert sorted(seen) == sorted(set(seen)) == [1, 2, 3, 4, 5]


@one_database
def test_the_list_is_taken_as_a_table_of_what_it_shows_and_each_case_is_noted(office: Office) -> None:
    with office.work():
        owed(office, "=甲某", 5)
        owed(office, "乙某", 3)
    client = office.browser("prosecutor")
    answer = client.get("/folders.csv?text=甲某")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(rows) == 2
    assert len(rows[0]) == len(rows[1]) == 8
    assert rows[1][0] == "'=甲某滥伐林木案", "nothing that a spreadsheet would work out"
    assert rows[1][5] == (TODAY + datetime.timedelta(days=5)).isoformat()
    assert len(list(csv.reader(io.StringIO(office.browser("prosecutor2").get("/folders.csv").text)))) == 1
    with office.work():
        collecting.collect()
        taken = db.session().scalars(select(AccessRecord.folder_id).where(AccessRecord.kind == DOWNLOAD))
        assert list(taken) == [1]
