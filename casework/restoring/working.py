"""劳务、管护: the days that a sum is at a wage, and sheets of work, entered by one and confirmed by another.

A confirmed sheet performs the duty by an act of whoever entered it, with the sheet as its paper, in one transaction.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from casework import db, permissions, spreadsheets
from casework.accounts import Person
from casework.audit import service as audit
from casework.proceedings import Folder, dossier, history, service
from casework.proceedings.files import Paper
from casework.proceedings.service import Doing
from casework.restoring import owed
from casework.restoring.checks import Mistakes
from casework.restoring.errors import UnknownWork, WorkEnded
from casework.restoring.models import CONFIRMED, RETURNED, LabourPlan, LabourSheet
from rules.casefile import canonical
from rules.proceedings.specs import UNIT_LABELS
from rules.proceedings.state import Case, Obligation
from rules.reading.messages import template
from rules.restoring import labour
from rules.values.quantity import plain

MOST_ROWS = 62
QUARTER = 15
"""Minutes: a sheet is written to the quarter of an hour, so that hours have an end of digits."""

OTHER_UNIT = template(
    "这项义务以%(unit)s计，不能按工时、次数或者月登记履行。以劳务代替的，先办理“转换义务”，写明日数。"
)
NO_UNIT = template("这项义务没有写明日数、小时数、月数或者次数，不能按记录登记履行。")
NOT_LATER = template("止时应晚于起时，跨零点的分两行填写")
TO_THE_QUARTER = template("写到刻，如 08:00、08:15")
MEETS = template("与第 %(row)s 行的时间重叠")
MEETS_SHEET = template("%(worker)s 在 %(day)s 的这段时间已经在另一份记录中")
BY_PLAN = template("劳务方案写明")
ENDED = template("这份履行记录已经确认或者退回，请刷新。")
OUTSIDE = template("不在第 %(month)s 个月（%(first)s 至 %(last)s）之内")
MONTH_THERE = template("第 %(month)s 个月已经有记录")
CONFIRMED_BY = "监督人{overseer}，{name}逐行核对后确认"
"""Said with the act, which is of whoever entered the sheet."""
HEADS = ("日期", "起", "止", "小时", "地点", "任务")


@dataclass(frozen=True)
class PlanEntry:
    """What is worked for a sum."""

    amount_cny: Decimal
    wage_cny: Decimal
    per: str
    wage_source: str
    wage_date: datetime.date
    overseer: str
    begins_on: datetime.date | None = None


@dataclass(frozen=True)
class Row:
    """Work of a day, from one time to another."""

    day: datetime.date
    begins: datetime.time
    ends: datetime.time
    place: str
    task: str

    @property
    def hours(self) -> Decimal:
        """How long."""
        return Decimal(labour.minutes(self.begins, self.ends)) / 60

    def meets(self, other: Row) -> bool:
        """Whether the two share a time."""
        return self.day == other.day and self.begins < other.ends and other.begins < self.ends


@dataclass(frozen=True)
class SheetEntry:
    """A sheet as it is entered. ``month``: of a duty owed by months, which one it is of."""

    worker: str
    overseer: str
    rows: tuple[Row, ...]
    month: int | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet that was entered. ``void``: the act that performed the duty by it was cancelled."""

    row: LabourSheet
    rows: tuple[Row, ...]
    by: str
    void: bool = False

    @property
    def counts(self) -> bool:
        """Whether its hours are worked, or wait to be confirmed: then they are on no other sheet."""
        return not self.void and self.row.outcome != RETURNED


@dataclass(frozen=True)
class Month:
    """A month of service, with the sheet that is of it."""

    number: int
    first: datetime.date
    last: datetime.date
    sheet: Sheet | None


def plans(folder: Folder, key: str) -> list[LabourPlan]:
    """The versions of a plan, the newest first."""
    query = select(LabourPlan).where(LabourPlan.folder_id == folder.id, LabourPlan.obligation == key)
    return list(db.session().scalars(query.order_by(LabourPlan.number.desc())))


