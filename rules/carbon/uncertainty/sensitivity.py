"""Which input or parameter moves a loss most, ranked: the figures of a tornado chart.

Worked out on demand from a finished worksheet, never stored with it: every figure is the worksheet redone by its own
rule with one value changed, rounded as the paper says, so that anybody can redo it.
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from rules.carbon.uncertainty import first_order, uncertain_groups
from rules.carbon.uncertainty.dependence import Dependence, Group, Step, grouped
from rules.carbon.worksheet import Line
from rules.casefile.schema import at_most_one
from rules.record.uncertainty import LeftAside, Moved, Ranking
from rules.values.quantity import WORKING, Rounding, plain
from rules.values.spread import KINDS

TENTH = Decimal("0.1")
_SHARE = re.compile(r"\.(?:species|strata|culm_ages)\[\d+\]\.share$")


def ranking(lines: Sequence[Line], loss: int | None) -> Ranking:
    """``by_error``: every value with a standard error, changed by one of it down and up. ``by_tenth``: every other
    value, changed by ten per cent – a plain trial of what matters, no statement of how far the value may be off.

    Each row has ``name``, ``path``, ``lowered`` and ``raised`` (the changed values), ``low`` and ``high`` (the loss
    with them) and ``swing``, their distance; the widest first. ``left_aside`` says what is not ranked, and why.
    """
    if loss is None:
        return Ranking(by_error=(), by_tenth=(), left_aside=())
    graph = Dependence(lines, loss)
    coefficients = graph.coefficients
    groups = grouped(step for step in graph.leaves if step.spread is None and not step.exact)
    reasons = {group.path: _aside(group, coefficients) for group in groups}
    rows = [_by_tenth(graph, group) for group in groups if reasons[group.path] is None]
    errors = first_order(graph).errors
    return Ranking(
        by_error=_ranked(_by_error(graph, group, errors) for group in uncertain_groups(graph)),
        by_tenth=_ranked(row for row in rows if row is not None),
        left_aside=tuple(
            LeftAside(path=group.path, name=group.name, reason=reason)
            for group in groups
            if (reason := reasons[group.path]) is not None
        ),
    )


def _aside(group: Group, coefficients: set[int]) -> str | None:
    """Why a value is not moved by a tenth on its own; None where it is."""
    if _SHARE.search(group.path):
        return "各份额之和为 1，不能单独变动"
    if any(step.no in coefficients for step in group.steps):
        return "回归式的系数成组确定，不单独变动"
    return None


def _ranked(rows: Iterable[Moved]) -> tuple[Moved, ...]:
    """The widest first; among equals in the order of the worksheet."""
    return tuple(sorted(rows, key=lambda row: -Decimal(row.swing)))


def _by_error(graph: Dependence, group: Group, errors: Mapping[str, Decimal]) -> Moved:
    step = group.steps[0]
    spread = step.spread
    assert spread is not None
    note = KINDS[spread.kind]
    if spread.trees is not None:
        # Trees err each on its own: together they move the loss by the root of the sum of squares.
        rounding = graph.target.rounding or Rounding("half_up", Decimal("0.01"))
        error = Rounding("half_up", rounding.to).apply(errors[group.path])
        down, up = graph.target.value - error, graph.target.value + error
        return _row(graph, group, None, None, down, up, f"{note}，按一阶近似合成")
    lowered, raised = _within(step, step.value - spread.error), _within(step, step.value + spread.error)
    low, high = (graph.redone({each.no: value for each in group.steps}) for value in (lowered, raised))
    return _row(graph, group, lowered, raised, low, high, note)


def _by_tenth(graph: Dependence, group: Group) -> Moved | None:
    """None where the loss has no value with the changed one: nothing can be ranked then."""
    try:
        low, high = (
            graph.redone({step.no: _within(step, step.value * factor) for step in group.steps})
            for factor in (1 - TENTH, 1 + TENTH)
        )
    except decimal.DecimalException:
        return None
    one = group.steps[0] if len(group.steps) == 1 else None
    lowered, raised = (
        (_within(one, one.value * (1 - TENTH)), _within(one, one.value * (1 + TENTH))) if one else (None, None)
    )
    return _row(graph, group, lowered, raised, low, high, "±10 %")


def _within(step: Step, value: Decimal) -> Decimal:
    """The value, held within what is possible: shares and carbon fractions do not exceed 1."""
    low = step.spread.low if step.spread else Decimal(0) if step.value >= 0 else None
    high = step.spread.high if step.spread else None
    if high is None and (step.unit == "tC/t" or at_most_one(step.path)):
        high = Decimal(1)
    if low is not None and value < low:
        return low
    return high if high is not None and value > high else value


def _row(
    graph: Dependence,
    group: Group,
    lowered: Decimal | None,
    raised: Decimal | None,
    low: Decimal,
    high: Decimal,
    note: str,
) -> Moved:
    step = group.steps[0]
    return Moved(
        path=group.path,
        name=group.name,
        value=plain(step.value) if lowered is not None else None,
        unit=step.unit,
        lowered=None if lowered is None else plain(lowered),
        raised=None if raised is None else plain(raised),
        low=_told(graph, low),
        high=_told(graph, high),
        swing=_told(graph, abs(WORKING.subtract(high, low))),
        note=note,
    )


def _told(graph: Dependence, value: Decimal) -> str:
    return format(value, "f") if graph.target.rounding else plain(value)
