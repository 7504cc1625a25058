"""Work that was asked for is done once, step by step, whatever becomes of the worker."""

from __future__ import annotations

import datetime
import hashlib
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from casework import db
from casework.audit.verification import verify
from casework.documents.errors import NotIssued
from casework.jobs import Job, queue, registry, running, service, taking, worker
from casework.jobs.errors import HasEnded, NoReason, NotTheJobs
from casework.jobs.models import JobProgress, JobStep
from casework.jobs.registry import Done, Made, Outcome, Step, Work
from tests.casework.office import Office

WHY = "缺少原件"


class Counting(Work):
    """Three steps; the second is refused. Tells which it did."""

    kind, title = "counting", "数数"

    def __init__(self) -> None:
        self.did: list[str] = []
        self.at: Callable[[str], None] = lambda key: None

    def plan(self, job: Job) -> Sequence[Step]:
        return [Step(key, f"第{key}步", {"key": key}) for key in "123"]

    def do(self, job: Job, step: Step) -> Outcome:
        assert step.detail == {"key": step.key}
        assert job.folder.row_version > 0  # the case is read, as any work does
        self.at(step.key)
        self.did.append(step.key)
        return Outcome(False, WHY) if step.key == "2" else Outcome(True, content=step.key.encode())

    def finish(self, job: Job, steps: Sequence[Done]) -> Sequence[Made]:
        return [Made("all.txt", "text/plain", b"".join(one.outcome.content or b"-" for one in steps))]


@pytest.fixture
def work(office: Office) -> Counting:
    office.file()
    made = Counting()
    registry.declare(office.app, made)
    return made


def asked(office: Office) -> int:
    with office.app.app_context():
        return service.ask(office.folder, office.person("officer"), Counting.kind, {}).id


def run(office: Office, job: int) -> None:
    with office.app.app_context():
        running.run(job)


@contextmanager
def standing(office: Office, job: int) -> Iterator[service.Standing]:
    with office.app.app_context():
        yield service.see(office.folder, office.person("officer"), job)


def expire(office: Office) -> None:
    """The time is over for which anybody has anything in hand."""
    with office.app.app_context(), db.writing():
        for row in db.session().scalars(select(JobProgress)):
            row.held_until = db.now() - datetime.timedelta(seconds=1)


