"""Why something about a compensation plan is refused."""

from __future__ import annotations

from casework.errors import Impossible, Invalid, NotFound


class UnknownPlan(NotFound):
    """The case has no such plan or item."""


class NothingConfirmed(Impossible):
    """The loss is not confirmed, or what was added to the case file since would change it."""


class AlreadyDecided(Impossible):
    """There is no plan that waits for a decision."""


class PlanRefused(Invalid):
    """A plan that cannot stand as proposed; every mistake with its field."""


class ProofRefused(Invalid):
    """A proof of performance that cannot be kept; every mistake with its field."""
