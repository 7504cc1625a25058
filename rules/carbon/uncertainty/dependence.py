"""A finished worksheet as a graph: on which lines a figure rests, and what it would be if some of them changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from rules.carbon.arithmetic import WORKING_NUMBERS
from rules.carbon.formula import work_out
from rules.carbon.worksheet import Line
from rules.values.exact import nearest
from rules.values.quantity import Rounding
from rules.values.spread import Spread

WHOLE_COLUMN = "{name}（检尺表全部 {groups} 组）"

_ROW = re.compile(r"\.tally\.rows\[\d+\]\.")
_EQUATION = re.compile(r"\.tally\.(?:stump_equations|height_curves)\.")
_GROUP = re.compile(r"（第 \d+ 组.*")


class Step(NamedTuple):
    """One line of the worksheet without its unit's algebra; a fraction as a decimal of 60 digits."""

    no: int
    kind: str
    name: str
    """What it is, on paper: the section of an input, the label, the symbol."""
    formula: str
    refs: Mapping[str, int]
    value: Decimal
    unit: str
    rounding: Rounding | None
    path: str
    spread: Spread | None
    exact: bool
    empirical: bool
    key: str
    """Steps with one key are one value, written on several lines: what moves one moves all."""


@dataclass(frozen=True, slots=True)
class Group:
    """Values told as one: a single input or parameter, or the same column of all rows of a tally."""

    name: str
    path: str
    steps: tuple[Step, ...]


class Dependence:
    """The lines a figure rests on, in the order they were written; the figure's own line is the last."""

    def __init__(self, lines: Sequence[Line], target: int) -> None:
        needed = {target}
        found: list[Step] = []
        for line in reversed(lines[:target]):
            if line.no in needed:
                step = _step(line)
                found.append(step)
                needed.update(step.refs.values())
        self.steps: tuple[Step, ...] = tuple(reversed(found))
        self.target = self.steps[-1]
        self.values: dict[int, Decimal] = {step.no: step.value for step in self.steps}

    @cached_property
    def leaves(self) -> list[Step]:
        """Inputs and parameters."""
        return [step for step in self.steps if step.kind != "computed"]

    @cached_property
    def uncertain(self) -> list[Step]:
        """Lines that carry a standard error."""
        return [step for step in self.steps if step.spread is not None]

    @cached_property
    def moving(self) -> set[int]:
        """The numbers of the lines that are uncertain or rest on one that is."""
        moving = {step.no for step in self.uncertain}
        return moving | {step.no for step in self.moved_by(moving)}

    @cached_property
    def coefficients(self) -> set[int]:
        """Inputs and parameters that only shape a fitted equation, and stand or fall with each other."""
        shaped = {no for step in self.steps if step.empirical for no in step.refs.values()}
        return {
            step.no
            for step in self.leaves
            if (step.no in shaped and not _ROW.search(step.path)) or _EQUATION.search(step.path)
        }

    def moved_by(self, changed: Iterable[int]) -> list[Step]:
        """The computed lines that rest on one of these, in order."""
        moved = set(changed)
        rest = []
        for step in self.steps:
            if step.kind == "computed" and (step.no in moved or not moved.isdisjoint(step.refs.values())):
                moved.add(step.no)
                rest.append(step)
        return rest

    def redone(self, changed: Mapping[int, Decimal]) -> Decimal:
        """The figure with other values on some lines, every line worked out and rounded as the paper says.

        Raises ``decimal.InvalidOperation`` or ``DivisionByZero`` where a line has no value then.
        """
        values = {**self.values, **changed}
        for step in self.moved_by(changed):
            if step.no in changed:
                continue
            given = {name: values[no] for name, no in step.refs.items()}
            result = nearest(work_out(step.formula, given, WORKING_NUMBERS))
            values[step.no] = step.rounding.apply(result) if step.rounding else result
        return values[self.target.no]


def grouped(steps: Iterable[Step]) -> list[Group]:
    """One group for each value, and one for each column of a tally, in order of first appearance."""
    groups: dict[str, list[Step]] = {}
    for step in steps:
        path = _ROW.sub(".tally.rows[*].", step.key) if "[" in step.key else step.key
        groups.setdefault(path, []).append(step)
    return [Group(_told(path, members), path, tuple(members)) for path, members in groups.items()]


def _told(path: str, members: Sequence[Step]) -> str:
    if "[*]" not in path:
        return members[0].name
    return WHOLE_COLUMN.format(name=_GROUP.sub("", members[0].name), groups=len(members))


def _step(line: Line) -> Step:
    name = f"{line.label} {line.symbol}" if line.kind == "parameter" else f"{line.section} {line.label}"
    return Step(
        no=line.no,
        kind=line.kind,
        name=name,
        formula=line.formula,
        refs=dict(line.refs),
        value=nearest(line.result.value),
        unit=line.result.unit.symbol,
        rounding=line.rounding,
        path=line.path,
        spread=line.spread,
        exact=line.exact,
        empirical=line.empirical,
        key=line.path or f"line {line.no}",
    )
