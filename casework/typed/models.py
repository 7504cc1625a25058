"""What was typed into forms."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from casework.db import Base, Moment


class TypedForm(Base):
    """What a person typed last into the form at an address. ``fields``: pairs of name and value, as JSON."""

    __tablename__ = "typed_forms"
    __table_args__ = (Index(None, "at"),)
    # Nothing rests on it: what is recorded is proven where it is stored.
    unaudited = True

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(200), primary_key=True)
    fields: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime.datetime] = mapped_column(Moment)
