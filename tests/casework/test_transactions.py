"""Who reads waits for nobody and holds up nobody; who writes does so for milliseconds, all or nothing."""

from __future__ import annotations

import io
import json
import runpy
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, TypeVar

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from casework import db
from casework.accounts import Institution, institutions, passwords
from casework.audit import service as audit
from casework.cases import filing
from casework.documents import typesetting
from casework.errors import Stale
from casework.losses import measuring
from casework.parameters import entering
from casework.proceedings import facts
from casework.proceedings import filing as opening
from casework.proceedings import service as acts
from casework.rulebook import rehearsing
from casework.tallies import drafting
from rules.casefile import parse
from tests.casework.documents.issuing import drawn_up
from tests.casework.office import FACTS, PASSWORD, Office
from tests.guards.tree import ROOT

T = TypeVar("T")

SOON = 10
"""Seconds in which a write is done that waits for nobody; a held lock would keep it for a minute."""
WAIT = 60


@dataclass
class Held:
    """Something that takes until it is let go."""

    begun: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def wait(self) -> None:
        self.begun.set()
        assert self.go.wait(WAIT)


class SlowBody(io.BytesIO):
    """What a visitor sends: the rest comes when it is let go."""

    def __init__(self, content: bytes, held: Held) -> None:
        super().__init__(content)
        self._held = held

    def read(self, size: int | None = -1, /) -> bytes:
        self._held.wait()
        return super().read(size)

    def readinto(self, buffer: Any, /) -> int:
        self._held.wait()
        return super().readinto(buffer)


@contextmanager
def under_way(held: Held, work: Callable[[], T]) -> Iterator[list[T]]:
    """The work is done in a thread and has come to where it takes long; after the block it is let go, and has an
    answer."""
    answers: list[T] = []
    thread = threading.Thread(target=lambda: answers.append(work()), daemon=True)
    thread.start()
    try:
        assert held.begun.wait(WAIT), answers
        yield answers
    finally:
        held.go.set()
        thread.join(WAIT)
    assert answers


def writes_soon(office: Office) -> bool:
    """Whether another person's write is done before long: a judge of the other county signs in."""
    done = threading.Thread(target=lambda: office.browser("judge2"), daemon=True)
    done.start()
    done.join(SOON)
    return not done.is_alive()


def posted_slowly(client: FlaskClient, held: Held) -> TestResponse:
    body = b"old=" + b"x" * 100
    form = "application/x-www-form-urlencoded"
    return client.post(
        "/account/password", input_stream=SlowBody(body, held), content_length=len(body), content_type=form
    )


def test_nobody_waits_for_what_another_sends_slowly(office: Office) -> None:
    held, client = Held(), office.browser("prosecutor")
    with under_way(held, lambda: posted_slowly(client, held)) as answers:
        assert writes_soon(office)
    assert answers[0].status_code == 422


def test_nobody_waits_for_what_comes_slowly_under_a_sign_in_that_has_ended(office: Office) -> None:
    held, client, copy = Held(), office.browser("prosecutor"), office.app.test_client()
    cookie = client.get_cookie("session")
    assert cookie is not None
    copy.set_cookie("session", cookie.value)
    client.post("/sign-out")
    with under_way(held, lambda: posted_slowly(copy, held)) as answers:
        assert writes_soon(office)
    assert answers[0].status_code == 302


def test_a_body_that_is_too_large_is_refused_on_a_page_that_knows_who_is_signed_in(office: Office) -> None:
    answer = office.browser("prosecutor").post("/account/password", data={"old": "x" * 9_000_000})
    assert answer.status_code == 413
    assert "/sign-out" in answer.text


def file_of(content: bytes) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), "file.csv"


def tally_form(office: Office) -> dict[str, Any]:
    return {"do": "check", "file": file_of("树种,胸径\n杉木,20\n".encode())}


