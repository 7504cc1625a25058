"""Puts what was noted into the table: a thread of each process of the server, woken by what is noted."""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Iterable
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from casework import db
from casework.accesses import place, spool
from casework.accesses.models import AccessRecord

PAUSE = 1.0
"""Seconds between two collections of a process: what was noted meanwhile goes in together."""

_THREAD = "accesses thread"


@db.writing()
def _store(lines: Iterable[spool.Line]) -> None:
    db.take_turns("accesses")
    rows = {str(line["uid"]): line for line in lines}
    known = set(db.session().scalars(select(AccessRecord.uid).where(AccessRecord.uid.in_(list(rows)))))
    for uid, line in rows.items():
        if uid not in known:
            values: dict[str, Any] = {**line, "at": datetime.datetime.fromisoformat(str(line["at"]))}
            db.session().add(AccessRecord(**values))


def collect() -> None:
    """Put everything noted so far into the table. What another process collects at the same time goes in once."""
    for file in spool.take(place.folder()):
        try:
            lines = list(spool.lines(file))
        except FileNotFoundError:
            continue  # another process has just stored it
        for start in range(0, len(lines), 500):
            _store(lines[start : start + 500])
        file.unlink(missing_ok=True)


class _Collector(threading.Thread):
    def __init__(self, app: Flask) -> None:
        super().__init__(name="accesses", daemon=True)
        self.app = app
        self.woken = threading.Event()

    def run(self) -> None:
        while True:
            self.woken.wait()
            time.sleep(PAUSE)
            self.woken.clear()
            try:
                with self.app.app_context():
                    collect()
            except Exception:
                # The lines stay where they are; the next access tries again.
                self.app.logger.exception("accesses could not be stored")


def wake() -> None:
    """Have it collected soon, by the thread of this process, begun by the first access. Tests collect themselves."""
    # The thread outlives the request, so it needs the application itself; Flask's types know only the proxy.
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if app.testing:
        return
    thread = app.extensions.get(_THREAD)
    if thread is None:
        thread = app.extensions[_THREAD] = _Collector(app)
        thread.start()
    thread.woken.set()
