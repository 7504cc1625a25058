"""Whoever asks for very much at once is refused some of it, so that threads are left for everybody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from casework.accounts import passwords
from casework.web.crowding import MOST, MOST_SENT, Crowd
from tests.casework.office import PASSWORD, Office

WAIT = 60


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Semaphore]:
    """Whoever hashes a new password is told to come here and waits until the end."""
    come, go = threading.Semaphore(0), threading.Event()

    def slowly(*_: object, **__: object) -> list[str]:
        come.release()
        assert go.wait(WAIT)
        return ["…"]

    monkeypatch.setattr(passwords, "weaknesses", slowly)
    yield come
    go.set()


def change(office: Office, cookie: str) -> TestResponse:
    client = office.app.test_client()
    client.set_cookie("session", cookie)
    return client.post("/account/password", data={"old": PASSWORD, "new": "Hemu-43-Fenzhi", "again": "Hemu-43-Fenzhi"})


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)  # no database is asked
def test_of_many_things_that_one_person_sends_at_once_some_are_refused_and_others_wait_for_none(
    office: Office, held: threading.Semaphore
) -> None:
    cookie = office.browser("prosecutor").get_cookie("session")
    assert cookie is not None
    sent = [threading.Thread(target=change, args=(office, cookie.value), daemon=True) for _ in range(MOST_SENT)]
    for one in sent:
        one.start()
    for _ in sent:
        assert held.acquire(timeout=WAIT)
    assert change(office, cookie.value).status_code == 429
    reader = office.app.test_client()
    reader.set_cookie("session", cookie.value)
    assert reader.get("/account").status_code == 200
    assert office.browser("judge").post("/sign-out").status_code == 302


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)  # no database is asked
def test_whoever_sends_one_thing_after_another_is_never_refused(office: Office) -> None:
    client = office.browser("prosecutor")
    told = {client.post("/account/password", data={"old": "x"}).status_code for _ in range(2 * MOST)}
    assert told == {422}


def test_a_place_is_free_again_when_its_request_has_ended() -> None:
    crowd, key = Crowd(), (1, False)
    assert [crowd.enter(key, 2) for _ in range(3)] == [True, True, False]
    assert crowd.enter((2, False), 2)
    crowd.leave(key)
    assert crowd.enter(key, 2)
