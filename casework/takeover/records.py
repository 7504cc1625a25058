"""What the former system kept of one case, in the order in which it was recorded."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casework.credits import CreditProject, Purchase, Retirement, SerialUse
from casework.losses import LineRemark
from casework.takeover.models import Judgment, Plan, PlanItem, RecordedEvent, Review
from rules.casefile import CaseFile


@dataclass(frozen=True)
class Who:
    """Who did something: ``person_id`` of the account, name, and the institution as it was when he did it."""

    person_id: int
    name: str
    institution: str
    kind: str
    seats: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """Something that was recorded: a step between stages by its name, or ``event``, ``proof``, ``cancel``.

    ``row``: what it recorded; ``told``: what the audit entry says of it.
    """

    action: str
    who: Who
    at: datetime.datetime
    reason: str = ""
    row: Any = None
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """A measurement: its number, loss in tonnes or in money, method, what the judge decided and remarked."""

    number: int
    tonnes: str | None
    value: str | None
    method: str
    review: Review | None
    remarks: tuple[LineRemark, ...]


@dataclass(frozen=True)
class Bought:
    """A purchase with its project and what of it was retired. ``use``: tells when the entry was taken back, and why."""

    purchase: Purchase
    project: CreditProject
    use: SerialUse


@dataclass(frozen=True)
class OldRecord:
    """All that was kept of a case. ``people``: who had it in hand, as (name, seat, institution)."""

    reference: str
    number: str | None
    stage: str
    casefile: CaseFile
    procuratorate: str
    court: str
    bureau: str
    people: tuple[tuple[str, str, str], ...]
    steps: Sequence[Step]
    measured: Mapping[int, Measured]
    plans: Mapping[int, tuple[Plan, Sequence[PlanItem]]]
    bought: Mapping[int, Bought]
    retired: Mapping[int, Retirement]
    judgment: Judgment | None

    @property
    def events(self) -> list[RecordedEvent]:
        """Everything that was recorded of its proceedings."""
        return [step.row for step in self.steps if step.action == "event"]
