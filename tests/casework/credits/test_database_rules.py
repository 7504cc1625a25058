"""What the database itself refuses about serial numbers, on SQLite and PostgreSQL, past every service."""

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


@pytest.mark.parametrize(("first", "last"), [(1, 10), (10, 10), (10, 20), (5, 6), (1, 1000)])
def test_two_uses_of_a_project_never_share_a_serial(db: Connection, first: int, last: int) -> None:
    project, lot = rows.project(db)
    insert(db, "serial_uses", **rows.use_row(project, lot, 5, 10))
    assert refusal(db, "serial_uses", **rows.use_row(project, lot, first, last)) == "serial_uses_no_overlap"


@pytest.mark.parametrize("use", ["compliance_offset", "event_neutralisation", "voluntary"])
def test_a_serial_used_for_one_purpose_is_closed_to_the_others(db: Connection, use: str) -> None:
    project, lot = rows.project(db)
    insert(db, "serial_uses", **rows.use_row(project, lot, 5, 10, use))
    assert refusal(db, "serial_uses", **rows.use_row(project, lot, 10, 11)) == "serial_uses_no_overlap"


@pytest.mark.parametrize(("first", "last"), [(1, 4), (11, 11), (11, 1000)])
def test_serials_beside_a_use_stay_free(db: Connection, first: int, last: int) -> None:
    project, lot = rows.project(db)
    insert(db, "serial_uses", **rows.use_row(project, lot, 5, 10))
    assert insert(db, "serial_uses", **rows.use_row(project, lot, first, last))


def test_another_project_may_use_the_same_numbers(db: Connection) -> None:
    one, lot_of_one = rows.project(db)
    other, lot_of_other = rows.project(db)
    insert(db, "serial_uses", **rows.use_row(one, lot_of_one, 5, 10))
    assert insert(db, "serial_uses", **rows.use_row(other, lot_of_other, 5, 10))


def test_two_lots_of_a_project_never_share_a_serial(db: Connection) -> None:
    project, _ = rows.project(db, 1, 100)
    assert refusal(db, "credit_lots", **rows.lot_row(project, 100, 200)) == "credit_lots_no_overlap"
    assert insert(db, "credit_lots", **rows.lot_row(project, 101, 200))


@pytest.mark.parametrize(("first", "last"), [(99, 101), (101, 101), (1, 201)])
def test_a_use_lies_inside_its_lot(db: Connection, first: int, last: int) -> None:
    project, lot = rows.project(db, 1, 100)
    rows.lot(db, project, 101, 200)
    assert refusal(db, "serial_uses", **rows.use_row(project, lot, first, last)) == "serial_uses_inside_lot"


def test_a_use_cannot_name_the_lot_of_another_project(db: Connection) -> None:
    project, _ = rows.project(db)
    _, foreign_lot = rows.project(db)
    assert refusal(db, "serial_uses", **rows.use_row(project, foreign_lot, 1, 2)) == "serial_uses_inside_lot"


def test_a_quantity_is_the_length_of_its_range(db: Connection) -> None:
    project, lot = rows.project(db)
    bought, case, _ = rows.purchase(db, project, lot, 1, 48)
    off_by_one = {**rows.retirement_row(bought, case, project, 1, 48), "quantity_t": 47}
    assert refusal(db, "retirements", **off_by_one) == "ck_retirements_quantity_is_length"
    assert refusal(db, "credit_lots", **{**rows.lot_row(project, 2000, 2001), "quantity": 1}) == (
        "ck_credit_lots_quantity_is_length"
    )
    case_id, item_id = rows.approved_item(db)
    use = insert(db, "serial_uses", **rows.use_row(project, lot, 100, 109))
    row = {**rows.purchase_row(case_id, item_id, use, project, 100, 109), "quantity_t": 11}
    assert refusal(db, "purchases", **row) == "ck_purchases_quantity_is_length"


def test_serials_start_at_one_and_run_upwards(db: Connection) -> None:
    project, lot = rows.project(db)
    zero = {**rows.lot_row(project, 0, 0), "quantity": 1}
    assert refusal(db, "credit_lots", **zero) == "ck_credit_lots_serial_from"
    if db.dialect.name == "sqlite":  # PostgreSQL cannot even form such a range: it refuses with a data error
        backwards = rows.use_row(project, lot, 10, 5)
        assert refusal(db, "serial_uses", **backwards) == "ck_serial_uses_serial_order"


