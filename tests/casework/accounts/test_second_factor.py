"""The second factor: set up by its owner, asked for at every sign-in, required where the server says so."""

from __future__ import annotations

import datetime
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from casework import db
from casework.accounts import administration, second_factor
from casework.accounts import service as accounts
from casework.accounts.errors import NotNow, SignInLocked, SignInRefused
from casework.accounts.models import SecondFactor, SignIn
from casework.accounts.second_factor import (
    ATTEMPTS,
    CODES_HERE,
    CODES_LOCKED,
    TOO_MANY_CODES,
    UNREADABLE,
    WRONG_CODE,
)
from casework.accounts.service import token_digest
from casework.audit import service as audit
from tests.casework.markup import holds
from tests.casework.office import PASSWORD, Office
from tests.told import says

PAGE = "/account/second-factor"

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what no database can make different."""


def code(office: Office, username: str = "judge", later: int = 0) -> str:
    """The code on the phone of a person, ``later`` half minutes from now."""
    with office.work():
        factor = db.session().scalar(select(SecondFactor).where(SecondFactor.person_id == office.person(username).id))
        assert factor is not None
        return pyotp.TOTP(second_factor.secret_of(factor)).at(db.now() + later * second_factor.STEP)


def unspent(office: Office) -> None:
    """As if the half minute of the last code were long past."""
    with office.work():
        for factor in db.session().scalars(select(SecondFactor)):
            factor.last_step = None
        audit.record("test", "person:1")


def set_up(office: Office, client: FlaskClient) -> None:
    assert client.post(PAGE, data={"do": "begin"}).location == PAGE
    assert "<svg" in client.get(PAGE).text
    assert client.post(PAGE, data={"do": "confirm", "code": code(office)}).location == PAGE
    unspent(office)


def half_way(office: Office) -> FlaskClient:
    """A browser in which the password was given."""
    client = office.app.test_client()
    assert client.post("/sign-in", data={"username": "judge", "password": PASSWORD}).status_code == 302
    return client


def test_who_has_one_is_asked_for_the_code_and_gets_nowhere_without(office: Office) -> None:
    set_up(office, office.browser("judge"))
    client = half_way(office)
    for address in ("/", "/folders", "/account", "/people", PAGE):
        assert client.get(address).location.startswith("/sign-in/code"), address
    assert client.post("/folders/1/acts/assign").location.startswith("/sign-in/code")
    wrong = client.post("/sign-in/code", data={"code": "000000"})
    assert wrong.status_code == 422
    assert says(wrong.text, WRONG_CODE)
    given = code(office)
    assert client.post("/sign-in/code?next=/folders", data={"code": f"{given[:3]} {given[3:]}"}).location == "/folders"
    assert client.get("/folders").status_code == 200


def test_a_code_works_once(office: Office) -> None:
    set_up(office, office.browser("judge"))
    first, second = half_way(office), half_way(office)
    given = code(office)
    assert first.post("/sign-in/code", data={"code": given}).status_code == 302
    assert second.post("/sign-in/code", data={"code": given}).status_code == 422


@one_database
@pytest.mark.parametrize(("later", "status"), [(-2, 422), (-1, 302), (0, 302), (1, 302), (2, 422)])
def test_a_code_of_the_half_minute_before_or_after_is_taken(office: Office, later: int, status: int) -> None:
    set_up(office, office.browser("judge"))
    assert half_way(office).post("/sign-in/code", data={"code": code(office, later=later)}).status_code == status


@one_database
def test_too_many_wrong_codes_end_the_sign_in(office: Office) -> None:
    set_up(office, office.browser("judge"))
    client = half_way(office)
    for _ in range(ATTEMPTS):
        answer = client.post("/sign-in/code", data={"code": "000000"})
    assert answer.location == "/sign-in"
    assert says(client.get("/sign-in").text, TOO_MANY_CODES)
    with office.work():
        judge = office.person("judge")
        sign_ins = db.session().scalars(select(SignIn).where(SignIn.person_id == judge.id, SignIn.pending))
        assert all(one.ended for one in sign_ins)
        assert [entry.action for entry in audit.entries(f"person:{judge.id}")].count("wrong_code") == ATTEMPTS


@one_database
def test_whoever_has_the_password_does_not_get_five_codes_again_and_again(office: Office) -> None:
    set_up(office, office.browser("judge"))
    for _ in range(CODES_HERE // ATTEMPTS):
        client = half_way(office)
        for _ in range(ATTEMPTS):
            client.post("/sign-in/code", data={"code": "000000"})
    assert says(client.get("/sign-in").text, CODES_LOCKED)
    right = half_way(office)
    assert right.post("/sign-in/code", data={"code": code(office)}).location == "/sign-in"
    elsewhere = office.app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    assert elsewhere.post("/sign-in", data={"username": "judge", "password": PASSWORD}).status_code == 302
    assert elsewhere.post("/sign-in/code", data={"code": code(office)}).location == "/"


def test_wrong_codes_at_the_same_moment_all_count(office: Office) -> None:
    set_up(office, office.browser("judge"))
    half_way(office)
    with office.work():
        token = "a token of this test"
        judge = office.person("judge")
        db.session().add(SignIn(person_id=judge.id, token_hash=token_digest(token), at=db.now(), pending=True))
        audit.record("test", "person:1")

    def guess(_: int) -> str:
        with office.app.test_request_context():
            try:
                second_factor.give(token, "000000")
            except (SignInRefused, SignInLocked) as refusal:
                return type(refusal).__name__
        return "given"

    with ThreadPoolExecutor(8) as pool:
        found = Counter(pool.map(guess, range(8)))
    assert found == {"SignInRefused": ATTEMPTS - 1, "SignInLocked": 8 - ATTEMPTS + 1}


@one_database
def test_a_wrong_code_sets_nothing_up(office: Office) -> None:
    client = office.browser("judge")
    client.post(PAGE, data={"do": "begin"})
    wrong = client.post(PAGE, data={"do": "confirm", "code": "000000"})
    assert wrong.status_code == 422
    assert says(wrong.text, WRONG_CODE)
    assert office.browser("judge").get("/folders").status_code == 200


@one_database
def test_it_is_taken_out_of_use_by_a_code_of_it(office: Office) -> None:
    client = office.browser("judge")
    set_up(office, client)
    assert "<svg" not in client.get(PAGE).text, "the secret is shown no more"
    assert client.post(PAGE, data={"do": "begin"}).status_code == 409
    assert client.post(PAGE, data={"do": "remove", "code": "000000"}).status_code == 422
    assert client.post(PAGE, data={"do": "remove", "code": code(office)}).status_code == 302
    assert office.browser("judge").get("/folders").status_code == 200


@one_database
def test_where_it_is_required_nobody_gets_on_without(office: Office) -> None:
    office.app.config["SECOND_FACTOR"] = second_factor.REQUIRED
    client = office.browser("judge")
    for address in ("/", "/folders", "/account/password"):
        assert client.get(address).location == PAGE, address
    assert holds(client.get(PAGE).text, "must-have-one")
    set_up(office, client)
    assert client.get("/folders").status_code == 200
    refused = client.post(PAGE, data={"do": "remove", "code": code(office)})
    assert refused.status_code == 409
    assert client.post("/sign-out").status_code == 302


@one_database
def test_an_administrator_takes_away_that_of_a_lost_phone(office: Office) -> None:
    client = office.browser("judge")
    set_up(office, client)
    with office.work():
        court = office.person("judge").institution
        admin = accounts.create_person(court, "court-admin", "管理员", ("administrator",), PASSWORD)
        administration.reset_second_factor(admin, office.person("judge").id)
        with pytest.raises(NotNow):
            administration.reset_second_factor(admin, office.person("judge").id)
    assert client.get("/").location == "/sign-in"
    assert office.browser("judge").get("/folders").status_code == 200


@one_database
def test_a_pending_sign_in_lasts_no_longer_than_any_other(office: Office) -> None:
    set_up(office, office.browser("judge"))
    client = half_way(office)
    with office.work():
        for one in db.session().scalars(select(SignIn)):
            one.at -= office.app.permanent_session_lifetime + datetime.timedelta(seconds=1)
        audit.record("test", "sign_in:1")
    assert client.get("/").location == "/sign-in"
    assert client.post("/sign-in/code", data={"code": code(office)}).location == "/sign-in"


def stored(office: Office) -> str:
    """The secret as the database holds it."""
    with office.work():
        found: str | None = db.session().scalar(select(SecondFactor.secret))
        assert found is not None
        return found


def test_the_database_holds_no_secret_of_which_codes_are_made(office: Office) -> None:
    set_up(office, office.browser("judge"))
    kept = stored(office)
    assert kept.startswith("gAAAA"), "the mark of Fernet, version 0x80"
    with office.work():
        factor = db.session().scalars(select(SecondFactor)).one()
        assert second_factor.secret_of(factor) not in kept


def test_a_new_phrase_takes_the_place_of_the_old_one(office: Office) -> None:
    set_up(office, office.browser("judge"))
    before, old = stored(office), office.app.config["SECRET_KEY"]
    office.app.config["FACTOR_KEYS"] = f"a new phrase, {old}"
    done = office.app.test_cli_runner().invoke(args=["accounts", "seal-second-factors"])
    assert done.exit_code == 0, done.output
    assert stored(office) != before
    office.app.config["FACTOR_KEYS"] = "a new phrase"
    assert half_way(office).post("/sign-in/code", data={"code": code(office)}).status_code == 302


@one_database
def test_whose_secret_no_phrase_opens_is_told_so_and_nothing_is_changed(office: Office) -> None:
    set_up(office, office.browser("judge"))
    client, before = half_way(office), stored(office)
    office.app.config["FACTOR_KEYS"] = "another phrase"
    answer = client.post("/sign-in/code", data={"code": "123456"})
    assert answer.status_code == 409
    assert says(answer.text, UNREADABLE)
    done = office.app.test_cli_runner().invoke(args=["accounts", "seal-second-factors"])
    assert done.exit_code != 0
    assert "judge" in done.output
    assert stored(office) == before


@one_database
def test_a_secret_that_never_counted_and_cannot_be_read_is_begun_anew(office: Office) -> None:
    client = office.browser("judge")
    client.post(PAGE, data={"do": "begin"})
    office.app.config["FACTOR_KEYS"] = "another phrase"
    assert "<svg" not in client.get(PAGE).text
    assert client.post(PAGE, data={"do": "begin"}).status_code == 302
    assert "<svg" in client.get(PAGE).text
