"""A line of a worksheet as it is stored: enough to redo it by hand."""

from __future__ import annotations

from typing import Literal

from rules.record.base import Written

SpreadKind = Literal["standard_error", "between_plots", "between_studies", "residual"]
"""What a stated ± is: the standard error of the value itself, a deviation between plots or studies, a regression's."""


class SpreadRecord(Written):
    """The standard error of a line, in its own unit; the bounds of what is possible; the trees that err each alone;
    what is known to be off to one side, which no standard error covers."""

    standard_error: str
    kind: SpreadKind
    source: str
    low: str | None
    high: str | None
    trees: int | None
    bias: str | None = None


class LineRecord(Written):
    """One numbered line. ``values``, ``value_units`` and ``refs`` are by the names of the formula; numbers are text."""

    no: int
    kind: Literal["input", "parameter", "computed"]
    section: str
    symbol: str
    label: str
    formula: str
    values: dict[str, str]
    value_units: dict[str, str]
    refs: dict[str, int]
    substituted: str
    unit: str
    rounding: str | None
    rounding_text: str | None
    result: str
    source: str
    confidence: str
    empirical: bool
    path: str
    spread: SpreadRecord | None = None
    exact: bool = False
