"""Why something about a measurement is refused."""

from __future__ import annotations

from casework.errors import Impossible, Invalid, NotFound


class UnknownAssessment(NotFound):
    """The case has no assessment of this number."""


class UnknownMeasuring(NotFound):
    """The case has no order to measure of this name."""


class NoFacts(Impossible):
    """The case has no facts on file yet: there is nothing to measure."""


class ResultChanged(Impossible):
    """What was submitted no longer gives the result that was previewed."""


class ReviewRefused(Invalid):
    """A remark or reason that cannot be kept as written; every mistake with its field."""


class MeasureRefused(Invalid):
    """What the officer chose or corrected cannot be measured; every mistake with its path in the case file."""
