"""Who opened which case: noted without waiting for anybody, stored once, and read by the supervisors."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from casework import db
from casework.accesses import AccessRecord, collecting, place, queries, spool
from casework.accounts import institutions
from casework.accounts import service as accounts
from casework.documents import paper
from casework.errors import Forbidden
from casework.permissions import SUPERVISOR
from tests.casework.documents.conftest import issue
from tests.casework.markup import holds
from tests.casework.office import PASSWORD, Office
from tests.casework.statements import counted
from tests.conftest import dispose, make_app, migrated
from tests.databases import Databases

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what no database can make different."""


def kept() -> list[AccessRecord]:
    """Every access that is stored, in order."""
    return list(db.session().scalars(select(AccessRecord).order_by(AccessRecord.id)))


def collected(office: Office) -> list[tuple[str, str, str]]:
    """Who did what to the case, after a collection."""
    with office.app.app_context():
        collecting.collect()
        return [(one.person.username, one.kind, one.what) for one in kept()]


@pytest.fixture
def filed(office: Office) -> Office:
    office.file()
    return office


def test_an_opening_is_noted_once_for_a_person_and_day(filed: Office) -> None:
    judge, officer = filed.browser("judge"), filed.browser("officer")
    for client in (judge, judge, officer):
        assert client.get("/folders/1").status_code == 200
        assert client.get("/folders/1/facts").status_code == 200
    assert collected(filed) == [("judge", "opening", ""), ("officer", "opening", "")]
    assert collected(filed) == [("judge", "opening", ""), ("officer", "opening", "")]


def test_what_two_processes_note_of_one_day_is_one_row(filed: Office) -> None:
    judge = filed.browser("judge")
    for _ in range(2):
        judge.get("/folders/1")
        filed.app.extensions.pop("accesses seen")
    assert collected(filed) == [("judge", "opening", "")]
    judge.get("/folders/1")
    assert collected(filed) == [("judge", "opening", "")]


@one_database
def test_every_download_is_noted(filed: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "render_pdf", lambda *_: b"a paper")
    judge = filed.browser("judge")
    for address in ("/cases/1/casefile.yaml", "/cases/1/casefile.json", "/cases/1/casefile.json"):
        assert judge.get(address).status_code == 200
    filed.accept()
    filed.measure()
    issue(filed, "report")
    assert judge.get("/documents/1.pdf").status_code == 200
    kinds = [(kind, what.rpartition(".")[2]) for _, kind, what in collected(filed) if kind == "download"]
    assert kinds == [("download", "yaml"), ("download", "json"), ("download", "json"), ("download", "pdf")]


@one_database
def test_who_is_turned_away_has_opened_nothing(filed: Office) -> None:
    for username in ("judge2", "officer2"):
        assert filed.browser(username).get("/folders/1").status_code == 404
    assert collected(filed) == []


@one_database
def test_reading_sends_no_statement_that_writes_and_waits_for_no_writer(filed: Office) -> None:
    judge = filed.browser("judge")
    with filed.app.app_context():
        engine = db.engine()
    with engine.connect() as writer:
        writer.execute(text("UPDATE cases SET row_version = row_version"))  # holds the write lock
        with counted(filed.app) as statements:
            answer: list[int] = []
            reader = threading.Thread(target=lambda: answer.append(judge.get("/folders/1").status_code))
            reader.start()
            reader.join(timeout=20)
        assert answer == [200]
        writer.rollback()
    assert [one for one in statements if one.split()[0] in ("INSERT", "UPDATE", "DELETE")] == []
    assert collected(filed) == [("judge", "opening", "")]


@one_database
def test_what_was_noted_before_a_crash_is_stored_afterwards(filed: Office) -> None:
    filed.browser("judge").get("/folders/1")
    with filed.app.app_context():
        waiting = place.folder()
    assert len(spool.take(waiting)) == 1  # taken by a collector that then died
    filed.browser("officer").get("/folders/1")
    assert [name for name, _, _ in collected(filed)] == ["judge", "officer"]
    assert spool.take(waiting) == []


@one_database
def test_the_server_collects_by_itself(filed: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "PAUSE", 0.01)
    stored = threading.Event()
    real = collecting.collect

    def collect() -> None:
        real()
        stored.set()

    monkeypatch.setattr(collecting, "collect", collect)
    judge = filed.browser("judge")
    filed.app.testing = False
    judge.get("/folders/1")
    filed.app.testing = True
    assert stored.wait(20)
    with filed.app.app_context():
        assert [one.person.username for one in kept()] == ["judge"]


@one_database
def test_a_line_that_a_full_disk_cut_off_spoils_no_other(filed: Office) -> None:
    filed.browser("judge").get("/folders/1")
    with filed.app.app_context(), (place.folder() / "spool.jsonl").open("a") as file:
        file.write('{"uid": "ope\n')
    filed.browser("officer").get("/folders/1")
    assert [name for name, _, _ in collected(filed)] == ["judge", "officer"]


