"""From the facts of a case to what the law concludes of them: grade, routes, duties, every rule with its reason.

Two evaluators run every stage: the engine decides, the plain evaluator repeats it and explains. A difference is an
error and nothing is issued. The decision advises: it holds no sentence and no discount.
"""

from __future__ import annotations

import datetime
import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rules.deciding.book import Edition, LawBook, Stage, load_lawbook
from rules.deciding.book.conditions import Value
from rules.deciding.book.factbook import FactBook
from rules.deciding.concurrence import CONCURRENCE, Conflict, rival, weigh
from rules.deciding.counterfactual import Change, Counterfactuals
from rules.deciding.durable_engine import Engine
from rules.deciding.evaluator import Oracle, Outcome, conclude
from rules.deciding.explain import Explainer
from rules.deciding.grading import GRADE, OPEN, Grade, grade
from rules.deciding.routing import Route, routes
from rules.reading.errors import InputError, NothingIssued
from rules.reading.messages import msg

Given = Mapping[str, Decimal | int | str | bool | datetime.date | None]


class EvaluatorDisagreement(NothingIssued):
    """The two evaluators differ on these rules. Nothing may be issued before it is explained."""

    def __init__(self, stage: str, names: Sequence[str]) -> None:
        self.rules = tuple(names)
        super().__init__(f"两套规则执行结果不一致（{stage} 阶段）：{'、'.join(names)}。不得据此出具任何结论")


