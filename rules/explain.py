"""Reasons in Chinese: what a rule turned on, traced back to facts of the case, and what one change would do."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from rules.conditions import Comparison
from rules.counterfactual import Change
from rules.factbook import FactBook
from rules.lawtypes import Rule
from rules.oracle import Outcome

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

Drawn = Mapping[tuple[str, str], Sequence[Outcome]]
"""Outcomes of the rules that draw a conclusion, by its name and value."""


def cite(rule: Rule) -> str:
    """The article as cited: 法释〔2022〕16号第二十条."""
    return f"{rule.text}{rule.article}"


def value_text(name: str, value: object, book: FactBook) -> str:
    """A value as a reader says it; 不明 for what is not known, 无 for a conclusion not drawn."""
    if value is None:
        return "无" if name in book.conclusions else "不明"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(value_text(name, one, book) for one in value)
    if isinstance(value, frozenset):
        held = [one for one in book.conclusions[name].values if one in value]
        return "、".join(held)
    if isinstance(value, Decimal | int):
        number = f"{value:f}" if isinstance(value, Decimal) else str(value)
        if "." in number:
            number = number.rstrip("0").rstrip(".")
        return f"{number}{book.facts[name].unit}"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def label(name: str, book: FactBook) -> str:
    """The Chinese name of a fact or conclusion."""
    return book.facts[name].label if name in book.facts else book.conclusions[name].label


def needed_text(comparison: Comparison, book: FactBook) -> str:
    """What the comparison asks for: 达到20立方米."""
    if comparison.op == "exists":
        return "已查明" if comparison.value else "尚未查明"
    return _NEEDED[comparison.op].format(value_text(comparison.fact, comparison.value, book))


def comparison_text(comparison: Comparison, outcome: Outcome, book: FactBook) -> str:
    """The fact as it is, and what is needed where that is not plain."""
    name = comparison.fact
    actual = value_text(name, outcome.known.get(name), book)
    if outcome.fired:
        plain = comparison.op in {"is", "in", "exists"}
        return f"{label(name, book)}：{actual}" + ("" if plain else f"，{needed_text(comparison, book)}")
    return f"{label(name, book)}：{actual}，须{needed_text(comparison, book)}"


def deciding(outcome: Outcome, book: FactBook) -> list[dict[str, object]]:
    """The comparisons that made the rule fire or kept it from firing, for a program and for a reader."""
    return [
        {
            "fact": comparison.fact,
            "label": label(comparison.fact, book),
            "actual": value_text(comparison.fact, outcome.known.get(comparison.fact), book),
            "needed": needed_text(comparison, book),
            "met": outcome.fired,
            "text": comparison_text(comparison, outcome, book),
        }
        for comparison in outcome.turned_on
    ]


def change_text(change: Change, known: Mapping[str, object], book: FactBook) -> str:
    """The one change as a sentence."""
    fact, comparison = change.fact, change.comparison
    actual = value_text(fact.name, known.get(fact.name), book)
    target = f"为{value_text(fact.name, change.value, book)}"
    if comparison.fact == fact.name and comparison.op in {"above", "below"} and comparison.value != change.value:
        target = needed_text(comparison, book)
    return f"若{fact.label}{target}（现：{actual}），其他事实不变，本条即适用"


def grounds(outcome: Outcome, drawn: Drawn, book: FactBook) -> Iterator[str]:
    """What the rule turned on, conclusions of earlier stages followed back to the facts behind them."""
    for comparison in outcome.turned_on:
        behind = drawn.get((comparison.fact, str(comparison.value)), ()) if comparison.positive else ()
        same = [other for other in behind if other.fired is outcome.fired]
        if comparison.fact in book.facts or not same:
            yield comparison_text(comparison, outcome, book)
        else:
            for other in same:
                yield from grounds(other, drawn, book)
