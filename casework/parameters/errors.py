"""Why something about a parameter set is refused."""

from __future__ import annotations

from casework.errors import Impossible, Invalid, NotFound


class UnknownSet(NotFound):
    """No such parameter set, method or edition."""


class SetClosed(Impossible):
    """The set is frozen or withdrawn, not completely verified, or entered already."""


class SetRefused(Invalid):
    """What was uploaded or typed cannot be kept; every mistake with its place."""
