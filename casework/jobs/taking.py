"""Who has a job in hand: taken by one worker at a time, held while he works, free again when he is gone."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Sequence

from sqlalchemy import delete, or_, select

from casework import db
from casework.jobs.errors import Lost
from casework.jobs.models import Job, JobEnd, JobProgress, JobWorker

HELD = datetime.timedelta(seconds=60)
"""How long a job stays with whoever took it, unless he puts that off (``hold``)."""

SEEN = datetime.timedelta(seconds=30)
"""A worker that was seen within this time is there."""

MOST_TRIES = 3
"""How often a job is taken without a step being done, before it is given up."""


@db.writing()
def take(job_id: int) -> str | None:
    """Take a job: the word by which it is held, None where it has ended or another has it in hand."""
    progress = _progress(job_id)
    if progress is None or ended(job_id) or in_hand(progress):
        return None
    progress.holder, progress.held_until = secrets.token_hex(16), db.now() + HELD
    progress.tries += 1
    return progress.holder


@db.writing()
def hold(job_id: int, holder: str) -> bool:
    """Hold it on; False where it is not this holder's any more."""
    progress = _progress(job_id)
    if progress is None or progress.holder != holder:
        return False
    progress.held_until = db.now() + HELD
    return True


@db.writing()
def release(job_id: int, holder: str, *, again: bool = False) -> None:
    """Let go of it, for another. ``again``: this was no try (the worker was told to stop)."""
    progress = _progress(job_id)
    if progress is not None and progress.holder == holder:
        progress.holder, progress.held_until = "", None
        progress.tries -= 1 if again else 0


def held(job_id: int, holder: str) -> JobProgress:
    """In ``writing()``: the progress of a job, which this holder still has. Raises ``Lost``."""
    progress = _progress(job_id)
    if progress is None or progress.holder != holder:
        raise Lost
    return progress


def in_hand(progress: JobProgress) -> bool:
    """Whether a worker has the job."""
    return progress.held_until is not None and progress.held_until > db.now()


def cancelled(job_id: int) -> str | None:
    """Why the job shall end before it is done; None where it shall not."""
    return db.session().scalar(select(JobProgress.cancelled).where(JobProgress.job_id == job_id))


def under_way(job_id: int) -> JobProgress | None:
    """In ``writing()``: the progress of a job; None where it has ended."""
    return _progress(job_id)


def _progress(job_id: int) -> JobProgress | None:
    return db.session().get(JobProgress, job_id, populate_existing=True, with_for_update=True)


def ended(job_id: int) -> bool:
    """Whether something came of the job."""
    return db.session().scalar(select(JobEnd.id).where(JobEnd.job_id == job_id)) is not None


def waiting() -> Sequence[int]:
    """Jobs that nobody has in hand, oldest first."""
    free = or_(JobProgress.held_until.is_(None), JobProgress.held_until <= db.now())
    query = select(Job.id).join(JobProgress, JobProgress.job_id == Job.id).where(free).order_by(Job.id)
    return list(db.session().scalars(query))


@db.writing()
def seen(name: str) -> None:
    """Note that this worker is there, and forget those that are long gone."""
    session, now = db.session(), db.now()
    session.execute(delete(JobWorker).where(JobWorker.seen_at < now - 10 * SEEN))
    session.merge(JobWorker(name=name, seen_at=now))


@db.writing()
def gone(name: str) -> None:
    """Note that this worker is not there any more."""
    db.session().execute(delete(JobWorker).where(JobWorker.name == name))


def someone_works() -> bool:
    """Whether any worker was seen lately."""
    query = select(JobWorker.name).where(JobWorker.seen_at >= db.now() - SEEN).limit(1)
    return db.session().scalar(query) is not None
