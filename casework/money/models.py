"""Bank accounts of institutions, to which lines of accounts refer."""

from __future__ import annotations

import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts import Institution
from casework.db import Base, Moment

ENDING_DIGITS = 4
"""Of the number of an account so many of the last digits are kept; the whole number is stored nowhere."""


class BankAccount(Base):
    """账户: of an institution, for a purpose, from one day to another. ``told``: as acts name it and lines show it;
    no two accounts are told alike. ``digits``: the last digits of its number. Only its end is written later."""

    __tablename__ = "bank_accounts"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="term"),
        CheckConstraint(
            "(ended_by IS NULL) = (ended_at IS NULL) AND (ended_by IS NULL OR valid_until IS NOT NULL)",
            name="end_complete",
        ),
        Index(None, "institution_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    name: Mapped[str] = mapped_column(String(100))
    bank: Mapped[str] = mapped_column(String(100))
    digits: Mapped[str] = mapped_column(String(ENDING_DIGITS))
    purpose: Mapped[str] = mapped_column(String(200))
    told: Mapped[str] = mapped_column(String(200), unique=True)
    valid_from: Mapped[datetime.date]
    valid_until: Mapped[datetime.date | None]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime.datetime | None] = mapped_column(Moment)

    institution: Mapped[Institution] = relationship(lazy="joined")

    def valid_on(self, day: datetime.date) -> bool:
        """Whether money may come in or go out on this day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
