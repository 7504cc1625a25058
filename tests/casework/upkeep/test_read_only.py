"""Records on a volume that nobody can write to, such as a copy in a safe: read there, never written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from casework import db, read_only
from casework.audit import verification
from casework.upkeep import stores
from casework.web.errors import COPY
from tests.casework.prepared import app_after
from tests.conftest import dispose, make_app
from tests.databases import SqliteDatabases
from tests.told import says


@pytest.fixture
def place(sqlite_databases: SqliteDatabases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with its tables, alone in a folder; its volume says of itself that nobody can write to it."""
    with app_after(sqlite_databases, tmp_path, "tables alone", lambda _: None) as app:
        made = Path(str(app.config["DATABASE_URL"]).removeprefix("sqlite:///"))
        target = tmp_path / "medium" / "records.sqlite"
        target.parent.mkdir()
        target.write_bytes(made.read_bytes())
    monkeypatch.setattr(read_only, "_never_changes", lambda place: place.parent.name == "medium")
    return target


@pytest.fixture
def copy(place: Path, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(f"sqlite:///{place}", tmp_path, PROPAGATE_EXCEPTIONS=False)
    yield app
    dispose(app)


def test_its_records_are_verified_and_backed_up_without_a_file_beside_them(
    copy: Flask, place: Path, tmp_path: Path
) -> None:
    with copy.app_context():
        assert verification.verify() is None
        with stores.copied(tmp_path):
            assert not db.is_copy()
        assert db.is_copy()
    assert [file.name for file in place.parent.iterdir()] == [place.name]


def test_whoever_would_write_is_told_why_nothing_is_saved(copy: Flask) -> None:
    answer = copy.test_client().post("/sign-in", data={"username": "x", "password": "y"})
    assert answer.status_code == 503
    assert says(answer.text, COPY)


def test_a_copy_whose_log_was_not_folded_in_is_not_read_without_it(copy: Flask, place: Path) -> None:
    with closing(sqlite3.connect(place)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE later (n INTEGER)")
        writer.commit()
        with copy.app_context(), pytest.raises(read_only.Unfolded) as refused:
            db.engine()
    assert f"{place.name}-wal" in refused.value.message
