"""No rule that can never fire; no two rules that conclude different things of one case where one is due."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from rules.deciding.book.types import Rule
from rules.proving.days import Group
from rules.proving.edition import Charged
from rules.proving.findings import Finding
from rules.proving.law import Law


def _editions(law: Law, offence: str) -> Iterator[tuple[Charged, Group]]:
    for group in law.groups(offence, lambda charged, _: charged.refs).values():
        yield law.charged(offence, group.intervals[0]), group


def firing(law: Law, offence: str, fired: set[str]) -> int:
    """How many rules about a charge are newly shown to fire in some interval; their names are added to ``fired``."""
    tried: set[tuple[str, ...]] = set()
    before = len(fired)
    for charged, _ in _editions(law, offence):
        for rule in charged.rules:
            cone = charged.cone([rule])
            key = rule.ref, *(one.ref for one in cone)
            if rule.ref not in fired and key not in tried:
                tried.add(key)
                if law.question(charged, [rule]).holds(charged.fires(rule)):
                    fired.add(rule.ref)
    return len(fired) - before


def never(law: Law, fired: set[str]) -> Iterator[Finding]:
    """The rules that no facts fire in any interval, under any charge."""
    for rule in law.lawbook.rules:
        if rule.ref not in fired:
            yield Finding("never_fires", (rule,))


def conflicts(law: Law, offence: str, shown: set[tuple[str, ...]]) -> Iterator[Finding]:
    """Where rules conclude different things of which one is due. ``shown``: what need not be shown again."""
    conclusions = law.lawbook.book.conclusions
    for charged, group in _editions(law, offence):
        concluding = [rule for rule in charged.rules if any(conclusions[name].merge == "single" for name in rule.then)]
        for one, other in combinations(concluding, 2):
            names = [
                name
                for name in one.then.keys() & other.then.keys()
                if conclusions[name].merge == "single" and one.then[name] != other.then[name]
            ]
            if names:
                yield from _conflict(law, charged, group, (one, other), names[0], shown)


def _conflict(
    law: Law, charged: Charged, group: Group, rules: tuple[Rule, Rule], name: str, shown: set[tuple[str, ...]]
) -> Iterator[Finding]:
    cone = charged.cone(rules)
    key = (charged.offence if charged.about_charge(cone) else "", *(r.ref for r in rules), *(r.ref for r in cone))
    if key in shown:
        return
    shown.add(key)
    case = law.case(charged, rules, group, *(charged.fires(rule) for rule in rules))
    if case is not None:
        label = law.lawbook.book.conclusions[name].label
        values = {"label": label, "one": rules[0].then[name][0], "other": rules[1].then[name][0]}
        yield Finding("conflict", rules, charged.offence, (case,), values)
