"""The worker: Huey's consumer with a process for each job at a time, and a pulse in each of them.

The pulse notes that the worker is there, holds on what it has in hand, and looks for jobs that nobody has: whose
message was lost, whose worker was killed, that were asked for while the queue did not answer.
"""

from __future__ import annotations

import os
import platform
import threading
from typing import Any

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from casework.jobs import queue, running, taking

PULSE = 5.0
"""Seconds between two beats: a few fit into the time for which a job is held, and into that for which one is seen."""


def beat(name: str) -> None:
    """One beat of the pulse."""
    taking.seen(name)
    for job_id, holder in list(running.in_hand.items()):
        taking.hold(job_id, holder)
    if not running.in_hand and queue.length() == 0:
        for job_id in taking.waiting():
            queue.send(job_id)


class _Pulse(threading.Thread):
    def __init__(self, app: Flask, parent: int) -> None:
        super().__init__(name="pulse", daemon=True)
        self.app, self.parent = app, parent
        self.name_of_worker = f"{platform.node()}:{os.getpid()}"[:100]
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.is_set():
            if os.getppid() != self.parent:
                os._exit(1)  # whoever started this worker was killed; what it has in hand is taken up by another
            try:
                with self.app.app_context():
                    beat(self.name_of_worker)
            except (SQLAlchemyError, OSError):
                self.app.logger.exception("a beat of the worker was left out")
            except Exception:  # the queue, whatever it raises: the jobs in hand go on
                self.app.logger.exception("the queue did not answer")
            self.stopped.wait(PULSE)

    def end(self) -> None:
        self.stopped.set()
        with self.app.app_context():
            taking.gone(self.name_of_worker)


def serve(processes: int, *, attached: bool = False) -> None:
    """Work until told to stop (SIGINT: when the jobs in hand are done; SIGTERM: at once, others take them up).

    ``attached``: end with the process that started this one. Raises ``NoQueue``.
    """
    from huey.consumer import Consumer, ConsumerStopped

    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # for processes of its own
    huey, parent, starter = queue.of_app(), os.getpid(), os.getppid()
    pulses: list[_Pulse] = []

    class Watching(Consumer):
        """Looks, too, whether whoever started it is still there."""

        def loop(self, health_check_ts: Any = None) -> Any:
            if attached and os.getppid() != starter:
                self.stop()
                raise ConsumerStopped
            return super().loop(health_check_ts)

    def begin() -> None:
        app.extensions.pop("engine", None)  # connections of the process that was forked are not this one's
        pulses.append(_Pulse(app, parent))
        pulses[0].start()

    def end() -> None:
        pulses[0].end()

    huey.on_startup("pulse")(begin)
    huey.on_shutdown("pulse")(end)
    options = {"workers": processes, "worker_type": "process", "periodic": False, "max_delay": 1.0}
    Watching(huey, health_check_interval=1, scheduler_interval=60, **options).run()
