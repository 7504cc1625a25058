"""Jobs: what was asked for and what came of it, which is never changed; and how far it has come, which is."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts import Person
from casework.db import Base, Moment
from casework.proceedings import Folder


class Job(Base):
    """Work that somebody asked for. Never changed. ``kind``: one of ``registry``; ``wanted``: canonical JSON."""

    __tablename__ = "jobs"
    __table_args__ = (Index(None, "folder_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    wanted: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    folder: Mapped[Folder] = relationship()
    person: Mapped[Person] = relationship()


class JobEnd(Base):
    """What came of a job. Never changed.

    ``outcome``: ``done``, ``failed`` or ``cancelled``; ``reason``: why it failed or was cancelled, in words;
    ``report``: canonical JSON, each step with its outcome and reason.
    """

    __tablename__ = "job_ends"
    __table_args__ = (UniqueConstraint("job_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"))
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    report: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class JobFile(Base):
    """A file that a job made. Never changed."""

    __tablename__ = "job_files"
    __table_args__ = (UniqueConstraint("job_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class JobPaper(Base):
    """A paper that a job issued: stored with it, so that what was issued is known though the worker was killed. Never
    changed."""

    __tablename__ = "job_papers"
    __table_args__ = (UniqueConstraint("issued_paper_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"))
    issued_paper_id: Mapped[int] = mapped_column(ForeignKey("issued_papers.id"))


class JobProgress(Base):
    """How far a job has come, and who has it in hand. Gone when it ends.

    ``holder``: a word of whoever took it, new each time; he has it until ``held_until`` and puts that off while he
    works, so that the work of who was killed is taken up again. ``tries``: how often it was taken without a step done.
    ``cancelled``: why whoever asked for it wants it no more; it ends as soon as nobody is at a step of it.
    """

    __tablename__ = "job_progress"
    unaudited = True

    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    done: Mapped[int]
    total: Mapped[int]
    tries: Mapped[int]
    holder: Mapped[str] = mapped_column(String(40))
    held_until: Mapped[datetime.datetime | None] = mapped_column(Moment)
    cancelled: Mapped[str | None] = mapped_column(Text)


class JobStep(Base):
    """A step of a job under way. Gone when the job ends: the report of its end tells what came of it.

    ``outcome``: empty until it is done, then ``passed`` or ``refused``. ``detail``: canonical JSON, of the kind of the
    job. ``content``: what it made, for the end.
    """

    __tablename__ = "job_steps"
    unaudited = True

    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(250))
    name: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class JobWorker(Base):
    """A worker that is there: when it was seen last."""

    __tablename__ = "job_workers"
    unaudited = True

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    seen_at: Mapped[datetime.datetime] = mapped_column(Moment)


PROVEN = (Job, JobEnd, JobFile, JobPaper)
"""Tables of what was asked for and what came of it, all proven whole."""
