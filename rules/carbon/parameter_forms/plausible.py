"""Independent figures against which a value is held before import. They raise doubts and enter no result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from rules.carbon.parameter_forms.findings import Findings
from rules.carbon.parameter_forms.form import FormValue
from rules.carbon.parameter_forms.slots import Slot
from rules.reading.messages import msg, template
from rules.values.fields import Amount, LongText, Text
from rules.values.quantity import WORKING, Rounding, plain
from rules.values.records import Confidence, Record, read_record

MEASURED = template("独立测得的木材密度为 {mean} ± {sd} t/m³")
OFF_MEASURED = template(
    "{name} = {value} t/m³，{measured}（{source}{of}），相差 {share} %，合 {away} 个标准差（以 {most} % 为限）"
)

FILE = Path(__file__).with_name("plausible.yaml")
FURTHEST = Decimal("0.15")
"""A wood density that differs from the independent one by more than this share of it is in doubt: the loss is as far
off as the density, however wide the scatter of a species."""
_TENTH, _ONE = Rounding.parse("half_up 0.1"), Rounding.parse("half_up 1")


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


class PlausibleFile(Record):
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
                words = {"name": value.name, "number": plain(number), "usual": plain(usual)}
                findings.doubt(where, msg("{name} = {number}，与通用换算 {usual} 不同", **words), value.id)
            return
        if number == 0:
            findings.doubt(where, msg("{name} 为 0", name=value.name), value.id)
            return
        density = self.densities.get(value.species or "")
        if value.parameter == "D" and density is not None:
            self._density(value, density, where, findings)
        elif slot.by_species and slot.shipped:
            self._range(value, slot, where, findings)

    def _density(self, value: FormValue, density: _Density, where: str, findings: Findings) -> None:
        difference = abs(value.value - density.mean)
        away, share = WORKING.divide(difference, density.sd), WORKING.divide(difference, density.mean)
        if share > FURTHEST:
            measured = msg(MEASURED, mean=plain(density.mean), sd=plain(density.sd))
            of = f"，{density.of}" if density.of else ""
            findings.doubt(
                where,
                msg(
                    OFF_MEASURED,
                    name=value.name,
                    value=plain(value.value),
                    measured=measured,
                    source=self.density_source,
                    of=of,
                    away=plain(_TENTH.apply(away)),
                    share=plain(_ONE.apply(WORKING.multiply(share, Decimal(100)))),
                    most=plain(FURTHEST * 100),
                ),
                value.id,
            )

    def _range(self, value: FormValue, slot: Slot, where: str, findings: Findings) -> None:
        """Against all species of the shipped table; root ratios against the IPCC's defaults too."""
        low, high = min(slot.shipped.values()), max(slot.shipped.values())
        source = msg("随附参数表各树种")
        if value.parameter == "R":
            low, high = min(low, self.root_ratio.low), max(high, self.root_ratio.high)
            source = msg("{table}与{source}", table=source, source=self.root_ratio.source)
        if not low <= value.value <= high:
            told = f"{value.species} {slot.title} {value.symbol} = {plain(value.value)}"
            words = {"told": told, "source": source, "low": plain(low), "high": plain(high)}
            findings.doubt(where, msg("{told}，不在{source}的取值范围 {low}–{high} 之内", **words), value.id)


@cache
def plausible() -> Plausible:
    """The independent figures, read once."""
    data = read_record(PlausibleFile, FILE)
    return Plausible(data.wood_density.species, data.wood_density.source, data.root_ratio)