def measure_form(office: Office, step: str) -> dict[str, Any]:
    with office.app.app_context():
        result = office.draft(measuring.Choice("national-default@2026-11")).result
        return {
            "step": step,
            "method": "national-default@2026-11",
            "previewed": result.hash,
            "row_version": len(office.course.acts),
        }


SLOW: list[Any] = [
    pytest.param(
        "prosecutor",
        "/cases/new/upload",
        lambda office: {"file": file_of(json.dumps(FACTS).encode())},
        (filing, "load"),
        id="reading a case file",
    ),
    pytest.param(
        "officer",
        "/folders/1/measurings/m1/stands/1/tally/enter",
        tally_form,
        (drafting, "draft"),
        id="reading a tally",
    ),
    pytest.param(
        "officer",
        "/folders/1/measurings/m1/measure",
        lambda office: measure_form(office, "preview"),
        (measuring, "assess"),
        id="looking at a measurement",
    ),
    pytest.param(
        "officer",
        "/folders/1/measurings/m1/measure",
        lambda office: measure_form(office, "submit"),
        (measuring, "assess"),
        id="submitting a measurement",
    ),
    pytest.param(
        "officer",
        "/parameters/new",
        lambda office: {"file": file_of(b"form")},
        (entering, "looked_through"),
        id="checking a parameter set",
    ),
    pytest.param(
        "judge",
        "/rulebook/rehearsal",
        lambda office: {"file": (io.BytesIO(b""), "felling.yaml")},
        (rehearsing, "rehearse"),
        id="rehearsing a law",
    ),
    pytest.param(
        "judge",
        "/sign-in",
        lambda office: {"username": "judge", "password": PASSWORD},
        (passwords, "matches"),
        id="checking a password",
    ),
    pytest.param(
        "judge",
        "/account/password",
        lambda office: {"old": PASSWORD, "new": "Hemu-Fenzhi-43", "again": "Hemu-Fenzhi-43"},
        (passwords, "weaknesses"),
        id="hashing a password",
    ),
]


@pytest.mark.parametrize(("username", "address", "form", "slow"), SLOW)
def test_nobody_waits_for_another_s_reading_and_measuring(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    username: str,
    address: str,
    form: Callable[[Office], dict[str, Any]],
    slow: tuple[ModuleType, str],
) -> None:
    office.file()
    office.accept()
    held, client, sent = Held(), office.browser(username), form(office)
    work = getattr(*slow)

    def slowly(*arguments: Any, **named: Any) -> Any:
        if threading.current_thread().name == "slow":
            held.wait()
        return work(*arguments, **named)

    def send() -> TestResponse:
        threading.current_thread().name = "slow"
        return client.post(address, data=sent, follow_redirects=True)

    monkeypatch.setattr(*slow, slowly)
    with under_way(held, send) as answers:
        assert writes_soon(office)
    assert answers[0].status_code < 500


def open_case(office: Office) -> object:
    return opening.open_with_facts(office.person("prosecutor"), parse(FACTS), opening.Opening(("examining",)))


def correct(office: Office) -> object:
    told = office.facts(value_cny="1")
    return facts.correct(office.folder, office.person("prosecutor"), parse(told), "评估")


SLOW_SERVICES: list[Any] = [
    pytest.param(None, open_case, (filing, "complete_by_acts"), id="completing the facts of a new case"),
    pytest.param(Office.file, correct, (filing, "complete_by_acts"), id="completing a corrected case file"),
]


@pytest.mark.parametrize(("before", "work", "slow"), SLOW_SERVICES)
def test_a_service_finds_out_what_takes_long_before_it_locks(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    before: Callable[[Office], object] | None,
    work: Callable[[Office], object],
    slow: tuple[ModuleType, str],
) -> None:
    if before:
        before(office)
    held, called = Held(), getattr(*slow)

    def slowly(*arguments: Any, **named: Any) -> Any:
        held.wait()
        return called(*arguments, **named)

    def do() -> object:
        with office.app.app_context():
            return work(office)

    monkeypatch.setattr(*slow, slowly)
    with under_way(held, do):
        assert writes_soon(office)


