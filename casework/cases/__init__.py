"""Cases: the facts version by version, the stages, and who may take which step."""

from __future__ import annotations

from casework.cases.models import Case, CasefileVersion, StageEvent

__all__ = ["Case", "CasefileVersion", "StageEvent"]
