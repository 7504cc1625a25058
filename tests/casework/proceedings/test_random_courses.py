"""Random legal acts of all seats through the services and the database: nothing breaks, all can be ended."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from typing import Any, ClassVar

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import func, select

from casework import db, permissions
from casework.accounts import service as accounts
from casework.audit.models import AuditEntry
from casework.audit.verification import verify
from casework.proceedings import service
from casework.proceedings.history import history
from casework.proceedings.models import FolderTask, RecordedAct
from casework.proceedings.stage import OfficeStage
from rules.proceedings.acts import Act
from rules.proceedings.course import fold
from rules.proceedings.facts import Facts
from rules.proceedings.headlines import archivable
from rules.proceedings.possible import possible
from rules.proceedings.refusals import Refused
from rules.proceedings.script import Script
from rules.proceedings.state import Case
from tests.casework.office import PASSWORD
from tests.rules.proceedings.finishing import finished
from tests.rules.proceedings.random_acts import APART, BEGUN, CAST, SEATS, STARTS, begun_by, broken, tried
from tests.testrun import examples, long, seed

SECONDS = 150
"""How long courses are played on each database where all attempts are made."""

SCRIPT = Script("任意的程序", Facts(BEGUN.parties, BEGUN.offences), SEATS, CAST, ())


class OfficeCourses(RuleBasedStateMachine):
    """A case on record that anybody does anything to that he may."""

    app: ClassVar[Flask]
    told: ClassVar[dict[str, int]]

    def __init__(self) -> None:
        super().__init__()
        self.contexts = ExitStack()
        self.contexts.enter_context(self.app.app_context())
        self.stage = OfficeStage()
        self.stage.begin(SCRIPT)
        self.people = {name: self.stage.person_of(actor) for name, actor in CAST.items()}
        self.cast = {name: service.actor_of(of, CAST[name].sole) for name, of in self.people.items()}
        self.documents: list[str] = []

    @property
    def case(self) -> Case:
        return self.stage.case

    def _day(self, later: int) -> datetime.date:
        day = self.case.day or BEGUN.day
        assert day is not None
        return day + datetime.timedelta(days=later)

    def _do(self, act: Act) -> bool:
        """Whether the act was recorded; one that is refused leaves nothing behind."""
        before = written()
        try:
            self.stage.act(act)
        except Refused:
            assert written() == before
            self.told["refused"] += 1
            return False
        self.told["acts"] += 1
        documents = list(self._documents())
        assert documents[:-1] == self.documents, "a history only grows"
        self.documents = documents
        assert list(broken(self.case)) == []
        return True

    def _documents(self) -> Iterator[str]:
        assert self.stage.folder is not None
        of = select(RecordedAct.document).where(RecordedAct.folder_id == self.stage.folder.id)
        return iter(db.session().scalars(of.order_by(RecordedAct.number)))

    @initialize(start=st.sampled_from(STARTS[:6]))
    def opens(self, start: tuple[str, str, tuple[str, ...], dict[str, Any]]) -> None:
        self.starts(start, 0)

    @rule(start=st.sampled_from(STARTS), later=st.integers(0, 40))
    def starts(self, start: tuple[str, str, tuple[str, ...], dict[str, Any]], later: int) -> None:
        self._do(begun_by(start, self._day(later)))

    @rule(who=st.sampled_from(sorted(CAST)), later=st.integers(0, 60), pick=st.randoms(use_true_random=False))
    def acts(self, who: str, later: int, pick: Any) -> None:
        day, by = self._day(later), self.cast[who]
        found = [one for one in possible(self.case, by, day) if one.act not in APART]
        if found:
            self._do(tried(self.case, pick.choice(found), by, day))

    def teardown(self) -> None:
        try:
            if self.stage.folder is not None:
                self.told["courses"] += 1
                self._is_read_as_it_was_recorded()
                self._comes_to_its_end()
        finally:
            self.stage.end()
            self.contexts.close()

    def _is_read_as_it_was_recorded(self) -> None:
        assert self.stage.folder is not None
        kept = history(self.stage.folder)
        assert fold(kept.acts, BEGUN).tracks == kept.tracks
        assert fold(kept.acts, BEGUN).obligations == kept.obligations

    def _comes_to_its_end(self) -> None:
        """No dead end: the acts that end it on paper end it in the office, too, and nobody is asked for more."""
        for act in finished(self.case, self.cast).acts[len(self.case.acts) :]:
            assert self._do(act), act
        day = self._day(0)
        assert archivable(self.case, day)
        self._is_looked_at_by_everybody()
        # Where a court above opened the claim, the seat of the court is its own.
        may = [by for by in self.cast.values() if any(one.act == "archive" for one in possible(self.case, by, day))]
        assert self._do(Act("archive", day, may[0]))
        assert self.stage.folder is not None
        tasks = select(FolderTask.act).where(FolderTask.folder_id == self.stage.folder.id)
        assert set(db.session().scalars(tasks)) <= {"inspect"}

    def _is_looked_at_by_everybody(self) -> None:
        assert self.stage.folder is not None
        address = f"/folders/{self.stage.folder.id}"
        for who in ("prosecutor", "clerk"):
            browser = self.app.test_client()
            browser.post("/sign-in", data={"username": self.people[who].username, "password": PASSWORD})
            for page in (address, "/"):
                assert browser.get(page).status_code < 400


def written() -> tuple[int | None, ...]:
    """How much stands in the records: acts and entries of the audit log."""
    session = db.session()
    return tuple(session.scalar(select(func.count()).select_from(table)) for table in (RecordedAct, AuditEntry))


def with_people(app: Flask) -> None:
    """The people of the courses are there and can sign in."""
    with app.app_context(), db.writing():
        stage = OfficeStage()
        for number, actor in enumerate(CAST.values()):
            roles = permissions.roles_acting_as(actor.seats)
            place = stage.place_of(actor.institution, actor.kind)
            accounts.create_person(place, f"person{number}", actor.name, roles, PASSWORD)


def play(app: Flask, told: dict[str, int], batch: int) -> None:
    """A few courses of a seed of their own."""
    machine = type("OfficeCoursesHere", (OfficeCourses,), {"app": app, "told": told})
    machine._hypothesis_internal_use_seed = seed() + batch  # type: ignore[attr-defined]  # as @seed sets it
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples(2, 10),
            stateful_step_count=examples(12, 30),
            deadline=None,
            derandomize=False,
            database=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_random_courses_through_the_services_hold_and_can_end(app: Flask) -> None:
    told = {"courses": 0, "acts": 0, "refused": 0}
    with_people(app)
    begun = time.monotonic()
    for batch in count():
        play(app, told, batch)
        if not long() or time.monotonic() - begun > SECONDS:
            break
    print(told)
    with app.app_context():
        assert verify() is None
