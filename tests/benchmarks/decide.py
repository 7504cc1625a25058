"""Deciding: 20 facts and 30 rules by durable-rules alone, by both evaluators with reasons, by zen-engine with trace.

The full rule set is timed on the golden cases, and small books of growing size show how time grows with rules.
"""

from __future__ import annotations

import datetime
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zen

from rules.deciding.book import load, load_lawbook
from rules.deciding.decide import RuleEngine
from rules.deciding.evaluator import KnownFacts
from tests.benchmarks.figure import Figure
from tests.rules.law.golden import all_cases
from tests.rules.law.small import TEXTS

FACTS, RULES = 20, 30
DAY = datetime.date(2024, 1, 1)
SECONDS = 4
TURNS = 25
CASES = 200
FINE = 10_000
"""Steps of each value where no two cases may state the same, so that nothing kept of one serves another."""

Marks = list[list[tuple[str, int]]]
"""Of each rule the facts it asks for, each with the least value that satisfies it."""

Case = dict[str, Any]


def figures() -> Iterator[Figure]:
    draw = random.Random(7)  # noqa: S311  # facts for a benchmark
    marks = _marks(RULES)
    engine, table = _engine(marks), _table(marks)
    for case in _cases(draw, 500):  # the same workload, or the comparison says nothing; and all three warm
        assert _ours(engine, case) == _theirs(table, case) == _alone(engine)(case)
    works = {
        "a  durable-rules in its harness alone": _alone(engine),
        "b  both evaluators, every reason made": _with_reasons(engine),
        "b' the same, written out as JSON": _decider(engine),
        "c  zen-engine with trace": lambda case: table.evaluate(case, {"trace": True}),
        "d  facts typed, and nothing asked": _typed(engine),
        "e  the plain evaluator alone, every reason": _plain(engine),
    }
    sides = [_Side(name, work) for name, work in works.items()]
    alone, reasons, written, theirs, typed, plain = sides
    _take_turns(sides, lambda: _cases(draw, CASES))
    print(f"{FACTS} facts, {RULES} rules, in turns on {TURNS} × {CASES} cases that none of them has seen:")
    for side in sides:
        print(side.line(alone))
    least = (alone.busy_us + plain.busy_us - typed.busy_us) / alone.busy_us
    print(f"  a and e with facts typed once, and nothing concluded: {least:.2f} × a")
    yield Figure(f"decide {FACTS} facts, {RULES} rules, both evaluators, reasons", written.rate, "cases/s", 1500, True)
    yield Figure("time of both evaluators with reasons over harness", reasons.over(alone), "x", 1.4)
    yield Figure("time of zen-engine with trace over ours as JSON", theirs.over(written), "x", 1, True)
    golden = all_cases()
    shipped = RuleEngine(load_lawbook())
    full = _rate(golden, lambda one: shipped.decide(one.facts, one.conduct, one.on).as_json())
    print(f"all {len(load_lawbook().rules)} rules on the golden cases, both evaluators, reasons: {full:.0f} cases/s")
    few, many = (_Side(f"{count} rules", _decider(_engine(_marks(count, FINE)))) for count in (RULES, 8 * RULES))
    _take_turns([few, many], lambda: _cases(draw, CASES, FINE))
    yield Figure(f"time of {8 * RULES} rules beside {RULES}, over linear", many.over(few) / 8, "x", 1.5)


