"""What is still missing, in words: for each closed route who must act, which fact, what it is, what it must be; for
each rule that no single change makes apply, the least facts that do together.

Worked out when asked for and never stored: an assessment says what is, not what could be.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rules.deciding.book.types import ROUTES
from rules.deciding.decide import Given, RuleEngine, rule_engine
from rules.deciding.explain import Explainer
from rules.deciding.facts import is_prosecution
from rules.deciding.facts.places import ACTORS, Actor, place_of
from rules.deciding.missing import BOUND, OF_ONE_RULE, Missing, Need, missing, missing_for_rules
from rules.reading.messages import Message, msg
from rules.record.deciding import RuleRecord

STILL_MISSING = "还缺什么：{ways}"
STEP = "{actor}：{label}（现：{now}）须{needed}"
NO_PLACE = msg("没有单独填写处的事实")
NO_WAY = "没有找到{most}项以内的事实，一并变更即可采用"
NO_RULE = "没有可以适用的规定，事实的变更不能使它可用"
OPINION_OF = "写明{names}的意见"
FOUND_FROM = "由计量得出且大于 0，计量所据：{fields}"
TOGETHER = "下列事实一并变更，本条即可适用：{steps}"
NEVER = "变更{most}项以内的事实，本条仍不适用"
NOT_FOUND = "试算已达上限，没有找到使本条适用的事实"
NOT_WHOLE = "（试算已达上限，可能还有别的途径）"


OPINIONS, OPINIONS_MISSING = "opinions_complete", "opinions_missing"
COMPUTED, MONEY = ("loss_tco2e", "carbon_lost"), "loss_cny"
"""Facts that nobody states: they are worked out from the data of the stands."""


@dataclass(frozen=True, slots=True)
class Step:
    """One fact of a way. ``now``, ``needed``: in words.

    ``actor``, ``path``: None where the case file has no place for it.
    """

    actor: Actor | None
    path: str | None
    fact: str
    label: str
    now: str
    needed: str

    @property
    def who(self) -> Message:
        """Who must act; that the fact has no place of its own, where nobody is named."""
        return ACTORS[self.actor] if self.actor else NO_PLACE

    def as_json(self) -> dict[str, str | None]:
        return {
            "actor": self.actor,
            "path": self.path,
            "fact": self.fact,
            "label": self.label,
            "now": self.now,
            "needed": self.needed,
        }


@dataclass(frozen=True, slots=True)
class StillMissing:
    """``ways``: each all that one way to open the route takes, fewest facts first, in the order of who must act.

    ``complete``: no other least way of at most ``most`` facts exists. ``ruled``: some rule of the day would open it.
    """

    route: str
    ways: tuple[tuple[Step, ...], ...]
    complete: bool
    ruled: bool
    most: int = BOUND.facts

    def as_json(self) -> dict[str, object]:
        ways = [[step.as_json() for step in way] for way in self.ways]
        return {"route": self.route, "ways": ways, "complete": self.complete, "ruled": self.ruled}

    def text(self) -> str:
        """All of it as one sentence."""
        told = "；或者".join("，".join(_said(step) for step in way) for way in self.ways)
        if not told:
            told = NO_WAY.format(most=self.most) if self.ruled else NO_RULE
        return STILL_MISSING.format(ways=told) + ("" if self.complete else NOT_WHOLE) + "。"


def still_missing(
    facts: Given,
    conduct: datetime.date,
    on: datetime.date,
    routes: Sequence[str],
    engine: RuleEngine | None = None,
    *,
    measured_from: str = "",
    money_from: str = "",
    never: frozenset[str] = frozenset(),
) -> tuple[StillMissing, ...]:
    """Of each of these closed routes. ``measured_from``, ``money_from``: what yields a loss in tonnes, and in money, in
    this case, in words; ``never``: facts by which no way of it may lead.

    Raises ``InputError`` for unusable facts.
    """
    court = engine or rule_engine()
    ruled = {route for rule in court.lawbook.edition(conduct, on).rules for route in rule.then.get(ROUTES, ())}
    found = [missing(court, facts, (conduct, on), route) for route in routes]
    words = _Words(court.explainer, facts, measured_from, money_from)
    if never:
        found = [replace(one, ways=tuple(way for way in one.ways if not _leads_by(way, never))) for one in found]
    return tuple(_told(one, words, one.route in ruled) for one in found)


def _leads_by(way: Iterable[Need], facts: frozenset[str]) -> bool:
    return any(need.fact.name in facts for need in way)


@dataclass(frozen=True, slots=True)
class LeastChange:
    """Of a rule that no single change makes apply: the fewest facts that do together, in the order of who must act.

    ``key``: of the rule, as its record has it. ``complete``: where there are none, no others exist up to the bound.
    """

    key: str
    steps: tuple[Step, ...]
    complete: bool
    most: int = OF_ONE_RULE.facts

    def as_json(self) -> dict[str, object]:
        return {"rule": self.key, "steps": [step.as_json() for step in self.steps], "complete": self.complete}

    def text(self) -> str:
        """All of it as one sentence."""
        if self.steps:
            return TOGETHER.format(steps="，".join(map(_said, self.steps))) + "。"
        return (NEVER.format(most=self.most) if self.complete else NOT_FOUND) + "。"


def least_changes(
    facts: Given,
    conduct: datetime.date,
    on: datetime.date,
    engine: RuleEngine | None = None,
    *,
    measured_from: str = "",
) -> dict[str, LeastChange]:
    """By the key of each rule that does not apply and that no single change makes apply.

    Raises ``InputError`` for unusable facts.
    """
    court = engine or rule_engine()
    decided = court.decide(facts, conduct, on).rules
    open_ = [report for report in decided if not report.fired and report.would_fire_if is None]
    found = missing_for_rules(court, facts, (conduct, on), [report.outcome.ready for report in open_])
    words = _Words(court.explainer, facts, measured_from)
    made = {}
    for report, one in zip(open_, found, strict=True):
        steps = [step for way in one.ways[:1] for need in way for step in words.steps(need)]
        key = RuleRecord.model_validate(report.as_json()).key
        made[key] = LeastChange(key, tuple(sorted(steps, key=_turn)), one.complete)
    return made


def _told(found: Missing, words: _Words, ruled: bool) -> StillMissing:
    ways = [tuple(sorted((step for need in way for step in words.steps(need)), key=_turn)) for way in found.ways]
    ways.sort(key=lambda way: (len(way), [_turn(step) for step in way]))
    return StillMissing(found.route, tuple(ways), found.complete, ruled)


@dataclass(frozen=True, slots=True)
class _Words:
    """What the case tells beyond the fact that has to change: whose opinion is awaited, what a loss is found from."""

    explainer: Explainer
    facts: Given
    measured_from: str
    money_from: str = ""

    def steps(self, need: Need) -> Iterator[Step]:
        """The fact as what each who must act has to do; mostly one."""
        awaited = str(self.facts.get(OPINIONS_MISSING) or "") if need.fact.name == OPINIONS else ""
        if awaited:
            yield from self._opinions(need, awaited.split("、"))
        elif need.fact.name in COMPUTED and self.measured_from:
            yield self._step(need, FOUND_FROM.format(fields=self.measured_from))
        elif need.fact.name == MONEY and self.money_from:
            yield self._step(need, FOUND_FROM.format(fields=self.money_from))
        else:
            yield self._step(need, _needed(need, self.explainer))

    def _step(self, need: Need, needed: str) -> Step:
        fact, place = need.fact, place_of(need.fact)
        actor, path = (place.actor, place.path) if place else (None, None)
        return Step(actor, path, fact.name, fact.label, self._now(need), needed)

    def _now(self, need: Need) -> str:
        return "未查明" if need.now is None else self.explainer.value(need.fact.name, need.now)

    def _opinions(self, need: Need, awaited: Sequence[str]) -> Iterator[Step]:
        """The procuratorate records its own opinion, the parties give theirs."""
        own = [name for name in awaited if is_prosecution(name)]
        others = [name for name in awaited if not is_prosecution(name)]
        sides: tuple[tuple[Actor, list[str]], ...] = (("prosecutor", own), ("party", others))
        for actor, names in sides:
            if names:
                needed = OPINION_OF.format(names="、".join(names))
                yield replace(self._step(need, needed), actor=actor)


def _needed(need: Need, explainer: Explainer) -> str:
    """A word or a yes as it must be; of a number what is asked of it, with the value that was tried."""
    value = explainer.value(need.fact.name, need.value)
    if need.fact.type in {"bool", "string"}:
        return f"为{value}"
    asked = "、".join(dict.fromkeys(map(explainer.needed, need.asked)))
    return f"{asked}（如{value}）" if asked and not asked.endswith(value) else asked or f"为{value}"


def _turn(step: Step) -> int:
    return [*ACTORS].index(step.actor) if step.actor else len(ACTORS)


def _said(step: Step) -> str:
    return STEP.format(actor=step.who, label=step.label, now=step.now, needed=step.needed)
