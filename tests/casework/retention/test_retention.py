"""What has outlived its period goes, on record, and nothing else does."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError

from casework import config, db, migrate
from casework.accesses import AccessRecord
from casework.accounts.models import Person, SignIn
from casework.audit.models import AuditEntry
from casework.audit.verification import verify
from casework.cases import Draft, drafts
from casework.proceedings import Folder
from casework.retention import service
from casework.retention.holdings import declared
from tests.casework.office import Office

YEAR = datetime.timedelta(days=365)


def count(model: type[db.Base]) -> int:
    return db.session().scalar(select(func.count()).select_from(model)) or 0


def erased() -> dict[str, int]:
    """What the log tells was removed, by kind."""
    entries = db.session().scalars(select(AuditEntry).where(AuditEntry.action == "erase_outlived")).all()
    return {one.subject: json.loads(one.detail)["rows"] for one in entries}


def person_named(name: str) -> Person:
    found = db.session().scalar(select(Person).where(Person.username == name))
    assert found is not None
    return found


def access(office: Office, at: datetime.datetime) -> None:
    """An opening of the case at a moment, as a collector stores it."""
    folder = db.session().scalars(select(Folder)).one()
    judge = person_named("judge")
    with db.writing() as session:
        session.add(
            AccessRecord(
                uid=at.isoformat(),
                at=at,
                person_id=judge.id,
                institution_id=judge.institution_id,
                folder_id=folder.id,
                reference="1",
                kind="opening",
                what="",
            )
        )


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> datetime.timedelta:
    """A day after the periods of drafts and sign-ins have ended."""
    now, past = db.now, YEAR + datetime.timedelta(days=1)
    monkeypatch.setattr(db, "now", lambda: now() + past)
    return past


def test_nothing_is_due_on_the_day_it_was_made(office: Office) -> None:
    office.file()
    office.browser("judge")
    with office.app.app_context():
        before = count(SignIn)
        drafts.begin(person_named("prosecutor"), {"parties": [{"name": "某人"}]})
        assert service.erase(lambda key, removed: None) == 0
        assert (count(SignIn), count(Draft)) == (before, 1)
        assert {one.holding.key: one.due for one in service.standing() if one.due} == {}


def test_a_draft_and_a_sign_in_go_after_their_year_and_the_case_stays(
    office: Office, request: pytest.FixtureRequest
) -> None:
    office.file()
    office.browser("judge")
    with office.app.app_context():
        drafts.begin(person_named("prosecutor"), {"parties": [{"name": "某人"}]})
        sign_ins = count(SignIn)
        request.getfixturevalue("later")
        due = {one.holding.key: one.due for one in service.standing()}
        assert (due["casefile_drafts"], due["sign_ins"], due["cases"]) == (1, sign_ins, 0)
        assert service.erase(lambda key, removed: None) == 1 + sign_ins
        assert (count(Draft), count(SignIn), count(Folder)) == (0, 0, 1)
        assert erased() == {"retention:casefile_drafts": 1, "retention:sign_ins": sign_ins}
        assert verify() is None


def test_many_rows_go_by_short_transactions(
    office: Office, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 2)
    with office.app.app_context():
        for number in range(5):
            drafts.begin(person_named("prosecutor"), {"parties": [{"name": f"第{number}人"}]})
        request.getfixturevalue("later")
        told: list[tuple[str, int]] = []
        assert service.erase(lambda key, removed: told.append((key, removed))) == 5
        assert told == [("casefile_drafts", 2), ("casefile_drafts", 4), ("casefile_drafts", 5)]
        assert verify() is None


def test_accesses_go_after_their_period_and_the_database_keeps_those_of_six_months(office: Office) -> None:
    office.file()
    with office.app.app_context():
        now = db.now()
        for age in (4 * YEAR, YEAR, datetime.timedelta(days=150)):
            access(office, now - age)
        assert service.erase(lambda key, removed: None) == 1
        assert [one.at for one in db.session().scalars(select(AccessRecord).order_by(AccessRecord.at))] == [
            now - YEAR,
            now - datetime.timedelta(days=150),
        ]
        db.session().rollback()
        with pytest.raises(DBAPIError, match="access_records_kept"), db.writing() as session:
            session.execute(delete(AccessRecord).where(AccessRecord.at > now - datetime.timedelta(days=180)))
        assert count(AccessRecord) == 2


def test_every_kind_says_whose_it_is_on_what_ground_and_how_long(office: Office) -> None:
    with office.app.app_context():
        kinds = declared()
        assert len({one.key for one in kinds}) == len(kinds)
        for one in kinds:
            assert all(str(text).strip() for text in (one.what, one.whom, one.ground))
            assert (one.period is None) == (one.needed is None)
        assert {one.key for one in kinds if one.period is None} == {"accounts", "cases"}
        assert {one.key for one in kinds if one.period} <= set(migrate.metadata().tables) | {"accesses"}


@pytest.mark.parametrize("told", ["183", "0", "-400", "ein Jahr", ""])
def test_a_log_may_not_be_set_to_be_kept_for_less_than_six_months(
    told: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TANHENG_KEEP_ACCESSES", told)
    with pytest.raises(ValueError, match="TANHENG_KEEP_ACCESSES"):
        config.defaults(tmp_path)


def test_the_command_lists_and_removes(office: Office, later: datetime.timedelta) -> None:
    runner = office.app.test_cli_runner()
    with office.app.app_context():
        listed = runner.invoke(args=["retention"])
        assert listed.exit_code == 0
        assert len(listed.output.splitlines()) == len(declared())
    assert runner.invoke(args=["retention", "--erase"]).exit_code == 0


def test_whoever_signs_in_reads_the_periods(office: Office) -> None:
    page = office.browser("officer").get("/retention").get_data(as_text=True)
    with office.app.app_context():
        for one in declared():
            assert str(one.what) in page
