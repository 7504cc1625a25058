"""Why something about planting or labour is refused."""

from __future__ import annotations

from casework.errors import Impossible, Invalid, NotFound


class UnknownWork(NotFound):
    """No such duty to plant, to tend or to work, or no such record of it in this case."""


class PlotTaken(Impossible):
    """The parcel serves another duty already."""


class WorkEnded(Impossible):
    """The record was confirmed or sent back already, or cannot perform the duty."""


class WorkRefused(Invalid):
    """What was entered cannot be right; every mistake with its field."""
