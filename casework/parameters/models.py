"""Tables of the parameter sets: what was entered, each check of a value, the freezing, the withdrawal.

All are written once: the database refuses every change and deletion, a check or freezing by whoever entered the set,
and a freezing before every value was found to agree with its source.
"""

from __future__ import annotations

import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from casework.db import Base, Moment

AGREES, DIFFERS = "agrees", "differs"


class ParameterSetEntry(Base):
    """A set as it was entered: ``document`` is the canonical JSON of ``parameter_forms``, ``sha256`` its hash.

    ``doubts`` (canonical JSON) keeps each doubt of the check with the reason given for it, ``gaps`` what it lacks. Its
    state (to be verified, frozen, withdrawn) follows from the other tables and is never stored.
    """

    __tablename__ = "parameter_sets"
    __table_args__ = (CheckConstraint("value_count >= 1", name="value_count"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    method: Mapped[str] = mapped_column(String(120), index=True)
    code: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(500))
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    value_count: Mapped[int]
    doubts: Mapped[str] = mapped_column(Text)
    gaps: Mapped[str] = mapped_column(Text)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class ValueCheck(Base):
    """One look at one value (``number`` counts from 1 in the document) beside its source. The last look counts."""

    __tablename__ = "parameter_value_checks"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("verdict IN ('agrees', 'differs')", name="verdict"),
        CheckConstraint("verdict = 'agrees' OR length(trim(note)) > 0", name="note_for_difference"),
        Index(None, "set_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("parameter_sets.id"))
    number: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class Freezing(Base):
    """The set, every value of it verified, is fixed by its hash and may be measured with."""

    __tablename__ = "parameter_freezings"

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("parameter_sets.id"), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class Withdrawal(Base):
    """The set is used for no further measurement. Measurements made with it stay as they are."""

    __tablename__ = "parameter_withdrawals"
    __table_args__ = (CheckConstraint("length(trim(reason)) > 0", name="reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("parameter_sets.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