def begins(folder: Folder, case: Case, duty: Obligation) -> tuple[datetime.date, str] | None:
    """From when on the work is done, and by what: the instrument's event, else the day of the plan."""
    found = labour.begins(case, duty)
    if found is not None:
        return found
    plan = next(iter(plans(folder, duty.id)), None)
    return (plan.begins_on, BY_PLAN) if plan is not None and plan.begins_on is not None else None


@db.writing()
def plan(folder: Folder, person: Person, key: str, entry: PlanEntry, seen: int | None = None) -> LabourPlan:
    """Keep how many days or hours a sum is, with the wage, where it was read and of which day.

    Raises ``WorkRefused`` with every mistake and its field, ``Stale``, and what the table refuses of performing.
    """
    db.lock(folder)
    case, duty = owed.to_do(folder, person, key, "perform")
    owed.check_seen(case, seen)
    _needs_work(duty)
    mistakes = Mistakes()
    for name in ("amount_cny", "wage_cny"):
        if getattr(entry, name) <= 0:
            mistakes.add(name, gettext("应大于 0"))
    source = mistakes.need("wage_source", entry.wage_source, 500)
    overseer = mistakes.need("overseer", entry.overseer, 200)
    mistakes.not_in_future("wage_date", entry.wage_date)
    mistakes.stop(gettext("没有保存，请改正下列各处。"))
    told = f"{source}（{entry.wage_date.isoformat()}）"
    line, _ = labour.to_work(entry.amount_cny, entry.wage_cny, entry.per, told)
    before = next(iter(plans(folder, key)), None)
    made = LabourPlan(
        folder_id=folder.id,
        obligation=key,
        number=1 + (before.number if before else 0),
        amount_cny=entry.amount_cny,
        wage_cny=entry.wage_cny,
        per=entry.per,
        wage_source=source,
        wage_date=entry.wage_date,
        count=Decimal(line.text),
        overseer=overseer,
        begins_on=entry.begins_on,
        person_id=person.id,
        at=db.now(),
    )
    db.session().add(made)
    db.session().flush()
    detail = {"obligation": key, "version": made.number, "count": line.text, "per": entry.per}
    audit.record("plan_labour", f"folder:{folder.id}", detail, person=person, proves=(made,))
    return made


def _needs_work(duty: Obligation) -> None:
    if not owed.is_work(duty):
        raise UnknownWork(gettext("这项义务不是管护或者劳务。"))


def to_enter(folder: Folder, person: Person, key: str) -> tuple[Case, Obligation]:
    """The duty, if this person may enter a sheet for it now. Raises ``UnknownWork``, ``WorkEnded`` for a duty in a unit
    that sheets do not make up, and what the table refuses of performing."""
    case, duty = owed.to_do(folder, person, key, "perform")
    _needs_work(duty)
    if not duty.unit or duty.quantity is None:
        raise WorkEnded(gettext(NO_UNIT))
    if duty.unit not in ("days", "hours", "months", "times"):
        raise WorkEnded(gettext(OTHER_UNIT, unit=UNIT_LABELS[duty.unit]))
    return case, duty


@db.writing()
def enter(folder: Folder, person: Person, key: str, entry: SheetEntry, seen: int | None = None) -> LabourSheet:
    """Enter a sheet, for another to confirm. Raises ``WorkRefused`` with every mistake and its field, ``Stale``, and as
    ``to_enter``."""
    db.lock(folder)
    case, duty = to_enter(folder, person, key)
    owed.check_seen(case, seen)
    mistakes = Mistakes()
    worker = mistakes.need("worker", entry.worker, 100)
    overseer = mistakes.need("overseer", entry.overseer, 200)
    _check_rows(mistakes, folder, entry)
    _check_month(mistakes, folder, case, duty, entry)
    mistakes.stop(gettext("履行记录没有保存，请改正下列各处。"))
    days = [one.day for one in entry.rows]
    made = LabourSheet(
        folder_id=folder.id,
        obligation=key,
        worker=worker,
        overseer=overseer,
        month=entry.month if duty.unit == "months" else None,
        first_day=min(days),
        last_day=max(days),
        document=_document(entry.rows),
        hours=sum((one.hours for one in entry.rows), Decimal()),
        times=len(entry.rows),
        entered_by=person.id,
        at=db.now(),
    )
    db.session().add(made)
    db.session().flush()
    audit.record("enter_labour", f"folder:{folder.id}", _detail(made), person=person)
    return made


