"""The queue by which workers hear of jobs: Huey, in an SQLite file by default, in Redis by ``QUEUE_URL``.

It carries numbers of jobs and nothing else; what a job is, and how far it has come, stands in the database. A message
that is lost costs time: workers look for jobs that nobody has in hand (``taking.waiting``).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app

from rules.reading.messages import template

if TYPE_CHECKING:
    from huey.api import Huey

NAME, TASK = "tanheng", "job"
_KEY = "queues"

BAD_ADDRESS = template("QUEUE_URL 应以 sqlite:/// 或者 redis:// 开头，实为 {url}")
NO_CLIENT = template("QUEUE_URL 指向 Redis，而没有安装 Python 的 redis 包：pip install redis")


class NoQueue(RuntimeError):
    """The setting names no queue that can be used here."""


@dataclass(frozen=True)
class _Queue:
    """``tell`` puts the number of a job into it."""

    huey: Huey
    tell: Callable[[int], object]


def of_app() -> Huey:
    """The queue of this application. Raises ``NoQueue``."""
    return _queue().huey


def _queue() -> _Queue:
    """Made on first use."""
    url = str(current_app.config["QUEUE_URL"])
    kept: dict[str, _Queue] = current_app.extensions.setdefault(_KEY, {})
    if url not in kept:
        # The application itself, for a worker's own process: Flask's types know only the proxy.
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        kept[url] = _made(app, _stored(url))
    return kept[url]


def _stored(url: str) -> Huey:
    from huey.api import Huey
    from huey.storage import SqliteStorage

    common = {"results": False, "serializer": _Numbers()}
    if url.startswith("sqlite:///"):
        file = Path(url.removeprefix("sqlite:///"))
        file.parent.mkdir(parents=True, exist_ok=True)
        return Huey(NAME, storage_class=SqliteStorage, filename=str(file), timeout=5, **common)
    if url.startswith(("redis://", "rediss://", "unix://")):
        return _redis(url, common)
    raise NoQueue(BAD_ADDRESS.format(url=url))


def _made(app: Flask, huey: Huey) -> _Queue:
    def run(job_id: int) -> None:
        from casework.jobs import running

        with app.app_context():
            running.run(job_id)

    return _Queue(huey, huey.task(name=TASK)(run))


def _redis(url: str, common: dict[str, Any]) -> Huey:
    from huey.api import Huey
    from huey.exceptions import ConfigurationError
    from huey.storage import RedisStorage

    # Asked again and again rather than by a call that blocks: a worker hears that it shall end.
    try:
        return Huey(NAME, storage_class=RedisStorage, url=url, blocking=False, **common)
    except ConfigurationError as problem:
        raise NoQueue(NO_CLIENT) from problem


class _Numbers:
    """Messages as JSON: their id and the number of a job. Whatever else lies in the queue is no message, and nothing
    of it is ever executed, as Huey's own form (pickle) would."""

    def serialize(self, message: Any) -> bytes:
        return json.dumps([message.id, int(message.args[0])]).encode()

    def deserialize(self, data: bytes) -> Any:
        from huey.registry import Message

        name, number = json.loads(data)
        return Message(
            id=str(name), name=f"{__name__}.{TASK}", args=(int(number),), kwargs={}, retries=0, retry_delay=0
        )


def send(job_id: int) -> None:
    """Tell the workers of a job. A queue that does not answer is noted: the job waits in the database."""
    try:
        _queue().tell(job_id)
        _let_go()
    except Exception:  # of either storage, whatever it raises
        current_app.logger.exception("a job was not sent: %s", job_id)


def length() -> int:
    """How many messages wait. Raises whatever the storage raises when it does not answer, ``NoQueue``."""
    count: int = of_app().pending_count()
    _let_go()
    return count


def _let_go() -> None:
    """Who only asks keeps no connection to the file: threads of a server come and go, and would leave theirs open."""
    storage = of_app().storage
    if hasattr(storage, "close"):
        storage.close()
