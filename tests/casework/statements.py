"""Counting the statements that a page sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from casework import db
from casework.accounts.purpose import purpose


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that the application sends meanwhile, without those that begin and end transactions."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *more: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    with app.app_context():
        engine = db.engine()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def statements(app: Flask, client: FlaskClient, address: str) -> int:
    """How many statements a page takes."""
    with app.app_context():
        purpose()  # which a process asks once
    with counted(app) as seen:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(seen)
