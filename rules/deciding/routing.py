"""The routes of compensation: which are open, whose decision is still due, what keeps the others closed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.deciding.book import LawBook
from rules.deciding.book.types import ROUTES
from rules.deciding.evaluator import Outcome
from rules.deciding.explain import Drawn, Explainer, cite

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


def routes(
    outcomes: Sequence[Outcome],
    drawn: Drawn,
    explainer: Explainer,
    changes: Mapping[str, str],
    lawbook: LawBook,
    decision: datetime.date,
) -> tuple[Route, ...]:
    """Every route in order. ``changes``: by rule, the single change that would make it fire."""
    result = []
    behind = {route: one.rule.says for one in outcomes if one.fired for route in one.rule.then.get(BEHIND, ())}
    for route in lawbook.book.conclusions[ROUTES].values:
        own = [outcome for outcome in outcomes if route in outcome.rule.then.get(ROUTES, ())]
        fired = [outcome for outcome in own if outcome.fired]
        if fired:
            result.append(_open(route, fired, drawn, explainer, behind.get(route)))
        elif own:
            result.append(_closed(route, own, drawn, explainer, changes))
        else:
            result.append(Route(route, False, (_no_rule(route, lawbook, decision),), None, (), ()))
    return tuple(result)


def _open(route: str, fired: Sequence[Outcome], drawn: Drawn, explainer: Explainer, caution: str | None) -> Route:
    reasons: list[str] = []
    for outcome in fired:
        facts = "；".join(dict.fromkeys(explainer.grounds(outcome, drawn)))
        reasons.append(f"{cite(outcome.rule)}：{outcome.rule.says}（{facts}）")
    reasons += [caution] if caution else []
    approval = fired[-1].rule.approval  # what was already ordered stands last, and says what is still due
    return Route(route, True, (*reasons, approval), approval, (), tuple(o.rule.name for o in fired), caution)


def _closed(
    route: str, own: Sequence[Outcome], drawn: Drawn, explainer: Explainer, changes: Mapping[str, str]
) -> Route:
    reasons = dict.fromkeys(
        f"{cite(outcome.rule)}：{ground}" for outcome in own for ground in explainer.grounds(outcome, drawn)
    )
    opening = dict.fromkeys(changes[o.rule.ref] for o in own if o.rule.ref in changes)
    return Route(route, False, tuple(reasons), None, tuple(opening), tuple(o.rule.name for o in own))


def _no_rule(route: str, lawbook: LawBook, decision: datetime.date) -> str:
    later = [rule for rule in lawbook.opening.get(route, ()) if rule.in_force.start > decision]
    if later:
        first = min(later, key=lambda rule: rule.in_force.start)
        return f"裁判日 {decision} 尚无本版收录的规定：{cite(first)}自 {first.in_force.start} 起施行"
    return f"裁判日 {decision} 没有本版收录的规定"
