"""The worksheet lines of a tally: per group of equal trees its sizes, volume or mass of one and of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules.carbon.context import MeasurementContext, StandFacts
from rules.carbon.methods.lines import add_up
from rules.carbon.tally.biomass import SIDES, BiomassEquation
from rules.carbon.tally.equations import VolumeEquation
from rules.carbon.tally.trees import DBH_FROM_STUMP, Counted, Group, Trees, height_rounding, told_rows, unranged
from rules.carbon.worksheet import Line
from rules.values.quantity import ONE, Quantity, Unit, plain, unit
from rules.values.spread import Spread

MIDDLE_OF_CLASS = "（径阶中值）"


DERIVED_DIAMETERS = (
    "地块 {stand} 的{species}胸径由地径推算，标准误 {error} cm（来源：{source}），"
    "碳汇损失量按推算的胸径计算，由此产生的误差计入不确定性区间"
)

_SOURCE = "案件文件（每木检尺表）"
_CM, _M, _TREE = unit("cm"), unit("m"), unit("tree")


def groups(context: MeasurementContext, facts: StandFacts) -> list[Group]:
    """The lines of every group's sizes, written at first use."""
    counted = facts.counted
    assert counted is not None
    if facts.index not in context.tallies:
        context.tallies[facts.index] = [
            _group(context, facts, counted, trees, number) for number, trees in enumerate(counted.groups, 1)
        ]
    return context.tallies[facts.index]


def stock_by_species(context: MeasurementContext, facts: StandFacts) -> dict[str, Line]:
    """The standing stock (m³) of each species of the stand's tally, by its volume equation."""
    assert facts.counted is not None
    equation = facts.counted.volume
    assert equation is not None
    remark = unranged(equation)
    if remark:
        context.remark(remark)
    coefficients = {symbol: context.enter(found) for symbol, found in equation.coefficients.items()}
    volume = _OneTree("v", "", "材积", "m3", equation, coefficients)
    volumes: dict[str, list[Line]] = {}
    written = context.volumes[facts.index] = []
    for group in groups(context, facts):
        line = _of_group(context, facts, group, volume)
        volumes.setdefault(group.trees.species, []).append(line)
        written.append((group.trees, group.count, line))
    label = "立木蓄积（由每木检尺表推算）" if len(volumes) == 1 else "{species}的立木蓄积"
    return {
        species: _sum(context, facts, lines, "V", label.format(species=species), "各组材积之和")
        for species, lines in volumes.items()
    }


def mass_by_species(context: MeasurementContext, facts: StandFacts) -> dict[str, dict[str, Line]]:
    """The dry mass (kg) of each species of the stand's tally above and below ground, by its biomass equation."""
    assert facts.counted is not None
    equation = facts.counted.biomass
    assert equation is not None
    # All coefficients first, so that the lines of the groups stand in one run.
    for trees in facts.counted.groups:
        for values in equation.branch(trees.dbh).sides.values():
            for value in values.values():
                context.enter(value)
    masses: dict[str, dict[str, list[Line]]] = {}
    for group in groups(context, facts):
        branch = equation.branch(group.trees.dbh)
        of_sides = masses.setdefault(group.trees.species, {})
        for side, named in SIDES.items():
            coefficients = {symbol: context.enter(found) for symbol, found in branch.sides[side].items()}
            mass = _OneTree(f"w_{side[0]}", named, "生物量", "kg", equation, coefficients, f"，{branch.name}")
            of_sides.setdefault(side, []).append(_of_group(context, facts, group, mass))
    return {
        species: {
            side: _sum(context, facts, lines, f"W_{side[0]}", f"{species}{SIDES[side]}生物量", "各组生物量之和")
            for side, lines in of_sides.items()
        }
        for species, of_sides in masses.items()
    }


@dataclass(frozen=True, slots=True)
class _OneTree:
    """What an equation gives of one tree: 材积 in m3, or 生物量 of one ``side`` in kg.

    ``symbol``: that of one tree; the whole group has the capital. ``note``: what the line of one tree says further.
    """

    symbol: str
    side: str
    quantity: str
    unit_symbol: str
    equation: VolumeEquation | BiomassEquation
    coefficients: Mapping[str, Line]
    note: str = ""


def _of_group(context: MeasurementContext, facts: StandFacts, group: Group, tree: _OneTree) -> Line:
    """The line of one tree of the group, and after it the line of all its trees, which is given back."""
    species, short = group.trees.species, tree.symbol[0]
    one = context.sheet.compute(
        tree.symbol,
        f"{species}单株{tree.side}{tree.quantity}（第 {group.number} 组{tree.note}）",
        tree.equation.formula,
        {**tree.coefficients, "D": group.dbh, "H": group.height},
        unit_symbol=f"{tree.unit_symbol}/tree",
        section=_section(facts),
        source=tree.equation.source,
        rounding=tree.equation.rounding,
        empirical=True,
    )
    return context.sheet.compute(
        tree.symbol.capitalize(),
        f"{species}{tree.side}{tree.quantity}（第 {group.number} 组）",
        f"N × {short}",
        {"N": group.count, short: one},
        unit_symbol=tree.unit_symbol,
        section=_section(facts),
        source=f"株数乘以单株{tree.quantity}",
    )


