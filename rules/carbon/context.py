"""What a method is given and what it gives back.

A method edition is a module ``method.py`` with two functions: ``cannot_measure(context, facts)`` says why nothing of a
stand can be measured, ``measure_stand(context, facts) -> Outcome`` measures it. It writes its lines on the context's
worksheet and names what it must leave out; it never guesses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from rules.carbon.declaration import Declaration
from rules.carbon.parameters.sets import Parameter, ParameterSet
from rules.carbon.tally.trees import Counted, Group, Trees
from rules.carbon.worksheet import Line, Worksheet
from rules.casefile import CaseFile
from rules.casefile.schema import at_most_one
from rules.casefile.stand import Stand
from rules.reading.errors import InputError
from rules.reading.messages import msg
from rules.values.quantity import Quantity, Rounding, unit
from rules.values.spread import Spread


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a result does not cover, and why. ``what`` names a stand, a species, a pool or a gas.

    ``stand`` is None where it holds for every stand; ``whole_stand`` is true where nothing of the stand was measured.
    """

    stand: str | None
    what: str
    reason: str
    whole_stand: bool = False

    def as_json(self) -> dict[str, str | bool | None]:
        return {"stand": self.stand, "what": self.what, "reason": self.reason, "whole_stand": self.whole_stand}


@dataclass(frozen=True, slots=True)
class Part:
    """One species of a stand, by its canonical name. ``share_path``: where its share stands in the case file."""

    species: str
    share: Decimal
    share_path: str