@dataclass(eq=False, slots=True)
class RuleReport:
    """One rule of the decision: whether it fired, what it turned on, and the change that would make it fire."""

    outcome: Outcome
    change: Change | None
    explainer: Explainer

    @property
    def id(self) -> str:
        """The rule's id, with ``/low`` or ``/high`` for the ends of a missing provincial figure."""
        return self.outcome.rule.name

    @property
    def fired(self) -> bool:
        return self.outcome.fired

    @property
    def decided_by(self) -> list[dict[str, object]]:
        """{fact, label, actual, needed, met, text} for each comparison it turned on."""
        return self.explainer.deciding(self.outcome)

    @property
    def would_fire_if(self) -> str | None:
        """The single change of facts that makes it fire, tried out; None when there is none or it fired."""
        return self.explainer.change(self.change, self.outcome.known) if self.change else None

    def as_json(self) -> dict[str, object]:
        """Plain data, the caller's own: what the rule says, whether it fired and why, what would make it fire."""
        return {
            **self.outcome.rule.report(),
            "fired": self.fired,
            "decided_by": self.decided_by,
            "would_fire_if": self.would_fire_if,
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


class RuleEngine:
    """A lawbook with both evaluators made ready. Safe to share between threads."""

    def __init__(self, lawbook: LawBook) -> None:
        self.lawbook = lawbook
        self.engine = Engine(lawbook.book)
        self.explainer = Explainer(lawbook.book)
        self.counterfactuals = Counterfactuals(lawbook.book)
        self._oracles: dict[str, Oracle] = {}

    def oracle(self, edition: Edition) -> Oracle:
        found = self._oracles.get(edition.hash)
        if found is None:
            found = self._oracles[edition.hash] = Oracle(edition, self.lawbook.book)
        return found

    def run(self, stage: Stage, oracle: Oracle, known: Mapping[str, Any]) -> list[Outcome]:
        """The outcomes of one stage, agreed by both evaluators. Raises ``EvaluatorDisagreement``."""
        decided = self.engine.fired(stage, known)
        outcomes = oracle.evaluate(stage, known)
        differing = [o.rule.name for o in outcomes if o.fired is not (o.ready.number in decided)]
        told = {o.ready.number for o in outcomes}
        differing += [stage.rules[number].name for number in sorted(decided - told)]
        if differing:
            raise EvaluatorDisagreement(stage.name, differing)
        return outcomes

    def decide(self, facts: Given, conduct: datetime.date, on: datetime.date) -> Decision:
        book = self.lawbook.book
        if on < conduct:
            raise InputError.at("on", msg("裁判日 {on} 早于行为终了日 {conduct}", on=on, conduct=conduct))
        given = book.normalise(facts)
        known: dict[str, Any] = dict(book.derive(dict(given)))
        edition = self.lawbook.edition(conduct, on)
        oracle = self.oracle(edition)
        conclusions: dict[str, str | frozenset[str]] = {}
        outcomes: list[Outcome] = []
        graded = grade((), known, self.lawbook, conduct, on)
        for stage in edition.stages:
            made = self.run(stage, oracle, {**known, **conclusions})
            outcomes += made
            if stage.name == "grade":
                reasons = conclusions.get(OPEN, frozenset())
                left_open = [one for one in book.conclusions[OPEN].values if one in reasons] if reasons else []
                graded = grade(made, known, self.lawbook, conduct, on, left_open)
                if graded.value is not None:
                    conclusions[GRADE] = graded.value
            else:
                conclusions.update(conclude((o.rule for o in made if o.fired), book, conclusions))
        reports = tuple(
            RuleReport(outcome, self.counterfactuals.change(outcome), self.explainer) for outcome in outcomes
        )
        return Decision(
            graded,
            self._routes(reports, on),
            reports,
            conclusions,
            (*graded.warnings, *self._warnings(given, edition, reports, conduct)),
            edition.hash,
            book,
            self._conflicts(outcomes, graded, edition, known, conduct, on),
        )

    def _conflicts(
        self,
        outcomes: Sequence[Outcome],
        graded: Grade,
        edition: Edition,
        known: Mapping[str, Any],
        conduct: datetime.date,
        on: datetime.date,
    ) -> tuple[Conflict, ...]:
        """Both readings where a rule says that the heavier provision applies, graded by both evaluators."""
        fired = [outcome for outcome in outcomes if outcome.fired and CONCURRENCE in outcome.rule.then]
        offence = rival(known) if fired else None
        if offence is None:
            return ()
        other = {**known, "offence": offence}
        oracle, again = self.oracle(edition), graded
        conclusions: dict[str, str | frozenset[str]] = {}
        for stage in edition.stages:
            if stage.name not in {"qualification", "grade"}:
                break
            made = self.run(stage, oracle, {**other, **conclusions})
            if stage.name == "grade":
                reasons = conclusions.get(OPEN, frozenset())
                left_open = [one for one in self.lawbook.book.conclusions[OPEN].values if one in reasons]
                again = grade(made, other, self.lawbook, conduct, on, left_open)
            else:
                conclusions.update(conclude((o.rule for o in made if o.fired), self.lawbook.book, conclusions))
        return (weigh(fired, (str(known["offence"]), graded), (offence, again), self.lawbook.tiers, on),)

    def _routes(self, reports: Sequence[RuleReport], on: datetime.date) -> tuple[Route, ...]:
        drawn: dict[tuple[str, str], list[Outcome]] = {}
        for report in reports:
            for name, values in report.outcome.rule.then.items():
                for value in values:
                    drawn.setdefault((name, value), []).append(report.outcome)
        routing = [report.outcome for report in reports if report.outcome.rule.stage == "routing"]
        changes = {
            r.outcome.rule.ref: r.would_fire_if or "" for r in reports if r.change and r.outcome.rule.stage == "routing"
        }
        return routes(routing, drawn, self.explainer, changes, self.lawbook, on)

    def _warnings(
        self, given: Mapping[str, Value], edition: Edition, reports: Sequence[RuleReport], conduct: datetime.date
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
        also = given.get("also_offence")
        if (
            also is not None
            and also != offence
            and not any(r.fired and CONCURRENCE in r.outcome.rule.then for r in reports)
        ):
            warnings.append(f"案件写明同时符合“{also}”：{offence}与它的竞合，本版没有收录适用于本案的规则，由法官判断")
        if not edition.has_civil_rules:
            warnings.append(f"行为日 {conduct} 早于民法典施行，本版未收录此前的民事责任规则")
        warnings += [
            f"所依据的规则待核：{report.outcome.rule.says}（{report.outcome.rule.note or '依据未经核对'}）"
            for report in reports
            if report.fired and report.outcome.rule.confidence == "unverified"
        ]
        credit = given.get("credit_type")
        if credit is not None and credit not in edition.credit_types:
            warnings.append(f"碳汇品种“{credit}”未收录，不能判断是否经核证")
        return warnings


_engines: dict[str, RuleEngine] = {}


def rule_engine(lawbook: LawBook | None = None) -> RuleEngine:
    """The court of a lawbook, made once for its content; of the lawbook that ships when none is given.

    By content, because the engine never frees what it registered: an edition read twice is registered once.
    """
    book = lawbook or load_lawbook()
    found = _engines.get(book.hash)
    if found is None:
        found = _engines.setdefault(book.hash, RuleEngine(book))
        # It lives as long as the process: the collector of cycles need not walk through it for every few cases.
        gc.freeze()
    return found


def decide(facts: Given, *, conduct: datetime.date, on: datetime.date, lawbook: LawBook | None = None) -> Decision:
    """What the law concludes.

    ``facts``: by the names of ``law/facts.yaml``; ``None`` where not known. ``conduct``: the day the act ended, which
    selects the law. ``on``: the day of decision; texts not yet in force on it are not used. Raises ``InputError`` for
    unusable facts, ``EvaluatorDisagreement`` and ``LawConflict`` when nothing may be issued.
    """
    return rule_engine(lawbook).decide(facts, conduct, on)
