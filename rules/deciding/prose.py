"""A decision told in flowing Chinese: what applies and why, what does not and what would change it, article by article.

Takes the record of a decision, so it says nothing the record lacks, and can be put into a document as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from rules.record.deciding import (
    AlternativeRecord,
    ChargeRecord,
    ConflictRecord,
    GradeRecord,
    PersonRecord,
    RouteRecord,
    RuleRecord,
)

NO_GRADE = "数量档次{untold}{under}：{reason}"
NO_SINGLE_CHANGE = "没有找到单独变更即可使本条适用的事实。"
TOLD_OF_PERSON = "本人的责任与情节：{told}"
ROUTE = "赔偿方式“{route}”{state}：{reasons}"
OPENED_BY = "单独变更即可采用的：{changes}"
ADVISES = (
    "以上为对规则适用的说明，供审查，不是量刑建议；只就本案案由的规则和不分案由的规则作出，"
    "其他罪名的规则和没有提出的事项的规则未列。"
)

OPEN_ROUTE, CLOSED_ROUTE = "可以考虑", "目前不能采用"
AFTER_RESTORATION = "可以考虑（修复义务未见处理）"

_DOUBT = {"secondary": "（依据为转引或者由条文推导）", "unverified": "（依据待核）"}


class Told(Protocol):
    """What of an assessment is told here."""

    @property
    def grade(self) -> GradeRecord: ...
    @property
    def persons(self) -> Sequence[PersonRecord]: ...
    @property
    def conflicts(self) -> Sequence[ConflictRecord]: ...
    @property
    def rules(self) -> Sequence[RuleRecord]: ...
    @property
    def routes(self) -> Sequence[RouteRecord]: ...


def paragraphs(
    decision: Told, missing: Mapping[str, str] | None = None, changes: Mapping[str, str] | None = None
) -> list[str]:
    """The paragraphs, in order: grade, persons, conflicts, rules that apply, rules that do not, routes, cautions.

    ``missing``: by closed route, what it still takes to open it, ``changes``: by rule, the least change of facts that
    makes it apply, where that was worked out.
    """
    rules = decision.rules
    told = [_grade(decision.grade)]
    told += _persons(decision.persons)
    told += [conflict.said for conflict in decision.conflicts]
    told += [_applies(rule) for rule in rules if rule.fired]
    told += [_fails(rule, changes or {}) for rule in rules if not rule.fired]
    told += [_route(route) + (missing or {}).get(route.route, "") for route in decision.routes]
    told.append(ADVISES)
    return told


def _grade(grade: GradeRecord) -> str:
    value, law, reason = grade.value, grade.law, _stop(grade.reason)
    if value is None:
        under = f"（{law}）" if law else ""
        said = NO_GRADE.format(untold=grade.said, under=under, reason=reason)
    else:
        said = f"数量档次为{value}，依据{law}{grade.article}：{reason}"
    others = [f"按{_reading(other)}为{other.said}" for other in grade.alternatives if not other.chosen]
    return f"{said}{'未选定的：' + '；'.join(others) + '。' if others else ''}"


def _persons(persons: Sequence[PersonRecord]) -> Iterator[str]:
    """Each person; nothing of one who is charged alone and once, for all of that is told of the case."""
    if len(persons) == 1 and len(persons[0].charges) == 1:
        return
    for person in persons:
        more = TOLD_OF_PERSON.format(told=_stop("；".join(person.told))) if person.told else ""
        yield f"{person.role}{person.name}：{_graded(person)}{more}"


def _graded(person: PersonRecord) -> str:
    grade = person.grade
    charges = "；".join(map(_charge, person.charges))
    untold = NO_GRADE.format(untold=grade.said, under="", reason=grade.reason)
    if grade.value is None:
        return _stop(f"{charges}。{untold}" if charges else untold)
    return _stop(f"{charges}。依据{grade.law}{grade.article or ''}，数量档次为{grade.value}，{grade.reason}")


def _charge(charge: ChargeRecord) -> str:
    about = [f"地块{'、'.join(charge.stands)}"] if charge.stands else []
    about += [f"立木蓄积{charge.graded_stock_m3}立方米"] if charge.graded_stock_m3 is not None else []
    place = f"（{'，'.join(about)}）" if about else ""
    more = [f"{heading}：{told.rstrip('。')}" for heading, told in charge.alongside]
    return "，".join(
        (f"{charge.offence}{place}", charge.grade.value or f"档次{charge.grade.said}", *charge.held, *more)
    )


def _reading(other: AlternativeRecord) -> str:
    at = f"（{other.at}）" if other.at else ""
    return f"{other.of}的{other.law}{at}"


def _applies(rule: RuleRecord) -> str:
    note = _stop(f"说明：{rule.note}") if rule.note else ""
    return f"{_cited(rule)}：{_stop(rule.says)}本案{_stop('；'.join(_turned(rule)))}本条适用。{note}"


def _fails(rule: RuleRecord, changes: Mapping[str, str]) -> str:
    change = rule.would_fire_if or changes.get(rule.key)
    more = _stop(change) if change else NO_SINGLE_CHANGE
    return f"{_cited(rule)}：{_stop(rule.says)}本案{_stop('；'.join(_turned(rule)))}本条不适用。{more}"


def _route(route: RouteRecord) -> str:
    state = (AFTER_RESTORATION if route.caution else OPEN_ROUTE) if route.open else CLOSED_ROUTE
    said = ROUTE.format(route=route.route, state=state, reasons=_stop("；".join(map(str, route.reasons))))
    opening = "；".join(dict.fromkeys(map(str, route.opens_if)))
    return said + (OPENED_BY.format(changes=_stop(opening)) if opening and not route.open else "")


def _cited(rule: RuleRecord) -> str:
    return f"{rule.basis}{_DOUBT.get(rule.confidence, '')}"


def _turned(rule: RuleRecord) -> Iterator[str]:
    return (reason.text for reason in rule.decided_by)


def _stop(sentence: str) -> str:
    return sentence.rstrip("。；") + "。"
