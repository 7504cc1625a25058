"""What somebody typed into a form and has not recorded yet, so that no step back in the browser loses it.

It is working paper of that person alone: gone once it is recorded, and after a day.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.retention.holdings import Holding, declare
from casework.typed.models import TypedForm

KEPT_DAYS = 1


def init_app(app: Flask) -> None:
    """How long it is kept."""
    declare(
        app,
        Holding(
            "typed_forms",
            what=_("填写后尚未记录的内容"),
            whom=_("案件当事人、填写的办案人员"),
            ground=_("个人信息保护法第十九条：为实现处理目的所必要的最短时间。只为退回修改而保存。"),
            days=KEPT_DAYS,
            needed=TypedForm.at,
        ),
    )
