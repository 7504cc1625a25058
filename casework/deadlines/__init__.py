"""期限: what happened in the proceedings, and the periods that run from it."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.service import Proven
from casework.deadlines.models import RecordedEvent

__all__ = ["RecordedEvent", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of recorded events, the names of its actions, and the index of periods."""
    from casework.cases import derived
    from casework.deadlines import due

    audit.declare(
        app,
        proves=(Proven(RecordedEvent),),
        names={"record_event": _("记录程序事项"), "correct_event": _("更正程序事项")},
    )
    derived.declare(app, due.bring_up_to_date)
