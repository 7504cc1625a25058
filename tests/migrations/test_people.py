"""People and institutions that were there before they had several roles keep what they had, up and down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from casework.db import make_engine
from casework.migrate import downgrade, upgrade

PEOPLE = {1: ("judge", 1), 2: ("supervisor", 2), 3: ("forestry_officer", 3)}


@pytest.fixture
def before(empty_database_url: str) -> Iterator[Engine]:
    """Three people of three institutions, one of them of a province, as of revision 0016."""
    engine = make_engine(empty_database_url)
    upgrade(engine, "0016")
    with engine.begin() as connection:
        for number, kind, area in ((1, "court", "350627"), (2, "province", "350000"), (3, "forestry_bureau", "350627")):
            connection.execute(
                text("INSERT INTO institutions (id, name, kind, area_code) VALUES (:id, :name, :kind, :area)"),
                {"id": number, "name": f"某单位{number}", "kind": kind, "area": area},
            )
        for number, (role, place) in PEOPLE.items():
            connection.execute(
                text(
                    "INSERT INTO people (id, institution_id, username, name, role, password_hash, active) "
                    "VALUES (:id, :place, :name, :name, :role, 'hash', TRUE)"
                ),
                {"id": number, "place": place, "name": f"p{number}", "role": role},
            )
        connection.execute(
            text("INSERT INTO sign_ins (id, person_id, token_hash, at, ended) VALUES (1, 1, 'x', '2026-01-01', FALSE)")
        )
    yield engine
    engine.dispose()


def rows(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_each_role_is_kept_and_the_province_becomes_an_other_authority(before: Engine) -> None:
    upgrade(before)
    assert rows(before, "SELECT person_id, role FROM person_roles ORDER BY person_id") == [
        (number, role) for number, (role, _) in PEOPLE.items()
    ]
    assert rows(before, "SELECT kind, active, certainty FROM institutions WHERE id = 2") == [
        ("other_authority", True, None)
    ]
    assert rows(before, "SELECT person_id FROM sign_ins") == [(1,)]


def test_going_down_keeps_what_fits_and_shuts_out_what_does_not(before: Engine) -> None:
    upgrade(before)
    with before.begin() as connection:
        connection.execute(text("INSERT INTO person_roles (person_id, role) VALUES (1, 'clerk')"))
        connection.execute(text("UPDATE institutions SET kind = 'other_authority', area_code = '350600' WHERE id = 3"))
    downgrade(before, "0016")
    assert rows(before, "SELECT id, role, active FROM people ORDER BY id") == [
        (1, "judge", True),
        (2, "supervisor", True),
        (3, "forestry_officer", False),
    ]
    assert rows(before, "SELECT kind FROM institutions WHERE id = 2") == [("province",)]
    assert rows(before, "SELECT person_id FROM sign_ins") == [(1,)]
