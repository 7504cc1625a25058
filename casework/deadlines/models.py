"""The index of periods: which cases to look at on a day, for whom. Derived with every change of a case."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db import Base


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
