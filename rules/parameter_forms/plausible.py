"""Independent figures against which a value is held before import. They raise doubts and enter no result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from rules.fields import Amount, LongText, Text
from rules.parameter_forms.findings import Findings
from rules.parameter_forms.form import FormValue
from rules.parameter_forms.slots import Slot
from rules.parameters.records import Confidence, Record, parse_record
from rules.quantity import WORKING, Rounding, plain
from rules.reader import read

FILE = Path(__file__).with_name("plausible.yaml")
DEVIATIONS = Decimal(2)
"""A wood density further than so many standard deviations from the independent one is in doubt."""
_TENTH = Rounding.parse("half_up 0.1")


class _Density(Record):
    mean: Amount
    sd: Amount
    of: Text | None = None


class _Densities(Record):
    source: LongText
    confidence: Confidence
    species: dict[str, _Density]


class _Range(Record):
    source: LongText
    confidence: Confidence
    low: Amount
    high: Amount


class _File(Record):
    wood_density: _Densities
    root_ratio: _Range


@dataclass(frozen=True)
class Plausible:
    """Wood density by species, and the range of root ratios."""

    densities: Mapping[str, _Density]
    density_source: str
    root_ratio: _Range

    def doubt(self, value: FormValue, slot: Slot, where: str, findings: Findings) -> None:
        """Say what speaks against the value. It is within the bounds of its table."""
        number = value.value
        if slot.conversion:
            usual = slot.shipped[""]
            if number != usual:
                findings.doubt(where, f"{value.name} = {plain(number)}，与通用换算 {plain(usual)} 不同", value.id)
            return
        if number == 0:
            findings.doubt(where, f"{value.name} 为 0", value.id)
            return
        density = self.densities.get(value.species or "")
        if value.parameter == "D" and density is not None:
            self._density(value, density, where, findings)
        elif slot.by_species and slot.shipped:
            self._range(value, slot, where, findings)

    def _density(self, value: FormValue, density: _Density, where: str, findings: Findings) -> None:
        away = WORKING.divide(abs(value.value - density.mean), density.sd)
        if away > DEVIATIONS:
            measured = f"独立测得的木材密度为 {plain(density.mean)} ± {plain(density.sd)} t/m³"
            of = f"，{density.of}" if density.of else ""
            findings.doubt(
                where,
                f"{value.name} = {plain(value.value)} t/m³，{measured}（{self.density_source}{of}），"
                f"相差 {plain(_TENTH.apply(away))} 个标准差（以 {plain(DEVIATIONS)} 个为限）",
                value.id,
            )

    def _range(self, value: FormValue, slot: Slot, where: str, findings: Findings) -> None:
        """Against all species of the shipped table; root ratios against the IPCC's defaults too."""
        low, high = min(slot.shipped.values()), max(slot.shipped.values())
        source = "随附参数表各树种"
        if value.parameter == "R":
            low, high = min(low, self.root_ratio.low), max(high, self.root_ratio.high)
            source += f"与{self.root_ratio.source}"
        if not low <= value.value <= high:
            told = f"{value.species} {slot.title} {value.symbol} = {plain(value.value)}"
            findings.doubt(where, f"{told}，不在{source}的取值范围 {plain(low)}–{plain(high)} 之内", value.id)


@cache
def plausible() -> Plausible:
    """The independent figures, read once."""
    data = parse_record(_File, read(FILE.read_bytes()), FILE.name)
    return Plausible(data.wood_density.species, data.wood_density.source, data.root_ratio)
