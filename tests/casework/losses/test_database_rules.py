"""What the database itself refuses about assessments and reviews, past every service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from tests.casework.credits import rows
from tests.casework.credits.rows import insert, refusal, refused


@pytest.fixture
def db(database_url: str) -> Iterator[Connection]:
    with rows.engine(database_url) as engine, engine.begin() as connection:
        rows.people(connection)
        yield connection


@pytest.mark.parametrize("table", ["assessments", "reviews", "line_remarks"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET person_id = 3", "DELETE FROM {}"])
def test_what_was_measured_and_said_is_neither_changed_nor_deleted(db: Connection, table: str, statement: str) -> None:
    made = rows.assessment(db, rows.case(db))
    insert(db, "line_remarks", assessment_id=made, line_no=1, text="批注", person_id=2)
    ending = "no_update" if statement.startswith("UPDATE") else "no_delete"
    assert refused(db, statement.format(table)) == f"{table}_{ending}"


def test_whoever_measured_never_confirms(db: Connection) -> None:
    made = rows.assessment(db, rows.case(db), confirmed=False)
    row = {"assessment_id": made, "decision": "confirmed", "reason": ""}
    assert refusal(db, "reviews", **row, person_id=1) == "reviews_not_by_measurer"
    assert insert(db, "reviews", **row, person_id=2)


def test_an_assessment_is_reviewed_once(db: Connection) -> None:
    made = rows.assessment(db, rows.case(db))
    again = {"assessment_id": made, "decision": "returned", "reason": "又", "person_id": 2}
    assert refusal(db, "reviews", **again) in (
        "reviews_no_replace",
        "uq_reviews_assessment_id",
        "reviews.assessment_id",
    )


def test_a_return_has_a_reason_and_a_decision_is_one_of_two(db: Connection) -> None:
    made = rows.assessment(db, rows.case(db), confirmed=False)
    blank = {"assessment_id": made, "decision": "returned", "reason": "  ", "person_id": 2}
    assert refusal(db, "reviews", **blank) == "ck_reviews_reason_for_return"
    assert refusal(db, "reviews", **(blank | {"decision": "perhaps", "reason": "x"})) == "ck_reviews_decision"


def test_an_assessment_is_made_from_a_case_file_of_its_own_case(db: Connection) -> None:
    one, other = rows.case(db), rows.case(db)
    row = {"case_id": one, "casefile_version_id": other, "number": 1, "result": "{}", "hash": "0" * 64}
    assert refusal(db, "assessments", **row) == "assessments_of_own_casefile"


def test_the_numbers_of_a_case_are_given_once(db: Connection) -> None:
    case = rows.case(db)
    rows.assessment(db, case, number=1)
    row = {"case_id": case, "casefile_version_id": case, "number": 1, "result": "{}", "hash": "0" * 64}
    assert refusal(db, "assessments", **row) in ("assessments_no_replace", "uq_assessments_case_id_number")


@pytest.mark.parametrize(("values", "rule"), [({"line_no": 0}, "line_no"), ({"text": " "}, "text")])
def test_a_remark_stands_beside_a_line_and_says_something(db: Connection, values: dict[str, object], rule: str) -> None:
    row = {"assessment_id": rows.assessment(db, rows.case(db)), "line_no": 1, "text": "批注", "person_id": 2}
    assert refusal(db, "line_remarks", **(row | values)) == f"ck_line_remarks_{rule}"
