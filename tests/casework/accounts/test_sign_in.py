"""Signing in and out: who gets in, who is kept out and for how long, and what a cookie is good for."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from casework import db
from casework.accounts import attempts, institutions, passwords, service
from casework.accounts.models import Person, SignIn, SignInFailure
from casework.accounts.service import LOCKED_OUT, WRONG_PASSWORD
from casework.audit import service as audit
from casework.audit.models import AuditEntry
from casework.web.accounts.forms import NO_PASSWORD, NO_USERNAME
from casework.web.errors import EXPIRED
from tests.casework.office import PASSWORD, Office
from tests.conftest import make_app
from tests.told import says


def attempt(client: FlaskClient, username: str, password: str, target: str = "/sign-in") -> Any:
    return client.post(target, data={"username": username, "password": password})


def rows(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        return list(db.session().scalars(select(model)))


def test_a_person_signs_in_and_meets_the_to_do_list(office: Office) -> None:
    client = office.app.test_client()
    answer = attempt(client, "judge", PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/")
    page = client.get("/").text
    assert "南靖县人民法院" in page
    assert "待办" in page


def test_spaces_around_the_name_do_not_matter(office: Office) -> None:
    assert attempt(office.app.test_client(), " judge ", PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("username", "password"),
    [("judge", "wrong"), ("nobody", PASSWORD), ("judge", PASSWORD + " "), ("JUDGE", PASSWORD), ("judge", "x" * 5000)],
)
def test_a_wrong_name_or_password_is_refused_without_saying_which(office: Office, username: str, password: str) -> None:
    answer = attempt(office.app.test_client(), username, password)
    assert answer.status_code == 422
    assert says(answer.text, WRONG_PASSWORD, left=4)
    assert rows(office.app, SignIn) == []


def test_empty_fields_are_named(office: Office) -> None:
    answer = attempt(office.app.test_client(), "", "")
    assert answer.status_code == 422
    assert says(answer.text, NO_USERNAME)
    assert says(answer.text, NO_PASSWORD)
    assert rows(office.app, SignInFailure) == []


def test_a_person_who_left_cannot_sign_in(office: Office) -> None:
    with office.work():
        office.person("judge").active = False
        audit.record("deactivate", "person:1")
    assert attempt(office.app.test_client(), "judge", PASSWORD).status_code == 422


def test_a_person_who_left_is_out_at_the_next_click(office: Office) -> None:
    client = office.browser("judge")
    with office.work():
        office.person("judge").active = False
        audit.record("deactivate", "person:1")
    assert client.get("/").location.startswith("/sign-in")


@pytest.mark.parametrize("username", ["judge", "nobody"])
def test_five_wrong_passwords_lock_the_name_for_a_quarter_of_an_hour(office: Office, username: str) -> None:
    client = office.app.test_client()
    for left in (4, 3, 2, 1):
        assert f"还可以再试 {left} 次" in attempt(client, username, "wrong").text
    last = attempt(client, username, "wrong")
    assert last.status_code == 429
    assert says(last.text, LOCKED_OUT, minutes=15)
    # The right password does not help while the name is locked.
    assert attempt(client, username, PASSWORD).status_code == 429


def test_another_name_is_not_locked_along(office: Office) -> None:
    client = office.app.test_client()
    for _ in range(6):
        attempt(client, "judge", "wrong")
    assert attempt(client, "officer", PASSWORD).status_code == 302


def lapse(office: Office, username: str, by: datetime.timedelta) -> None:
    """Let time pass for the counter of a name."""
    with office.work():
        counter = db.session().get_one(SignInFailure, attempts.digest(attempts.own(username, "127.0.0.1")))
        counter.last_at -= by
        if counter.locked_until is not None:
            counter.locked_until -= by


def test_after_the_lock_the_right_password_works_and_clears_the_counter(office: Office) -> None:
    client = office.app.test_client()
    for _ in range(5):
        attempt(client, "judge", "wrong")
    lapse(office, "judge", attempts.LOCKED_FOR)
    assert attempt(client, "judge", PASSWORD).status_code == 302
    # What others from here, or elsewhere for this name, have tried still counts.
    kept = {row.name_hash for row in rows(office.app, SignInFailure)}
    assert kept == {attempts.digest("address 127.0.0.1"), attempts.digest("name judge")}


def test_after_the_lock_a_wrong_password_counts_from_one_again(office: Office) -> None:
    client = office.app.test_client()
    for _ in range(5):
        attempt(client, "judge", "wrong")
    lapse(office, "judge", attempts.LOCKED_FOR)
    assert "还可以再试 4 次" in attempt(client, "judge", "wrong").text


def test_failures_are_forgotten_after_a_day(office: Office) -> None:
    client = office.app.test_client()
    for _ in range(4):
        attempt(client, "judge", "wrong")
    lapse(office, "judge", datetime.timedelta(days=1, seconds=1))
    assert "还可以再试 4 次" in attempt(client, "judge", "wrong").text
    attempt(client, "someone else", "wrong")
    # Of each name, of each name from here, and of the address.
    assert len(rows(office.app, SignInFailure)) == 5


def test_a_lock_of_a_known_person_is_in_the_audit_log(office: Office) -> None:
    client = office.app.test_client()
    for _ in range(5):
        attempt(client, "judge", "wrong")
        attempt(client, "nobody", "wrong")
    locked = [entry for entry in rows(office.app, AuditEntry) if entry.action == "sign_in_locked"]
    [judge] = [person for person in rows(office.app, Person) if person.username == "judge"]
    assert [entry.person_id for entry in locked] == [judge.id]


def test_unknown_names_cost_one_hash_like_known_ones(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    real = passwords.matches

    def matches(hashed: str, given: str) -> bool:
        verified.append(hashed)
        return real(hashed, given)

    monkeypatch.setattr(passwords, "matches", matches)
    client = office.app.test_client()
    attempt(client, "judge", "wrong")
    attempt(client, "nobody", "wrong")
    assert len(verified) == 2
    known, unknown = (hashed.split("$")[:4] for hashed in verified)
    assert known == unknown, "both hashes must take the same work"


def test_passwords_are_kept_as_argon2id_hashes_of_full_strength(database_url: str, tmp_path: Any) -> None:
    from casework.config import defaults

    app = make_app(database_url, tmp_path, ARGON2=defaults(tmp_path)["ARGON2"])
    with app.app_context(), db.writing():
        institution = institutions.create_institution("测试法院", "court", "350627")
        person = service.create_person(institution, "strong", "法官乙", ("judge",), PASSWORD)
        kind, parameters = person.password_hash.split("$")[1], person.password_hash.split("$")[3]
    db_engine = app.extensions["engine"]
    db_engine.dispose()
    assert kind == "argon2id"
    memory, time, _ = (int(part.split("=")[1]) for part in parameters.split(","))
    assert (memory, time) >= (19 * 1024, 2)
    assert PASSWORD not in person.password_hash


def test_signing_in_replaces_a_planted_session(office: Office) -> None:
    client = office.app.test_client()
    with client.session_transaction() as planted:
        planted["planted"] = "by somebody else"
    attempt(client, "judge", PASSWORD)
    with client.session_transaction() as session:
        assert "planted" not in session


def test_each_sign_in_has_a_token_of_its_own_that_the_database_does_not_know(office: Office) -> None:
    tokens = []
    for client in (office.browser("judge"), office.browser("judge")):
        with client.session_transaction() as session:
            tokens.append(session["sign_in"])
    assert len(set(tokens)) == 2
    assert not {row.token_hash for row in rows(office.app, SignIn)} & set(tokens)


def test_a_copied_cookie_is_worthless_after_signing_out(office: Office) -> None:
    client = office.browser("judge")
    cookie = client.get_cookie("session")
    assert cookie is not None
    thief = office.app.test_client()
    thief.set_cookie("session", cookie.value)
    assert thief.get("/").status_code == 200
    assert client.post("/sign-out").location == "/sign-in"
    assert thief.get("/").location == "/sign-in"
    assert client.get("/").location == "/sign-in"


def test_a_sign_in_ends_after_its_lifetime(office: Office) -> None:
    client = office.browser("judge")
    with office.work():
        [signed_in] = db.session().scalars(select(SignIn))
        signed_in.at -= office.app.permanent_session_lifetime
        audit.record("test", "sign_in:1")
    assert client.get("/").location == "/sign-in"


def test_whose_sign_in_ended_is_told_so_and_that_nothing_was_saved(office: Office) -> None:
    client = office.browser("judge")
    told = (("/folders", "登录已失效，请重新登录。"), ("/folders/1/acts/assign", "刚才提交的内容没有保存"))
    for address, said in told:
        with office.work():
            for signed_in in db.session().scalars(select(SignIn)):
                signed_in.ended = True
            audit.record("test", "sign_in:1")
        answer = client.post(address) if "assign" in address else client.get(address)
        assert answer.status_code == 302
        page = client.get(answer.location).text
        assert said in page
        assert said not in client.get(answer.location).text
        attempt(client, "judge", PASSWORD)


def test_a_stranger_who_asks_for_a_page_is_told_of_no_sign_in(office: Office) -> None:
    client = office.app.test_client()
    assert "登录已失效" not in client.get(client.get("/folders").location).text


def test_after_signing_in_the_wanted_page_opens(office: Office) -> None:
    client = office.app.test_client()
    asked = client.get("/folders?state=open")
    assert asked.location == "/sign-in?next=/folders?state%3Dopen"
    assert attempt(client, "judge", PASSWORD, asked.location).location == "/folders?state=open"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "evil", ""]
)
def test_after_signing_in_nobody_is_sent_to_another_site(office: Office, target: str) -> None:
    client = office.app.test_client()
    answer = client.post("/sign-in", query_string={"next": target}, data={"username": "judge", "password": PASSWORD})
    assert answer.location == "/"


def test_whoever_is_signed_in_does_not_see_the_sign_in_page(office: Office) -> None:
    assert office.browser("judge").get("/sign-in").location == "/"


def test_pages_behind_sign_in_are_not_kept_by_the_browser(office: Office) -> None:
    assert office.browser("judge").get("/").headers["Cache-Control"] == "no-store"


def test_the_cookie_is_kept_from_scripts_and_other_sites(database_url: str, tmp_path: Any) -> None:
    app = make_app(database_url, tmp_path, SESSION_COOKIE_SECURE=True)
    office = Office(app)
    office.open()
    cookies = [
        attempt(app.test_client(), "judge", PASSWORD).headers["Set-Cookie"],
        app.test_client().post("/language", data={"language": "en"}).headers["Set-Cookie"],
    ]
    app.extensions["engine"].dispose()
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" in cookie


def test_every_form_needs_its_token(database_url: str, tmp_path: Any) -> None:
    app = make_app(database_url, tmp_path, WTF_CSRF_ENABLED=True)
    office = Office(app)
    office.open()
    answer = attempt(app.test_client(), "judge", PASSWORD)
    app.extensions["engine"].dispose()
    assert answer.status_code == 400
    assert says(answer.text, EXPIRED)


def test_a_form_refused_for_its_token_or_its_size_still_knows_who_is_signed_in(office: Office) -> None:
    client = office.browser("prosecutor")
    office.app.config["WTF_CSRF_ENABLED"] = True
    for data, status in (({"a": "b"}, 400), ({"a": "b" * 9 * 1024 * 1024}, 413)):
        refused = client.post("/cases/new/head", data=data)
        assert refused.status_code == status
        assert "回到待办" in refused.text
        assert "南靖县人民检察院" in refused.text


@pytest.mark.parametrize(("language", "kept"), [("en", "en"), ("zh", "zh"), ("fr", None)])
def test_the_language_is_remembered_if_it_is_known(client: FlaskClient, language: str, kept: str | None) -> None:
    answer = client.post("/language", data={"language": language, "next": "/sign-in"})
    assert answer.location == "/sign-in"
    cookie = client.get_cookie("language")
    assert (cookie.value if cookie else None) == kept
