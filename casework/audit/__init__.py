"""The audit log: one hash-chained entry for every change, and the check that finds what was tampered with."""

from __future__ import annotations

from casework.audit.models import AuditEntry

__all__ = ["AuditEntry"]
