"""Tables of planting and labour. The rules that matter most are kept by the database itself, whatever code writes:

- a parcel serves one duty at a time: its ``key`` is there once among plots that are in force;
- a design, a survey, a photo and a plan of labour are never changed; a plot and a sheet only ever end, once;
- a sheet of labour is confirmed by another than whoever entered it.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.db import Base, Exact, Moment

CONFIRMED, RETURNED = "confirmed", "returned"


class PlantingDesign(Base):
    """作业设计书 of a duty, version by version. ``document``: as it was written, canonical JSON."""

    __tablename__ = "planting_designs"
    __table_args__ = (UniqueConstraint("folder_id", "obligation", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"))
    obligation: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class PlantingPlot(Base):
    """A parcel that serves a duty until it ends. ``key`` and ``county``, its beginning: ``rules.restoring.parcels``."""

    __tablename__ = "planting_plots"
    __table_args__ = (
        Index(
            "uq_planting_plots_key",
            "key",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "county", "ended_at"),
        Index(None, "folder_id"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="end_complete"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"))
    obligation: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(300))
    county: Mapped[str] = mapped_column(String(100))
    label: Mapped[str] = mapped_column(String(400))
    polygon: Mapped[str | None] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class PlantingSurvey(Base):
    """What was counted at an inspection. ``act``: the number of the inspection; ``document``: canonical JSON."""

    __tablename__ = "planting_surveys"
    __table_args__ = (UniqueConstraint("folder_id", "act"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"))
    obligation: Mapped[str] = mapped_column(String(40))
    act: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class SitePhoto(Base):
    """A photo of an act. ``taken``, ``longitude`` and ``latitude`` as its file has them; None where it has none."""

    __tablename__ = "site_photos"
    __table_args__ = (UniqueConstraint("folder_id", "act", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"))
    obligation: Mapped[str] = mapped_column(String(40))
    act: Mapped[int]
    name: Mapped[str] = mapped_column(String(250))
    sha256: Mapped[str] = mapped_column(String(64))
    taken: Mapped[str | None] = mapped_column(String(40))
    longitude: Mapped[Decimal | None] = mapped_column(Exact)
    latitude: Mapped[Decimal | None] = mapped_column(Exact)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class LabourPlan(Base):
    """Days or hours (``per``) that a sum is at a wage for one of them, with the source of the wage and its day.

    ``begins_on``: from when on the work is done, where the instrument makes it begin with no event.
    """

    __tablename__ = "labour_plans"
    __table_args__ = (
        UniqueConstraint("folder_id", "obligation", "number"),
        CheckConstraint("per IN ('days', 'hours')", name="per"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"))
    obligation: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    amount_cny: Mapped[Decimal] = mapped_column(Exact)
    wage_cny: Mapped[Decimal] = mapped_column(Exact)
    per: Mapped[str] = mapped_column(String(10))
    wage_source: Mapped[str] = mapped_column(String(500))
    wage_date: Mapped[datetime.date]
    count: Mapped[Decimal] = mapped_column(Exact)
    overseer: Mapped[str] = mapped_column(String(200))
    begins_on: Mapped[datetime.date | None]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class LabourSheet(Base):
    """履行记录: rows of work of one person, entered by one and confirmed by another. ``month``: of a duty that is owed
    by months, which of them; ``act``: the act that performed the duty by it. It ends once."""

    __tablename__ = "labour_sheets"
    __table_args__ = (
        Index(None, "folder_id", "obligation"),
        CheckConstraint(f"outcome IN ('{CONFIRMED}', '{RETURNED}')", name="outcome"),
        CheckConstraint(
            "(outcome IS NULL) = (ended_by IS NULL) AND (outcome IS NULL) = (ended_at IS NULL)", name="outcome_complete"
        ),
        CheckConstraint(f"outcome <> '{CONFIRMED}' OR ended_by <> entered_by", name="confirmed_by_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"))
    obligation: Mapped[str] = mapped_column(String(40))
    worker: Mapped[str] = mapped_column(String(100))
    overseer: Mapped[str] = mapped_column(String(200))
    month: Mapped[int | None]
    first_day: Mapped[datetime.date]
    last_day: Mapped[datetime.date]
    document: Mapped[str] = mapped_column(Text)
    hours: Mapped[Decimal] = mapped_column(Exact)
    times: Mapped[int]
    entered_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(String(20))
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(Text)
    act: Mapped[int | None]
