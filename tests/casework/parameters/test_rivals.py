"""A difference is found at the moment somebody freezes the set: never both, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine

from tests.casework.credits import rows
from tests.casework.credits.rows import insert
from tests.casework.credits.test_concurrency import at_once
from tests.casework.parameters.test_database_rules import freezing, look, verified


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    with rows.engine(database_url) as made:
        with made.begin() as connection:
            rows.people(connection)
        yield made


@pytest.mark.parametrize("attempt", range(5))
def test_of_a_freezing_and_a_difference_at_once_exactly_one_is_kept(engine: Engine, attempt: int) -> None:
    with engine.begin() as connection:
        made = verified(connection)

    def freeze(connection: Connection) -> None:
        insert(connection, "parameter_freezings", **freezing(made))

    def differ(connection: Connection) -> None:
        insert(connection, "parameter_value_checks", **look(made, 1, "differs", person_id=3))

    outcomes = at_once(engine, freeze, differ)
    assert outcomes in (
        ["parameter_checks_of_open_set", "won"],
        ["parameter_freezings_of_verified_set", "won"],
    )
