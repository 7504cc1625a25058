"""Asking for work, and what a page shows of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.jobs import queue, taking
from casework.jobs.errors import HasEnded, NoReason, NotTheJobs, UnknownJob
from casework.jobs.models import Job, JobEnd, JobFile, JobProgress
from casework.jobs.registry import work_of
from casework.jobs.running import CANCELLED, DONE, store_end
from casework.proceedings import Folder
from rules.casefile import canonical
from rules.reading.errors import FieldError
from rules.reading.messages import template

NO_SUCH_JOB = template("没有这项任务，或您所在单位没有交办。")
ONLY_WHO_ASKED = template("任务由%(name)s交办，只能由其本人取消。")
REASON_WANTED = template("请写明取消的理由。")
ENDED = template("任务已经办结，不能取消。")


@dataclass(frozen=True)
class Standing:
    """A job as it stands. ``end``: None while it waits or is done. ``someone_works``: whether a worker is there."""

    job: Job
    end: JobEnd | None
    progress: JobProgress | None
    files: tuple[JobFile, ...]
    someone_works: bool

    @property
    def title(self) -> str:
        """What kind of work it is."""
        return str(work_of(self.job.kind).title)

    @property
    def state(self) -> str:
        """``waiting``, ``running``, ``stopping``, ``done``, ``failed`` or ``cancelled``."""
        if self.end is not None:
            return self.end.outcome
        if self.progress is not None and self.progress.cancelled is not None:
            return "stopping"
        return "running" if self.progress is not None and taking.in_hand(self.progress) else "waiting"

    def may_be_cancelled_by(self, person: Person) -> bool:
        """Whether this person asked for it and it has not ended."""
        return self.end is None and self.job.person_id == person.id

    @cached_property
    def report(self) -> list[dict[str, str]]:
        """Each step of a job that ended: its name, outcome and reason."""
        found: list[dict[str, str]] = json.loads(self.end.report) if self.end is not None else []
        return found


def ask(folder: Folder, person: Person, kind: str, wanted: Mapping[str, Any]) -> Job:
    """Ask for work on a case; whoever calls this has asked whether the person may."""
    with db.writing():
        job = Job(
            kind=kind,
            folder_id=folder.id,
            institution_id=person.institution_id,
            person_id=person.id,
            wanted=canonical(dict(wanted)),
            at=db.now(),
        )
        db.session().add(job)
        db.session().flush()
        db.session().add(JobProgress(job_id=job.id, done=0, total=0, tries=0, holder="", held_until=None))
        detail = {"job": job.id, "kind": kind, "wanted": dict(wanted)}
        audit.record("ask_job", f"folder:{folder.id}", detail, person=person, proves=(job,))
    queue.send(job.id)
    return job


def cancel(standing: Standing, person: Person, reason: str) -> None:
    """Whoever asked for it wants it no more: it ends at once, or after the step that a worker is at.

    Raises ``NotTheJobs`` (403) to anybody else, ``HasEnded`` (409), ``NoReason`` (422).
    """
    job = standing.job
    if job.person_id != person.id:
        raise NotTheJobs(gettext(ONLY_WHO_ASKED, name=job.person.name))
    if not reason.strip():
        raise NoReason(gettext(REASON_WANTED), (FieldError("reason", gettext(REASON_WANTED)),))
    with db.writing(), force_locale("zh"):
        progress = taking.under_way(job.id)
        if progress is None:
            raise HasEnded(gettext(ENDED))
        progress.cancelled = reason.strip()
        detail = {"job": job.id, "kind": job.kind, "reason": reason.strip()}
        audit.record("cancel_job", f"folder:{job.folder_id}", detail, person=person)
        if not taking.in_hand(progress):
            store_end(job, CANCELLED, reason.strip(), ())


def of_folder(folder: Folder, person: Person, kind: str) -> Sequence[Standing]:
    """The jobs of a kind that people of this person's institution asked for in a case, newest first."""
    mine = (Job.folder_id == folder.id, Job.institution_id == person.institution_id, Job.kind == kind)
    query = select(Job).where(*mine).options(joinedload(Job.person)).order_by(Job.id.desc())
    works = taking.someone_works()
    return [_standing(job, works) for job in db.session().scalars(query)]


def see(folder: Folder, person: Person, job_id: int) -> Standing:
    """A job of a case that somebody of this person's institution asked for. Raises ``UnknownJob``."""
    job = db.session().get(Job, job_id)
    if job is None or (job.folder_id, job.institution_id) != (folder.id, person.institution_id):
        raise UnknownJob(gettext(NO_SUCH_JOB))
    return _standing(job, taking.someone_works())


def file(standing: Standing, file_id: int) -> JobFile:
    """A file that a job made. Raises ``UnknownJob``."""
    for one in standing.files:
        if one.id == file_id and standing.state == DONE:
            return one
    raise UnknownJob(gettext(NO_SUCH_JOB))


def _standing(job: Job, works: bool) -> Standing:
    session = db.session()
    end = session.scalar(select(JobEnd).where(JobEnd.job_id == job.id))
    files = session.scalars(select(JobFile).where(JobFile.job_id == job.id).order_by(JobFile.id))
    return Standing(job, end, session.get(JobProgress, job.id), tuple(files), works)
