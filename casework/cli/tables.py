"""Bringing the tables of the database up to date, for every command that needs them."""

from __future__ import annotations

from casework import db

NEWEST = "head"


def bring_up(revision: str = NEWEST) -> None:
    """The tables, and what is derived from records and law where the law has changed since."""
    from casework.deadlines import due
    from casework.migrate import upgrade

    upgrade(db.engine(), revision)
    if revision == NEWEST:
        due.refresh()
