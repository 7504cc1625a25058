"""Cases: their facts version by version, drafts of them, what they are found by."""

from __future__ import annotations

from flask import Flask

from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.cases.models import ACTS, Case, CasefileVersion, CaseSeat, Draft, SearchTerm

__all__ = ["ACTS", "Case", "CaseSeat", "CasefileVersion", "Draft", "SearchTerm", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of cases, the names of its actions, and the check of what cases are found by."""
    from casework.cases import drafts, filing, search

    audit.declare(
        app,
        proves=(
            Proven(CasefileVersion, former=lambda version: filing.digest(version.document)),
            Proven(Case, changes=True),
            Proven(CaseSeat, changes=True, key="case_id"),
            Proven(Draft, changes=True),
        ),
        names=drafts.ACTIONS | filing.ACTIONS,
        checks=(search.follow_from_the_cases,),
    )
