"""A × b × (1 + R) × CF × 44/12 from the IPCC tables, by area: for a stand whose stock nobody measured."""

from __future__ import annotations

from decimal import Decimal

from rules.carbon.context import MeasurementContext, Outcome, Part, StandFacts
from rules.carbon.methods.fire import emission
from rules.carbon.methods.ipcc_tier1.r2026_11.roots import root_ratio
from rules.carbon.methods.lines import sum_of
from rules.carbon.methods.pools import UNDECLARED, by_area, chosen, soil
from rules.carbon.methods.stock import area, fraction
from rules.carbon.parameters.species import vocabulary
from rules.carbon.worksheet import Line
from rules.values.quantity import ONE, Quantity, plain, total

_ROWS = {"杉木": "fir", "马尾松": "masson", "桉树": "eucalypt"}
_ROWS_OF_GROUP = {"针叶": "conifer", "阔叶": "broadleaf"}
_YOUNG_UP_TO = 20
"""Table 4.8 divides planted forests at 20 years of age."""


def cannot_measure(context: MeasurementContext, facts: StandFacts) -> str | None:
    """Why nothing of the stand can be measured by area."""
    stand = facts.stand
    if stand.forest_type != "乔木林":
        return f"所用的 IPCC 各表只及乔木林，没有{stand.forest_type}的参数"
    if stand.area_ha is None and stand.area_mu is None:
        return "本法以面积计量，没有写明面积"
    if stand.origin is None:
        return "没有写明起源（天然或人工），不能选定地上生物量"
    if stand.origin == "天然" and context.options["natural"] == UNDECLARED:
        return f"天然林须声明按原生林还是次生林计（选项“{context.declaration.options['natural'].title}”）"
    return None


def measure_stand(context: MeasurementContext, facts: StandFacts) -> Outcome:
    """The trees of one stand by area as tCO2e, the pools that the options switch on and, where it burned, the gases."""
    rows = []
    # A natural forest is one row of its table, whatever grows in it.
    for part in (Part("天然林", Decimal(1), ""),) if facts.stand.origin == "天然" else facts.parts:
        row = _row(context, facts, part)
        if row is not None:
            rows.append(_trees(context, facts, part, row))
        elif len(facts.parts) == 1:
            context.omit_stand(facts, _why_no_row(context, facts, part))
        else:
            context.omit(facts, f"{part.species}（份额 {plain(part.share)}）", _why_no_row(context, facts, part))
    if not rows:
        if len(facts.parts) > 1:
            context.omit_stand(facts, "各树种都没有可用的一行")
        return Outcome(None)
    pools = [carbon for _, _, carbon in rows]
    pools += [line for line in (_litter(context, facts), _soil(context, facts)) if line is not None]
    _name_what_tables_lack(context, facts)
    above = tuple(above for above, _, _ in rows)
    below = [line for _, line, _ in rows if line is not None]
    return Outcome(
        emission(context, facts, sum_of(context, pools, facts.section), above),
        total((line.result for line in above), "t"),
        total((line.result for line in below), "t") if below else None,
    )


def _row(context: MeasurementContext, facts: StandFacts, part: Part) -> str | None:
    """Which biomass per hectare holds for the part; None where the tables have no row for it."""
    stand = facts.stand
    if stand.origin == "天然":
        return f"natural-{context.options['natural']}"
    group = _group(part.species)
    if context.options["planted"] == "class":
        return {"阔叶": "planted-broadleaf", "针叶": "planted-other"}.get(group)
    row = _ROWS.get(part.species) or _ROWS_OF_GROUP.get(group)
    if row is None or stand.age_a is None:
        return None
    if row == "eucalypt":
        return "eucalypt-young" if stand.age_a < _YOUNG_UP_TO else None
    return f"{row}-{'young' if stand.age_a <= _YOUNG_UP_TO else 'old'}"


