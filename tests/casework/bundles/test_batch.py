"""Papers by the many: each is issued once or refused with its reason, whatever becomes of the worker on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.audit.verification import verify
from casework.bundles import batch, service
from casework.documents import life, papers, release
from casework.documents.shelf import kind_of
from casework.jobs import running, taking
from casework.jobs import service as jobs
from casework.jobs.registry import Outcome, Step
from tests.casework.bundles.test_dossier import prepare
from tests.casework.documents import issuing
from tests.casework.documents.conftest import with_fonts
from tests.casework.office import Office
from tests.casework.prepared import office_after
from tests.databases import Databases

KIND = "service_receipt"


def prepare_two(office: Office) -> None:
    """Two papers that are to be served."""
    prepare(office)
    issuing.issue(office)


@pytest.fixture
def office(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    # Spares these tests of records the seconds that real papers take.
    monkeypatch.setattr(release, "pdf_of", lambda kind, snapshot: f"%PDF {snapshot['paper']['number']}".encode())
    with office_after(databases, with_fonts(tmp_path), "a case with two papers", prepare_two) as found:
        yield found


def issued(office: Office) -> list[str]:
    """About what receipts were issued, oldest first."""
    return [
        row.standing.paper.subject
        for row in papers.rows(office.folder)
        if row.standing.paper.kind == KIND and row.standing.issued is not None
    ]


def subjects(office: Office) -> list[str]:
    found = batch.open_subjects(office.folder, office.person("officer"), kind_of(KIND))
    return [one.key for one in found]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_each_is_issued_once_though_a_worker_is_killed_between_issue_and_note(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = running._keep

    def killed(*_: object) -> None:
        raise SystemExit

    with office.app.app_context():
        officer = office.person("officer")
        due = subjects(office)
        assert len(due) > 1
        job = service.ask_batch(office.folder, officer, KIND).id
        monkeypatch.setattr(running, "_keep", killed)
        with pytest.raises(SystemExit):
            running.run(job)
        assert issued(office) == due[:1]
        monkeypatch.setattr(running, "_keep", keep)
        running.run(job)
        assert issued(office) == due
        (one,) = service.batches(office.folder, officer).jobs
        assert (one.state, [row["outcome"] for row in one.report]) == ("done", ["passed"] * len(due))
        assert subjects(office) == []


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_what_is_refused_is_named_and_stops_no_other(office: Office) -> None:
    with office.app.app_context():
        job = service.ask_batch(office.folder, office.person("officer"), KIND)
        holder = taking.take(job.id)
        assert holder is not None
        unknown = batch.WORK.do(job, Step("999:没有此人", "送达回证"))
        assert (unknown.passed, unknown.reason) == (False, str(life.NO_SUCH_SUBJECT))
        assert issued(office) == []
        due = subjects(office)
        assert batch.WORK.do(job, Step(due[0], "送达回证")) == Outcome(True)
        assert issued(office) == due[:1]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_what_a_person_issues_while_the_job_runs_is_none_of_the_job(office: Office) -> None:
    with office.app.app_context():
        officer = office.person("officer")
        job = service.ask_batch(office.folder, officer, KIND)
        first, second = subjects(office)[:2]
        assert batch.WORK.do(job, Step(first, "")) == Outcome(True)
        release.issue(life.draw_up(office.folder, officer, KIND, second), officer)  # within the same second or later
        assert batch.WORK.came_of(job, Step(first, "")) == Outcome(True)
        assert batch.WORK.came_of(job, Step(second, "")) is None
        assert not batch.WORK.do(job, Step(second, "")).passed
        assert issued(office) == sorted((first, second))
        assert verify() is None


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_what_wants_a_second_person_stays_a_draft_and_says_so(office: Office) -> None:
    with office.app.app_context():
        officer, subject = office.person("officer"), issuing.SUBJECT["loss_report"]
        job = jobs.ask(office.folder, officer, batch.WORK.kind, {"kind": "loss_report"})
        refused = batch.WORK.do(job, Step(subject, ""))
        assert (refused.passed, len(papers.rows(office.folder))) == (False, 2), "it was issued before"
        for row in papers.rows(office.folder):
            life.withdraw(row.standing.paper, officer, "重新制作")
        for _ in range(2):
            refused = batch.WORK.do(job, Step(subject, ""))
            assert not refused.passed
        (draft,) = [row.standing for row in papers.rows(office.folder) if row.standing.issued is None]
        lacks = release.unfinished(draft, life.read_now(draft))
        assert lacks
        assert all(lack in refused.reason for lack in lacks)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_the_page_offers_asks_and_tells_each(office: Office) -> None:
    officer, place = office.browser("officer"), f"/folders/{office.folder_id}/batches"
    assert f'value="{KIND}"' in officer.get(place).text
    assert officer.post(place, data={"kind": KIND}).status_code == 302
    assert officer.post(place, data={"kind": "no such kind"}).status_code == 404
    assert office.browser("judge").post(place, data={"kind": KIND}).status_code == 409
    with office.app.app_context():
        (job,) = service.batches(office.folder, office.person("officer")).jobs
        running.run(job.job.id)
        names = [row["name"] for row in service.batches(office.folder, office.person("officer")).jobs[0].report]
    told = officer.get(place).text
    assert names
    assert all(name in told for name in names)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_cancelled_batch_tells_of_each_whether_it_was_issued_though_the_worker_was_killed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise SystemExit

    browser, place = office.browser("officer"), f"/folders/{office.folder_id}/batches"
    with office.app.app_context():
        due = subjects(office)
        job = service.ask_batch(office.folder, office.person("officer"), KIND).id
        monkeypatch.setattr(running, "_keep", killed)
        with pytest.raises(SystemExit):
            running.run(job)
    assert f"{place}/{job}/cancel" in browser.get(place).text
    assert browser.post(f"{place}/{job}/cancel", data={"reason": " "}).status_code == 422
    assert browser.post(f"{place}/{job}/cancel", data={"reason": "名单有误"}).status_code == 302
    assert browser.post(f"{place}/{job}/cancel", data={"reason": "名单有误"}).status_code == 409
    assert office.browser("judge").post(f"{place}/{job}/cancel", data={"reason": "名单有误"}).status_code == 404
    with office.app.app_context():
        assert issued(office) == due[:1]
        (one,) = service.batches(office.folder, office.person("officer")).jobs
        assert (one.state, [row["outcome"] for row in one.report]) == ("cancelled", ["passed"] + [""] * len(due[1:]))
    assert "名单有误" in browser.get(place).text
