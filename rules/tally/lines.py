"""The worksheet lines of a tally: per group of equal trees the volume of one and of all, then the sums."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from rules.methods.contract import Bench, StandFacts
from rules.methods.lines import add_up
from rules.quantity import Quantity, unit
from rules.tally.equations import VolumeEquation
from rules.tally.trees import Trees, told_rows, unranged
from rules.worksheet import Line

_SOURCE = "案件文件（每木检尺表）"
_CM, _M, _TREE = unit("cm"), unit("m"), unit("tree")


def stock_by_species(bench: Bench, facts: StandFacts) -> dict[str, Line]:
    """The standing stock (m³) of each species of the stand's tally."""
    assert facts.counted is not None
    equation = facts.counted.volume
    coefficients = {symbol: bench.enter(found) for symbol, found in equation.coefficients.items()}
    section = f"{facts.section} · 每木检尺"
    volumes: dict[str, list[Line]] = {}
    for number, trees in enumerate(facts.counted.groups, 1):
        line = _volume(bench, facts, equation, coefficients, trees, number, section)
        volumes.setdefault(trees.species, []).append(line)
    remark = unranged(equation)
    if remark:
        bench.remark(remark)
    whole = "立木蓄积（由每木检尺表推算）"
    return {
        species: add_up(
            bench.sheet,
            lines,
            "V",
            whole if len(volumes) == 1 else f"{species}的立木蓄积",
            section=section,
            source="各组材积之和",
            prefix="V_",
        )
        for species, lines in volumes.items()
    }


def _volume(
    bench: Bench,
    facts: StandFacts,
    equation: VolumeEquation,
    coefficients: Mapping[str, Line],
    trees: Trees,
    number: int,
    section: str,
) -> Line:
    """The volume of one group."""
    where = f"第 {number} 组，检尺表{told_rows(trees.rows)}"
    path = f"{facts.path}.tally.rows[{trees.rows[0]}]"
    given = bench.sheet.given
    diameter = given(
        "D", f"{trees.species}胸径（{where}）", Quantity(trees.diameter, _CM), section=section, source=_SOURCE,
        path=f"{path}.dbh_cm",
    )  # fmt: skip
    height = given(
        "H", f"{trees.species}树高（{where}）", Quantity(trees.height, _M), section=section, source=_SOURCE,
        path=f"{path}.height_m",
    )  # fmt: skip
    count = given(
        "N", f"{trees.species}株数（{where}）", Quantity(Decimal(trees.count), _TREE), section=section, source=_SOURCE,
        path=f"{path}.count",
    )  # fmt: skip
    one = bench.sheet.compute(
        "v",
        f"{trees.species}单株材积（第 {number} 组）",
        equation.formula,
        {**coefficients, "D": diameter, "H": height},
        unit_symbol="m3/tree",
        section=section,
        source=equation.source,
        rounding=equation.rounding,
        empirical=True,
    )
    return bench.sheet.compute(
        "V",
        f"{trees.species}材积（第 {number} 组）",
        "N × v",
        {"N": count, "v": one},
        unit_symbol="m3",
        section=section,
        source="株数乘以单株材积",
    )
