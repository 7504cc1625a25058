"""What a result says of the proceedings: periods that have begun, and steps the law forbids."""

from __future__ import annotations

from pydantic import Field

from rules.record.base import Article, Written


class CountingStep(Written):
    """One step of the counting: what is done, the date it leads to, the article."""

    says: str
    date: str | None
    basis: Article | None


class SpanRecord(Written):
    """A stretch of time that does not count towards a period, or expressly does. ``days``: what it takes out."""

    event: str
    from_: str = Field(alias="from")
    until: str
    open: bool
    days: int
    says: str
    basis: Article
    confidence: str


class DeadlineRecord(Written):
    """A period as it stood on the day of the decision."""

    id: str
    title: str
    says: str
    who: str
    whom: str | None
    track: str
    kind: str
    status: str
    started_by: str | None
    start: str | None
    end: str | None
    nominal_end: str | None
    latest_end: str | None
    days_left: int | None
    basis: Article
    confidence: str
    text_confidence: str
    counting: str
    steps: tuple[CountingStep, ...]
    excluded: tuple[SpanRecord, ...]
    not_excluded: tuple[SpanRecord, ...]
    closed_by: str | None
    closed_on: str | None
    notes: tuple[str, ...]
    may_move_to: str | None = None


class ObjectionRecord(Written):
    """What is against a step that was taken, and the day from which it would be possible."""

    id: str
    says: str
    basis: Article
    confidence: str
    possible_from: str | None
