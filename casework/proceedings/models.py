"""Acts of cases, the papers they name, and the index of what they make of a case."""

from __future__ import annotations

import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts import Person
from casework.audit.digest import row_digest
from casework.db import Base, Exact, Moment


class Folder(Base):
    """A case whose course is kept by its acts (案件). All that it says here is an index over them, never edited.

    ``case_id``: whose versions hold the facts that were filed; None while only the beginning is known.
    ``state``: open, archived or reopened. ``headline``: the most advanced live track and its state, in words.
    ``offence``: what the case is about; empty while that is not known.
    ``row_version`` grows with every act: whoever acts upon an older state is told.
    ``lists_sha256``: of the rows that lists show of it (``kept``); None where its acts could not be told anew.
    """

    __tablename__ = "folders"
    __table_args__ = (
        Index(None, "updated_at", "id"),  # the lists of whoever sees the cases of very many institutions
        Index(None, "state", "updated_at", "id"),
        Index("ix_folders_filed", "state", "id"),
        Index("ix_folders_filed_offence", "state", "offence", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    headline: Mapped[str] = mapped_column(Text)
    offence: Mapped[str] = mapped_column(String(60), server_default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), unique=True)
    opened_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime.datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime.datetime] = mapped_column(Moment)
    row_version: Mapped[int] = mapped_column()
    lists_sha256: Mapped[str | None] = mapped_column(String(64), info={"later": True})

    opener: Mapped[Person] = relationship(foreign_keys=opened_by)

    # Raised by the service, so that every act counts; SQLAlchemy reads the mapping from the class itself.
    __mapper_args__ = {"version_id_col": row_version, "version_id_generator": False}  # noqa: RUF012


class FolderBeginning(Base):
    """What was known of a case before its first act. Never changed. ``document``: canonical JSON."""

    __tablename__ = "folder_beginnings"
    __table_args__ = (UniqueConstraint("folder_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"))
    document: Mapped[str] = mapped_column(Text)


class FolderSeat(Base):
    """An institution that takes part, or took part: it sees the case, and lists it. Derived from the acts.

    ``state``, ``offence`` and ``updated_at`` are those of the case, so that a list is read along one index.
    """

    __tablename__ = "folder_seats"
    __table_args__ = (
        Index(None, "institution_id", "updated_at", "folder_id"),
        Index(None, "institution_id", "state", "updated_at", "folder_id"),
        Index("ix_folder_seats_filed", "institution_id", "folder_id"),
        Index("ix_folder_seats_filed_state", "institution_id", "state", "folder_id"),
        Index("ix_folder_seats_filed_offence", "institution_id", "state", "offence", "folder_id"),
        Index("ix_folder_seats_list", "institution_id", "state", "offence", "updated_at", "folder_id"),
    )
    unaudited = True

    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"), primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    offence: Mapped[str] = mapped_column(String(60))
    updated_at: Mapped[datetime.datetime] = mapped_column(Moment)


class FolderPerson(Base):
    """Who has a case in hand at an institution, for the list of his cases. Derived from the acts; as ``FolderSeat``."""

    __tablename__ = "folder_people"
    __table_args__ = (
        Index("ix_folder_people_list", "institution_id", "name", "updated_at", "folder_id"),
        Index("ix_folder_people_filed", "institution_id", "name", "folder_id"),
    )
    unaudited = True

    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"), primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    offence: Mapped[str] = mapped_column(String(60))
    updated_at: Mapped[datetime.datetime] = mapped_column(Moment)


class FolderTerm(Base):
    """What a case is found by, in the terms of its search: numbers, name, parties, offences. Derived from the acts."""

    __tablename__ = "folder_search_terms"
    __table_args__ = (Index(None, "term", "folder_id"), {"sqlite_with_rowid": False})
    unaudited = True

    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"), primary_key=True)
    # Compared byte by byte, so that the terms with one beginning are a range, whatever the language of the database.
    term: Mapped[str] = mapped_column(
        String(40).with_variant(String(40, collation="C"), "postgresql"), primary_key=True
    )


class RecordedAct(Base):
    """One act of a case, as it was done. Never changed. ``document``: the act as canonical JSON."""

    __tablename__ = "acts"
    __table_args__ = (UniqueConstraint("folder_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"))
    number: Mapped[int]
    act: Mapped[str] = mapped_column(String(40))
    done_on: Mapped[datetime.date]
    document: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship()


