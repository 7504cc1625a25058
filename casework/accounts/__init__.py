"""People and institutions: who may enter, and on whose behalf they act."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.accounts.models import Institution, Person
from casework.audit import service as audit

__all__ = ["Institution", "Person", "init_app"]


def init_app(app: Flask) -> None:
    """Name the actions of the log."""
    audit.declare(
        app,
        names={
            "sign_in": _("登录"),
            "sign_in_locked": _("因连续输错密码暂停登录"),
            "sign_out": _("退出登录"),
            "change_password": _("更改密码"),
            "create_institution": _("新增单位"),
            "create_person": _("新增人员"),
        },
    )
