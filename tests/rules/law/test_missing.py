"""What is still missing for a closed route: the same least sets that trying every set of facts finds."""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any

from rules.asked import legal_facts
from rules.assess import assess
from rules.carbon.tally.files import with_files
from rules.carbon.tally.folder import beside
from rules.casefile import load
from rules.deciding.book import LawBook, load_lawbook
from rules.deciding.book.base import Period
from rules.deciding.book.conditions import Comparison, Condition, Junction
from rules.deciding.book.factbook import Conclusion, Fact, FactBook, Term
from rules.deciding.book.types import ROUTES, STAGES, Rule
from rules.deciding.decide import RuleEngine, decide, rule_engine
from rules.deciding.missing import Bound, Missing, missing, missing_for_rules
from rules.lawchange.cause import PlainEngine
from tests.conftest import Attempts
from tests.rules.law.randomly import choices
from tests.rules.law.small import lawbook

DAY = datetime.date(2024, 1, 1)
DAYS = (DAY, DAY)
EXAMPLES = Path(__file__).parents[3] / "examples"
ROUTE = "甲"
FOUR = Bound(facts=4)
SETS = frozenset[frozenset[str]]

CONCLUSIONS = {
    one.name: one
    for one in (
        Conclusion.model_validate(
            {"conclusion": "tags", "label": "项目", "merge": "set", "values": ("一", "二", "三")}
        ),
        Conclusion.model_validate(
            {"conclusion": "level", "label": "程度", "merge": "max", "values": ("低", "中", "高")}
        ),
        Conclusion.model_validate(
            {"conclusion": "verdict", "label": "结论", "merge": "single", "values": ("是", "否")}
        ),
        Conclusion.model_validate({"conclusion": ROUTES, "label": "方式", "merge": "set", "values": (ROUTE, "乙")}),
    )
}
DRAWN = ("qualification", "loss_gate", "credit_eligibility", "routing", "duties")
"""Stages of the random laws; the last comes after the routes and can only contradict what was concluded."""


def names_of(found: Missing) -> SETS:
    return frozenset(frozenset(need.fact.name for need in way) for way in found.ways)


