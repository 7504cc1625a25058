"""Entry point: one case file in, one assessment out – measured, decided, explained and hashed."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rules.asked import Asked, legal_facts
from rules.carbon.concerned import concerned_stock
from rules.carbon.groups import LossGroups, loss_groups
from rules.carbon.measure import Measurement, measure
from rules.carbon.parameters.sets import ParameterSet
from rules.carbon.recovery import Recovery, recover
from rules.carbon.uncertainty import loss_range
from rules.carbon.worksheet import Worksheet
from rules.casefile import CaseFile, canonical_bytes, canonical_part
from rules.deciding.deadlines.barred import Objection, objections
from rules.deciding.deadlines.reckoning import deadlines
from rules.deciding.deadlines.results import Deadline
from rules.deciding.decide import Decision
from rules.deciding.facts.measurable import fields_of_loss, money_on_file, never_asked
from rules.deciding.missing_told import LeastChange, StillMissing, least_changes, still_missing
from rules.deciding.persons import Persons
from rules.reading.errors import InputError
from rules.reading.messages import msg
from rules.record.assessment import FORMAT, AssessmentRecord
from rules.record.uncertainty import LossRange
from rules.settlement.credit_types import credit_warnings
from rules.settlement.published import Comparison, compare_published
from rules.settlement.settle import Settlement, settle
from rules.values import clock
from rules.values.quantity import plain


@dataclass(frozen=True)
class Proceedings:
    """Periods that have begun, and steps the law forbids, as the events of the case file stand on the day."""

    deadlines: tuple[Deadline, ...]
    objections: tuple[Objection, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "deadlines": [item.as_json() for item in self.deadlines],
            "objections": [item.as_json() for item in self.objections],
        }


@dataclass(frozen=True)
class Findings:
    """What was measured and decided of one case file on one day.

    ``worksheet``: the lines of measurement, settlement and recovery. ``loss_range``: of the loss, in tCO2e.
    ``persons``: everybody who is to answer, with the grade of each charge; ``groups``: on whom the loss rests.
    ``proceedings`` is None where the case file tells no events. ``warnings``: every caution once, in the order found.
    """

    casefile: CaseFile
    on: datetime.date
    measurement: Measurement
    settlement: Settlement
    recovery: Recovery
    comparisons: tuple[Comparison, ...]
    decision: Decision
    persons: Persons
    groups: LossGroups
    proceedings: Proceedings | None
    worksheet: Worksheet
    loss_range: LossRange
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Assessment(Findings):
    """Findings and their record. ``content``: all of them as plain data, decimals as text; ``hash``: SHA-256 of its
    canonical JSON."""

    content: dict[str, Any]
    hash: str

    def as_json(self) -> dict[str, Any]:
        """The assessment as plain data, with its hash. What it tells of rules is shared and cannot be changed."""
        return {**self.content, "hash": self.hash}

    @cached_property
    def record(self) -> AssessmentRecord:
        """The same, typed. Converted when asked for: who only writes the data out does not pay for it."""
        return AssessmentRecord.from_json(self.as_json())


def assess(
    casefile: CaseFile, on: datetime.date | None = None, *, parameter_set: ParameterSet | None = None
) -> Assessment:
    """Measure the loss and decide by the law in force.

    ``on`` is the day of decision; the case file's ``options.on`` when absent, else today. ``parameter_set`` replaces
    the one that ships with the method. Raises ``InputError`` when
    the case file names what the method or the law cannot accept, ``EvaluatorDisagreement`` when nothing may be issued.
    """
    found = _findings(casefile, _day(casefile, on), parameter_set)
    content = _content(found)
    # Rules are two thirds of what is hashed, and most are told alike of many cases.
    hashed = {**content, "rules": [canonical_part(rule) for rule in content["rules"]]}
    return Assessment(**vars(found), content=content, hash=sha256(hashed))


def _findings(casefile: CaseFile, day: datetime.date, parameter_set: ParameterSet | None) -> Findings:
    measured = measure(casefile, on=day, parameter_set=parameter_set)
    settled = settle(casefile, measured)
    concerned = concerned_stock(casefile, measured, settled.worksheet)
    asked = Asked(casefile, measured, day, concerned)
    persons, decided = asked.persons, asked.decision
    groups = loss_groups(casefile, measured, concerned)
    recovered = recover(casefile, measured.loss_line, settled.worksheet)
    compared = tuple(compare_published(casefile, measured, settled))
    worksheet, loss = recovered.worksheet, measured.loss_line
    return Findings(
        casefile=casefile,
        on=day,
        measurement=measured,
        settlement=settled,
        recovery=recovered,
        comparisons=compared,
        decision=decided,
        persons=persons,
        groups=groups,
        proceedings=_proceedings(casefile, day),
        worksheet=worksheet,
        loss_range=loss_range(
            worksheet.lines,
            loss.no if loss else None,
            in_money=measured.money_line is not None,
            no_forest=casefile.harms_no_forest,
        ),
        warnings=_warnings(
            measured, settled, recovered, compared, asked, credit_warnings(casefile.options.credit, day)
        ),
    )


def _day(casefile: CaseFile, on: datetime.date | None) -> datetime.date:
    """The day of decision. Raises ``InputError`` where the conduct ended after it."""
    day, ended = on or casefile.options.on or clock.today(), casefile.case.conduct.ended
    if ended > day:
        raise InputError.at("case.conduct", msg("行为终了日 {ended} 晚于裁量日 {day}", ended=ended, day=day))
    return day


def still_missing_of(found: Findings) -> tuple[StillMissing, ...]:
    """What each closed route still lacks. No part of the assessment: worked out when it is asked for."""
    closed = [route.route for route in found.decision.routes if not route.open]
    facts = legal_facts(found.casefile, found.measurement, found.on)
    fields = fields_of_loss(found.casefile)
    return still_missing(
        facts,
        found.casefile.case.conduct.ended,
        found.on,
        closed,
        measured_from=fields,
        money_from=money_on_file(found.casefile),
        never=never_asked(found.casefile),
    )


def least_changes_of(found: Findings) -> dict[str, LeastChange]:
    """By rule that no single change makes apply, what does. Worked out when it is asked for."""
    facts = legal_facts(found.casefile, found.measurement, found.on)
    fields = fields_of_loss(found.casefile)
    return least_changes(facts, found.casefile.case.conduct.ended, found.on, measured_from=fields)


def _proceedings(casefile: CaseFile, on: datetime.date) -> Proceedings | None:
    if casefile.procedure is None or not casefile.procedure.events:
        return None
    events = casefile.procedure.events
    begun = tuple(item for item in deadlines(events, on) if item.status != "not_started")
    return Proceedings(begun, tuple(objections(events, on)))


def _warnings(
    measured: Measurement,
    settled: Settlement,
    recovered: Recovery,
    compared: Sequence[Comparison],
    asked: Asked,
    credit: Iterable[str],
) -> tuple[str, ...]:
    found = [
        *measured.warnings,
        *settled.warnings,
        *recovered.warnings,
        *(item.warning for item in compared if item.warning),
        *asked.warnings,
        *([settled.owed.reason] if settled.owed.reason else []),
        *credit,
    ]
    return tuple(dict.fromkeys(found))


def _content(found: Findings) -> dict[str, Any]:
    """Everything that is hashed, in the order in which it is printed."""
    published = found.casefile.published
    return {
        **_head(found.casefile, found.on),
        **_figures(found.measurement, found.settlement, found.loss_range),
        **_decided(found),
        **_measured(found.measurement, found.recovery),
        **(found.proceedings.as_json() if found.proceedings else {}),
        "published": [item.as_json() for item in found.comparisons],
        "published_note": published.note if published else None,
        "warnings": list(found.warnings),
    }


def _head(casefile: CaseFile, day: datetime.date) -> dict[str, Any]:
    head = casefile.case
    return {
        "format": FORMAT,
        "case": {"number": head.number, "offence": head.offence, "conduct_ended": head.conduct.ended.isoformat()},
        "on": day.isoformat(),
        "casefile_sha256": sha256(casefile.as_json()),
    }


def _figures(measured: Measurement, settled: Settlement, spread: LossRange) -> dict[str, Any]:
    service = settled.service
    return {
        "method": measured.method,
        "loss_tco2e": measured.loss_text,
        **({"loss_exact_tco2e": plain(measured.loss_exact.value)} if measured.loss_exact else {}),
        "loss_line": measured.loss_line.no if measured.loss_line else None,
        "loss_range": spread.as_json(),
        "required_credits_t": settled.required.text if settled.required else None,
        "amount_cny": settled.amount.text if settled.amount else None,
        "loss_value_cny": settled.value.text if settled.value else None,
        "service_rest_cny": service.rest.text if service.rest else None,
        "punitive_limit_cny": service.limit.text if service.limit else None,
        "missing": dict(settled.reasons),
    }


def _decided(found: Findings) -> dict[str, Any]:
    decided = found.decision.kept_json()
    return {
        "grade": decided["grade"],
        "persons": _persons(found),
        "loss_rests_on": found.groups.as_json(),
        "routes": decided["routes"],
        "conclusions": decided["conclusions"],
        "conflicts": decided["conflicts"],
        "worksheet": found.worksheet.as_json(),
        "rules": decided["rules"],
        "law": decided["law"],
    }


def _persons(found: Findings) -> list[dict[str, Any]]:
    """Everybody who is to answer; with the sum of each, where shares are settled."""
    owed, places = found.settlement.owed, {id(party): n for n, party in enumerate(found.casefile.parties)}
    told = []
    for person in found.persons.each:
        line = owed.sums.get(places[id(person.party)])
        told.append(person.as_json() | ({"owes_cny": line.text} if line else {}))
    return told


def _measured(measured: Measurement, recovered: Recovery) -> dict[str, Any]:
    return {
        "stands": [stand.as_json() for stand in measured.stands],
        "left_out": [item.as_json() for item in measured.left_out],
        "recovery": recovered.as_json(),
    }


def sha256(data: Any) -> str:
    """The hash of plain data: SHA-256 of its canonical JSON."""
    return hashlib.sha256(canonical_bytes(data)).hexdigest()