def _detail(sheet: LabourSheet) -> dict[str, object]:
    return {"sheet": sheet.id, "obligation": sheet.obligation, "hours": plain(sheet.hours), "times": sheet.times}


def _check_rows(mistakes: Mistakes, folder: Folder, entry: SheetEntry) -> None:
    if not entry.rows:
        mistakes.add("rows", gettext("请至少填写一行"))
    taken = [row for sheet in _of_worker(folder, entry.worker.strip()) for row in sheet.rows]
    for number, row in enumerate(entry.rows):
        at = f"rows-{number}-"
        mistakes.not_in_future(f"{at}day", row.day)
        mistakes.need(f"{at}place", row.place, 200)
        mistakes.need(f"{at}task", row.task, 200)
        if row.begins.minute % QUARTER or row.ends.minute % QUARTER:
            mistakes.add(f"{at}begins", gettext(TO_THE_QUARTER))
        if row.ends <= row.begins:
            mistakes.add(f"{at}ends", gettext(NOT_LATER))
        before = next((n for n, one in enumerate(entry.rows[:number], 1) if row.meets(one)), None)
        if before is not None:
            mistakes.add(f"{at}begins", gettext(MEETS, row=before))
        if any(row.meets(one) for one in taken):
            mistakes.add(f"{at}begins", gettext(MEETS_SHEET, worker=entry.worker, day=row.day))


def _check_month(mistakes: Mistakes, folder: Folder, case: Case, duty: Obligation, entry: SheetEntry) -> None:
    """Of a duty that is owed by months, one sheet for each, with days of it alone."""
    if duty.unit != "months":
        return
    known = {one.number: one for one in months(folder, case, duty)}
    month = known.get(entry.month or 0)
    if month is None:
        mistakes.add("month", gettext("请选择是第几个月的记录"))
        return
    if month.sheet is not None:
        mistakes.add("month", gettext(MONTH_THERE, month=month.number))
    for number, row in enumerate(entry.rows):
        if not month.first <= row.day <= month.last:
            said = {"month": month.number, "first": month.first, "last": month.last}
            mistakes.add(f"rows-{number}-day", gettext(OUTSIDE, **said))


def months(folder: Folder, case: Case, duty: Obligation) -> list[Month]:
    """The months of service of a duty that is owed by months; none while it is not known when it begins."""
    start = begins(folder, case, duty)
    if duty.unit != "months" or duty.quantity is None or start is None:
        return []
    held = {sheet.row.month: sheet for sheet in sheets(folder, duty.id) if sheet.counts}
    spans = labour.months(start[0], int(duty.quantity.to_integral_value(rounding="ROUND_CEILING")))
    return [Month(number, *span, held.get(number)) for number, span in enumerate(spans, 1)]


def _document(rows: Sequence[Row]) -> str:
    return canonical(
        [
            {
                "day": one.day.isoformat(),
                "begins": one.begins.isoformat("minutes"),
                "ends": one.ends.isoformat("minutes"),
                "place": one.place.strip(),
                "task": one.task.strip(),
            }
            for one in rows
        ]
    )


def _rows(document: str) -> tuple[Row, ...]:
    time = datetime.time.fromisoformat
    return tuple(
        Row(
            datetime.date.fromisoformat(one["day"]),
            time(one["begins"]),
            time(one["ends"]),
            one["place"],
            one["task"],
        )
        for one in json.loads(document)
    )


def sheets(folder: Folder, key: str) -> list[Sheet]:
    """The sheets of a duty, oldest work first."""
    return _found(folder, LabourSheet.obligation == key)


def _of_worker(folder: Folder, worker: str) -> list[Sheet]:
    """What a person worked in a case, for whichever duty: an hour is worked once."""
    return [one for one in _found(folder, LabourSheet.worker == worker) if one.counts]


def _found(folder: Folder, *conditions: Any) -> list[Sheet]:
    query = (
        select(LabourSheet, Person.name)
        .join(Person, Person.id == LabourSheet.entered_by)
        .where(LabourSheet.folder_id == folder.id, *conditions)
        .order_by(LabourSheet.first_day, LabourSheet.id)
    )
    rows = db.session().execute(query).all()
    case = history.history(folder) if rows else None
    done = [one for duty in case.obligations.values() for one in duty.performances] if case is not None else []
    void = {one.act for one in done if one.void}
    return [Sheet(row, _rows(row.document), name, row.act in void) for row, name in rows]


