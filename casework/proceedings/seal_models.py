"""Records of minors that are sealed (犯罪记录封存): that they were, that it was lifted, and who was let in."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts import Institution, Person
from casework.db import Base, Moment

SEALED, LIFTED = "sealed", "lifted"


class FolderSeal(Base):
    """A case was sealed, or its seal lifted: the last row of a case counts. Never changed.

    ``ground``: by its name in ``rules.proceedings.sealing``; ``approval``: who approved it, and when.
    """

    __tablename__ = "folder_seals"

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"), index=True)
    step: Mapped[str] = mapped_column(String(20))
    ground: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    approval: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship()
    institution: Mapped[Institution] = relationship()


class SealReading(Base):
    """A person was let into a sealed case, until a day. Never changed.

    ``asked_by``: the authority that asks; ``ground``: for what, on which rule; ``approval``: who approved it, and when.
    """

    __tablename__ = "seal_readings"

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"), index=True)
    asked_by: Mapped[str] = mapped_column(String(200))
    ground: Mapped[str] = mapped_column(Text)
    approval: Mapped[str] = mapped_column(String(200))
    until: Mapped[datetime.date]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship()
    institution: Mapped[Institution] = relationship()
