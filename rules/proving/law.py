"""A lawbook made ready to be proven: its intervals of days, its charges, and the rules of each as formulas."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property

from rules.deciding.book import Edition, LawBook
from rules.deciding.book.types import Rule
from rules.proving.days import Group, Interval, grouped, intervals
from rules.proving.edition import OFFENCE, Charged, about
from rules.proving.findings import Case
from rules.proving.questions import Question
from rules.proving.stated import rather
from rules.proving.symbols import Expr, Symbols


class Law:
    """One lawbook. ``intervals``: every pair of spans of days between changes of its rules."""

    def __init__(self, lawbook: LawBook, chosen: Iterable[Interval] | None = None) -> None:
        self.lawbook = lawbook
        self.symbols = Symbols(lawbook)
        self.intervals = intervals(lawbook.rules) if chosen is None else tuple(chosen)
        self._editions: dict[Interval, Edition] = {}
        self._charged: dict[tuple[str, tuple[str, ...]], Charged] = {}
        self._at: dict[tuple[str, Interval], Charged] = {}

    @cached_property
    def offences(self) -> tuple[str, ...]:
        """Every charge that a case file can bear, or that a rule names."""
        named = (offence for rule in self.lawbook.rules for offence in sorted(rule.offences))
        return tuple(dict.fromkeys((*self.lawbook.book.facts[OFFENCE].values, *named)))

    def charged(self, offence: str, interval: Interval) -> Charged:
        """The rules about a charge in an interval."""
        found = self._at.get((offence, interval))
        if found is None:
            edition = self._editions.get(interval)
            if edition is None:
                edition = self._editions[interval] = self.lawbook.edition(*interval.days)
            rules = tuple(about(edition, offence))
            key = offence, tuple(rule.ref for rule in rules)
            if key not in self._charged:
                self._charged[key] = Charged(rules, offence, self.symbols, self.lawbook.book)
            found = self._at[offence, interval] = self._charged[key]
        return found

    def groups(self, offence: str, key: Callable[[Charged, Interval], Hashable]) -> Mapping[Hashable, Group]:
        """The intervals by what matters in them for a question about a charge."""
        return grouped(self.intervals, lambda interval: key(self.charged(offence, interval), interval))

    def question(self, charged: Charged, rules: Iterable[Rule]) -> Question:
        """The facts that these rules ask for, open to be asked about."""
        return Question(self.symbols, charged.asked(rules), charged.offence)

    def case(self, charged: Charged, rules: Iterable[Rule], group: Group, *formulas: Expr) -> Case | None:
        """A case of which the formulas hold, one that a case file can state if it can be; None where there is none."""
        question = self.question(charged, rules)
        model = question.model(*formulas, rather=rather(self.symbols, question.names))
        return None if model is None else Case(question.read(model), *group.days, asked=question.names)
