"""What of persons is kept, on what ground and how long; and the removal of what has outlived its purpose.

Each feature declares what it holds. No longer than the purpose needs, except where a law keeps it: 个人信息保护法
arts. 19 and 47.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit


def init_app(app: Flask) -> None:
    """What the log is told."""
    audit.declare(app, names={"erase_outlived": _("删除保存期限届满的信息")})
