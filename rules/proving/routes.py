"""Every dead end of routing names a fact: of each route that is closed, the facts that close it, or the day from which
there is law on it.

A ground that tells another conclusion than the one needed (碳汇损失：无损失) counts as naming the facts of the rule
that drew it, which the same decision tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import z3

from rules.deciding.book import LawBook
from rules.deciding.book.conditions import Comparison, Condition
from rules.deciding.book.types import ROUTES, Rule
from rules.deciding.decide import Decision, decide
from rules.deciding.routing import Route
from rules.proving.days import Group, Interval
from rules.proving.edition import Charged
from rules.proving.findings import Case, Finding
from rules.proving.law import Law
from rules.proving.symbols import FALSE, Expr


def unnamed(decision: Decision, lawbook: LawBook) -> list[Route]:
    """The closed routes of a decision whose reasons name neither a fact nor a day."""
    labels = [fact.label for fact in lawbook.book.facts.values()]
    labels += [lawbook.book.conclusions[name].label for name in decision.conclusions]
    days = [rule.in_force.start.isoformat() for rules in lawbook.opening.values() for rule in rules]
    return [
        route
        for route in decision.routes
        if not route.open and not any(word in reason for reason in route.reasons for word in (*labels, *days))
    ]


def groups(law: Law, offence: str) -> Iterator[Group]:
    """The intervals in which the routes of a charge follow from the same rules."""

    yield from law.groups(offence, partial(_key, law)).values()


def _key(law: Law, charged: Charged, interval: Interval) -> tuple[str, ...]:
    """The rules that routes follow from, the charge where it turns one, and the routes on which there is law later."""
    cone = charged.cone(charged.of("routing"))
    decision = interval.decision.first
    later = [
        route for route, rules in law.lawbook.opening.items() if any(rule.in_force.start > decision for rule in rules)
    ]
    return (charged.offence if charged.about_charge(cone) else "", *(rule.ref for rule in cone), *later)


def dead_ends(law: Law, offence: str, group: Group, shown: set[tuple[str, ...]]) -> Iterator[Finding]:
    """The routes that some facts close without a reason that names one of them.

    ``shown``: what was asked already, of another offence, and need not be asked again.
    """
    charged = law.charged(offence, group.intervals[0])
    rules = charged.of("routing")
    key = _key(law, charged, group.intervals[0])
    if key in shown:
        return
    shown.add(key)
    ways = [[rule for rule in rules if route in rule.then.get(ROUTES, ())] for route in law.lawbook.opening]
    silent = [[_silent(charged, rule) for rule in own] for own in ways if own]
    for formulas in [[z3.Not(charged.fires(rule)) for rule in rules], *silent]:
        case = law.case(charged, rules, group, *formulas)
        if case is not None:
            yield from _found(law, charged, case)


def _found(law: Law, charged: Charged, case: Case) -> Iterator[Finding]:
    decision = decide(case.facts, conduct=case.conduct, on=case.on, lawbook=law.lawbook)
    for route in unnamed(decision, law.lawbook):
        yield fault(charged, route, case)


def fault(charged: Charged, route: Route, case: Case) -> Finding:
    """A closed route that names nothing, and a case in which it does so."""
    rules = tuple(rule for rule in charged.of("routing") if route.route in rule.then.get(ROUTES, ()))
    values = {"route": route.route, "reasons": "；".join(route.reasons)}
    return Finding("unnamed", rules, charged.offence, (case,), values)


def _silent(charged: Charged, rule: Rule) -> Expr:
    """That a rule does not fire, and what keeps it from firing names no fact."""
    return z3.Not(z3.Or(charged.fires(rule), _naming(charged, rule.when, rule)))


def _naming(charged: Charged, condition: Condition, rule: Rule) -> Expr:
    """That a condition fails, and its ground names a fact: as ``explain.Explainer.grounds`` tells it."""
    if isinstance(condition, Comparison):
        return z3.And(z3.Not(charged.holds(condition, rule.stage)), _named(charged, condition, rule))
    fails = z3.Not(charged.holds(condition, rule.stage))
    return z3.And(fails, z3.Or(*(_naming(charged, part, rule) for part in condition.parts)))


def _named(charged: Charged, one: Comparison, rule: Rule) -> Expr:
    if one.fact in charged.symbols.facts:
        return z3.BoolVal(True)
    behind = [other for other in charged.drawing(one.fact) if str(one.value) in other.then[one.fact]]
    followed = [z3.And(z3.Not(charged.fires(other)), _naming(charged, other.when, other)) for other in behind]
    single = charged.book.conclusions[one.fact].merge != "set"
    told = charged.concluded(one.fact, rule.stage) if single else FALSE
    return z3.Or(told, *(followed if one.positive else ()))
