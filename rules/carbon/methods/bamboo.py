"""Bamboo inside the tree layer: by culms and their ages, or by area, from the source that the case file chose.

The sources are of 毛竹 in Hunan, Zhejiang and reviews; none is of Fujian, and none turns a diameter into a mass.
"""

from __future__ import annotations

from decimal import Decimal

from rules.carbon.context import MeasurementContext, Part, StandFacts
from rules.carbon.methods.lines import sum_of
from rules.carbon.methods.measured import measured_layer
from rules.carbon.methods.pools import OFF, UNDECLARED, choices_told
from rules.carbon.methods.stock import area, fraction
from rules.carbon.methods.trees import TreeLayer
from rules.carbon.tally.trees import kilograms_per_tonne
from rules.carbon.worksheet import Line
from rules.casefile.measured import CulmAge
from rules.values.quantity import ONE, Quantity, plain

NO_PARAMETERS = "竹林不以立木蓄积计量；{species}没有单株或单位面积的参数，可写明调查所得的生物量（measured_biomass）"
NO_SOURCE = "竹林不以立木蓄积计量；没有选定竹的参数来源（{choices}）"
NO_CULMS = "竹林按所选来源以株数计量，没有写明竹株数（culms）"
NO_AGES = "竹林按所选来源分竹龄计量，没有写明竹龄组成（culm_ages）"
NO_AREA = "竹林按所选来源以面积计量，没有写明面积"
NO_AGE_MEASURED = "各竹龄都没有所选来源的参数"
DU_UNDECLARED = "所选来源只有 {ages} 年生的竹，度与年的对应须声明（{choices}）"
DIAMETER_UNUSED = "地块 {stand} 的平均胸径 {dbh} cm 没有进入计算：没有经核实的毛竹单株生物量与胸径的方程"

TAOJIANG, REVIEW = "taojiang", "review"
BY_CULMS = (TAOJIANG, REVIEW)
MEASURED_AGES = (1, 3, 5)
"""Ages in years that the Taojiang plots have."""
YEARS_OF_DU = {"1-3-5": {1: 1, 2: 3, 3: 5}}
"""By choice of the option ``du``: the measured age that stands for a 度."""


def bamboo_layer(context: MeasurementContext, facts: StandFacts) -> TreeLayer | None:
    """The culms of a bamboo stand; None, with the reason named, where nothing of it can be measured."""
    stand = facts.stand
    if stand.measured_biomass is not None:
        return measured_layer(context, facts, stand.measured_biomass)
    source = context.options["bamboo"]
    reason = _cannot(context, facts, source)
    if reason:
        context.omit_stand(facts, reason)
        return None
    rows = []
    for part in facts.parts:
        if part.species != "毛竹":
            context.omit(facts, f"{part.species}（份额 {plain(part.share)}）", "所选竹参数只有毛竹")
            continue
        carbon = (
            _by_culms(context, facts, part, source) if source in BY_CULMS else _by_area(context, facts, part, source)
        )
        if carbon is not None:
            rows.append((part.species, carbon))
    if not rows:
        context.omit_stand(facts, NO_AGE_MEASURED)
        return None
    return TreeLayer(rows[0][1], tuple(rows), None, None)


def _cannot(context: MeasurementContext, facts: StandFacts, source: str) -> str | None:
    stand = facts.stand
    if all(part.species != "毛竹" for part in facts.parts):
        name = facts.parts[0].species
        return NO_PARAMETERS.format(species=name)
    if source == OFF:
        return NO_SOURCE.format(choices=choices_told(context, "bamboo"))
    if source in BY_CULMS and stand.culms is None:
        return NO_CULMS
    if source == TAOJIANG and not stand.culm_ages:
        return NO_AGES
    if source not in BY_CULMS and stand.area_ha is None and stand.area_mu is None:
        return NO_AREA
    return None


def _by_area(context: MeasurementContext, facts: StandFacts, part: Part, source: str) -> Line:
    section = _section(facts)
    terms = {"A": area(context, facts), "c_b": context.parameter(f"bamboo.{source}.c")}
    formula = "A × c_b" + _parts_of(context, facts, part, terms, section)
    return context.sheet.compute(
        "C", f"{part.species}碳储量", formula, terms, unit_symbol="tC", section=section, source="面积乘以单位面积碳储量"
    )


