"""林业碳汇保险: policies on plantings and projects, claims, what insurers paid.

What an insurer pays performs no duty. The account of the case has it (收到保险赔款); acts decide what remains.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.insurance.models import ClaimStep, InsuranceClaim, InsurancePolicy, InsuredDuty

__all__ = ["ClaimStep", "InsuranceClaim", "InsurancePolicy", "InsuredDuty", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of insurance, the names of its actions, and which acts a payment rests on."""
    from casework.insurance import claiming
    from casework.proceedings import hooks

    hooks.declare(app, keeper=claiming.keep)
    audit.declare(
        app,
        proves=tuple(map(Proven, (InsurancePolicy, InsuredDuty, InsuranceClaim, ClaimStep))),
        names={
            "insure": _("登记保险"),
            "claim_insurance": _("登记保险索赔"),
            "record_claim_step": _("登记保险索赔的结果"),
        },
    )
