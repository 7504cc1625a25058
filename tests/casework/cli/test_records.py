"""The commands around the database, as ``./run`` and an administrator call them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from casework import db
from casework.accounts import service as accounts
from casework.audit import service as audit
from casework.audit.verification import verify
from casework.cli.errors import NOT_CHANGED
from casework.cli.records import LOSES
from casework.demo import PEOPLE, small
from casework.demo.papers import KINDS
from casework.documents.models import IssuedPaper, Paper
from casework.proceedings import Folder, facts, history, todo, watching
from casework.proceedings.names import numbers_of
from tests.casework.prepared import demonstration_on
from tests.conftest import dispose, make_app
from tests.databases import Databases
from tests.told import says


def invoke(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@pytest.fixture
def demonstration(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The application after ``demo``, which is run once for each kind of database."""
    with demonstration_on(databases, tmp_path) as app:
        yield app


def test_the_tables_are_made_and_taken_away_again(empty_database_url: str, tmp_path: Path) -> None:
    app = make_app(empty_database_url, tmp_path)
    assert invoke(app, "db-upgrade")[0] == 0
    with app.app_context():
        assert "cases" in inspect(db.engine()).get_table_names()
    assert invoke(app, "db-downgrade", "base")[0] == 0
    with app.app_context():
        assert inspect(db.engine()).get_table_names() == ["alembic_version"]
    dispose(app)


def test_no_records_are_removed_with_their_tables_unless_that_is_confirmed(demonstration: Flask) -> None:
    status, output = invoke(demonstration, "db-downgrade", "base")
    assert (status, says(output, LOSES, revision="base")) == (1, True)
    assert "--lose-records" in output
    with demonstration.app_context():
        assert audit.head()[0] > 0


def test_the_demonstration_fills_every_shelf_through_the_services(demonstration: Flask) -> None:
    empty: dict[str, set[str]] = {
        "nanjing-jcy": set(),
        "nanjing-fy": {"returned"},
        "nanjing-lyj": {"others"},
        "nanjing-fy2": {"returned", "others", "soon"},
    }
    with demonstration.app_context():
        for username, none in empty.items():
            person = accounts.person_named(username)
            assert person is not None
            found = todo.todo(person)
            assert {shelf for shelf, count in found.counts.items() if not count} == none, username
        supervisor = accounts.person_named("zhangzhou-jd")
        assert supervisor is not None
        assert all(watching.watched(supervisor).counts.values())
        assert verify() is None


def test_the_demonstration_shows_every_course_and_both_kinds_of_documents(demonstration: Flask) -> None:
    with demonstration.app_context():
        folders = list(db.session().scalars(select(Folder).order_by(Folder.id)))
        assert len(folders) == len(small.STANDS) + 1
        assert {folder.state for folder in folders} == {"open", "archived"}
        kept = list(db.session().scalars(select(Paper.kind).join(IssuedPaper)))
        assert set(kept) == set(KINDS)


def test_the_demonstration_has_a_case_of_several_accused_at_the_trial(demonstration: Flask) -> None:
    with demonstration.app_context():
        found = [history.history(one) for one in db.session().scalars(select(Folder))]
        (case,) = (one for one in found if len(list(one.of_kind("criminal"))) > 1)
        at_trial = [track for track in case.of_kind("criminal") if track.state == "first_instance"]
    assert len(at_trial) > 1
    assert {party.minor for party in case.parties} == {True, False}
    assert {duty.mode for duty in case.obligations.values()} == {"joint", "shares"}
    assert any(duty.state == "performing" for duty in case.obligations.values())


def test_the_demonstration_says_of_everything_made_up_that_it_is(demonstration: Flask) -> None:
    with demonstration.app_context():
        published, *made_up = db.session().scalars(select(Folder).order_by(Folder.id))
        casefile = facts.filed(published)
        assert casefile is not None
        assert casefile.published is not None
        for folder in made_up:
            casefile = facts.filed(folder)
            assert casefile is not None
            assert casefile.published is None, "a made-up case claims nothing published"
            assert all("演示" in party.name for party in casefile.parties)
            assert casefile.options.price is not None
            assert "演示" in str(casefile.options.price.source)
            assert all("非真实" in number for number in numbers_of(history.history(folder)))


def test_papers_of_the_demonstration_name_a_head_of_the_log_that_holds_their_case(demonstration: Flask) -> None:
    with demonstration.app_context():
        named = [head.seq for head in audit.heads()]
        assert len(named) == len(KINDS)
        assert min(named) > 0


def test_a_second_demonstration_adds_nothing_and_prints_the_sign_ins(demonstration: Flask) -> None:
    with demonstration.app_context():
        before = audit.head()
    status, output = invoke(demonstration, "demo")
    assert status == 0
    for _, _, username, _, _, password in PEOPLE:
        assert f"{username} / {password}" in output
    with demonstration.app_context():
        assert audit.head() == before


def test_the_demonstration_people_can_sign_in(demonstration: Flask) -> None:
    for _, _, username, _, _, password in PEOPLE:
        client = demonstration.test_client()
        assert client.post("/sign-in", data={"username": username, "password": password}).status_code == 302
        assert client.get("/", follow_redirects=True).status_code == 200


RECORD_COMMANDS = ["db-upgrade", "upgrade-cases", "demo", "audit verify", "rules rehearse rules/law --stored"]


@pytest.mark.parametrize("command", RECORD_COMMANDS)
@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://clerk:secret@127.0.0.1:1/records", "数据库 postgresql://clerk:***@127.0.0.1:1/records 不能使用"),
        ("sqlite:////nowhere/records.sqlite", "数据库 sqlite:////nowhere/records.sqlite 不能使用"),
        ("postgres://clerk:secret@court/records", "DATABASE_URL 应写作 postgresql://用户:密码@主机/库名"),
        ("mysql://court/records", "现为：mysql://court/records"),
        ("records.sqlite", "现为：records.sqlite"),
    ],
)
def test_a_database_that_cannot_be_used_is_named_in_one_sentence(
    url: str, told: str, command: str, tmp_path: Path
) -> None:
    app = make_app(url, tmp_path)
    status, output = invoke(app, *command.split())
    dispose(app)
    assert status == 1
    assert told in output
    assert "secret" not in output
    assert "Traceback" not in output


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_key_of_the_log_that_is_too_short_is_named_in_one_sentence(database_url: str, tmp_path: Path) -> None:
    app = make_app(database_url, tmp_path, AUDIT_KEY="short")
    status, output = invoke(app, "demo")
    dispose(app)
    assert status == 1
    assert output.count("\n") == 1
    assert "AUDIT_KEY" in output
    assert "short" not in output


@pytest.mark.parametrize("command", ["audit verify", "rules rehearse rules/law --stored"])
def test_a_database_without_tables_says_what_makes_them(empty_database_url: str, command: str, tmp_path: Path) -> None:
    app = make_app(empty_database_url, tmp_path)
    status, output = invoke(app, *command.split())
    dispose(app)
    assert status == 1
    assert "请先执行 ./run --prepare" in output


def test_a_version_of_the_tables_that_does_not_exist_is_refused(demonstration: Flask) -> None:
    status, output = invoke(demonstration, "db-downgrade", "9999", "--lose-records")
    assert status == 1
    assert says(output, NOT_CHANGED)
    assert "9999" in output
