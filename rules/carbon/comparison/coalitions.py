"""The loss of a case file with some changes made: every stand is measured once for the changes that touch it.

A loss is the rounded sum of its stands, and no stand moves another. So of twelve changes on six stands not 4,096 case
files need be measured, but the few states of each stand; the sums over them are exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from rules.carbon.comparison.differences import SET, Change, Path, applied, as_casefile
from rules.carbon.measure import measure
from rules.carbon.parameters.sets import ParameterSet
from rules.casefile import parse
from rules.reading.errors import InputError
from rules.values.exact import Number, added
from rules.values.quantity import Rounding

Facts = tuple[dict[str, Any], dict[str, Any]]
Sets = Mapping[str, ParameterSet | None]

_MEASURED_BY = ("case", "options", SET[0])
"""Of a case file beside its stands: what a measurement rests on."""


class Undefined(ArithmeticError):
    """A combination of changes has no loss that could be compared with the others."""


@dataclass(frozen=True)
class StandLoss:
    """What a stand adds to the loss, tCO2e before the total is rounded; None where it adds nothing.

    ``left_out``: the method could not measure it. ``lines``: of the worksheet that was written for it.
    """

    emission: Number | None
    left_out: bool = False
    rounding: Rounding | None = None
    lines: int = 0


class Stands:
    """The stands of two case files, each with any of the changes between them; measured when first asked for."""

    def __init__(self, facts: Facts, sets: Sets) -> None:
        self.facts, self.sets = facts, sets
        self.ids: tuple[str, ...] = tuple(dict.fromkeys((*facts[0]["stands"], *facts[1]["stands"])))
        self._known: dict[tuple[str, frozenset[Path]], StandLoss] = {}
        self._lines: dict[str, int] = {}

    def loss(self, id: str, changes: Sequence[Change]) -> StandLoss:
        """The stand with what of these changes touches it. Raises ``Undefined`` where that makes no case file."""
        paths = frozenset(path for change in changes for path in change.paths if touches(path, id))
        if (id, paths) not in self._known:
            self._known[id, paths] = self._measured(id, paths)
        return self._known[id, paths]

    def lines(self, id: str) -> int:
        """Lines of the longer of the stand's two worksheets."""
        if id not in self._lines:
            everything = frozenset(path for side in self.facts for path in _everything(side, id))
            self._lines[id] = max(self._measured(id, paths).lines for paths in (frozenset(), everything))
        return self._lines[id]

    def _measured(self, id: str, paths: frozenset[Path]) -> StandLoss:
        before, after = (_alone(side, id) for side in self.facts)
        # In the order of their names, so that the same state is always made the same way.
        data = applied(before, after, [Change(None, tuple(sorted(paths)))])
        if not data["stands"]:
            return StandLoss(None)
        try:
            found = measure(parse(as_casefile(data)), parameter_set=self.sets[data[SET[0]]])
        except InputError:
            raise Undefined from None
        emission = found.stands[0].emission
        return StandLoss(
            emission=emission.result.value if emission else None,
            left_out=any(item.whole_stand for item in found.left_out),
            rounding=found.declaration.roundings["total"],
            lines=len(found.worksheet.lines),
        )


def touches(path: Path, id: str) -> bool:
    """Whether a change at this path can move the loss of the stand: its own facts, or what holds for the whole case."""
    return path[0] != "stands" or path[1] == id


def _alone(side: Mapping[str, Any], id: str) -> dict[str, Any]:
    """What a stand is measured by, without the other stands."""
    kept = {name: side[name] for name in _MEASURED_BY if name in side}
    return {**kept, "stands": {id: side["stands"][id]} if id in side["stands"] else {}}


def _everything(side: Mapping[str, Any], id: str) -> list[Path]:
    """Paths that take a stand over from the other side as a whole."""
    return [("stands", id), *((name,) for name in _MEASURED_BY if name in side)]


class CoalitionValue:
    """The loss (tCO2e, rounded as the method says) with a set of changes made, by their numbers in ``players``.

    ``ends``: the losses without any and with all of them. ``may_be_left_out``: stands that one of the ends leaves out.
    """

    def __init__(
        self,
        stands: Stands,
        players: Sequence[Change],
        ends: tuple[Decimal, Decimal],
        may_be_left_out: frozenset[str | None],
    ) -> None:
        self.stands, self.players, self.may_be_left_out = stands, players, may_be_left_out
        everyone = range(len(players))
        self.known: dict[frozenset[int], Fraction] = {
            frozenset(): Fraction(ends[0]),
            frozenset(everyone): Fraction(ends[1]),
        }
        self._touching = {
            id: frozenset(n for n in everyone if any(touches(path, id) for path in players[n].paths))
            for id in stands.ids
        }
        self._states: dict[tuple[str, frozenset[int]], StandLoss] = {}

    def __call__(self, made: frozenset[int]) -> Fraction:
        """Raises ``Undefined`` where these changes give no loss to compare."""
        if made not in self.known:
            self.known[made] = self._sum(made)
        return self.known[made]

    def alone(self, *numbers: int) -> bool:
        """Whether these changes can be made, and left unmade, by themselves."""
        try:
            self(frozenset(numbers))
            self(frozenset(range(len(self.players))) - frozenset(numbers))
        except Undefined:
            return False
        return True

    def work(self) -> int:
        """Lines of worksheets that are written until every combination has its worth."""
        return sum(self.stands.lines(id) * 2 ** len(touching) for id, touching in self._touching.items())

    def _sum(self, made: frozenset[int]) -> Fraction:
        found = [self._state(id, made & touching) for id, touching in self._touching.items()]
        left_out = {id for id, state in zip(self._touching, found, strict=True) if state.left_out}
        emissions = [state.emission for state in found if state.emission is not None]
        rounding = next((state.rounding for state in found if state.rounding), None)
        if not emissions or rounding is None or not left_out <= self.may_be_left_out:
            raise Undefined
        return Fraction(rounding.apply(added(emissions)))

    def _state(self, id: str, made: frozenset[int]) -> StandLoss:
        if (id, made) not in self._states:
            self._states[id, made] = self.stands.loss(id, [self.players[number] for number in made])
        return self._states[id, made]
