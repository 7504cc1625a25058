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
from typing import Any

from rules.deciding.book import Edition, LawBook, Stage, load_lawbook
from rules.deciding.book.conditions import Value
from rules.deciding.book.factbook import FactBook
from rules.deciding.concurrence import CONCURRENCE, Conflict, rivals, weigh
from rules.deciding.counterfactual import Change, Counterfactuals
from rules.deciding.durable_engine import Engine
from rules.deciding.evaluator import KnownFacts, Oracle, Outcome, Ready, conclude
from rules.deciding.explain import Explainer, Reason
from rules.deciding.grading import OPEN, Grade, grade
from rules.deciding.routing import Route, routes
from rules.deciding.ruling import PERSONAL_STAGES, Ruling
from rules.reading.errors import InputError, NothingIssued
from rules.reading.messages import msg, template

PENAL_ARTICLE = "penal_article"

BEGUN_BEFORE = (
    "行为自 {began} 持续至 {conduct}，开始时还没有{offence}罪这一罪名：系统按行为终了日判断，此前的部分行为时的法律"
    "不认为是犯罪，应否扣除请法官核对"
)
NOT_WEIGHED = "案件写明同时符合“{also}”：{offence}与它的竞合，本版没有收录适用于本案的规则，由法官判断"
DISAGREEMENT = "两套规则执行结果不一致（{stage} 阶段）：{rules}。不得据此出具任何结论"
BEFORE_CONDUCT = template("裁判日 {on} 早于行为终了日 {conduct}")

Given = Mapping[str, Decimal | Fraction | int | str | bool | datetime.date | None]


_KEPT = 40_000
"""Reports, and what is told of others, kept at hand: of about a thousand bytes each."""


_KEPT_CHANGES = 5_000
"""The same of changes, which rest on some fifty values each."""


class EvaluatorDisagreement(NothingIssued):
    """The two evaluators differ on these rules. Nothing may be issued before it is explained."""

    def __init__(self, stage: str, names: Sequence[str]) -> None:
        self.rules = tuple(names)
        super().__init__(DISAGREEMENT.format(stage=stage, rules="、".join(names)))


@dataclass(frozen=True, slots=True)
class Told:
    """What a rule turned on, and the single change of facts that would make it fire, where there is one, in words."""

    reasons: tuple[Reason, ...]
    change: Change | None
    would_fire_if: str | None


