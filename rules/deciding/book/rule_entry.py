"""How a rule is written in a file of law: its condition, what it concludes, and the rules that are made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import reduce
from typing import Annotated, Any, Self, cast

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PrivateAttr,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from rules.deciding.book.base import Dated, Entry, Known, NotEmpty, OrOne, Remark, Switch, Words, known_to
from rules.deciding.book.conditions import ORDERED, Comparison, Condition, Junction, Value
from rules.deciding.book.factbook import Conclusion, Fact, FactBook, typed_value
from rules.deciding.book.types import ENDS, PROVINCE, STAGES, Figure, Rule, SelectedBy, StageName, doubted
from rules.reading.pydantic_errors import invalid
from rules.settlement.credit_types import named_lists


@dataclass
class KnownLaw(Known):
    """What a rule may refer to: texts, figures, and the vocabulary, which is read before the rules."""

    figures: Mapping[str, Figure] = field(default_factory=dict)
    vocabulary: FactBook = field(default_factory=lambda: FactBook({}, {}))


def _known(info: ValidationInfo) -> KnownLaw:
    return cast(KnownLaw, known_to(info))


_PLAIN = {"type": ["string", "number", "boolean"]}
_FIGURE = {
    "type": "object",
    "properties": {"figure": {"type": "string"}},
    "required": ["figure"],
    "additionalProperties": False,
}
Plain = Annotated[Any, WithJsonSchema(_PLAIN)]
Bound = Annotated[Any, WithJsonSchema({"anyOf": [_PLAIN, _FIGURE]})]
"""A number, a day, or the figure that a province was free to set."""


class OrListed:
    """Marks a list of values that may be said by the name of a list kept as data (``credit_types.certified``)."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._named, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "string"}, handler(core)]}

    @staticmethod
    def _named(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value not in named_lists():
            raise invalid("没有“{name}”这份列表，可用的有：{known}", name=value, known=list(named_lists()))
        return named_lists()[value]


class ComparisonEntry(Entry):
    """One fact or conclusion and one comparison with it."""

    fact: Words
    is_: Plain = Field(default=None, validation_alias="is")
    is_not: Plain = None
    in_: Annotated[tuple[Plain, ...], NotEmpty(), OrListed()] = Field(default=(), validation_alias="in")
    includes: Plain = None
    exists: Switch = True
    at_least: Bound = None
    above: Plain = None
    at_most: Plain = None
    below: Plain = None
    _made: Comparison | None = PrivateAttr(None)

    @model_validator(mode="after")
    def _in_the_vocabulary(self, info: ValidationInfo) -> Self:
        self._made = self._comparison(_known(info))
        return self

    def condition(self) -> Comparison:
        assert self._made is not None, "made when it was read"
        return replace(self._made, line=self.line)

    def _comparison(self, known: KnownLaw) -> Comparison:
        book = known.vocabulary
        fact, conclusion = book.facts.get(self.fact), book.conclusions.get(self.fact)
        if fact is None and conclusion is None:
            raise invalid("未知的事实 {name}", name=self.fact)
        stated = [name for name in self.model_fields_set if name != "fact"]
        if len(stated) != 1:
            raise invalid("对 {name} 应恰好写一种比较：{known}", name=self.fact, known=OPERATORS)
        value, op = getattr(self, stated[0]), stated[0].rstrip("_")
        if op == "exists":
            return Comparison(self.fact, op, value)
        if isinstance(value, dict):
            return self._with_figure(op, value, fact, known.figures)
        self._operator_fits(op, fact, conclusion)
        if op == "in":
            return Comparison(self.fact, op, tuple(_value(one, fact, conclusion) for one in value))
        return Comparison(self.fact, op, _value(value, fact, conclusion))

    def _operator_fits(self, op: str, fact: Fact | None, conclusion: Conclusion | None) -> None:
        if (op == "includes") != (conclusion is not None and conclusion.merge == "set"):
            raise invalid("{name} 的比较 {op} 不合类型：includes 只用于、也只能用于集合型结论", name=self.fact, op=op)
        if op in ORDERED and (fact is None or fact.type not in {"integer", "decimal", "date"}):
            raise invalid("{name} 不是数或日期，不能用 {op} 比较", name=self.fact, op=op)

    def _with_figure(
        self, op: str, value: dict[str, Any], fact: Fact | None, figures: Mapping[str, Figure]
    ) -> Comparison:
        name = str(value.get("figure"))
        figure = figures.get(name)
        if set(value) != {"figure"} or figure is None:
            raise invalid("未知的数额 {figure}", figure=name)
        if op != "at_least":
            raise invalid("幅度内的数额是起点，只能用 at_least 比较")
        low = typed_value(fact.type, figure.low) if fact else None
        if fact is None or low is None or typed_value(fact.type, figure.high) is None:
            raise invalid("{name} 不能与数额 {figure} 比较", name=self.fact, figure=name)
        # the value only carries the type: each end, or the figure itself, is put in when the rule is made
        return Comparison(self.fact, op, low, figure=name)


OPERATORS = tuple(sorted(name.rstrip("_") for name in ComparisonEntry.model_fields if name != "fact"))
"""What a rule file may write; ``not_in`` and ``excludes`` arise only from ``not``."""


def _value(value: object, fact: Fact | None, conclusion: Conclusion | None) -> Value:
    """What is compared with, of the type of the fact and within its bounds."""
    if conclusion is not None:
        if value not in conclusion.values:
            raise invalid("结论 {name} 没有 {value} 这个值", name=conclusion.name, value=_shown(value))
        return str(value)
    assert fact is not None, "a name is a fact or a conclusion"
    typed = typed_value(fact.type, value)
    if typed is None:
        raise invalid("{name} 是 {type}，不能与 {value} 比较", name=fact.name, type=fact.type, value=_shown(value))
    if fact.values and typed not in fact.values:
        raise invalid("{name} 没有 {value} 这个值", name=fact.name, value=_shown(value))
    if isinstance(typed, Decimal | int) and typed < 0:
        raise invalid("{name} 的界限不得为负，现为 {value}", name=fact.name, value=typed)
    if isinstance(typed, Decimal) and typed != round(typed, fact.decimals):
        told = "{name} 的界限至多 {decimals} 位小数，现为 {value}"
        raise invalid(told, name=fact.name, decimals=fact.decimals, value=typed)
    return typed


def _shown(value: object) -> str:
    """A value as a message quotes it: text in quotes, so that '5' is seen not to be a number."""
    return f"“{value}”" if isinstance(value, str) else str(value)


class _Group(Entry):
    """Conditions that belong together."""

    def joined(self, parts: tuple[ConditionEntry, ...], every: bool) -> Junction:
        return Junction(every, tuple(part.condition() for part in parts), self.line)


class AllEntry(_Group):
    """Every part holds."""

    all: Parts

    def condition(self) -> Condition:
        return self.joined(self.all, every=True)


class AnyEntry(_Group):
    """At least one part holds."""

    any: Parts

    def condition(self) -> Condition:
        return self.joined(self.any, every=False)


class NotEntry(_Group):
    """No part holds."""

    not_: Parts = Field(validation_alias="not")

    def condition(self) -> Condition:
        return self.joined(self.not_, every=False).negated()


_GROUPS = {"all": "every", "any": "some", "not": "none"}
"""Key -> branch of the union; named otherwise than the key, so that a location tells the two apart."""


def _kind(raw: Any) -> str | None:
    if not isinstance(raw, dict):
        return None
    return "comparison" if "fact" in raw else _GROUPS.get(next(iter(raw))) if len(raw) == 1 else None


ConditionEntry = Annotated[
    Annotated[ComparisonEntry, Tag("comparison")]
    | Annotated[AllEntry, Tag("every")]
    | Annotated[AnyEntry, Tag("some")]
    | Annotated[NotEntry, Tag("none")],
    Discriminator(_kind, custom_error_type="condition", custom_error_message="no condition"),
]
Parts = Annotated[tuple[ConditionEntry, ...], NotEmpty(), OrOne()]
for group in (AllEntry, AnyEntry, NotEntry):
    group.model_rebuild()


def _drawn(then: dict[str, tuple[str, ...]], info: ValidationInfo) -> dict[str, tuple[str, ...]]:
    """Conclusions of the vocabulary with values that they can have."""
    conclusions = _known(info).vocabulary.conclusions
    for name, values in then.items():
        conclusion = conclusions.get(name)
        if conclusion is None:
            raise invalid("未知的结论 {name}", name=name)
        for one in values:
            if one not in conclusion.values:
                raise invalid("结论 {name} 没有 {value} 这个值", name=name, value=_shown(one))
        if len(values) != 1 and conclusion.merge != "set":
            raise invalid("结论 {name} 只能有一个值", name=name)
    return then


Values = Annotated[tuple[Words, ...], NotEmpty(), OrOne()]


class RuleEntry(Dated):
    """A rule of law."""

    stage: StageName
    selected_by: SelectedBy | None = None
    when: ConditionEntry
    then: Annotated[dict[Words, Values], Field(min_length=1), AfterValidator(_drawn)]
    approval: Remark = ""
    _condition: Condition | None = PrivateAttr(None)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if ("routes" in self.then) != bool(self.approval):
            raise invalid("规则 {id}：得出赔偿方式的规则、也只有这种规则，应写明 approval（尚待谁决定）", id=self.id)
        self._condition = self.when.condition()
        if not self._condition.positive:
            raise invalid("规则 {id} 只有否定条件：每一种触发情形都要有一个肯定的条件", id=self.id)
        return self

    def rules(self, known: KnownLaw) -> list[Rule]:
        """The rule; where it rests on a provincial figure, one for every province whose figure is known, and two for
        the others, one for each end of the range.
        """
        when = self._condition or self.when.condition()
        rule = Rule(
            id=self.id,
            says=self.says,
            text=self.basis.text,
            article=self.basis.article,
            in_force=self.in_force,
            stage=self.stage,
            selected_by=self.selected_by or STAGES[self.stage],
            when=when,
            then=self.then,
            confidence=self.confidence,
            note=self.note,
            file=self.file,
            line=self.line,
            approval=self.approval,
        )
        figures = [known.figures[c.figure] for c in rule.comparisons if c.figure]
        if not figures:
            return [rule]
        if PROVINCE not in known.vocabulary.facts:  # a vocabulary of one province
            return self._of_one_province(rule, figures, known)
        provinces = [name for name in figures[0].of_provinces if all(name in one.of_provinces for one in figures)]
        placed = [_in_province(rule, name, figures, known) for name in provinces]
        return [*placed, *(_at_end(rule, end, tuple(provinces), known) for end in ENDS)]

    def _of_one_province(self, rule: Rule, figures: Sequence[Figure], known: KnownLaw) -> list[Rule]:
        if any(figure.value is None for figure in figures):
            return [_at_end(rule, end, (), known) for end in ENDS]
        return [replace(rule, when=_with_figures(rule.when, known, lambda f: f.of_provinces[f.province][0]))]


def _in_province(rule: Rule, province: str, figures: Sequence[Figure], known: KnownLaw) -> Rule:
    """The rule with the figures of a province, where the act was done there."""
    own = all(figure.province == province for figure in figures)
    place = Comparison(PROVINCE, "is", province, rule.when.line)
    return replace(
        rule,
        when=_and(_with_figures(rule.when, known, lambda figure: figure.of_provinces[province][0]), place),
        confidence=reduce(doubted, (figure.of_provinces[province][1] for figure in figures), rule.confidence),
        province=province,
        suffix="" if own else province,
    )


def _at_end(rule: Rule, end: str, known_in: tuple[str, ...], known: KnownLaw) -> Rule:
    """The rule at one end of the range, where the act was done in no province whose figure is known."""
    low = end == "low"
    when = _with_figures(rule.when, known, lambda figure: figure.low if low else figure.high)
    if known_in:
        line = rule.when.line
        elsewhere = Comparison(PROVINCE, "not_in", known_in, line), Comparison(PROVINCE, "exists", False, line)
        when = _and(when, Junction(False, elsewhere, line))
    return replace(rule, when=when, end_of_range=end, not_in=known_in)


def _and(condition: Condition, more: Condition) -> Condition:
    parts = condition.parts if isinstance(condition, Junction) and condition.every else (condition,)
    return Junction(True, (*parts, more), condition.line)


def _with_figures(condition: Condition, known: KnownLaw, number_of: Callable[[Figure], Decimal]) -> Condition:
    if isinstance(condition, Junction):
        return replace(condition, parts=tuple(_with_figures(part, known, number_of) for part in condition.parts))
    if condition.figure is None:
        return condition
    number = number_of(known.figures[condition.figure])
    return replace(condition, value=int(number) if isinstance(condition.value, int) else number)
