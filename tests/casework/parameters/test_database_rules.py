"""What the database itself refuses about parameter sets, past every service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from tests.casework.credits import rows
from tests.casework.credits.rows import insert, refusal, refused

HASH = "a" * 64


@pytest.fixture
def db(database_url: str) -> Iterator[Connection]:
    with rows.engine(database_url) as engine, engine.begin() as connection:
        rows.people(connection)
        yield connection


def entered(db: Connection, count: int = 2) -> int:
    """A set that person 1 entered."""
    return insert(db, "parameter_sets", document="{}", sha256=HASH, value_count=count, institution_id=1, person_id=1)


def look(set_id: int, number: int, verdict: str = "agrees", person_id: int = 2) -> dict[str, object]:
    note = "" if verdict == "agrees" else "原件为 2"
    return {"set_id": set_id, "number": number, "verdict": verdict, "note": note, "person_id": person_id}


def freezing(set_id: int, sha256: str = HASH, person_id: int = 2) -> dict[str, object]:
    return {"set_id": set_id, "sha256": sha256, "person_id": person_id}


def verified(db: Connection) -> int:
    made = entered(db)
    for number in (1, 2):
        insert(db, "parameter_value_checks", **look(made, number))
    return made


def frozen(db: Connection) -> int:
    made = verified(db)
    insert(db, "parameter_freezings", **freezing(made))
    return made


@pytest.mark.parametrize(
    "table",
    [
        "parameter_sets",
        "parameter_value_checks",
        "parameter_freezings",
        "parameter_withdrawals",
        "assessment_parameter_sets",
    ],
)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = 99", "DELETE FROM {}"])
def test_what_was_entered_and_done_is_neither_changed_nor_deleted(db: Connection, table: str, statement: str) -> None:
    made = frozen(db)
    assessment = rows.assessment(db, rows.case(db))
    insert(db, "assessment_parameter_sets", assessment_id=assessment, set_id=made, sha256=HASH)
    insert(db, "parameter_withdrawals", set_id=made, reason="已修订", person_id=1)
    ending = "no_update" if statement.startswith("UPDATE") else "no_delete"
    assert refused(db, statement.format(table)) == f"{table}_{ending}"


def test_whoever_entered_a_set_neither_checks_nor_freezes_it(db: Connection) -> None:
    made = verified(db)
    assert refusal(db, "parameter_value_checks", **look(made, 1, person_id=1)) == "parameter_checks_not_by_enterer"
    assert refusal(db, "parameter_freezings", **freezing(made, person_id=1)) == "parameter_freezings_not_by_enterer"
    assert insert(db, "parameter_freezings", **freezing(made))


def test_a_set_is_frozen_only_by_its_hash_and_when_the_last_look_at_every_value_agrees(db: Connection) -> None:
    rule = "parameter_freezings_of_verified_set"
    made = entered(db)
    assert refusal(db, "parameter_freezings", **freezing(made)) == rule
    insert(db, "parameter_value_checks", **look(made, 1))
    insert(db, "parameter_value_checks", **look(made, 1))
    assert refusal(db, "parameter_freezings", **freezing(made)) == rule
    insert(db, "parameter_value_checks", **look(made, 2))
    insert(db, "parameter_value_checks", **look(made, 1, "differs"))
    assert refusal(db, "parameter_freezings", **freezing(made)) == rule
    insert(db, "parameter_value_checks", **look(made, 1))
    assert refusal(db, "parameter_freezings", **freezing(made, sha256="b" * 64)) == rule
    assert insert(db, "parameter_freezings", **freezing(made))


def test_a_withdrawn_set_is_neither_checked_nor_frozen(db: Connection) -> None:
    made = verified(db)
    insert(db, "parameter_withdrawals", set_id=made, reason="有误", person_id=1)
    assert refusal(db, "parameter_value_checks", **look(made, 1)) == "parameter_checks_of_open_set"
    assert refusal(db, "parameter_freezings", **freezing(made)) == "parameter_freezings_of_verified_set"


def test_a_frozen_set_is_checked_no_more(db: Connection) -> None:
    made = frozen(db)
    assert refusal(db, "parameter_value_checks", **look(made, 1, "differs")) == "parameter_checks_of_open_set"


def test_a_check_is_of_a_value_of_the_set_and_says_what_differs(db: Connection) -> None:
    made = entered(db)
    assert refusal(db, "parameter_value_checks", **look(made, 3)) == "parameter_checks_of_own_values"
    assert refusal(db, "parameter_value_checks", **look(made, 0)) == "ck_parameter_value_checks_number"
    silent = look(made, 1, "differs") | {"note": " "}
    assert refusal(db, "parameter_value_checks", **silent) == "ck_parameter_value_checks_note_for_difference"


def test_an_assessment_names_only_a_set_that_is_frozen_by_this_hash_and_not_withdrawn(db: Connection) -> None:
    rule = "assessments_with_frozen_set"
    assessment = rows.assessment(db, rows.case(db))
    row = {"assessment_id": assessment, "sha256": HASH}
    assert refusal(db, "assessment_parameter_sets", **row, set_id=verified(db)) == rule
    made = frozen(db)
    assert refusal(db, "assessment_parameter_sets", **(row | {"sha256": "b" * 64}), set_id=made) == rule
    withdrawn = frozen(db)
    insert(db, "parameter_withdrawals", set_id=withdrawn, reason="已修订", person_id=1)
    assert refusal(db, "assessment_parameter_sets", **row, set_id=withdrawn) == rule
    assert insert(db, "assessment_parameter_sets", **row, set_id=made)


def test_a_withdrawal_has_a_reason(db: Connection) -> None:
    row = {"set_id": entered(db), "reason": " ", "person_id": 1}
    assert refusal(db, "parameter_withdrawals", **row) == "ck_parameter_withdrawals_reason"
