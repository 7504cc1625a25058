"""Bamboo inside the tree layer: by culms and their ages, or by area, from the source that the case file chose.

The sources are of 毛竹 in Hunan, Zhejiang and reviews; none is of Fujian, and none turns a diameter into a mass.
"""

from __future__ import annotations

from decimal import Decimal

from rules.casefile.measured import CulmAge
from rules.methods.contract import Bench, Part, StandFacts
from rules.methods.lines import sum_of
from rules.methods.measured import measured_layer
from rules.methods.pools import OFF, UNDECLARED, choices_told
from rules.methods.stock import area, fraction
from rules.methods.trees import TreeLayer
from rules.quantity import ONE, Quantity, plain
from rules.tally.trees import kilograms_per_tonne
from rules.worksheet import Line

TAOJIANG, REVIEW = "taojiang", "review"
BY_CULMS = (TAOJIANG, REVIEW)
MEASURED_AGES = (1, 3, 5)
"""Ages in years that the Taojiang plots have."""
YEARS_OF_DU = {"1-3-5": {1: 1, 2: 3, 3: 5}}
"""By choice of the option ``du``: the measured age that stands for a 度."""


def bamboo_layer(bench: Bench, facts: StandFacts) -> TreeLayer | None:
    """The culms of a bamboo stand; None, with the reason named, where nothing of it can be measured."""
    stand = facts.stand
    if stand.measured_biomass is not None:
        return measured_layer(bench, facts, stand.measured_biomass)
    source = bench.options["bamboo"]
    reason = _cannot(bench, facts, source)
    if reason:
        bench.omit_stand(facts, reason)
        return None
    rows = []
    for part in facts.parts:
        if part.species != "毛竹":
            bench.omit(facts, f"{part.species}（份额 {plain(part.share)}）", "所选竹参数只有毛竹")
            continue
        carbon = _by_culms(bench, facts, part, source) if source in BY_CULMS else _by_area(bench, facts, part, source)
        if carbon is not None:
            rows.append((part.species, carbon))
    if not rows:
        bench.omit_stand(facts, "各竹龄都没有所选来源的参数")
        return None
    return TreeLayer(rows[0][1], tuple(rows), None, None)


def _cannot(bench: Bench, facts: StandFacts, source: str) -> str | None:
    stand = facts.stand
    if all(part.species != "毛竹" for part in facts.parts):
        name = facts.parts[0].species
        return f"竹林不以立木蓄积计量；{name}没有单株或单位面积的参数，可写明调查所得的生物量（measured_biomass）"
    if source == OFF:
        return f"竹林不以立木蓄积计量；没有选定竹的参数来源（{choices_told(bench, 'bamboo')}）"
    if source in BY_CULMS and stand.culms is None:
        return "竹林按所选来源以株数计量，没有写明竹株数（culms）"
    if source == TAOJIANG and not stand.culm_ages:
        return "竹林按所选来源分竹龄计量，没有写明竹龄组成（culm_ages）"
    if source not in BY_CULMS and stand.area_ha is None and stand.area_mu is None:
        return "竹林按所选来源以面积计量，没有写明面积"
    return None


def _by_area(bench: Bench, facts: StandFacts, part: Part, source: str) -> Line:
    section = _section(facts)
    terms = {"A": area(bench, facts), "c_b": bench.parameter(f"bamboo.{source}.c")}
    formula = "A × c_b" + _parts_of(bench, facts, part, terms, section)
    return bench.sheet.compute(
        "C", f"{part.species}碳储量", formula, terms, unit_symbol="tC", section=section, source="面积乘以单位面积碳储量"
    )


def _by_culms(bench: Bench, facts: StandFacts, part: Part, source: str) -> Line | None:
    stand = facts.stand
    assert stand.culms is not None
    if stand.mean_dbh_cm is not None:
        bench.remark(
            f"地块 {stand.id} 的平均胸径 {plain(stand.mean_dbh_cm)} cm 没有进入计算："
            "没有经核实的毛竹单株生物量与胸径的方程"
        )
    if source == REVIEW:
        if stand.culm_ages:
            bench.remark(f"地块 {stand.id} 的竹龄组成没有进入计算：所选单株生物量不分竹龄")
        return _culms(bench, facts, part, "bamboo.review.w", "ipcc.cf", None)
    carbons = []
    for number, group in enumerate(stand.culm_ages):
        age = _measured_age(bench, group)
        if age is None:
            bench.omit(facts, f"{group.told}的竹（份额 {plain(group.share)}）", _why_no_age(bench, group))
            continue
        own = f"bamboo.taojiang.{age}"
        carbons.append(_culms(bench, facts, part, f"{own}.w", f"{own}.cf", (number, group)))
    return sum_of(bench, carbons, _section(facts), f"{part.species}碳储量") if carbons else None


def _culms(
    bench: Bench, facts: StandFacts, part: Part, mass_id: str, carbon_id: str, aged: tuple[int, CulmAge] | None
) -> Line:
    """Carbon (tC) of the culms of one age, or of all where the source does not tell ages apart."""
    section, stand = _section(facts), facts.stand
    name = f"{part.species}（{aged[1].told}）" if aged else part.species
    terms = {"n": bench.given(facts, "n", "竹株数", Decimal(stand.culms or 0), "culm", "culms")}
    formula = "n"
    if aged and aged[1].share != 1:
        number, group = aged
        label, at = f"{group.told}的竹所占份额", f"culm_ages[{number}].share"
        terms["a"] = bench.given(facts, "a", label, group.share, "1", at)
        formula += " × a"
    terms |= {"w": bench.parameter(mass_id), "q": bench.enter(kilograms_per_tonne())}
    formula += " × w ÷ q" + _parts_of(bench, facts, part, terms, section)
    mass = bench.sheet.compute(
        "B", f"{name}生物量", formula, terms, unit_symbol="t", section=section, source="株数乘以单株生物量（全株）"
    )
    return bench.sheet.compute(
        "C",
        f"{name}碳储量",
        "B × CF",
        {"B": mass, "CF": bench.parameter(carbon_id)},
        unit_symbol="tC",
        section=section,
        source="生物量乘以含碳率",
    )


def _parts_of(bench: Bench, facts: StandFacts, part: Part, terms: dict[str, Line], section: str) -> str:
    """Factors for a share of the stand and for the part of it that was lost, put into ``terms`` and the formula."""
    text = ""
    if part.share != 1:
        share = Quantity(part.share, ONE)
        terms["s"] = bench.once(
            part.share_path,
            lambda: bench.sheet.given(
                "s", f"{part.species}所占份额", share, section=section, source="案件文件", path=part.share_path
            ),
        )
        text += " × s"
    if facts.stand.damage.lost != 1:
        terms["f"] = fraction(bench, facts)
        text += " × f"
    return text


def _measured_age(bench: Bench, group: CulmAge) -> int | None:
    if group.du is not None:
        return YEARS_OF_DU.get(bench.options["du"], {}).get(group.du)
    return group.age_a if group.age_a in MEASURED_AGES else None


def _why_no_age(bench: Bench, group: CulmAge) -> str:
    ages = "、".join(map(str, MEASURED_AGES))
    if group.du is not None and bench.options["du"] == UNDECLARED:
        return f"所选来源只有 {ages} 年生的竹，度与年的对应须声明（{choices_told(bench, 'du')}）"
    return f"所选来源只有 {ages} 年生的竹"


def _section(facts: StandFacts) -> str:
    return f"{facts.section} · 乔木层（竹）"
