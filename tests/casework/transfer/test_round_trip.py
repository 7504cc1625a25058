"""A case that is given to another installation is the same there: papers, facts, history; whatever is altered on the
way, known there already or of another version is refused by name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from casework import db, migrate
from casework.accounts import service as accounts
from casework.audit import service as audit
from casework.audit.keys import keyring
from casework.audit.verification import verify
from casework.bundles import archive, batch
from casework.credits import confirming, reservations, reserving
from casework.documents import papers, release
from casework.documents.shelf import kind_of
from casework.jobs import running
from casework.jobs import service as jobs
from casework.proceedings import Folder, ForeignCase, facts, files, listing
from casework.proceedings.history import history, told_anew
from casework.transfer import exporting, importing, tables
from casework.transfer.errors import NotMoved
from tests.casework.documents import issuing
from tests.casework.office import PASSWORD, TODAY, Office, colleague, retirement
from tests.casework.prepared import app_after, office_after
from tests.databases import PostgresqlDatabases, SqliteDatabases

OUR_KEY = keyring("a-key-of-the-log-for-tests")


def held_and_entered(office: Office, project: int, bought: int) -> None:
    """Serials held until a day, and a certificate that nobody has confirmed yet."""
    with office.work():
        officer, folder = office.person("officer"), office.folder
        held = (701, 705, 5, Decimal(58), "当地固定价", "某行情", TODAY, TODAY)
        reserving.reserve(folder, officer, "o1", reserving.ReservationEntry(project, *held))
        confirming.enter(folder, officer, bought, retirement(61, 70))


def prepare(office: Office) -> None:
    """A case with credits bought and retired in part, a report and its receipt."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release, "pdf_of", lambda kind, snapshot: f"%PDF {snapshot['paper']['title']}".encode())
        office.to_performing()
        project = office.lot()
        bought = office.buy(project, 1, 80)
        office.retire(bought, 1, 60)
        held_and_entered(office, project, bought)
        issuing.issue(office)
        with office.app.app_context():
            officer, kind = office.person("officer"), "service_receipt"
            assert batch.open_subjects(office.folder, officer, kind_of(kind))
            running.run(jobs.ask(office.folder, officer, batch.WORK.kind, {"kind": kind}).id)


@dataclass(frozen=True)
class Exported:
    office: Office
    file: Path
    reference: str


@pytest.fixture
def exported(sqlite_databases: SqliteDatabases, tmp_path: Path) -> Iterator[Exported]:
    """The archive of a case of an installation on SQLite."""
    folder = tmp_path / "first"
    folder.mkdir()
    with office_after(sqlite_databases, folder, "a case to be given away", prepare) as office:
        with office.app.app_context():
            reference = office.folder.reference
        file = tmp_path / "case.zip"
        done = office.app.test_cli_runner().invoke(args=["case-export", reference, str(file)])
        assert done.exit_code == 0, done.output
        yield Exported(office, file, reference)


def told(office: Office, folder: Folder) -> dict[str, Any]:
    """What a case is, without the numbers that its rows have."""
    case, row = facts.case_of(folder), history(folder)
    issued = [one.standing.issued for one in papers.rows(folder) if one.standing.issued is not None]
    filed = facts.filed(folder)
    assert case is not None
    assert filed is not None
    return {
        "acts": [act.as_json() for act in row.acts],
        "facts": filed.as_json(),
        "papers": [(one.title, one.number, one.pdf, one.snapshot, one.at) for one in issued],
        "superseded": [bool(one.superseded) for one in papers.rows(folder)],
        "held": [(one.told, one.row.price_cny, one.row.expires_on) for one in reservations.of_case(case)],
        "waiting": [
            (one.certificate_no, one.serial_from, one.serial_to, bytes(one.certificate_file))
            for one in confirming.waiting_of(case)
        ],
        "files": [(one.name, one.content) for one in files.of(folder)],
        "state": (
            folder.title,
            folder.state,
            folder.headline,
            folder.created_at,
        ),
    }


