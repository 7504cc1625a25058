"""计量: measuring the loss and reviewing the measurement."""

from __future__ import annotations

from casework.losses.models import RETURNED, Assessment

__all__ = ["RETURNED", "Assessment"]
