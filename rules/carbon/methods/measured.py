"""Layers that a survey of this very case has weighed: bamboo, shrubs, economic forest, and saplings."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rules.carbon.context import MeasurementContext, StandFacts
from rules.carbon.methods.stock import area, fraction
from rules.carbon.methods.trees import TreeLayer
from rules.carbon.tally.trees import kilograms_per_tonne
from rules.carbon.worksheet import Line
from rules.casefile.measured import MeasuredBiomass
from rules.values.quantity import Quantity, unit


@dataclass(frozen=True, slots=True)
class _Stems:
    """What a mass per stem is multiplied by: a number of the stand, its unit, and what it is called."""

    field: str
    count: int | None
    unit_symbol: str
    label: str


def measured_layer(context: MeasurementContext, facts: StandFacts, found: MeasuredBiomass) -> TreeLayer:
    """The main layer of a stand without stock, from the biomass that the case file states."""
    stand = facts.stand
    stems = _Stems("trees", stand.trees, "tree", "株数")
    if stand.forest_type == "竹林":
        stems = _Stems("culms", stand.culms, "culm", "竹株数")
    survey = _Survey(context, facts, found, "measured_biomass", stand.forest_type)
    mass = survey.mass(stems, of_whole_stand=True)
    carbon = survey.carbon(mass)
    above = (mass,) if found.covers == "地上" else ()
    return TreeLayer(carbon, ((facts.parts[0].species, carbon),), None, None, above)


def saplings(context: MeasurementContext, facts: StandFacts) -> Line | None:
    """Carbon of the saplings (tC) by the biomass that the case file states; None where it states none."""
    found = facts.stand.sapling_biomass
    if found is None:
        return None
    survey = _Survey(context, facts, found, "sapling_biomass", "幼树")
    stems = _Stems("saplings", facts.stand.saplings, "tree", "幼树株数")
    return survey.carbon(survey.mass(stems, of_whole_stand=False))


@dataclass(frozen=True, slots=True)
class _Survey:
    """Writes the lines of a surveyed biomass. ``at``: its field of the stand; ``name``: the layer in Chinese."""

    context: MeasurementContext
    facts: StandFacts
    found: MeasuredBiomass
    at: str
    name: str

    @property
    def section(self) -> str:
        return f"{self.facts.section} · {self.name}"

    def mass(self, stems: _Stems, *, of_whole_stand: bool) -> Line:
        """Dry mass (t). ``of_whole_stand``: the stems are those of the stand, not only those that were lost."""
        formula, terms = self._by_area() if self.found.t_per_ha is not None else self._by_stems(stems)
        partly = self.facts.stand.damage.lost != 1
        if partly and (of_whole_stand or self.found.t_per_ha is not None):
            formula += " × f"
            terms["f"] = fraction(self.context, self.facts)
        source = "调查所得的单位生物量乘以数量"
        label = f"{self.name}生物量"
        return self.context.sheet.compute(
            "B", label, formula, terms, unit_symbol="t", section=self.section, source=source
        )

    def _by_area(self) -> tuple[str, dict[str, Line]]:
        assert self.found.t_per_ha is not None
        whole = area(self.context, self.facts)
        label = f"{self.name}每公顷生物量（{self.found.covers}）"
        return "A × b", {"A": whole, "b": self._stated("b", label, self.found.t_per_ha, "t/ha", "t_per_ha")}

    def _by_stems(self, stems: _Stems) -> tuple[str, dict[str, Line]]:
        context, one = self.context, self.found.kg_per_stem
        assert stems.count is not None
        assert one is not None
        count = Decimal(stems.count)
        label = f"{self.name}每株生物量（{self.found.covers}）"
        return "n × w ÷ q", {
            "n": context.given(self.facts, "n", stems.label, count, stems.unit_symbol, stems.field),
            "w": self._stated("w", label, one, f"kg/{stems.unit_symbol}", "kg_per_stem"),
            "q": context.enter(kilograms_per_tonne()),
        }

    def carbon(self, mass: Line) -> Line:
        """Carbon (tC) of the dry mass; what a survey above ground leaves out is named."""
        stated = self.found.carbon_fraction
        if stated is not None:
            share = self._stated("CF", f"{self.name}含碳率", stated, "tC/t", "carbon_fraction")
        else:
            share = self.context.parameter("ipcc.cf")
        if self.found.covers == "地上":
            self.context.omit(self.facts, f"{self.name}的地下部分", "调查所得的生物量只包括地上部分")
        return self.context.sheet.compute(
            "C",
            f"{self.name}碳储量",
            "B × CF",
            {"B": mass, "CF": share},
            unit_symbol="tC",
            section=self.section,
            source="生物量乘以含碳率",
        )

    def _stated(self, symbol: str, label: str, value: Decimal, unit_symbol: str, field: str) -> Line:
        found, at = self.found, f"{self.at}.{field}"
        return self.context.sheet.given(
            symbol,
            label,
            Quantity(value, unit(unit_symbol)),
            section=self.section,
            source=f"案件文件：{found.source}" + (f"（{found.date.isoformat()}）" if found.date else ""),
            path=f"{self.facts.path}.{at}",
            spread=self.facts.spread_of(at),
        )
