"""A rehearsal of a change of law: cases decided under two editions, and each changed conclusion with its cause.

Nothing is written anywhere. Both editions are decided by both evaluators; a difference between them stops the whole
rehearsal, as it stops any decision.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

from rules.asked import Asked
from rules.carbon.measure import Measurement, measure
from rules.casefile import CaseFile
from rules.casefile.procedure import ProcedureEvent
from rules.deciding.decide import Decision, rule_engine
from rules.deciding.edition import LawSource
from rules.deciding.evaluator import LawConflict
from rules.deciding.persons import OfCharge
from rules.deciding.reports import RuleReport
from rules.deciding.ruling import Ruling
from rules.lawchange.cause import Case, Cause, Causes, known_to
from rules.lawchange.diff import Change, Difference, described, diff
from rules.lawchange.findings import GRADE_FOUND, Finding, absent, findings
from rules.lawchange.periods import PeriodCauses, Proceedings, about_periods, begun, period_findings
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import msg
from rules.values import clock

FORMAT = "tanheng-law-rehearsal/1"
"""Name of the JSON form; changes when a key changes its meaning."""

APPLIED = {True: "适用", False: "不适用", None: "不在此列"}
"""How a rule stood under an edition; the last: not in force for the case, or not about it."""


class Measuring(Protocol):
    """How a loss is measured: of a case file, on a day."""

    def __call__(self, casefile: CaseFile, /, *, on: datetime.date | None) -> Measurement: ...


@dataclass(frozen=True)
class Given:
    """A case to rehearse. ``read`` gives its case file, or raises ``InputError``: then the case is told with it.

    ``measure``: how its loss is measured; with the parameters that ship, unless it has its own. ``events``: what is
    known of the proceedings beside the case file; None for a case file that stands alone. The periods of a case with
    records are looked at as of today, as its page shows them, whatever day it is decided as of.
    """

    name: str
    read: Callable[[], CaseFile]
    measure: Measuring = measure
    events: Sequence[ProcedureEvent] | None = None


@dataclass(frozen=True)
class Changed:
    """A conclusion that differs. ``causes`` are alternatives; empty where none was found."""

    old: Finding
    new: Finding
    causes: tuple[tuple[Change, ...], ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.old.key,
            "label": self.old.label,
            "kind": "conclusion" if self.old.value != self.new.value else "basis",
            "old": {"value": self.old.value, "basis": list(self.old.basis)},
            "new": {"value": self.new.value, "basis": list(self.new.basis)},
            "causes": [[_reference(change) for change in cause] for cause in self.causes],
        }


@dataclass(frozen=True)
class Turned:
    """A rule that applied under one edition only: True applied, False did not, None was not to be looked at."""

    report: RuleReport
    old: bool | None
    new: bool | None

    def as_json(self) -> dict[str, Any]:
        told = self.report.outcome.rule.report()
        return {
            **{key: told[key] for key in ("id", "says", "basis", "in_force")},
            "old": self.old,
            "new": self.new,
            "decided_by": [reason.text for reason in self.report.decided_by],
        }


@dataclass(frozen=True)
class Rehearsed:
    """A case whose conclusions changed."""

    name: str
    casefile: CaseFile
    on: datetime.date
    changed: tuple[Changed, ...]
    turned: tuple[Turned, ...]

    def as_json(self) -> dict[str, Any]:
        case = self.casefile.case
        return {
            "name": self.name,
            "number": case.number,
            "offence": case.offence,
            "conduct_ended": case.conduct.ended.isoformat(),
            "on": self.on.isoformat(),
            "changed": [changed.as_json() for changed in self.changed],
            "rules": [turned.as_json() for turned in self.turned],
        }


@dataclass(frozen=True)
class Refused:
    """A case that could not be decided: under which edition (old, new, or both), and why."""

    name: str
    under: str
    reasons: tuple[FieldError, ...]

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "under": self.under, "errors": [reason.as_json() for reason in self.reasons]}


@dataclass
class Part:
    """What came of some of the cases, as plain data: parts made by several processes are put together."""

    changed: list[dict[str, Any]] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    stated: set[str] = field(default_factory=set)

    def add(self, other: Part) -> None:
        """Put the cases that come next to these."""
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.refused += other.refused
        self.touched |= other.touched
        self.stated |= other.stated

    @property
    def count(self) -> int:
        """How many cases these are."""
        return len(self.changed) + len(self.unchanged) + len(self.refused)

    def as_json(self, difference: Difference) -> dict[str, Any]:
        """Plain data: format, old, new, totals, cases, unchanged, refused, untouched, unanswered, changes."""
        return {
            "format": FORMAT,
            "old": described(difference.old),
            "new": described(difference.new),
            "totals": {
                "cases": self.count,
                "changed": len(self.changed),
                "unchanged": len(self.unchanged),
                "refused": len(self.refused),
            },
            "cases": self.changed,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "untouched": [_reference(change) for change in _untouched(difference, self.touched)],
            "unanswered": [_reference(change) for change in _unanswered(difference, self.stated)],
            "changes": [change.as_json() for change in difference.changes],
        }


@dataclass
class Rehearsal:
    """What a change of law does to the cases given."""

    difference: Difference
    changed: list[Rehearsed] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    stated: set[str] = field(default_factory=set)

    @property
    def untouched(self) -> list[Change]:
        """Changes of rules that were not to be looked at in any case given, and of periods that began in none."""
        return _untouched(self.difference, self.touched)

    @property
    def unanswered(self) -> list[Change]:
        """Facts that only the new edition asks for and that no case given states: its rules took them as not known."""
        return _unanswered(self.difference, self.stated)

    def part(self) -> Part:
        """The same as plain data."""
        changed, refused = [case.as_json() for case in self.changed], [case.as_json() for case in self.refused]
        return Part(changed, list(self.unchanged), refused, set(self.touched), set(self.stated))

    def as_json(self) -> dict[str, Any]:
        """As of ``Part``."""
        return self.part().as_json(self.difference)


def _untouched(difference: Difference, touched: set[str]) -> list[Change]:
    told = [change for change in difference.changes if change.kind == "rule" or about_periods(change)]
    return [change for change in told if change.ref not in touched]


def _unanswered(difference: Difference, stated: set[str]) -> list[Change]:
    facts = difference.new.lawbook.book.facts
    added = [change for change in difference.changes if (change.kind, change.state) == ("fact", "added")]
    return [change for change in added if change.name not in stated and not facts[change.name].sum]


class Rehearsing:
    """Two editions ready to decide cases under both.

    ``on``: the day of decision for every case; else each case file's own, else today. Raises ``LawError`` for an
    edition that cannot be loaded.
    """

    def __init__(self, old: LawSource, new: LawSource, on: datetime.date | None = None) -> None:
        self.difference = diff(old, new)
        self._causes = Causes(self.difference), PeriodCauses(self.difference)
        self._on = on

    def each(self, cases: Iterable[Given]) -> Iterator[Rehearsal]:
        """Decide the cases one by one; yields the rehearsal as it stands after each, and once before.

        Raises ``EvaluatorDisagreement`` when nothing may be told.
        """
        made = Rehearsal(self.difference)
        yield made
        for given in cases:
            _one(given, made, self._causes, self._on)
            yield made


def rehearse(
    cases: Iterable[Given], old: LawSource, new: LawSource, on: datetime.date | None = None
) -> Iterator[Rehearsal]:
    """The rehearsal of these cases as it grows (``Rehearsing``)."""
    yield from Rehearsing(old, new, on).each(cases)


def _one(given: Given, made: Rehearsal, causes: tuple[Causes, PeriodCauses], on: datetime.date | None) -> None:
    try:
        casefile = given.read()
        day = on or casefile.options.on or clock.today()
        ended = casefile.case.conduct.ended
        if ended > day:
            raise InputError.at("case.conduct", msg("行为终了日 {ended} 晚于裁量日 {day}", ended=ended, day=day))
        asked = Asked.alone(casefile, given.measure(casefile, on=day), day)
        case = Case(asked.facts, ended, day)
        apart = [(one, Case(one.facts, ended, day)) for one in _apart(asked)]
    except InputError as problem:
        made.refused.append(Refused(given.name, "both", problem.errors))
        return
    made.stated |= case.facts.keys()
    try:
        both = _both(case, made)
        changed = [*_conclusions(case, *both, made, causes[0])]
        for one, of_charge in apart:
            decided = _both(of_charge, made)
            changed += _of_person(one, asked, _conclusions(of_charge, *decided, made, causes[0], _personal(asked)))
    except _Undecided as problem:
        made.refused.append(Refused(given.name, problem.under, problem.reasons))
        return
    changed += _periods(_proceedings(given, casefile, day, on), made, causes[1])
    if changed:
        made.changed.append(Rehearsed(given.name, casefile, day, tuple(changed), tuple(_turned(*both))))
    else:
        made.unchanged.append(given.name)


class _Undecided(Exception):
    """Under one edition or both (``under``) a case could not be decided."""

    def __init__(self, reasons: Mapping[str, tuple[FieldError, ...]]) -> None:
        self.under = "both" if len(reasons) == 2 else next(iter(reasons))
        self.reasons = reasons.get("new") or reasons["old"]


def _both(case: Case, made: Rehearsal) -> tuple[Decision, Decision]:
    """The case under the old edition and the new one. Raises ``_Undecided``."""
    decisions: dict[str, Decision] = {}
    reasons: dict[str, tuple[FieldError, ...]] = {}
    for side, source in (("old", made.difference.old), ("new", made.difference.new)):
        try:
            engine = rule_engine(source.lawbook)
            decisions[side] = engine.decide(known_to(case.facts, source), case.conduct, case.on)
        except InputError as problem:
            reasons[side] = problem.errors
        except LawConflict as problem:
            reasons[side] = (FieldError("", str(problem)),)
    if reasons:
        raise _Undecided(reasons)
    return decisions["old"], decisions["new"]


def _apart(asked: Asked) -> tuple[OfCharge, ...]:
    """The charges of which a change is told apart: none where one person is charged once, as the case itself is."""
    charges = asked.persons.charges
    return charges if len(charges) > 1 else ()


def _personal(asked: Asked) -> tuple[str, ...]:
    """The findings that are told of one charge: what is said of the person, and the grade where charges differ."""
    return (*Ruling.NAMES, GRADE_FOUND) if asked.persons.leading else Ruling.NAMES


def _of_person(one: OfCharge, asked: Asked, changed: Iterable[Changed]) -> Iterator[Changed]:
    """The same findings, told of the person under the charge."""
    name = asked.casefile.parties[one.charge.party].name
    about = f"{name}（{one.offence}）"
    for each in changed:
        key, label = f"persons.{name}.{one.offence}.{each.old.key}", f"{about}{each.old.label}"
        yield replace(each, old=replace(each.old, key=key, label=label), new=replace(each.new, key=key, label=label))


def _proceedings(given: Given, casefile: CaseFile, day: datetime.date, on: datetime.date | None) -> Proceedings:
    told = casefile.procedure.events if casefile.procedure else []
    if given.events is None:
        return Proceedings(told, day)
    return Proceedings([*told, *given.events], on or clock.today())


def _conclusions(
    case: Case, old: Decision, new: Decision, made: Rehearsal, causes: Causes, names: tuple[str, ...] = ()
) -> Iterator[Changed]:
    """What differs; ``names``: only in these conclusions."""
    looked_at = [report.outcome for report in (*old.rules, *new.rules)]
    made.touched |= {f"{outcome.rule.id}@{outcome.rule.in_force.start}" for outcome in looked_at}
    near = {("rule", outcome.rule.id) for outcome in looked_at}
    suspects = {("rule", outcome.rule.id) for outcome in looked_at if outcome.fired}
    differing = {
        key: pair
        for key, pair in _differing(findings(old), findings(new)).items()
        if not names or key.partition(".")[0] in names
    }
    return _changed(differing, partial(causes.of, case, suspects, near), made)


def _periods(case: Proceedings, made: Rehearsal, causes: PeriodCauses) -> Iterator[Changed]:
    """Nothing where an edition is silent on deadlines, or both say the same."""
    old, new = made.difference.old.deadlines, made.difference.new.deadlines
    if old is None or new is None or not causes.changes:
        return iter(())
    made.touched |= begun(case, old) | begun(case, new)
    return _changed(_differing(period_findings(case, old), period_findings(case, new)), partial(causes.of, case), made)


def _changed(
    differing: Mapping[str, tuple[Finding, Finding]],
    causes_of: Callable[[Mapping[str, Finding]], Mapping[str, Sequence[Cause]]],
    made: Rehearsal,
) -> Iterator[Changed]:
    # where the conclusion itself changed, its old articles need not come back with it
    wanted = {key: replace(o, basis=()) if o.value != n.value else o for key, (o, n) in differing.items()}
    found = causes_of(wanted) if wanted else {}
    for key, (old, new) in differing.items():
        yield Changed(old, new, tuple(made.difference.of(cause.units) for cause in found[key]))


def _differing(before: Mapping[str, Finding], after: Mapping[str, Finding]) -> dict[str, tuple[Finding, Finding]]:
    differing = {}
    for key in dict.fromkeys((*before, *after)):
        old = before.get(key) or absent(after[key])
        new = after.get(key) or absent(before[key])
        if (old.value, old.basis) != (new.value, new.basis):
            differing[key] = old, new
    return differing


def _turned(old: Decision, new: Decision) -> Iterator[Turned]:
    before = {report.outcome.rule.ref: report for report in old.rules}
    after = {report.outcome.rule.ref: report for report in new.rules}
    for ref in dict.fromkeys((*before, *after)):
        first, second = before.get(ref), after.get(ref)
        fired = first.fired if first else None, second.fired if second else None
        if fired[0] != fired[1] and True in fired:
            told = second or first
            assert told is not None
            yield Turned(told, *fired)


def _reference(change: Change) -> dict[str, str]:
    return {"kind": change.kind, "ref": change.ref, "state": change.state, "title": change.title}
