"""A sealed record is on no list and in no sum, but whoever has it in hand goes on, and who is let in is on record."""

from __future__ import annotations

import copy
import datetime
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from casework import db
from casework.accounts import service as accounts
from casework.audit.verification import verify
from casework.cases import queries as case_queries
from casework.cases.models import Case
from casework.errors import Forbidden, Impossible, Invalid, NotFound
from casework.proceedings import index, listing, sealing, todo, watching
from casework.proceedings.models import Folder, FolderTerm
from casework.proceedings.queries import visible_to
from casework.transfer import exporting
from casework.transfer.errors import NotMoved
from rules.proceedings import sealing as rules
from tests.casework.office import FACTS, PASSWORD, TODAY, Office, with_changes

MINOR = with_changes(copy.deepcopy(FACTS), parties__0__born="2008-03-01")  # sixteen at the act
WANTED = sealing.Wanted("not_prosecuted", "", "检察长 今日批准")
END = sealing.Wanted("mistaken", "年龄查明有误", "检察长 今日批准")


@pytest.fixture
def sealed(office: Office) -> Office:
    """A case of a minor that was not prosecuted and is sealed by the prosecutor who has it in hand."""
    office.file(MINOR)
    office.act("prosecutor", "order", measurer="南靖县林业局")
    office.act("prosecutor", "not_prosecute", kind="相对", basis="刑诉法177(2)", approval="检察长", ground="情节轻微")
    with office.work():
        accounts.create_person(
            office.person("prosecutor").institution, "beside", "beside", ("prosecutor", "supervisor"), PASSWORD
        )
    with office.app.app_context():
        sealing.seal(office.folder, office.person("prosecutor"), WANTED)
    return office


def sees(office: Office, username: str) -> bool:
    person = office.person(username)
    case = select(Case.id).where(Case.id == office.folder.case_id, case_queries.visible_to(person))
    as_facts = db.session().scalar(case) is not None
    assert as_facts == visible_to(person, office.folder)
    return as_facts


def asking(office: Office, **otherwise: object) -> sealing.Reading:
    said = {"asked_by": "南靖县公安局", "ground": "另案办理需要", "approval": "检察长 今日批准", "until": TODAY}
    return sealing.Reading(**{"reference": office.folder.reference, **said, **otherwise})  # type: ignore[arg-type]  # values of all its fields


def test_it_is_on_no_list_found_by_no_words_and_watched_by_nobody(sealed: Office) -> None:
    with sealed.app.app_context():
        for username in ("prosecutor", "beside", "officer", "judge"):
            person = sealed.person(username)
            for sort in listing.SORTS:
                assert listing.listing(person, listing.Filter(sort=sort)).page.rows == []
            assert listing.listing(person, listing.Filter(text="张某")).page.rows == []
            assert listing.listing(person, listing.Filter(handler="prosecutor")).page.rows == []
            assert listing.everything(person, listing.Filter()) == []
            assert listing.latest_live(person, 10) == []
        for shelf in watching.SHELVES:
            assert watching.watched(sealed.person("beside"), shelf).page.rows == []
        terms = select(func.count()).select_from(FolderTerm).where(FolderTerm.folder_id == sealed.folder_id)
        assert db.session().scalar(terms) == 0
        assert "张某" not in sealed.folder.title


def test_whoever_has_it_in_hand_goes_on_and_nobody_else_sees_it(sealed: Office) -> None:
    with sealed.app.app_context():
        assert sees(sealed, "prosecutor")
        assert not sees(sealed, "beside")
        assert not sees(sealed, "prosecutor2")
        shelves = [todo.todo(sealed.person("prosecutor"), shelf).page.rows for shelf in todo.SHELVES]
        assert {row.title for rows in shelves for row in rows} == {index.SEALED_TITLE}
    sealed.act("prosecutor", "serve")
    assert sealed.browser("prosecutor").get(f"/folders/{sealed.folder_id}").status_code == 200
    assert sealed.browser("beside").get(f"/folders/{sealed.folder_id}").status_code == 404
    with sealed.app.app_context():
        assert listing.listing(sealed.person("prosecutor")).page.rows == [], "acts leave it sealed"
        assert verify(deep=True) is None


def test_what_nobody_has_in_hand_waits_for_who_may_take_it_up(sealed: Office) -> None:
    with sealed.app.app_context():
        assert sees(sealed, "officer")  # the bureau is to measure, and nobody there took it up
        assert not sees(sealed, "judge")


