"""From the mappings of a law file to typed facts, texts, figures and rules; every mistake is kept with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from rules.casefile.schema import facts_by_path
from rules.deciding.book.conditions import OPERATORS, ORDERED, Comparison, Condition, Junction, Value
from rules.deciding.book.entry import EntryReader, empty
from rules.deciding.book.factbook import MERGES, TYPES, Conclusion, Fact, FactBook, Scale, Term, typed_value
from rules.deciding.book.located import Mapped
from rules.deciding.book.shape import divides_exactly
from rules.deciding.book.types import CONFIDENCES, STAGES, Figure, LawText, Rule
from rules.values.fields import Kind

READ_AS: Mapping[Kind, tuple[str, int]] = {
    Kind.FLAG: ("bool", 0),
    Kind.TEXT: ("string", 0),
    Kind.CHOICE: ("string", 0),
    Kind.DATE: ("date", 0),
    Kind.COUNT: ("integer", 0),
    Kind.MONEY: ("decimal", 2),
    Kind.NUMBER: ("decimal", 4),
    Kind.SHARE: ("decimal", 4),
}
"""What a fact of the case file is to the law: its type, and the places that a threshold on it may use."""


class Parser(EntryReader):
    """Parses the entries of one file."""

    # the vocabulary

    def fact(self, entry: Mapped) -> Fact:
        if "reads" in entry:
            return self._read_fact(entry)
        self.keys(entry, "fact type label", "unit decimals fixed values sum detail raised note")
        kind = self.choice(entry, "type", TYPES)
        terms: list[Term] = []
        for raw in entry.get("sum") or []:
            self.keys(raw, "fact per")
            if not isinstance(raw["per"], Decimal) or raw["per"] <= 0 or not divides_exactly(raw["per"]):
                raise self.refuse(raw.line, "per 应为能整除的正数，现为 {value!r}", value=raw["per"])
            terms.append(Term(str(raw["fact"]), raw["per"]))
        return Fact(
            name=str(entry["fact"]),
            type=kind,
            label=self.text(entry, "label"),
            unit=self.text(entry, "unit"),
            decimals=int(entry.get("decimals") or 0),
            values=tuple(str(value) for value in entry.get("values") or ()),
            sum=tuple(terms),
            **self._added(entry),
        )

    def _read_fact(self, entry: Mapped) -> Fact:
        """A fact that a case file states: the law adds only how it takes it."""
        self.keys(entry, "fact reads", "fixed values detail raised note")
        path = self.text(entry, "reads")
        at = facts_by_path().get(path)
        if at is None or at.kind not in READ_AS:
            raise self.refuse(entry.line, "案件文件没有 {path} 这一项事实", path=path)
        kind, decimals = READ_AS[at.kind]
        values = entry.get("values") or (at.words if at.kind is Kind.CHOICE else ())
        return Fact(
            name=str(entry["fact"]),
            type=kind,
            label=str(at.fact.label),
            unit=str(at.fact.unit.name) if at.fact.unit else "",
            decimals=decimals,
            values=tuple(str(value) for value in values),
            reads=path,
            **self._added(entry),
        )

    def _added(self, entry: Mapped) -> dict[str, Any]:
        """What the law says of any fact."""
        return {
            "fixed": entry.get("fixed") is True,
            "detail": self.text(entry, "detail"),
            "raised": entry.get("raised") is True,
            "line": entry.line,
        }

    def conclusion(self, entry: Mapped) -> Conclusion:
        self.keys(entry, "conclusion label merge values")
        merge = self.choice(entry, "merge", MERGES)
        values = tuple(str(value) for value in entry["values"])
        return Conclusion(str(entry["conclusion"]), self.text(entry, "label"), merge, values, entry.line)

    def scale(self, entry: Mapped) -> Scale:
        self.keys(entry, "scale lowest", "needs caution note")
        needs = tuple(str(name) for name in entry.get("needs") or ())
        return Scale(
            self.text(entry, "scale"), self.text(entry, "lowest"), needs, self.text(entry, "caution"), entry.line
        )

    def law_text(self, entry: Mapped) -> LawText:
        self.keys(entry, "text title in_force source confidence", "note")
        return LawText(
            self.text(entry, "text"),
            self.text(entry, "title"),
            self.period(entry),
            self.text(entry, "source"),
            self.choice(entry, "confidence", CONFIDENCES),
            self.text(entry, "note"),
        )

    def figure(self, entry: Mapped) -> Figure:
        self.keys(entry, "figure label unit range province basis reason", "value")
        bounds, value, basis = entry["range"], entry.get("value"), entry["basis"]
        if not (isinstance(bounds, list) and len(bounds) == 2 and all(isinstance(end, Decimal) for end in bounds)):
            raise self.refuse(entry.line, "range 应为两个数：下限与上限")
        low, high = bounds
        if low >= high:
            raise self.refuse(entry.line, "幅度颠倒：{low} 至 {high}", low=low, high=high)
        if not isinstance(basis, Mapped):
            raise self.refuse(entry.line, "basis 应写明 text 与 article")
        self.keys(basis, "text article")
        if value is not None and not (isinstance(value, Decimal) and low <= value <= high):
            raise self.refuse(
                entry.line, "本省数额 {value} 不在幅度 {low} 至 {high} 内", value=value, low=low, high=high
            )
        return Figure(
            str(entry["figure"]),
            self.text(entry, "label"),
            self.text(entry, "unit"),
            low,
            high,
            self.text(entry, "province"),
            value,
            self.text(basis, "text"),
            self.text(basis, "article"),
            self.text(entry, "reason"),
            entry.line,
        )

    # the rules

    def rules(
        self, entry: Mapped, book: FactBook, texts: Mapping[str, LawText], figures: Mapping[str, Figure]
    ) -> list[Rule]:
        """The rule of an entry; two of them, one for each end of the range, where a provincial figure is missing."""
        self.keys(entry, "id says basis in_force stage when then", "selected_by confidence note approval")
        basis = entry["basis"]
        if not isinstance(basis, Mapped) or empty(basis.get("text")) or empty(basis.get("article")):
            raise self.refuse(
                entry.line, "规则 {id} 没有依据：basis 应写明 text（规范文件）与 article（条款）", id=entry["id"]
            )
        self.keys(basis, "text article")
        stage = self.choice(entry, "stage", tuple(STAGES))
        rule = Rule(
            id=self.text(entry, "id"),
            says=self.text(entry, "says"),
            text=self.text(basis, "text"),
            article=self.text(basis, "article"),
            in_force=self.period(entry),
            stage=stage,
            selected_by=self.choice(entry, "selected_by", ("conduct", "decision", "both"), STAGES[stage]),
            when=self.condition(entry["when"], entry.line, book, figures),
            then=self.then(entry, book),
            confidence=self.choice(entry, "confidence", CONFIDENCES, "verified"),
            note=self.text(entry, "note"),
            file=self.file,
            line=entry.line,
            approval=self.text(entry, "approval"),
        )
        cited = texts.get(rule.text)
        if cited is None:
            raise self.refuse(basis.line, "规则 {id} 的依据 {text} 不在 texts.yaml 中", id=rule.id, text=rule.text)
        if not cited.in_force.covers(rule.in_force):
            raise self.refuse(entry.line, "规则 {id} 的施行期间超出 {text} 的施行期间", id=rule.id, text=rule.text)
        if ("routes" in rule.then) != bool(rule.approval):
            raise self.refuse(
                entry.line, "规则 {id}：得出赔偿方式的规则、也只有这种规则，应写明 approval（尚待谁决定）", id=rule.id
            )
        if not rule.when.positive:
            raise self.refuse(entry.line, "规则 {id} 只有否定条件：每一种触发情形都要有一个肯定的条件", id=rule.id)
        return self._by_figure(rule, figures)

    def _by_figure(self, rule: Rule, figures: Mapping[str, Figure]) -> list[Rule]:
        missing = {c.figure for c in rule.comparisons if c.figure and figures[c.figure].value is None}
        if not missing:
            return [replace(rule, when=_with_figures(rule.when, figures, ""))]
        return [replace(rule, when=_with_figures(rule.when, figures, end), end_of_range=end) for end in ("low", "high")]

    def then(self, entry: Mapped, book: FactBook) -> dict[str, tuple[str, ...]]:
        raw = entry["then"]
        if not isinstance(raw, Mapped):
            raise self.refuse(entry.line, "then 应写明结论与其值")
        result: dict[str, tuple[str, ...]] = {}
        for name, value in raw.items():
            conclusion = book.conclusions.get(name)
            if conclusion is None:
                raise self.refuse(raw.line, "未知的结论 {name}", name=name)
            values = tuple(value) if isinstance(value, list) else (value,)
            for one in values:
                if one not in conclusion.values:
                    raise self.refuse(raw.line, "结论 {name} 没有 {one!r} 这个值", name=name, one=one)
            if len(values) != 1 and conclusion.merge != "set":
                raise self.refuse(raw.line, "结论 {name} 只能有一个值", name=name)
            result[name] = values
        return result

    def condition(self, raw: Any, line: int, book: FactBook, figures: Mapping[str, Figure]) -> Condition:
        if not isinstance(raw, Mapped):
            raise self.refuse(line, "条件应为 all、any、not 或对一个事实的比较，现为 {raw!r}", raw=raw)
        if "fact" in raw:
            return self.comparison(raw, book, figures)
        if len(raw) != 1 or next(iter(raw)) not in {"all", "any", "not"}:
            raise self.refuse(raw.line, "条件应为 all、any、not 之一，或写明 fact")
        kind, inner = next(iter(raw.items()))
        parts = inner if isinstance(inner, list) else [inner]
        if not parts:
            raise self.refuse(raw.line, "{kind} 中没有条件", kind=kind)
        built = tuple(self.condition(part, raw.line, book, figures) for part in parts)
        # not of a list denies each of its parts
        return Junction(False, built, raw.line).negated() if kind == "not" else Junction(kind == "all", built, raw.line)

    def comparison(self, raw: Mapped, book: FactBook, figures: Mapping[str, Figure]) -> Comparison:
        name = str(raw["fact"])
        fact, conclusion = book.facts.get(name), book.conclusions.get(name)
        if fact is None and conclusion is None:
            raise self.refuse(raw.line, "未知的事实 {name}", name=name)
        stated = [key for key in raw if key != "fact"]
        if len(stated) != 1 or stated[0] not in OPERATORS:
            raise self.refuse(raw.line, "对 {name} 应恰好写一种比较：{known}", name=name, known=sorted(OPERATORS))
        op, value = stated[0], raw[stated[0]]
        if op == "exists":
            if not isinstance(value, bool):
                raise self.refuse(raw.line, "{name} 的 exists 应为 true 或 false", name=name)
            return Comparison(name, op, value, raw.line)
        if isinstance(value, Mapped):
            return self._against_figure(raw, name, op, value, book, figures)
        kind = fact.type if fact else "string"
        self._operator_fits(raw, name, op, kind, conclusion)
        if op == "in":
            if not isinstance(value, list) or not value:
                raise self.refuse(raw.line, "{name} 的 in 应为非空的列表", name=name)
            return Comparison(name, op, tuple(self._value(raw, name, one, fact, conclusion) for one in value), raw.line)
        return Comparison(name, op, self._value(raw, name, value, fact, conclusion), raw.line)

    def _operator_fits(self, raw: Mapped, name: str, op: str, kind: str, conclusion: Conclusion | None) -> None:
        if (op == "includes") != (conclusion is not None and conclusion.merge == "set"):
            raise self.refuse(
                raw.line, "{name} 的比较 {op} 不合类型：includes 只用于、也只能用于集合型结论", name=name, op=op
            )
        if op in ORDERED and kind not in {"integer", "decimal", "date"}:
            raise self.refuse(raw.line, "{name} 不是数或日期，不能用 {op} 比较", name=name, op=op)

    def _value(self, raw: Mapped, name: str, value: object, fact: Fact | None, conclusion: Conclusion | None) -> Value:
        if conclusion is not None:
            if value not in conclusion.values:
                raise self.refuse(raw.line, "结论 {name} 没有 {value!r} 这个值", name=name, value=value)
            return str(value)
        assert fact is not None
        typed = typed_value(fact.type, value)
        if typed is None:
            raise self.refuse(
                raw.line, "{name} 是 {type}，不能与 {value!r} 比较", name=name, type=fact.type, value=value
            )
        if fact.values and typed not in fact.values:
            raise self.refuse(raw.line, "{name} 没有 {value!r} 这个值", name=name, value=value)
        if isinstance(typed, Decimal | int) and typed < 0:
            raise self.refuse(raw.line, "{name} 的界限不得为负，现为 {value}", name=name, value=value)
        if isinstance(typed, Decimal) and typed != round(typed, fact.decimals):
            raise self.refuse(
                raw.line,
                "{name} 的界限至多 {decimals} 位小数，现为 {value}",
                name=name,
                decimals=fact.decimals,
                value=value,
            )
        return typed

    def _against_figure(
        self, raw: Mapped, name: str, op: str, value: Mapped, book: FactBook, figures: Mapping[str, Figure]
    ) -> Comparison:
        figure = str(value.get("figure"))
        if set(value) != {"figure"} or figure not in figures:
            raise self.refuse(raw.line, "未知的数额 {figure}", figure=figure)
        if op != "at_least":
            raise self.refuse(raw.line, "幅度内的数额是起点，只能用 at_least 比较")
        fact = book.facts.get(name)
        low, high = figures[figure].low, figures[figure].high
        if fact is None or typed_value(fact.type, low) is None or typed_value(fact.type, high) is None:
            raise self.refuse(raw.line, "{name} 不能与数额 {figure} 比较", name=name, figure=figure)
        # the value only carries the type: each end, or the figure itself, is put in when the rule is made
        return Comparison(name, op, typed_value(fact.type, low) or 0, raw.line, figure)


def _with_figures(condition: Condition, figures: Mapping[str, Figure], end: str) -> Condition:
    if isinstance(condition, Junction):
        return replace(condition, parts=tuple(_with_figures(part, figures, end) for part in condition.parts))
    if condition.figure is None:
        return condition
    figure = figures[condition.figure]
    number = figure.value if figure.value is not None else figure.low if end == "low" else figure.high
    return replace(condition, value=int(number) if isinstance(condition.value, int) else number)
