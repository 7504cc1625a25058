"""方案与履行: the compensation plan and what has been done of it."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.service import Proven
from casework.compensation.models import CREDITS, ItemProof, Plan, PlanDecision, PlanItem

__all__ = ["CREDITS", "ItemProof", "Plan", "PlanItem", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of plans, the names of its actions, and what the workflow asks of plans and performance."""
    from casework.cases import lifecycle
    from casework.compensation import checking, covering, performance, plans
    from casework.proceedings import hooks

    audit.declare(
        app,
        proves=map(Proven, (Plan, PlanItem, PlanDecision, ItemProof)),
        names={"decide_plan": _("方案决定"), "prove_item": _("登记履行证明")},
    )
    hooks.declare(app, loss=covering.loss_of_folder, today=covering.loss_of_day)
    lifecycle.declare(
        app,
        guards={
            "loss_kept": plans.loss_kept,
            "plan_drafted": plans.plan_drafted,
            "plan_open": plans.plan_open,
            "obligations_proven": performance.obligations_proven,
            "proofs_checked": checking.proofs_checked,
            "everything_proven": performance.everything_proven,
        },
        choosers={"performing": performance.next_action},
    )
