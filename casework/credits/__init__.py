"""碳汇: the register of projects, lots and serial numbers; purchases and retirements."""

from __future__ import annotations

from casework.credits.models import JUDICIAL, CreditProject, Purchase, Retirement

__all__ = ["JUDICIAL", "CreditProject", "Purchase", "Retirement"]
