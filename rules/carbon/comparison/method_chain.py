"""Two methods on the same facts: the difference shared out over the steps that every method takes.

Stock to dry mass, dry mass to carbon, the trees' carbon to that of all pools, carbon to CO2e. What a method brings to
each step is read from its finished worksheet by the units of its lines, so nothing need be declared for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from rules.carbon.measure import Measurement
from rules.carbon.uncertainty.dependence import Dependence, Step

NAMES = ("受损立木蓄积", "每单位蓄积的生物量", "每单位生物量的碳", "全部碳库与林木之比", "每单位碳的二氧化碳当量")
UNITS = ("m3", "t/m3", "tC/t", "1", "tCO2e/tC")
_GROWN = ("m3", "kg", "t")


@dataclass(frozen=True)
class Link:
    """One step: its name, unit, and its factor by each of the two methods."""

    name: str
    unit: str
    before: Fraction
    after: Fraction


def links(before: Measurement, after: Measurement) -> list[Link] | None:
    """The factors whose product is each loss; None where one of the worksheets does not take these steps."""
    first, second = _factors(before), _factors(after)
    if first is None or second is None:
        return None
    return [Link(*row) for row in zip(NAMES, UNITS, first, second, strict=True)]


def _factors(measurement: Measurement) -> tuple[Fraction, ...] | None:
    """Stock, mass ÷ stock, trees' carbon ÷ mass, all carbon ÷ trees' carbon, loss ÷ all carbon."""
    line, loss = measurement.loss_line, measurement.loss
    if line is None or loss is None:
        return None
    graph = Dependence(measurement.worksheet.lines, line.no)
    steps = {step.no: step for step in graph.steps}
    trees = [step for step in graph.steps if _first_carbon(step, steps) and _grown(step, steps)]
    masses = [_mass(step, steps) for step in trees]
    carbon = {no for step in graph.steps if step.unit == "tCO2e" for no in step.refs.values() if _is_carbon(steps[no])}
    stocks = [stand.lost_stock for stand in measurement.stands if stand.emission is not None]
    totals = [
        sum((Fraction(stock.value) for stock in stocks if stock is not None), Fraction(0)),
        sum((mass for mass in masses if mass is not None), Fraction(0)),
        sum((Fraction(step.value) for step in trees), Fraction(0)),
        sum((Fraction(steps[no].value) for no in carbon), Fraction(0)),
    ]
    if None in stocks or None in masses or not all(totals):
        return None
    chain = [*totals, Fraction(loss.value)]
    return (chain[0], *(later / earlier for earlier, later in pairwise(chain)))


def _is_carbon(step: Step) -> bool:
    """A line of carbon worked out; the molar mass of carbon is in tC too, but a parameter."""
    return step.kind == "computed" and step.unit == "tC"


def _first_carbon(step: Step, steps: Mapping[int, Step]) -> bool:
    return _is_carbon(step) and not any(_is_carbon(steps[no]) for no in step.refs.values())


def _grown(step: Step, steps: Mapping[int, Step]) -> bool:
    """Whether a line rests on stock or on the mass of trees, and not on an area alone."""
    return step.unit in _GROWN or any(_grown(steps[no], steps) for no in step.refs.values())


def _mass(step: Step, steps: Mapping[int, Step]) -> Fraction | None:
    """The dry mass (t) of a first line of carbon: its own terms in t, else the carbon over its only carbon fraction."""
    terms = [steps[no] for no in step.refs.values()]
    tonnes = [Fraction(term.value) for term in terms if term.unit == "t"]
    if tonnes:
        return sum(tonnes, Fraction(0))
    fractions = [Fraction(term.value) for term in terms if term.unit == "tC/t"]
    return Fraction(step.value) / fractions[0] if len(fractions) == 1 and fractions[0] else None


def product(chain: Sequence[Link], made: frozenset[int]) -> Fraction:
    """The loss with these steps taken as the second method does, the others as the first."""
    result = Fraction(1)
    for number, link in enumerate(chain):
        result *= link.after if number in made else link.before
    return result


def as_json(chain: Sequence[Link], told: Sequence[Decimal]) -> list[dict[str, Any]]:
    """Plain data; a factor is a quotient and told to six decimals."""
    return [
        {
            "name": link.name,
            "unit": link.unit,
            "before": _decimal(link.before),
            "after": _decimal(link.after),
            "attributed_tco2e": format(share, "f"),
        }
        for link, share in zip(chain, told, strict=True)
    ]


def _decimal(value: Fraction) -> str:
    return format((Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.000001")), "f")
