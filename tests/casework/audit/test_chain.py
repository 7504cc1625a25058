"""The audit log as it is written: complete, in one line, by nobody's leave to change."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from casework import db
from casework.accounts.models import Institution
from casework.audit import service as audit
from casework.audit.models import AuditEntry
from casework.audit.verification import verify
from tests.casework.office import Office
from tests.conftest import dispose, make_app


def add_institution(name: str) -> Institution:
    institution = Institution(name=name, kind="court", area_code="350627")
    db.session().add(institution)
    return institution


def test_an_entry_says_who_did_what_to_what_and_when(office: Office) -> None:
    office.file()
    with office.work():
        prosecutor = office.person("prosecutor")
        entry = audit.entries(f"case:{office.case_id}")[0]
        assert (entry.action, entry.person_id, entry.institution_id) == (
            "file_facts",
            prosecutor.id,
            prosecutor.institution_id,
        )
        assert abs((db.now() - entry.at).total_seconds()) < 60
        assert '"proves":[{"id":1,"sha256":"' in entry.detail


def test_the_first_entry_follows_nothing_and_each_other_the_one_before(office: Office) -> None:
    with office.work():
        entries = audit.entries()[::-1]
    assert entries[0].previous_hash == audit.BEGINNING
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.previous_hash for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]


@pytest.mark.parametrize(
    "write",
    [
        lambda: add_institution("某法院"),
        lambda: db.session().execute(insert(Institution).values(name="某法院", kind="court", area_code="350627")),
        lambda: db.session().execute(update(Institution).values(area_code="350600")),
        lambda: setattr(db.session().scalars(select(Institution)).first(), "area_code", "350600"),
    ],
    ids=["added", "inserted", "updated", "changed"],
)
def test_a_write_without_an_entry_is_refused_and_undone(office: Office, write: Callable[[], object]) -> None:
    with pytest.raises(audit.UnauditedWrite), office.work():
        write()
    with office.work():
        assert db.session().scalar(select(Institution).where(Institution.name == "某法院")) is None
        assert db.session().scalar(select(Institution).where(Institution.area_code == "350600")) is None


def test_a_delete_without_an_entry_is_refused(office: Office) -> None:
    with office.work():
        spare = add_institution("空法院")
        audit.record("create_institution", "institution:99")
    with pytest.raises(audit.UnauditedWrite), office.work():
        db.session().execute(delete(Institution).where(Institution.id == spare.id))


def test_reading_needs_no_entry(office: Office) -> None:
    with office.work():
        before = audit.head()
    with office.work():
        list(db.session().scalars(select(Institution)))
    with office.work():
        assert audit.head() == before


def test_an_entry_of_a_failed_change_is_not_written(office: Office) -> None:
    with office.work():
        before = audit.head()

    def fail() -> None:
        audit.record("change", "case:1")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), office.work():
        fail()
    with office.work():
        assert audit.head() == before
        add_institution("另一法院")
        audit.record("create_institution", "institution:9")
    with office.work():
        assert [entry.action for entry in audit.entries(limit=1)] == ["create_institution"]


def test_an_entry_does_not_outlive_a_savepoint(office: Office) -> None:
    with office.work(), db.session().begin_nested(), pytest.raises(RuntimeError, match="savepoint"):
        audit.record("change", "case:1")


def test_a_savepoint_that_holds_needs_its_entry_only_at_the_end(office: Office) -> None:
    with office.work():
        with db.session().begin_nested():
            add_institution("另一法院")
        audit.record("create_institution", "institution:9")
    with office.work():
        assert verify() is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET person_id = person_id",
        "DELETE FROM {table}",
    ],
)
@pytest.mark.parametrize("table", ["audit_entries", "casefile_versions", "acts"])
def test_the_database_refuses_to_change_what_is_written_once(office: Office, statement: str, table: str) -> None:
    office.file()
    with pytest.raises(DBAPIError), office.work():
        db.session().execute(text(statement.format(table=table)))


def test_the_log_cannot_be_emptied_by_replacing_rows_or_truncating(office: Office) -> None:
    postgresql = office.app.config["DATABASE_URL"].startswith("postgresql")
    replacing = "INSERT OR REPLACE INTO audit_entries SELECT * FROM audit_entries"
    with pytest.raises(DBAPIError, match=r"audit_entries_no_(delete|replace)"), office.work():
        db.session().execute(text("TRUNCATE audit_entries" if postgresql else replacing))


def test_the_log_cannot_fork(office: Office) -> None:
    with office.work():
        last = audit.entries(limit=1)[0]
    values = {
        "seq": last.seq + 1,
        "at": db.now(),
        "action": "x",
        "subject": "x",
        "detail": "{}",
        "previous_hash": last.previous_hash,
        "hash": "0" * 64,
    }
    with pytest.raises(DBAPIError), office.work():
        db.session().execute(insert(AuditEntry).values(**values))


def write_entries(app: Flask, name: str, count: int) -> None:
    for number in range(count):
        with app.app_context(), db.writing():
            audit.record("test", f"{name}:{number}", {"by": name})


def in_a_process(url: str, instance: str, name: str, count: int) -> None:
    app = make_app(url, Path(instance))
    write_entries(app, name, count)
    dispose(app)


def test_threads_and_processes_write_one_unbroken_line(office: Office, tmp_path: Path) -> None:
    with office.work():
        before, _ = audit.head()
    url = office.app.config["DATABASE_URL"]
    failures: list[BaseException] = []

    def in_a_thread(name: str) -> None:
        try:
            write_entries(office.app, name, 15)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=in_a_thread, args=(f"thread{number}",)) for number in range(3)]
    # Spawned, not forked: a forked child would share the connections of this one.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(in_a_process, url, str(tmp_path), f"process{number}", 15) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for job in jobs:
            job.result()
    assert failures == []
    with office.work():
        assert audit.head()[0] == before + 75
        assert verify() is None
