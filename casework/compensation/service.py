"""What other features and the pages may ask of plans and their performance."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.digest import row_digest
from casework.compensation.checking import Proof, proofs, recorders
from casework.compensation.errors import AlreadyDecided, NothingConfirmed, PlanRefused, ProofRefused, UnknownPlan
from casework.compensation.models import APPROVED, CREDITS, RETURNED, ItemProof, Plan, PlanDecision, PlanItem
from casework.compensation.performance import (
    DONE,
    STATES,
    ItemState,
    Performance,
    ProofEntry,
    buy,
    item_to_prove,
    items_to_buy,
    may_prove,
    performance,
    prove,
    retire,
)
from casework.compensation.plans import (
    PROPOSED,
    Basis,
    Planned,
    approve,
    approved_plan,
    basis,
    current_plan,
    item_of,
    plans,
    send_back,
)
from casework.compensation.proposing import MONEY, ItemEntry, PlanEntry, begin, propose
from casework.compensation.queries import Page, page

__all__ = [
    "APPROVED",
    "CREDITS",
    "DONE",
    "MONEY",
    "PROPOSED",
    "RETURNED",
    "STATES",
    "AlreadyDecided",
    "Basis",
    "ItemEntry",
    "ItemState",
    "NothingConfirmed",
    "Page",
    "Performance",
    "Plan",
    "PlanDecision",
    "PlanEntry",
    "PlanItem",
    "PlanRefused",
    "Planned",
    "Proof",
    "ProofEntry",
    "ProofRefused",
    "UnknownPlan",
    "approve",
    "approved_plan",
    "basis",
    "begin",
    "buy",
    "current_plan",
    "item_of",
    "item_to_prove",
    "items_to_buy",
    "may_prove",
    "page",
    "performance",
    "plans",
    "proofs",
    "propose",
    "prove",
    "recorders",
    "retire",
    "send_back",
]

for _model in (Plan, PlanItem, PlanDecision, ItemProof):
    audit.provable(_model, row_digest)

audit.name_actions({"decide_plan": _("方案决定"), "prove_item": _("登记履行证明")})
