"""From the facts of a case to what the law concludes of them: grade, routes, duties, every rule with its reason.

Two evaluators run every stage: the engine decides, the plain evaluator repeats it and explains. A difference is an
error and nothing is issued. The decision advises: it holds no sentence and no discount.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from rules.deciding.book import ADMIN_ACT, Edition, LawBook, Stage, load_lawbook
from rules.deciding.book.conditions import Value
from rules.deciding.book.factbook import FactBook
from rules.deciding.book.types import CONCURRENCE
from rules.deciding.concurrence import Conflict, rivals, weigh
from rules.deciding.durable_engine import Engine
from rules.deciding.evaluator import KnownFacts, Oracle, Outcome, conclude
from rules.deciding.figures_told import figures_told
from rules.deciding.graded import Grades
from rules.deciding.grading import OPEN, Grade, told_by_choice
from rules.deciding.reports import Reports, RuleReport
from rules.deciding.routing import Route, Routing
from rules.deciding.ruling import PERSONAL_STAGES, Ruling
from rules.reading.errors import InputError, NothingIssued
from rules.reading.messages import msg, template

NOT_PROSECUTED = "not_prosecuted"
ENDED = "conduct_to"
"""The fact of the day on which the conduct ended."""

BEGUN_BEFORE = (
    "行为自 {began} 持续至 {conduct}，开始时还没有{offence}罪这一罪名：系统按行为终了日判断，此前的部分行为时的法律"
    "不认为是犯罪，应否扣除请法官核对"
)
NOT_WEIGHED = (
    "案件写明同时符合“{also}”：{offence}与它的竞合，本版没有收录适用于本案的规则，由法官判断；"
    "要列出{also}的数量档次，把两罪都写入被告人的指控（charges）"
)
NO_SERVICE_LOSS = (
    "行为日 {conduct} 的法律没有收录服务功能损失的民事责任项目："
    "赔偿金、以碳汇或者劳务替代赔偿没有所依据的项目，不予开放；是否适用此后的规定，由法官判断"
)
NO_PENALTY = (
    "行为日 {conduct} 施行的“{act}”的行政责任条文没有收录：应当补种与处罚款的幅度没有列出，拟作的处理没有查对，"
    "由有关主管机关依当时的规定处理"
)
DISAGREEMENT = "两套规则执行结果不一致（{stage} 阶段）：{rules}。不得据此出具任何结论"
BEFORE_CONDUCT = template("裁判日 {on} 早于行为终了日 {conduct}")

Given = Mapping[str, Decimal | Fraction | int | str | bool | datetime.date | None]


_TO_THE_GRADE = frozenset({"qualification", "grade"})


class EvaluatorDisagreement(NothingIssued):
    """The two evaluators differ on these rules. Nothing may be issued before it is explained."""

    def __init__(self, stage: str, names: Sequence[str]) -> None:
        self.rules = tuple(names)
        super().__init__(DISAGREEMENT.format(stage=stage, rules="、".join(names)))


@dataclass(frozen=True, eq=False)
class Decision:
    """What the law concludes of a case. ``law``: hash of the edition of the rules."""

    grade: Grade
    routes: tuple[Route, ...]
    rules: tuple[RuleReport, ...]
    conclusions: Mapping[str, str | frozenset[str]]
    warnings: tuple[str, ...]
    law: str
    book: FactBook
    conflicts: tuple[Conflict, ...] = ()

    @property
    def ruling(self) -> Ruling:
        """What it concludes of the persons: as ``rule_on`` does of a charge that is the case itself."""
        outcomes = (report.outcome for report in self.rules)
        return Ruling.of(self.grade, [one for one in outcomes if one.rule.stage in PERSONAL_STAGES])

    def as_json(self) -> dict[str, Any]:
        """Plain data, the caller's own: grade, routes, rules, conclusions, conflicts, warnings, law."""
        return self._json([rule.as_json() for rule in self.rules])

    def kept_json(self) -> dict[str, Any]:
        """The same, its rules shared with other cases and not to be changed."""
        return self._json([rule.kept_json() for rule in self.rules])

    def _json(self, rules: list[dict[str, object]]) -> dict[str, Any]:
        order = {name: conclusion.values for name, conclusion in self.book.conclusions.items()}
        return {
            "grade": self.grade.as_json(),
            "routes": [route.as_json() for route in self.routes],
            "rules": rules,
            "conclusions": {
                name: held if isinstance(held, str) else [one for one in order[name] if one in held]
                for name, held in self.conclusions.items()
            },
            "conflicts": [conflict.as_json() for conflict in self.conflicts],
            "warnings": list(self.warnings),
            "law": self.law,
        }


