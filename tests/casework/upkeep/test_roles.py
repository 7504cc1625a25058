"""The role of the application on PostgreSQL may what the services need, and nothing of what an attacker would want."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from casework import db
from casework.accounts import service as accounts
from casework.audit.verification import verify
from casework.db import make_engine
from casework.migrate import metadata
from casework.upkeep import roles
from tests.casework.prepared import demonstration_on
from tests.conftest import dispose, make_app, migrated
from tests.databases import Databases, PostgresqlDatabases

ROLE = "tanheng_app_of_tests"

HOSTILE = [
    "DELETE FROM audit_entries",
    "UPDATE audit_entries SET action = 'x'",
    "TRUNCATE audit_entries",
    "UPDATE acts SET document = '{}'",
    "DELETE FROM acts",
    "DELETE FROM casefile_versions",
    "UPDATE casefile_versions SET document = '{}'",
    "DELETE FROM cases",
    "DELETE FROM folders",
    "DELETE FROM people",
    "DELETE FROM institutions",
    "DELETE FROM retirements",
    "UPDATE retirements SET quantity_t = 1",
    "DELETE FROM purchases",
    "DELETE FROM documents",
    "UPDATE documents SET pdf = ''",
    "DELETE FROM access_records",
    "UPDATE access_records SET what = ''",
    "UPDATE alembic_version SET version_num = '0001'",
    "ALTER TABLE acts DISABLE TRIGGER ALL",
    "ALTER TABLE acts DROP COLUMN document",
    "SET session_replication_role = replica",
    "DROP TABLE acts",
    "CREATE TABLE of_mine (id integer)",
    "CREATE FUNCTION f() RETURNS integer AS 'SELECT 1' LANGUAGE sql",
    "CREATE TRIGGER t BEFORE INSERT ON acts EXECUTE FUNCTION f()",
    "SET ROLE postgres",
    "CREATE ROLE another SUPERUSER",
    "COPY acts TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/passwd')",
]


@pytest.fixture
def owner(postgresql_databases: PostgresqlDatabases, tmp_path: Path) -> Iterator[Flask]:
    """The demonstration, as the owner of its tables has it; there is a role for the application."""
    with demonstration_on(postgresql_databases, tmp_path) as app:
        _make_role(app)
        yield app


def _make_role(app: Flask) -> None:
    engine = make_engine(app.config["DATABASE_URL"])
    with engine.begin() as connection:
        if connection.scalar(text("SELECT count(*) FROM pg_roles WHERE rolname = :role"), {"role": ROLE}) == 0:
            connection.execute(text(f"CREATE ROLE {ROLE} LOGIN"))
    engine.dispose()


@pytest.fixture
def application(owner: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The application under its role."""
    result = owner.test_cli_runner().invoke(args=["db-roles", ROLE])
    assert result.exit_code == 0, result.output
    url = make_url(owner.config["DATABASE_URL"]).set(username=ROLE, password=None)
    app = make_app(url.render_as_string(hide_password=False), tmp_path)
    yield app
    dispose(app)


@pytest.mark.postgresql
def test_every_hostile_statement_is_refused_to_the_application(application: Flask) -> None:
    engine = make_engine(application.config["DATABASE_URL"])
    passed = []
    for statement in HOSTILE:
        try:
            with engine.begin() as connection:
                connection.execute(text(statement))
        except DBAPIError:
            continue
        passed.append(statement)
    engine.dispose()
    assert passed == []


@pytest.mark.postgresql
def test_the_application_works_under_its_role(application: Flask) -> None:
    client = application.test_client()
    signed_in = client.post("/sign-in", data={"username": "nanjing-lyj", "password": "demo-lyj-2026"})
    assert signed_in.status_code == 302
    assert client.get("/").status_code == 200
    assert client.get("/folders").status_code == 200
    client.post("/sign-out")
    with application.app_context():
        assert accounts.person_named("nanjing-lyj") is not None
        assert db.session().scalar(text("SELECT current_user")) == ROLE
        assert verify() is None


@pytest.mark.postgresql
def test_what_has_outlived_its_period_is_removed_by_the_owner_alone(
    owner: Flask, application: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    application.test_client().post("/sign-in", data={"username": "nanjing-lyj", "password": "demo-lyj-2026"})
    now = db.now
    monkeypatch.setattr(db, "now", lambda: now() + datetime.timedelta(days=400))
    answers = [app.test_cli_runner().invoke(args=["retention", "--erase"]) for app in (application, owner)]
    assert [one.exit_code for one in answers] == [1, 0]


@pytest.mark.postgresql
def test_the_owner_is_no_role_of_the_application_and_one_that_is_not_there_is_named(owner: Flask) -> None:
    with owner.app_context():
        itself = str(make_url(owner.config["DATABASE_URL"]).username)
        for role, why in ((itself, roles.IS_OWNER), ("nobody_of_this_name", roles.NO_ROLE)):
            with pytest.raises(roles.NotPossible) as refused:
                roles.grant(role)
            assert str(refused.value) == why.format(role=role)


def test_sqlite_has_no_roles(sqlite_databases: Databases, tmp_path: Path) -> None:
    url = migrated(sqlite_databases)
    app = make_app(url, tmp_path)
    result = app.test_cli_runner().invoke(args=["db-roles", ROLE])
    dispose(app)
    sqlite_databases.drop(url)
    assert (result.exit_code, "sqlite" in result.output) == (1, True)


def test_each_table_has_its_rights(app: Flask) -> None:
    with app.app_context():
        rights = roles.rights()
    assert set(rights) == {*metadata().tables, "alembic_version"}
    assert set(roles.REMOVED) <= set(metadata().tables)
    assert rights["audit_entries"] == rights["acts"] == ("SELECT", "INSERT")
    assert rights["people"] == ("SELECT", "INSERT", "UPDATE")
