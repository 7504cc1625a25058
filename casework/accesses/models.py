"""The record of accesses. Rows are only ever added; triggers refuse the rest."""

from __future__ import annotations

import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts import Institution, Person
from casework.db import Base, Moment

OPENING, DOWNLOAD = "opening", "download"


class AccessRecord(Base):
    """One person opened a case, the first time on a day, or took a file of it out.

    ``uid`` tells one from every other, so that a line collected twice is one row. ``institution_id``: the person's at
    that time. ``reference``: the running number of the case. ``what``: which file; empty for an opening.
    """

    __tablename__ = "access_records"
    __table_args__ = (
        CheckConstraint(f"kind IN ('{OPENING}', '{DOWNLOAD}')", name="kind"),
        Index(None, "institution_id", "id"),
        Index(None, "case_id", "id"),
        Index(None, "folder_id", "id"),
        CheckConstraint("(case_id IS NULL) <> (folder_id IS NULL)", name="one_of_both"),
    )
    # Reading changes nothing that the log of changes could prove, and would soon be most of it.
    unaudited = True

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(60), unique=True)
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    folder_id: Mapped[int | None] = mapped_column(ForeignKey("folders.id"))
    reference: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(10))
    what: Mapped[str] = mapped_column(String(200))

    person: Mapped[Person] = relationship(lazy="joined")
    institution: Mapped[Institution] = relationship(lazy="joined")
