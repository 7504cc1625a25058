"""What other features and the pages may ask of credits."""

from __future__ import annotations

import hashlib
from typing import Any

from casework.audit import service as audit
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
    holdings,
    record_retirement,
)
from casework.credits.search import Found, find_serial
from rules.casefile import canonical

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
    "holdings",
    "is_registrar",
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


def _digest(row: Any) -> str:
    """SHA-256 of a purchase or retirement: every column as text; of an uploaded file its own SHA-256."""
    content = {column.name: _text(getattr(row, column.name)) for column in row.__table__.columns}
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _text(value: Any) -> str | None:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return None if value is None else str(value)


audit.provable(Purchase, _digest)
audit.provable(Retirement, _digest)
