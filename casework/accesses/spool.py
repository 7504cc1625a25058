"""The file to which requests append what was read: a line for each, whole or not at all, by any process of the server.

Whoever appends or takes the lines away holds a lock on a file beside it, for as long as that takes: microseconds.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson

_FILE, _LOCK, _TAKEN = "spool.jsonl", "spool.lock", "taken"

Line = dict[str, str | int]


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def append(folder: Path, line: Line) -> None:
    """Keep a line. Raises ``OSError`` where the disk takes none."""
    with _held(folder):
        file = os.open(folder / _FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, orjson.dumps(line) + b"\n")
        finally:
            os.close(file)


def take(folder: Path) -> list[Path]:
    """Files of lines that nobody appends to any more, oldest first; the caller removes each when its lines are kept.

    Those that an earlier collector left behind are among them.
    """
    if not folder.exists():
        return []
    with _held(folder):
        waiting = folder / _FILE
        if waiting.exists():
            number = max((int(path.suffix[1:]) for path in folder.glob(f"{_TAKEN}.*")), default=0) + 1
            waiting.rename(folder / f"{_TAKEN}.{number}")
        return sorted(folder.glob(f"{_TAKEN}.*"), key=lambda path: int(path.suffix[1:]))


def lines(file: Path) -> Iterator[Line]:
    """The lines of a file; one that a full disk cut off is left out."""
    for line in file.read_bytes().splitlines():
        try:
            yield orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
