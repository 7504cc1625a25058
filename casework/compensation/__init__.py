"""方案与履行: the compensation plan and what has been done of it."""

from __future__ import annotations

from casework.compensation.models import CREDITS, Plan

__all__ = ["CREDITS", "Plan"]
