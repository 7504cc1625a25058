"""Events of the law that may be put down in a case, by the part of the proceedings they belong to."""

from __future__ import annotations

from functools import cache

from rules.deciding.deadlines.book import load_book


@cache
def events_for() -> dict[str, list[str]]:
    """Group -> its events, in the order of the book."""
    made: dict[str, list[str]] = {}
    for name, event in load_book().events.items():
        made.setdefault(event.group, []).append(name)
    return made
