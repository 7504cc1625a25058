"""How far off a loss may be, and what moves it most."""

from __future__ import annotations

from rules.record.base import Written


class FirstOrderRecord(Written):
    """The range by partial derivatives, beside the drawn one."""

    standard_error: str
    low: str
    high: str


class CoveredRecord(Written):
    """A value whose standard error went into the range. ``share``: its part of the variance."""

    path: str
    name: str
    value: str | None
    unit: str
    trees: int | None
    standard_error: str
    kind: str
    kind_text: str
    source: str
    share: str


class NotCoveredRecord(Written):
    """A value that has no standard error."""

    path: str
    name: str


class LossRange(Written):
    """The range of a loss (tCO2e) at ``level``; ``low``, ``high`` and ``level`` None with a ``reason``."""

    low: str | None = None
    high: str | None = None
    level: str | None = None
    reason: str | None = None
    mean: str | None = None
    standard_error: str | None = None
    draws: int | None = None
    seed: str | None = None
    first_order: FirstOrderRecord | None = None
    covered: tuple[CoveredRecord, ...] = ()
    not_covered: tuple[NotCoveredRecord, ...] = ()
    notes: tuple[str, ...] = ()


class Moved(Written):
    """The loss with one value lowered and raised. ``swing``: the distance of the two."""

    path: str
    name: str
    value: str | None
    unit: str
    lowered: str | None
    raised: str | None
    low: str
    high: str
    swing: str
    note: str


class LeftAside(Written):
    """A value that is not ranked, and why."""

    path: str
    name: str
    reason: str


class Ranking(Written):
    """What moves a loss: by a standard error, and by a tenth where none is stated; the widest first."""

    by_error: tuple[Moved, ...] = ()
    by_tenth: tuple[Moved, ...] = ()
    left_aside: tuple[LeftAside, ...] = ()
