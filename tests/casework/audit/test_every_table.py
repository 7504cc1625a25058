"""Whatever column of whatever table is altered behind the log, or row removed or added, ``audit verify`` tells."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Table

from casework import db
from casework.audit import service as audit
from casework.audit.proofs import read
from casework.audit.unproven import NOT_PROVEN, RECOMPUTED
from casework.audit.verification import verify
from casework.migrate import metadata
from tests.casework.audit.rows import Tampering, added, furnish, tampered, unwatched
from tests.casework.prepared import app_after, demonstration
from tests.conftest import Attempts
from tests.databases import Databases


@pytest.fixture
def furnished(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The demonstration, with a row in every table that the log proves."""

    def seed(app: Flask) -> None:
        with app.app_context():
            proven = audit.provable_tables()
            with unwatched(app) as connection:
                keys = {name: furnish(connection, table) for name, table in metadata().tables.items() if name in proven}
            with db.writing():
                made = [(name, key, read(proven[name], [key])) for name, key in keys.items() if key is not None]
                proofs = [{"table": name, "id": key, "sha256": found[key]} for name, key, found in made]
                audit.record("seed_demo", "demonstration:1", {"proves": proofs})

    shown = partial(demonstration, databases, tmp_path)
    with app_after(databases, tmp_path, "every table", seed, shown) as app:
        yield app


def tamperings() -> list[tuple[Table, Tampering]]:
    tables = [table for name, table in metadata().tables.items() if name not in NOT_PROVEN]
    return [
        (table, Tampering(table.name, column))
        for table in sorted(tables, key=lambda table: table.name)
        for column in (*(str(column.name) for column in table.columns), None)
    ]


def additions() -> list[tuple[Table, Tampering]]:
    tables = {table.name: table for table, _ in tamperings()}
    return [
        (table, Tampering(name, None, added=True, astray=astray))
        for name, table in tables.items()
        for astray in ((False, True) if name in RECOMPUTED else (False,))
    ]


def test_every_table_is_proven_or_derived_or_listed_with_its_reason(app: Flask) -> None:
    with app.app_context():
        proven = set(audit.provable_tables())
    there = {*metadata().tables, "alembic_version"}
    assert not proven & {*NOT_PROVEN, *RECOMPUTED}
    assert there == proven | {*NOT_PROVEN} | {*RECOMPUTED}
    assert all(NOT_PROVEN.values())


def test_whatever_is_altered_removed_or_added_is_told(
    furnished: Flask, attempts: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    every, checks = [*tamperings(), *additions()], audit.checks
    empty, passed = set(), []
    with unwatched(furnished) as connection:
        assert _holds(furnished)
        for number in attempts(8, len(every)):
            table, what = every[number]
            column = None if what.column is None else table.c[what.column]
            # Deriving everything anew takes most of the time and is asked for where a table is derived.
            monkeypatch.setattr(audit, "checks", checks if table.name in RECOMPUTED else tuple)
            one = added(connection, table, astray=what.astray) if what.added else tampered(connection, table, column)
            with one as done:
                if not done:
                    empty.add(table.name)
                elif _holds(furnished):
                    passed.append(str(what))
        assert _holds(furnished), "everything was put back"
    assert (passed, empty) == ([], set())


def _holds(app: Flask) -> bool:
    with app.app_context():
        return verify() is None
