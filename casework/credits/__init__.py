"""碳汇: the register of projects, lots and serial numbers; purchases and retirements."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.credits.models import (
    COMPLIANCE,
    JUDICIAL,
    CertificateEntry,
    ComplianceOffset,
    ConfirmedEmission,
    CreditLot,
    CreditProject,
    Purchase,
    PurchaseStep,
    Reservation,
    Retirement,
    SerialUse,
    UsedSerials,
)

__all__ = ["COMPLIANCE", "JUDICIAL", "CreditProject", "Purchase", "Retirement", "SerialUse", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of credits, and the names of its actions."""
    from casework.credits import confirming, paying, serials, totals
    from casework.proceedings import hooks

    hooks.declare(app, keeper=serials.keep, waiting=confirming.tasks_of)
    hooks.declare(app, keeper=paying.keep)
    audit.declare(
        app,
        proves=(
            *map(Proven, (Purchase, Retirement, Reservation, ConfirmedEmission, ComplianceOffset, PurchaseStep)),
            *(
                Proven(model, changes=True)
                for model in (CreditProject, CreditLot, SerialUse, UsedSerials, CertificateEntry)
            ),
        ),
        checks=(serials.follow_from_the_acts, totals.add_up),
        names={
            "add_credit_project": _("登记碳汇项目"),
            "add_credit_lot": _("登记碳汇批次"),
            "remove_credit_lot": _("删除误登的批次"),
            "record_serial_use": _("登记其他用途"),
            "release_serial_use": _("撤销用途登记"),
            "cancel_purchase": _("撤销认购登记"),
            "buy_credits": _("从登记簿认购"),
            "record_purchase_step": _("登记认购的付款、交割或者退款"),
            "retire_credits": _("确认注销"),
            "reserve_credits": _("预留碳汇"),
            "release_reservation": _("取消预留"),
            "enter_retirement": _("录入注销凭证"),
            "return_retirement": _("退回注销凭证"),
            "import_credit_lots": _("从文件登记批次"),
        },
    )
