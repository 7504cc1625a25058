"""On whom the loss of each stand rests: summed over the stands of the same persons, then over those of one person.

What several damaged together stands whole in the sum of each of them: how they share it is said elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rules.carbon.concerned import Concerned
from rules.carbon.measure import Measurement
from rules.carbon.methods.lines import add_up
from rules.carbon.worksheet import Line
from rules.casefile import CaseFile
from rules.casefile.charge import BOUGHT
from rules.casefile.charges import charged, divided

SECTION = "损失 · 按人分列"
SOURCE = "所列地块之和，未作修约；与碳汇损失量合计的差额出于合计的修约"
WHOLE = "损失按全案认定，没有分地块，不能分列到各人"
OPEN = "地块 {stands} 的损失待计量，不能分列"


@dataclass(frozen=True, slots=True)
class LossOf:
    """The stands that rest on the same ``persons``, or all those of one. ``loss`` in tCO2e and ``money`` in CNY.

    ``stock`` in m³, whole. ``reason``: why the loss is None.
    """

    persons: tuple[str, ...]
    stands: tuple[str, ...]
    stock: Line | None
    loss: Line | None
    money: Line | None
    reason: str | None

    def as_json(self) -> dict[str, Any]:
        return {
            "persons": list(self.persons),
            "stands": list(self.stands),
            "standing_stock_m3": self.stock.text if self.stock else None,
            "loss_tco2e": self.loss.text if self.loss else None,
            "loss_cny": self.money.text if self.money else None,
            "line": self.loss.no if self.loss else None,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class LossGroups:
    """The groups in the order of their first stand, and every person; empty where all rests on the same persons."""

    groups: tuple[LossOf, ...] = ()
    persons: tuple[LossOf, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "groups": [one.as_json() for one in self.groups],
            "persons": [one.as_json() for one in self.persons],
        }


def doers(casefile: CaseFile) -> tuple[tuple[str, ...], ...]:
    """By stand, the names of those who damaged it: those it names, else those charged with it, buyers last."""
    made = charged(casefile.case.offence, casefile.parties, casefile.stands)
    order = [party.name for party in casefile.parties]
    return tuple(
        tuple(sorted(stand.persons, key=order.index))
        or _names(casefile, [one.party for one in made if number in one.stands and one.offence != BOUGHT])
        or _names(casefile, [one.party for one in made if number in one.stands])
        for number, stand in enumerate(casefile.stands)
    )


def _names(casefile: CaseFile, places: Sequence[int]) -> tuple[str, ...]:
    return tuple(casefile.parties[place].name for place in dict.fromkeys(places))


def loss_groups(casefile: CaseFile, measured: Measurement, concerned: Concerned) -> LossGroups:
    """The groups, their sums written on the sheet of ``concerned``; none where all rests on the same persons."""
    if not divided(casefile.parties, casefile.stands):
        return LossGroups()
    by = doers(casefile)
    desk = _Desk(casefile, measured, concerned, {})
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, names in enumerate(by):
        groups.setdefault(names, []).append(number)
    if len(groups) == 1:
        return LossGroups()
    people = dict.fromkeys(name for names in by for name in names)
    return LossGroups(
        tuple(desk.loss_of(names, stands) for names, stands in groups.items()),
        tuple(desk.loss_of((name,), [number for number, names in enumerate(by) if name in names]) for name in people),
    )


@dataclass(frozen=True)
class _Desk:
    casefile: CaseFile
    measured: Measurement
    concerned: Concerned
    written: dict[tuple[str, tuple[int, ...]], Line | None]

    def loss_of(self, names: tuple[str, ...], stands: Sequence[int]) -> LossOf:
        results = [self.measured.stands[number] for number in stands]
        ids, told = tuple(result.id for result in results), told_stands([result.id for result in results])
        open_ = [result.id for result in results if result.emission is None and result.money is None]
        reason = None
        if open_:
            whole = self.measured.declaration.whole_case and (self.measured.loss_line or self.measured.money_line)
            reason = WHOLE if whole else OPEN.format(stands="、".join(open_))
        loss = money = None
        if not open_:
            loss = self._sum("E", "碳汇损失量", told, stands, [result.emission for result in results])
            money = self._sum("W", "碳汇损失价值", told, stands, [result.money for result in results])
        return LossOf(names, ids, self.concerned.of(stands, told), loss, money, reason)

    def _sum(
        self, symbol: str, label: str, told: str, stands: Sequence[int], lines: Sequence[Line | None]
    ) -> Line | None:
        found = [line for line in lines if line is not None]
        if len(found) < 2:
            return found[0] if found else None
        key = symbol, tuple(stands)
        if key not in self.written:
            sheet = self.concerned.sheet
            self.written[key] = add_up(
                sheet, found, symbol, f"{label}（{told}）", section=SECTION, source=SOURCE, prefix=f"{symbol}_"
            )
        return self.written[key]


def told_stands(ids: Sequence[str]) -> str:
    """地块 A、B."""
    return f"地块 {'、'.join(ids)}"