class RandomLaw:
    """A law of at most 12 facts with three values each; terms of a sum have more, so that any of them alone may do."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)  # noqa: S311  # a law for a test
        kinds = self.draw.choices(("bool", "string", "integer"), k=self.draw.choice((3, 4, 5, 6, 6, 7, 8, 10, 12)))
        self.facts = {f"f{n}": self.fact(f"f{n}", kind) for n, kind in enumerate(kinds)}
        numbers = [name for name, fact in self.facts.items() if fact.type == "integer"]
        self.terms = numbers[:2] if len(numbers) > 1 and len(kinds) < 9 and self.draw.random() < 0.5 else []
        if self.terms:
            terms = tuple(Term(fact=name, per=1) for name in self.terms)
            self.facts["total"] = Fact.model_validate(
                {"fact": "total", "type": "decimal", "decimals": 4, "label": "合计", "sum": terms}
            )
        book = FactBook(self.facts, CONCLUSIONS)
        self.drawn_in = {name: self.draw.choice(DRAWN[:3]) for name in ("tags", "level", "verdict")}
        self.rules = tuple(self.rule(n, stage) for n, stage in enumerate(self.stages()))
        self.book = LawBook(book, {}, {}, self.rules)
        given = [name for name in self.facts if name != "total"]
        self.values: dict[str, tuple[Any, ...]] = {name: self.domain(name) for name in given}
        known = self.draw.choice((0.3, 0.6, 0.9))
        self.given = {n: self.draw.choice(v) for n, v in self.values.items() if self.draw.random() < known}

    def fact(self, name: str, kind: Any) -> Fact:
        values = ("甲", "乙", "丙") if kind == "string" else ()
        fixed = self.draw.random() < 0.05
        return Fact.model_validate({"fact": name, "type": kind, "label": name, "values": values, "fixed": fixed})

    def domain(self, name: str) -> tuple[Any, ...]:
        kind = self.facts[name].type
        if kind == "bool":
            return (True, False)
        return ("甲", "乙", "丙") if kind == "string" else tuple(range(5 if name in self.terms else 3))

    def stages(self) -> list[str]:
        early = self.draw.choices([*self.drawn_in.values(), self.drawn_in["verdict"]], k=self.draw.randint(3, 10))
        late = ["duties"] if self.draw.random() < 0.3 else []
        return [*early, *["routing"] * self.draw.randint(1, 3), *late]

    def rule(self, number: int, stage: str) -> Rule:
        own = [name for name, drawn in self.drawn_in.items() if drawn == stage] or ["verdict"]
        name = ROUTES if stage == "routing" else self.draw.choice(own)
        value = ROUTE if stage == "routing" else self.draw.choice(CONCLUSIONS[name].values)
        when = self.condition(DRAWN.index(stage), 2)
        period = Period.model_validate({"from": datetime.date(2000, 1, 1)})
        then = {name: (value,)}
        return Rule(f"r{number}", "", "", "", period, stage, "decision", when, then, "verified", "", "", number)

    def condition(self, before: int, depth: int) -> Condition:
        if depth and self.draw.random() < 0.75:
            parts = tuple(self.condition(before, depth - 1) for _ in range(self.draw.randint(2, 3)))
            return Junction(self.draw.random() < 0.65, parts)
        drawn = [name for name, stage in self.drawn_in.items() if DRAWN.index(stage) < before]
        if drawn and before < 4 and self.draw.random() < 0.6:
            name = self.draw.choice(drawn)
            ops = ("includes", "includes", "excludes") if name == "tags" else ("is", "is", "is_not")
            op = self.draw.choice((*ops, "exists"))
            return Comparison(name, op, op == "exists" or self.draw.choice(CONCLUSIONS[name].values))
        return self.asked(self.draw.choice([*self.facts, *self.facts, *(["total"] * 3 if self.terms else [])]))

    def asked(self, name: str) -> Comparison:
        draw, kind = self.draw, self.facts[name].type
        if draw.random() < 0.1:
            return Comparison(name, "exists", draw.random() < 0.7)
        if kind == "bool":
            return Comparison(name, draw.choice(("is", "is", "is_not")), draw.random() < 0.5)
        if kind == "string":
            op = draw.choice(("is", "is_not", "in", "not_in"))
            return Comparison(name, op, ("甲", "乙") if op in {"in", "not_in"} else draw.choice("甲乙"))
        op = draw.choice(("at_least", "above", "at_most", "below"))
        more = 2 if name == "total" else 0
        return Comparison(name, op, draw.choice((1, 2) if op in {"at_least", "below"} else (0, 1)) + more)


class Exhausted:
    """A court of its own, as plain as can be, which tries every value of every set of facts.

    ``routing``: of the rules that can open a route or contradict another, and so of the facts that they ask for, alone.
    """

    def __init__(
        self,
        law: LawBook,
        days: tuple[datetime.date, datetime.date] = DAYS,
        charge: object = None,
        *,
        routing: bool = False,
    ) -> None:
        self.book = law.book
        own = [
            rule
            for rule in law.edition(*days).rules
            if charge is None or (not rule.offences or charge in rule.offences)
        ]
        self.rules = [rule for rule in own if rule.stage != "grade"]
        if routing:
            self.rules = drawing(ROUTES, self.rules, law)
        made = [(rule, rule.when.test()) for rule in self.rules]
        self.stages = [[(rule, test) for rule, test in made if rule.stage == stage] for stage in STAGES]

    def opens(self, facts: Mapping[str, Any]) -> frozenset[str] | None:
        """The routes that are open; None where two rules contradict each other."""
        found = self.whole(facts)
        return None if found is None else frozenset(found[1].get(ROUTES, ()))

    def fires(self, facts: Mapping[str, Any]) -> frozenset[str] | None:
        """The rules that fire; None where two of them contradict each other."""
        found = self.whole(facts)
        return None if found is None else found[0]

    def whole(self, facts: Mapping[str, Any]) -> tuple[frozenset[str], dict[str, Any]] | None:
        known: dict[str, Any] = self.book.derive(dict(facts))
        fired: set[str] = set()
        for stage in self.stages:
            firing = [rule for rule, test in stage if test(known)]
            fired.update(rule.ref for rule in firing)
            for rule in firing:
                for name, values in rule.then.items():
                    conclusion, held = self.book.conclusions[name], known.get(name)
                    if conclusion.merge == "set":
                        known[name] = frozenset(values) | (held or frozenset())
                    elif conclusion.merge == "max":
                        known[name] = max(values[0], held or values[0], key=conclusion.values.index)
                    elif held not in (None, values[0]):
                        return None
                    else:
                        known[name] = values[0]
        return frozenset(fired), known

    def fewest(self, given: Mapping[str, Any], values: Mapping[str, Iterable[Any]], most: int) -> dict[str, int]:
        """Of every rule that does not fire: of how many facts, up to ``most``, the least set is that makes it fire."""
        free = {
            name: [value for value in several if value != given.get(name)]
            for name, several in values.items()
            if not self.book.facts[name].fixed
        }
        found: dict[str, int] = {}
        for names in (names for size in range(1, most + 1) for names in combinations(free, size)):
            for chosen in product(*(free[name] for name in names)):
                for rule in self.fires({**given, **dict(zip(names, chosen, strict=True))}) or ():
                    found.setdefault(rule, len(names))
        return found

    def least(self, given: Mapping[str, Any], values: Mapping[str, Iterable[Any]], most: int) -> dict[str, SETS]:
        """Of every closed route: every least set of up to ``most`` facts that opens it with some of these values."""
        free = {
            name: [value for value in several if value != given.get(name)]
            for name, several in values.items()
            if not self.book.facts[name].fixed
        }
        found: dict[str, set[frozenset[str]]] = {route: set() for route in closed(self, given)}
        for names in (frozenset(names) for size in range(1, most + 1) for names in combinations(free, size)):
            left = {route for route, sets in found.items() if not any(one <= names for one in sets)}
            for chosen in product(*(free[name] for name in names)) if left else ():
                opened = left & (self.opens({**given, **dict(zip(names, chosen, strict=True))}) or set())
                for route in opened:
                    found[route].add(names)
                left -= opened
                if not left:
                    break
        return {route: frozenset(sets) for route, sets in found.items()}


def drawing(conclusion: str, rules: list[Rule], law: LawBook) -> list[Rule]:
    """The rules from which a conclusion can follow, at first or second hand, and all that can contradict each other."""
    wanted = {conclusion} | {name for name, one in law.book.conclusions.items() if one.merge == "single"}
    while True:
        kept = [rule for rule in rules if wanted & rule.then.keys()]
        more = wanted | {comparison.fact for rule in kept for comparison in rule.comparisons}
        if more == wanted:
            return kept
        wanted = more


def closed(court: Exhausted, facts: Mapping[str, Any]) -> set[str]:
    """The closed routes that some rule would open; none where the rules contradict each other."""
    opened = court.opens(facts)
    drawn = {route for rule in court.rules for route in rule.then.get(ROUTES, ())}
    return set() if opened is None else drawn - opened


def closed_cases(number: int) -> Iterable[RandomLaw]:
    """Random laws from one seed on: those whose case is decided and the route closed."""
    for seed in range(number * 1_000, number * 1_000 + 1_000):
        law = RandomLaw(seed)
        if ROUTE in closed(Exhausted(law.book), law.given):
            yield law


def test_in_random_laws_it_finds_the_least_sets_that_trying_everything_finds(attempts: Attempts) -> None:
    sizes: dict[int, int] = {}
    for number in attempts(200, 5_000):
        law = next(iter(closed_cases(number)))
        found = missing(PlainEngine(law.book), law.given, DAYS, ROUTE, FOUR)
        assert found.complete
        assert names_of(found) == Exhausted(law.book).least(law.given, law.values, 4)[ROUTE], number
        for way in found.ways:
            sizes[len(way)] = sizes.get(len(way), 0) + 1
    assert all(sizes[size] > 2 for size in (1, 2, 3))  # or the laws would ask for nothing


def test_with_the_values_told_the_route_opens_and_with_fewer_it_does_not(attempts: Attempts) -> None:
    for number in attempts(25, 5_000):
        law = next(iter(closed_cases(number)))
        court = Exhausted(law.book)
        for way in missing(PlainEngine(law.book), law.given, DAYS, ROUTE, FOUR).ways:
            changes = {need.fact.name: need.value for need in way}
            assert ROUTE in (court.opens(law.given | changes) or ())
            for name in changes:
                fewer = {one: value for one, value in changes.items() if one != name}
                assert ROUTE not in (court.opens(law.given | fewer) or ())


def test_of_a_rule_it_finds_as_few_facts_as_trying_everything_finds(attempts: Attempts) -> None:
    sizes: dict[int, int] = {}
    for number in attempts(20, 1_000):
        law = next(one for one in map(RandomLaw, itertools.count(number * 1_000)) if len(one.values) < 9)
        court = Exhausted(law.book)
        engine = PlainEngine(law.book)
        fired = court.fires(law.given)
        if fired is None:
            continue
        rules = [one for one in engine.decide(law.given, *DAYS).rules if not one.fired]
        found = missing_for_rules(engine, law.given, DAYS, [one.outcome.ready for one in rules], Bound(facts=3))
        fewest = court.fewest(law.given, law.values, 3)
        for one in found:
            assert one.complete
            assert len(one.ways) == (one.route in fewest), (number, one.route)
            for way in one.ways:
                changes = {need.fact.name: need.value for need in way}
                assert len(changes) == fewest[one.route], (number, one.route)
                assert one.route in (court.fires(law.given | changes) or ())
                sizes[len(way)] = sizes.get(len(way), 0) + 1
    assert {1, 2} <= set(sizes)  # or the laws would ask for nothing


def test_of_a_published_example_every_rule_names_what_makes_it_apply_or_that_nothing_does() -> None:
    named = 0
    for name in PUBLISHED:
        facts, days = example(name)
        rules = [one for one in decide(facts, conduct=days[0], on=days[1]).rules if not one.fired]
        open_ = [one.outcome.ready for one in rules if one.would_fire_if is None]
        for one in missing_for_rules(rule_engine(), facts, days, open_):
            assert one.complete, (name, one.route)
            for way in one.ways:
                again = decide(facts | {n.fact.name: n.value for n in way}, conduct=days[0], on=days[1])
                assert one.route in {report.outcome.rule.ref for report in again.rules if report.fired}
                named += 1
    assert named


@cache
def example(name: str) -> tuple[dict[str, Any], tuple[datetime.date, datetime.date]]:
    """The legal facts of a published example and its days."""
    casefile = with_files(load((EXAMPLES / name).read_bytes()), beside(EXAMPLES))
    found = assess(casefile)
    return legal_facts(casefile, found.measurement, found.on), (casefile.case.conduct.ended, found.on)


PUBLISHED = sorted(path.name for path in EXAMPLES.glob("*.yaml"))


def test_under_the_law_that_ships_pairs_of_facts_open_what_trying_all_pairs_opens(attempts: Attempts) -> None:
    """Of every example; of some, among all facts that any rule asks for."""
    law, whole, checked = load_lawbook(), set(attempts(1, len(PUBLISHED))), 0
    for number, name in enumerate(PUBLISHED):
        facts, days = example(name)
        given = law.book.normalise(facts)
        court = Exhausted(law, days, given["offence"], routing=number not in whole)
        for route, sets in court.least(given, values_of(court, law), 2).items():
            assert names_of(missing(rule_engine(), facts, days, route, Bound(facts=2))) == sets, name
            checked += 1
    assert checked > len(PUBLISHED)


def values_of(court: Exhausted, law: LawBook) -> dict[str, list[Any]]:
    """By fact that some rule asks for: the values that rules name, their neighbours, and one that none names."""
    asked = {comparison.fact for rule in court.rules for comparison in rule.comparisons}
    asked |= {term.fact for name in asked if name in law.book.facts for term in law.book.facts[name].sum}
    return {name: values for name, values in choices(law).items() if name in asked}


def test_every_closed_route_of_a_published_example_names_what_opens_it_or_has_no_rule() -> None:
    for name in PUBLISHED:
        facts, days = example(name)
        for route in decide(facts, conduct=days[0], on=days[1]).routes:
            if not route.open:
                found = missing(rule_engine(), facts, days, route.route)
                assert found.complete
                assert bool(found.ways) is bool(route.rules), (name, route.route)


def test_a_search_that_reaches_its_bound_says_so() -> None:
    facts = {"offence": "滥伐林木"}
    whole = missing(rule_engine(), facts, DAYS, "认购碳汇")
    assert whole.complete
    assert not missing(rule_engine(), facts, DAYS, "认购碳汇", Bound(trials=whole.trials - 1)).complete


def test_facts_that_no_rule_can_make_of_a_law_not_yet_in_force_are_not_sought() -> None:
    found = missing(rule_engine(), {"offence": "滥伐林木"}, (datetime.date(2016, 1, 1),) * 2, "劳务代偿")
    assert (found.ways, found.complete, found.trials) == ((), True, 0)


def test_what_the_charge_fixes_is_never_told_as_missing(tmp_path: Path) -> None:
    law = lawbook(tmp_path, CHARGED)
    assert names_of(missing(RuleEngine(law), {"offence": "滥伐林木"}, DAYS, "原地补植")) == {frozenset({"wild"})}


def test_a_route_that_asks_for_a_grade_names_the_facts_that_make_the_grade(tmp_path: Path) -> None:
    law = lawbook(tmp_path, GRADED)
    found = missing(RuleEngine(law), {"offence": "盗伐林木"}, DAYS, "原地补植")
    assert [{need.fact.name: need.value for need in way} for way in found.ways] == [{"trees": 20}]


CHARGED = """
    - id: r
      says: 一条规则
      basis: {text: 新法, article: 第一条}
      in_force: {from: 2010-01-01}
      stage: routing
      when: {any: [{fact: wild, is: true}, {fact: offence, is: 盗伐林木}]}
      then: {routes: 原地补植}
      approval: 尚需法官决定
"""

GRADED = """
    - id: g
      says: 数量较大
      basis: {text: 新法, article: 第一条}
      in_force: {from: 2010-01-01}
      stage: grade
      when: {all: [{fact: offence, is: 盗伐林木}, {fact: trees, at_least: 20}]}
      then: {offence_grade: 数量较大}
    - id: r
      says: 一条规则
      basis: {text: 新法, article: 第二条}
      in_force: {from: 2010-01-01}
      stage: routing
      when: {fact: offence_grade, is: 数量较大}
      then: {routes: 原地补植}
      approval: 尚需法官决定
"""
