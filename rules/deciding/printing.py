"""What an edition of the law states, written for a reader: conditions, conclusions, periods, figures, facts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rules.deciding.book import LawBook
from rules.deciding.book.base import LawText, Period
from rules.deciding.book.conditions import Comparison, Condition
from rules.deciding.book.factbook import Conclusion, Fact, Scale
from rules.deciding.book.tiers import Tier
from rules.deciding.book.types import Figure, Rule
from rules.deciding.explain import Explainer

STAGES = {
    "qualification": "定性",
    "grade": "数量档次",
    "loss_gate": "有无碳汇损失",
    "civil_heads": "民事责任",
    "credit_eligibility": "碳汇资格",
    "routing": "赔偿方式",
    "duties": "后续义务",
}
"""The stages by their Chinese names."""

CONFIDENCE = {"verified": "已核", "secondary": "转引", "unverified": "待核"}
SELECTED_BY = {"conduct": "行为日", "decision": "裁判日", "both": "行为日与裁判日"}
MERGES = {"max": "取最高", "set": "并存", "single": "只能有一个"}
TYPES = {"bool": "是否", "string": "文字", "date": "日期", "integer": "整数", "decimal": "数"}

Pairs = dict[str, tuple[object, str]]
"""By the key of the file: what is compared, and the text a reader sees."""


def period(value: Period) -> str:
    """自2023-08-15起, or 自2000-12-11至2023-08-14."""
    return f"自{value.start}至{value.end}" if value.end else f"自{value.start}起"


class Printer:
    """Writes what one lawbook states."""

    def __init__(self, lawbook: LawBook) -> None:
        self._lawbook = lawbook
        self._explainer = Explainer(lawbook.book)

    def condition(self, condition: Condition) -> str:
        """One line for each comparison, set in under 同时具备 or 具备其一."""
        return "\n".join(self._lines(condition, 0))

    def _lines(self, condition: Condition, depth: int) -> Iterator[str]:
        if isinstance(condition, Comparison):
            yield "　" * depth + self._comparison(condition)
        elif len(condition.parts) == 1:
            yield from self._lines(condition.parts[0], depth)
        else:
            yield "　" * depth + ("同时具备：" if condition.every else "具备其一：")
            for part in condition.parts:
                yield from self._lines(part, depth + 1)

    def _comparison(self, comparison: Comparison) -> str:
        book = self._lawbook.book
        known = book.facts.get(comparison.fact) or book.conclusions[comparison.fact]
        if comparison.figure:
            return f"{known.label}达到本省数额“{self._lawbook.figures[comparison.figure].label}”"
        if comparison.op == "is":
            return f"{known.label}：{self._explainer.value(comparison.fact, comparison.value)}"
        return f"{known.label}{self._explainer.needed(comparison)}"

    def then(self, rule: Rule) -> str:
        """数量档次：数量较大."""
        conclusions = self._lawbook.book.conclusions
        return "；".join(f"{conclusions[name].label}：{'、'.join(values)}" for name, values in rule.then.items())

    def rule(self, rule: Rule) -> Pairs:
        """Everything a rule states."""
        return {
            "says": _same(rule.says),
            "basis": _same(f"{rule.text}{rule.article}"),
            "in_force": (rule.in_force, period(rule.in_force)),
            "stage": (rule.stage, STAGES[rule.stage]),
            "selected_by": (rule.selected_by, SELECTED_BY[rule.selected_by]),
            "when": (_meaning(rule.when), self.condition(rule.when)),
            "then": ({name: sorted(values) for name, values in rule.then.items()}, self.then(rule)),
            "approval": _same(rule.approval),
            "confidence": (rule.confidence, CONFIDENCE[rule.confidence]),
            "note": _same(rule.note),
        }


def text(value: LawText) -> Pairs:
    """Everything stated of a text of law."""
    return {
        "title": _same(value.title),
        "in_force": (value.in_force, period(value.in_force)),
        "source": _same(value.source),
        "confidence": (value.confidence, CONFIDENCE[value.confidence]),
        "note": _same(value.note),
    }


def figure(value: Figure) -> Pairs:
    """Everything stated of a province's figure."""
    return {
        "label": _same(value.label),
        "range": ((value.low, value.high), f"{_number(value.low)}至{_number(value.high)}{value.unit}"),
        "value": (value.value, "未收录" if value.value is None else f"{_number(value.value)}{value.unit}"),
        "province": _same(value.province),
        "confidence": (value.confidence, CONFIDENCE[value.confidence]),
        "others": (
            tuple((other.province, other.value, other.confidence) for other in value.others),
            "；".join(
                f"{other.province}{_number(other.value)}{value.unit}（{CONFIDENCE[other.confidence]}，{other.reason}）"
                for other in value.others
            ),
        ),
        "not_carried": (
            tuple((other.province, other.reason) for other in value.not_carried),
            "；".join(f"{other.province}（{other.reason}）" for other in value.not_carried),
        ),
        "unit": _same(value.unit),
        "basis": _same(str(value.basis)),
        "reason": _same(value.reason),
    }