@pytest.mark.parametrize("own_cases", [0, 1])
def test_a_case_is_the_same_on_another_database(
    exported: Exported, postgresql_databases: PostgresqlDatabases, tmp_path: Path, own_cases: int
) -> None:
    second = tmp_path / "second"
    second.mkdir()
    with exported.office.app.app_context():
        before = told(exported.office, exported.office.folder)
    with app_after(postgresql_databases, second, "an office without cases", lambda app: Office(app).open()) as app:
        other = Office(app)
        for _ in range(own_cases):
            other.file()  # under the very number that the other case has
        run = app.test_cli_runner().invoke
        refused = run(args=["case-import", str(exported.file)])
        assert (refused.exit_code, "second-officer" in refused.output) == (1, False)
        assert "复核人" in refused.output, "who is not registered there is named"
        with other.work():
            place = other.person("officer").institution
            accounts.create_person(place, "second-officer", "复核人", ("forestry_officer",), PASSWORD)
            colleague()
        with app.app_context():
            head = audit.head()
        done = run(args=["case-import", str(exported.file)])
        assert done.exit_code == 0, done.output
        with app.app_context():
            folder = db.session().scalars(select(Folder).order_by(Folder.id.desc())).first()
            assert folder is not None
            (found,) = listing.listing(other.person("officer"), listing.Filter(text=exported.reference)).page.rows[-1:]
            assert found.id == folder.id, "its former number finds it"
            (came,) = db.session().scalars(select(ForeignCase)).all()
            assert (came.reference, folder.reference == exported.reference) == (exported.reference, not own_cases)
            reference, number = folder.reference, folder.id
            assert told(other, folder) == before
            assert history(folder) == told_anew(folder)
            assert len(other_seen := audit.entries(f"folder:{folder.id}")) == 1
            assert (other_seen[0].action, other_seen[0].seq) == ("import_case", head[0] + 1)
            assert verify(deep=True) is None
        again = run(args=["case-import", str(exported.file)])
        assert (again.exit_code, reference in again.output) == (1, True)
        assert other.browser("officer").get(f"/folders/{number}").text.count('id="came"') == 1
        issued_here_bears_our_head(other)


def issued_here_bears_our_head(other: Office) -> None:
    """Work goes on: a paper that is issued after the case came is proven by the log of here."""
    with other.app.app_context():
        other.folder_id = db.session().scalars(select(Folder.id).order_by(Folder.id.desc())).first() or 0
    other.act("prosecutor", "hearing")
    other.file()  # the numbers of here go on behind it
    with other.app.app_context():
        assert verify() is None


def members(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(parts: dict[str, bytes], place: Path) -> Path:
    with zipfile.ZipFile(place, "w") as out:
        for name, data in parts.items():
            out.writestr(name, data)
    return place


def repacked(parts: dict[str, bytes], place: Path, **content: Any) -> Path:
    """As somebody makes it anew who has the key: manifest and seal hold."""
    about = orjson.loads(parts[archive.MANIFEST])["content"] | content
    rest = {name: data for name, data in parts.items() if name != archive.MANIFEST}
    place.write_bytes(archive.write(exporting.FORMAT, about, rest, OUR_KEY))
    return place


def altered_row(table: str, column: str) -> Callable[[dict[str, Any]], None]:
    def change(records: dict[str, Any]) -> None:
        records["tables"][table][0][column] = "改动"

    return change


def removed_row(table: str) -> Callable[[dict[str, Any]], None]:
    return lambda records: records["tables"][table].pop()


def test_whatever_is_altered_is_refused_by_name(exported: Exported, tmp_path: Path) -> None:
    parts, place = members(exported.file), tmp_path / "altered.zip"
    with exported.office.app.app_context():
        for name in parts:
            changed = parts | {name: parts[name][:-2] + b"x\n"}
            with pytest.raises(NotMoved) as refused:
                importing.take_in(packed(changed, place))
            assert name in refused.value.message
            with pytest.raises(NotMoved) as refused:
                importing.take_in(packed({one: data for one, data in parts.items() if one != name}, place))
            assert name in refused.value.message
        rows = [
            *(("acts", altered_row("acts", one)) for one in ("document", "done_on", "act")),
            ("issued_papers", altered_row("issued_papers", "number")),
            ("casefile_versions", altered_row("casefile_versions", "document")),
            *((name, removed_row(name)) for name in ("acts", "issued_papers", "act_files", "assessments")),
        ]
        for table, change in rows:
            records = orjson.loads(parts[exporting.RECORDS])
            change(records)
            with pytest.raises(NotMoved) as refused:
                importing.take_in(repacked(parts | {exporting.RECORDS: orjson.dumps(records)}, place))
            assert table in refused.value.message or "改动" in refused.value.message
        with pytest.raises(NotMoved) as refused:
            importing.take_in(repacked(parts, place, revision="9999"))
        assert "9999" in refused.value.message
        with pytest.raises(NotMoved) as refused:
            importing.take_in(exported.file)
        assert exported.reference in refused.value.message


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_every_table_that_hangs_on_a_case_goes_along_or_is_named(databases: object) -> None:
    found, hang = {"folders", "cases"}, migrate.metadata().tables
    while more := {
        name
        for name, table in hang.items()
        if name not in found and {key.column.table.name for key in table.foreign_keys} & found
    }:
        found |= more
    assert found <= {*tables.WRITTEN, *tables.LEFT_OUT, *tables.BLOCKING}
    assert not {*tables.LEFT_OUT} & {*tables.WRITTEN}
    assert all(tables.LEFT_OUT.values())