def _by_culms(context: MeasurementContext, facts: StandFacts, part: Part, source: str) -> Line | None:
    stand = facts.stand
    assert stand.culms is not None
    if stand.mean_dbh_cm is not None:
        context.remark(DIAMETER_UNUSED.format(stand=stand.id, dbh=plain(stand.mean_dbh_cm)))
    if source == REVIEW:
        if stand.culm_ages:
            context.remark(f"地块 {stand.id} 的竹龄组成没有进入计算：所选单株生物量不分竹龄")
        return _culms(context, facts, part, "bamboo.review.w", "ipcc.cf", None)
    carbons = []
    for number, group in enumerate(stand.culm_ages):
        age = _measured_age(context, group)
        if age is None:
            context.omit(facts, f"{group.told}的竹（份额 {plain(group.share)}）", _why_no_age(context, group))
            continue
        own = f"bamboo.taojiang.{age}"
        if (whole := context.find(f"{own}.c")) is not None:
            carbons.append(_by_stand(context, facts, part, whole, context.parameter(f"{own}.d"), (number, group)))
            continue
        carbons.append(_culms(context, facts, part, f"{own}.w", f"{own}.cf", (number, group)))
    return sum_of(context, carbons, _section(facts), f"{part.species}碳储量") if carbons else None


def _by_stand(
    context: MeasurementContext, facts: StandFacts, part: Part, whole: Line, density: Line, aged: tuple[int, CulmAge]
) -> Line:
    """Carbon (tC) of the culms of one age: their number × a measured stand's carbon over its density."""
    section = _section(facts)
    formula, terms = _number(context, facts, aged)
    terms |= {"c_b": whole, "d_b": density}
    formula += " × c_b ÷ d_b" + _parts_of(context, facts, part, terms, section)
    return context.sheet.compute(
        "C",
        f"{part.species}（{aged[1].told}）碳储量",
        formula,
        terms,
        unit_symbol="tC",
        section=section,
        source="株数乘以实测林分碳储量（各器官生物量乘以该器官含碳率之和）与立竹密度之比",
    )


def _number(
    context: MeasurementContext, facts: StandFacts, aged: tuple[int, CulmAge] | None
) -> tuple[str, dict[str, Line]]:
    """How many culms: all, or the share of one age."""
    terms = {"n": context.given(facts, "n", "竹株数", Decimal(facts.stand.culms or 0), "culm", "culms")}
    if aged is None or aged[1].share == 1:
        return "n", terms
    number, group = aged
    label, at = f"{group.told}的竹所占份额", f"culm_ages[{number}].share"
    terms["a"] = context.given(facts, "a", label, group.share, "1", at)
    return "n × a", terms


def _culms(
    context: MeasurementContext,
    facts: StandFacts,
    part: Part,
    mass_id: str,
    carbon_id: str,
    aged: tuple[int, CulmAge] | None,
) -> Line:
    """Carbon (tC) of the culms of one age, or of all where the source does not tell ages apart."""
    section = _section(facts)
    name = f"{part.species}（{aged[1].told}）" if aged else part.species
    formula, terms = _number(context, facts, aged)
    terms |= {"w": context.parameter(mass_id), "q": context.enter(kilograms_per_tonne())}
    formula += " × w ÷ q" + _parts_of(context, facts, part, terms, section)
    mass = context.sheet.compute(
        "B", f"{name}生物量", formula, terms, unit_symbol="t", section=section, source="株数乘以单株生物量（全株）"
    )
    return context.sheet.compute(
        "C",
        f"{name}碳储量",
        "B × CF",
        {"B": mass, "CF": context.parameter(carbon_id)},
        unit_symbol="tC",
        section=section,
        source="生物量乘以含碳率",
    )


def _parts_of(context: MeasurementContext, facts: StandFacts, part: Part, terms: dict[str, Line], section: str) -> str:
    """Factors for a share of the stand and for the part of it that was lost, put into ``terms`` and the formula."""
    text = ""
    if part.share != 1:
        share = Quantity(part.share, ONE)
        terms["s"] = context.once(
            part.share_path,
            lambda: context.sheet.given(
                "s", f"{part.species}所占份额", share, section=section, source="案件文件", path=part.share_path
            ),
        )
        text += " × s"
    if facts.stand.damage.lost != 1:
        terms["f"] = fraction(context, facts)
        text += " × f"
    return text


def _measured_age(context: MeasurementContext, group: CulmAge) -> int | None:
    if group.du is not None:
        return YEARS_OF_DU.get(context.options["du"], {}).get(group.du)
    return group.age_a if group.age_a in MEASURED_AGES else None


def _why_no_age(context: MeasurementContext, group: CulmAge) -> str:
    ages = "、".join(map(str, MEASURED_AGES))
    if group.du is not None and context.options["du"] == UNDECLARED:
        return DU_UNDECLARED.format(ages=ages, choices=choices_told(context, "du"))
    return f"所选来源只有 {ages} 年生的竹"


def _section(facts: StandFacts) -> str:
    return f"{facts.section} · 乔木层（竹）"
