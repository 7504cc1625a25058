"""Recording events of the proceedings, and correcting what was recorded."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext
from pydantic import ValidationError

from casework import db, permissions
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases import Case, lifecycle
from casework.cases import service as cases
from casework.cases.stages import ACTS
from casework.deadlines.errors import CaseWithdrawn, MadeByActs, UnknownEvent, WrongEvent
from casework.deadlines.events import events_of, rows, standing
from casework.deadlines.models import RecordedEvent
from casework.permissions import Permission
from rules.casefile.procedure import ProcedureEvent
from rules.deciding.deadlines.barred import against
from rules.deciding.deadlines.book import load_book
from rules.deciding.deadlines.types import Event
from rules.reading.errors import FieldError
from rules.reading.messages import template
from rules.reading.pydantic_errors import field_errors

BY_ACTS = template("本案的期限由办案记录得出，不另填程序事项；他人程序中的事项请在案件页的“程序事项”中办理。")
NO_REASON = template("更正须写明理由，至多 %(longest)s 字")

LONGEST = 2000
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class EventEntry:
    """An event as a person tells it. ``ground``: why it stands although the law is against it."""

    event: str
    date: datetime.date | None
    until: datetime.date | None = None
    whom: str = ""
    note: str = ""
    ground: str = ""


def _recording(event: Event) -> Permission:
    return permissions.on_seats(gettext("程序事项：%(event)s", event=event.name), event.by)


@db.writing()
def record(case: Case, person: Person, entry: EventEntry) -> RecordedEvent:
    """Record an event beside those that hold already.

    Raises ``Forbidden``, ``CaseWithdrawn`` or ``WrongEvent`` naming fields: among them ``ground``, where the law is
    against the event and no ground is given.
    """
    check_person(case, person, entry.event)
    event = _checked(case, entry, events_of(case))
    row = _row(case, person, entry, event)
    db.session().add(row)
    db.session().flush()
    lifecycle.touch(case)
    audit.record("record_event", f"case:{case.id}", _detail(row), person=person, proves=(row,))
    return row


@db.writing()
def correct(case: Case, person: Person, number: int, entry: EventEntry | None, reason: str) -> RecordedEvent:
    """Correct a recorded event, or strike it when ``entry`` is None; the former row stays readable.

    Raises as ``record``, and ``UnknownEvent``.
    """
    old = recorded(case, number)
    check_person(case, person, old.event)
    mistakes = []
    text = reason.strip()
    if not text or len(text) > LONGEST:
        mistakes.append(FieldError("reason", gettext(NO_REASON, longest=LONGEST)))
    if entry is not None:
        check_person(case, person, entry.event)
        new = (entry.event, entry.date, entry.until, entry.whom.strip() or None, entry.note.strip() or None)
        if new == (old.event, old.date, old.until, old.whom, old.note):
            mistakes.append(FieldError("", gettext("内容与原记录相同，没有更正。")))
    if mistakes:
        raise WrongEvent(gettext("更正没有保存。"), tuple(mistakes))
    if entry is None:
        row = RecordedEvent(
            case_id=case.id,
            event=old.event,
            date=old.date,
            until=old.until,
            whom=old.whom,
            note=old.note,
            struck=True,
            person_id=person.id,
            at=db.now(),
        )
    else:
        row = _row(case, person, entry, _checked(case, entry, events_of(case, without=number)))
    row.corrects, row.reason = old.id, text
    db.session().add(row)
    db.session().flush()
    lifecycle.touch(case)
    detail = _detail(row) | {"corrects": old.id, "struck": row.struck, "reason": text}
    audit.record("correct_event", f"case:{case.id}", detail, person=person, proves=(row,))
    return row


def recorded(case: Case, number: int) -> RecordedEvent:
    """The row of this number, if it still holds. Raises ``UnknownEvent``."""
    for row in standing(rows(case)):
        if row.id == number:
            return row
    raise UnknownEvent(gettext("没有这条程序事项，或者它已被更正。"))


def check_person(case: Case, person: Person, name: str) -> None:
    """Raise unless this person may record this event in this case: ``CaseWithdrawn``, ``MadeByActs``, ``WrongEvent``,
    ``Forbidden``."""
    if case.stage == ACTS:
        raise MadeByActs(gettext(BY_ACTS))
    if case.stage == WITHDRAWN:
        raise CaseWithdrawn(gettext("案件已撤回，不再记录程序事项。"))
    event = load_book().events.get(name)
    if event is None:
        mistake = FieldError("event", gettext("请选择程序事项"))
        raise WrongEvent(gettext("程序事项没有保存。"), (mistake,))
    permissions.require(person, _recording(event), case)


def _checked(case: Case, entry: EventEntry, others: list[ProcedureEvent]) -> ProcedureEvent:
    mistakes = list(_mistakes(case, entry))
    event = None
    if not mistakes:
        try:
            event = ProcedureEvent(
                event=entry.event,
                date=entry.date,
                until=entry.until,
                whom=entry.whom.strip() or None,
                note=entry.note.strip() or None,
            )
        except ValidationError as problem:
            mistakes = [FieldError(error.path or "until", error.message) for error in field_errors(problem)]
    if event is not None and not entry.ground.strip():
        mistakes = [FieldError("ground", item.text) for item in against(others, event, db.today())]
    if mistakes or event is None:
        raise WrongEvent(gettext("程序事项没有保存。"), tuple(mistakes))
    return event


def _mistakes(case: Case, entry: EventEntry) -> Iterable[FieldError]:
    known = load_book().events[entry.event]
    if entry.date is None:
        yield FieldError("date", gettext("不能为空"))
    elif entry.date > db.today() and not known.planned:
        yield FieldError("date", gettext("日期晚于今日；只有已经定下的开庭可以记将来的日子"))
    else:
        conduct = cases.current_casefile(case).case.conduct
        if entry.date < conduct.from_:
            yield FieldError("date", gettext("日期早于行为开始日 %(day)s", day=conduct.from_.isoformat()))
    for name, text, longest in (
        ("whom", entry.whom, 200),
        ("note", entry.note, LONGEST),
        ("ground", entry.ground, LONGEST),
    ):
        if len(text.strip()) > longest:
            yield FieldError(name, gettext("至多 %(longest)s 字", longest=longest))


def _row(case: Case, person: Person, entry: EventEntry, event: ProcedureEvent) -> RecordedEvent:
    return RecordedEvent(
        case_id=case.id,
        event=event.event,
        date=event.date,
        until=event.until,
        whom=event.whom,
        note=event.note,
        ground=entry.ground.strip() or None,
        struck=False,
        person_id=person.id,
        at=db.now(),
    )


def _detail(row: RecordedEvent) -> dict[str, object]:
    found: dict[str, object] = {"event": row.event, "date": row.date.isoformat()}
    more = {"until": row.until.isoformat() if row.until else None, "whom": row.whom, "ground": row.ground}
    return found | {name: value for name, value in more.items() if value}
