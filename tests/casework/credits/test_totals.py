"""Sums of the register: kept with every lot and use whatever writes them, and read at a cost that does not grow."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import text

from casework import db
from casework.audit import verification
from casework.credits import register, registration, reserving, stretches, totals
from casework.credits.totals import NOT_THE_SUM
from tests.casework.credits import rows
from tests.casework.credits.test_obligations import folder_of, owing
from tests.casework.office import TODAY, Office
from tests.told import says

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def free(office: Office) -> tuple[Decimal, Decimal]:
    """Tonnes that are free, as the list of projects and as the lots of the first project tell it."""
    with office.app.app_context():
        (row,) = register.projects().rows
        lots = stretches.lots_of(register.project(row.id)).rows
        assert row.issued_t == sum(one.lot.quantity for one in lots)
        return row.free_t, Decimal(sum(one.free_units for one in lots))


def use(office: Office, project: int, first: int, last: int) -> int:
    with office.work():
        entry = registration.UseEntry(project, "voluntary", first, last, last - first + 1, "某公司", "公告")
        return registration.record_use(office.person("officer"), entry).id


def test_sums_follow_each_lot_and_use_and_what_runs_out_is_free(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder_id, project = owing(office), office.lot()
    (whole,) = {*free(office)}
    taken = use(office, project, 500, 510)
    assert free(office) == (whole - 11, whole - 11)
    with office.work():
        held = (project, 701, 705, 5, Decimal(58), "当地固定价", "某行情", TODAY, TODAY)
        reserving.reserve(folder_of(folder_id), office.person("officer"), "o1", reserving.ReservationEntry(*held))
    assert free(office) == (whole - 16, whole - 16)
    with office.work():
        registration.release_use(office.person("officer"), taken, "登记有误")
    assert free(office) == (whole - 5, whole - 5)
    monkeypatch.setattr(db, "today", lambda: TODAY + datetime.timedelta(days=1))
    assert free(office) == (whole, whole)
    with office.app.app_context():
        assert verification.verify() is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE credit_project_totals SET used = used - 1",
        "DELETE FROM credit_lot_totals",
        "UPDATE credit_lot_totals SET used = 9",
    ],
)
def test_a_sum_that_was_altered_is_found(office: Office, change: str) -> None:
    office.lot()
    with office.app.app_context():
        assert totals.add_up() is None
        with db.engine().begin() as connection:
            connection.execute(text(change))
    with office.app.app_context():
        assert says(totals.add_up(), NOT_THE_SUM, project="T-1")


def steps(ask: Callable[[], object]) -> int:
    """How many steps SQLite takes for a question; the same each time."""
    counted = [0]

    def count() -> int:
        counted[0] += 1
        return 0

    raw = db.session().connection().connection.driver_connection
    assert raw is not None
    raw.set_progress_handler(count, 1)
    ask()
    raw.set_progress_handler(None, 0)
    return counted[0]


@one_database
def test_reading_sums_costs_the_same_with_few_uses_and_with_many(office: Office) -> None:
    project = office.lot()

    def asked() -> tuple[int, int]:
        with office.app.app_context():
            return steps(register.projects), steps(lambda: totals.used_of_lots([1]))

    used(office, project, 0, 10)
    few = asked()
    used(office, project, 10, 400)
    assert asked() == few


def used(office: Office, project: int, since: int, until: int) -> None:
    """Every other serial, each a use of its own."""
    with office.app.app_context(), db.engine().begin() as connection:
        for number in range(since, until):
            row = rows.use_row(project, 1, 2 * number + 1, 2 * number + 1, "voluntary")
            rows.insert(connection, "serial_uses", **row)
