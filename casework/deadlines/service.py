"""What other features and the pages may ask of periods."""

from __future__ import annotations

from casework import db
from casework.accounts import Person
from casework.cases import Case
from casework.deadlines import recording
from casework.deadlines.events import events_of
from casework.deadlines.models import RecordedEvent
from casework.deadlines.recording import EventEntry


@db.writing()
def record(case: Case, person: Person, entry: EventEntry) -> RecordedEvent:
    """Record an event of the proceedings. See ``recording.record``."""
    return recording.record(case, person, entry, events_of(case))


@db.writing()
def correct(case: Case, person: Person, number: int, entry: EventEntry | None, reason: str) -> RecordedEvent:
    """Correct a recorded event, or strike it. See ``recording.correct``."""
    return recording.correct(case, person, number, entry, reason, events_of(case, without=number))
