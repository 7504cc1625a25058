"""转入旧案: cases that went by stages become cases kept by their acts, with the same history."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.takeover.models import OldCase

__all__ = ["OldCase", "init_app"]


def init_app(app: Flask) -> None:
    """Name the action of the log."""
    audit.declare(app, names={"take_over": _("转入旧案记录")})
