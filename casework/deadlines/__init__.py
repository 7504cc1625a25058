"""期限: what happened in the proceedings, and the periods that run from it."""

from __future__ import annotations

from casework.deadlines.models import RecordedEvent

__all__ = ["RecordedEvent"]
