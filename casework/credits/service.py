"""What other features and the pages may ask of credits."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.digest import row_digest
from casework.credits.checks import Range
from casework.credits.errors import CreditRefused, NotRegistrar, RecordKept, SerialsTaken, UnknownCredit
from casework.credits.models import JUDICIAL, CreditLot, CreditProject, Purchase, Retirement, SerialUse
from casework.credits.purchases import (
    Obligation,
    PurchaseEntry,
    bought_t,
    cancel_purchase,
    purchase_of,
    record_purchase,
)
from casework.credits.register import (
    CREDIT_TYPES,
    OTHER_USES,
    USE_NAMES,
    LotState,
    ProjectState,
    project,
    projects,
    state,
)
from casework.credits.registration import (
    LotEntry,
    ProjectEntry,
    UseEntry,
    add_lot,
    add_project,
    is_registrar,
    other_use,
    record_use,
    release_use,
    remove_lot,
    require_registrar,
)
from casework.credits.retirements import (
    PURPOSES,
    Holding,
    RetirementEntry,
    certificate_of,
    holding_of,
    holdings,
    record_retirement,
)
from casework.credits.search import Found, find_serial

__all__ = [
    "CREDIT_TYPES",
    "JUDICIAL",
    "OTHER_USES",
    "PURPOSES",
    "USE_NAMES",
    "CreditLot",
    "CreditProject",
    "CreditRefused",
    "Found",
    "Holding",
    "LotEntry",
    "LotState",
    "NotRegistrar",
    "Obligation",
    "ProjectEntry",
    "ProjectState",
    "Purchase",
    "PurchaseEntry",
    "Range",
    "RecordKept",
    "Retirement",
    "RetirementEntry",
    "SerialUse",
    "SerialsTaken",
    "UnknownCredit",
    "UseEntry",
    "add_lot",
    "add_project",
    "bought_t",
    "cancel_purchase",
    "certificate_of",
    "find_serial",
    "holding_of",
    "holdings",
    "is_registrar",
    "other_use",
    "project",
    "projects",
    "purchase_of",
    "record_purchase",
    "record_retirement",
    "record_use",
    "release_use",
    "remove_lot",
    "require_registrar",
    "state",
]


audit.provable(Purchase, row_digest)
audit.provable(Retirement, row_digest)

audit.name_actions(
    {
        "add_credit_project": _("登记碳汇项目"),
        "add_credit_lot": _("登记碳汇批次"),
        "remove_credit_lot": _("删除误登的批次"),
        "record_serial_use": _("登记其他用途"),
        "release_serial_use": _("撤销用途登记"),
        "cancel_purchase": _("撤销认购登记"),
    }
)
