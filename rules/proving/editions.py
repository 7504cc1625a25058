"""No gap and no overlap between editions. That two editions of one rule overlap, loading the law refuses already."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from rules.deciding.book import LawBook
from rules.deciding.book.types import Rule
from rules.proving.days import DAY, Interval
from rules.proving.findings import Finding, Kind


def rule_gaps(lawbook: LawBook) -> Iterator[Finding]:
    """Days between two editions of a rule on which none is in force.

    A gap has a reason where the note of the later edition names its first day.
    """
    editions: dict[str, list[Rule]] = defaultdict(list)
    for rule in lawbook.rules:
        if rule.end_of_range != "high":
            editions[rule.id].append(rule)
    for same in editions.values():
        for earlier, later in pairwise(sorted(same, key=_start)):
            yield from _gap("edition_gap", [earlier], [later], "")


def together(lawbook: LawBook, intervals: Iterable[Interval]) -> Iterator[Finding]:
    """Two editions of a rule that apply to one case, because they are chosen by different days.

    A rule that is looked at on both days is meant to have both.
    """
    met: set[tuple[str, str]] = set()
    for interval in intervals:
        applied: dict[str, Rule] = {}
        for rule in lawbook.edition(*interval.days).rules:
            other = applied.setdefault(rule.name, rule)
            pair = other.ref, rule.ref
            if other is not rule and {other.selected_by, rule.selected_by} != {"both"} and pair not in met:
                met.add(pair)
                days = tuple(day.isoformat() for day in interval.days)
                yield Finding("edition_overlap", (other, rule), values=dict(zip(("conduct", "on"), days, strict=True)))


def texts(lawbook: LawBook, offence: str) -> Iterator[Finding]:
    """Days between two grading texts of an offence on which none is in force, and days on which two are."""
    by_text: dict[str, list[Rule]] = defaultdict(list)
    for rule in lawbook.rules:
        if rule.stage == "grade" and offence in rule.offences:
            by_text[rule.text].append(rule)
    graded = sorted(by_text.values(), key=lambda rules: min(map(_start, rules)))
    for number, rules in enumerate(graded):
        for others in graded[number + 1 :]:
            met = [(a, b) for a in rules for b in others if a.in_force.overlaps(b.in_force)]
            if met:
                first, second = met[0]
                day = max(_start(first), _start(second)).isoformat()
                yield Finding("text_overlap", met[0], offence, values={"day": day})
    reached: list[Rule] = []
    for rules in graded:
        if reached:
            yield from _gap("text_gap", reached, rules, offence)
        reached += rules


def torn(law: LawBook, offence: str, intervals: Iterable[Interval]) -> Iterator[Finding]:
    """Where the text of the decision day would be read without those of its rules that the conduct day has, too."""
    grading = [rule for rule in law.rules if rule.stage == "grade" and offence in rule.offences]
    for interval in intervals:
        conduct, on = interval.days
        later = [rule for rule in grading if on in rule.in_force]
        new = [rule for rule in later if conduct not in rule.in_force]
        begun = {rule.text for rule in new}
        both = [rule for rule in later if conduct in rule.in_force and rule.text in begun]
        if both:
            values = {"conduct": conduct.isoformat(), "on": on.isoformat()}
            yield Finding("text_torn", (new[0], both[0]), offence, values=values)
            return


def _gap(kind: Kind, earlier: Sequence[Rule], later: Sequence[Rule], offence: str) -> Iterator[Finding]:
    if any(rule.in_force.end is None for rule in earlier):
        return
    last = max(earlier, key=lambda rule: rule.in_force.end or datetime.date.max)
    first = min(later, key=_start)
    assert last.in_force.end is not None
    begins, ends = last.in_force.end + DAY, _start(first) - DAY
    if begins <= ends and begins.isoformat() not in first.note:
        values = {"from": begins.isoformat(), "to": ends.isoformat()}
        yield Finding(kind, (last, first), offence, values=values)


def _start(rule: Rule) -> datetime.date:
    return rule.in_force.start
