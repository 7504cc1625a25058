"""Why something about bank accounts is refused."""

from __future__ import annotations

from casework.errors import Invalid, NotFound


class UnknownAccount(NotFound):
    """No such account in the register."""


class AccountRefused(Invalid):
    """What was entered cannot be right; every mistake with its field."""
