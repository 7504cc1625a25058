"""The tables: made and taken away by the migrations, equal to the models, in one line of revisions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Engine, inspect, text

from casework.db import make_engine
from casework.migrate import FOLDER, configuration, downgrade, metadata, upgrade
from migrations.refusals import altered

LEFT_BY_ALEMBIC = {"alembic_version"}


@pytest.fixture
def prepared(database_url: str) -> Iterator[Engine]:
    """A database with all migrations."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Engine]:
    """A database without a table."""
    engine = make_engine(empty_database_url)
    yield engine
    engine.dispose()


def leftovers(engine: Engine) -> list[str]:
    """Tables, functions and triggers of our own in a database."""
    found = sorted(set(inspect(engine).get_table_names()) - LEFT_BY_ALEMBIC)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            query = (
                "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE n.nspname = 'public' "
                "UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
            )
        else:
            query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        found += sorted(connection.execute(text(query)).scalars())
    return found


def test_upgraded_tables_equal_the_models(prepared: Engine) -> None:
    with prepared.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata()) == []


def test_upgraded_tables_have_the_checks_of_the_models(prepared: Engine) -> None:
    inspector = inspect(prepared)
    made = {name: {str(check["name"]) for check in inspector.get_check_constraints(name)} for name in metadata().tables}
    wanted = {
        name: {str(item.name) for item in table.constraints if isinstance(item, CheckConstraint)}
        for name, table in metadata().tables.items()
    }
    assert made == wanted
    assert "ck_cases_stage" in made["cases"]


def test_a_model_that_no_migration_made_is_seen(prepared: Engine) -> None:
    with prepared.begin() as connection:
        connection.execute(text("DROP TABLE sign_ins"))
        connection.execute(text("ALTER TABLE people ADD COLUMN nickname VARCHAR(10)"))
    with prepared.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        kinds = {change[0] for change in compare_metadata(context, metadata()) if isinstance(change[0], str)}
    assert {"add_table", "remove_column"} <= kinds


def test_migrations_go_down_to_nothing_and_up_again(empty: Engine) -> None:
    upgrade(empty)
    complete = leftovers(empty)
    downgrade(empty, "base")
    assert leftovers(empty) == []
    upgrade(empty)
    assert leftovers(empty) == complete


def test_each_migration_goes_up_and_down_by_itself(empty: Engine) -> None:
    steps = [script.revision for script in ScriptDirectory.from_config(configuration(empty)).walk_revisions()][::-1]
    before: dict[str, list[str]] = {}
    for step in steps:
        before[step] = leftovers(empty)
        upgrade(empty, step)
    for step, below in zip(reversed(steps), [*reversed(steps[:-1]), "base"], strict=True):
        downgrade(empty, below)
        assert leftovers(empty) == before[step], f"{step} leaves something behind"


def test_a_failed_upgrade_leaves_no_table(empty: Engine) -> None:
    with empty.begin() as connection:
        # In the way of a later migration: everything before it must be undone as well.
        connection.execute(text("CREATE TABLE documents (id INTEGER)"))
    with pytest.raises(Exception, match="documents"):
        upgrade(empty)
    assert inspect(empty).get_table_names() == ["documents"]


def test_a_guarded_table_keeps_its_guards_when_it_is_altered(prepared: Engine) -> None:
    before = leftovers(prepared)
    assert "documents_no_update" in before
    with prepared.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        with altered("documents") as table:
            table.drop_constraint(table.f("ck_documents_position"), type_="check")
            table.create_check_constraint(table.f("ck_documents_position"), "position >= 7")
        assert inspect(connection).has_table("documents")
    assert leftovers(prepared) == before
    (check,) = inspect(prepared).get_check_constraints("documents")
    assert "7" in str(check["sqltext"])


def test_upgrading_twice_changes_nothing(prepared: Engine) -> None:
    before = leftovers(prepared)
    upgrade(prepared)
    assert leftovers(prepared) == before


def revisions() -> list[Path]:
    return sorted((FOLDER / "versions").glob("*.py"))


def test_files_begin_with_their_revision_and_follow_each_other() -> None:
    numbers = [path.name[:4] for path in revisions()]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
    for number, path in zip(numbers, revisions(), strict=True):
        source = path.read_text(encoding="utf-8")
        below = f'"{int(number) - 1:04d}"' if number != "0001" else "None"
        assert re.search(rf'^revision = "{number}"$', source, re.M), path.name
        assert re.search(rf"^down_revision = {below}$", source, re.M), path.name


def test_the_head_file_names_the_last_revision() -> None:
    assert (FOLDER / "head").read_text(encoding="utf-8").strip() == revisions()[-1].name[:4]
