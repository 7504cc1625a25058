"""计量: measuring the loss, and what becomes of a measurement."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.losses.models import Assessment, LineRemark, MeasuredWith, assessment_digest

__all__ = ["Assessment", "LineRemark", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of measurements, the names of its actions, and the loss that obligations are held against."""
    from casework.losses import covering
    from casework.proceedings import hooks

    hooks.declare(app, loss=covering.loss_of_folder, today=covering.loss_of_day)
    audit.declare(
        app,
        proves=(Proven(Assessment, assessment_digest), *map(Proven, (LineRemark, MeasuredWith))),
        names={"remark": _("逐行批注")},
    )
