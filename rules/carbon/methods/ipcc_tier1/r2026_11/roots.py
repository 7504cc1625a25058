"""The root ratio of a stand measured by area, from the source that the case file chose."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from rules.carbon.context import MeasurementContext
from rules.carbon.worksheet import Line

AR_TOOL14 = "exp(r_1 × ln(b_a) − r_0) ÷ b_a"
"""R = exp(−1.085 + 0.9256 · ln b) ÷ b, b in t/ha."""

_Rows = tuple[tuple[str, Decimal | None], ...]

NATURAL: _Rows = (("natural-low", Decimal(125)), ("natural-high", None))
TEMPERATE: Mapping[str, _Rows] = {
    "针叶": (("conifer-low", Decimal(50)), ("conifer-mid", Decimal(150)), ("conifer-high", None)),
    "阔叶": (("broadleaf-low", Decimal(75)), ("broadleaf-mid", Decimal(150)), ("broadleaf-high", None)),
    "桉树": (("eucalypt-low", Decimal(50)), ("eucalypt-mid", Decimal(150)), ("eucalypt-high", None)),
}
"""By kind of tree: up to which biomass above ground (t/ha) a row of table 4.4 holds."""


def root_ratio(
    context: MeasurementContext, *, kind: str, natural: bool, per_hectare: Line, section: str
) -> Line | None:
    """The line of the ratio; None where the chosen source has none for such a stand.

    ``kind``: 针叶, 阔叶 or 桉树. ``per_hectare``: the mass above ground (t/ha) that the ratio depends on.
    """
    source, mass = context.options["root"], per_hectare.result.value
    if source == "ar-tool14":
        return context.sheet.compute(
            "R",
            "根茎比",
            AR_TOOL14,
            {
                "r_1": context.parameter("root.ar14-slope"),
                "r_0": context.parameter("root.ar14-intercept"),
                "b_a": per_hectare,
            },
            unit_symbol="1",
            section=section,
            source="CDM AR-TOOL14 的根茎比式",
            rounding=context.rounding("root"),
            empirical=True,
        )
    # The row of 2019 is of this very zone and of natural forests: for them nothing older takes its place.
    rows: _Rows = NATURAL if natural else TEMPERATE.get(kind, ()) if source == "temperate-2006" else ()
    for row, up_to in rows:
        if up_to is None or mass <= up_to:
            return context.parameter(f"root.{row}")
    return None
