"""Cases: their facts version by version, drafts of them, what they are found by."""

from __future__ import annotations

from flask import Flask

from casework.audit import service as audit
from casework.audit.service import Proven
from casework.cases.models import ACTS, Case, CasefileVersion, CaseSeat, Draft, SearchTerm

__all__ = ["ACTS", "Case", "CaseSeat", "CasefileVersion", "Draft", "SearchTerm", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of cases, and the names of its actions."""
    from casework.cases import drafts, filing

    audit.declare(
        app,
        proves=(Proven(CasefileVersion, lambda version: filing.digest(version.document)),),
        names=drafts.ACTIONS | filing.ACTIONS,
    )