def test_a_purchase_has_the_range_of_its_use(db: Connection) -> None:
    project, lot = rows.project(db)
    case_id, item_id = rows.approved_item(db)
    use = insert(db, "serial_uses", **rows.use_row(project, lot, 1, 10))
    wider = rows.purchase_row(case_id, item_id, use, project, 1, 11)
    assert refusal(db, "purchases", **wider) in ("fk_purchases_use_range_serial_uses", "FOREIGN KEY constraint failed")


def test_serials_held_for_another_purpose_cannot_be_bought(db: Connection) -> None:
    project, lot = rows.project(db)
    case_id, item_id = rows.approved_item(db)
    use = insert(db, "serial_uses", **rows.use_row(project, lot, 1, 10, "compliance_offset"))
    row = rows.purchase_row(case_id, item_id, use, project, 1, 10)
    assert refusal(db, "purchases", **row) == "purchases_of_held_serials"


def test_a_purchase_needs_an_approved_plan_of_its_own_case(db: Connection) -> None:
    project, lot = rows.project(db)
    case_id, item_id = rows.approved_item(db)
    other_case, _ = rows.approved_item(db)
    use = insert(db, "serial_uses", **rows.use_row(project, lot, 1, 10))
    foreign = rows.purchase_row(other_case, item_id, use, project, 1, 10)
    assert refusal(db, "purchases", **foreign) == "purchases_under_approved_plan"
    undecided = rows.plan(db, case_id, rows.assessment(db, case_id, number=2), number=2)
    unapproved_item = rows.credit_item(db, undecided)
    row = rows.purchase_row(case_id, unapproved_item, use, project, 1, 10)
    assert refusal(db, "purchases", **row) == "purchases_under_approved_plan"


@pytest.mark.parametrize(("first", "last"), [(48, 49), (200, 210), (100, 148)])
def test_a_retirement_lies_inside_its_purchase(db: Connection, first: int, last: int) -> None:
    project, lot = rows.project(db)
    bought, case, _ = rows.purchase(db, project, lot, 101, 148)
    row = rows.retirement_row(bought, case, project, first, last)
    assert refusal(db, "retirements", **row) == "retirements_inside_purchase"


def test_a_serial_is_never_retired_twice(db: Connection) -> None:
    project, lot = rows.project(db)
    bought, case, _ = rows.purchase(db, project, lot, 1, 48)
    insert(db, "retirements", **rows.retirement_row(bought, case, project, 1, 24))
    again = rows.retirement_row(bought, case, project, 24, 30)
    assert refusal(db, "retirements", **again) == "retirements_no_overlap"
    assert insert(db, "retirements", **rows.retirement_row(bought, case, project, 25, 48))


def test_a_retirement_names_the_case_of_its_purchase(db: Connection) -> None:
    project, lot = rows.project(db)
    bought, _, _ = rows.purchase(db, project, lot, 1, 48)
    other_case, _ = rows.approved_item(db)
    row = rows.retirement_row(bought, other_case, project, 1, 48)
    assert refusal(db, "retirements", **row) in ("fk_retirements_purchase_purchases", "FOREIGN KEY constraint failed")


def test_a_certificate_is_used_once(db: Connection) -> None:
    project, lot = rows.project(db)
    bought, case, _ = rows.purchase(db, project, lot, 1, 48)
    first = rows.retirement_row(bought, case, project, 1, 24)
    insert(db, "retirements", **first)
    second = {**rows.retirement_row(bought, case, project, 25, 48), "certificate_no": first["certificate_no"]}
    assert refusal(db, "retirements", **second) in ("uq_retirements_certificate_no", "retirements_no_replace")


