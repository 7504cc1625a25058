"""Pages of refusal: what happened, where, that nothing changed, and the way back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, abort
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from casework import db
from casework.accounts import service as accounts
from casework.cases import filing
from casework.errors import CaseworkError, Forbidden, Impossible, Invalid
from casework.proceedings import filing as opening
from casework.web.errors import BUSY, FAULT, FULL, TAKEN
from rules.casefile import parse
from rules.deciding.decide import EvaluatorDisagreement
from rules.reading.errors import FieldError, InputError
from tests.casework.office import FACTS, PASSWORD, Office
from tests.conftest import dispose, make_app
from tests.told import says


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Of this test alone: pages are added to it."""
    made = make_app(database_url, tmp_path)
    yield made
    dispose(made)


@pytest.fixture
def office(app: Flask) -> Office:
    made = Office(app)
    made.open()
    return made


def test_an_unknown_address_shows_who_is_signed_in_and_the_way_back(office: Office) -> None:
    client = office.app.test_client()
    client.post("/sign-in", data={"username": "officer", "password": PASSWORD})
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "南靖县林业局" in answer.text
    assert "回到待办" in answer.text


def test_a_stranger_is_shown_the_way_to_the_sign_in(app: Flask) -> None:
    answer = app.test_client().get("/nowhere")
    assert answer.status_code == 404
    assert "回到登录" in answer.text


@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        (Forbidden("只能由承办法官进行。"), 403, "无权操作"),
        (Impossible("案件已结案。"), 409, "现在不能这样做"),
        (Invalid("没有保存。", (FieldError("stands[0].species", "没有这个树种"),)), 422, "内容有误"),
    ],
)
def test_a_refusal_gives_its_reason_and_the_fields(app: Flask, error: CaseworkError, status: int, title: str) -> None:
    def refuse() -> str:
        raise error

    app.add_url_rule("/refused", "refused", accounts.public(refuse))
    answer = app.test_client().get("/refused")
    assert answer.status_code == status
    assert title in answer.text
    assert error.message in answer.text
    for mistake in getattr(error, "errors", ()):
        assert mistake.path in answer.text
        assert mistake.message in answer.text


@pytest.mark.parametrize(("status", "says"), [(413, "上传的内容过大"), (405, "不接受这种操作"), (429, "操作过于频繁")])
def test_an_http_error_is_told_in_words(app: Flask, status: int, says: str) -> None:
    def refuse() -> str:
        abort(status)

    app.add_url_rule("/refused", "refused", accounts.public(refuse))
    answer = app.test_client().get("/refused")
    assert answer.status_code == status
    assert says in answer.text


HUGE = "9" * 20


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/cases/{HUGE}", 404),
        (f"/folders/1/facts/versions/{HUGE}", 404),
        (f"/parameters/{HUGE}", 404),
        (f"/folders/1/purchases/{HUGE}/retire", 404),
        (f"/audit?before={HUGE}", 400),
        (f"/credits?project={HUGE}&serial=1", 400),
    ],
)
def test_a_number_that_no_table_can_hold_is_no_failure_of_the_system(office: Office, address: str, status: int) -> None:
    client = office.app.test_client()
    client.post("/sign-in", data={"username": "officer", "password": PASSWORD})
    answer = client.get(address)
    assert answer.status_code == status
    assert not says(answer.text, FAULT)
    assert "回到待办" in answer.text


def test_a_nul_in_a_search_is_no_failure_of_the_system(office: Office) -> None:
    client = office.app.test_client()
    client.post("/sign-in", data={"username": "officer", "password": PASSWORD})
    assert client.get("/folders?text=%00").status_code in (200, 400)  # a database that takes it finds nothing


def refusing(app: Flask, address: str, error: Exception) -> None:
    def refuse() -> str:
        raise error

    app.add_url_rule(address, "refusing", accounts.public(refuse))


@pytest.mark.parametrize(
    ("address", "accept"),
    [("/api/cases", "*/*"), ("/api/cases", "text/html"), ("/cases/refused", "application/json")],
)
def test_a_program_is_told_as_json_what_a_person_reads_on_the_page(app: Flask, address: str, accept: str) -> None:
    refusing(app, address, Invalid("没有保存。", (FieldError("stands[0].species", "没有这个树种"),)))
    answer = app.test_client().get(address, headers={"Accept": accept})
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.json == {
        "status": 422,
        "detail": "没有保存。",
        "errors": [{"path": "stands[0].species", "message": "没有这个树种"}],
    }


@pytest.mark.parametrize("accept", ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*", ""])
def test_a_browser_gets_a_page(app: Flask, accept: str) -> None:
    refusing(app, "/cases/refused", Impossible("案件已结案。"))
    answer = app.test_client().get("/cases/refused", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (409, "text/html")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Forbidden("只能由承办法官进行。"), 403),
        (InputError.at("case", "缺少"), 422),
        (EvaluatorDisagreement("量刑", ["a"]), 500),
        (StaleDataError(), 409),
        (OverflowError(), 400),
        (ValueError(), 500),
    ],
)
def test_every_kind_of_error_is_told_as_json(app: Flask, error: Exception, status: int) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    refusing(app, "/api/cases", error)
    answer = app.test_client().get("/api/cases")
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["status"] == status
    assert answer.json["detail"]


def test_a_number_that_another_took_at_the_same_moment_is_told_as_a_conflict(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = {**FACTS, "case": {**FACTS["case"], "number": "（2025）闽0627刑初9号"}}
    office.file(facts)
    monkeypatch.setattr(filing, "_refuse_taken_number", lambda *_: None)  # neither saw the other's yet

    def file_again() -> str:
        other = {**facts, "parties": [{"name": "李某", "role": "被告人"}]}
        opened = opening.open_with_facts(office.person("prosecutor"), parse(other), opening.Opening(("examining",)))
        return opened.reference

    office.app.add_url_rule("/again", view_func=file_again)
    client = office.browser("prosecutor")
    office.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.get("/again")
    assert answer.status_code == 409
    assert says(answer.text, TAKEN)


def broken(kind: str) -> str:
    """What each kind of database itself does where it cannot go on."""
    if db.engine().dialect.name == "postgresql":
        state = {"busy": "40P01", "full": "53100", "gone": "57P01"}[kind]
        db.session().execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$"))
    code = {"busy": sqlite3.SQLITE_BUSY, "full": sqlite3.SQLITE_FULL, "gone": sqlite3.SQLITE_IOERR_READ}[kind]
    problem = sqlite3.OperationalError(kind)
    problem.sqlite_errorcode = code
    raise OperationalError("SELECT 1", {}, problem)


@pytest.mark.parametrize(("kind", "status", "told"), [("busy", 409, BUSY), ("full", 507, FULL), ("gone", 500, FAULT)])
def test_two_who_wait_for_one_another_and_a_full_disk_are_told_as_such(
    office: Office, kind: str, status: int, told: str
) -> None:
    office.app.config["PROPAGATE_EXCEPTIONS"] = False
    office.app.add_url_rule("/broken", view_func=lambda: broken(kind))
    answer = office.browser("judge").get("/broken")
    assert answer.status_code == status
    assert says(answer.text, told)
    assert office.browser("judge").get("/folders").status_code == 200, "others go on"