def fact(value: Fact) -> Pairs:
    """Everything stated of a fact."""
    terms = sorted((term.fact, _number(term.per)) for term in value.sum)
    return {
        "label": _same(value.label),
        "type": (value.type, TYPES[value.type]),
        "unit": _same(value.unit),
        "decimals": _same(str(value.decimals)),
        "fixed": (value.fixed, "由指控给定" if value.fixed else ""),
        "raised": (value.raised, "没有提出即不说明" if value.raised else ""),
        "values": (sorted(value.values), "、".join(value.values)),
        "sum": (terms, "＋".join(f"{name}÷{per}" for name, per in terms)),
        "detail": _same(value.detail),
        "reads": _same(value.reads),
    }


def conclusion(value: Conclusion) -> Pairs:
    """Everything stated of a conclusion. The order of its values counts."""
    return {
        "label": _same(value.label),
        "merge": (value.merge, MERGES[value.merge]),
        "values": (value.values, "、".join(value.values)),
        "unless": _same(value.unless),
        **{mark: (marked, "、".join(marked)) for mark, marked in value.marks.items()},
    }


def scale(value: Scale) -> Pairs:
    """Everything stated of how an offence is graded."""
    return {
        "lowest": _same(value.lowest),
        "needs": (sorted(value.needs), "、".join(value.needs)),
        "caution": _same(value.caution),
    }


def tier(value: Tier) -> Pairs:
    """What is stated of a statutory tier but its bounds, which are compared and never shown."""
    bounds = (value.most, value.least, value.fine)
    return {
        "basis": _same(str(value.basis)),
        "in_force": (value.in_force, period(value.in_force)),
        "bounds": (bounds, "法定刑档次的上下限（不显示）"),
    }


LABELS = {
    "says": "内容",
    "basis": "依据",
    "in_force": "施行期间",
    "stage": "阶段",
    "selected_by": "依何日选择",
    "when": "条件",
    "then": "结论",
    "approval": "尚待",
    "confidence": "核对",
    "note": "说明",
    "title": "名称",
    "source": "来源",
    "label": "名称",
    "range": "幅度",
    "value": "本省数额",
    "province": "省",
    "others": "他省数额",
    "not_carried": "没有收录的他省数额",
    "unit": "单位",
    "reason": "理由",
    "type": "类型",
    "decimals": "界限的小数位数",
    "fixed": "给定",
    "raised": "提出",
    "values": "取值",
    "sum": "推算",
    "detail": "补充说明的事实",
    "merge": "几条规则的结论",
    "unless": "有此结论即不说",
    "no_offence": "不认定档次的理由",
    "of_conduct_day": "只关系行为时的规定的理由",
    "no_more": "只问是否成立犯罪的理由",
    "lowest": "未达各档时",
    "needs": "须查明",
    "caution": "留待法官",
    "bounds": "档次",
}
"""The keys of a law file as a reader knows them."""


def _same(value: str) -> tuple[str, str]:
    return value, value


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _meaning(condition: Condition) -> object:
    """Plain data, the same for the same meaning: the order of parts does not count, a figure stands by its name."""
    if isinstance(condition, Comparison):
        value = condition.value
        if condition.figure:
            return [condition.fact, condition.op, f"figure {condition.figure}"]
        shown = sorted(map(str, map(_exact, value))) if isinstance(value, tuple) else str(_exact(value))
        return [condition.fact, condition.op, shown]
    if len(condition.parts) == 1:
        return _meaning(condition.parts[0])
    return {"all" if condition.every else "any": sorted(map(_meaning, condition.parts), key=repr)}


def _exact(value: object) -> object:
    return _number(value) if isinstance(value, Decimal) else value