def test_only_the_judicial_purpose_counts_as_retirement(db: Connection) -> None:
    project, lot = rows.project(db)
    bought, case, _ = rows.purchase(db, project, lot, 1, 48)
    row = {**rows.retirement_row(bought, case, project, 1, 48), "purpose": "compliance_offset"}
    assert refusal(db, "retirements", **row) == "ck_retirements_purpose"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE retirements SET certificate_no = 'other'",
        "UPDATE retirements SET serial_to = serial_to - 1, quantity_t = quantity_t - 1",
        "DELETE FROM retirements",
        "UPDATE purchases SET seller = 'other'",
        "DELETE FROM purchases",
        "UPDATE serial_uses SET serial_to = serial_to + 1",
        "UPDATE serial_uses SET use = 'voluntary'",
        "DELETE FROM serial_uses",
        "UPDATE credit_lots SET serial_to = serial_to + 1, quantity = quantity + 1",
        "DELETE FROM credit_lots",
        "UPDATE credit_projects SET code = 'other'",
        "DELETE FROM credit_projects",
    ],
)
def test_what_was_recorded_is_neither_changed_nor_deleted(db: Connection, statement: str) -> None:
    project, lot = rows.project(db)
    bought, case, _ = rows.purchase(db, project, lot, 1, 48)
    insert(db, "retirements", **rows.retirement_row(bought, case, project, 1, 48))
    assert refused(db, statement)


def test_a_retirement_cannot_be_replaced_or_swept_away(db: Connection) -> None:
    project, lot = rows.project(db)
    bought, case, _ = rows.purchase(db, project, lot, 1, 48)
    row = rows.retirement_row(bought, case, project, 1, 24)
    key = insert(db, "retirements", **row)
    if db.dialect.name == "postgresql":
        assert refused(db, "TRUNCATE retirements CASCADE") == "retirements_no_delete"
        return
    # INSERT OR REPLACE deletes the row in its way, by its key or by its certificate.
    columns = "purchase_id, case_id, project_id, registry_name, certificate_date, quantity_t, purpose, confirmed_by, at"
    for number, certificate in ((key, "ZX-new"), (key + 1, row["certificate_no"])):
        replace = (
            f"INSERT OR REPLACE INTO retirements (id, certificate_no, serial_from, serial_to, {columns}) "
            f"SELECT {number}, '{certificate}', 25, 48, {columns} FROM retirements"
        )
        assert refused(db, replace) == "retirements_no_replace"


def test_a_mistaken_use_is_released_once_and_its_serials_are_free_again(db: Connection) -> None:
    project, lot = rows.project(db)
    insert(db, "serial_uses", **rows.use_row(project, lot, 1, 48))
    release = "UPDATE serial_uses SET released_at = '2026-03-03', released_by = 1, release_reason = '登记有误'"
    db.exec_driver_sql(release)
    assert insert(db, "serial_uses", **rows.use_row(project, lot, 40, 60))
    assert refused(db, f"{release} WHERE serial_to = 48") == "serial_uses_only_released"
    back = "UPDATE serial_uses SET released_at = NULL, released_by = NULL, release_reason = NULL WHERE serial_to = 48"
    assert refused(db, back) == "serial_uses_only_released"


def test_a_release_says_who_and_why(db: Connection) -> None:
    project, lot = rows.project(db)
    insert(db, "serial_uses", **rows.use_row(project, lot, 1, 48))
    silent = "UPDATE serial_uses SET released_at = '2026-03-03'"
    assert refused(db, silent) == "ck_serial_uses_release_complete"


def test_a_use_is_not_released_once_anything_of_it_is_retired(db: Connection) -> None:
    project, lot = rows.project(db)
    bought, case, _ = rows.purchase(db, project, lot, 1, 48)
    insert(db, "retirements", **rows.retirement_row(bought, case, project, 1, 1))
    release = "UPDATE serial_uses SET released_at = '2026-03-03', released_by = 1, release_reason = '登记有误'"
    assert refused(db, release) == "serial_uses_retired"


def test_nothing_is_retired_from_a_released_purchase(db: Connection) -> None:
    project, lot = rows.project(db)
    bought, case, _ = rows.purchase(db, project, lot, 1, 48)
    db.exec_driver_sql(
        "UPDATE serial_uses SET released_at = '2026-03-03', released_by = 1, release_reason = '登记有误'"
    )
    row = rows.retirement_row(bought, case, project, 1, 48)
    assert refusal(db, "retirements", **row) == "retirements_inside_purchase"


def test_an_unused_lot_can_be_taken_out_again(db: Connection) -> None:
    project, lot = rows.project(db)
    db.exec_driver_sql(f"DELETE FROM credit_lots WHERE id = {lot}")
    assert insert(db, "credit_lots", **rows.lot_row(project, 1, 10))
