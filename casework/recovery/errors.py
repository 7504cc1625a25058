"""Why a recovery is not computed or not stored."""

from __future__ import annotations

from casework.errors import Invalid


class RecoveryRefused(Invalid):
    """What was asked cannot be computed; every mistake with its path below ``recovery``."""
