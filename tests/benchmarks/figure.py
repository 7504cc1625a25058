"""One measured figure beside the wanted one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "examples" / "2022-fujian-nanjing-zhang.yaml"
"""The case all benchmarks use: one stand, one party, a credit request."""


@dataclass(frozen=True)
class Figure:
    """``value`` in ``unit``; ``wanted`` is the least (``more_is_better``) or the most that is wanted."""

    name: str
    value: float
    unit: str
    wanted: float
    more_is_better: bool = False

    @property
    def ratio(self) -> float:
        """How many times better than wanted: 1 is just met, above 1 is better."""
        return self.value / self.wanted if self.more_is_better else self.wanted / self.value

    def line(self) -> str:
        bound = "at least" if self.more_is_better else "at most"
        met = "" if self.ratio >= 1 else "  NOT MET"
        wanted = f"wanted {bound} {self.wanted:g}"
        return f"{self.name:<52} {self.value:>10.3f} {self.unit:<8} {wanted:<22} ratio {self.ratio:.2f}{met}"
