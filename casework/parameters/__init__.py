"""参数集: parameter sets that a bureau enters, a second officer verifies value by value, and the database freezes."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.parameters.models import Freezing, ParameterSetEntry, ValueCheck, Withdrawal

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of parameter sets, and the names of its actions."""
    audit.declare(
        app,
        proves=map(Proven, (ParameterSetEntry, ValueCheck, Freezing, Withdrawal)),
        names={
            "enter_parameter_set": _("录入参数集"),
            "verify_parameters": _("核对参数"),
            "freeze_parameter_set": _("冻结参数集"),
            "withdraw_parameter_set": _("停用参数集"),
        },
    )
