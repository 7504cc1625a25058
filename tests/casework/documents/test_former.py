"""Papers that were issued before decision 31: kept for good, listed, superseded when the facts move on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Table, text
from sqlalchemy.exc import DBAPIError

from casework import db
from casework.audit import verification
from casework.documents import service as documents
from casework.documents import typesetting, validity
from casework.documents.kinds.report import SAID_SINCE
from casework.documents.kinds.retirement import CHANGED_SINCE
from casework.documents.models import Document
from rules.casefile import canonical
from tests.casework import pages
from tests.casework.documents import issuing
from tests.casework.documents.conftest import issue
from tests.casework.office import PASSWORD, Office
from tests.told import says

pytestmark = pytest.mark.usefixtures("quick_paper", "quickly_set")


@pytest.fixture
def quickly_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers of today, too, are spared the seconds of a PDF: ``test_layouts``."""
    monkeypatch.setattr(typesetting, "set_pdf", lambda html, *_: html.encode())


def standings(office: Office) -> dict[str, str | None]:
    with office.work():
        return {item.document.number: item.superseded for item in validity.issued(office.case)}


def retired(office: Office) -> int:
    """A case whose credits are partly retired; gives the purchase."""
    office.to_performing()
    bought = office.buy(office.lot(), 1, 86)
    office.retire(bought, 1, 60)
    return bought


def signed_in(office: Office, username: str) -> FlaskClient:
    client = office.app.test_client()
    assert client.post("/sign-in", data={"username": username, "password": PASSWORD}).status_code == 302
    return client


@contextmanager
def trigger_dropped(office: Office, name: str) -> Iterator[None]:
    """The database without one of its refusals, as somebody with full access could leave it."""
    on = " ON documents" if office.app.config["DATABASE_URL"].startswith("postgresql") else ""
    with office.app.app_context(), db.engine().begin() as connection:
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
    yield


def test_a_returned_or_repeated_measurement_supersedes_the_report(office: Office) -> None:
    office.file()
    office.accept()
    office.measure()
    number = issue(office, "report").number
    assert standings(office) == {number: None}
    office.send_back("根茎比请注明出处")
    assert says(standings(office)[number], SAID_SINCE, number=1)
    office.measure(changes={"options__multiplier": "3"})
    assert says(standings(office)[number], SAID_SINCE, number=1)


def test_a_later_retirement_makes_the_confirmation_incomplete(office: Office) -> None:
    bought = retired(office)
    number = issue(office, "retirement").number
    office.retire(bought, 61, 86)
    assert says(standings(office)[number], CHANGED_SINCE)


def test_a_document_of_the_same_kind_takes_the_place_of_the_one_before(office: Office) -> None:
    retired(office)
    first, second = issue(office, "retirement").number, issue(office, "retirement").number
    assert standings(office) == {second: None, first: f"已被文书 {second} 取代"}


def test_a_superseded_document_keeps_its_bytes(office: Office) -> None:
    retired(office)
    first = issue(office, "retirement")
    issue(office, "retirement")
    with office.work():
        assert documents.content(office.person("judge"), 1)[0] == first.pdf


@pytest.mark.parametrize("statement", ["UPDATE documents SET pdf_sha256 = '0'", "DELETE FROM documents"])
def test_the_database_refuses_to_change_a_document(office: Office, statement: str) -> None:
    retired(office)
    issue(office, "report")
    with pytest.raises(DBAPIError), office.work():
        db.session().execute(text(statement))


def test_the_database_refuses_a_confirmation_on_another_cases_retirement(office: Office) -> None:
    retired(office)
    issue(office, "retirement")
    office.file()
    office.accept()
    office.measure()
    table = Document.__table__
    assert isinstance(table, Table)
    with office.work():
        row = db.session().get_one(Document, 1)
        foreign = {column.name: getattr(row, column.name) for column in table.columns}
        records = {"assessment": office.assessed().row.id, "retirement": 1}
        foreign |= {"id": 2, "case_id": office.case_id, "rests_on": canonical(records), "number": "x"}
    with pytest.raises(DBAPIError, match="documents_of_own_retirement"), office.work():
        db.session().execute(table.insert().values(foreign))


def test_the_audit_log_names_a_document_that_was_altered_behind_it(office: Office) -> None:
    retired(office)
    issue(office, "report")
    with trigger_dropped(office, "documents_no_update"), office.app.app_context(), db.engine().begin() as connection:
        connection.execute(text("UPDATE documents SET pdf = :pdf"), {"pdf": b"other"})
    with office.app.app_context():
        found = verification.verify()
    assert found is not None
    assert "documents" in found.message


def test_the_pdf_is_served_under_its_chinese_name(office: Office) -> None:
    retired(office)
    made = issue(office, "report")
    answer = signed_in(office, "judge").get("/documents/1.pdf")
    assert answer.status_code == 200
    assert answer.data == made.pdf
    assert answer.mimetype == "application/pdf"
    # RFC 5987: 碳汇损失计量报告
    assert "filename*=UTF-8''%E7%A2%B3%E6%B1%87" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("path", ["/documents/1.pdf", "/folders/1/documents"])
def test_another_countys_people_do_not_learn_that_it_exists(office: Office, path: str) -> None:
    retired(office)
    issue(office, "report")
    client = signed_in(office, "judge2")
    assert client.get(path).status_code == 404
    assert "-0001-01" not in client.get("/documents/former").text


def test_the_list_is_paged(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "PER_PAGE", 2)
    retired(office)
    for _ in range(3):
        issue(office, "report")
    client = signed_in(office, "officer")
    first = client.get("/documents/former").text
    assert "-0001-03</a>" in first
    assert "-0001-01</a>" not in first
    (older,) = [link for link in pages.links(first) if link.startswith("/documents/former?after=")]
    second = client.get(older).text
    assert "-0001-01</a>" in second
    assert "-0001-02</a>" not in second
    assert any(link.startswith("/documents/former?before=") for link in pages.links(second))


def test_papers_of_before_stand_on_the_page_of_the_folder_and_none_is_made_any_more(office: Office) -> None:
    retired(office)
    number = issue(office, "report").number
    client = signed_in(office, "officer")
    page = client.get("/folders/1/documents").text
    assert number in page
    assert "/documents/1.pdf" in pages.links(page)
    assert "/documents/former" in pages.links(client.get("/documents").text)
    assert client.get("/cases/1/documents").headers["Location"] == "/folders/1/documents"
    assert client.post("/cases/1/documents", data={"kind": "report"}).status_code == 405


def test_the_list_of_all_papers_has_those_of_the_cases_that_somebody_sees(office: Office) -> None:
    office.to_performing()
    number = issuing.issue(office).number
    page = signed_in(office, "judge").get("/documents").text
    assert number in page
    assert "/folders/1/documents/1" in pages.links(page)
    assert number not in signed_in(office, "judge2").get("/documents").text


def test_the_list_of_all_papers_is_paged(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "PER_PAGE", 2)
    office.to_performing()
    numbers = [issuing.issue(office).number for _ in range(3)]
    client = signed_in(office, "officer")
    first = client.get("/documents").text
    assert [number in first for number in numbers] == [False, True, True]
    (older,) = [link for link in pages.links(first) if link.startswith("/documents?after=")]
    assert [number in client.get(older).text for number in numbers] == [True, False, False]
