"""计量: measuring the loss and reviewing the measurement."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.service import Proven
from casework.losses.models import RETURNED, Assessment, LineRemark, MeasuredWith, Review, assessment_digest

__all__ = ["RETURNED", "Assessment", "LineRemark", "Review", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of measurements, the names of its actions, and what the workflow asks of a measurement."""
    from casework.cases import lifecycle
    from casework.losses import reviewing

    audit.declare(
        app,
        proves=(Proven(Assessment, assessment_digest), *map(Proven, (Review, LineRemark, MeasuredWith))),
        names={"remark": _("逐行批注"), "review": _("复核决定")},
    )
    lifecycle.declare(app, guards={"measured": reviewing.measured_for_review})