def test_what_reads_cannot_write(office: Office) -> None:
    with office.app.app_context(), pytest.raises(DBAPIError, match=r"read-?only"):
        db.session().execute(text("UPDATE people SET active = active"))


def test_a_row_changed_outside_a_writing_transaction_is_a_mistake_of_the_program(office: Office) -> None:
    with office.app.app_context():
        office.person("judge").name = "另一人"
        with pytest.raises(RuntimeError, match="outside"), db.writing():
            pass
    with office.app.app_context():
        with pytest.raises(RuntimeError, match="outside"):
            audit.record("change", "person:1")
        with pytest.raises(RuntimeError, match="turns"):
            db.take_turns("anything")


def court(name: str) -> Institution | None:
    return institutions.institution_named("court", [name])


def test_a_writing_transaction_inside_another_is_kept_or_given_up_with_it(office: Office) -> None:
    def fail() -> None:
        institutions.create_institution("某法院", "court", "350600")
        assert court("某法院")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), office.work():
        fail()
    with office.app.app_context():
        assert court("某法院") is None
        with db.writing():
            institutions.create_institution("某法院", "court", "350600")
    with office.app.app_context():
        assert court("某法院")


def test_what_was_read_is_read_anew_under_the_lock(office: Office) -> None:
    office.file()
    with office.app.app_context():
        judge = office.person("judge")
        moved = threading.Thread(target=lambda: renamed(office, "judge", "新名"))
        moved.start()
        moved.join(WAIT)
        assert judge.name == "judge"
        with db.writing():
            assert judge.name == "新名"


def renamed(office: Office, username: str, name: str) -> None:
    with office.work():
        office.person(username).name = name
        audit.record("rename", "person:1")


def test_a_case_that_moved_on_since_it_was_read_is_not_written(office: Office) -> None:
    office.file()
    with office.app.app_context():
        folder, prosecutor = office.folder, office.person("prosecutor")
        db.end_reading()
        accepted = threading.Thread(target=office.accept)
        accepted.start()
        accepted.join(WAIT)
        with pytest.raises(Stale):
            acts.record(folder, prosecutor, acts.Doing("hearing", db.today()))


def test_a_transaction_that_reads_sees_one_state_of_the_records(office: Office) -> None:
    with office.app.app_context():
        assert court("某法院") is None
        added = threading.Thread(target=lambda: create(office, "某法院"))
        added.start()
        added.join(WAIT)
        assert court("某法院") is None
        db.end_reading()
        assert court("某法院")


def create(office: Office, name: str) -> None:
    with office.app.app_context():
        institutions.create_institution(name, "court", "350600")


def test_no_transaction_is_open_while_a_paper_is_set(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.file()
    office.accept()
    office.measure()
    client = office.browser("officer")
    open_then: list[bool] = []

    def render(*_: object) -> bytes:
        open_then.append(db.session().in_transaction())
        return b"paper"

    monkeypatch.setattr(typesetting, "set_pdf", render)
    draft = drawn_up(office, "loss_report")
    assert client.post(f"/folders/1/documents/{draft}/issue").status_code == 302
    assert open_then == [False]


def test_what_a_failed_statement_was_to_store_is_in_no_message(office: Office) -> None:
    with pytest.raises(DBAPIError) as failed, office.work():
        db.session().execute(text("INSERT INTO no_such_table VALUES (:name)"), {"name": "张某泉"})
    assert "no_such_table" in str(failed.value)
    assert "张某泉" not in str(failed.value)


def test_every_thread_of_the_server_finds_a_connection(database_url: str) -> None:
    threads = runpy.run_path(str(ROOT / "tools" / "gunicorn.conf.py"))["threads"]
    engine = db.make_engine(database_url)
    with ExitStack() as opened:
        held = [opened.enter_context(engine.connect()) for _ in range(threads + 1)]  # and one for what it does beside
        assert not any(one.closed for one in held)
    engine.dispose()
