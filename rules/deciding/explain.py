"""Reasons in Chinese: what a rule turned on, traced back to facts of the case, and what one change would do."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from rules.deciding.book.conditions import Comparison, Values
from rules.deciding.book.factbook import FactBook
from rules.deciding.book.types import STAGES, Rule
from rules.deciding.counterfactual import Change
from rules.deciding.evaluator import Node, Outcome
from rules.deciding.grading import GRADE
from rules.values.exact import plain

CHANGED = "若{fact}{target}（现：{actual}），其他事实不变，本条即适用"
FOUND = "若查明“{fact}”{is_so}属实（现：{actual}），其他事实不变，本条即适用"

_KEPT = 20_000
"""Reasons kept at hand, of some 500 bytes each."""

_NEEDED = {
    "is": "为{0}",
    "is_not": "不为{0}",
    "in": "为{0}之一",
    "not_in": "不为{0}之一",
    "at_least": "达到{0}",
    "above": "超过{0}",
    "at_most": "不超过{0}",
    "below": "低于{0}",
    "includes": "包括{0}",
    "excludes": "不包括{0}",
}

_ORDER: Mapping[str, int] = {stage: number for number, stage in enumerate(STAGES)}


@dataclass(frozen=True, slots=True)
class Drawn:
    """``by``: the outcomes of the rules that draw a conclusion, by its name and value. ``told``: those whose own
    comparisons were told as grounds."""

    by: Mapping[tuple[str, str], Sequence[Outcome]]
    told: set[Outcome] = field(default_factory=set)


def cite(rule: Rule) -> str:
    """The article as cited: 法释〔2022〕16号第二十条."""
    return f"{rule.text}{rule.article}"


@dataclass(frozen=True, slots=True)
class Reason:
    """A comparison that a rule turned on, in Chinese: the fact as it is, what is needed, and both as one text."""

    fact: str
    label: str
    actual: str
    needed: str
    met: bool
    text: str

    def as_json(self) -> dict[str, str | bool]:
        return {
            "fact": self.fact,
            "label": self.label,
            "actual": self.actual,
            "needed": self.needed,
            "met": self.met,
            "text": self.text,
        }


def _multiplied_out(value: object, comparison: Comparison) -> str:
    """A fraction against its threshold in whole numbers, as one compares them by hand: （64 > 20×3）."""
    threshold = comparison.value
    if type(value) is not Fraction or isinstance(threshold, bool) or not isinstance(threshold, Decimal | int):
        return ""
    sign = ">" if value > threshold else "<"  # never equal: a threshold has a finite decimal
    return f"（{value.numerator} {sign} {plain(Decimal(threshold))}×{value.denominator}）"


class Explainer:
    """Says facts, conclusions and comparisons of one vocabulary in Chinese."""

    def __init__(self, book: FactBook) -> None:
        self._book = book
        self._labels = {name: fact.label for name, fact in book.facts.items()}
        self._labels |= {name: conclusion.label for name, conclusion in book.conclusions.items()}
        self._units = {name: fact.unit for name, fact in book.facts.items()}
        self._details = {name: fact.detail for name, fact in book.facts.items() if fact.detail}
        self._needed: dict[int, tuple[Comparison, str]] = {}
        self._reasons: dict[tuple[int, object, object, bool], tuple[Comparison, Reason]] = {}

    def value(self, name: str, value: object) -> str:
        """A value as a reader says it; none is 不明 of a fact, 无 of a conclusion, 不能确定 of the grade."""
        kind = type(value)  # to ask isinstance() of numbers takes longer than all the rest
        if kind is str:
            return str(value)
        if value is None:
            if name == GRADE:
                return "不能确定"
            return "无" if name in self._book.conclusions else "不明"
        if kind is bool:
            return "是" if value else "否"
        if kind is int:
            return f"{value}{self._units[name]}"
        if kind is Decimal:
            number = format(value, "f")
            return (number.rstrip("0").rstrip(".") if "." in number else number) + self._units[name]
        if isinstance(value, Fraction):
            return f"{plain(value)}{self._units[name]}"
        if isinstance(value, tuple):
            return "、".join(self.value(name, one) for one in value)
        if isinstance(value, frozenset):
            return "、".join(one for one in self._book.conclusions[name].values if one in value)
        assert isinstance(value, datetime.date)
        return value.isoformat()

    def needed(self, comparison: Comparison) -> str:
        """What the comparison asks for: 达到20立方米."""
        # by identity: comparisons live as long as their lawbook, and equal ones read alike
        held = self._needed.get(id(comparison))
        if held is None:
            held = self._needed[id(comparison)] = (comparison, self._say(comparison))
        return held[1]

    def _say(self, comparison: Comparison) -> str:
        if comparison.op == "exists":
            if comparison.fact in self._book.conclusions:
                return "有" if comparison.value else "没有"
            return "已查明" if comparison.value else "尚未查明"
        one = isinstance(comparison.value, tuple) and len(comparison.value) == 1
        said = {"in": "is", "not_in": "is_not"}.get(comparison.op, comparison.op) if one else comparison.op
        return _NEEDED[said].format(self.value(comparison.fact, comparison.value))

    def reasons(self, outcome: Outcome) -> tuple[Reason, ...]:
        """The comparisons that made the rule fire or kept it from firing."""
        known, fired = outcome.known, outcome.fired
        return tuple([self._reason(comparison, known, fired) for comparison in outcome.turned_on()])

    def _reason(self, comparison: Comparison, known: Values, fired: bool) -> Reason:
        """Kept by the values it tells, for many rules ask for the same and most facts have few values."""
        name = comparison.fact
        detail = self._details.get(name, name)
        # by identity: comparisons live as long as their lawbook, and equal ones read alike
        key = (id(comparison), known.get(name), known.get(detail), fired)
        kept = self._reasons.get(key)
        if kept is None:
            if len(self._reasons) >= _KEPT:
                self._reasons.clear()
            kept = self._reasons[key] = (comparison, self._worded(comparison, known, fired))
        return kept[1]

    def _worded(self, comparison: Comparison, known: Values, fired: bool) -> Reason:
        name, op = comparison.fact, comparison.op
        label, needed, value = self._labels[name], self.needed(comparison), known.get(name)
        actual = self.value(name, value) + _multiplied_out(value, comparison)
        detail = self._details.get(name)
        if detail is not None and detail in known:
            actual += f"（{self._labels[detail]}：{self.value(detail, known[detail])}）"
        if not fired:
            text = f"{label}：{actual}，须{needed}"
        elif op in {"is", "in", "exists"}:
            text = f"{label}：{actual}"
        elif op == "includes":
            text = f"{label}：{needed}"  # the others held beside it decide nothing here
        else:
            text = f"{label}：{actual}，{needed}"
        return Reason(name, label, actual, needed, fired, text)

    def change(self, change: Change, known: Mapping[str, object]) -> str:
        """The one change as a sentence."""
        fact, comparison = change.fact, change.comparison
        actual = self.value(fact.name, known.get(fact.name))
        if isinstance(change.value, bool):
            is_so = "" if change.value else "不"
            return FOUND.format(fact=fact.label, is_so=is_so, actual=actual)
        if comparison.fact == fact.name and comparison.op in {"above", "below"} and comparison.value != change.value:
            target = self.needed(comparison)
        elif comparison.fact != fact.name or comparison.op == "at_least":
            target = f"达到{self.value(fact.name, change.value)}"
        else:
            target = f"为{self.value(fact.name, change.value)}"
        return CHANGED.format(fact=fact.label, target=target, actual=actual)

    def grounds(self, outcome: Outcome, drawn: Drawn) -> list[str]:
        """What the rule turned on, conclusions of earlier stages followed back to the facts behind them.

        What keeps a rule from firing where one of several would do is told as one ground: 须具备其一.
        """
        return list(dict.fromkeys(self._grounds(outcome.ready.node, outcome, drawn)))

    def _grounds(self, node: Node, outcome: Outcome, drawn: Drawn) -> Iterator[str]:
        drawn.told.add(outcome)
        if node.comparison is not None:
            yield from self._ground(node.comparison, outcome, drawn)
            return
        turned = [part for part in node.parts if part.test(outcome.known) is outcome.fired]
        if outcome.fired or node.every or len(turned) == 1:
            for part in turned:
                yield from self._grounds(part, outcome, drawn)
        else:
            ways = ("，且".join(self._grounds(part, outcome, drawn)) for part in turned)
            yield "须具备其一：" + "；或者".join(ways)

    def _ground(self, comparison: Comparison, outcome: Outcome, drawn: Drawn) -> Iterator[str]:
        held = outcome.known.get(comparison.fact)
        if isinstance(held, str) and comparison.fact in self._book.conclusions and not outcome.fired:
            yield self._reason(
                comparison, outcome.known, outcome.fired
            ).text  # another was concluded: that says more than what is lacking
            return
        behind = drawn.by.get((comparison.fact, str(comparison.value)), ()) if comparison.positive else ()
        # a stage sees what earlier ones concluded: its own conclusions are no grounds, and no rule is its own ground
        before = _ORDER[outcome.rule.stage]
        same = [other for other in behind if other.fired is outcome.fired and _ORDER[other.rule.stage] < before]
        if not same:
            yield self._reason(comparison, outcome.known, outcome.fired).text
        elif outcome.fired or len(same) == 1:
            for other in same:
                yield from self._grounds(other.ready.node, other, drawn)
        else:
            ways = ("，且".join(self._grounds(other.ready.node, other, drawn)) for other in same)
            yield "须具备其一：" + "；或者".join(ways)