@dataclass
class _Side:
    """One of the works compared, and the seconds a case of each of its turns: of the processor, and by the clock."""

    name: str
    work: Callable[[Case], object]
    busy: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Cases a second of processor time: the middle of all turns."""
        return 1 / statistics.median(self.busy)

    @property
    def busy_us(self) -> float:
        """Microseconds of processor time a case: the middle of all turns."""
        return 1e6 * statistics.median(self.busy)

    def over(self, other: _Side) -> float:
        """How many times the other's time it takes: the middle of the turns, each beside the other's of that turn."""
        return statistics.median(own / theirs for own, theirs in zip(self.busy, other.busy, strict=True))

    def line(self, base: _Side) -> str:
        busy, clock = (1e6 * statistics.median(times) for times in (self.busy, self.clock))
        rates = f"{self.rate:>8.0f} cases/s  {busy:>7.1f} µs processor  {clock:>8.1f} µs clock"
        return f"  {self.name:<42} {rates}  {self.over(base):.2f} × a"


def _take_turns(sides: Sequence[_Side], cases: Callable[[], Sequence[Case]]) -> None:
    """Every side works on the same new cases in every turn, so that whatever else the machine does slows all alike."""
    for _ in range(TURNS):
        given = cases()
        for side in sides:
            busy, clock = time.process_time(), time.perf_counter()
            for case in given:
                side.work(case)
            side.busy.append((time.process_time() - busy) / len(given))
            side.clock.append((time.perf_counter() - clock) / len(given))


def _cases(draw: random.Random, count: int, fine: int = 1) -> list[Case]:
    return [{f"f{n}": draw.randint(0, 10 * fine - 1) for n in range(FACTS)} for _ in range(count)]


def _alone(engine: RuleEngine) -> Callable[[Case], set[int]]:
    """The rules that fire by durable-rules alone, from facts typed as it needs them."""
    book = engine.lawbook.book
    (stage,) = engine.lawbook.edition(DAY, DAY).stages
    return lambda case: set(engine.engine.evaluated(stage, book.derive(book.normalise(case))))


def _typed(engine: RuleEngine) -> Callable[[Case], dict[str, Any]]:
    book = engine.lawbook.book
    return lambda case: book.derive(book.normalise(case))


def _plain(engine: RuleEngine) -> Callable[[Case], object]:
    """The reports of the plain evaluator with their reasons, from facts typed as it needs them."""
    typed, edition = _typed(engine), engine.lawbook.edition(DAY, DAY)
    (stage,), oracle = edition.stages, engine.oracle(edition)
    return lambda case: [rule.told() for rule in engine.repeat(stage, oracle, KnownFacts(typed(case)))]


def _with_reasons(engine: RuleEngine) -> Callable[[Case], object]:
    return lambda case: [rule.told() for rule in engine.decide(case, DAY, DAY).rules]


def _decider(engine: RuleEngine) -> Callable[[Case], object]:
    return lambda case: engine.decide(case, DAY, DAY).as_json()


def _marks(count: int, fine: int = 1) -> Marks:
    draw = random.Random(11)  # noqa: S311  # rules for a benchmark
    return [[(f"f{n}", fine * draw.randint(3, 7)) for n in sorted(draw.sample(range(FACTS), 3))] for _ in range(count)]


def _engine(marks: Marks) -> RuleEngine:
    names = ", ".join(f"r{number}" for number in range(len(marks)))
    facts = [f"- {{fact: f{n}, type: integer, label: 事实{n}}}" for n in range(FACTS)]
    facts.append("- {fact: offence, type: string, label: 罪名, fixed: true}")
    facts.append(f"- {{conclusion: hits, label: 结论, merge: set, values: [{names}]}}")
    facts.append("- {conclusion: offence_grade, label: 档次, merge: max, values: [未达数量较大]}")
    facts.append("- {conclusion: routes, label: 方式, merge: set, values: [原地补植]}")
    facts.append("- {conclusion: grade_left_open, label: 不定, merge: set, values: [不定]}")
    rules = [
        f"- {{id: r{number}, says: 规则{number}, basis: {{text: 新法, article: 第{number}条}}, stage: loss_gate,"
        f" in_force: {{from: 2010-01-01}}, when: {{all: [{_condition(asked)}]}}, then: {{hits: r{number}}}}}"
        for number, asked in enumerate(marks)
    ]
    texts = "\n".join(line.strip() for line in TEXTS.splitlines() if line.strip())
    files = {"facts": "\n".join(facts), "texts": texts, "figures": "[]", "subject": "\n".join(rules)}
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / f"{name}.yaml").write_text(content, encoding="utf-8")
        return RuleEngine(load(Path(folder)))


def _condition(asked: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{{fact: {name}, at_least: {least}}}" for name, least in asked)


def _table(marks: Marks) -> Any:
    inputs = [{"id": f"i{n}", "name": f"f{n}", "field": f"f{n}"} for n in range(FACTS)]
    rules = [
        {"_id": str(number), "o": str(number)}
        | {f"i{n}": "" for n in range(FACTS)}
        | {f"i{name[1:]}": f">= {least}" for name, least in asked}
        for number, asked in enumerate(marks)
    ]
    place = {"x": 0, "y": 0}
    table = {"hitPolicy": "collect", "inputs": inputs, "outputs": [{"id": "o", "name": "o", "field": "rule"}]}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": place},
        {
            "id": "t",
            "type": "decisionTableNode",
            "name": "t",
            "position": place,
            "content": {**table, "rules": rules},
        },
        {"id": "out", "type": "outputNode", "name": "out", "position": place},
    ]
    edges = [
        {"id": "a", "sourceId": "in", "targetId": "t", "type": "edge"},
        {"id": "b", "sourceId": "t", "targetId": "out", "type": "edge"},
    ]
    graph = {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}
    return zen.ZenEngine().create_decision(json.dumps(graph))


def _ours(engine: RuleEngine, case: Case) -> set[int]:
    return {int(rule.id[1:]) for rule in engine.decide(case, DAY, DAY).rules if rule.fired}


def _theirs(table: Any, case: Case) -> set[int]:
    return {row["rule"] for row in table.evaluate(case)["result"]}


def _rate(cases: Sequence[Any], work: Callable[[Any], object], seconds: float = SECONDS) -> float:
    for case in cases:
        work(case)
    count, begin = 0, time.process_time()
    while (spent := time.process_time() - begin) < seconds:
        for case in cases:
            work(case)
        count += len(cases)
    return count / spent
