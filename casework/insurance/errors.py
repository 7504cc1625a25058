"""Why something about insurance is refused."""

from __future__ import annotations

from casework.errors import Invalid, NotFound


class UnknownPolicy(NotFound):
    """No such policy or claim, or none that this person may see."""


class PolicyRefused(Invalid):
    """What was entered cannot be right; every mistake with its field."""
