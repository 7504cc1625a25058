"""What a fire gave off beside carbon dioxide: methane and nitrous oxide, by equation 2.27 of the IPCC guidelines.

Carbon dioxide is already counted by the loss of carbon stock and carbon monoxide turns into it: neither is added.
The fuel is one choice of three kinds, so that a table that already holds the combustion factor never meets it again:
``cf.…`` the stand's lost mass above ground times a combustion factor (table 2.6), ``fuel.…`` dry matter consumed per
hectare (table 2.4, the product), ``stated`` the same as surveyed in the case.
"""

from __future__ import annotations

from collections.abc import Sequence

from rules.carbon.context import MeasurementContext, StandFacts
from rules.carbon.methods.ground import burned_area
from rules.carbon.methods.lines import add_up, to_co2
from rules.carbon.methods.pools import OFF, choices_told
from rules.carbon.worksheet import Line
from rules.reading.errors import InputError
from rules.reading.messages import msg, template

STATED = "stated"
EQUATION_2_27 = "m × G ÷ q_g"
"""L_fire = A·M_B·C_f·G_ef·10⁻³, where m = A·M_B·C_f is the dry matter burned."""
GASES = (("ch4", "CH4", "甲烷"), ("n2o", "N2O", "氧化亚氮"))
BOTH = "燃烧排放的甲烷和氧化亚氮"
SURVEYED_FUEL = "案件文件写明的燃料消耗量"
NO_SOURCE = "没有选定燃料来源（{choices}）"
NO_AREA = "没有写明过火面积，也没有写明地块面积"
NO_FUEL = "选定了案件文件写明的燃料消耗量，而案件文件没有写（damage.fuel）"
NO_MASS = "不知道地上生物量，不能按燃烧系数计量；可选每公顷燃料消耗量"
NOT_PUBLISHED = template("{edition} 的增温潜势在计量日 {day} 尚未发表，请选较早的一次")


def emission(context: MeasurementContext, facts: StandFacts, carbon: Line, above: Sequence[Line]) -> Line:
    """The stand's loss in tCO2e: its carbon stock and, where it burned and a fuel was chosen, the other gases.

    ``above``: dry mass above ground (t) of what was lost, empty where the method does not know it.
    """
    gases = _gases(context, facts, above) if facts.stand.damage.type == "烧毁" else []
    if not gases:
        return to_co2(context, carbon, facts.section, "E", "碳汇损失量")
    stock = to_co2(context, carbon, facts.section, "E_C", "碳储量损失折合二氧化碳")
    terms = {"E_C": stock} | {line.symbol: line for line in gases}
    return context.sheet.compute(
        "E",
        "碳汇损失量（含燃烧排放）",
        " + ".join(terms),
        terms,
        unit_symbol="tCO2e",
        section=facts.section,
        source="碳储量损失与甲烷、氧化亚氮之和；燃烧的二氧化碳已在碳储量损失之内，不另计",
    )


def _gases(context: MeasurementContext, facts: StandFacts, above: Sequence[Line]) -> list[Line]:
    consumed = _consumed(context, facts, above)
    if consumed is None:
        return []
    section, zone, per_kilogram = _section(facts), context.options["fire_zone"], context.parameter("g_per_kg")
    factors = [(context.parameter(f"g.{zone}.{key}"), _warming(context, key)) for key, _, _ in GASES]
    found = []
    for (_, formula_name, name), (factor, warming) in zip(GASES, factors, strict=True):
        mass = context.sheet.compute(
            f"L_{formula_name}",
            f"燃烧排放的{name}",
            EQUATION_2_27,
            {"m": consumed, "G": factor, "q_g": per_kilogram},
            unit_symbol="t",
            section=section,
            source="《IPCC 2006 指南》2019 年精细化，第 4 卷第 2 章，式 2.27",
        )
        found.append(
            context.sheet.compute(
                f"E_{formula_name}",
                f"{name}折合二氧化碳",
                "L × GWP",
                {"L": mass, "GWP": warming},
                unit_symbol="tCO2e",
                section=section,
                source="排放量乘以百年全球增温潜势",
                rounding=context.rounding("stand"),
            )
        )
    return found


def _warming(context: MeasurementContext, gas: str) -> Line:
    """The warming potential of a gas in the chosen edition, which must have been published by the day."""
    edition = context.options["gwp"]
    id = f"gwp.{edition}.{gas}"
    if id in context.parameters.parameters and context.find(id) is None:
        raise InputError.at(
            "options.parameters.gwp",
            msg(NOT_PUBLISHED, edition=edition.upper(), day=context.day),
        )
    return context.parameter(id)


def _consumed(context: MeasurementContext, facts: StandFacts, above: Sequence[Line]) -> Line | None:
    """Dry matter burned (t); None, with the gases named as left out, where it cannot be told."""
    source, stated = context.options["fire"], facts.stand.damage.fuel
    if stated is not None and source != STATED:
        context.omit(
            facts,
            SURVEYED_FUEL,
            f"所选燃料来源不是案件文件（选项“{context.declaration.options['fire'].title}”）",
        )
    if source == OFF:
        context.omit(facts, BOTH, NO_SOURCE.format(choices=choices_told(context, "fire")))
        return None
    if source.startswith("cf."):
        return _of_biomass(context, facts, above, context.parameter(source))
    per_hectare = _per_hectare(context, facts, source)
    if per_hectare is None:
        return None
    burned = burned_area(context, facts, _section(facts))
    if burned is None:
        context.omit(facts, BOTH, NO_AREA)
        return None
    return context.sheet.compute(
        "m",
        "消耗的燃料（干物质）",
        "A_f × F",
        {"A_f": burned, "F": per_hectare},
        unit_symbol="t",
        section=_section(facts),
        source="式 2.27：过火面积乘以每公顷燃料消耗量；后者已含燃烧系数，不再乘",
    )


def _per_hectare(context: MeasurementContext, facts: StandFacts, source: str) -> Line | None:
    """Dry matter burned on a hectare (t/ha): as stated, or from the chosen table."""
    if source != STATED:
        return context.parameter(source)
    stated = facts.stand.damage.fuel
    if stated is None:
        context.omit(facts, BOTH, NO_FUEL)
        return None
    label, field = f"每公顷燃料消耗量（{stated.source}）", "damage.fuel.consumed_t_per_ha"
    return context.given(facts, "F", label, stated.consumed_t_per_ha, "t/ha", field)


def _of_biomass(context: MeasurementContext, facts: StandFacts, above: Sequence[Line], factor: Line) -> Line | None:
    if not above:
        context.omit(facts, BOTH, NO_MASS)
        return None
    section = _section(facts)
    whole = above[0]
    if len(above) > 1:
        whole = add_up(context.sheet, above, "B_a", "地上生物量合计", section=section, source="各树种之和", prefix="B_")
    context.omit(facts, "枯落物和枯死木燃烧排放的甲烷和氧化亚氮", "燃料只取受损部分的地上生物量")
    return context.sheet.compute(
        "m",
        "消耗的燃料（干物质）",
        "B_a × C_f",
        {"B_a": whole, "C_f": factor},
        unit_symbol="t",
        section=section,
        source="式 2.27：燃料量乘以燃烧系数；燃料量取受损部分的地上生物量",
    )


def _section(facts: StandFacts) -> str:
    return f"{facts.section} · 燃烧排放"
