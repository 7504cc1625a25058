"""Doing a job: its steps one after another, each kept as soon as it is done, then its end.

Whoever is killed on the way loses the step he was at: it is done again by whoever takes the job up.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import delete, select

from casework import db
from casework.audit import service as audit
from casework.errors import CaseworkError, Stale
from casework.jobs import taking
from casework.jobs.errors import Lost
from casework.jobs.models import Job, JobEnd, JobFile, JobProgress, JobStep
from casework.jobs.registry import PASSED, REFUSED, Done, Made, Outcome, Step, Work, work_of
from rules.casefile import canonical
from rules.reading.messages import template

DONE, FAILED, CANCELLED = "done", "failed", "cancelled"
MOST_STALE = 3
"""How often a step is done anew because somebody acted on the case meanwhile."""

GAVE_UP = template("任务连续 %(tries)s 次没有完成，已停止。请联系管理员查看服务日志，处理后重新交办。")

in_hand: dict[int, str] = {}
"""The jobs that this process has in hand, with the words by which it holds them: its pulse holds them on."""


def run(job_id: int) -> None:
    """Take a job and do it to its end, unless another has it in hand."""
    holder = taking.take(job_id)
    if holder is None:
        return
    in_hand[job_id] = holder
    try:
        _run(job_id, holder)
    except Lost:
        current_app.logger.warning("job %s was taken by another worker", job_id)
    except Exception:
        # A fault of the program or the machine: tried again, a few times.
        current_app.logger.exception("job %s broke off", job_id)
        taking.release(job_id, holder)
    except BaseException:  # the worker is told to stop
        taking.release(job_id, holder, again=True)
        raise
    finally:
        del in_hand[job_id]


@contextmanager
def _afresh(job_id: int) -> Iterator[Job]:
    """The job in a session of its own: the case goes on while the job is done, and each step sees it as it then is.

    What is stored of it is record: Chinese, whatever language its page is read in.
    """
    with current_app.app_context(), force_locale("zh"):
        yield db.session().get_one(Job, job_id)


def _run(job_id: int, holder: str) -> None:
    with _afresh(job_id) as job:
        kind, tries = job.kind, db.session().get_one(JobProgress, job_id).tries
        told = gettext(GAVE_UP, tries=taking.MOST_TRIES)
    if tries > taking.MOST_TRIES:
        _end(job_id, holder, FAILED, told, ())
        return
    work = work_of(kind)
    try:
        if not _do_all(job_id, work, holder):
            _end(job_id, holder, CANCELLED, "", ())
            return
        with _afresh(job_id) as job:
            rows = _steps(job_id)
            done = [Done(_step(row), Outcome(row.outcome == PASSED, row.reason, row.content)) for row in rows]
            made = work.finish(job, done)
    except CaseworkError as refused:
        _end(job_id, holder, FAILED, refused.message, ())
        return
    _end(job_id, holder, DONE, "", made)


def _do_all(job_id: int, work: Work, holder: str) -> bool:
    """Every step that is still to be done; False where whoever asked for the work wants it no more."""
    if _is_cancelled(job_id):
        return False
    for number, step in _plan(job_id, work, holder):
        if _is_cancelled(job_id):
            return False
        _keep(job_id, holder, number, _done(job_id, work, step))
    return True


def _is_cancelled(job_id: int) -> bool:
    with _afresh(job_id):
        return taking.cancelled(job_id) is not None


def _steps(job_id: int) -> list[JobStep]:
    return list(db.session().scalars(select(JobStep).where(JobStep.job_id == job_id).order_by(JobStep.number)))


def _step(row: JobStep) -> Step:
    return Step(row.key, row.name, json.loads(row.detail))


def _plan(job_id: int, work: Work, holder: str) -> list[tuple[int, Step]]:
    """What is still to be done. It is planned once: whoever takes the job up later goes by the same steps."""
    with _afresh(job_id) as job:
        planned = None if _steps(job_id) else list(work.plan(job))
    with _afresh(job_id):
        if planned is not None:
            _store_plan(job_id, holder, planned)
        return [(row.number, _step(row)) for row in _steps(job_id) if not row.outcome]


@db.writing()
def _store_plan(job_id: int, holder: str, planned: Sequence[Step]) -> None:
    taking.held(job_id, holder).total = len(planned)
    for number, step in enumerate(planned, 1):
        row = {"key": step.key, "name": step.name, "detail": canonical(step.detail), "outcome": "", "reason": ""}
        db.session().add(JobStep(job_id=job_id, number=number, **row))


def _done(job_id: int, work: Work, step: Step) -> Outcome:
    """Do a step; anew where somebody acted on the case in the same moment."""
    for _again in range(MOST_STALE):
        with suppress(Stale), _afresh(job_id) as job:
            return work.do(job, step)
    with _afresh(job_id) as job:
        return work.do(job, step)


def _keep(job_id: int, holder: str, number: int, outcome: Outcome) -> None:
    with _afresh(job_id), db.writing():
        progress = taking.held(job_id, holder)
        row = db.session().get_one(JobStep, (job_id, number))
        row.outcome, row.reason = PASSED if outcome.passed else REFUSED, outcome.reason
        row.content = outcome.content
        progress.done, progress.tries = number, 1


def _report(job_id: int) -> list[dict[str, str]]:
    return [{"name": row.name, "outcome": row.outcome, "reason": row.reason} for row in _steps(job_id)]


def _end(job_id: int, holder: str, outcome: str, reason: str, made: Sequence[Made]) -> None:
    """Store what came of it; what was cancelled until now has no files."""
    with _afresh(job_id) as job, db.writing():
        progress = taking.held(job.id, holder)
        if progress.cancelled is not None:
            store_end(job, CANCELLED, progress.cancelled, ())
        else:
            store_end(job, outcome, reason, made)


def store_end(job: Job, outcome: str, reason: str, made: Sequence[Made]) -> None:
    """In ``writing()``: store what came of it at once; what was kept on the way goes."""
    session = db.session()
    if outcome == CANCELLED:
        _put_down(job)
    end = JobEnd(job_id=job.id, at=db.now(), outcome=outcome, reason=reason, report=canonical(_report(job.id)))
    files = [
        JobFile(
            job_id=job.id,
            name=one.name,
            media_type=one.media_type,
            size=len(one.content),
            sha256=hashlib.sha256(one.content).hexdigest(),
            content=one.content,
        )
        for one in made
    ]
    session.add_all([end, *files])
    session.flush()
    detail = {"job": job.id, "kind": job.kind, "outcome": outcome, "files": {one.name: one.sha256 for one in files}}
    audit.record("end_job", f"folder:{job.folder_id}", detail, person=job.person, proves=(end, *files))
    session.execute(delete(JobStep).where(JobStep.job_id == job.id))
    session.execute(delete(JobProgress).where(JobProgress.job_id == job.id))


def _put_down(job: Job) -> None:
    """What came of the step at which a worker was killed: it is done whole or not at all, and nobody noted which."""
    row = next((row for row in _steps(job.id) if not row.outcome), None)
    found = work_of(job.kind).came_of(job, _step(row)) if row is not None else None
    if row is not None and found is not None:
        row.outcome, row.reason = PASSED if found.passed else REFUSED, found.reason
