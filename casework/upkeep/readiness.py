"""Whether the service can do its work now: records that answer and may be written, tables as this program knows them, a
disk with room. Each is tried, none is only asked; nothing is changed and nothing waits longer than a second or two."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from casework import db, migrate
from casework.jobs import queue

ROOM = 200 * 1024 * 1024
"""Bytes that must be free where files are kept: some papers with their attachments, and the log of the database."""

PATIENCE = 1000
"""Milliseconds to wait for whoever writes: writing takes milliseconds, so that longer means it has stopped."""

REVISION = text("SELECT version_num FROM alembic_version")


@dataclass(frozen=True)
class Probe:
    """One thing that was tried: ``wrong`` says in a word or two of English what is not so, for whoever watches."""

    name: str
    wrong: str | None


def probes() -> tuple[Probe, ...]:
    """Everything that is tried, each whatever became of the others."""
    return tuple(Probe(name, _tried(what)) for name, what in PROBES.items())


def _tried(what: Callable[[], str | None]) -> str | None:
    try:
        return what()
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        # Of what happened only the kind: a message may tell addresses and values.
        return type(error).__name__


def _tables() -> str | None:
    """The tables have the newest revision of this program."""
    known = ScriptDirectory.from_config(migrate.configuration(db.engine())).get_current_head()
    try:
        there = db.session().scalar(REVISION)
    finally:
        db.end_reading()
    return None if there == known else f"revision {there}, not {known}"


def _writing() -> None:
    """A transaction may write, and begins within ``PATIENCE``."""
    db.try_writing(PATIENCE)


def _disk() -> str | None:
    """There is room where files are kept, and what is written there arrives on the disk."""
    folder = Path(current_app.instance_path)
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < ROOM:
        return "nearly full"
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"\0" * 4096)
        file.flush()
        os.fsync(file.fileno())
    return None


def _queue() -> str | None:
    """The queue answers by which workers hear of jobs."""
    try:
        queue.length()
    except Exception as error:  # of either storage, whatever it raises
        return type(error).__name__
    return None


PROBES: dict[str, Callable[[], str | None]] = {"tables": _tables, "writing": _writing, "disk": _disk, "queue": _queue}
