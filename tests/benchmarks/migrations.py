"""A database of many cases of the first program that kept cases by their acts, brought up to date: SQLite, PostgreSQL.

The old program is taken out of the project's history and makes its own cases (``MIGRATIONS_CASES``, 20,000 unless it is
set). Timed are the change of the tables alone, and the whole of ``db-upgrade``, which besides seals the log and derives
anew what lists show. Then the log must verify: what is not whole is no figure.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from casework import db, migrate
from casework.audit.verification import verify
from casework.cli.tables import bring_up
from casework.db import make_engine
from casework.proceedings import Folder
from tests.benchmarks.figure import ROOT, Figure
from tests.conftest import dispose, make_app
from tests.databases import Databases, PostgresqlDatabases, SqliteDatabases, stop_postgresql

CASES = int(os.environ.get("MIGRATIONS_CASES", "20000"))
PROGRAM = "484c46b8"
"""The last one whose tables were of revision 0029."""

SEED = """
import sys
from casework import create_app
from casework.cli.tables import bring_up
from casework.demo import many
with create_app().app_context():
    bring_up()
    many.seed(int(sys.argv[1]), 1, lambda done: None)
"""
TABLES, EACH = 60, 0.05
"""Seconds wanted at most: for the tables, and of ``db-upgrade`` for each case."""


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        program = taken_out(place / "program")
        yield from upgraded("SQLite", SqliteDatabases(place), program, place)
        server = place / "server"
        server.mkdir()
        try:
            yield from upgraded("PostgreSQL", PostgresqlDatabases(server), program, place)
        finally:
            stop_postgresql(server)


def taken_out(place: Path) -> Path:
    """The old program in a folder of its own."""
    place.mkdir()
    kept = subprocess.run(["git", "archive", PROGRAM], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "x"], cwd=place, input=kept, check=True)
    return place


def upgraded(name: str, databases: Databases, program: Path, folder: Path) -> Iterator[Figure]:
    url = databases.empty()
    old = os.environ | {"DATABASE_URL": url, "PYTHONPATH": str(program)}
    subprocess.run([sys.executable, "-c", SEED, str(CASES)], cwd=program, env=old, check=True)
    engine = make_engine(url)
    begun, used = time.perf_counter(), time.process_time()
    migrate.upgrade(engine)
    tables = time.perf_counter() - begun
    engine.dispose()
    app = make_app(url, folder)
    with app.app_context():
        bring_up()
        whole, used = time.perf_counter() - begun, time.process_time() - used
        finding = verify()
        made = db.session().scalar(select(func.count()).select_from(Folder))
    dispose(app)
    if finding is not None or made != CASES:
        raise RuntimeError(finding.message if finding is not None else f"{made} cases")
    yield Figure(f"{name}: tables of {CASES} cases (load {os.getloadavg()[0]:.1f})", tables, "s", TABLES)
    yield Figure(f"{name}: db-upgrade of {CASES} cases", whole, "s", EACH * CASES)
    yield Figure(f"{name}: processor time of it here, each case", used / CASES, "s", EACH)