@dataclass(frozen=True, slots=True)
class StandFacts:
    """A stand with its species resolved, its place in the case file and the line of its lost stock."""

    stand: Stand
    index: int
    parts: tuple[Part, ...]
    counted: Counted | None = None
    """The stand's tally where it has one that can be measured."""
    lost_stock: Line | None = None
    """m³ of standing stock lost, after the damage fraction; None where the stand is not measured by stock."""
    lost_by_species: Mapping[str, Line] | None = None
    """The same by species, where a tally tells it; None where the declared shares divide the stock."""

    @property
    def path(self) -> str:
        return f"stands[{self.index}]"

    @property
    def section(self) -> str:
        return f"地块 {self.stand.id}"

    def spread_of(self, field: str) -> Spread | None:
        """The standard error stated for one of the stand's numbers, by its place in it; None where none is."""
        stated = self.stand.standard_errors.get(field)
        if stated is None:
            return None
        return Spread(stated.value, stated.source, high=Decimal(1) if at_most_one(field) else None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a method found for one stand. ``emission`` is the stand's rounded line in tCO2e, None when left out whole.

    ``above`` and ``below`` are dry mass in t of the tree layer, where the method computes them. ``money``: the loss as
    a value in CNY where the method gives that and no tonnes.
    """

    emission: Line | None
    above: Quantity | None = None
    below: Quantity | None = None
    money: Line | None = None


def parameter_line(sheet: Worksheet, found: Parameter) -> Line:
    """The line of a parameter, from the method's own set or from a shared table."""
    return sheet.parameter(
        found.symbol,
        f"{found.group} {found.title}" if found.group else found.title,
        found.value,
        section=f"参数 · {found.group}" if found.group else "参数",
        source=found.source,
        confidence=found.confidence,
        path=found.id,
        spread=found.spread,
        exact=found.exact,
    )


@dataclass(slots=True)
class MeasurementContext:
    """The worksheet under way: writes parameter lines once each and remembers what was used and left out."""

    sheet: Worksheet
    declaration: Declaration
    parameters: ParameterSet
    options: Mapping[str, str]
    day: date
    no_forest: bool = False
    """By what the case file says, no forest was harmed."""
    left_out: list[LeftOut] = field(default_factory=list)
    used: list[Parameter] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """Sentences for the reader that no single parameter or omission carries, each once."""
    tallies: dict[int, list[Group]] = field(default_factory=dict)
    """By index of the stand: the groups of its tally whose lines are written."""
    volumes: dict[int, list[tuple[Trees, Line, Line]]] = field(default_factory=dict)
    """By index of the stand: groups of equal trees with the lines of their number and of their volume."""
    _lines: dict[str, Line] = field(default_factory=dict)

    def parameter(self, id: str) -> Line:
        """The line of a parameter that the method cannot do without. Written at first use.

        Raises ``InputError`` at ``parameters`` where the set has none in force on the day.
        """
        line = self.find(id)
        if line is None:
            known = self.declaration.shipped.parameters.get(id)
            named = f"{id}（{known.name}）" if known else id
            raise InputError.at(
                "parameters",
                msg(
                    "参数集“{title}”没有 {day} 施行的参数 {named}，不能按所选方法计量",
                    title=self.parameters.title,
                    day=self.day,
                    named=named,
                ),
            )
        return line

    def find(self, id: str) -> Line | None:
        """The line of a parameter, written at first use; None where the set has none in force."""
        if id not in self._lines:
            found = self.parameters.find(id, self.day)
            if found is None:
                return None
            return self.enter(found)
        return self._lines[id]

    def enter(self, found: Parameter) -> Line:
        """The line of a parameter, from the method's own set or from a shared table. Written at first use."""
        if found.id not in self._lines:
            self.used.append(found)
            self._lines[found.id] = parameter_line(self.sheet, found)
        return self._lines[found.id]

    def given(self, facts: StandFacts, symbol: str, label: str, value: Decimal, unit_symbol: str, field: str) -> Line:
        """The line of a fact that stands at ``field`` of the stand. Written at first use."""
        path = f"{facts.path}.{field}"
        if path not in self._lines:
            stated = Quantity(value, unit(unit_symbol))
            self._lines[path] = self.sheet.given(
                symbol,
                label,
                stated,
                section=facts.section,
                source="案件文件",
                path=path,
                spread=facts.spread_of(field),
            )
        return self._lines[path]

    def once(self, key: str, write: Callable[[], Line]) -> Line:
        """The line written for ``key``, by ``write`` at first use."""
        if key not in self._lines:
            self._lines[key] = write()
        return self._lines[key]

    def omit(self, facts: StandFacts, what: str, reason: str) -> None:
        """Name what is left out of one stand, and why."""
        self.left_out.append(LeftOut(facts.stand.id, what, reason))

    def omit_stand(self, facts: StandFacts, reason: str) -> None:
        """Name a stand that is left out whole, and why."""
        self.left_out.append(LeftOut(facts.stand.id, f"地块 {facts.stand.id}", reason, whole_stand=True))

    def omit_everywhere(self, what: str, reason: str) -> None:
        """Name what is left out of every stand, once."""
        entry = LeftOut(None, what, reason)
        if entry not in self.left_out:
            self.left_out.append(entry)

    def remark(self, sentence: str) -> None:
        """Tell the reader of the result, once."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def rounding(self, name: str) -> Rounding | None:
        """A rounding that the method declares; None where it keeps the value exact."""
        return self.declaration.roundings.get(name)


class Method(Protocol):
    """The module of a method edition. One that is declared ``whole_case`` has ``measure_case`` too."""

    def cannot_measure(self, context: MeasurementContext, facts: StandFacts) -> str | None:
        """Why nothing of the stand can be measured; None when it can be tried."""
        ...

    def measure_stand(self, context: MeasurementContext, facts: StandFacts) -> Outcome:
        """Write the lines of one stand. Raises ``InputError`` where a fact the method needs is wrong."""
        ...


class WholeCase(Method, Protocol):
    """A method whose loss is that of the case and not of its stands."""

    def measure_case(self, context: MeasurementContext, casefile: CaseFile) -> Outcome:
        """Write the lines of the case. Raises ``InputError`` where a fact the method needs is wrong."""
        ...
