"""The routes of compensation: which are open, whose decision is still due, what keeps the others closed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rules.deciding.book import Edition, LawBook
from rules.deciding.book.types import ROUTES
from rules.deciding.evaluator import Outcome, Ready
from rules.deciding.explain import Drawn, Explainer, cite
from rules.deciding.reports import RuleReport

BEHIND = "after_restoration"
"""The conclusion that names the routes that stand after restoration."""


@dataclass(frozen=True, slots=True)
class Route:
    """A way of making the loss good.

    ``open``: every condition but the judge's own decision is met. ``approval``: that decision, while open.
    ``caution``: why it stands after restoration, where the law does not close it.
    ``opens_if``: single changes of facts that would open it, while closed. ``rules``: those that opened it, or would.
    """

    route: str
    open: bool
    reasons: tuple[str, ...]
    approval: str | None
    opens_if: tuple[str, ...]
    rules: tuple[str, ...]
    caution: str | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "route": self.route,
            "open": self.open,
            "reasons": list(self.reasons),
            "approval": self.approval,
            "opens_if": list(self.opens_if),
            "rules": list(self.rules),
            "caution": self.caution,
        }


_KEPT = 4_000
"""Routes kept at hand, of some two thousand bytes each; and plans, of the rules that came together."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """One route among rules that were told together. ``own``: the places of its rules; ``behind``: of those that draw
    that routes stand after restoration; ``all``: of all that it may rest on, those of earlier stages with them."""

    route: str
    own: tuple[int, ...]
    behind: tuple[int, ...]
    all: tuple[int, ...]


class Routing:
    """The routes of one lawbook, kept by the reports they rest on. Safe to share between threads."""

    def __init__(self, lawbook: LawBook, explainer: Explainer) -> None:
        self._lawbook = lawbook
        self._explainer = explainer
        self._plans: dict[tuple[Ready, ...], tuple[_Plan, ...]] = {}
        self._kept: dict[tuple[object, ...], Route] = {}

    def routes(self, edition: Edition, reports: Sequence[RuleReport], decision: datetime.date) -> tuple[Route, ...]:
        """Every route in order, of all reports of a case in order."""
        if not edition.opens_routes:
            every = self._lawbook.book.conclusions[ROUTES].values
            return tuple([self._without_rule(route, decision) for route in every])
        rules = tuple([report.outcome.ready for report in reports])
        plans = self._plans.get(rules) or self._planned(rules)
        return tuple([self._route(plan, reports, decision) for plan in plans])

    def _route(self, plan: _Plan, reports: Sequence[RuleReport], decision: datetime.date) -> Route:
        if not plan.own:
            return self._without_rule(plan.route, decision)
        rests_on = [reports[place] for place in plan.all]
        # of a report that is of this case alone the key has only whether the rule fired, which decides what is told
        key = (plan, *[report if report.shared else report.fired for report in rests_on])
        found = self._kept.get(key)
        if found is None:
            drawn = _drawn(rests_on)
            found = self._made(plan, reports, drawn)
            alone = (report.outcome for report in rests_on if not report.shared)
            if drawn.told.isdisjoint(alone):
                self._keep(key, found)
        return found

    def _without_rule(self, route: str, decision: datetime.date) -> Route:
        key = (route, decision)
        return self._kept.get(key) or self._keep(
            key, Route(route, False, (_no_rule(route, self._lawbook, decision),), None, (), ())
        )

    def _keep(self, key: tuple[object, ...], route: Route) -> Route:
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        self._kept[key] = route
        return route

    def _made(self, plan: _Plan, reports: Sequence[RuleReport], drawn: Drawn) -> Route:
        route = plan.route
        own = [reports[place] for place in plan.own]
        fired = [report.outcome for report in own if report.fired]
        if not fired:
            return _closed(route, own, drawn, self._explainer)
        behind = [reports[place].outcome for place in plan.behind if reports[place].fired]
        cautions = [one.rule.says for one in behind if route in one.rule.then[BEHIND]]
        return _open(route, fired, drawn, self._explainer, cautions[-1] if cautions else None)

    def _planned(self, rules: tuple[Ready, ...]) -> tuple[_Plan, ...]:
        if len(self._plans) >= _KEPT:
            self._plans.clear()
        last = [place for place, ready in enumerate(rules) if ready.rule.stage == "routing"]
        behind = tuple(place for place in last if BEHIND in rules[place].rule.then)
        drawing: dict[tuple[str, str], list[int]] = {}
        for place, ready in enumerate(rules):
            for conclusion in ready.draws:
                drawing.setdefault(conclusion, []).append(place)
        plans = []
        for route in self._lawbook.book.conclusions[ROUTES].values:
            own = tuple(place for place in last if route in rules[place].rule.then.get(ROUTES, ()))
            plans.append(_Plan(route, own, behind, _rested_on((*own, *behind), rules, drawing)))
        found = self._plans[rules] = tuple(plans)
        return found


def _rested_on(
    first: Iterable[int], rules: Sequence[Ready], drawing: Mapping[tuple[str, str], Sequence[int]]
) -> tuple[int, ...]:
    """The places of these rules, and of all that draw what they ask for, followed back."""
    found: dict[int, None] = {}
    left = list(first)
    while left:
        place = left.pop()
        if place not in found:
            found[place] = None
            for one in rules[place].rule.comparisons:
                left += drawing.get((one.fact, str(one.value)), ())
    return tuple(sorted(found))


def _drawn(reports: Sequence[RuleReport]) -> Drawn:
    found: dict[tuple[str, str], list[Outcome]] = {}
    for report in reports:
        for conclusion in report.outcome.ready.draws:
            found.setdefault(conclusion, []).append(report.outcome)
    return Drawn(found)


def _open(route: str, fired: Sequence[Outcome], drawn: Drawn, explainer: Explainer, caution: str | None) -> Route:
    reasons: list[str] = []
    for outcome in fired:
        facts = "；".join(dict.fromkeys(explainer.grounds(outcome, drawn)))
        reasons.append(f"{cite(outcome.rule)}：{outcome.rule.says}（{facts}）")
    reasons += [caution] if caution else []
    approval = fired[-1].rule.approval  # what was already ordered stands last, and says what is still due
    return Route(route, True, (*reasons, approval), approval, (), tuple(o.rule.name for o in fired), caution)


def _closed(route: str, own: Sequence[RuleReport], drawn: Drawn, explainer: Explainer) -> Route:
    outcomes = [report.outcome for report in own]
    reasons = dict.fromkeys(
        f"{cite(outcome.rule)}：{ground}" for outcome in outcomes for ground in explainer.grounds(outcome, drawn)
    )
    opening = dict.fromkeys(report.would_fire_if for report in own if report.would_fire_if)
    return Route(route, False, tuple(reasons), None, tuple(opening), tuple(o.rule.name for o in outcomes))


def _no_rule(route: str, lawbook: LawBook, decision: datetime.date) -> str:
    later = [rule for rule in lawbook.opening.get(route, ()) if rule.in_force.start > decision]
    if later:
        first = min(later, key=lambda rule: rule.in_force.start)
        return f"裁判日 {decision} 尚无本版收录的规定：{cite(first)}自 {first.in_force.start} 起施行"
    return f"裁判日 {decision} 没有本版收录的规定"