def test_somebody_is_let_in_by_its_number_for_some_days_on_record(
    sealed: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sealed.app.app_context():
        beside = sealed.person("beside")
        sealing.let_in(beside, asking(sealed))
        assert sees(sealed, "beside")
        (row,) = sealing.standing(sealed.folder, beside, sealed.course).readings
        assert (row.person.name, row.asked_by, row.until) == ("beside", "南靖县公安局", TODAY)
        assert listing.listing(beside).page.rows == []
        assert verify() is None
        monkeypatch.setattr(db, "today", lambda: TODAY + datetime.timedelta(days=1))
        assert not sees(sealed, "beside")


def test_only_who_takes_part_is_let_in_and_others_are_not_told_that_there_is_one(sealed: Office) -> None:
    with sealed.app.app_context():
        with pytest.raises(NotFound) as there:
            sealing.let_in(sealed.person("prosecutor2"), asking(sealed))
        with pytest.raises(NotFound) as not_there:
            sealing.let_in(sealed.person("prosecutor2"), asking(sealed, reference="没有"))
        assert there.value.message == not_there.value.message
        with pytest.raises(Forbidden):
            sealing.let_in(sealed.person("officer"), asking(sealed))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("asked_by", " "),
        ("ground", ""),
        ("approval", ""),
        ("until", None),
        ("until", TODAY - datetime.timedelta(days=1)),
        ("until", TODAY + datetime.timedelta(days=sealing.MOST_DAYS + 1)),
    ],
)
def test_who_is_let_in_says_for_whom_why_by_whose_word_and_how_long(sealed: Office, field: str, value: object) -> None:
    with sealed.app.app_context():
        with pytest.raises(Invalid) as refused:
            sealing.let_in(sealed.person("beside"), asking(sealed, **{field: value}))
        assert [one.path for one in refused.value.errors] == [field]


def test_a_lifted_seal_gives_every_list_back(sealed: Office) -> None:
    with sealed.app.app_context():
        sealing.lift(sealed.folder, sealed.person("prosecutor"), END)
        (row,) = listing.listing(sealed.person("beside"), listing.Filter(text="张某")).page.rows
        assert row.title != index.SEALED_TITLE
        assert sees(sealed, "beside")
        steps = sealing.standing(sealed.folder, sealed.person("prosecutor"), sealed.course).steps
        assert [(one.step, one.ground, one.person.name) for one in steps] == [
            ("sealed", "not_prosecuted", "prosecutor"),
            ("lifted", "mistaken", "prosecutor"),
        ]
        assert verify(deep=True) is None
        with pytest.raises(Impossible):
            sealing.lift(sealed.folder, sealed.person("prosecutor"), END)


def test_a_sealed_case_is_given_to_no_other_installation(sealed: Office, tmp_path: Path) -> None:
    with sealed.app.app_context(), pytest.raises(NotMoved):
        exporting.export(sealed.folder.reference, tmp_path / "case.zip")
    assert not (tmp_path / "case.zip").exists()


def test_the_database_takes_seal_and_end_by_turns_and_changes_neither(sealed: Office) -> None:
    columns = "folder_id, step, ground, reason, approval, person_id, institution_id, at"
    again = f"INSERT INTO folder_seals (id, {columns}) SELECT id + 1, {columns} FROM folder_seals"
    for statement in ("UPDATE folder_seals SET step = 'lifted'", "DELETE FROM folder_seals", again):
        with sealed.app.app_context(), db.engine().begin() as connection, pytest.raises(IntegrityError):
            connection.execute(text(statement))


def test_nobody_seals_whom_the_law_does_not_name(office: Office) -> None:
    office.file()
    with office.app.app_context():
        with pytest.raises(Invalid) as refused:
            sealing.seal(office.folder, office.person("prosecutor"), WANTED)
        assert [one.path for one in refused.value.errors] == ["ground"]
        assert not sealing.sealed(office.folder)


def test_the_pages_seal_let_in_and_tell_who_did(office: Office) -> None:
    office.file(MINOR)
    office.act("prosecutor", "not_prosecute", kind="相对", basis="刑诉法177(2)", approval="检察长", ground="情节轻微")
    browser, address = office.browser("prosecutor"), f"/folders/{office.folder_id}"
    assert 'id="seal"' in browser.get(address).text
    assert browser.post(f"{address}/seal", data={"ground": "sentenced", "approval": "检察长"}).status_code == 422
    sent = browser.post(f"{address}/seal", data={"ground": "not_prosecuted", "approval": "检察长"})
    assert sent.status_code == 302
    with office.app.app_context():
        reference = db.session().get_one(Folder, office.folder_id).reference
    said = {"reference": reference, "asked_by": "公安局", "ground": "办案", "approval": "检察长"}
    assert browser.post("/sealed", data=said).status_code == 422
    led = browser.post("/sealed", data={**said, "until": TODAY.isoformat()})
    assert led.headers["Location"].endswith(address)
    page = browser.get(f"{address}/seal").text
    assert 'id="is-sealed"' in page
    assert 'id="readings"' in page
    assert browser.post("/sealed", data={**said, "reference": "x", "until": TODAY.isoformat()}).status_code == 404


def test_grounds_whose_articles_were_not_read_in_the_original_are_marked(office: Office) -> None:
    office.file(MINOR)
    page = office.browser("prosecutor").get(f"/folders/{office.folder_id}/seal").text
    options = dict(re.findall(r'<option value="(\w+)">(.*?)</option>', page))
    assert "待核" not in options["sentenced"], "刑事诉讼法 was read"
    assert {name for name, told in options.items() if "待核" in told} == set(rules.GROUNDS) - {"sentenced"}
