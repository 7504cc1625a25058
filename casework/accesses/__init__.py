"""Who opened which case, and who took which file out: on record without any reader waiting for the write lock.

A request appends a line to a file (``spool``); a thread of the server puts the lines into the table soon after
(``collecting``). So a page is recorded before it is shown, and reading never writes to the database.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.accesses.models import DOWNLOAD, OPENING, AccessRecord
from casework.retention.holdings import Holding, declare

__all__ = ["DOWNLOAD", "OPENING", "AccessRecord", "init_app"]


def init_app(app: Flask) -> None:
    """How long the record is kept. Within six months the database itself lets no line of it go."""
    declare(
        app,
        Holding(
            "accesses",
            what=_("查阅记录：谁在哪一天打开过哪个案件、下载过什么"),
            whom=_("办案人员"),
            ground=_("网络安全法第二十三条：网络日志留存不少于六个月。具体日数由本系统的运行单位设定。"),
            days="KEEP_ACCESSES",
            needed=AccessRecord.at,
        ),
    )
