"""What lies on the ground of a stand that burned: lost with the area that burned, not with the trees that died."""

from __future__ import annotations

from rules.carbon.context import MeasurementContext, StandFacts
from rules.carbon.methods.stock import area, fraction
from rules.carbon.methods.trees import TreeLayer
from rules.carbon.worksheet import Line

_ALL_OF_IT = "过火林分的灌草层、枯落物与枯死木按过火面积全部计入；没有未燃尽份额的参数"


def lost_with_the_ground(context: MeasurementContext, facts: StandFacts) -> bool:
    """Whether pools on the ground of this stand go by the area that burned."""
    return context.declaration.fire_pools_by_area and facts.stand.damage.type == "烧毁"


def burned_area(context: MeasurementContext, facts: StandFacts, section: str) -> Line | None:
    """The area that burned (ha): as stated, else the stand's without its unburned stratum; None where none is known."""
    stand = facts.stand
    stated = stand.damage.burned_area_ha
    if stated is not None:
        return context.given(facts, "A_f", "过火面积", stated, "ha", "damage.burned_area_ha")
    if stand.area_ha is None and stand.area_mu is None:
        return None
    whole = area(context, facts)
    spared = {
        f"s_{number + 1}": context.given(
            facts, f"s_{number + 1}", "未过火一层的份额", stratum.share, "1", f"damage.strata[{number}].share"
        )
        for number, stratum in enumerate(stand.damage.strata)
        if stratum.severity == "未过火"
    }
    if not spared:
        context.remark(f"地块 {stand.id} 没有另写过火面积，按地块面积全部过火计燃料")
        return whole
    return context.sheet.compute(
        "A_f",
        "过火面积",
        f"A × (1 − {' − '.join(spared)})",
        {"A": whole, **spared},
        unit_symbol="ha",
        section=section,
        source="地块面积减去未过火的一层",
    )


def on_the_ground(context: MeasurementContext, facts: StandFacts, trees: TreeLayer, pool: str) -> TreeLayer | None:
    """The tree carbon that pools on the ground are a share of: of the trees lost, or of all that stood where it burned.

    None, with the reason named, where no tree died, so that the carbon of the whole stand was not worked out.
    """
    if not lost_with_the_ground(context, facts):
        return trees
    context.remark(_ALL_OF_IT)
    if facts.stand.damage.lost == 0:
        reason = "树木没有损失（受损份额为 0），不能由受损的乔木层碳储量推算；可选按面积计的来源"
        context.omit(facts, pool, reason)
        return None
    formula, terms = _scaled(context, facts)
    if not terms:
        return trees

    def scaled(species: str, carbon: Line) -> Line:
        return context.once(
            f"{facts.path}.ground.{species}",
            lambda: context.sheet.compute(
                "C_g",
                f"过火面积上{species}的乔木层碳储量",
                "C" + formula,
                {"C": carbon, **terms},
                unit_symbol="tC",
                section=_section(facts),
                source="受损的乔木层碳储量除以受损份额，乘以过火的部分：地面的碳库随过火面积损失，不随枯死的树木",
            ),
        )

    by_species = tuple((species, scaled(species, carbon)) for species, carbon in trees.by_species)
    whole = by_species[0][1] if len(by_species) == 1 else scaled("各树种", trees.carbon)
    return TreeLayer(whole, by_species, None, None)


def _scaled(context: MeasurementContext, facts: StandFacts) -> tuple[str, dict[str, Line]]:
    """From the trees lost to all on the burned part: ÷ the share lost, × the part of the stand that burned."""
    stand, formula, terms = facts.stand, "", dict[str, Line]()
    if stand.damage.lost != 1:
        formula, terms = " ÷ f", {"f": fraction(context, facts)}
    if stand.area_ha is None and stand.area_mu is None:
        return formula, terms
    whole, burned = area(context, facts), burned_area(context, facts, _section(facts))
    if burned is not None and burned is not whole:
        formula += " × A_f ÷ A"
        terms |= {"A_f": burned, "A": whole}
    return formula, terms


def burned_ground(context: MeasurementContext, facts: StandFacts) -> Line:
    """The area (ha) whose ground was lost; the stand must state one."""
    context.remark(_ALL_OF_IT)
    burned = burned_area(context, facts, _section(facts))
    assert burned is not None
    return burned


def _section(facts: StandFacts) -> str:
    return f"{facts.section} · 过火的地面"
