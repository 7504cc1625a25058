"""What the audit log proves of compensation, and the names of its actions."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.compensation.models import ItemProof, Plan, PlanDecision, PlanItem

for _model in (Plan, PlanItem, PlanDecision, ItemProof):
    audit.provable(_model)

audit.name_actions({"decide_plan": _("方案决定"), "prove_item": _("登记履行证明")})
