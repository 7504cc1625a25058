"""The door: measure, decide, explain, hash. One case file in, one frozen assessment out."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rules.carbon.measure import Measurement, measure, standing_stock_total
from rules.carbon.parameters.sets import ParameterSet
from rules.carbon.recovery import Recovery, recover
from rules.carbon.uncertainty import loss_range
from rules.casefile import CaseFile, canonical
from rules.deciding.deadlines.barred import objections
from rules.deciding.deadlines.reckoning import deadlines
from rules.deciding.decide import Decision, decide
from rules.deciding.facts import Fact, facts_of
from rules.deciding.facts.counting import count
from rules.reading.errors import InputError
from rules.reading.messages import msg
from rules.settlement.settle import Comparison, Settlement, compare_published, settle
from rules.values import clock

FORMAT = "tanheng-assessment/1"
"""Name of the JSON form below; changes when a key changes its meaning."""


@dataclass(frozen=True)
class Assessment:
    """What was measured and decided of one case file on one day. ``hash`` seals all that ``as_json`` shows."""

    casefile: CaseFile
    on: datetime.date
    measurement: Measurement
    settlement: Settlement
    recovery: Recovery
    comparisons: tuple[Comparison, ...]
    decision: Decision

    @cached_property
    def content(self) -> dict[str, Any]:
        """Everything but the hash, as plain data; decimals as text."""
        measured, settled, decided = self.measurement, self.settlement, self.decision.as_json()
        method = measured.method
        return {
            "format": FORMAT,
            "case": {
                "number": self.casefile.case.number,
                "offence": self.casefile.case.offence,
                "conduct_ended": self.casefile.case.conduct.ended.isoformat(),
            },
            "on": self.on.isoformat(),
            "casefile_sha256": sha256(self.casefile.as_json()),
            "method": method,
            "loss_tco2e": measured.loss_text,
            "loss_line": measured.loss_line.no if measured.loss_line else None,
            "loss_range": self.loss_range,
            "required_credits_t": settled.required.text if settled.required else None,
            "amount_cny": settled.amount.text if settled.amount else None,
            "loss_value_cny": settled.value.text if settled.value else None,
            "service_rest_cny": settled.service.rest.text if settled.service.rest else None,
            "punitive_limit_cny": settled.service.limit.text if settled.service.limit else None,
            "missing": dict(settled.reasons),
            "grade": decided["grade"],
            "routes": decided["routes"],
            "conclusions": decided["conclusions"],
            "conflicts": decided["conflicts"],
            "worksheet": self.worksheet,
            "rules": decided["rules"],
            "law": decided["law"],
            "stands": [stand.as_json() for stand in measured.stands],
            "left_out": [item.as_json() for item in measured.left_out],
            "recovery": self.recovery.as_json(),
            **self._proceedings,
            "published": [item.as_json() for item in self.comparisons],
            "published_note": self.casefile.published.note if self.casefile.published else None,
            "warnings": self.warnings,
        }

    @cached_property
    def worksheet(self) -> list[dict[str, Any]]:
        """The lines as plain data: enough to redo every one of them."""
        return self.recovery.worksheet.as_json()

    @cached_property
    def loss_range(self) -> dict[str, Any]:
        """The 90 % range of the loss, or why there is none."""
        return loss_range(self.worksheet, self.measurement.loss_line.no if self.measurement.loss_line else None)

    @property
    def _proceedings(self) -> dict[str, Any]:
        """Periods that have begun and steps the law forbids; nothing where the case file tells no events."""
        if self.casefile.procedure is None or not self.casefile.procedure.events:
            return {}
        events = self.casefile.procedure.events
        begun = [item for item in deadlines(events, self.on) if item.status != "not_started"]
        return {
            "deadlines": [item.as_json() for item in begun],
            "objections": [item.as_json() for item in objections(events, self.on)],
        }

    @property
    def warnings(self) -> list[str]:
        """Every caution once, in the order measured, settled, compared, decided."""
        compared = [item.warning for item in self.comparisons if item.warning]
        counted = count(self.casefile, None).warnings
        found = [
            *self.measurement.warnings,
            *self.settlement.warnings,
            *self.recovery.warnings,
            *compared,
            *counted,
            *self.decision.warnings,
        ]
        return list(dict.fromkeys(found))

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON of ``content``."""
        return sha256(self.content)

    def as_json(self) -> dict[str, Any]:
        """The assessment as plain data, with its hash."""
        return {**self.content, "hash": self.hash}


def assess(
    casefile: CaseFile, on: datetime.date | None = None, *, parameter_set: ParameterSet | None = None
) -> Assessment:
    """Measure the loss and decide by the law in force.

    ``on`` is the day of decision; the case file's ``options.on`` when absent, else today. ``parameter_set`` replaces
    the one that ships with the method. Raises ``InputError`` when
    the case file names what the method or the law cannot accept, ``EvaluatorDisagreement`` when nothing may be issued.
    """
    day = on or casefile.options.on or clock.today()
    if casefile.case.conduct.ended > day:
        raise InputError.at(
            "case.conduct", msg("行为终了日 {ended} 晚于裁量日 {day}", ended=casefile.case.conduct.ended, day=day)
        )
    measured = measure(casefile, parameter_set=parameter_set)
    settled = settle(casefile, measured)
    return Assessment(
        casefile=casefile,
        on=day,
        measurement=measured,
        settlement=settled,
        recovery=recover(casefile, measured.loss_line, settled.worksheet),
        comparisons=tuple(compare_published(casefile, measured, settled)),
        decision=decide(legal_facts(casefile, measured, day), conduct=casefile.case.conduct.ended, on=day),
    )


def legal_facts(casefile: CaseFile, measured: Measurement, day: datetime.date) -> dict[str, Fact]:
    """What the law asks of a case file and its measurement, for a decision on this day."""
    stock = standing_stock_total(measured)
    return facts_of(
        casefile,
        on=day,
        standing_stock=stock.value if stock else None,
        loss=measured.loss.value if measured.loss else None,
    )


def sha256(data: Any) -> str:
    """The hash of plain data: SHA-256 of its canonical JSON."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()
