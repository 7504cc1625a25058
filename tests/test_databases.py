"""The databases the tests stand on: of the kind they say, and none sees another's rows."""

from __future__ import annotations

import threading

from sqlalchemy import create_engine, text

from tests import testrun
from tests.databases import Databases, PostgresqlDatabases, SqliteDatabases


def run(url: str, statement: str) -> object:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    try:
        with engine.begin() as connection:
            result = connection.execute(text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        engine.dispose()


def test_sqlite_databases_are_sqlite(sqlite_databases: SqliteDatabases) -> None:
    url = sqlite_databases.empty()
    assert str(run(url, "SELECT sqlite_version()")).startswith("3.")
    sqlite_databases.drop(url)


def test_postgresql_databases_are_a_real_postgresql(postgresql_databases: PostgresqlDatabases) -> None:
    url = postgresql_databases.empty()
    assert str(run(url, "SELECT version()")).startswith("PostgreSQL 18")
    postgresql_databases.drop(url)


def test_a_database_is_prepared_once_and_copied_without_rows(databases: Databases) -> None:
    prepared: list[str] = []

    def prepare(url: str) -> None:
        prepared.append(url)
        run(url, "CREATE TABLE t (x INTEGER)")

    first, second = (databases.prepared("one table", prepare) for _ in range(2))
    run(first, "INSERT INTO t VALUES (1)")
    assert run(first, "SELECT count(*) FROM t") == 1
    assert run(second, "SELECT count(*) FROM t") == 0
    assert len(prepared) == 1
    databases.drop(first)
    databases.drop(second)


def test_processes_that_need_the_same_database_prepare_it_once_between_them(databases: Databases) -> None:
    others: list[Databases]
    if isinstance(databases, SqliteDatabases):
        others = [SqliteDatabases(testrun.folder(), f"other{number}") for number in range(3)]
    else:
        others = [PostgresqlDatabases(testrun.folder(), f"other{number}") for number in range(3)]
    prepared: list[str] = []
    counted: list[object] = []

    def prepare(url: str) -> None:
        prepared.append(url)
        run(url, "CREATE TABLE t (x INTEGER)")

    def work(other: Databases) -> None:
        url = other.prepared("one table of several", prepare)
        counted.append(run(url, "SELECT count(*) FROM t"))
        other.drop(url)

    threads = [threading.Thread(target=work, args=(other,)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted == [0, 0, 0]
    assert len(prepared) == 1
    for other in others:
        if isinstance(other, PostgresqlDatabases):
            other.close()
