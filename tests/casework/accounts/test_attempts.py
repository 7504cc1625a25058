"""Guessing: who guesses locks out the own address and not the person, for a time that grows; passwords that are guessed
easily are refused; what a stolen session may try is bounded."""

from __future__ import annotations

import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from casework import db
from casework.accounts import attempts, passwords
from casework.accounts.models import SignIn, SignInFailure
from casework.accounts.passwords import GUESSABLE
from casework.accounts.service import GUESSED, LOCKED_OUT, TOO_MANY_FROM_HERE
from casework.audit import service as audit
from tests.casework.office import PASSWORD, Office
from tests.told import says

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

MINE, HIS = "10.0.0.5", "10.9.9.9"


def attempt(client: FlaskClient, password: str, address: str, username: str = "judge") -> TestResponse:
    data = {"username": username, "password": password}
    return client.post("/sign-in", data=data, environ_overrides={"REMOTE_ADDR": address})


def lapse(office: Office) -> None:
    """Let every lock run out."""
    with office.work():
        for row in db.session().scalars(select(SignInFailure)):
            row.locked_until = None


def test_a_stranger_who_guesses_does_not_keep_the_person_out(office: Office) -> None:
    stranger = office.app.test_client()
    for _ in range(6):
        locked = attempt(stranger, "wrong", HIS)
    assert locked.status_code == 429
    assert says(locked.text, LOCKED_OUT)
    assert attempt(office.app.test_client(), PASSWORD, MINE).status_code == 302


def test_a_lock_says_for_how_long_and_doubles(office: Office) -> None:
    client = office.app.test_client()
    waits = []
    for _ in range(6):
        for _ in range(attempts.OWN):
            answer = attempt(client, "wrong", HIS)
        assert answer.status_code == 429
        waits.append(int(answer.headers["Retry-After"]))
        lapse(office)
        with office.work():  # of other counts nothing here
            for row in db.session().scalars(select(SignInFailure)):
                if row.name_hash != attempts.digest(attempts.own("judge", HIS)):
                    db.session().delete(row)
            audit.record("test", "person:1")
    minutes = [round(wait / 60) for wait in waits]
    assert minutes == [15, 30, 60, 120, 240, 240]


def test_spraying_many_names_locks_the_address_and_is_on_record(office: Office) -> None:
    client = office.app.test_client()
    for number in range(attempts.ADDRESS):
        answer = attempt(client, "wrong", HIS, username=f"name{number}")
    assert answer.status_code == 429
    assert says(answer.text, TOO_MANY_FROM_HERE, minutes=15)
    assert attempt(client, PASSWORD, HIS).status_code == 429
    assert attempt(client, PASSWORD, MINE).status_code == 302
    with office.work():
        [entry] = [one for one in audit.entries(limit=500) if one.action == "address_locked"]
        assert HIS in entry.detail


def test_guesses_from_many_addresses_lock_the_name_but_not_the_browser_of_its_person(office: Office) -> None:
    known = office.app.test_client()
    assert attempt(known, PASSWORD, MINE).status_code == 302
    known.post("/sign-out")
    stranger = office.app.test_client()
    for number in range(attempts.NAME):
        attempt(stranger, "wrong", f"10.8.{number}.1")
    assert attempt(office.app.test_client(), PASSWORD, "10.7.0.1").status_code == 429
    assert attempt(known, PASSWORD, MINE).status_code == 302


def test_a_known_browser_may_not_guess_without_end_either(office: Office) -> None:
    known = office.app.test_client()
    attempt(known, PASSWORD, MINE)
    known.post("/sign-out")
    for _ in range(attempts.OWN):
        answer = attempt(known, "wrong", MINE)
    assert answer.status_code == 429


def test_a_known_browser_is_known_for_its_own_name_alone(office: Office) -> None:
    known = office.app.test_client()
    attempt(known, PASSWORD, MINE)
    known.post("/sign-out")
    for _ in range(attempts.OWN):
        answer = attempt(known, "wrong", MINE, username="officer")
    assert answer.status_code == 429
    assert attempt(known, PASSWORD, MINE).status_code == 302


def test_the_address_of_a_sign_in_and_of_a_lock_is_on_record(office: Office) -> None:
    client = office.app.test_client()
    attempt(client, PASSWORD, MINE)
    for _ in range(attempts.OWN):
        attempt(office.app.test_client(), "wrong", HIS)
    with office.work():
        told = {one.action: one.detail for one in audit.entries(f"person:{office.person('judge').id}")}
    assert MINE in told["sign_in"]
    assert HIS in told["sign_in_locked"]


def test_the_old_password_is_not_guessed_by_whoever_has_the_session(office: Office) -> None:
    client, elsewhere = office.browser("judge"), office.browser("judge")
    data = {"old": "wrong", "new": "Qinggang-Shu-77", "again": "Qinggang-Shu-77"}
    for _ in range(attempts.OWN - 1):
        assert client.post("/account/password", data=data).status_code == 422
    assert client.post("/account/password", data=data).location == "/sign-in"
    assert says(client.get("/sign-in").text, GUESSED, count=attempts.OWN)
    assert elsewhere.get("/folders").status_code == 302


@pytest.mark.parametrize(
    "new", ["password123", "1234567890", "qwertyuiop", "P@ssw0rd2026", "fujian123456", "woaini1314", "Aa123456789"]
)
def test_a_common_password_is_refused(office: Office, new: str) -> None:
    answer = office.browser("judge").post("/account/password", data={"old": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 422
    assert says(answer.text, GUESSABLE)


def test_names_of_the_person_and_the_place_make_no_password(office: Office) -> None:
    with office.work():
        judge = office.person("judge")
        judge.name = "zhangsanfeng"
        audit.record("test", "person:1")
        assert passwords.weaknesses(judge, "zhangsanfeng1") != []
        assert passwords.weaknesses(judge, "Zhulin-Qingshan-58") == []


def test_a_browser_left_alone_is_signed_out(office: Office) -> None:
    client = office.browser("judge")
    with client.session_transaction() as session:
        session["seen"] -= office.app.config["IDLE_LIMIT"] - 5
    assert client.get("/folders").status_code == 200
    with client.session_transaction() as session:
        assert session["seen"] > 0
        session["seen"] -= office.app.config["IDLE_LIMIT"] + 5
    assert client.get("/folders").location.startswith("/sign-in")


def test_a_sign_in_of_the_future_is_none(office: Office) -> None:
    client = office.browser("judge")
    with office.work():
        for one in db.session().scalars(select(SignIn)):
            one.at += datetime.timedelta(days=365)
        audit.record("test", "sign_in:1")
    assert client.get("/folders").location.startswith("/sign-in")


def test_a_person_sees_the_own_sign_ins_and_ends_the_others(office: Office) -> None:
    here, elsewhere, another = (office.browser(name) for name in ("judge", "judge", "officer"))
    page = here.get("/account").text
    assert page.count('datetime="') + page.count('class="nowrap"') >= 2
    assert "/account/sign-out-others" in page
    assert here.post("/account/sign-out-others").location == "/account"
    assert here.get("/folders").status_code == 200
    assert "/account/sign-out-others" not in here.get("/account").text
    assert elsewhere.get("/folders").status_code == 302
    assert another.get("/folders").status_code == 200