@dataclass(frozen=True, slots=True)
class _Case:
    """What is known of a case, typed and derived, with its days and the rules of those days."""

    known: KnownFacts
    conduct: datetime.date
    on: datetime.date
    edition: Edition


@dataclass(slots=True)
class _Found:
    """What the stages gave so far. ``grade``: None before the stage of grades."""

    reports: list[RuleReport]
    grade: Grade | None
    conclusions: dict[str, str | frozenset[str]]

    @property
    def graded(self) -> Grade:
        """The grade when all stages are through."""
        assert self.grade is not None
        return self.grade


class RuleEngine:
    """A lawbook with both evaluators made ready. Safe to share between threads."""

    def __init__(self, lawbook: LawBook) -> None:
        self.lawbook = lawbook
        self.engine = Engine(lawbook.book)
        self.reports = Reports(lawbook.book)
        self.explainer = self.reports.explainer
        self._oracles: dict[str, Oracle] = {}
        self._grades = Grades(lawbook)
        self._routing = Routing(lawbook, self.explainer)

    def oracle(self, edition: Edition) -> Oracle:
        found = self._oracles.get(edition.hash)
        if found is None:
            found = self._oracles[edition.hash] = Oracle(edition, self.lawbook.book)
        return found

    def run(self, stage: Stage, oracle: Oracle, known: KnownFacts) -> list[RuleReport]:
        """What became of the rules of one stage, agreed by both evaluators. Raises ``EvaluatorDisagreement``."""
        decided = self.engine.fired(stage, known)
        reports = self.repeat(stage, oracle, known)
        repeated = {report.number for report in reports if report.fired}
        if repeated != decided:
            raise EvaluatorDisagreement(stage.name, [stage.rules[n].name for n in sorted(repeated ^ decided)])
        return reports

    def repeat(self, stage: Stage, oracle: Oracle, known: KnownFacts) -> list[RuleReport]:
        """What became of the rules of one stage, by the plain evaluator alone."""
        return self.reports.of(stage, oracle, known)

    def decide(self, facts: Given, conduct: datetime.date, on: datetime.date) -> Decision:
        case, given = self._case(facts, conduct, on)
        book, edition = self.lawbook.book, case.edition
        found = self._evaluate(case, edition.stages)
        fired = [report.outcome for report in found.reports if report.fired]
        meeting = [outcome for outcome in fired if CONCURRENCE in outcome.rule.then] if edition.meets_others else ()
        graded = found.graded
        return Decision(
            graded,
            self._routing.routes(edition, found.reports, on),
            tuple(found.reports),
            {name: held for name, held in found.conclusions.items() if not book.untold(name, found.conclusions)},
            (
                *graded.warnings,
                *self._warnings(given, edition, meeting, conduct),
                *(_unverified(fired) if edition.has_unverified else ()),
                *figures_told(case.known, [report.outcome.rule for report in found.reports], self.lawbook.figures),
                *self._begun_before(given, edition, conduct, on),
            ),
            edition.hash,
            book,
            self._conflicts(case, meeting, graded),
        )

    def _case(self, facts: Given, conduct: datetime.date, on: datetime.date) -> tuple[_Case, Mapping[str, Value]]:
        """The case with the facts as they were given, typed."""
        book = self.lawbook.book
        if on < conduct:
            raise InputError.at("on", msg(BEFORE_CONDUCT, on=on, conduct=conduct))
        given = book.normalise(with_day(facts, conduct, book))
        known = KnownFacts(given)
        book.derive(known)
        return _Case(known, conduct, on, self.lawbook.edition(conduct, on)), given

    def rule_on(self, facts: Given, conduct: datetime.date, on: datetime.date) -> Ruling:
        """What the law concludes of one charge against one person. Raises as ``decide`` does."""
        case, _ = self._case(facts, conduct, on)
        found = self._evaluate(case, [stage for stage in case.edition.stages if stage.name in PERSONAL_STAGES])
        return Ruling.of(found.graded, [report.outcome for report in found.reports])

    def grade_on(self, facts: Given, conduct: datetime.date, on: datetime.date) -> Grade:
        """The grade of one charge alone: what else is concluded of its person is not asked. Raises as ``decide``."""
        case, _ = self._case(facts, conduct, on)
        return self._evaluate(case, _grading(case)).graded

    def _evaluate(self, case: _Case, stages: Iterable[Stage]) -> _Found:
        """The stages in turn; each sees what those before it concluded. Raises ``EvaluatorDisagreement``."""
        book, oracle = self.lawbook.book, self.oracle(case.edition)
        found = _Found([], None, {})
        for stage in stages:
            if stage.name not in _TO_THE_GRADE and found.grade is None:
                self._grade(case, found, ())
            known = case.known.with_(found.conclusions)
            made = self.run(stage, oracle, known)
            found.reports += made
            if stage.name == "grade":
                self._grade(case, found, [report.outcome for report in made])
            else:
                fired = [report.outcome.rule for report in made if report.fired]
                if fired:
                    found.conclusions.update(conclude(fired, book, found.conclusions))
        if found.grade is None:
            self._grade(case, found, ())
        return found

    def _grade(self, case: _Case, found: _Found, outcomes: Sequence[Outcome]) -> None:
        """The grade by the outcomes of its stage: none in an edition without rules of grades, whose later stages, too,
        know what is left open."""
        book = self.lawbook.book
        reasons = found.conclusions.get(OPEN, ())
        left_open = [one for one in book.conclusions[OPEN].values if one in reasons] if reasons else []
        # where no grade is due, nothing else keeps it open
        left_open = [one for one in left_open if one in book.conclusions[OPEN].no_offence] or left_open
        graded = self._grades.of(outcomes, case.known, (case.conduct, case.on), left_open)
        found.grade = graded if left_open else self._by_choice(case, graded, outcomes)
        if found.grade.value is not None:
            found.conclusions.pop(OPEN, None)  # what rules leave open does not matter to it
        found.conclusions.update(found.grade.concluded(book))

    def _by_choice(self, case: _Case, told: Grade, outcomes: Sequence[Outcome]) -> Grade:
        """The grade where a choice is not known that it needs: what each choice would make of it is tried, and told
        where they come to one; where they do not, the grade is open, whatever it would be without."""
        facts = self.lawbook.book.facts
        asked = next((facts[name] for name in self._needed(case, told, outcomes) if facts[name].choices), None)
        if asked is None:
            return told
        tried = {}
        for choice in asked.choices:
            known = case.known.with_({asked.name: choice})
            tried[_in_words(choice)] = self._evaluate(replace(case, known=known), _grading(case)).graded
        return told_by_choice(told, asked.label, tried)

    def _needed(self, case: _Case, told: Grade, outcomes: Sequence[Outcome]) -> Sequence[str]:
        """What the grade needs and nobody knows; of a grade that is told, what its rules turn on."""
        scale = self.lawbook.book.scales.get(str(case.known.get("offence")))
        lacking = [name for name in scale.needs if name not in case.known] if scale else []
        if not lacking or told.value is None:
            return lacking
        turns_on = {one.fact for outcome in outcomes for one in outcome.rule.comparisons}
        return [name for name in lacking if name in turns_on]

    def _conflicts(self, case: _Case, meeting: Sequence[Outcome], graded: Grade) -> tuple[Conflict, ...]:
        """Both readings where another offence is met or stated, graded by both evaluators."""
        own = str(case.known.get("offence")), graded
        found = []
        for offence, rules in rivals(case.known, meeting).items():
            other = replace(case, known=case.known.with_({"offence": offence}))
            again = self._evaluate(other, _grading(case)).graded
            found.append(weigh(rules, own, (offence, again), self.lawbook.tiers, case.on))
        return tuple(found)

    def _begun_before(
        self, given: Mapping[str, Value], edition: Edition, conduct: datetime.date, on: datetime.date
    ) -> Iterator[str]:
        """That the act began before there was the offence."""
        began, offence = given.get("conduct_from"), given.get("offence")
        if not isinstance(began, datetime.date) or not isinstance(offence, str) or began >= conduct:
            return
        if offence in edition.with_article and offence not in self.lawbook.edition(began, on).with_article:
            yield BEGUN_BEFORE.format(began=began, conduct=conduct, offence=offence)

    def _warnings(
        self, given: Mapping[str, Value], edition: Edition, meeting: Sequence[Outcome], conduct: datetime.date
    ) -> list[str]:
        """Of the day of the act, and of other offences."""
        warnings = []
        began, offence = given.get("conduct_from"), given.get("offence")
        if isinstance(began, datetime.date) and began < conduct:
            warnings += [
                f"行为自 {began} 持续至 {conduct}，跨越{text.text}的施行日 {text.in_force.start}："
                "本系统按行为终了日选择规定，请法官核对"
                for text in self.lawbook.texts.values()
                if began < text.in_force.start <= conduct and (text.text, offence) in edition.graded
            ]
        unweighed = [other for other, rules in rivals(given, meeting).items() if not rules]
        warnings += [NOT_WEIGHED.format(also=also, offence=offence) for also in unweighed]
        act = given.get(ADMIN_ACT)
        if given.get(NOT_PROSECUTED) is True and isinstance(act, str) and act not in edition.penalised:
            warnings.append(NO_PENALTY.format(conduct=conduct, act=act))
        if not edition.knows_service_loss:
            warnings.append(_no_service_loss(conduct))
        return warnings


