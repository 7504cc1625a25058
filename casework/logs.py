"""What the server says of itself: a line of JSON for each event, telling which request and which person it concerns by
their numbers, and nothing of what was entered.

A message is written as it stands in the program, of what belongs into it only numbers; of an error its kind and where
it arose. Names, addresses, queries and values of any kind are in the records and the audit log, never here.
"""

from __future__ import annotations

import datetime
import json
import logging
import sys
import traceback
from pathlib import Path
from typing import Any

from flask import Flask, g, has_app_context

ROOT = Path(__file__).resolve().parent.parent

REQUESTS = "casework.requests"
"""The logger of answered requests."""

_FIELDS = "fields"


def init_app(app: Flask) -> None:
    """Everything that the application, or what it is built of, has to say goes to the error output, line by line."""
    if app.testing:
        return  # the tests read what is logged as it is
    handler = _Output()
    handler.setFormatter(Lines())
    handler.addFilter(_concerning)
    app.logger.handlers[:] = []
    logging.getLogger().handlers[:] = [handler]
    logging.getLogger(REQUESTS).setLevel(logging.INFO)


class _Output(logging.Handler):
    """Writes to the error output, whatever that is at the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        print(self.format(record), file=sys.stderr, flush=True)


def answered(**fields: int | float | str | None) -> None:
    """Note a request that was answered."""
    logging.getLogger(REQUESTS).info("request", extra={_FIELDS: fields})


def _concerning(record: logging.LogRecord) -> bool:
    known = has_app_context()
    record.request, record.person = (g.get("request_id"), g.get("person_number")) if known else (None, None)
    return True


class Lines(logging.Formatter):
    """A record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        line: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _unfilled(record),
            "request": getattr(record, "request", None),
            "person": getattr(record, "person", None),
            **getattr(record, _FIELDS, {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["errors"] = [_told(error) for error in _chain(record.exc_info[1])]
        return json.dumps({key: value for key, value in line.items() if value is not None}, ensure_ascii=False)


def _unfilled(record: logging.LogRecord) -> str:
    """The message with numbers filled in and nothing else."""
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    given = record.args if isinstance(record.args, tuple) else ()
    if given and all(isinstance(one, int | float) for one in given):
        return record.getMessage()
    return record.msg


def _chain(error: BaseException) -> list[BaseException]:
    """An error and what led to it, the last first."""
    found: list[BaseException] = []
    while error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__ or error
    return found


def _told(error: BaseException) -> dict[str, Any]:
    kind = type(error)
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "kind": f"{kind.__module__}.{kind.__qualname__}",
        "at": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _short(file: str) -> str:
    """Without the folders in which this program, or a library, is installed."""
    return file.rpartition("/site-packages/")[2].removeprefix(f"{ROOT}/")
