"""What pages read does not grow with what a case has behind it, and no request validates a case file twice."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from casework.cases import history
from casework.documents import typesetting
from casework.losses import reviewing
from tests.casework import markup
from tests.casework.cases import answers
from tests.casework.documents.issuing import drawn_up
from tests.casework.office import Office
from tests.casework.reads import Reads


@pytest.fixture
def reads(office: Office, monkeypatch: pytest.MonkeyPatch) -> Reads:
    return Reads(office, monkeypatch)


def again(office: Office, stock: str) -> None:
    """Another measurement, after the judge returned the one before with a remark."""
    office.send_back("重新检尺", {1: "请附检尺表"})
    office.measure(changes={"stands__0__standing_stock_m3": stock}, reason="复测")


def test_the_page_of_measurements_sends_no_more_statements_for_more_of_them(office: Office, reads: Reads) -> None:
    office.file()
    office.accept()
    office.measure()
    judge = office.browser("judge")
    assert judge.get("/").status_code == 200  # what a process asks once
    sent = []
    for stock in ("17", "18", "19", ""):
        with reads.listening():
            assert judge.get("/folders/1/measurings/m1").status_code == 200
        sent.append(len(reads.statements))
        assert sum("assessments.result " in statement for statement in reads.statements) == 1
        if stock:
            again(office, stock)
    assert max(sent[1:]) == min(sent[1:]) <= sent[0]


@pytest.mark.parametrize("measurements", [1, 3])
def test_the_present_measurement_is_one_statement(office: Office, reads: Reads, measurements: int) -> None:
    office.file()
    office.accept()
    office.measure()
    for number in range(1, measurements):
        again(office, str(20 + number))
    with office.work():
        case = office.case
        with reads.listening():
            found = reviewing.latest(case)
        assert found is not None
        assert len(reads.statements) == 1
        assert "result" in inspect(found.row).unloaded
        assert (found.row.number, found.remarked, found.loss_tco2e) == (measurements, 0, found.result.loss_tco2e)
        assert found.latest
        if measurements > 1:
            before = reviewing.assessment(case, 1)
            assert (before.latest, before.remarked) == (False, 1)
            assert [remark.text for remark in before.remarks[1]] == ["请附检尺表"]


PAGES = (
    *("/folders/1", "/folders/1/facts", "/folders/1/rules", "/folders/1/recovery", "/folders/1/results"),
    *("/folders/1/measurings/m1", "/cases/1/deadlines", "/folders/1/documents"),
)


def test_no_page_of_a_case_reads_its_case_file_twice(office: Office, reads: Reads) -> None:
    office.to_performing()
    judge = office.browser("judge")
    for page in PAGES:
        with reads.listening():
            assert judge.get(page).status_code == 200, page
        assert reads.validations <= 1, page


def test_versions_are_listed_without_their_documents(office: Office) -> None:
    office.file()
    with office.work():
        (version,) = history.versions(office.case)
        assert "document" in inspect(version).unloaded


def test_a_draft_is_validated_once_by_each_page_and_once_when_it_is_filed(office: Office, reads: Reads) -> None:
    client = office.browser("prosecutor")
    draft = answers.fill(client)
    with reads.listening():
        page = answers.check(client, draft)
    assert (page.status_code, reads.validations) == (200, 1)
    fields = markup.form(page.text, f"{draft}/check").fields
    with reads.listening():
        filed = client.post(f"{draft}/check", data={**fields, "do": "file"})
    assert (filed.status_code, reads.validations) == (302, 1)


def test_a_measurement_validates_the_case_file_before_and_after_it(office: Office, reads: Reads) -> None:
    office.file()
    office.accept()
    with reads.listening():
        office.measure(changes={"stands__0__standing_stock_m3": "20"}, reason="复测")
    # Two transactions in one here: as it stands, with the correction looked at, and with the correction sent.
    assert reads.validations == 3


def test_a_report_validates_the_case_file_it_states_once(
    office: Office, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.file()
    office.accept()
    office.measure()
    draft = drawn_up(office, "loss_report")
    client = office.browser("officer")
    monkeypatch.setattr(typesetting, "set_pdf", lambda *_: b"paper")
    with reads.listening():
        issued = client.post(f"/folders/1/documents/{draft}/issue")
    assert (issued.status_code, reads.validations) == (302, 1)
