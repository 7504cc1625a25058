"""The page of the audit log."""

from __future__ import annotations

import pytest

from casework.accounts import institutions
from casework.accounts import service as accounts
from casework.audit import service as audit
from casework.proceedings import service
from rules.proceedings.book import load_table
from tests.casework import markup
from tests.casework.office import PASSWORD, Office


def test_the_page_shows_the_state_of_the_whole_chain(office: Office) -> None:
    page = office.browser("officer2").get("/audit").text
    with office.work():
        seq, head = audit.head()
    assert f"<dd>{seq}</dd>" in page
    for start in range(0, 64, 8):
        assert f"<span>{head[start : start + 8]}</span>" in page


def test_an_institution_reads_its_own_entries_and_no_others(office: Office) -> None:
    office.file()
    office.accept()
    court, procuratorate, elsewhere = (
        office.browser(name).get("/audit").text for name in ("judge", "prosecutor", "judge2")
    )
    with office.work():
        opened, told = (audit.entries(f"{subject}:1") for subject in ("case", "folder"))
    assert all(entry.hash[:16] in procuratorate for entry in opened)
    assert not [entry for entry in opened if entry.hash[:16] in court + elsewhere]
    mine = [entry for entry in told if entry.person_id != opened[0].person_id]
    assert mine
    assert all(entry.hash[:16] in court for entry in mine)
    assert not [entry for entry in mine if entry.hash[:16] in procuratorate + elsewhere]


@pytest.mark.parametrize("role", ["supervisor", "administrator"])
def test_who_watches_over_all_reads_all(office: Office, role: str) -> None:
    office.file()
    with office.work():
        province = institutions.create_institution("福建省林业局", "other_authority", "350000")
        accounts.create_person(province, "watcher", "监督甲", (role,), PASSWORD)
    client = office.app.test_client()
    client.post("/sign-in", data={"username": "watcher", "password": PASSWORD})
    with office.work():
        (entry,) = audit.entries("case:1")
    assert entry.hash[:16] in client.get("/audit").text


def test_a_long_log_comes_in_pages(office: Office) -> None:
    with office.work():
        judge = office.person("judge")
        for number in range(120):
            audit.record(f"action-{number:03d}", "test:1", person=judge)
    client = office.browser("judge")
    seen, address = [], "/audit"
    while address:
        page = client.get(address).text
        seen += [number for number in range(120) if f"action-{number:03d}" in page]
        address = next((link for link in markup.read(page).links if link.startswith("/audit?")), "")
    assert sorted(seen) == list(range(120))


def test_what_an_entry_is_about_is_said(office: Office) -> None:
    office.file()
    office.accept()
    page = office.browser("judge").get("/audit").text
    with office.work():
        reference = service.get_for(office.person("judge"), office.folder_id).reference
        assert f"{reference} {load_table().acts['receive'].label}" in page
        assert office.person("judge").name in page
