"""Pools beside the trees, each as a share of tree carbon or by area, from the source that the case file chose.

A pool that is off, or has no parameter for a species, is named as left out; nothing stands in for it.
"""

from __future__ import annotations

from rules.carbon.context import MeasurementContext, StandFacts
from rules.carbon.methods.ground import burned_ground, lost_with_the_ground
from rules.carbon.methods.lines import sum_of
from rules.carbon.methods.stock import area, fraction
from rules.carbon.methods.trees import TreeLayer
from rules.carbon.worksheet import Line

CHOICES = "选项“{title}”，可选 {count} 种"

OFF = "off"
UNDECLARED = "undeclared"


def chosen(context: MeasurementContext, option: str, pool: str) -> str | None:
    """The source chosen for a pool; None, with the pool named as left out, where none is."""
    source = context.options[option]
    if source != OFF:
        return source
    context.omit_everywhere(pool, f"没有选定参数来源（{choices_told(context, option)}）")
    return None


def choices_told(context: MeasurementContext, option: str) -> str:
    """An option by its name on the form, and how much there is to choose from; its key stands in no statement."""
    declared = context.declaration.options[option]
    known = [choice for choice in declared.choices if choice not in (OFF, UNDECLARED)]
    return CHOICES.format(title=declared.title, count=len(known))


def by_area(context: MeasurementContext, facts: StandFacts, parameter: str, pool: str) -> Line | None:
    """Area × a carbon density, times the damage fraction."""
    stand = facts.stand
    if stand.area_ha is None and stand.area_mu is None:
        context.omit(facts, pool, "没有写明面积")
        return None
    if lost_with_the_ground(context, facts):
        formula, terms = "A_f × c", {"A_f": burned_ground(context, facts), "c": context.parameter(parameter)}
    else:
        terms = {"A": area(context, facts), "c": context.parameter(parameter)}
        formula = "A × c"
        if stand.damage.lost != 1:
            terms["f"] = fraction(context, facts)
            formula += " × f"
    return context.sheet.compute(
        "C_p",
        f"{pool}碳储量",
        formula,
        terms,
        unit_symbol="tC",
        section=f"{facts.section} · {pool}",
        source="面积乘以单位面积碳储量",
    )


def by_density(context: MeasurementContext, facts: StandFacts, trees: TreeLayer, symbol: str, pool: str) -> Line | None:
    """Tree carbon × pool density ÷ tree density of a measured forest type."""
    lines = []
    for species, carbon in trees.by_species:
        tree, own = context.find(f"{species}.t_zj"), context.find(f"{species}.{symbol}")
        if tree is None or own is None:
            context.omit(facts, f"{pool}（{species}）", f"所选参数来源没有{species}")
            continue
        lines.append(
            context.sheet.compute(
                "C_p",
                f"{pool}碳储量（{species}）",
                "C × d ÷ t",
                {"C": carbon, "d": own, "t": tree},
                unit_symbol="tC",
                section=f"{facts.section} · {pool}",
                source="乔木层碳储量乘以同一森林类型两层碳密度之比",
                rounding=context.rounding("pool"),
            )
        )
    return sum_of(context, lines, f"{facts.section} · {pool}", f"{pool}碳储量") if lines else None


def by_species_percentage(
    context: MeasurementContext, facts: StandFacts, trees: TreeLayer, symbol: str, pool: str
) -> Line | None:
    """Tree carbon × a measured percentage of the forest type."""
    lines = []
    for species, carbon in trees.by_species:
        share = context.find(f"{species}.{symbol}")
        if share is None:
            context.omit(facts, f"{pool}（{species}）", f"所选参数来源没有{species}")
            continue
        lines.append(_percentage(context, facts, carbon, share, pool, f"{pool}碳储量（{species}）"))
    return sum_of(context, lines, f"{facts.section} · {pool}", f"{pool}碳储量") if lines else None


def by_biome(context: MeasurementContext, facts: StandFacts, trees: TreeLayer, table: str, pool: str) -> Line | None:
    """Tree carbon × the default percentage of the declared biome."""
    biome = context.options["biome"]
    if biome == UNDECLARED:
        context.omit_everywhere(pool, f"所选参数分气候带，须声明用哪一带（{choices_told(context, 'biome')}）")
        return None
    if facts.stand.forest_type == "竹林":
        context.omit(facts, pool, "AR-TOOL12 的百分数按林木碳给出，没有用于竹林的依据")
        return None
    return _percentage(context, facts, trees.carbon, context.parameter(f"{table}.{biome}"), pool, f"{pool}碳储量")


def _percentage(
    context: MeasurementContext, facts: StandFacts, carbon: Line, share: Line, pool: str, label: str
) -> Line:
    return context.sheet.compute(
        "C_p",
        label,
        "C × w ÷ 100",
        {"C": carbon, "w": share},
        unit_symbol="tC",
        section=f"{facts.section} · {pool}",
        source="林木碳储量乘以百分数",
    )


def soil(context: MeasurementContext, facts: StandFacts, source: str) -> Line | None:
    """Soil carbon lost where land was converted or dug up: area × reference stock × share lost, times the fraction.

    By AR-TOOL16 nothing counts as lost where the disturbed share of the area is stated and not above its threshold.
    """
    pool = "土壤有机碳"
    stand = facts.stand
    disturbed = stand.damage.soil_disturbed_share
    if stand.damage.type != "占用" and disturbed is None:
        context.omit(facts, pool, f"只在占用林地时计入，本地块为{stand.damage.type}")
        return None
    if stand.area_ha is None and stand.area_mu is None:
        context.omit(facts, pool, "没有写明面积")
        return None
    if disturbed is not None:
        share = context.given(facts, "d", "土壤受扰动的面积所占份额", disturbed, "1", "damage.soil_disturbed_share")
        threshold = context.parameter("soil_threshold")
        if share.result.value <= threshold.result.value:
            told = f"受扰动的面积占 {share.text}，不超过 {threshold.text}"
            context.omit(facts, pool, f"{told}，按 AR-TOOL16 不计损失")
            return None
    terms = {"A": area(context, facts), "SOC": context.parameter(f"soc.{source}"), "s": context.parameter("soil_lost")}
    formula = "A × SOC × s"
    if stand.damage.lost != 1:
        formula = "A × f × SOC × s"
        terms["f"] = fraction(context, facts)
    context.remark("土壤有机碳按扰动后五年内的损失计；土地硬化、取土等更大的损失没有经核实的参数，没有计入")
    return context.sheet.compute(
        "C_p",
        "土壤有机碳损失",
        formula,
        terms,
        unit_symbol="tC",
        section=f"{facts.section} · {pool}",
        source="面积乘以土壤有机碳参考值与扰动后损失的份额",
    )
