"""The range of a measured loss: standard errors carried through the finished worksheet.

Twice, by ways that share nothing but the worksheet: simulated (Monte Carlo) and to the first order (partial
derivatives, sum of squares). What is drawn is binary fractions; what is told is rounded as the loss is, and the same
worksheet always gives the same text. NumPy is loaded only where a line carries a standard error.
"""

from __future__ import annotations

import decimal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from rules.carbon.uncertainty.dependence import Dependence, Group, Step, grouped
from rules.carbon.uncertainty.simulation import DRAWS, LEVEL, SEED, Drawn, DrawsFail, simulate, skewed
from rules.carbon.uncertainty.slopes import SLOPES, slopes
from rules.carbon.worksheet import Line
from rules.record.uncertainty import CoveredRecord, FirstOrderRecord, LossRange, NotCoveredRecord
from rules.values.quantity import Rounding, plain
from rules.values.spread import KINDS

NORMAL_95 = Decimal("1.644854")
"""The standard normal deviate below which 95 % lie: 90 % lie between minus and plus this."""

BORROWED = "借用"
"""How the source of a standard error begins that was measured elsewhere."""

CHANCE_ALONE = "区间只说明偶然误差；把全国均值用于一县一地块的偏差不在其内"
SKEW = (
    "标准误超过数值三成的，按对数正态分布抽取，平均值与标准差不变（{names}）："
    "正态分布会抽出过多的负值，截去之后平均值偏高"
)
NOTHING_STATED = "所用参数与输入没有标准误，不能给出不确定性区间"
NO_LOSS = "碳汇损失量未能计量，没有不确定性区间"
NO_CARBON = "本案受损的不是森林，不计量碳汇损失，没有不确定性区间"
MONEY_ALONE = "损失以金额计，没有吨数，不给出不确定性区间"
PARTED = (
    "两种算法相差超过区间宽度的一成（模拟 {drawn}，一阶近似 {first}）：在这样大的误差内计算式明显弯曲或取值有界，"
    "一阶近似在此不可靠；区间以模拟为准，标准误不宜单独引用"
)
OUTSIDE = "损失量本身（{loss}）不在区间之内：计算式弯曲或取值有界，误差使平均值成为 {mean}；损失量仍按底稿，不作调整"


def loss_range(
    lines: Sequence[Line], loss: int | None, *, in_money: bool = False, no_forest: bool = False
) -> LossRange:
    """The 90 % range of the figure on line ``loss``, in its unit and rounded as it is, with how it was found.

    ``low``, ``high`` and ``level`` are None, with a ``reason``, where nothing it rests on has a standard error, or
    where the draws do not all give a result. ``in_money``: it is a value in money; ``no_forest``: none was harmed.
    """
    if loss is None:
        return _none(MONEY_ALONE if in_money else NO_CARBON if no_forest else NO_LOSS)
    stated = any(line.spread is not None for line in lines)
    graph = Dependence(lines, loss) if stated else None
    if graph is None or not graph.uncertain:
        return _none(NOTHING_STATED)
    rounding = graph.target.rounding or Rounding("half_up", Decimal("0.01"))
    groups = uncertain_groups(graph)
    first = first_order(graph, groups)
    try:
        drawn = simulate(graph)
    except DrawsFail as problem:
        told = first.record(graph.target.value, rounding)
        return LossRange(low=None, high=None, level=None, reason=str(problem), first_order=told)
    shares, missing = first.shares, not_covered(graph)
    return LossRange(
        low=_text(drawn.low, rounding),
        high=_text(drawn.high, rounding),
        level=plain(LEVEL),
        mean=_text(drawn.mean, rounding),
        standard_error=_text(drawn.error, rounding),
        draws=DRAWS,
        seed=SEED,
        first_order=first.record(graph.target.value, rounding),
        covered=tuple(_covered(group, shares[group.path]) for group in groups),
        not_covered=tuple([_not_covered(group.path, group.name) for group in missing]),
        notes=(
            *_notes(graph, groups, missing),
            *_apart(drawn, first.ends(graph.target.value), rounding),
            *_outside(graph.target.value, drawn, rounding),
        ),
    )


def _none(reason: str) -> LossRange:
    return LossRange(low=None, high=None, level=None, reason=reason)


def _text(value: Decimal, rounding: Rounding) -> str:
    return format(_half_up(rounding.to).apply(value), "f")


@cache
def _half_up(to: Decimal) -> Rounding:
    return Rounding("half_up", to)


def uncertain_groups(graph: Dependence) -> list[Group]:
    """What carries a standard error, each value once; what one equation gives for many trees together."""
    found: dict[tuple[Any, ...], list[Step]] = {}
    for step in graph.uncertain:
        spread = step.spread
        assert spread is not None
        apart = (step.name.partition("（")[0], spread.error, spread.source) if spread.trees is not None else (step.key,)
        found.setdefault(apart, []).append(step)
    return [
        Group(apart[0] if len(apart) > 1 else members[0].name, members[0].key, tuple(members))
        for apart, members in found.items()
    ]


def not_covered(graph: Dependence) -> list[Group]:
    """Inputs and parameters the figure rests on that carry no standard error and are not exact by definition."""
    return grouped(step for step in graph.leaves if step.spread is None and not step.exact)


@lru_cache(maxsize=4096)
def _not_covered(path: str, name: str) -> NotCoveredRecord:
    """The record of such a value: the same parameters enter most cases."""
    return NotCoveredRecord(path=path, name=name)


