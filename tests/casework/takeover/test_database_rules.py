"""What the database itself refuses about plans, past every service."""

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


def other_item(db: Connection, plan_id: int) -> int:
    return insert(db, "plan_items", plan_id=plan_id, position=2, route="管护", terms="六个月")


def plan_row(case_id: int, assessment_id: int, version_id: int) -> dict[str, object]:
    row: dict[str, object] = {"case_id": case_id, "assessment_id": assessment_id, "casefile_version_id": version_id}
    return row | {"number": 1, "note": "", "proposed_by": 3}


def test_a_plan_rests_on_a_confirmed_loss_of_its_own_case(db: Connection) -> None:
    case = rows.case(db)
    unconfirmed = rows.assessment(db, case, confirmed=False)
    assert refusal(db, "plans", **plan_row(case, unconfirmed, case)) == "plans_on_confirmed_loss"
    other = rows.case(db)
    foreign = rows.assessment(db, other)
    assert refusal(db, "plans", **plan_row(case, foreign, case)) in (
        "fk_plans_assessment_id_case_id_assessments",
        "FOREIGN KEY constraint failed",
    )
    own = rows.assessment(db, case, number=2)
    assert refusal(db, "plans", **plan_row(case, own, other)) == "plans_of_own_casefile"


def test_an_item_is_not_added_once_the_plan_is_decided(db: Connection) -> None:
    case = rows.case(db)
    plan = rows.plan(db, case, rows.assessment(db, case))
    rows.credit_item(db, plan)
    rows.approve(db, plan)
    late = {"plan_id": plan, "position": 2, "route": "管护", "terms": "六个月"}
    assert refusal(db, "plan_items", **late) == "plan_items_before_decision"


def test_whoever_proposed_never_decides(db: Connection) -> None:
    case = rows.case(db)
    plan = rows.plan(db, case, rows.assessment(db, case))
    row = {"plan_id": plan, "decision": "approved", "reason": ""}
    assert refusal(db, "plan_decisions", **row, person_id=3) == "plan_decisions_not_by_proposer"
    assert insert(db, "plan_decisions", **row, person_id=2)


def test_a_credit_item_is_complete(db: Connection) -> None:
    case = rows.case(db)
    plan = rows.plan(db, case, rows.assessment(db, case))
    bare = {"plan_id": plan, "position": 1, "route": "认购碳汇", "terms": "", "quantity_t": 86}
    assert refusal(db, "plan_items", **bare) == "ck_plan_items_credit_item_complete"
    nothing = {"plan_id": plan, "position": 1, "route": "管护", "terms": "", "quantity_t": 0}
    assert refusal(db, "plan_items", **nothing) == "ck_plan_items_quantity_positive"


def test_a_plan_is_decided_once_and_returned_with_a_reason(db: Connection) -> None:
    case = rows.case(db)
    plan = rows.plan(db, case, rows.assessment(db, case))
    blank = {"plan_id": plan, "decision": "returned", "reason": " ", "person_id": 2}
    assert refusal(db, "plan_decisions", **blank) == "ck_plan_decisions_reason_for_return"
    rows.approve(db, plan)
    again = blank | {"reason": "反悔"}
    assert refusal(db, "plan_decisions", **again) in ("plan_decisions_no_replace", "uq_plan_decisions_plan_id")


def test_a_proof_belongs_to_an_approved_item_other_than_credits(db: Connection) -> None:
    case = rows.case(db)
    plan = rows.plan(db, case, rows.assessment(db, case))
    credit, tending = rows.credit_item(db, plan), other_item(db, plan)
    row = {"document": "验收报告", "document_date": rows.TODAY, "note": "", "confirmed_by": 1}
    assert refusal(db, "plan_item_proofs", plan_item_id=tending, **row) == "plan_item_proofs_of_approved"
    rows.approve(db, plan)
    assert refusal(db, "plan_item_proofs", plan_item_id=credit, **row) == "plan_item_proofs_of_approved"
    assert insert(db, "plan_item_proofs", plan_item_id=tending, **row)


@pytest.mark.parametrize("table", ["plans", "plan_items", "plan_decisions", "plan_item_proofs"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_was_planned_and_decided_is_neither_changed_nor_deleted(
    db: Connection, table: str, statement: str
) -> None:
    case = rows.case(db)
    plan = rows.plan(db, case, rows.assessment(db, case))
    tending = other_item(db, plan)
    rows.approve(db, plan)
    proof = {"document": "验收报告", "document_date": rows.TODAY, "note": "", "confirmed_by": 1}
    insert(db, "plan_item_proofs", plan_item_id=tending, **proof)
    ending = "no_update" if statement.startswith("UPDATE") else "no_delete"
    assert refused(db, statement.format(table)) == f"{table}_{ending}"