def _sum(
    context: MeasurementContext, facts: StandFacts, lines: Sequence[Line], symbol: str, label: str, source: str
) -> Line:
    section = _section(facts)
    return add_up(context.sheet, lines, symbol, label, section=section, source=source, prefix=f"{symbol[0]}_")


def _section(facts: StandFacts) -> str:
    return f"{facts.section} · 每木检尺"


def _group(context: MeasurementContext, facts: StandFacts, counted: Counted, trees: Trees, number: int) -> Group:
    where = f"第 {number} 组，检尺表{told_rows(trees.rows)}"
    path = f"{facts.path}.tally.rows[{trees.rows[0]}]"
    section = _section(facts)

    def given(symbol: str, what: str, value: Decimal, in_unit: Unit, key: str) -> Line:
        return context.sheet.given(
            symbol,
            f"{trees.species}{what}（{where}）",
            Quantity(value, in_unit),
            section=section,
            source=_SOURCE,
            path=f"{path}.{key}",
        )

    width, middle = counted.tally.class_width_cm, ""
    if width is not None:
        middle = MIDDLE_OF_CLASS
        context.remark(
            f"地块 {facts.stand.id} 的每木检尺表按径阶登记，径阶距 {plain(width)} cm，"
            "以径阶中值为直径计算，径阶之内的差异没有计入"
        )
    if trees.stump is None:
        dbh = given("D", f"胸径{middle}", trees.dbh, _CM, "dbh_cm")
    else:
        stump = given("D_0", f"地径{middle}", trees.stump, _CM, "stump_cm")
        dbh = _from_stump(context, facts, counted, trees, stump, number)
    if trees.height_given:
        height = given("H", "树高", trees.height, _M, "height_m")
    else:
        height = _from_curve(context, facts, counted, trees, dbh, number)
    return Group(trees, number, dbh, height, given("N", "株数", Decimal(trees.count), _TREE, "count"))


def _stated(
    context: MeasurementContext, facts: StandFacts, symbol: str, title: str, value: Quantity, field: str, source: str
) -> Line:
    """The line of a coefficient that the case file declares at ``field`` of the stand. Written at first use."""
    path = f"{facts.path}.{field}"
    return context.once(
        path,
        lambda: context.sheet.given(
            symbol, title, value, section=_section(facts), source=f"案件文件，据{source}", path=path
        ),
    )


def _from_stump(
    context: MeasurementContext, facts: StandFacts, counted: Counted, trees: Trees, stump: Line, number: int
) -> Line:
    species = trees.species
    name, equation = counted.stump_equations[species]
    at = f"tally.stump_equations.{name}"
    error = plain(equation.standard_error_cm)
    source = equation.source
    intercept, slope = Quantity(equation.intercept_cm, _CM), Quantity(equation.slope, ONE)
    terms = {
        "a": _stated(context, facts, "a", f"{species}地径—胸径关系的截距", intercept, f"{at}.intercept_cm", source),
        "b": _stated(
            context, facts, "b", f"{species}地径—胸径关系的斜率（标准误 {error} cm）", slope, f"{at}.slope", source
        ),
    }
    context.remark(DERIVED_DIAMETERS.format(stand=facts.stand.id, species=species, error=error, source=source))
    return context.sheet.compute(
        "D",
        f"{species}胸径（第 {number} 组，由地径推算）",
        DBH_FROM_STUMP,
        {**terms, "D_0": stump},
        unit_symbol="cm",
        section=_section(facts),
        source=equation.source,
        spread=Spread(equation.standard_error_cm, equation.source, "residual", trees=trees.count),
    )


def _from_curve(
    context: MeasurementContext, facts: StandFacts, counted: Counted, trees: Trees, dbh: Line, number: int
) -> Line:
    species = trees.species
    name, curve = counted.height_curves[species]
    at = f"tally.height_curves.{name}"
    terms = {
        symbol: _stated(
            context,
            facts,
            symbol,
            f"{species}树高曲线的 {symbol}",
            Quantity(value, ONE),
            f"{at}.{symbol}",
            curve.source,
        )
        for symbol, value in (("a", curve.a), ("b", curve.b))
    }
    rounding, ground = height_rounding()
    return context.sheet.compute(
        "H",
        f"{species}树高（第 {number} 组，由树高曲线推算）",
        curve.form,
        {**terms, "D": dbh},
        unit_symbol="m",
        section=_section(facts),
        source=f"{curve.source}；{ground}",
        rounding=rounding,
        empirical=True,
    )
