"""How much one person may ask for at a time: whoever sends many slow files at once leaves threads for the others."""

from __future__ import annotations

from collections import Counter
from threading import Lock

from flask import Flask, current_app, g, request, session
from werkzeug.exceptions import TooManyRequests

MOST, MOST_SENT = 8, 4
"""Requests of one person that a process of the server works on at a time, of its 16 threads (tools/gunicorn.conf.py),
and those of them that send something. Nobody comes near who reads what he is shown."""

_PLACE = "requests of one person"
Key = tuple[int, bool]
"""Whose sign-in a request names, and whether it is one of those that send something."""


class Crowd:
    """Who is being answered."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._under_way: Counter[Key] = Counter()

    def enter(self, key: Key, most: int) -> bool:
        """Whether there is a place for one more."""
        with self._lock:
            if self._under_way[key] >= most:
                return False
            self._under_way[key] += 1
            return True

    def leave(self, key: Key) -> None:
        with self._lock:
            self._under_way[key] -= 1
            if not self._under_way[key]:
                del self._under_way[key]


def init_app(app: Flask) -> None:
    app.extensions[_PLACE] = Crowd()
    app.before_request(_enter)
    app.teardown_request(_leave)


def _enter() -> None:
    """Raises ``TooManyRequests``. After the body was read, which the proxy has whole, and before any query."""
    person = session.get("person_id")
    if person is None or request.endpoint == "static":
        return
    crowd: Crowd = current_app.extensions[_PLACE]
    g.places = []
    sends = request.method not in ("GET", "HEAD", "OPTIONS")
    for key, most in [((person, False), MOST), *([((person, True), MOST_SENT)] if sends else [])]:
        if not crowd.enter(key, most):
            raise TooManyRequests
        g.places.append(key)


def _leave(_: BaseException | None) -> None:
    crowd: Crowd = current_app.extensions[_PLACE]
    for key in g.pop("places", ()):
        crowd.leave(key)
