"""Small worksheets written out for the tests of what is done with a finished one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rules.carbon.uncertainty.dependence import Dependence
from rules.carbon.worksheet import Line, Worksheet
from rules.values.quantity import Quantity, Rounding, unit
from rules.values.spread import Spread


def spread(error: str, low: str | None = None, high: str | None = None, trees: int | None = None) -> Spread:
    """A standard error without bounds unless they are given."""
    least, most = (None if edge is None else Decimal(edge) for edge in (low, high))
    return Spread(Decimal(error), "鉴定意见", "residual" if trees else "standard_error", least, most, trees)


class Sheet:
    """``sheet.given("x", "2", "0.1")`` and ``sheet.compute("L", "x × y")``, every line known by its symbol."""

    def __init__(self) -> None:
        self.sheet = Worksheet()
        self.lines: dict[str, Line] = {}

    def given(self, symbol: str, value: str, error: str | Spread | None = None, in_unit: str = "1") -> Sheet:
        stated = spread(error) if isinstance(error, str) else error
        self.lines[symbol] = self.sheet.given(
            symbol, symbol, Quantity(Decimal(value), unit(in_unit)), section="地块 A", source="案件文件",
            path=f"stands[0].{symbol}", spread=stated,
        )  # fmt: skip
        return self

    def compute(
        self,
        symbol: str,
        formula: str,
        *,
        unit_symbol: str = "1",
        rounding: str | None = None,
        error: Spread | None = None,
    ) -> Sheet:
        self.lines[symbol] = self.sheet.compute(
            symbol, symbol, formula, self.lines, unit_symbol=unit_symbol, section="地块 A", source="方法",
            rounding=Rounding.parse(rounding) if rounding else None, empirical=unit_symbol != "1", spread=error,
        )  # fmt: skip
        return self

    def json(self) -> list[dict[str, Any]]:
        return self.sheet.as_json()

    def graph(self) -> Dependence:
        """The dependence of the last line."""
        return Dependence(self.sheet.lines, len(self.sheet.lines))

    def numbers(self) -> Mapping[str, int]:
        return {symbol: line.no for symbol, line in self.lines.items()}
