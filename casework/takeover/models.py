"""Which cases went by stages when the tables were brought up, and wait to be taken over."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from casework.db import Base


class OldCase(Base):
    """A case that is still to be taken over. The row goes with the transaction that takes it over."""

    __tablename__ = "old_cases"
    unaudited = True

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
