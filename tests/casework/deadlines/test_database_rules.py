"""What the database itself refuses about events of the proceedings, past every service."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from tests.casework.credits import rows
from tests.casework.credits.rows import insert, refusal, refused

DAY = datetime.date(2026, 3, 2)


@pytest.fixture
def db(database_url: str) -> Iterator[Connection]:
    with rows.engine(database_url) as engine, engine.begin() as connection:
        rows.people(connection)
        yield connection


def event(connection: Connection, case: int, **values: object) -> int:
    return insert(
        connection, "procedure_events", **({"case_id": case, "event": "开庭", "date": DAY, "struck": False} | values)
    )


@pytest.mark.parametrize("statement", ["UPDATE {} SET note = 'x'", "DELETE FROM {}"])
def test_what_was_recorded_is_neither_changed_nor_deleted(db: Connection, statement: str) -> None:
    event(db, rows.case(db))
    ending = "no_update" if statement.startswith("UPDATE") else "no_delete"
    assert refused(db, statement.format("procedure_events")) == f"procedure_events_{ending}"


def test_a_row_is_corrected_once_with_a_reason_in_its_own_case(db: Connection) -> None:
    one, other = rows.case(db), rows.case(db)
    first = event(db, one)
    row = {"case_id": one, "event": "开庭", "date": DAY, "struck": False, "corrects": first}
    assert refusal(db, "procedure_events", **row) == "ck_procedure_events_correction_with_reason"
    assert refusal(db, "procedure_events", **row, reason=" ") == "ck_procedure_events_reason"
    elsewhere = refusal(db, "procedure_events", **(row | {"case_id": other}), reason="看错")
    assert elsewhere == "procedure_events_correct_own_case"
    second = event(db, one, corrects=first, reason="看错", struck=True)
    assert refusal(db, "procedure_events", **row, reason="又看错") in (
        "procedure_events_no_replace",
        "uq_procedure_events_corrects",
        "procedure_events.corrects",
    )
    after = refusal(db, "procedure_events", **(row | {"corrects": second}), reason="撤去以后")
    assert after == "procedure_events_correct_own_case"


def test_nothing_is_struck_or_given_a_reason_without_a_row_to_correct(db: Connection) -> None:
    row = {"case_id": rows.case(db), "event": "开庭", "date": DAY}
    assert refusal(db, "procedure_events", **row, struck=True) == "ck_procedure_events_struck"
    assert refusal(db, "procedure_events", **row, struck=False, reason="x") == (
        "ck_procedure_events_correction_with_reason"
    )


def test_a_stretch_of_time_does_not_end_before_it_begins(db: Connection) -> None:
    row = {"case_id": rows.case(db), "event": "中止审理", "date": DAY, "struck": False}
    assert refusal(db, "procedure_events", **row, until=DAY - datetime.timedelta(days=1)) == (
        "ck_procedure_events_in_order"
    )
    assert insert(db, "procedure_events", **row, until=DAY)
