"""Records of SQLite on a volume that nobody can write to, such as a copy on a medium kept in a safe: they can be read.

SQLite itself would want files beside the database even to read it, unless it is told that nothing there ever changes.
"""

from __future__ import annotations

import os
from pathlib import Path

from flask_babel import gettext
from sqlalchemy import URL

from casework.errors import Impossible
from rules.reading.messages import template

UNFOLDED = template(
    "%(place)s 在只读的磁盘上，旁边的 %(log)s 还有没有并入的记录，不能只读其一。"
    "请把两个文件一起复制到可写的磁盘上打开。"
)


class Unfolded(Impossible):
    """Part of the records is still in the log beside the database, which cannot be folded in here."""

    def __init__(self, place: Path, log: Path) -> None:
        super().__init__(gettext(UNFOLDED, place=place, log=log.name))


def fixed(url: URL) -> URL | None:
    """The address at which SQLite reads this database as one that never changes; none where it may change.

    Raises ``Unfolded``.
    """
    place = Path(url.database or "")
    if not (place.is_file() and _never_changes(place)):
        return None
    log = place.with_name(f"{place.name}-wal")
    if log.exists() and log.stat().st_size:
        raise Unfolded(place, log)
    return url.set(database=f"file:{place.resolve()}", query={"immutable": "1", "mode": "ro", "uri": "true"})


def _never_changes(place: Path) -> bool:
    return bool(os.statvfs(place).f_flag & os.ST_RDONLY)
