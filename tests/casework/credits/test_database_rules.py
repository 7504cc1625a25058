"""What the database itself refuses about serial numbers, on SQLite and PostgreSQL, past every service."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

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
    columns = "purchase_id, case_id, project_id, registry_name, certificate_date, quantity_t, purpose, entered_by"
    columns += ", confirmed_by, at"
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


def test_a_retirement_is_no_longer_than_its_lot(db: Connection) -> None:
    project, lot = rows.project(db, 1, 100)
    rows.lot(db, project, 101, 200)
    bought, case, _ = rows.purchase(db, project, lot, 91, 100)
    row = rows.retirement_row(bought, case, project, 91, 110)
    assert refusal(db, "retirements", **row) == "retirements_inside_purchase"
    wider = rows.use_row(project, lot, 51, 150)
    assert refusal(db, "serial_uses", **wider) == "serial_uses_inside_lot"


@pytest.mark.parametrize(("first", "last"), [(1, 10), (10, 30), (20, 20)])
def test_lots_of_a_project_never_overlap(db: Connection, first: int, last: int) -> None:
    project, _ = rows.project(db, 10, 20)
    assert refusal(db, "credit_lots", **rows.lot_row(project, first, last)) == "credit_lots_no_overlap"


def test_a_retirement_is_entered_by_one_and_confirmed_by_another(db: Connection) -> None:
    project, lot = rows.project(db)
    bought, case, _ = rows.purchase(db, project, lot, 1, 48)
    for by in (1, None):
        row = {**rows.retirement_row(bought, case, project, 1, 48), "entered_by": by}
        assert refusal(db, "retirements", **row) == "retirements_by_two"
    entered = insert(db, "retirement_entries", **rows.entry_row(bought, case, project, 1, 48))
    ended = f"ended_at = '2026-03-03' WHERE id = {entered}"
    own = f"UPDATE retirement_entries SET outcome = 'confirmed', ended_by = 2, {ended}"
    assert refused(db, own) == "ck_retirement_entries_confirmed_by_another"
    changed = f"UPDATE retirement_entries SET certificate_no = 'x', outcome = 'confirmed', ended_by = 1, {ended}"
    assert refused(db, changed) == "retirement_entries_only_ended"
    db.exec_driver_sql(own.replace("ended_by = 2", "ended_by = 1"))
    assert refused(db, "UPDATE retirement_entries SET outcome = 'returned'") == "retirement_entries_only_ended"
    assert refused(db, "DELETE FROM retirement_entries") == "retirement_entries_no_delete"


def test_reserved_serials_are_closed_and_a_reservation_is_written_once(db: Connection) -> None:
    project, lot = rows.project(db)
    case_id, item_id = rows.approved_item(db)
    use = insert(db, "serial_uses", **rows.use_row(project, lot, 1, 10, "reservation"))
    insert(db, "credit_reservations", **rows.reservation_row(case_id, use, project, 1, 10))
    assert refusal(db, "serial_uses", **rows.use_row(project, lot, 10, 11)) == "serial_uses_no_overlap"
    bought = rows.purchase_row(case_id, item_id, use, project, 1, 10)
    assert refusal(db, "purchases", **bought) == "purchases_of_held_serials"
    for statement in ("UPDATE credit_reservations SET expires_on = '2030-01-01'", "DELETE FROM credit_reservations"):
        assert refused(db, statement).startswith("credit_reservations_no_")
    other = insert(db, "serial_uses", **rows.use_row(project, lot, 21, 30))
    row = rows.reservation_row(case_id, other, project, 21, 30)
    assert refusal(db, "credit_reservations", **row) == "credit_reservations_of_held_serials"


@pytest.mark.parametrize(("first", "last"), [(1, 5), (5, 6), (10, 20)])
def test_serials_that_an_act_used_are_used_no_more_by_the_register(db: Connection, first: int, last: int) -> None:
    """An act used them before their lot was registered."""
    project, lot = rows.project(db, 100, 200)
    folder = rows.folder(db)
    insert(db, "used_serials", **rows.used_row(folder, rows.code_of(db, project), 5, 10))
    below = rows.lot(db, project, 1, 50)
    row = rows.use_row(project, below, first, last)
    assert refusal(db, "serial_uses", **row) == "serial_uses_used_elsewhere"
    assert insert(db, "serial_uses", **rows.use_row(project, below, 11, 20))
    assert insert(db, "serial_uses", **rows.use_row(project, lot, 105, 110))


def test_serials_of_the_register_are_used_by_no_act_past_it(db: Connection) -> None:
    project, lot = rows.project(db)
    code, folder = rows.code_of(db, project), rows.folder(db)
    assert refusal(db, "used_serials", **rows.used_row(folder, code, 5, 10)) == "used_serials_in_register"
    through = rows.used_row(folder, code, 5, 10, project)
    assert refusal(db, "used_serials", **through) == "used_serials_of_a_purchase"
    _bought, case, _use = rows.purchase(db, project, lot, 1, 48)
    assert refusal(db, "used_serials", **through) == "used_serials_of_a_purchase"  # bought for another case
    own = rows.folder(db, case)
    assert insert(db, "used_serials", **rows.used_row(own, code, 1, 48, project))
    assert refusal(db, "used_serials", **rows.used_row(own, code, 48, 48, project)) == "used_serials_no_overlap"


def test_serials_are_known_by_what_their_lot_prints_too(db: Connection) -> None:
    project, _ = rows.project(db)
    insert(db, "credit_lots", **rows.lot_row(project, 2001, 2100), code="cn-2024", printed="CN-2024-002001")
    folder = rows.folder(db)
    assert refusal(db, "used_serials", **rows.used_row(folder, "cn-2024", 2050, 2050)) == "used_serials_in_register"
    assert insert(db, "used_serials", **rows.used_row(folder, "cn-2023", 2050, 2050))


def test_a_ticket_is_used_once_by_the_register_or_by_an_act(db: Connection) -> None:
    project, _ = rows.project(db)
    beyond = 10**15
    ticket = {"code": "林业碳票", "ticket_no": "0000007", "ticket_serial": 7}
    insert(db, "credit_lots", **rows.lot_row(project, beyond, beyond + 99), **ticket)
    folder = rows.folder(db)
    for first, last in ((7, 7), (1, 20)):
        row = rows.used_row(folder, "林业碳票", first, last)
        assert refusal(db, "used_serials", **row) == "used_serials_in_register"
    insert(db, "used_serials", **rows.used_row(folder, "林业碳票", 8, 9))
    eighth = rows.lot_row(project, beyond + 100, beyond + 199) | ticket | {"ticket_no": "0000008", "ticket_serial": 8}
    lot = insert(db, "credit_lots", **eighth)
    row = rows.use_row(project, lot, beyond + 100, beyond + 110)
    assert refusal(db, "serial_uses", **row) == "serial_uses_used_elsewhere"


@pytest.mark.parametrize("table", ["retirements", "purchases", "credit_reservations", "retirement_entries"])
def test_nothing_confirmed_is_swept_away(db: Connection, table: str) -> None:
    if db.dialect.name == "postgresql":
        assert refused(db, f"TRUNCATE {table} CASCADE").endswith("_no_delete")
        return
    project, lot = rows.project(db)
    bought, case, _ = rows.purchase(db, project, lot, 1, 48)
    insert(db, "retirement_entries", **rows.entry_row(bought, case, project, 1, 48))
    insert(db, "retirements", **rows.retirement_row(bought, case, project, 1, 48))
    use = insert(db, "serial_uses", **rows.use_row(project, lot, 101, 110, "reservation"))
    insert(db, "credit_reservations", **rows.reservation_row(case, use, project, 101, 110))
    assert refused(db, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_an_offset_is_of_a_compliance_use_in_force_and_never_changed(db: Connection) -> None:
    project, lot = rows.project(db)
    confirmed = {
        "emitter": "某公司",
        "emitter_key": "某公司",
        "year": 2025,
        "emission_t": Decimal(1000),
        "paper": "核查结论",
    }
    emission = insert(db, "confirmed_emissions", **confirmed)
    row = {"emission_id": emission, "kind": "forest", "tonnes": Decimal(10), "worksheet": "[]"}
    other = insert(db, "serial_uses", **rows.use_row(project, lot, 1, 10, "voluntary"))
    assert refusal(db, "compliance_offsets", use_id=other, **row) == "compliance_offsets_of_a_use"
    use = insert(db, "serial_uses", **rows.use_row(project, lot, 11, 20, "compliance_offset"))
    assert insert(db, "compliance_offsets", use_id=use, **row)
    for table in ("compliance_offsets", "confirmed_emissions"):
        assert refused(db, f"UPDATE {table} SET recorded_by = 2") == f"{table}_no_update"
        assert refused(db, f"DELETE FROM {table}") == f"{table}_no_delete"
