"""Labour: the days that a sum is, sheets entered by one and confirmed by another, what is left."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from casework import db
from casework.audit import verification
from casework.errors import Forbidden
from casework.proceedings import files, service
from casework.proceedings.service import Doing
from casework.restoring import LabourPlan, LabourSheet, working
from casework.restoring.errors import WorkEnded, WorkRefused
from casework.restoring.working import MEETS, MEETS_SHEET, MONTH_THERE, NOT_LATER, OTHER_UNIT, OUTSIDE, TO_THE_QUARTER
from tests.casework.office import TODAY, YESTERDAY, Office, colleague
from tests.casework.restoring.cases import CARE, LABOUR, LONG_AGO, duty_of, folder_of, owing, row, sheet
from tests.told import says

long = pytest.mark.usefixtures("made_with_long")

BEFORE = YESTERDAY - datetime.timedelta(days=1)


def enter(office: Office, folder_id: int, entry: working.SheetEntry, who: str = "officer") -> int:
    with office.work():
        return working.enter(folder_of(folder_id), office.person(who), "o1", entry).id


def confirm(office: Office, folder_id: int, sheet_id: int) -> None:
    with office.work():
        working.confirm(folder_of(folder_id), colleague(), sheet_id)


def plan(office: Office, folder_id: int, **fields: Any) -> LabourPlan:
    given: dict[str, Any] = {
        **{"amount_cny": Decimal(28000), "wage_cny": Decimal(149), "per": "days", "overseer": "船场村"},
        **{"wage_source": "人社局公布的标准", "wage_date": YESTERDAY},
    }
    with office.work():
        return working.plan(folder_of(folder_id), office.person("officer"), "o1", working.PlanEntry(**given | fields))


@long
def test_a_sum_at_a_wage_is_days_with_the_source_of_the_wage(office: Office) -> None:
    folder_id = owing(office, LABOUR)
    made = plan(office, folder_id)
    assert (made.count, made.wage_source, made.number) == (Decimal(188), "人社局公布的标准", 1)
    assert plan(office, folder_id, wage_cny=Decimal(150)).number == 2
    with pytest.raises(WorkRefused) as refused:
        plan(office, folder_id, wage_cny=Decimal(0), wage_source=" ", wage_date=TODAY + datetime.timedelta(days=1))
    assert {one.path for one in refused.value.errors} == {"wage_cny", "wage_source", "wage_date"}


def test_a_sheet_performs_the_duty_once_another_confirms_it(office: Office) -> None:
    folder_id = owing(office, LABOUR)
    entered = enter(office, folder_id, sheet(row(BEFORE), row(YESTERDAY, 8, 12)))
    assert duty_of(office, folder_id).done == 0
    confirm(office, folder_id, entered)
    duty = duty_of(office, folder_id)
    assert (duty.done, duty.rest) == (Decimal("1.5"), Decimal("1.5"))
    (done,) = duty.counted
    assert (done.registered_by, done.at, done.by) == ("officer", YESTERDAY, "张某")
    with office.app.app_context():
        (name,) = done.files
        assert "巡护".encode() in files.get(folder_of(folder_id), name).content
        assert verification.verify() is None


def test_nobody_confirms_his_own_sheet(office: Office) -> None:
    folder_id = owing(office, LABOUR)
    entered = enter(office, folder_id, sheet(row(YESTERDAY)))
    with pytest.raises(Forbidden), office.work():
        working.confirm(folder_of(folder_id), office.person("officer"), entered)
    with office.app.app_context():
        by, now = office.person("officer").id, datetime.datetime.now(datetime.UTC)
    alone = update(LabourSheet).values(outcome="confirmed", ended_by=by, ended_at=now)
    with office.app.app_context(), pytest.raises(IntegrityError), db.engine().begin() as connection:
        connection.execute(alone)


@long
def test_a_sheet_ends_once(office: Office) -> None:
    folder_id = owing(office, LABOUR)
    entered = enter(office, folder_id, sheet(row(YESTERDAY)))
    with office.work():
        working.send_back(folder_of(folder_id), office.person("officer"), entered, "日期写错")
    with pytest.raises(WorkEnded):
        confirm(office, folder_id, entered)
    enter(office, folder_id, sheet(row(YESTERDAY)))  # what was sent back takes no time
    for statement in (
        delete(LabourSheet),
        update(LabourSheet).values(reason="x"),
        update(LabourSheet).values(hours=Decimal(9)),
    ):
        with office.app.app_context(), pytest.raises(IntegrityError), db.engine().begin() as connection:
            connection.execute(statement)


@long
def test_the_hours_of_a_sheet_whose_act_is_void_may_be_entered_anew(office: Office) -> None:
    folder_id = owing(office, LABOUR)
    confirm(office, folder_id, enter(office, folder_id, sheet(row(YESTERDAY))))
    with office.work():
        folder, officer = folder_of(folder_id), office.person("officer")
        number = str(service.state(folder).acts[-1].number)
        service.record(folder, officer, Doing("void", TODAY, (), {"number": number, "ground": "登记有误"}))
    assert duty_of(office, folder_id).done == 0
    confirm(office, folder_id, enter(office, folder_id, sheet(row(YESTERDAY))))
    assert duty_of(office, folder_id).done == 1
    with office.app.app_context():
        assert [one.void for one in working.sheets(folder_of(folder_id), "o1")] == [True, False]


@long
def test_an_hour_is_worked_once_and_each_mistake_is_at_its_row(office: Office) -> None:
    folder_id = owing(office, LABOUR)
    enter(office, folder_id, sheet(row(YESTERDAY)))
    wrong = sheet(
        row(BEFORE),
        row(BEFORE, 15, 17),
        row(BEFORE, 20, 18),
        row(YESTERDAY, 12, 18),
        working.Row(BEFORE, datetime.time(6, 7), datetime.time(7), "", "巡护"),
        row(TODAY + datetime.timedelta(days=1)),
    )
    with pytest.raises(WorkRefused) as refused:
        enter(office, folder_id, wrong)
    found = {one.path: str(one.message) for one in refused.value.errors}
    assert says(found["rows-1-begins"], MEETS, row=1)
    assert says(found["rows-2-ends"], NOT_LATER)
    assert says(found["rows-3-begins"], MEETS_SHEET)
    assert says(found["rows-4-begins"], TO_THE_QUARTER)
    assert {"rows-4-place", "rows-5-day"} <= found.keys()


@long
def test_care_is_confirmed_month_by_month(office: Office) -> None:
    folder_id = owing(office, CARE)
    plan(office, folder_id, begins_on=LONG_AGO)
    first = LONG_AGO + datetime.timedelta(days=3)
    entered = enter(office, folder_id, sheet(row(first), month=1))
    confirm(office, folder_id, entered)
    assert (duty_of(office, folder_id).done, duty_of(office, folder_id).rest) == (Decimal(1), Decimal(5))
    for month, day, path, why in ((1, first, "month", MONTH_THERE), (2, first, "rows-0-day", OUTSIDE)):
        with pytest.raises(WorkRefused) as refused:
            enter(office, folder_id, sheet(row(day, 17, 18), month=month))
        (error,) = refused.value.errors
        assert error.path == path
        assert says(error.message, why)


@long
def test_labour_that_is_owed_in_money_is_converted_first(office: Office) -> None:
    folder_id = owing(office, {"kind": "劳务代偿", "amount": "3000"})
    with pytest.raises(WorkEnded) as refused:
        enter(office, folder_id, sheet(row(YESTERDAY)))
    assert says(refused.value, OTHER_UNIT)


@long
def test_a_plan_is_never_changed(office: Office) -> None:
    made = plan(office, owing(office, LABOUR))
    table = LabourPlan
    with office.app.app_context(), db.engine().begin() as connection:
        (there,) = connection.execute(select(LabourPlan)).mappings()
    for statement in (
        delete(table),
        update(table).values(count=Decimal(1)),
        insert(table).values({**there, "id": made.id + 1}),
    ):
        with office.app.app_context(), pytest.raises(IntegrityError), db.engine().begin() as connection:
            connection.execute(statement)
