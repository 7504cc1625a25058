"""The audit log. Rows are only ever added; triggers refuse the rest."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.db import Base, Moment


class AuditEntry(Base):
    """One change: when, who, what to what. ``detail`` is canonical JSON; ``hash`` covers all of it and the one before.

    ``previous_hash`` is unique, so the chain cannot fork. ``seal``: by a key outside the database, over the hash
    (``keys``); None of entries from before there were keys.
    """

    __tablename__ = "audit_entries"
    unaudited = True

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"), index=True)
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    detail: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    seal: Mapped[str | None] = mapped_column(String(90))

    # By name: the people's module itself writes to this log.
    person: Mapped[Any] = relationship("Person", lazy="joined")
