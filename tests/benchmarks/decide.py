"""Deciding: 20 facts and 30 rules by both evaluators with reasons; the same rules by zen-engine with its trace.

The full rule set is timed on the golden cases, and small books of growing size show how time grows with rules.
"""

from __future__ import annotations

import datetime
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import zen

from rules.deciding.book import load, load_lawbook
from rules.deciding.decide import RuleEngine
from tests.benchmarks.figure import Figure
from tests.rules.law.golden import all_cases
from tests.rules.law.small import TEXTS

FACTS, RULES = 20, 30
DAY = datetime.date(2024, 1, 1)
SECONDS = 4
TURNS = 5

Marks = list[list[tuple[str, int]]]
"""Of each rule the facts it asks for, each with the least value that satisfies it."""

Case = dict[str, Any]


def figures() -> Iterator[Figure]:
    draw = random.Random(7)  # noqa: S311  # facts for a benchmark
    cases = [{f"f{n}": draw.randint(0, 9) for n in range(FACTS)} for _ in range(500)]
    marks = _marks(RULES)
    court = _court(marks)
    table = _table(marks)
    for case in cases:  # the same workload, or the comparison says nothing
        assert _ours(court, case) == _theirs(table, case)
    ours = _rate(cases, lambda case: court.decide(case, DAY, DAY).as_json())
    theirs = _rate(cases, lambda case: table.evaluate(case, {"trace": True}))
    yield Figure(f"decide {FACTS} facts, {RULES} rules, both evaluators, reasons", ours, "cases/s", 1500, True)
    print(f"the same workload by zen-engine with trace: {theirs:.0f} cases/s; ours is {ours / theirs:.2f} times that")
    golden = all_cases()
    shipped = RuleEngine(load_lawbook())
    full = _rate(golden, lambda one: shipped.decide(one.facts, one.conduct, one.on).as_json())
    print(f"all {len(load_lawbook().rules)} rules on the golden cases, both evaluators, reasons: {full:.0f} cases/s")
    few, many = _best(cases, [_decider(_court(_marks(count))) for count in (RULES, 8 * RULES)])
    yield Figure(f"time of {8 * RULES} rules beside {RULES}, over linear", few / many / 8, "x", 1.5)


def _decider(court: RuleEngine) -> Callable[[Case], object]:
    return lambda case: court.decide(case, DAY, DAY).as_json()


def _marks(count: int) -> Marks:
    draw = random.Random(11)  # noqa: S311  # rules for a benchmark
    return [[(f"f{n}", draw.randint(3, 7)) for n in sorted(draw.sample(range(FACTS), 3))] for _ in range(count)]


def _court(marks: Marks) -> RuleEngine:
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


def _ours(court: RuleEngine, case: Case) -> set[int]:
    return {int(rule.id[1:]) for rule in court.decide(case, DAY, DAY).rules if rule.fired}


def _theirs(table: Any, case: Case) -> set[int]:
    return {row["rule"] for row in table.evaluate(case)["result"]}


def _best(cases: Sequence[Any], works: Sequence[Callable[[Any], object]]) -> list[float]:
    """The best rate of each over several turns: what else the machine does at the time slows one turn, not all."""
    turns = [[_rate(cases, work, SECONDS / TURNS) for work in works] for _ in range(TURNS)]
    return [max(rates) for rates in zip(*turns, strict=True)]


def _rate(cases: Sequence[Any], work: Callable[[Any], object], seconds: float = SECONDS) -> float:
    for case in cases:
        work(case)
    count, begin = 0, time.process_time()
    while (spent := time.process_time() - begin) < seconds:
        for case in cases:
            work(case)
        count += len(cases)
    return count / spent
