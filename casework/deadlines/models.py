"""Events of the proceedings as they were recorded. Written once; a mistake is corrected by a further row."""

from __future__ import annotations

import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts import Person
from casework.db import Base, Moment


class RecordedEvent(Base):
    """One event of a case, or the correction of one.

    ``corrects``: the row that this one takes the place of, with its ``reason``; ``struck``: the corrected row was
    recorded by mistake and nothing takes its place. ``ground``: why it stands although the law is against it.
    """

    __tablename__ = "procedure_events"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= date", name="in_order"),
        CheckConstraint("(corrects IS NULL) = (reason IS NULL)", name="correction_with_reason"),
        CheckConstraint("reason IS NULL OR length(trim(reason)) > 0", name="reason"),
        CheckConstraint("NOT struck OR corrects IS NOT NULL", name="struck"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    event: Mapped[str] = mapped_column(String(60))
    date: Mapped[datetime.date]
    until: Mapped[datetime.date | None]
    whom: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Text)
    ground: Mapped[str | None] = mapped_column(Text)
    corrects: Mapped[int | None] = mapped_column(ForeignKey("procedure_events.id"), unique=True)
    struck: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship()


class CaseDue(Base):
    """From which day on a case is to be looked at for its periods, and by which institution. Derived (``due``).

    ``assignee_id``: who took the case over there, where one does. ``overdue_from``: the first day on which a period has
    surely passed without being met.
    """

    __tablename__ = "case_dues"
    __table_args__ = (
        Index(None, "institution_id", "assignee_id", "due_from", "case_id"),
        Index(None, "institution_id", "assignee_id", "overdue_from"),
    )
    unaudited = True

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), primary_key=True)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    due_from: Mapped[datetime.date]
    overdue_from: Mapped[datetime.date | None]


class DueEdition(Base):
    """The edition of law and calendar by which all rows of ``CaseDue`` were written last: one row."""

    __tablename__ = "due_editions"
    unaudited = True

    id: Mapped[int] = mapped_column(primary_key=True)
    edition: Mapped[str] = mapped_column(String(64))
