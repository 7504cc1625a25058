"""Cases: the facts version by version, the stages, and who may take which step."""

from __future__ import annotations

from flask import Flask

from casework.audit import service as audit
from casework.audit.service import Proven
from casework.cases.models import Case, CasefileVersion, CaseSeat, Draft, Judgment, SearchTerm, StageEvent

__all__ = ["Case", "CaseSeat", "CasefileVersion", "Draft", "Judgment", "SearchTerm", "StageEvent", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of cases, the names of their steps, the check of their state against the timeline, and what
    is derived from them."""
    from casework.cases import derived, drafts, filing, lifecycle, service, stages

    audit.declare(
        app,
        proves=(
            Proven(CasefileVersion, lambda version: filing.digest(version.document)),
            Proven(Judgment, service.judgment_digest),
            Proven(StageEvent, since_ever=False),
        ),
        names={action: step.label for action, step in stages.STEPS.items()} | drafts.ACTIONS | filing.ACTIONS,
        checks=(lifecycle.state_and_timeline,),
    )
    derived.declare(app, lifecycle.choose_awaited)
