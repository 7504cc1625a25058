"""文书: documents as frozen data, their PDF, and whether what they rest on still stands."""

from __future__ import annotations

from casework.documents.models import REPORT, RETIREMENT

__all__ = ["REPORT", "RETIREMENT"]
