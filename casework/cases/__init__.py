"""Cases: their facts version by version, drafts of them."""

from __future__ import annotations

from flask import Flask

from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.cases.models import ACTS, Case, CasefileVersion, CaseSeat, Draft

__all__ = ["ACTS", "Case", "CaseSeat", "CasefileVersion", "Draft", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of cases, and the names of its actions."""
    from casework.cases import drafts, filing

    audit.declare(
        app,
        proves=(
            Proven(CasefileVersion, former=lambda version: filing.digest(version.document)),
            Proven(Case, changes=True),
            Proven(CaseSeat, changes=True, key="case_id"),
            Proven(Draft, changes=True),
        ),
        names=drafts.ACTIONS | filing.ACTIONS,
    )