def _why_no_row(context: MeasurementContext, facts: StandFacts, part: Part) -> str:
    if context.options["planted"] == "species" and facts.stand.age_a is None:
        return "没有写明林龄，不能选定地上生物量"
    return f"表 4.8 没有{part.species}可用的一行"


def _group(species: str) -> str:
    """针叶, 阔叶 … of a species; of a name that may mean several, the group that they share, else nothing."""
    known = vocabulary()
    groups = {known.groups[name] for name in known.ambiguous.get(species, (species,))}
    return groups.pop() if len(groups) == 1 else ""


def _trees(context: MeasurementContext, facts: StandFacts, part: Part, row: str) -> tuple[Line, Line | None, Line]:
    """Mass above ground and below ground (t) and carbon (tC) of one part; no mass below ground without a root ratio."""
    natural, name = facts.stand.origin == "天然", part.species
    section = _section(facts, part)
    source = context.declaration.title
    per_hectare = context.parameter(f"agb.{row}")
    above = _above(context, facts, part, per_hectare)
    kind = "桉树" if name == "桉树" else _group(name) if not natural else ""
    ratio = root_ratio(context, kind=kind, natural=natural, per_hectare=per_hectare, section=section)
    parts, formula, below = {"B_a": above, "CF": context.parameter("ipcc.cf")}, "B_a × CF", None
    if ratio is None:
        context.omit(
            facts,
            f"{name}的地下生物量",
            f"所选根茎比来源没有这一类林分的一行，可另选（选项“{context.declaration.options['root'].title}”）",
        )
    else:
        below = context.sheet.compute(
            "B_b",
            f"{name}地下生物量",
            "B_a × R",
            {"B_a": above, "R": ratio},
            unit_symbol="t",
            section=section,
            source=source,
        )
        parts, formula = {"B_a": above, "B_b": below, "CF": parts["CF"]}, "(B_a + B_b) × CF"
    carbon = context.sheet.compute(
        "C", f"{name}碳储量", formula, parts, unit_symbol="tC", section=section, source=source
    )
    return above, below, carbon


def _above(context: MeasurementContext, facts: StandFacts, part: Part, per_hectare: Line) -> Line:
    """Mass above ground (t) of one part: its share of the lost area times the mass of a hectare."""
    section = _section(facts, part)
    terms, formula = {"A": area(context, facts), "b_a": per_hectare}, "A × b_a"
    if part.share != 1:
        share = Quantity(part.share, ONE)
        terms["s"] = context.sheet.given(
            "s", f"{part.species}所占份额", share, section=section, source="案件文件", path=part.share_path
        )
        formula += " × s"
    if facts.stand.damage.lost != 1:
        terms["f"] = fraction(context, facts)
        formula += " × f"
    label, source = f"{part.species}地上生物量", context.declaration.title
    return context.sheet.compute("B_a", label, formula, terms, unit_symbol="t", section=section, source=source)


def _section(facts: StandFacts, part: Part) -> str:
    return f"{facts.section} · 乔木层" + (f" · {part.species}" if part.share != 1 else "")


def _litter(context: MeasurementContext, facts: StandFacts) -> Line | None:
    source = chosen(context, "litter", "枯落物")
    return by_area(context, facts, "ipcc.litter", "枯落物") if source else None


def _soil(context: MeasurementContext, facts: StandFacts) -> Line | None:
    source = chosen(context, "soil", "土壤有机碳")
    return soil(context, facts, source) if source else None


def _name_what_tables_lack(context: MeasurementContext, facts: StandFacts) -> None:
    context.omit_everywhere("灌木层与草本层", "IPCC 第一层级没有单列的参数")
    context.omit_everywhere("枯死木", "IPCC 表 2.2 的缺省值比华南样地实测高一个数量级，不用作损失量")
    if facts.lost_stock is not None:
        context.remark(f"地块 {facts.stand.id} 的立木蓄积没有进入碳汇损失量：本法以面积计量")
