"""What a reader of the result must know: unverified values by name, doubts, and what the loss does not cover."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from rules.carbon.context import MeasurementContext
from rules.carbon.declaration import Declaration
from rules.carbon.methods.registry import superseded
from rules.carbon.parameters.sets import Parameter
from rules.record.measuring import TONNES

SUPERSEDED = "计量方法 {name} 是有误的旧版，已由 {by} 版改正：{errors}"
NO_LOSS = "碳汇损失量未能计量：{reasons}"
NO_FOREST = "本案受损的不是森林，没有森林碳汇损失，系统不计量碳汇损失量"
STANDS_OF_NO_FOREST = (
    "本案的案由或者案情要素说明受损的不是森林，却写明了地块 {stands}：没有林木受损的，请删去地块；有林木受损的，"
    "请另列相应罪名的指控，或者删去“受损的是森林以外的资源”"
)
NO_TONNES = "碳汇损失以金额计，没有吨数，不产生应认购量：{reasons}"
REST_ALONE = "碳汇损失只包括其余地块，未包括：{left_out}"
UNTRUSTED = {"unverified": "未经核实", "secondary": "为转引，未见原文"}
DOUBTFUL = "参数{names}存疑：{note}"
FROM_SOURCE = "参数{names}{trust}（来源：{source}）"

_K = TypeVar("_K", bound=Hashable)


def cautions(
    context: MeasurementContext,
    *,
    stands: Sequence[str],
    without_stock: Sequence[str],
    measured: bool,
    in_money: bool,
) -> Iterator[str]:
    """The warnings of a measurement, the weightiest first. ``measured``, ``in_money``: whether the loss is known in
    tonnes, and as a value in money."""
    yield from superseded_warning(context.declaration)
    status = context.declaration.status_with(context.parameters)
    if status:
        yield f"计量方法 {context.declaration.id}：{status}"
    if context.parameters.status and context.used:
        yield f"参数集“{context.parameters.title}”：{context.parameters.status}"
    if context.no_forest and any(stands):
        yield STANDS_OF_NO_FOREST.format(stands="、".join(stands))
    if context.no_forest and not (measured or in_money):
        yield NO_FOREST
    else:
        yield from _coverage(context, stands, measured=measured, in_money=in_money)
    if without_stock and len(without_stock) < len(stands):
        yield f"受损立木蓄积合计不含地块 {'、'.join(without_stock)}：其立木蓄积未知"
    yield from _untrusted(context.used)
    yield from context.remarks
    for note, used in _grouped((p for p in context.used if p.note), lambda p: p.note or ""):
        yield DOUBTFUL.format(names=_names(used), note=note)


def superseded_warning(declaration: Declaration) -> Iterator[str]:
    """What is wrong with an edition that another corrects."""
    better = superseded(declaration.id, declaration.edition)
    if better is not None:
        yield SUPERSEDED.format(name=declaration.name, by=better.by, errors="；".join(better.errors))


def _coverage(context: MeasurementContext, stands: Sequence[str], *, measured: bool, in_money: bool) -> Iterator[str]:
    whole = [entry for entry in context.left_out if entry.whole_stand]
    money_alone = in_money and not measured
    if money_alone:
        reasons = dict.fromkeys(entry.reason for entry in context.left_out if entry.what == TONNES)
        yield NO_TONNES.format(reasons="；".join(reasons))
    if not stands:
        yield "案件没有地块，碳汇损失量无从计量"
    elif whole and (measured or in_money):
        yield REST_ALONE.format(left_out="；".join(f"{entry.what}（{entry.reason}）" for entry in whole))
    elif not measured and not in_money:
        yield NO_LOSS.format(reasons="；".join(f"{entry.what}，{entry.reason}" for entry in whole))
    pools = [entry.what for entry in context.left_out if entry.stand is None and entry.what != TONNES]
    if pools:
        yield f"未计入的碳库：{'、'.join(pools)}"
    for entry in context.left_out:
        if entry.stand and not entry.whole_stand and not (money_alone and entry.what == TONNES):
            yield f"地块 {entry.stand} 的{entry.what}未计：{entry.reason}"


def _untrusted(used: Iterable[Parameter]) -> Iterator[str]:
    doubted = [parameter for parameter in used if parameter.confidence in UNTRUSTED]
    for (confidence, source), group in _grouped(doubted, lambda p: (p.confidence, p.source)):
        yield FROM_SOURCE.format(names=_names(group), trust=UNTRUSTED[confidence], source=source)


def _names(parameters: Iterable[Parameter]) -> str:
    """The parameters in words and by symbol; species whose parameters are the same ones together."""
    of_group: dict[str, list[str]] = {}
    for parameter in parameters:
        of_group.setdefault(parameter.group, []).append(f"“{parameter.title} {parameter.symbol}”")
    alike: dict[tuple[str, ...], list[str]] = {}
    for group, told in of_group.items():
        alike.setdefault(tuple(told), []).append(group)
    return "、".join(
        ("、".join(groups) + "的" if any(groups) else "") + "、".join(told) for told, groups in alike.items()
    )


def _grouped(parameters: Iterable[Parameter], key: Callable[[Parameter], _K]) -> Iterator[tuple[_K, list[Parameter]]]:
    """The parameters that share a key, in order of first appearance."""
    grouped: dict[_K, list[Parameter]] = {}
    for parameter in parameters:
        grouped.setdefault(key(parameter), []).append(parameter)
    yield from grouped.items()
