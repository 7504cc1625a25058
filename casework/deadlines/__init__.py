"""期限: the periods that run from what happened in the proceedings."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.deadlines.models import CaseDue


def init_app(app: Flask) -> None:
    """What the log proves of the index of periods, the name of its action, and what keeps the index."""
    from casework.cases import derived
    from casework.deadlines import due

    audit.declare(
        app,
        proves=(Proven(CaseDue, changes=True, key="case_id"),),
        names={"derive_periods": _("按新的期限规定更新列表")},
    )
    derived.declare(app, due.bring_up_to_date)
