"""What a planting binds by year beside the loss, from growth on record alone.

Where there is no series of a species, or its rotation was not chosen, nothing is told but that. Before the first and
beyond the last age that a source prints nothing is told. The series are of closed stands: nothing is taken off for
trees that die, which are made good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules.carbon.parameters.species import vocabulary
from rules.carbon.recovery.growth import Series, growth
from rules.carbon.recovery.worksheet import RecoverySheet
from rules.carbon.worksheet import Line, Worksheet
from rules.reading.messages import msg, template
from rules.values.exact import added
from rules.values.quantity import Quantity, unit

NO_SERIES = template("{species}：现有资料没有这一树种的生长序列，不推算")
NOT_CHOSEN = template("{species}：没有选定生长序列（第几代），不推算；可用的有：{known}")
OTHER_SPECIES = template("{species}：选定的序列是{other}的，不推算")


@dataclass(frozen=True)
class Part:
    """What is planted of a species. ``series``: the growth that was chosen, by id; empty where none was."""

    species: str
    area_mu: Decimal
    series: str = ""


@dataclass(frozen=True)
class Year:
    """What all parts with growth on record have bound when so many years have passed (tCO2e), with its lines."""

    age: int
    bound: Decimal
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Binding:
    """By year, ages that every series prints; ``left_out``: why a species is not in it."""

    years: tuple[Year, ...]
    left_out: tuple[str, ...]
    sources: tuple[str, ...]
    worksheet: Worksheet

    def reaches(self, loss: Decimal) -> Year | None:
        """The first year at which as much is bound as was lost; None where that is not reached."""
        return next((one for one in self.years if one.bound >= loss), None)


def bound(parts: Sequence[Part], sheet: Worksheet | None = None) -> Binding:
    """What a planting binds by year, on a worksheet that was begun or on its own."""
    sheet, left_out = Worksheet() if sheet is None else sheet, []
    known: list[tuple[int, Part, Series]] = []
    for number, part in enumerate(parts, 1):
        series, why = growth_of(part)
        left_out += [why] if why else []
        known += [(number, part, series)] if series is not None else []
    writer = RecoverySheet(sheet)
    for chosen in dict.fromkeys(one.id for _, _, one in known):
        writer.lay_out(growth().series[chosen])
    areas = {number: _area(sheet, writer, number, part) for number, part, _ in known}
    first = max((series.first for _, _, series in known), default=1)
    last = min((series.last for _, _, series in known), default=0)
    years = tuple(_year(writer, known, areas, age) for age in range(first, last + 1))
    sources = tuple(dict.fromkeys(f"{one.title}：{one.source}" for _, _, one in known))
    return Binding(years, tuple(left_out), sources, sheet)


def growth_of(part: Part) -> tuple[Series | None, str]:
    """The growth that was chosen of a part, or why nothing is told of it."""
    names = vocabulary()
    canonical = names.look_up(part.species, "", may_be_ambiguous=True) if part.species.strip() in names.names else ""
    there = [one for one in growth().series.values() if one.species == canonical]
    chosen = growth().series.get(part.series)
    if not there:
        return None, msg(NO_SERIES, species=part.species)
    if chosen is None:
        return None, msg(NOT_CHOSEN, species=part.species, known=[one.title for one in there])
    if chosen.species != canonical:
        return None, msg(OTHER_SPECIES, species=part.species, other=chosen.species)
    return chosen, ""


def _area(sheet: Worksheet, writer: RecoverySheet, number: int, part: Part) -> Line:
    given = Quantity(part.area_mu, unit("mu"))
    name = f"{part.species}的造林面积"
    mu = sheet.given(f"A_mu{number}", name, given, section="恢复", source="作业设计", path="")
    terms = {f"A_mu{number}": mu, "q": writer.constant("mu_per_ha")}
    return sheet.compute(
        f"A_{number}", name, f"A_mu{number} ÷ q", terms, unit_symbol="ha", section="恢复", source="15 亩为 1 公顷"
    )


def _year(writer: RecoverySheet, known: Sequence[tuple[int, Part, Series]], areas: dict[int, Line], age: int) -> Year:
    lines = [
        writer.stock(
            f"C{number}_{age}",
            f"{part.species}造林后 {age} 年",
            f"A_{number}",
            {f"A_{number}": areas[number]},
            series,
            age,
        )
        for number, part, series in known
    ]
    total = added(line.result.value for line in lines)
    assert isinstance(total, Decimal)
    return Year(age, total, tuple(line.no for line in lines))
