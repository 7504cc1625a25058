"""What is said of one period: where it begins and ends, step by step, and how it stands on a day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from rules.casefile.procedure import ProcedureEvent
from rules.deciding.book.base import Basis
from rules.deciding.deadlines.spans import Span
from rules.deciding.deadlines.types import DeadlineRule

STATUSES = {
    "not_started": "尚未起算",
    "running": "进行中",
    "stopped": "停止计算",
    "met": "按期完成",
    "missed": "逾期",
    "lapsed": "期满未行使",
    "over": "期间已满",
    "breached": "期满前已进行",
    "unclear": "待认定",
}
"""Status -> its name. ``lapsed``: a right that was not used; ``over``, ``breached``: of a period to be waited."""

LIVE = ("running", "stopped")


@dataclass(frozen=True)
class Step:
    """One step of the counting: what is done, the date it leads to, and the article."""

    says: str
    date: datetime.date | None
    basis: Basis | None

    def as_json(self) -> dict[str, Any]:
        return {
            "says": self.says,
            "date": self.date.isoformat() if self.date else None,
            "basis": self.basis.as_json() if self.basis else None,
        }


@dataclass(frozen=True)
class Deadline:
    """A period as it stands.

    ``end`` is the last day; none while it has not begun or cannot be told. ``days_left`` counts from the day of asking
    to ``end``, negative once it passed; none when the matter is closed or there is no end. ``nominal_end`` is the last
    day before it moved off a holiday; ``latest_end`` the end that must not be passed in any case, where the law has
    one. ``may_move_to``: where the holidays of the last day's year are not published, the latest day to which it could
    still move; ``end`` is then the earliest. ``excluded``: with the days each took.
    """

    rule: DeadlineRule
    status: str
    start: datetime.date | None = None
    started_by: ProcedureEvent | None = None
    end: datetime.date | None = None
    nominal_end: datetime.date | None = None
    latest_end: datetime.date | None = None
    may_move_to: datetime.date | None = None
    days_left: int | None = None
    steps: tuple[Step, ...] = ()
    excluded: tuple[tuple[Span, int], ...] = ()
    counted: tuple[Span, ...] = ()
    closed_by: ProcedureEvent | None = None
    notes: tuple[str, ...] = ()

    @property
    def whom(self) -> str | None:
        """Whom the period concerns, where its start says so."""
        return self.started_by.whom if self.started_by else None

    @property
    def moved(self) -> bool:
        """Whether the last day is not the one that plain counting gives."""
        return self.end is not None and self.end != self.nominal_end

    def as_json(self) -> dict[str, Any]:
        rule = self.rule
        told: dict[str, Any] = {
            "id": rule.id,
            "title": rule.title,
            "says": rule.says,
            "who": rule.who,
            "whom": self.whom,
            "track": rule.track,
            "kind": rule.kind,
            "status": self.status,
            "started_by": self.started_by.event if self.started_by else None,
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "nominal_end": self.nominal_end.isoformat() if self.nominal_end else None,
            "latest_end": self.latest_end.isoformat() if self.latest_end else None,
            "days_left": self.days_left,
            "basis": rule.basis.as_json(),
            "confidence": rule.confidence,
            "text_confidence": rule.basis.confidence,
            "counting": rule.counting.name,
            "steps": [step.as_json() for step in self.steps],
            "excluded": [{**span.as_json(), "days": days} for span, days in self.excluded],
            "not_excluded": [span.as_json() for span in self.counted],
            "closed_by": self.closed_by.event if self.closed_by else None,
            "closed_on": self.closed_by.date.isoformat() if self.closed_by else None,
            "notes": list(self.notes),
        }
        if self.may_move_to is not None:
            told["may_move_to"] = self.may_move_to.isoformat()
        return told
