"""Thresholds without gap and overlap: more of a quantity never means a lower grade, and no two hold by accident."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations

import z3

from rules.deciding.book.conditions import Comparison, Condition
from rules.deciding.book.factbook import Scale
from rules.deciding.book.types import Rule
from rules.deciding.grading import GRADE
from rules.proving.days import Group
from rules.proving.edition import Charged
from rules.proving.findings import Case, Finding
from rules.proving.law import Law
from rules.proving.stated import rather
from rules.proving.symbols import TRUE, Expr

NUMBERS = ("integer", "decimal")


class Ladder:
    """The rules of one reading that conclude a grade: ``steps`` say of each value when it or a higher one is reached.

    ``scale``: what is said where none is reached, and the facts that it needs.
    """

    def __init__(
        self, charged: Charged, rules: Sequence[Rule], conclusion: str = GRADE, scale: Scale | None = None
    ) -> None:
        self.charged, self.rules, self.conclusion, self.scale = charged, tuple(rules), conclusion, scale
        order = charged.book.conclusions[conclusion].values
        held = {rule.then[conclusion][0] for rule in rules}
        self.values = tuple(value for value in order if value in held)
        self.steps: Mapping[str, Expr] = {
            value: z3.Or(*(charged.fires(r) for r in rules if order.index(r.then[conclusion][0]) >= order.index(value)))
            for value in self.values
        }

    @property
    def refs(self) -> tuple[str, ...]:
        """What it is known by: its rules, those behind them, and the charge where it turns one of them."""
        cone = self.charged.cone(self.rules)
        charge = self.charged.offence if self.charged.about_charge(cone) else ""
        return (charge, self.conclusion, *(rule.ref for rule in self.rules), *(rule.ref for rule in cone))

    def value(self, model: Expr, rename: tuple[Expr, Expr] | None = None) -> str:
        """The grade in a model; with one symbol in the place of another."""
        found = self.scale.lowest if self.scale else ""
        for value, step in self.steps.items():
            asked = z3.substitute(step, rename) if rename else step
            if z3.is_true(model.eval(asked, model_completion=True)):
                found = value
        return found

    def quantities(self) -> tuple[str, ...]:
        """The numbers that the rules turn on, as they are stated."""
        symbols = self.charged.symbols
        return tuple(
            name for name in symbols.given(self.charged.asked(self.rules)) if symbols.facts[name].type in NUMBERS
        )


def ladders(law: Law, offence: str) -> Iterator[tuple[Ladder, Group]]:
    """The readings of conclusions in steps, but the grade of the offence, each with the intervals it is read in."""
    stepped = [c.name for c in law.lawbook.book.conclusions.values() if c.merge == "max" and c.name != GRADE]
    for name in stepped:
        groups = law.groups(offence, partial(_drawing, name))
        for refs, group in groups.items():
            if refs:
                charged = law.charged(offence, group.intervals[0])
                yield Ladder(charged, charged.drawing(name), name), group


def _drawing(name: str, charged: Charged, _: object) -> tuple[str, ...]:
    return tuple(rule.ref for rule in charged.drawing(name))


def falls(law: Law, ladder: Ladder, group: Group) -> Iterator[Finding]:
    """The quantities of which more, all else equal, gives less: a gap between thresholds is such a fall."""
    charged, symbols = ladder.charged, law.symbols
    for name in ladder.quantities():
        question = law.question(charged, ladder.rules)
        less, more = symbols.value(name), question.another(name)
        fallen = [z3.And(step, z3.Not(z3.substitute(step, (less, more)))) for step in ladder.steps.values()]
        asked = symbols.known(name), more > less, z3.Or(*fallen)
        if not question.holds(*asked):
            continue
        needs = [symbols.known(one) for one in (ladder.scale.needs if ladder.scale else ()) if one in question.names]
        model = question.model(*asked, rather=[*needs, *rather(symbols, question.names)])
        before = question.read(model)
        after = {**before, name: question.valued(model, name, more)}
        told = ladder.value(model), ladder.value(model, (less, more))
        cases = tuple(Case(f, *group.days, t, question.names) for f, t in zip((before, after), told, strict=True))
        rules = tuple(r for r in ladder.rules if r.then[ladder.conclusion][0] == told[0])
        label = symbols.facts[name].label
        yield Finding("grade_falls", rules, charged.offence, cases, {"quantity": label, "from": told[0], "to": told[1]})


def overlaps(law: Law, ladder: Ladder, group: Group) -> Iterator[Finding]:
    """Two thresholds on the same quantities that hold together with different grades, neither including the other."""
    charged = ladder.charged
    for one, other in combinations(ladder.rules, 2):
        apart = one.then[ladder.conclusion] != other.then[ladder.conclusion]
        numbers = _numbers(charged, one)
        if not apart or not numbers or numbers != _numbers(charged, other):
            continue
        pair = [_thresholds(charged, rule.when, rule.stage) for rule in (one, other)]
        question = law.question(charged, (one, other))
        if not question.holds(pair[0], z3.Not(pair[1])) or not question.holds(pair[1], z3.Not(pair[0])):
            continue
        case = law.case(charged, (one, other), group, charged.fires(one), charged.fires(other))
        if case is not None:
            values = {"one": one.then[ladder.conclusion][0], "other": other.then[ladder.conclusion][0]}
            yield Finding("overlap", (one, other), charged.offence, (case,), values)


def _numbers(charged: Charged, rule: Rule) -> frozenset[str]:
    """The numbers that a threshold of the rule is set on; that one must be known is no threshold."""
    return frozenset(one.fact for one in rule.comparisons if _on_a_number(charged, one))


def _on_a_number(charged: Charged, one: Comparison) -> bool:
    facts = charged.symbols.facts
    return one.op != "exists" and one.fact in facts and facts[one.fact].type in NUMBERS


def _thresholds(charged: Charged, condition: Condition, stage: str) -> Expr:
    """A condition in which whatever is no threshold of a number is taken to hold."""
    if isinstance(condition, Comparison):
        return charged.holds(condition, stage) if _on_a_number(charged, condition) else TRUE
    parts = [_thresholds(charged, part, stage) for part in condition.parts]
    return z3.And(*parts) if condition.every else z3.Or(*parts)
