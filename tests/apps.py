"""Applications for tests, lent for one test each: put together once, then pointed at another database.

Each process keeps those that came back. An application remembers its compiled templates and statements; whatever a test
can have changed otherwise, its settings and what features keep with it, is as when it was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, make_url

from casework.db import make_engine
from tests.conftest import make_app

_idle: dict[str, list[_Lent]] = {}
"""By the kind of database."""


@contextmanager
def lent(url: str, instance: Path) -> Iterator[Flask]:
    """The application on this database, with ``instance`` as its folder, until the end of a test."""
    waiting = _idle.setdefault(make_url(url).get_backend_name(), [])
    one = waiting.pop() if waiting else _Lent(url, instance)
    one.point_at(url, instance)
    yield one.app
    one.engine.dispose()
    waiting.append(one)


class _Lent:
    """An application and its engine, which connects to whichever database it is pointed at."""

    def __init__(self, url: str, instance: Path) -> None:
        self.app = make_app(url, instance)
        self.engine: Engine = make_engine(url)
        event.listen(self.engine, "do_connect", self._redirect)
        self._url = url
        self._settings = dict(self.app.config)
        self._kept = dict(self.app.extensions)

    def point_at(self, url: str, instance: Path) -> None:
        app = self.app
        app.config.clear()
        of_the_test = {
            "AUDIT_ANCHORS": str(instance / "audit_anchors"),
            "QUEUE_URL": f"sqlite:///{instance}/queue.sqlite",
        }
        app.config.update(self._settings, DATABASE_URL=url, INSTANCE_PATH=str(instance), **of_the_test)
        app.extensions.clear()
        app.extensions.update(self._kept, engine=self.engine)
        app.instance_path = str(instance)
        self._url = url

    def _redirect(self, dialect: Any, record: Any, arguments: list[Any], named: dict[str, Any]) -> None:
        """Connect to the database of the moment in place of the first one."""
        place, names = dialect.create_connect_args(make_url(self._url))
        arguments[:] = place
        named.update(names)
