"""转入旧案: cases that went by stages become cases kept by their acts, with the same history."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.takeover.models import (
    ItemProof,
    Judgment,
    OldCase,
    Plan,
    PlanDecision,
    PlanItem,
    RecordedEvent,
    Review,
    StageEvent,
)
from casework.takeover.stages import ACTIONS
from casework.takeover.standing import OFF_TIMELINE, judgment_digest, state_and_timeline

__all__ = ["OFF_TIMELINE", "OldCase", "init_app"]


def init_app(app: Flask) -> None:
    """What the log goes on proving of the former system, the names of its actions, and that no case waiting to be
    taken over was moved past its timeline."""
    audit.declare(
        app,
        proves=(
            Proven(Judgment, former=judgment_digest),
            Proven(StageEvent, unproven_once=True),
            *map(Proven, (Review, Plan, PlanItem, PlanDecision, ItemProof, RecordedEvent)),
        ),
        names=ACTIONS | {"take_over": _("转入旧案记录")},
        checks=(state_and_timeline,),
    )
