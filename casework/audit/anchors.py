"""Heads of the log in a file outside the database: whoever cuts the log or writes it anew would have to reach that too.

A line is the moment, the number of the last entry, and its hash, apart by blanks; ``audit anchor`` adds one, daily.
The file can be sent to another institution as it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from flask import current_app

from casework import db
from casework.audit import service
from rules.reading.messages import template

PLACE = template("锚定文件 {path} 第 {line} 行")
NOT_A_HEAD = template("锚定文件 {path} 第 {line} 行应为“时间 序号 散列值”")

_HASH = 64


class Unreadable(ValueError):
    """A line of the file is no head."""


def default() -> Path:
    """The file that ``verify`` reads by itself: the setting ``AUDIT_ANCHORS``."""
    return Path(current_app.config["AUDIT_ANCHORS"])


def add(path: Path) -> service.Head:
    """Write the present head at the end of the file; it is on the disk when this returns. Raises ``OSError``."""
    seq, hashed = service.head()
    with path.open("a", encoding="ascii") as file:
        file.write(f"{db.now().isoformat()} {seq} {hashed}\n")
        file.flush()
        os.fsync(file.fileno())
    return service.Head(str(path), seq, hashed)


def heads(path: Path | None = None) -> Iterator[service.Head]:
    """The heads of the file; none where there is none. Raises ``Unreadable`` naming the line."""
    path = path or default()
    if not path.exists():
        return
    with path.open(encoding="ascii", errors="replace") as file:
        for line, text in enumerate(file, 1):
            parts = text.split()
            if not parts:
                continue
            if len(parts) != 3 or not parts[1].isdecimal() or len(parts[2]) != _HASH:
                raise Unreadable(NOT_A_HEAD.format(path=path, line=line))
            yield service.Head(PLACE.format(path=path, line=line), int(parts[1]), parts[2])
