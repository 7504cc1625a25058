"""Cases, the versions of their case files, drafts of them."""

from __future__ import annotations

import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts import Institution, Person
from casework.db import Base, Moment

ACTS = "acts"
"""What stands in the place of a stage: the course of the case is kept by its acts."""

FORMER_STAGES = (
    *("filed", "commissioned", "under_review", "confirmed", "plan_proposed", "performing", "verified", "ruled"),
    *("closed", "withdrawn"),
)
"""Where a case stands that is still to be taken over (``casework.takeover``)."""

_STAGE = f"stage IN ({', '.join(repr(stage) for stage in (*FORMER_STAGES, ACTS))})"

_SEATS = ("procuratorate_id", "court_id", "bureau_id")
_LISTED = (
    *((seat, *narrowed) for seat in _SEATS for narrowed in ((), ("stage",), ("offence",), ("awaits",))),
    ("court_id", "judge_id", "awaits"),
)
"""How cases are listed: those of one institution, all or by one property, by their last change."""


class Case(Base):
    """One case. What the case file says stands here only as an index (``filing.index``), never edited by itself.

    ``row_version`` grows with every change: a form made from an older state is refused. ``offences``: its own first,
    then the others that somebody is charged with. ``awaits`` and the assignees are of cases that went by stages.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(_STAGE, name="stage"),
        Index(None, "updated_at", "id"),
        *(Index(None, *columns, "updated_at", "id") for columns in _LISTED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(120), unique=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    stage: Mapped[str] = mapped_column(String(20))
    awaits: Mapped[str | None] = mapped_column(String(20))
    offence: Mapped[str] = mapped_column(String(60))
    offences: Mapped[str] = mapped_column(Text, server_default="")
    area_code: Mapped[str] = mapped_column(String(6), index=True)
    parties: Mapped[str] = mapped_column(Text)
    procuratorate_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    court_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    bureau_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    filed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    judge_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    method_pin: Mapped[str | None] = mapped_column(String(200))
    law_pin: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime.datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime.datetime] = mapped_column(Moment)
    row_version: Mapped[int] = mapped_column()

    procuratorate: Mapped[Institution] = relationship(foreign_keys=procuratorate_id, lazy="joined")
    court: Mapped[Institution] = relationship(foreign_keys=court_id, lazy="joined")
    bureau: Mapped[Institution] = relationship(foreign_keys=bureau_id, lazy="joined")
    filer: Mapped[Person] = relationship(foreign_keys=filed_by)
    judge: Mapped[Person | None] = relationship(foreign_keys=judge_id)
    officer: Mapped[Person | None] = relationship(foreign_keys=officer_id)

    # The version is raised by the service, so that every step counts, also one that writes other tables only.
    __mapper_args__ = {"version_id_col": row_version, "version_id_generator": False}  # noqa: RUF012

    @property
    def title(self) -> str:
        """The case number, or the running number until there is one."""
        return self.number or self.reference


class CaseSeat(Base):
    """An institution that takes part in a case kept by its acts, or took part: it sees the case. Derived from them."""

    __tablename__ = "case_seats"
    __table_args__ = (Index(None, "institution_id", "case_id"),)
    unaudited = True

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), primary_key=True)


class CaseCounter(Base):
    """How many cases were filed in a year (of Beijing): the last running number given out."""

    __tablename__ = "case_counters"
    # Each number stands with its case; the counter only spares looking for the last one.
    unaudited = True

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    filed: Mapped[int]


class CasefileVersion(Base):
    """The whole case file as it was told at one time. Never changed. ``document`` is canonical JSON."""

    __tablename__ = "casefile_versions"
    __table_args__ = (UniqueConstraint("case_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    version: Mapped[int]
    document: Mapped[str] = mapped_column(Text, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship()


class Draft(Base):
    """A case file under way, of the office that files it: a new case (no ``case_id``, no ``folder_id``) or a change.

    ``folder_id``: the case kept by its acts whose facts it states or changes; each office has its own draft of it.
    ``facts`` is plain data as JSON and may be incomplete or wrong. It is working paper: removed when it is filed.
    """

    __tablename__ = "casefile_drafts"
    __table_args__ = (UniqueConstraint("folder_id", "institution_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), unique=True)
    folder_id: Mapped[int | None] = mapped_column(ForeignKey("folders.id"))
    facts: Mapped[str] = mapped_column(Text, deferred=True)
    title: Mapped[str] = mapped_column(String(300))
    started_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    saved_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime.datetime] = mapped_column(Moment)
    saved_at: Mapped[datetime.datetime] = mapped_column(Moment)
    row_version: Mapped[int] = mapped_column()

    saver: Mapped[Person] = relationship(foreign_keys=saved_by)

    # Raised by the service, as of a case; SQLAlchemy reads the mapping from the class itself.
    __mapper_args__ = {"version_id_col": row_version, "version_id_generator": False}  # noqa: RUF012