def to_confirm(folder: Folder, person: Person, sheet_id: int) -> Sheet:
    """A sheet that waits, for whoever may confirm it or entered it. Raises ``UnknownWork``, ``WorkEnded`` where it has
    ended, ``Forbidden``."""
    found = next(iter(_found(folder, LabourSheet.id == sheet_id)), None)
    if found is None:
        raise UnknownWork(gettext("本案没有这份履行记录。"))
    if found.row.outcome is not None:
        raise WorkEnded(gettext(ENDED))
    if found.row.entered_by != person.id:
        _require(person, found)
    return found


def _require(person: Person, found: Sheet) -> None:
    by = db.session().get_one(Person, found.row.entered_by)
    permissions.require(person, permissions.CONFIRM_LABOUR, of=by.institution, made_by=by.id)


@db.writing()
def confirm(folder: Folder, person: Person, sheet_id: int) -> Case:
    """Confirm a sheet, and perform the duty by it. Raises ``Forbidden`` for whoever entered it, and what, of whoever
    entered it, the table refuses by now."""
    db.lock(folder)
    found = to_confirm(folder, person, sheet_id)
    _require(person, found)
    sheet = found.row
    by = db.session().get_one(Person, sheet.entered_by)
    duty = history.history(folder).obligations[sheet.obligation]
    name = f"履行记录 {sheet.worker} {sheet.first_day.isoformat()} 至 {sheet.last_day.isoformat()}.csv"
    (name,) = dossier.hand_in(folder, by, [Paper(name.replace("/", "-"), _csv(found))])
    note = CONFIRMED_BY.format(overseer=sheet.overseer, name=person.name)
    args = {**_done(duty, sheet), "performer": sheet.worker, "date": sheet.last_day, "log": [name], "note": note}
    case = service.record(folder, by, Doing("perform", db.today(), (sheet.obligation,), args, registered=True))
    sheet.outcome, sheet.ended_by, sheet.ended_at = CONFIRMED, person.id, db.now()
    sheet.act = case.acts[-1].number
    db.session().flush()
    audit.record("confirm_labour", f"folder:{folder.id}", _detail(sheet) | {"act": sheet.act}, person=person)
    return case


def _done(duty: Obligation, sheet: LabourSheet) -> dict[str, Decimal]:
    """What a sheet performs, in the unit of the duty."""
    if duty.unit == "months":
        return {"months": Decimal(1)}
    if duty.unit == "times":
        return {"times": Decimal(sheet.times)}
    done = labour.in_unit(sheet.hours, duty.unit)
    if done is None:
        raise WorkEnded(gettext(OTHER_UNIT, unit=UNIT_LABELS.get(duty.unit, duty.unit)))
    return {duty.unit: done}


def _csv(found: Sheet) -> bytes:
    """The sheet as a paper of the act."""
    rows: list[Sequence[str]] = [HEADS]
    for one in found.rows:
        times = (one.begins.isoformat("minutes"), one.ends.isoformat("minutes"))
        rows.append([one.day.isoformat(), *times, plain(one.hours), one.place, one.task])
    rows.append(["合计", "", "", plain(found.row.hours), f"{found.row.times} 次", f"监督人 {found.row.overseer}"])
    return spreadsheets.table(rows)


@db.writing()
def send_back(folder: Folder, person: Person, sheet_id: int, reason: str) -> None:
    """Send a sheet back that is not as it was; whoever entered it may take it back himself."""
    db.lock(folder)
    found = to_confirm(folder, person, sheet_id)
    mistakes = Mistakes()
    text = mistakes.need("reason", reason, 2000)
    mistakes.stop(gettext("退回须写明理由。"))
    sheet = found.row
    sheet.outcome, sheet.ended_by, sheet.ended_at, sheet.reason = RETURNED, person.id, db.now(), text
    db.session().flush()
    audit.record("return_labour", f"folder:{folder.id}", _detail(sheet) | {"reason": text}, person=person)