def _covered(group: Group, share: Decimal) -> CoveredRecord:
    step = group.steps[0]
    spread = step.spread
    assert spread is not None
    many = spread.trees is not None
    return CoveredRecord(
        path=group.path,
        name=group.name,
        value=None if many else plain(step.value),
        unit=step.unit,
        trees=sum(each.spread.trees or 0 for each in group.steps if each.spread) if many else None,
        standard_error=plain(spread.error),
        kind=spread.kind,
        kind_text=KINDS[spread.kind],
        source=spread.source,
        share=format(share.quantize(Decimal("0.001")), "f"),
    )


def _notes(graph: Dependence, groups: Sequence[Group], missing: Sequence[Group]) -> list[str]:
    told = [
        f"按标准误从正态分布抽样 {DRAWS:,} 次（固定种子 {SEED}），逐次重算底稿，取第 5 与第 95 百分位数；"
        "抽样时各行不作中间修约，结果与损失量同样修约",
        "抽样截去物理上不可能的值（负值，以及大于 1 的份额）；一阶近似不截断，只作核对",
        "不同的参数与输入按相互独立计；同一个值无论用在几处，每次抽样只取一个值",
    ]
    long_tailed = dict.fromkeys(group.name for group in groups if skewed(group.steps[0]))
    if long_tailed:
        told.append(SKEW.format(names="、".join(long_tailed)))
    if any(step.spread and step.spread.trees is not None for step in graph.uncertain):
        told.append("由回归式推算的胸径，每株的误差相互独立")
    if missing:
        told.append(f"区间没有计入下列各项的误差（没有写明标准误）：{'、'.join(group.name for group in missing)}")
    spreads = [step.spread for step in graph.uncertain if step.spread]
    if any(spread.source.startswith(BORROWED) for spread in spreads):
        told.append("来源冠以“借用”的标准误是在别处测得的，不是该参数原表所载")
        told.append(CHANCE_ALONE)
    biases = dict.fromkeys(spread.bias for spread in spreads if spread.bias)
    if biases:
        told.append(f"已知而不在区间之内的偏差：{'；'.join(biases)}")
    return told


def _apart(drawn: Drawn, ends: tuple[Decimal, Decimal], rounding: Rounding) -> list[str]:
    """What to say where the two ways part by more than a tenth of the drawn range: a curve, or a bound, is steep."""
    if max(abs(drawn.low - ends[0]), abs(drawn.high - ends[1])) <= (drawn.high - drawn.low) / 10:
        return []
    drew, near = (f"{_text(low, rounding)}–{_text(high, rounding)}" for low, high in ((drawn.low, drawn.high), ends))
    return [PARTED.format(drawn=drew, first=near)]


def _outside(value: Decimal, drawn: Drawn, rounding: Rounding) -> list[str]:
    """What to say where the figure itself lies outside its range: a curve or a bound has moved the mean."""
    if drawn.low <= value <= drawn.high:
        return []
    return [OUTSIDE.format(loss=_text(value, rounding), mean=_text(drawn.mean, rounding))]


@dataclass(frozen=True)
class FirstOrder:
    """``error``: the standard error of the figure. ``errors``: that due to each group alone, by the group's path."""

    error: Decimal
    errors: Mapping[str, Decimal]

    @property
    def shares(self) -> dict[str, Decimal]:
        """The part of the variance that is due to each group."""
        with decimal.localcontext(SLOPES):
            whole = self.error**2
            return {path: error**2 / whole if whole else Decimal(0) for path, error in self.errors.items()}

    def ends(self, value: Decimal) -> tuple[Decimal, Decimal]:
        """The 90 % range about a figure."""
        half = NORMAL_95 * self.error
        return value - half, value + half

    def record(self, value: Decimal, rounding: Rounding) -> FirstOrderRecord:
        """The error, and the range it gives about the figure as it was printed."""
        low, high = (_text(end, rounding) for end in self.ends(value))
        return FirstOrderRecord(standard_error=_text(self.error, rounding), low=low, high=high)


def first_order(graph: Dependence, groups: Sequence[Group] | None = None) -> FirstOrder:
    """The standard error of the figure by its partial derivatives: the sum of squares over what is uncertain.

    ``groups``: what is uncertain (``uncertain_groups``), where it is at hand.
    """
    by_line = derivatives(graph)
    with decimal.localcontext(SLOPES):
        errors: dict[str, Decimal] = {}
        for group in uncertain_groups(graph) if groups is None else groups:
            squares, together = Decimal(0), Decimal(0)
            for step in group.steps:
                spread = step.spread
                assert spread is not None
                change = by_line[step.no] * spread.error
                if spread.trees is None:
                    together += change
                elif spread.trees:
                    squares += change**2 / spread.trees
            errors[group.path] = (squares + together**2).sqrt()
        return FirstOrder(sum((error**2 for error in errors.values()), Decimal(0)).sqrt(), errors)


def derivatives(graph: Dependence) -> dict[int, Decimal]:
    """The partial derivative of the figure by every line that is uncertain or rests on one that is."""
    active = graph.moving
    found = dict.fromkeys(active, Decimal(0)) | {graph.target.no: Decimal(1)}
    with decimal.localcontext(SLOPES):
        for step in reversed(graph.steps):
            by = [name for name, no in step.refs.items() if no in active]
            if step.kind != "computed" or not by or not found.get(step.no):
                continue
            given, own = {name: graph.values[no] for name, no in step.refs.items()}, found[step.no]
            for name, slope in slopes(step.formula, given, by).items():
                found[step.refs[name]] += own * slope
    return found