class RuleReport:
    """One rule of the decision: whether it fired, what it turned on, and the change that would make it fire.

    ``id``: the rule's, with ``/low`` or ``/high`` for the ends of a missing provincial figure. ``number``: its place in
    its stage. Reasons are made when
    they are read: a rehearsal of many cases reads few of them. A report is shared by all cases in which the rule rests
    on the same values.
    """

    __slots__ = ("_engine", "_told", "fired", "id", "number", "outcome")

    def __init__(self, outcome: Outcome, engine: RuleEngine) -> None:
        self.outcome = outcome
        self.id = outcome.rule.name
        self.fired = outcome.fired
        self.number = outcome.ready.number
        self._engine = engine
        self._told: Told | None = None

    @property
    def decided_by(self) -> tuple[Reason, ...]:
        """The comparisons it turned on."""
        return self.told().reasons

    @property
    def would_fire_if(self) -> str | None:
        """The single change of facts that makes it fire, tried out; None when there is none or it fired."""
        return self.told().would_fire_if

    @property
    def change(self) -> Change | None:
        """The same as data."""
        return self.told().change

    def told(self) -> Told:
        """Its reasons and the change, complete."""
        if self._told is None:
            self._told = self._engine.told(self.outcome)
        return self._told

    def as_json(self) -> dict[str, object]:
        """Plain data, the caller's own: what the rule says, whether it fired and why, what would make it fire."""
        told = self.told()
        return {
            **self.outcome.rule.report(),
            "fired": self.fired,
            "decided_by": [reason.as_json() for reason in told.reasons],
            "would_fire_if": told.would_fire_if,
        }


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
        """Plain data: grade, routes, rules, conclusions, conflicts, warnings, law."""
        order = {name: conclusion.values for name, conclusion in self.book.conclusions.items()}
        return {
            "grade": self.grade.as_json(),
            "routes": [route.as_json() for route in self.routes],
            "rules": [rule.as_json() for rule in self.rules],
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
    """What the stages gave so far. ``routing``: the reports of that stage among all of them.

    ``grade``: None before the stage of grades, or where the edition has none.
    """

    reports: list[RuleReport]
    routing: list[RuleReport]
    grade: Grade | None
    conclusions: dict[str, str | frozenset[str]]


class RuleEngine:
    """A lawbook with both evaluators made ready. Safe to share between threads."""

    def __init__(self, lawbook: LawBook) -> None:
        self.lawbook = lawbook
        self.engine = Engine(lawbook.book)
        self.explainer = Explainer(lawbook.book)
        self.counterfactuals = Counterfactuals(lawbook.book)
        self._oracles: dict[str, Oracle] = {}
        self._count = 0
        self._told: dict[tuple[object, ...], Told] = {}
        self._changes: dict[tuple[Ready, object], tuple[Change | None, str | None]] = {}

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
        rules = oracle.about(stage, known)
        reports: list[Any] = [ready.kept.get(ready.values(known)) for ready in rules]
        if None in reports:
            for place, ready in enumerate(rules):
                if reports[place] is None:
                    reports[place] = self._report(ready, known)
        return reports

    def _report(self, ready: Ready, known: KnownFacts) -> RuleReport:
        if not ready.recurs:
            return RuleReport(ready.outcome(known), self)
        if self._count >= _KEPT:
            self._forget()
        own = {name: known[name] for name in ready.rests_on if name in known}
        report = ready.kept[ready.values(known)] = RuleReport(ready.outcome(own), self)
        self._count += 1
        return report

    def _forget(self) -> None:
        for oracle in list(self._oracles.values()):
            for ready in (ready for stage in oracle.stages.values() for ready in stage):
                ready.kept.clear()
        self._count = 0

    def decide(self, facts: Given, conduct: datetime.date, on: datetime.date) -> Decision:
        case, given = self._case(facts, conduct, on)
        book, edition = self.lawbook.book, case.edition
        found = self._evaluate(case, edition.stages)
        fired = [report for report in found.reports if report.fired]
        graded = found.grade or grade((), case.known, self.lawbook, conduct, on)
        return Decision(
            graded,
            self._routes(found.reports, found.routing, on),
            tuple(found.reports),
            found.conclusions,
            (
                *graded.warnings,
                *self._warnings(given, edition, fired, conduct),
                *self._begun_before(given, edition, conduct, on),
            ),
            edition.hash,
            book,
            self._conflicts(case, fired, graded),
        )

    def _case(self, facts: Given, conduct: datetime.date, on: datetime.date) -> tuple[_Case, Mapping[str, Value]]:
        """The case with the facts as they were given, typed."""
        book = self.lawbook.book
        if on < conduct:
            raise InputError.at("on", msg(BEFORE_CONDUCT, on=on, conduct=conduct))
        given = book.normalise(facts)
        known = KnownFacts(given)
        book.derive(known)
        return _Case(known, conduct, on, self.lawbook.edition(conduct, on)), given

    def rule_on(self, facts: Given, conduct: datetime.date, on: datetime.date) -> Ruling:
        """What the law concludes of one charge against one person. Raises as ``decide`` does."""
        case, _ = self._case(facts, conduct, on)
        found = self._evaluate(case, [stage for stage in case.edition.stages if stage.name in PERSONAL_STAGES])
        graded = found.grade or grade((), case.known, self.lawbook, conduct, on)
        return Ruling.of(graded, [report.outcome for report in found.reports])

    def _evaluate(self, case: _Case, stages: Iterable[Stage]) -> _Found:
        """The stages in turn; each sees what those before it concluded. Raises ``EvaluatorDisagreement``."""
        book, oracle = self.lawbook.book, self.oracle(case.edition)
        found = _Found([], [], None, {})
        for stage in stages:
            known = KnownFacts({**case.known, **found.conclusions}) if found.conclusions else case.known
            made = self.run(stage, oracle, known)
            found.reports += made
            if stage.name == "routing":
                found.routing = made
            if stage.name == "grade":
                reasons = found.conclusions.get(OPEN, ())
                left_open = [one for one in book.conclusions[OPEN].values if one in reasons] if reasons else []
                outcomes = [report.outcome for report in made]
                found.grade = grade(outcomes, case.known, self.lawbook, case.conduct, case.on, left_open)
                found.conclusions.update(found.grade.concluded(book))
            else:
                fired = [report.outcome.rule for report in made if report.fired]
                found.conclusions.update(conclude(fired, book, found.conclusions))
        return found

    def _conflicts(self, case: _Case, fired: Sequence[RuleReport], graded: Grade) -> tuple[Conflict, ...]:
        """Both readings where another offence is met or stated, graded by both evaluators."""
        meeting = [report.outcome for report in fired if CONCURRENCE in report.outcome.rule.then]
        own = str(case.known.get("offence")), graded
        grading = [stage for stage in case.edition.stages if stage.name in {"qualification", "grade"}]
        found = []
        for offence, rules in rivals(case.known, meeting).items():
            other = replace(case, known=KnownFacts({**case.known, "offence": offence}))
            again = self._evaluate(other, grading).grade or graded
            found.append(weigh(rules, own, (offence, again), self.lawbook.tiers, case.on))
        return tuple(found)

    def told(self, outcome: Outcome) -> Told:
        """What is told of an outcome; kept by the values it rests on, for the same case is often decided again."""
        ready, known = outcome.ready, outcome.known
        if ready.recurs:
            return self._made(outcome)  # its report is kept, and this with it
        key = (ready, *map(known.get, ready.rests_on))
        told = self._told.get(key)
        if told is None:
            if len(self._told) >= _KEPT:
                self._told.clear()
            told = self._told[key] = self._made(outcome)
        if ready.derived and not outcome.fired:
            return Told(told.reasons, *self._derived_change(outcome))
        return told

    def _made(self, outcome: Outcome) -> Told:
        return Told(self.explainer.reasons(outcome), *self._change(outcome, derived=False))

    def _derived_change(self, outcome: Outcome) -> tuple[Change | None, str | None]:
        """The change of a rule with others behind it; kept by all that the search for it looks at."""
        key = (outcome.ready, outcome.ready.searched(outcome.known))
        found = self._changes.get(key)
        if found is None:
            if len(self._changes) >= _KEPT_CHANGES:
                self._changes.clear()
            found = self._changes[key] = self._change(outcome, derived=True)
        return found

    def _change(self, outcome: Outcome, *, derived: bool) -> tuple[Change | None, str | None]:
        """The change that would make it fire, and its words; none is sought for rules of the other kind."""
        change = self.counterfactuals.change(outcome) if outcome.ready.derived is derived else None
        return change, self.explainer.change(change, outcome.known) if change else None

    def _routes(self, reports: Sequence[RuleReport], own: Sequence[RuleReport], on: datetime.date) -> tuple[Route, ...]:
        changes = {report.outcome.rule.ref: report.would_fire_if for report in own if report.would_fire_if}
        drawn: dict[tuple[str, str], list[Outcome]] = {}
        for report in reports if own else ():
            for conclusion in report.outcome.ready.draws:
                drawn.setdefault(conclusion, []).append(report.outcome)
        return routes([report.outcome for report in own], drawn, self.explainer, changes, self.lawbook, on)

    def _begun_before(
        self, given: Mapping[str, Value], edition: Edition, conduct: datetime.date, on: datetime.date
    ) -> Iterator[str]:
        """That the act began before there was the offence."""
        began, offence = given.get("conduct_from"), given.get("offence")
        if not isinstance(began, datetime.date) or not isinstance(offence, str) or began >= conduct:
            return
        if _has_article(edition, offence) and not _has_article(self.lawbook.edition(began, on), offence):
            yield BEGUN_BEFORE.format(began=began, conduct=conduct, offence=offence)

    def _warnings(
        self, given: Mapping[str, Value], edition: Edition, fired: Sequence[RuleReport], conduct: datetime.date
    ) -> list[str]:
        warnings = []
        began, offence = given.get("conduct_from"), given.get("offence")
        if isinstance(began, datetime.date):
            for text in self.lawbook.texts.values():
                if began < text.in_force.start <= conduct and (text.text, offence) in edition.graded:
                    warnings.append(
                        f"行为自 {began} 持续至 {conduct}，跨越{text.text}的施行日 {text.in_force.start}："
                        "本系统按行为终了日选择规定，请法官核对"
                    )
        meeting = [report.outcome for report in fired if CONCURRENCE in report.outcome.rule.then]
        unweighed = [other for other, rules in rivals(given, meeting).items() if not rules]
        warnings += [NOT_WEIGHED.format(also=also, offence=offence) for also in unweighed]
        if not edition.has_civil_rules:
            warnings.append(f"行为日 {conduct} 早于民法典施行，本版未收录此前的民事责任规则")
        warnings += [
            f"所依据的规则待核：{report.outcome.rule.says}（{report.outcome.rule.note or '依据未经核对'}）"
            for report in fired
            if report.outcome.rule.confidence == "unverified"
        ]
        return warnings


def _has_article(edition: Edition, offence: str) -> bool:
    """Whether the law of the day has an article under which the offence is examined."""
    return any(PENAL_ARTICLE in rule.then and offence in rule.offences for rule in edition.rules)


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
