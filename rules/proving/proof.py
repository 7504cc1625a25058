"""The whole proof of a lawbook: what was shown of each offence, and what was found against it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rules.deciding.book import LawBook
from rules.proving import editions, firing, grades, inversions, routes, thresholds
from rules.proving.days import Group
from rules.proving.findings import Finding
from rules.proving.grades import LATER
from rules.proving.law import Law
from rules.proving.thresholds import Ladder


@dataclass(frozen=True, slots=True)
class GradedIntervals:
    """Intervals in which the same rules grade. ``combinations``: of readings, facts not known and reasons, each met
    with facts and answered by the decision."""

    group: Group
    readings: int
    combinations: int


@dataclass(slots=True)
class Shown:
    """What was shown of one offence.

    ``rules``: that concern it, each fired by some facts, unless shown of another offence before. ``rises``: quantities
    of which more never means less, of one reading each. ``routings``: groups of intervals whose closed routes each name
    a fact or a day. ``milliseconds``: it took.
    """

    offence: str
    intervals: int
    rules: int = 0
    graded: list[GradedIntervals] = field(default_factory=list)
    rises: int = 0
    routings: int = 0
    milliseconds: int = 0


@dataclass(frozen=True, slots=True)
class Proof:
    """``shown``: of each offence; ``findings``: each fault once, whichever interval shows it."""

    shown: tuple[Shown, ...]
    findings: tuple[Finding, ...]


class Prover:
    """One lawbook, offence after offence. What was shown once is not shown again."""

    def __init__(self, lawbook: LawBook) -> None:
        self.law = Law(lawbook)
        self._fired: set[str] = set()
        self._conflicts: set[tuple[str, ...]] = set()
        self._ladders: set[tuple[str, ...]] = set()
        self._routes: set[tuple[str, ...]] = set()

    def prove(self, offences: Iterable[str] | None = None) -> Proof:
        """The proof; of some offences alone, which then tells nothing of rules that never fire."""
        chosen = self.law.offences if offences is None else tuple(offences)
        findings: dict[tuple[str, ...], Finding] = {}
        shown = []
        for offence in chosen:
            one = Shown(offence, len(self.law.intervals))
            began = time.monotonic_ns()
            for finding in self._of(offence, one):
                findings.setdefault(finding.key, finding)
            one.milliseconds = (time.monotonic_ns() - began) // 1_000_000
            shown.append(one)
        general = [
            *editions.rule_gaps(self.law.lawbook),
            *editions.together(self.law.lawbook, self.law.intervals),
        ]
        general += firing.never(self.law, self._fired) if offences is None else ()
        return Proof(tuple(shown), (*findings.values(), *general))

    def _of(self, offence: str, shown: Shown) -> Iterator[Finding]:
        law = self.law
        yield from editions.texts(law.lawbook, offence)
        yield from editions.torn(law.lawbook, offence, law.intervals)
        shown.rules = firing.firing(law, offence, self._fired)
        yield from firing.conflicts(law, offence, self._conflicts)
        made = [grades.graded(law, offence, group) for group in grades.groups(law, offence)]
        for one in made:
            shown.graded.append(GradedIntervals(one.group, len(one.readings), one.combinations))
            yield from one.findings
        # a fault of a text is shown best where that text alone is read
        for one in sorted(made, key=lambda one: any(reading.of == LATER for reading in one.readings)):
            for reading in one.readings:
                yield from self._steps(reading.ladder, one.group, shown)
        for ladder, group in thresholds.ladders(law, offence):
            yield from self._steps(ladder, group, shown)
        for group in routes.groups(law, offence):
            shown.routings += 1
            yield from routes.dead_ends(law, offence, group, self._routes)

    def _steps(self, ladder: Ladder, group: Group, shown: Shown) -> Iterator[Finding]:
        if ladder.refs not in self._ladders:
            self._ladders.add(ladder.refs)
            shown.rises += len(ladder.quantities())
            yield from thresholds.falls(self.law, ladder, group)
            yield from thresholds.overlaps(self.law, ladder, group)
            yield from inversions.turned(self.law, ladder, group)


def prove(lawbook: LawBook, offences: Iterable[str] | None = None) -> Proof:
    """The proof of a lawbook."""
    return Prover(lawbook).prove(offences)