class ActFile(Base):
    """A paper that acts name, as it was sent. Never changed, never executed; streamed as a download."""

    __tablename__ = "act_files"
    __table_args__ = (UniqueConstraint("folder_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship()


class ForeignCase(Base):
    """Whence a case came that was taken in from another installation. Never changed.

    ``log``: the entries of the log of there on it, as they were exported; ``seq`` and ``head``: the end of that log.
    What came with the case is proven anew by the log of here; papers from before ``at`` bear heads of the other.
    ``reference``: the number that the case had there, which its papers bear; None where it kept it here.
    """

    __tablename__ = "foreign_cases"
    __table_args__ = (UniqueConstraint("folder_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"))
    archive_sha256: Mapped[str] = mapped_column(String(64))
    log: Mapped[str] = mapped_column(Text, deferred=True)
    seq: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    reference: Mapped[str | None] = mapped_column(String(20), info={"later": True})


class FolderTrack(Base):
    """A track and the state it is in, for lists. Derived from the acts."""

    __tablename__ = "folder_tracks"
    __table_args__ = (Index(None, "kind", "state"),)
    unaudited = True

    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(30))


class FolderObligation(Base):
    """An obligation, its state, the day it is owed on and whether more was done than is owed, for lists. Derived from
    the acts."""

    __tablename__ = "folder_obligations"
    __table_args__ = (Index(None, "state", "due"),)
    unaudited = True

    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(30))
    due: Mapped[datetime.date | None]
    over: Mapped[bool] = mapped_column(server_default=false())


class FolderPosting(Base):
    """A line of the account of a case: one sum, from the account on its credit side to that on its debit side, so that
    both are always equal. Derived from the acts; see ``rules.proceedings.ledger``.

    ``act``: 0 for what another case brought in at the beginning. ``owed``: the obligation or group, ``purpose``: what a
    sum was spent on, ``place``: the account or payee that has the money, ``due``: the last day of an instalment.
    """

    __tablename__ = "folder_postings"
    __table_args__ = (
        CheckConstraint("CAST(amount AS NUMERIC) > 0", name="amount"),
        CheckConstraint("debit <> credit", name="two_sides"),
        Index(None, "posted_on", "folder_id"),
        Index(None, "due", "folder_id"),
        Index(None, "place", "posted_on"),
    )
    unaudited = True

    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[int]
    posted_on: Mapped[datetime.date]
    flow: Mapped[str] = mapped_column(String(20))
    debit: Mapped[str] = mapped_column(String(20))
    credit: Mapped[str] = mapped_column(String(20))
    owed: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    whom: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    amount: Mapped[Decimal] = mapped_column(Exact)
    due: Mapped[datetime.date | None]


class FolderTask(Base):
    """Something that waits for a seat at an institution, for lists. Derived from the acts; see ``tasks.Task``."""

    __tablename__ = "folder_tasks"
    __table_args__ = (Index(None, "act", "due", "folder_id"),)
    unaudited = True

    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    seat: Mapped[str] = mapped_column(String(20))
    person: Mapped[str] = mapped_column(String(100))
    told: Mapped[str] = mapped_column(Text)
    act: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(200))
    due: Mapped[datetime.date | None]
    turn: Mapped[bool]
    back: Mapped[bool]


class FolderShelf(Base):
    """A case on a shelf of a reader at an institution; see ``shelves``. Derived from the acts.

    The key is the order in which a shelf is read: ``updated_at`` is that of the case.
    """

    __tablename__ = "folder_shelves"
    __table_args__ = (
        Index(None, "folder_id"),
        Index(None, "shelf", "updated_at", "folder_id"),  # for whoever sees the cases of very many institutions
        {"sqlite_with_rowid": False},
    )
    unaudited = True

    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), primary_key=True)
    reader: Mapped[str] = mapped_column(String(130), primary_key=True)
    shelf: Mapped[str] = mapped_column(String(20), primary_key=True)
    updated_at: Mapped[datetime.datetime] = mapped_column(Moment, primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"), primary_key=True)


class FolderDay(Base):
    """A last day that counts for a reader at an institution; see ``shelves``. Derived from the acts.

    Days pass by themselves: what is late or soon is a stretch of the key.
    """

    __tablename__ = "folder_days"
    __table_args__ = (
        Index(None, "folder_id"),
        Index(None, "reader", "due", "folder_id"),  # for whoever sees the cases of very many institutions
        {"sqlite_with_rowid": False},
    )
    unaudited = True

    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), primary_key=True)
    reader: Mapped[str] = mapped_column(String(130), primary_key=True)
    due: Mapped[datetime.date] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"), primary_key=True)


class FolderEdition(Base):
    """The edition of the table of acts by which all that lists show was derived last: one row."""

    __tablename__ = "folder_editions"
    unaudited = True

    id: Mapped[int] = mapped_column(primary_key=True)
    edition: Mapped[str] = mapped_column(String(64))


file_digest = row_digest(ActFile)
"""The digest of a kept paper for the audit log."""
