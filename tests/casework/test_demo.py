"""Many varied cases: at all moments, the same for the same seed; copies are what the services would have made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from casework import db, paging
from casework.accounts import Person
from casework.accounts import service as accounts
from casework.audit.verification import verify
from casework.cases import CasefileVersion, filing, search
from casework.credits.models import Purchase, Retirement, UsedSerials
from casework.deadlines import due
from casework.demo import many
from casework.demo.courses import courses
from casework.losses import Assessment
from casework.proceedings import Folder, FolderTerm, history, index, listing, overview, todo
from rules.assess import assess
from rules.proceedings.file_of_day import file_of_day
from tests.conftest import Attempts, dispose, make_app
from tests.databases import Databases

CASES = 90
"""The first by the services, one of each course; the others copies."""

SEED = 7


def made(app: Flask, seed: int) -> None:
    assert app.test_cli_runner().invoke(args=["db-upgrade"]).exit_code == 0
    with pytest.MonkeyPatch.context() as patch, app.app_context():
        patch.setattr(many, "PATTERNS", len(many.ways()))
        patch.setattr(many, "BATCH", 40)
        many.seed(CASES, seed, lambda made: None)


@pytest.fixture
def records(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with the cases of ``SEED``."""

    def prepare(url: str) -> None:
        app = make_app(url, tmp_path)
        made(app, SEED)
        dispose(app)

    url = databases.prepared("ninety varied cases", prepare)
    yield url
    databases.drop(url)


@pytest.fixture
def demonstration(records: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(records, tmp_path)
    with app.app_context():
        yield app
    dispose(app)


def folders() -> list[Folder]:
    return list(db.session().scalars(select(Folder).order_by(Folder.id)))


def copied() -> list[Folder]:
    return folders()[len(many.ways()) :]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_cases_stand_at_every_moment_and_differ(demonstration: Flask) -> None:
    every = folders()
    assert len(every) == CASES
    assert {folder.state for folder in every} == {"open", "archived"}
    by_service = every[: len(many.ways())]
    assert {folder.headline for folder in every} == {folder.headline for folder in by_service}
    assert len({folder.headline for folder in every}) > len(many.ways()) / 2
    assert len({folder.title for folder in every}) > CASES * 0.9
    assert len({folder.offence for folder in every}) > 2
    assert [folder.reference[-4:] for folder in every] == [f"{number:04d}" for number in range(1, CASES + 1)]


def test_everything_made_up_says_so(demonstration: Flask) -> None:
    for folder in folders():
        assert all(party.name.endswith("（演示）") for party in history.history(folder).parties)
        assert "（演示）" in folder.title


def test_the_log_proves_every_row_and_every_index_follows_from_the_acts(demonstration: Flask) -> None:
    assert verify() is None
    assert index.follows_from_the_acts() is None
    assert [*due.differing(db.today())] == []


def found_by(person: Person, text: str) -> list[int]:
    """All cases found by a text, those of the last pages as well."""
    rows: list[int] = []
    at = paging.FIRST
    while True:
        page = listing.listing(person, listing.Filter(text=text), at).page
        rows += [one.id for one in page.rows]
        if not page.after:
            return rows
        at = paging.At(page.after)


def test_a_copy_is_found_by_what_it_is_called(demonstration: Flask) -> None:
    person = accounts.person_named("nanjing-lyj")
    assert person is not None
    for folder in copied()[::9]:
        terms = set(db.session().scalars(select(FolderTerm.term).where(FolderTerm.folder_id == folder.id)))
        course = history.history(folder)
        assert terms == search.terms_of(*index.searched_texts(folder, course)) | index.marks(folder, course)
        for party in history.history(folder).parties:
            assert folder.id in found_by(person, party.name.removesuffix("（演示）"))


def test_a_copy_measures_and_decides_to_the_hash_that_it_stores(demonstration: Flask) -> None:
    of_copies = [folder.case_id for folder in copied()]
    stored = list(db.session().scalars(select(Assessment).where(Assessment.case_id.in_(of_copies))))
    assert len(stored) > 10
    for one in stored:
        folder = db.session().scalars(select(Folder).where(Folder.case_id == one.case_id)).one()
        course = history.history(folder)
        submitted = next(act for act in course.acts if act.args.get("assessment") == one.number)
        before = history.before(folder, submitted.number)
        casefile = filing.casefile_of(db.session().get_one(CasefileVersion, one.casefile_version_id))
        whole = file_of_day(before, casefile, submitted.at)
        assert assess(whole, on=submitted.at).as_json()["hash"] == one.hash
        assert {party.name for party in casefile.parties} == {party.name for party in course.parties}


def test_serials_of_copies_are_used_once(demonstration: Flask) -> None:
    count = db.session().scalar(select(func.count()).select_from(Purchase)) or 0
    ranges = db.session().execute(select(Purchase.serial_from, Purchase.serial_to).order_by(Purchase.serial_from)).all()
    assert count > 5
    assert all(one.serial_to < next_.serial_from for one, next_ in pairwise(ranges))
    used = db.session().scalars(select(UsedSerials.folder_id)).all()
    retired = db.session().scalars(select(Retirement.case_id)).all()
    assert len(used) == len(retired) == len(set(used)) > 1


def test_what_waits_for_whom_is_spread_over_the_roles(demonstration: Flask) -> None:
    empty: dict[str, set[str]] = {"nanjing-jcy": set(), "nanjing-fy": {todo.RETURNED}, "nanjing-lyj": {todo.OTHERS}}
    for username, none in empty.items():
        person = accounts.person_named(username)
        assert person is not None
        assert {shelf for shelf, count in todo.todo(person).counts.items() if not count} == none, username


def test_every_course_names_a_walk_that_ships() -> None:
    walks = Path(__file__).resolve().parents[2] / "examples" / "walks"
    assert all((walks / f"{course.walk}.yaml").is_file() for course in courses().values())
    assert sum(course.share for course in courses().values()) > 0


def told(app: Flask) -> list[tuple[object, ...]]:
    with app.app_context():
        return [(one.reference, one.title, one.state, one.headline, one.offence) for one in folders()]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_one_seed_makes_the_same_cases_and_another_makes_others(
    records: str, databases: Databases, tmp_path: Path, attempts: Attempts
) -> None:
    app = make_app(records, tmp_path)
    first = told(app)
    dispose(app)
    for number in attempts(1, 2):
        seed, same = ((SEED, True), (SEED + 1, False))[number]
        url = databases.empty()
        app = make_app(url, tmp_path)
        made(app, seed)
        assert (told(app) == first) is same
        dispose(app)
        databases.drop(url)


def test_every_place_tells_the_same_last_day(demonstration: Flask) -> None:
    with demonstration.test_request_context():
        for person in db.session().scalars(select(Person)):
            if person.username not in ("nanjing-fy", "nanjing-lyj", "nanjing-jcy"):
                continue
            listed = {one.id: one.due for one in listing.everything(person, listing.Filter())}
            for number, due_on in listed.items():
                folder = db.session().get_one(Folder, number)
                case = history.history(folder)
                head = overview.head_of(folder, case).period
                assert (head.end if head else None) == (due_on if case.state != "archived" else None)
            counts = todo.todo(person).counts
            late = [one for one in todo.near(person, 500) if one.due and one.due < db.today()]
            page = todo.todo(person, todo.LATE).page
            assert [one.id for one in late] == [one.id for one in page.rows]
            assert page.after or len(late) == counts[todo.LATE].number
