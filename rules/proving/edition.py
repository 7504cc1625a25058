"""The rules that apply to one charge in one interval, as formulas over the facts of any case.

What an earlier stage concluded is the disjunction of the rules that draw it. The grade is not: it is chosen between
two texts. Where a later rule asks for it, every grade and none is taken to be possible, which can only ask more of the
law than any case does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import z3

from rules.deciding.book import Edition
from rules.deciding.book.conditions import Comparison, Condition
from rules.deciding.book.factbook import FactBook
from rules.deciding.book.types import STAGES, Rule
from rules.deciding.grading import ALL_REACH, GRADE, OPEN, SOME_REACH, UNREAD
from rules.proving.symbols import FALSE, TRUE, Expr, Symbols

OFFENCE = "offence"

UNDECIDED = (ALL_REACH, SOME_REACH, UNREAD)

_ORDER: Mapping[str, int] = {name: number for number, name in enumerate(STAGES)}


class Charged:
    """The rules of one edition about one charge."""

    def __init__(self, rules: Sequence[Rule], offence: str, symbols: Symbols, book: FactBook) -> None:
        self.rules, self.offence, self.symbols, self.book = rules, offence, symbols, book
        self._fires: dict[str, Expr] = {}

    def of(self, stage: str) -> list[Rule]:
        return [rule for rule in self.rules if rule.stage == stage]

    def drawing(self, conclusion: str) -> list[Rule]:
        """The rules that draw a conclusion for later stages; none for the grade, which is chosen."""
        return [rule for rule in self.rules if conclusion in rule.then and rule.stage != "grade"]

    def fires(self, rule: Rule) -> Expr:
        """When the rule fires."""
        found = self._fires.get(rule.ref)
        if found is None:
            found = self._fires[rule.ref] = self.holds(rule.when, rule.stage)
        return found

    def holds(self, condition: Condition, stage: str) -> Expr:
        """When a condition holds, asked in this stage."""
        if isinstance(condition, Comparison):
            return self._compared(condition, stage)
        parts = [self.holds(part, stage) for part in condition.parts]
        return z3.And(*parts) if condition.every else z3.Or(*parts)

    def _compared(self, one: Comparison, stage: str) -> Expr:
        if one.fact == OFFENCE:
            return TRUE if one.test()({OFFENCE: self.offence}) else FALSE
        if one.fact in self.symbols.facts:
            return self.symbols.holds(one)
        if one.fact == GRADE:
            return _asked(one, self._any_grade())
        conclusion = self.book.conclusions[one.fact]
        before = [rule for rule in self.drawing(one.fact) if _ORDER[rule.stage] < _ORDER[stage]]
        drawn = {
            value: z3.Or(*(self.fires(rule) for rule in before if value in rule.then[one.fact]))
            for value in conclusion.values
        }
        if one.fact == OPEN and _ORDER[stage] > _ORDER["grade"]:
            drawn |= self._undecided()
        return _asked(one, _highest(drawn) if conclusion.merge == "max" else drawn)

    def concluded(self, conclusion: str, stage: str) -> Expr:
        """Whether earlier stages concluded anything of this name."""
        return self._compared(Comparison(conclusion, "exists", True), stage)

    def _any_grade(self) -> dict[str, Expr]:
        """The grade as a symbol of its own: one of the values, or none."""
        return _highest({value: z3.Bool(f"{GRADE} {value}") for value in self.book.conclusions[GRADE].values})

    def _undecided(self) -> dict[str, Expr]:
        """What the readings may leave open where there is no grade, each a symbol of its own."""
        graded = z3.Or(*self._any_grade().values())
        return {value: z3.And(z3.Bool(f"{OPEN} {value}"), z3.Not(graded)) for value in UNDECIDED}

    def cone(self, rules: Iterable[Rule]) -> tuple[Rule, ...]:
        """The rules, and those behind what they ask for."""
        found: dict[str, Rule] = {}
        waiting = list(rules)
        while waiting:
            rule = waiting.pop()
            if rule.ref not in found:
                found[rule.ref] = rule
                waiting += [other for one in rule.comparisons for other in self.behind(one, rule)]
        return tuple(found[ref] for ref in sorted(found))

    def behind(self, one: Comparison, asking: Rule) -> list[Rule]:
        """The rules of earlier stages that draw the conclusion a rule asks for."""
        if one.fact in self.symbols.facts:
            return []
        return [rule for rule in self.drawing(one.fact) if _ORDER[rule.stage] < _ORDER[asking.stage]]

    def asked(self, rules: Iterable[Rule]) -> tuple[str, ...]:
        """The facts that these rules and those behind them ask for, but the charge."""
        names = dict.fromkeys(one.fact for rule in self.cone(rules) for one in rule.comparisons)
        return tuple(name for name in names if name in self.symbols.facts and name != OFFENCE)

    def about_charge(self, rules: Iterable[Rule]) -> bool:
        """Whether the charge turns one of these rules."""
        return any(one.fact == OFFENCE for rule in rules for one in rule.comparisons)

    @cached_property
    def refs(self) -> tuple[str, ...]:
        return tuple(rule.ref for rule in self.rules)


def _highest(drawn: Mapping[str, Expr]) -> dict[str, Expr]:
    """Of values in order: when each is the highest that is drawn."""
    values = list(drawn)
    return {
        value: z3.And(drawn[value], *(z3.Not(drawn[other]) for other in values[number + 1 :]))
        for number, value in enumerate(values)
    }


def _asked(one: Comparison, drawn: Mapping[str, Expr]) -> Expr:
    """A comparison of a conclusion, from when each of its values is concluded."""
    known = z3.Or(*drawn.values())
    if one.op == "exists":
        return known if one.value else z3.Not(known)
    choices = one.value if isinstance(one.value, tuple) else (one.value,)
    listed = z3.Or(*(drawn[str(choice)] for choice in choices))
    return listed if one.op in {"is", "in", "includes"} else z3.And(known, z3.Not(listed))


def about(edition: Edition, offence: str) -> Iterator[Rule]:
    """The rules of an edition but those of other offences, which cannot fire."""
    for rule in edition.rules:
        if not rule.offences or offence in rule.offences:
            yield rule
