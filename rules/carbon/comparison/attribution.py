"""Why two case files give different losses: the difference shared out over what they say differently.

Shares are Shapley values over the changes: each the mean, over every order in which the changes could be made, of what
that change adds. So no order is preferred, a change that never matters gets nothing, changes that do the same get the
same, and the shares add up to the difference exactly. They are fractions until they are told to the digits of the loss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from itertools import accumulate
from operator import mul
from typing import Any

from rules.carbon.comparison import method_chain
from rules.carbon.comparison.coalitions import CoalitionValue as StandsWorth
from rules.carbon.comparison.coalitions import Facts, Stands, Undefined
from rules.carbon.comparison.differences import METHOD, Change, differences, field_name, plain_facts, stated
from rules.carbon.measure import Measurement, measure
from rules.carbon.parameters.sets import ParameterSet
from rules.casefile import CaseFile
from rules.reading.errors import InputError
from rules.reading.messages import msg, template
from rules.record.comparison import AttributionRecord
from rules.values.exact import nearest
from rules.values.quantity import plain

NO_LOSS = template("{side}的案件文件没有得出碳汇损失量，不能比较差额：{warnings}")

MOST = 12
"""Changes told apart: 2¹² combinations, each with its loss. More are joined, and that is said."""

MOST_LINES = 500_000
"""Lines of worksheets that a comparison may write in all: a large tally allows fewer changes to be told apart."""

CoalitionValue = Callable[[frozenset[int]], Fraction]
Ends = tuple[Measurement, Measurement]

SHIPPED = "随方法附带的参数集"


@dataclass(frozen=True)
class Share:
    """What one change contributes to the difference: exactly, and told to the digits of the loss."""

    change: Change
    exact: Fraction
    told: Decimal


@dataclass(frozen=True)
class Attribution:
    """Two measurements and the shares of the changes that lead from the first to the second.

    ``joined``: why changes were put together, None where each stands for itself. ``measured``: combinations measured.
    """

    before: Measurement
    after: Measurement
    facts: Facts
    shares: tuple[Share, ...]
    joined: str | None
    measured: int
    steps: tuple[dict[str, Any], ...] | None = None
    """Where only the method differs: the difference by the steps that both take; None where they do not."""

    @property
    def difference(self) -> Decimal:
        return _loss(self.after) - _loss(self.before)

    def as_json(self) -> dict[str, Any]:
        """Plain data, decimals as text."""
        return {
            "before": _told_measurement(self.before),
            "after": _told_measurement(self.after),
            "difference_tco2e": format(self.difference, "f"),
            "changes": [
                {
                    "name": share.change.name,
                    "stand": share.change.stand,
                    "fields": [
                        {
                            "path": ".".join(path),
                            "name": field_name(path),
                            "before": stated(self.facts[0], path),
                            "after": stated(self.facts[1], path),
                        }
                        for path in share.change.paths
                    ],
                    "attributed_tco2e": format(share.told, "f"),
                }
                for share in self.shares
            ],
            "steps": None if self.steps is None else list(self.steps),
            "joined": self.joined,
            "combinations_measured": self.measured,
            "notes": list(NOTES),
        }

    @property
    def record(self) -> AttributionRecord:
        """The same, typed."""
        return AttributionRecord.from_json(self.as_json())


NOTES = (
    "各项所占差额为 Shapley 值：在各项改动的一切先后次序中，该项使损失量增减的平均值；不因次序而变，各项之和恰为差额",
    "各项按分数精确计算，写到损失量的位数时先向下取位，余下的末位单位依次加给舍去最多的各项，使各项之和仍恰为差额",
)


def attribute(
    before: CaseFile, after: CaseFile, *, sets: tuple[ParameterSet | None, ParameterSet | None] = (None, None)
) -> Attribution:
    """Share the difference of two case files' losses out over what they say differently.

    ``sets``: the parameter sets that they are measured by, None for the one that ships with the method. Raises
    ``InputError`` where either cannot be measured, or has no loss.
    """
    ends = (_measured(before, "甲方", sets[0]), _measured(after, "乙方", sets[1]))
    names = [f"{each.title}（{each.sha256[:8]}）" if each else SHIPPED for each in sets]
    facts = (plain_facts(before, names[0]), plain_facts(after, names[1]))
    lines = max(len(end.worksheet.lines) for end in ends)
    stands = Stands(facts, dict(zip(names, sets, strict=True)))
    changes = differences(before, after, other_set=names[0] != names[1])
    # Trying which changes need each other is itself work: so many could not be told apart afterwards anyway.
    if len(changes) ** 2 * lines <= MOST_LINES:
        changes = _that_can_stand(changes, stands, ends)
    for joined, players in _ever_coarser(changes):
        worth = _worth(stands, players, ends)
        if len(players) > MOST or (len(players) > 1 and worth.work() > MOST_LINES):
            continue
        try:
            exact = shapley(len(players), worth)
        except Undefined:
            continue
        told = to_digits(exact, _loss(ends[1]) - _loss(ends[0]), _step(ends))
        shares = tuple(Share(*row) for row in zip(players, exact, told, strict=True))
        return Attribution(*ends, facts, shares, joined, len(worth.known), _by_steps(changes, ends))
    raise AssertionError("unreachable: a single change that combines all always explains the difference")


def _by_steps(changes: Sequence[Change], ends: Ends) -> tuple[dict[str, Any], ...] | None:
    """The difference of two methods on the same facts, by their steps."""
    if len(changes) != 1 or METHOD not in changes[0].paths:
        return None
    chain = method_chain.links(*ends)
    if chain is None:
        return None
    exact = shapley(len(chain), lambda made: method_chain.product(chain, made))
    told = to_digits(exact, _loss(ends[1]) - _loss(ends[0]), _step(ends))
    return tuple(method_chain.as_json(chain, told))


def _worth(stands: Stands, players: Sequence[Change], ends: Ends) -> StandsWorth:
    left_out = frozenset(item.stand for end in ends for item in end.left_out if item.whole_stand)
    return StandsWorth(stands, players, (_loss(ends[0]), _loss(ends[1])), left_out)


def _that_can_stand(changes: Sequence[Change], stands: Stands, ends: Ends) -> list[Change]:
    """The changes, each joined to the one it needs where it cannot be made, or left unmade, alone."""
    players = list(changes)
    worth = _worth(stands, players, ends)
    for number, change in enumerate(players):
        if worth.alone(number):
            continue
        for other in range(len(players)):
            if other != number and worth.alone(number, other):
                rest = [each for index, each in enumerate(players) if index not in (number, other)]
                return _that_can_stand([*rest, change.joined(players[other])], stands, ends)
    return players


def _measured(casefile: CaseFile, side: str, parameter_set: ParameterSet | None) -> Measurement:
    found = measure(casefile, parameter_set=parameter_set)
    if found.loss is None:
        raise InputError.at(
            "stands",
            msg(
                NO_LOSS,
                side=side,
                warnings="；".join(found.warnings[:3]),
            ),
        )
    return found


def _loss(measurement: Measurement) -> Decimal:
    assert measurement.loss is not None
    return nearest(measurement.loss.value)


def _step(ends: Iterable[Measurement]) -> Decimal:
    """The finest digit to which one of the losses is rounded."""
    return min(end.declaration.roundings["total"].to for end in ends)


def _ever_coarser(changes: Sequence[Change]) -> Iterable[tuple[str | None, list[Change]]]:
    yield None, list(changes)
    by_stand: dict[str | None, Change] = {}
    for change in changes:
        known = by_stand.get(change.stand)
        by_stand[change.stand] = known.joined(change) if known else change
    yield (
        f"改动过多（至多分解 {MOST} 项，底稿很长时更少），或有的改动不能单独成立，同一地块的各项合为一项",
        list(by_stand.values()),
    )
    if changes:
        whole = changes[0]
        for change in changes[1:]:
            whole = whole.joined(change)
        yield "各项改动不能分开成立，全部合为一项", [whole]


def shapley(players: int, worth: CoalitionValue) -> list[Fraction]:
    """The Shapley value of each of so many players, exactly. Raises what ``worth`` raises."""
    everyone = range(players)
    sets = [frozenset(number for number in everyone if code >> number & 1) for code in range(2**players)]
    values = [worth(made) for made in sets]
    # Over one denominator all of it is whole numbers: 2¹² sets are added up in hundredths of a second.
    unit = reduce(lambda known, value: known * Fraction(known, value.denominator).denominator, values, 1)
    factorial = list(accumulate(range(1, players + 1), mul, initial=1))
    shares = [0] * players
    for made, value in zip(sets, values, strict=True):
        # The value counts for a member as what is reached with it, for the others as what they start from.
        whole = value.numerator * (unit // value.denominator)
        size = len(made)
        gained = factorial[size - 1] * factorial[players - size] * whole if made else 0
        started = factorial[size] * factorial[players - size - 1] * whole if size < players else 0
        for number in everyone:
            shares[number] += gained if number in made else -started
    return [Fraction(share, factorial[players] * unit) for share in shares]


def to_digits(exact: Sequence[Fraction], whole: Decimal, step: Decimal) -> list[Decimal]:
    """The shares as multiples of ``step`` that add up to ``whole``, which is one: the largest remainders go up.

    Among equal remainders the earlier goes up.
    """
    unit = Fraction(step)
    floors = [share // unit for share in exact]
    missing = int(Fraction(whole) / unit) - sum(floors)
    order = sorted(range(len(exact)), key=lambda number: (floors[number] * unit - exact[number], number))
    raised = set(order[:missing])
    return [Decimal(floor + (number in raised)) * step for number, floor in enumerate(floors)]


def _told_measurement(measurement: Measurement) -> dict[str, Any]:
    return {
        "method": measurement.method["id"],
        "edition": measurement.method["edition"],
        "title": measurement.method["title"],
        "loss_tco2e": measurement.loss_text,
        "stands": [stand.as_json() for stand in measurement.stands],
        "lost_stock_m3": plain(measurement.lost_stock_line.result.value) if measurement.lost_stock_line else None,
        "left_out": [item.as_json() for item in measurement.left_out],
        "warnings": list(measurement.warnings),
    }