def test_what_was_asked_for_is_done_and_proven(office: Office, work: Counting) -> None:
    job = asked(office)
    with standing(office, job) as before:
        assert (before.state, before.someone_works) == ("waiting", False)
    run(office, job)
    with standing(office, job) as now:
        assert (now.state, work.did) == ("done", ["1", "2", "3"])
        assert [(one["outcome"], one["reason"]) for one in now.report] == [
            ("passed", ""),
            ("refused", WHY),
            ("passed", ""),
        ]
        made = service.file(now, now.files[0].id)
        assert (made.content, made.sha256) == (b"1-3", hashlib.sha256(b"1-3").hexdigest())
        assert db.session().scalar(select(func.count()).select_from(JobStep)) == 0
        assert verify() is None
    run(office, job)
    assert work.did == ["1", "2", "3"]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_the_work_of_a_killed_worker_is_taken_up_where_it_was(office: Office, work: Counting) -> None:
    job = asked(office)
    told, tell = os.pipe()
    if (child := os.fork()) == 0:

        def wait(key: str) -> None:
            if key == "3":
                os.write(tell, b"x")
                signal.pause()

        work.at = wait
        run(office, job)
        os._exit(0)
    os.read(told, 1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with standing(office, job) as now:
        assert (now.state, now.progress and now.progress.done) == ("running", 2)
    run(office, job)
    assert work.did == [], "it is still held"
    expire(office)
    run(office, job)
    with standing(office, job) as now:
        assert (now.state, work.did, now.files[0].content) == ("done", ["3"], b"1-3")


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_worker_that_lost_a_job_stores_nothing_of_it(office: Office, work: Counting) -> None:
    job = asked(office)

    def another(key: str) -> None:
        if key == "2":
            work.at = lambda key: None
            expire(office)
            assert taking.take(job) is not None

    work.at = another
    run(office, job)
    with standing(office, job) as now:
        assert (now.state, now.progress and now.progress.done) == ("running", 1)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_job_that_fails_again_and_again_is_given_up(office: Office, work: Counting) -> None:
    def fail(key: str) -> None:
        raise RuntimeError(key)

    work.at, job = fail, asked(office)
    for _ in range(taking.MOST_TRIES):
        run(office, job)
        with standing(office, job) as now:
            assert now.state == "waiting"
    run(office, job)
    with standing(office, job) as now:
        assert now.state == "failed"
        assert now.end is not None
        assert str(taking.MOST_TRIES) in now.end.reason


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_refusal_ends_the_job_with_its_words(office: Office, work: Counting) -> None:
    def refuse(key: str) -> None:
        raise NotIssued(WHY)

    work.at, job = refuse, asked(office)
    run(office, job)
    with standing(office, job) as now:
        assert now.end is not None
        assert (now.state, now.end.reason, now.files) == ("failed", WHY, ())


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_the_case_may_go_on_while_the_work_is_done(office: Office, work: Counting) -> None:
    work.at, job = lambda key: office.act("prosecutor", "hearing"), asked(office)
    run(office, job)
    with standing(office, job) as now:
        assert (now.state, work.did) == ("done", ["1", "2", "3"])


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_the_pulse_sends_jobs_whose_message_was_lost(office: Office, work: Counting) -> None:
    job = asked(office)
    with office.app.app_context():
        assert queue.length() == 1
        taken = queue.of_app().dequeue()
        assert taken.args == (job,)
        worker.beat("here")
        assert (queue.length(), taking.someone_works()) == (1, True)
        taking.gone("here")
        assert not taking.someone_works()


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_queue_that_does_not_answer_keeps_nobody_from_asking(office: Office, work: Counting) -> None:
    office.app.config["QUEUE_URL"] = "gopher://nowhere"
    assert office.app.test_client().get("/ready").get_json()["checks"]["queue"] == "NoQueue"
    job = asked(office)
    run(office, job)
    with standing(office, job) as now:
        assert now.state == "done"


def cancel(office: Office, job: int, username: str = "officer") -> None:
    with standing(office, job) as now:
        service.cancel(now, office.person(username), NO_MORE)


NO_MORE = "重复交办"


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_what_waits_is_cancelled_at_once_and_never_done(office: Office, work: Counting) -> None:
    job = asked(office)
    cancel(office, job)
    with standing(office, job) as now:
        assert now.end is not None
        assert (now.state, now.end.reason, now.progress) == ("cancelled", NO_MORE, None)
    run(office, job)
    assert work.did == []
    with standing(office, job) as now, pytest.raises(HasEnded):
        service.cancel(now, office.person("officer"), NO_MORE)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_what_runs_ends_after_the_step_that_it_is_at_and_has_no_files(office: Office, work: Counting) -> None:
    job = asked(office)

    def stop(key: str) -> None:
        if key == "2":
            cancel(office, job)
            with standing(office, job) as now:
                assert now.state == "stopping"

    work.at = stop
    run(office, job)
    with standing(office, job) as now:
        assert (now.state, work.did, now.files) == ("cancelled", ["1", "2"], ())
        assert [one["outcome"] for one in now.report] == ["passed", "refused", ""]
        assert db.session().scalar(select(func.count()).select_from(JobStep)) == 0
        assert verify() is None


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_what_is_cancelled_while_its_files_are_made_has_none(
    office: Office, work: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = asked(office)

    def finish(*_: object) -> Sequence[Made]:
        cancel(office, job)
        return [Made("all.txt", "text/plain", b"1-3")]

    monkeypatch.setattr(work, "finish", finish)
    run(office, job)
    with standing(office, job) as now:
        assert (now.state, now.files) == ("cancelled", ())


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_it_stays_cancelled_though_the_worker_is_killed(office: Office, work: Counting) -> None:
    job = asked(office)

    def killed(key: str) -> None:
        if key == "2":
            cancel(office, job)
            raise SystemExit

    work.at = killed
    with pytest.raises(SystemExit):
        run(office, job)
    with standing(office, job) as now:
        assert now.state == "stopping"
    run(office, job)
    with standing(office, job) as now:
        assert (now.state, work.did) == ("cancelled", ["1"])


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_only_who_asked_cancels_and_says_why(office: Office, work: Counting) -> None:
    job = asked(office)
    with pytest.raises(NotTheJobs):
        cancel(office, job, "officer2")
    with standing(office, job) as now, pytest.raises(NoReason):
        service.cancel(now, office.person("officer"), " ")