@one_database
def test_where_nothing_can_be_noted_the_case_still_opens(
    filed: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(spool, "append", full)
    assert filed.browser("judge").get("/folders/1").status_code == 200
    assert "an access was not recorded" in caplog.text


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("sqlite:////srv/instance/tanheng.sqlite", "/srv/instance/accesses"),
        ("sqlite:////data/a.sqlite", "/data/accesses-a.sqlite"),
        ("sqlite:////data/b.sqlite", "/data/accesses-b.sqlite"),
        ("sqlite://", "/srv/instance/accesses"),
        ("postgresql+psycopg://who:secret@db:5432/court", "/srv/instance/accesses-db-5432-court"),
        ("postgresql+psycopg://who:secret@db:5432/bureau", "/srv/instance/accesses-db-5432-bureau"),
    ],
)
def test_accesses_wait_beside_the_database_they_are_for(url: str, folder: str) -> None:
    assert place.of_database(url, Path("/srv/instance")) == Path(folder)


@one_database
def test_two_installations_of_one_checkout_never_take_each_others_accesses(
    databases: Databases, tmp_path: Path
) -> None:
    shared = tmp_path / "instance"
    apps = [make_app(migrated(databases), shared) for _ in range(2)]
    for number, app in enumerate(apps):
        with app.app_context():
            spool.append(place.folder(), {"uid": str(number)})
    waiting = []
    for app in apps:
        with app.app_context():
            waiting.append([line["uid"] for file in spool.take(place.folder()) for line in spool.lines(file)])
        dispose(app)
    assert waiting == [["0"], ["1"]]
    assert not (shared / "accesses").exists()


@one_database
def test_where_accesses_wait_can_be_set(databases: Databases, tmp_path: Path) -> None:
    app = make_app(migrated(databases), tmp_path, ACCESS_SPOOL=str(tmp_path / "elsewhere"))
    with app.app_context():
        assert place.folder() == tmp_path / "elsewhere"
    dispose(app)


def test_many_threads_lose_no_line(tmp_path: Path) -> None:
    found: list[spool.Line] = []

    def note(start: int) -> None:
        for number in range(start, start + 100):
            spool.append(tmp_path, {"uid": str(number)})

    threads = [threading.Thread(target=note, args=(start,)) for start in range(0, 800, 100)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        for file in spool.take(tmp_path):
            found += spool.lines(file)
            file.unlink()
    for file in spool.take(tmp_path):
        found += spool.lines(file)
    assert sorted(int(line["uid"]) for line in found) == list(range(800))
    assert (tmp_path / "spool.lock").stat().st_mode & 0o077 == 0


def test_a_record_is_never_changed_or_removed(filed: Office) -> None:
    filed.browser("judge").get("/folders/1")
    assert len(collected(filed)) == 1
    for statement in ("UPDATE access_records SET what = 'x'", "DELETE FROM access_records"):
        with filed.app.app_context(), pytest.raises(DBAPIError), db.engine().begin() as connection:
            connection.execute(text(statement))


def supervisor(office: Office, place: tuple[str, str, str]) -> FlaskClient:
    with office.work():
        name, kind, code = place
        found = institutions.institution_named(kind, [name]) or institutions.create_institution(name, kind, code)
        accounts.create_person(found, "watcher", "监督甲", (SUPERVISOR,), PASSWORD)
    return office.browser("watcher")


@one_database
@pytest.mark.parametrize(
    ("place", "seen"),
    [
        (("南靖县人民法院", "court", "350627"), {"judge"}),
        (("漳州市中级人民法院", "court", "350600"), {"judge"}),
        (("福建省人民检察院", "procuratorate", "350000"), {"prosecutor"}),
        (("福建省某机关", "other_authority", "350000"), {"judge", "prosecutor"}),
        (("漳浦县人民法院", "court", "350623"), set()),
    ],
)
def test_a_supervisor_reads_what_people_below_have_looked_at(
    filed: Office, place: tuple[str, str, str], seen: set[str]
) -> None:
    for username in ("judge", "prosecutor"):
        filed.browser(username).get("/folders/1")
    collected(filed)
    client = supervisor(filed, place)
    page = client.get("/accesses").text
    assert {name for name in ("judge", "prosecutor") if f'muted">{name}<' in page} == seen
    assert 'href="/accesses"' in page
    if seen:
        assert "2" in page
        assert holds(client.get("/accesses?username=nobody").text, "none-found")
        assert holds(client.get("/accesses?kind=download").text, "none-found")
    else:
        assert holds(page, "no-accesses")


@one_database
@pytest.mark.parametrize("username", ["judge", "prosecutor", "officer"])
def test_nobody_else_reads_it(filed: Office, username: str) -> None:
    assert filed.browser(username).get("/accesses").status_code == 403
    with filed.work(), pytest.raises(Forbidden):
        queries.listing(filed.person(username), queries.Filter())
    assert AccessRecord.unaudited
