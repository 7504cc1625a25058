"""幼树 in a tally: trees of a small diameter, which the offences count by their number and not as standing stock.

They stay in the tally and in the carbon that was lost; what is graded is told apart (``rules.carbon.concerned``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from rules.carbon.parameters.species import vocabulary
from rules.casefile import CaseFile
from rules.casefile.stand import NEVER_STOCK, Stand
from rules.casefile.tally import StumpEquation, Tally, TallyRow
from rules.values.exact import Number
from rules.values.fields import Amount, LongText, Text
from rules.values.quantity import EXACT
from rules.values.records import Confidence, InForce, Record, read_record

FILE = Path(__file__).parents[2] / "parameters" / "saplings.yaml"


class Sapling(Record):
    """Up to which DBH a tree is 幼树, this one included. ``text``: the article, as it is told."""

    at_most_cm: Amount
    in_force: InForce
    text: Text
    source: LongText
    confidence: Confidence


class SaplingFile(Record):
    definitions: list[Sapling]


@cache
def _definitions() -> tuple[Sapling, ...]:
    return tuple(read_record(SaplingFile, FILE).definitions)


def sapling_on(day: date) -> Sapling | None:
    """What was 幼树 on the day that the conduct ended; None where no text of that day is on record."""
    return next((one for one in _definitions() if one.in_force.on(day)), None)


@dataclass(frozen=True, slots=True)
class Straddling:
    """The trees of a diameter class that holds 幼树 and others. ``dbh``: its middle; ``young``: whether that is one of
    a 幼树; ``volume``: m³ of the trees, where the tally gives the stock."""

    dbh: Decimal
    count: int
    young: bool
    volume: Number = Decimal(0)


@dataclass(frozen=True, slots=True)
class Young:
    """The 幼树 of a stand's tally. ``straddling``: the diameter classes that reach over the bound."""

    count: int
    straddling: tuple[Straddling, ...]


def young_trees(stand: Stand, sapling: Sapling) -> Young:
    """How many trees of a stand's tally are 幼树; a class counts as its middle does."""
    tally = stand.tally
    if tally is None or not tally.rows or stand.is_bamboo or stand.forest_type in NEVER_STOCK:
        return Young(0, ())
    bound = sapling.at_most_cm
    sizes = [(row.count, _dbh(tally, row), _half(tally, row)) for row in tally.rows]
    known = [(count, dbh, half) for count, dbh, half in sizes if dbh is not None]
    over = [
        (count, dbh) for count, dbh, half in known if count and half and dbh - half <= bound < dbh + half - _MILLIMETRE
    ]
    straddling = tuple(
        Straddling(dbh, sum(count for count, one in over if one == dbh), dbh <= bound)
        for dbh in dict.fromkeys(dbh for _, dbh in over)
    )
    return Young(sum(count for count, dbh, _ in known if dbh <= bound), straddling)


def young_by_stand(casefile: CaseFile) -> tuple[Young, ...]:
    """The 幼树 of every stand's tally by the text of the day; none of any where there is no text."""
    sapling = sapling_on(casefile.case.conduct.ended)
    return tuple(young_trees(stand, sapling) if sapling else Young(0, ()) for stand in casefile.stands)


def _half(tally: Tally, row: TallyRow) -> Decimal | None:
    """How far the DBH of a class reaches to either side of its middle; None where the trees were measured."""
    if tally.class_width_cm is None:
        return None
    half = tally.class_width_cm / 2
    if tally.basis == "dbh":
        return half
    equation = _equation(tally, row)
    return EXACT.multiply(equation.slope, half) if equation else None


_MILLIMETRE = Decimal("0.1")
"""Classes leave out their upper end: the one of 4 cm holds 3.0 to 4.9, measured to the millimetre."""


def _dbh(tally: Tally, row: TallyRow) -> Decimal | None:
    """The DBH of a row, from the stump where that was measured; None where nothing leads from it to a DBH."""
    if tally.basis == "dbh":
        return row.dbh_cm
    equation = _equation(tally, row)
    if equation is None or row.stump_cm is None:
        return None
    # As ``trees.dbh_of``, without a formula for each of thousands of rows.
    return EXACT.add(equation.intercept_cm, EXACT.multiply(equation.slope, row.stump_cm))


def _equation(tally: Tally, row: TallyRow) -> StumpEquation | None:
    """From the stump to the DBH of the row's species."""
    names = vocabulary().names
    species = names.get(row.species, row.species)
    return next((one for name, one in tally.stump_equations.items() if names.get(name, name) == species), None)
