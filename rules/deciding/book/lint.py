"""What no single rule shows: overlapping editions, contradictions, conclusions asked for before they are drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from rules.deciding.book.conditions import canonical
from rules.deciding.book.factbook import FactBook
from rules.deciding.book.types import STAGES, Rule
from rules.reading.located import Mistake
from rules.reading.messages import msg, template

EDITIONS_OVERLAP = template("规则 {id} 的两个版本施行期间重叠{where}")
OTHER_STAGE = template("规则 {id} 的两个版本不在同一阶段{where}")

ASKED_FOR = {"offence_grade": "max", "routes": "set"}
"""Conclusions that the program itself asks for, and how several are merged."""

RESERVED = {"known", "sid", "id"}
"""Names the engine uses for its own."""


def lint_facts(book: FactBook, file: str) -> Iterator[Mistake]:
    """Derived facts rest on given numbers; no name means two things; what the program asks for is there."""
    for fact in book.facts.values():
        for term in fact.sum:
            source = book.facts.get(term.fact)
            if source is None or source.sum or source.type not in {"integer", "decimal"}:
                told = msg("推算的事实 {name} 只能由直接给出的数推算，{fact} 不是", name=fact.name, fact=term.fact)
                yield fact.mistake(told)
        if fact.detail and fact.detail not in book.facts:
            yield fact.mistake(msg("事实 {name} 的 detail {detail} 不是事实", name=fact.name, detail=fact.detail))
        if fact.name in RESERVED:
            yield fact.mistake(msg("事实不得名为 {name}", name=fact.name))
    grades = book.conclusions.get("offence_grade")
    for scale in book.scales.values():
        if grades is None or scale.lowest not in grades.values:
            told = msg("{offence}的 lowest 不是数量档次的值：{lowest}", offence=scale.offence, lowest=scale.lowest)
            yield scale.mistake(told)
        yield from (scale.mistake(msg("未知的事实 {name}", name=n)) for n in scale.needs if n not in book.facts)
    for name, merge in ASKED_FOR.items():
        held = book.conclusions.get(name)
        if held is None or held.merge != merge:
            told = msg("应有结论 {name}（merge: {merge}），系统要用", name=name, merge=merge)
            yield held.mistake(told) if held else Mistake(file, 1, told)
    if "offence" not in book.facts or book.facts["offence"].type != "string":
        yield Mistake(file, 1, msg("应有事实 offence（type: string），系统要用"))
    for conclusion in book.conclusions.values():
        if conclusion.unless and conclusion.unless not in book.conclusions:
            yield conclusion.mistake(msg("unless 不是结论：{value}", value=conclusion.unless))
        for mark, marked in conclusion.marks.items():
            for value in marked:
                if value not in conclusion.values:
                    yield conclusion.mistake(msg("{mark} 不是该结论的值：{value}", mark=mark, value=value))
    for name in book.facts.keys() & book.conclusions.keys():
        yield book.conclusions[name].mistake(msg("{name} 既是事实又是结论", name=name))


def lint(rules: Sequence[Rule], book: FactBook, mistakes: list[Mistake]) -> None:
    """Notes every mistake between the rules."""
    _editions(rules, mistakes)
    _contradictions(rules, book, mistakes)
    _order(rules, book, mistakes)


def _editions(rules: Sequence[Rule], mistakes: list[Mistake]) -> None:
    by_name: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.end_of_range != "high":
            by_name[rule.id].append(rule)
    for same in by_name.values():
        for first, second in combinations(same, 2):
            where = msg("（另见 {file} 第 {line} 行）", file=first.file, line=first.line)
            if (first.file, first.line) == (second.file, second.line):
                continue  # one entry, for several provinces
            if first.in_force == second.in_force:
                mistakes.append(
                    Mistake(second.file, second.line, msg("规则 {id} 重复{where}", id=second.id, where=where))
                )
            elif first.in_force.overlaps(second.in_force):
                mistakes.append(
                    Mistake(
                        second.file,
                        second.line,
                        msg(EDITIONS_OVERLAP, id=second.id, where=where),
                    )
                )
            elif first.stage != second.stage:
                mistakes.append(
                    Mistake(
                        second.file,
                        second.line,
                        msg(OTHER_STAGE, id=second.id, where=where),
                    )
                )


def _contradictions(rules: Sequence[Rule], book: FactBook, mistakes: list[Mistake]) -> None:
    """Two rules that hold on the same day of the same facts must not conclude different things where one is due."""
    alike: dict[tuple[str, str], list[Rule]] = defaultdict(list)
    for rule in rules:
        alike[rule.stage, repr(canonical(rule.when))].append(rule)
    for same in alike.values():
        for first, second in combinations(same, 2):
            if not first.in_force.overlaps(second.in_force) or first.end_of_range != second.end_of_range:
                continue
            for name in first.then.keys() & second.then.keys():
                if book.conclusions[name].merge == "single" and first.then[name] != second.then[name]:
                    mistakes.append(
                        Mistake(
                            second.file,
                            second.line,
                            msg(
                                "规则 {id} 与 {other}（{file} 第 {line} 行）条件相同，结论 {name} 却相互矛盾："
                                "{one}、{two}",
                                id=second.id,
                                other=first.id,
                                file=first.file,
                                line=first.line,
                                name=name,
                                one=first.then[name][0],
                                two=second.then[name][0],
                            ),
                        )
                    )


def _order(rules: Sequence[Rule], book: FactBook, mistakes: list[Mistake]) -> None:
    stages: list[str] = list(STAGES)
    drawn: dict[str, int] = {}
    for rule in rules:
        for name in rule.then:
            drawn[name] = min(drawn.get(name, len(stages)), stages.index(rule.stage))
    for rule in rules:
        for comparison in rule.comparisons:
            name = comparison.fact
            if name in book.conclusions and drawn.get(name, len(stages)) >= stages.index(rule.stage):
                mistakes.append(
                    Mistake(
                        rule.file,
                        comparison.line,
                        msg("规则 {id} 用到的结论 {name} 在更早的阶段还没有规则得出", id=rule.id, name=name),
                    )
                )
        if rule.end_of_range and any(book.conclusions[name].merge != "max" for name in rule.then):
            mistakes.append(
                Mistake(
                    rule.file,
                    rule.line,
                    msg("规则 {id} 用到缺失的数额，只能得出可比高低的结论（merge: max）", id=rule.id),
                )
            )
