"""Fixtures for all tests: a database of either kind, the application on it, and a client."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis_settings

from tests import testrun
from tests.databases import Databases, PostgresqlDatabases, SqliteDatabases, stop_postgresql

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

Attempts = Callable[[int, int], Sequence[int]]

KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]

# Settings of this machine must not reach the tests; each gives its own.
for name in (
    "DATABASE_URL",
    "QUEUE_URL",
    "SECRET_KEY",
    "AUDIT_KEY",
    "AUDIT_ANCHORS",
    "ACCESS_SPOOL",
    "TANHENG_TLS",
    "TANHENG_SIGNING",
):
    os.environ.pop(name, None)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("tanheng", "tests of 碳衡")
    group.addoption("--long", action="store_true", help="tests of many attempts make all of them, not a sample")
    group.addoption("--seed", type=int, help="draw the samples that an earlier run drew")
    group.addoption("--within", type=float, metavar="SECONDS", help="skip what has not begun by then")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # else pytest-xdist started this process for a run that has begun
        ending = ExitStack()
        config.add_cleanup(ending.close)
        ending.enter_context(testrun.run(stop_postgresql, config.option.seed, whole=config.option.long))
    # The same examples on every run, and no clock: a slow machine must not fail a property.
    few = testrun.examples(40, 100)
    hypothesis_settings.register_profile("tanheng", deadline=None, derandomize=True, max_examples=few)
    hypothesis_settings.load_profile("tanheng")


def pytest_report_header(config: pytest.Config) -> str:
    if config.option.long:
        return "attempts 尝试: all 全部 (--long)"
    return f"attempts 尝试: a sample 抽样 (--seed {testrun.seed()} draws it again 可重现; --long makes all 全部执行)"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What the collection makes stays to the end: no search for garbage goes through it, and fewer are made."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        _keep_what_stays()
        gc.set_threshold(50_000, 10, 1_000_000)  # a whole search follows each file of tests


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """What the tests of a file leave, caches and applications, stays: no search goes through it again and again.
    What is garbage of it is found here, with its warnings."""
    try:
        return (yield)
    finally:
        if nextitem is None or nextitem.path != item.path:
            _keep_what_stays()


def _keep_what_stays() -> None:
    """Search for garbage in what is new; what is left no further search goes through."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of pages (``test_…page…``, and those of ``web``) and of former papers run on SQLite alone unless all
    attempts are made: whoever asks every route (``test_matrix``) asks PostgreSQL what the pages ask.

    Of the others that this run makes on SQLite too, a sample runs on PostgreSQL; all where the dialect is the matter.
    """
    if config.option.long:
        return
    on_postgresql = [item for item in items if item.get_closest_marker("postgresql")]
    left = [item for item in on_postgresql if _of_pages(item.path)]
    made = {item.nodeid for item in items}
    others = [item for item in on_postgresql if not _of_pages(item.path) and not _of_dialect(item.path)]
    twice = sorted((one for one in others if _on_sqlite(one) in made), key=lambda one: one.nodeid)
    drawn = set(testrun.sample(-(-len(twice) // PART), len(twice), "postgresql"))
    left += [item for number, item in enumerate(twice) if number not in drawn]
    config.hook.pytest_deselected(items=left)
    dropped = set(left)
    items[:] = [item for item in items if item not in dropped]


def _of_pages(path: Path) -> bool:
    return "page" in path.stem or "web" in path.parts or path.stem in ("test_former", "test_comparison")


PART = 8
"""Of so many tests that run on SQLite one runs on PostgreSQL as well, unless all attempts are made."""

DIALECT = ("database_rules", "databases", "transactions", "statements", "concurrency", "rivals", "reads", "matrix")
"""Tests of what a database does by itself: what it refuses, locks and plans."""


def _of_dialect(path: Path) -> bool:
    if path.stem == "test_going_on":
        return False  # migrated cases as their pages show them
    own = path.stem.removeprefix("test_") in DIALECT
    return own or not {"migrations", "upkeep", "browser"}.isdisjoint(path.parts)


def _on_sqlite(item: pytest.Item) -> str:
    return item.nodeid.replace("postgresql", "sqlite")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    limit = item.config.option.within
    if limit is not None and testrun.age() > limit:
        pytest.skip(f"not begun within {limit:g} seconds")


def make_app(url: str, instance: Path, **settings: object) -> Flask:
    """The application on a database, as tests use it: CSRF off unless asked for."""
    # Here, so that the tests of the rules load no web framework.
    from jinja2 import FileSystemBytecodeCache

    from casework import create_app
    from tests.redirecting import hold_to_it

    app = create_app(
        {
            "TESTING": True,
            "DATABASE_URL": url,
            "INSTANCE_PATH": str(instance),
            "SECRET_KEY": "a key for tests",
            "AUDIT_KEY": "a-key-of-the-log-for-tests",
            "AUDIT_ANCHORS": str(instance / "audit_anchors"),
            "WTF_CSRF_ENABLED": False,
            "ARGON2": {"time_cost": 1, "memory_cost": 8, "parallelism": 1},  # quick, and safe for nobody
            **settings,
        }
    )
    hold_to_it(app)
    if testrun.has_begun():
        # Each test has an application of its own; a template is compiled once for all of them.
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(testrun.folder()))
    return app


def dispose(app: Flask) -> None:
    """Close the application's connections."""
    engine = app.extensions.get("engine")
    if engine is not None:
        engine.dispose()


def migrated(databases: Databases) -> str:
    """The URL of a new database with all migrations and no rows."""

    def upgrade(url: str) -> None:
        app = make_app(url, testrun.folder())
        result = app.test_cli_runner().invoke(args=["db-upgrade"])
        dispose(app)
        assert result.exit_code == 0, result.output

    return databases.prepared("all migrations", upgrade)


@pytest.fixture
def attempts(request: pytest.FixtureRequest) -> Attempts:
    """``attempts(count, whole)``: which of ``whole`` attempts to make. All with ``--long``, else ``count`` of them."""

    def numbers(count: int, whole: int) -> Sequence[int]:
        if testrun.long():
            return range(whole)
        return testrun.sample(count, whole, request.node.nodeid)

    return numbers


@pytest.fixture(scope="session")
def sqlite_databases() -> SqliteDatabases:
    return SqliteDatabases(testrun.folder(), testrun.process())


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[PostgresqlDatabases]:
    databases = PostgresqlDatabases(testrun.folder(), testrun.process())
    yield databases
    databases.close()


@pytest.fixture(params=KINDS)
def databases(request: pytest.FixtureRequest) -> Databases:
    """SQLite, then PostgreSQL: every test that touches a database runs on both."""
    chosen: Databases = request.getfixturevalue(f"{request.param}_databases")
    return chosen


@pytest.fixture
def empty_database_url(databases: Databases) -> Iterator[str]:
    """A database without a table, for tests of the migrations."""
    url = databases.empty()
    yield url
    databases.drop(url)


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A database of this test alone, with all migrations and no rows."""
    url = migrated(databases)
    yield url
    databases.drop(url)


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database of this test alone."""
    from tests.apps import lent  # as above

    with lent(database_url, tmp_path) as application:
        yield application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor who has not signed in."""
    return app.test_client()
