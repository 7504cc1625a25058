"""How far a value may be off: its standard error, what kind of figure that is, and where it was stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rules.record.worksheet import SpreadKind, SpreadRecord
from rules.values.quantity import plain

KINDS: Mapping[str, str] = {
    "standard_error": "标准误",
    "between_plots": "样地间标准差（把区域均值用于单个地块时的预测误差）",
    "between_studies": "文献间标准差（原表以均值 ± 标准差列出，按该值的不确定度使用）",
    "residual": "回归式的剩余标准误（每株独立）",
}
"""What a stated ± is. Only the first is the standard error of the value itself; the others are used as named here."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The standard deviation (``error``, in the value's own unit) with which the value enters the range of a result.

    ``low`` and ``high`` bound what is physically possible; None where nothing does. ``trees``: the error is drawn anew
    for each of so many trees, None where one error holds for the value wherever it is used. ``bias``: a known deviation
    to one side, in words; no range covers it.
    """

    error: Decimal
    source: str
    kind: SpreadKind = "standard_error"
    low: Decimal | None = Decimal(0)
    high: Decimal | None = None
    trees: int | None = None
    bias: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain data, decimals as text; ``bias`` stands only where one is known."""
        data: dict[str, Any] = {
            "standard_error": plain(self.error),
            "kind": self.kind,
            "source": self.source,
            "low": None if self.low is None else plain(self.low),
            "high": None if self.high is None else plain(self.high),
            "trees": self.trees,
        }
        return data | ({"bias": self.bias} if self.bias else {})

    @classmethod
    def of(cls, record: SpreadRecord) -> Spread:
        """The spread that was stored as this record."""
        low, high = (None if bound is None else Decimal(bound) for bound in (record.low, record.high))
        return cls(Decimal(record.standard_error), record.source, record.kind, low, high, record.trees, record.bias)
