"""The files that tallies were read from: those looked at, and those kept with a version of the case file."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts import Person
from casework.audit.digest import row_digest
from casework.cases import CasefileVersion
from casework.db import Base, Moment


class Upload(Base):
    """A sheet that was sent and looked at, until it is stored with a version or a day has passed."""

    __tablename__ = "tally_uploads"
    __table_args__ = (UniqueConstraint("case_id", "sha256"), Index(None, "at"))
    # Nothing rests on it: what is stored is kept as a ``TallyFile``.
    unaudited = True

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class TallyFile(Base):
    """The file of a tally as it was sent, with the version of the case file that holds its rows. Never changed."""

    __tablename__ = "tally_files"
    __table_args__ = (UniqueConstraint("version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("casefile_versions.id"))
    stand: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(500))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    version: Mapped[CasefileVersion] = relationship()
    person: Mapped[Person] = relationship()


file_digest = row_digest(TallyFile)
"""The digest of a kept file for the audit log."""
