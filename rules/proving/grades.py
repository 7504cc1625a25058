"""One grade, or a named reason for none, for each combination of known facts.

The grade follows from few things: what each reading of the two texts comes to, which facts that 未达 needs are not
known, and what leaves the grade open. The solver finds every combination of these that some facts lead to; facts of
each are given to the decision itself, which must answer.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import z3

from rules.deciding.book.conditions import Value
from rules.deciding.book.factbook import Scale
from rules.deciding.book.types import ENDS, PROVINCE, Rule
from rules.deciding.decide import Decision, decide
from rules.deciding.grading import GRADE, OPEN, Grade
from rules.proving.days import Group, Interval
from rules.proving.edition import Charged
from rules.proving.findings import Case, Finding, Kind
from rules.proving.law import Law
from rules.proving.questions import Facts
from rules.proving.routes import fault, unnamed
from rules.proving.symbols import FALSE, Expr
from rules.proving.thresholds import Ladder

EARLIER, LATER = "行为时", "裁判时"

_Told = tuple[str, str, str]
"""A reading: whose day's text, at which end of the range, what it comes to."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The grading rules of one day's text, by one end of its range. ``of``: whose day, as a decision tells it."""

    of: str
    end: str
    ladder: Ladder

    def told(self, value: str) -> _Told:
        return self.of, ENDS.get(self.end, ""), value


@dataclass(frozen=True, eq=False)
class Graded:
    """What was shown of a group of intervals. ``combinations``: those that were met, each answered."""

    group: Group
    readings: tuple[Reading, ...]
    combinations: int
    findings: tuple[Finding, ...]


def groups(law: Law, offence: str) -> Iterator[Group]:
    """The intervals in which the grades of a charge follow from the same rules."""

    def key(charged: Charged, interval: Interval) -> tuple[object, ...]:
        found = _texts(charged, *interval.days)
        return (
            *((of, end, *(rule.ref for rule in rules)) for of, end, rules in found),
            *(rule.ref for rule in _concerned(charged)),
        )

    yield from law.groups(offence, key).values()


def graded(law: Law, offence: str, group: Group) -> Graded:
    """Shows that every combination is answered in a group of intervals."""
    charged = law.charged(offence, group.intervals[0])
    scale = _scale(law, offence)
    found = tuple(
        Reading(of, end, Ladder(charged, rules, scale=scale)) for of, end, rules in _texts(charged, *group.days)
    )
    return Graded(group, found, *_Combinations(law, charged, group, found).answered())


def _texts(
    charged: Charged, conduct: datetime.date, decision: datetime.date
) -> Iterator[tuple[str, str, tuple[Rule, ...]]]:
    """How the two texts are read: each once, or once for each end where a provincial figure is missing."""
    own = [rule for rule in charged.of("grade") if charged.offence in rule.offences and GRADE in rule.then]
    old = [rule for rule in own if conduct in rule.in_force]
    new = [rule for rule in own if decision in rule.in_force and conduct not in rule.in_force]
    for of, rules in ((EARLIER, old), (LATER, new)):
        for end in _ends(rules):
            yield of, end, tuple(rule for rule in rules if rule.end_of_range in {"", end})


def _ends(rules: Sequence[Rule]) -> list[str]:
    return (sorted({rule.end_of_range for rule in rules} - {""}, reverse=True) or [""]) if rules else []


def _opening(charged: Charged) -> list[Rule]:
    """The rules that leave the grade open."""
    return [rule for rule in charged.rules if OPEN in rule.then]


def _concerned(charged: Charged) -> tuple[Rule, ...]:
    return charged.cone([*charged.of("grade"), *_opening(charged)])


def _scale(law: Law, offence: str) -> Scale:
    book = law.lawbook.book
    return book.scales.get(offence) or Scale(offence=offence, lowest=book.conclusions[GRADE].values[0])


@dataclass(frozen=True, slots=True)
class _Class:
    """One combination: what each reading comes to, whether a fact that 未达 needs is not known; ``bits`` say so."""

    values: tuple[str, ...]
    lacking: tuple[bool, ...]
    bits: tuple[Expr, ...]


class _Combinations:
    """The combinations of one group, one after the other."""

    def __init__(self, law: Law, charged: Charged, group: Group, found: tuple[Reading, ...]) -> None:
        self.law, self.charged, self.group, self.readings = law, charged, group, found
        self.rules = _concerned(charged)
        self.scale = _scale(law, charged.offence)
        self.lacking = tuple(self._lacking(reading) for reading in found)
        self.question = law.question(charged, self.rules)

    def _lacking(self, reading: Reading) -> Expr:
        """Whether a fact that 未达 needs by this text is not known."""
        symbols = self.law.symbols
        named = (one.fact for rule in reading.ladder.rules for one in rule.comparisons)
        asked = symbols.given(name for name in named if name in symbols.facts)
        needs = [symbols.known(name) for name in self.scale.needs if name in asked]
        return z3.Not(z3.And(*needs)) if needs else FALSE

    def answered(self) -> tuple[int, tuple[Finding, ...]]:
        """How many combinations there are, and the faults among them."""
        count, faults, told = 0, list[Finding](), dict[tuple[str, ...], tuple[str, Facts]]()
        left_open = list(self._left_open())
        for drawn in left_open:
            if (model := self.question.model(drawn)) is not None:
                count += 1
                faults += self._faults(self.question.read(model), (drawn,), None, told)
        closed = [z3.Not(drawn) for drawn in left_open]
        while (model := self.question.model(*closed)) is not None:
            count += 1
            one = self._class(model)
            faults += self._faults(self.question.read(model), (*closed, *one.bits), one, told)
            self.question.rule_out(*one.bits)
            if not one.bits:
                break
        return count, (*faults, *self._falls(told))

    def _left_open(self) -> Iterator[Expr]:
        rules = _opening(self.charged)
        for reason in dict.fromkeys(value for rule in rules for value in rule.then[OPEN]):
            yield z3.Or(*(self.charged.fires(rule) for rule in rules if reason in rule.then[OPEN]))

    def _class(self, model: Expr) -> _Class:
        asked = [step for reading in self.readings for step in reading.ladder.steps.values()]
        asked += [lacking for lacking in self.lacking if lacking is not FALSE]
        bits = tuple(one if z3.is_true(model.eval(one, model_completion=True)) else z3.Not(one) for one in asked)
        lacking = tuple(z3.is_true(model.eval(one, model_completion=True)) for one in self.lacking)
        return _Class(tuple(reading.ladder.value(model) for reading in self.readings), lacking, bits)

    def _faults(
        self, facts: Facts, bits: tuple[Expr, ...], one: _Class | None, told: dict[tuple[str, ...], tuple[str, Facts]]
    ) -> Iterator[Finding]:
        """What is wrong with the answer to facts of a combination; a grade is noted in ``told``."""
        conduct, on = self.group.days
        try:
            decision = decide(facts, conduct=conduct, on=on, lawbook=self.law.lawbook)
        except Exception as problem:  # whatever it is, the case gets no answer
            yield self._finding("error", bits, {"error": f"{type(problem).__name__}: {problem}"})
            return
        grade = decision.grade
        if grade.value is None and not grade.reason.strip():
            yield self._finding("no_reason", bits, {})
        if one is not None:
            yield from self._turns(facts, bits, grade) if grade.by_choice else self._differs(decision, facts, bits, one)
            if grade.value is not None:
                told[one.values] = grade.value, facts
        for route in unnamed(decision, self.law.lawbook):
            yield fault(self.charged, route, Case(facts, conduct, on, asked=self.question.names))

    def _differs(self, decision: Decision, facts: Facts, bits: tuple[Expr, ...], one: _Class) -> Iterator[Finding]:
        """Whether the decision reads the texts as they were read here."""
        read = list(self._read(one, facts.get(PROVINCE)))
        open_ = [told for told, lacking in read if lacking and told[2] == self.scale.lowest]
        ours = [told for told, _ in read]
        if open_ and not any(self._sure(day, ours, open_) for day in (EARLIER, LATER)):
            ours = [told for told in ours if told not in open_]
        theirs = [(str(a["of"]), str(a.get("at", "")), str(a["value"])) for a in decision.grade.alternatives]
        if ours != theirs:
            yield self._finding("differs", bits, {"ours": _listed(ours), "theirs": _listed(theirs)})

    def _turns(self, facts: Facts, bits: tuple[Expr, ...], grade: Grade) -> Iterator[Finding]:
        """Whether a grade that was found by trying choices is what each of them comes to, and is open otherwise."""
        book, (conduct, on) = self.law.lawbook.book, self.group.days
        name = next(one for one in self.scale.needs if one not in facts and book.facts[one].choices)
        each = [
            decide({**facts, name: choice}, conduct=conduct, on=on, lawbook=self.law.lawbook).grade
            for choice in book.facts[name].choices
        ]
        of_rules = grade.value == self.scale.lowest  # a rule that leaves it open takes nothing from a text not reached
        due = {one.value for one in each if one.value or one.left_open or not of_rules}
        if (grade.value is None and len(due) == 1) or (grade.value is not None and due != {grade.value}):
            theirs = "；".join(str(one) for one in due)
            yield self._finding("differs", bits, {"ours": theirs, "theirs": str(grade.value)})

    def _sure(self, day: str, read: Sequence[_Told], open_: Sequence[_Told]) -> bool:
        """Whether one day's text is not reached whatever is not known: no other can be lighter."""
        own = [told for told in read if told[0] == day]
        return bool(own) and all(told[2] == self.scale.lowest and told not in open_ for told in own)

    def _read(self, one: _Class, province: Value | None) -> Iterator[tuple[_Told, bool]]:
        """What the texts come to in a province, with whether a fact is lacking: where its figures are known, both ends
        of a range come to one."""
        every = list(zip(self.readings, one.values, one.lacking, strict=True))
        for of in (EARLIER, LATER):
            own = [(reading, value, lacking) for reading, value, lacking in every if reading.of == of]
            rules = [rule for reading, _, _ in own for rule in reading.ladder.rules if rule.binds(province)]
            ends = _ends(rules)
            if ends == [""]:
                yield (of, "", own[0][1]), own[0][2]
            else:
                yield from ((reading.told(value), lacking) for reading, value, lacking in own if reading.end in ends)

    def _finding(self, kind: Kind, bits: tuple[Expr, ...], values: Mapping[str, str]) -> Finding:
        """A fault, with facts of the combination that a case file can state where there are any."""
        case = self.law.case(self.charged, self.rules, self.group, *bits)
        assert case is not None, "there are facts of every combination that was met"
        rules = tuple(self.charged.of("grade"))
        return Finding(kind, rules, self.charged.offence, (case,), values)

    def _falls(self, told: Mapping[tuple[str, ...], tuple[str, Facts]]) -> Iterator[Finding]:
        """Where every reading comes to as much or more, and the grade chosen to less."""
        order = self.law.lawbook.book.conclusions[GRADE].values.index
        for less, (grade, facts) in told.items():
            for more, (other, others) in told.items():
                if order(other) < order(grade) and all(order(a) <= order(b) for a, b in zip(less, more, strict=True)):
                    asked = self.question.names
                    cases = tuple(Case(f, *self.group.days, t, asked) for f, t in ((facts, grade), (others, other)))
                    rules = tuple(self.charged.of("grade"))
                    values = {"from": grade, "to": other}
                    yield Finding("choice_falls", rules, self.charged.offence, cases, values)
                    return


def _listed(readings: Sequence[_Told]) -> str:
    return "；".join(f"{of}{at}：{value}" for of, at, value in readings) or "无"
