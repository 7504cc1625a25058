"""The state of the proceedings on a day, as the events up to then have set it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from rules.casefile.procedure import ProcedureEvent, in_order
from rules.deciding.deadlines.book import DeadlineBook, load_book


def state(events: Sequence[ProcedureEvent], on: datetime.date, book: DeadlineBook | None = None) -> dict[str, str]:
    """The state of the proceedings on a day: each choice of the book with the value the last event set.

    ``book``: the one that ships unless given; it knows every event.
    """
    book = book or load_book()
    found = {name: choice.default for name, choice in book.choices.items()}
    for event in in_order(events):
        if event.date <= on:
            found |= book.events[event.event].sets
    return found