@lru_cache(maxsize=4096)
def _no_service_loss(conduct: datetime.date) -> str:
    return NO_SERVICE_LOSS.format(conduct=conduct)


def _in_words(choice: Value) -> str:
    return {True: "是", False: "否"}[choice] if isinstance(choice, bool) else str(choice)


def _grading(case: _Case) -> list[Stage]:
    return [stage for stage in case.edition.stages if stage.name in _TO_THE_GRADE]


def _unverified(fired: Sequence[Outcome]) -> list[str]:
    rules = [outcome.rule for outcome in fired if outcome.rule.confidence == "unverified"]
    return [f"所依据的规则待核：{rule.says}（{rule.note or '依据未经核对'}）" for rule in rules]


def with_day(facts: Given, conduct: datetime.date, book: FactBook) -> Given:
    """The facts with the day on which the conduct ended, where the law asks for it and they do not tell it."""
    return {ENDED: conduct, **facts} if ENDED in book.facts and ENDED not in facts else facts


_engines: dict[str, RuleEngine] = {}


def rule_engine(lawbook: LawBook | None = None) -> RuleEngine:
    """The rule engine of a lawbook, made once for its content; of the lawbook that ships when none is given.

    By content, because the engine never frees what it registered: an edition read twice is registered once.
    """
    book = lawbook or load_lawbook()
    found = _engines.get(book.hash)
    if found is None:
        found = _engines.setdefault(book.hash, RuleEngine(book))
    return found


def decide(facts: Given, *, conduct: datetime.date, on: datetime.date, lawbook: LawBook | None = None) -> Decision:
    """What the law concludes.

    ``facts``: by the names of ``law/facts.yaml``; ``None`` where not known. ``conduct``: the day the act ended, which
    selects the law. ``on``: the day of decision; texts not yet in force on it are not used. Raises ``InputError`` for
    unusable facts, ``EvaluatorDisagreement`` and ``LawConflict`` when nothing may be issued.
    """
    return rule_engine(lawbook).decide(facts, conduct, on)
