"""The to-do list and what is watched, held against what they mean: asked of every task, duty and act, one by one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from casework import db, paging, permissions
from casework.accounts import Person, institutions
from casework.accounts import service as accounts
from casework.audit import service as audit
from casework.cases import search
from casework.demo import many
from casework.demo.people import CLERK, JUDGE, JUDGE_ABOVE, OFFICER, OUTSIDER, PROSECUTOR, SUPERVISOR
from casework.proceedings import index, listing, queries, shelves, todo, watching
from casework.proceedings.history import histories_of, told_anew
from casework.proceedings.models import (
    Folder,
    FolderDay,
    FolderEdition,
    FolderObligation,
    FolderPerson,
    FolderPosting,
    FolderSeat,
    FolderShelf,
    FolderTask,
    FolderTerm,
    FolderTrack,
    RecordedAct,
)
from casework.proceedings.tasks import first_due
from rules.casefile.offences import OFFENCES
from rules.proceedings.state import Case
from rules.settlement.heads import CREDITS
from tests.casework.prepared import app_after
from tests.databases import Databases

BOTH = "judge-and-clerk"
"""Has two seats: what is his to do in one does not wait for others in the other."""


def some_cases(app: Flask) -> None:
    with app.app_context():
        many.seed(len(many.ways()) + 16, 1, lambda made: None)
        with db.writing():
            court = institutions.institution_named("court", ["南靖县人民法院"])
            assert court is not None
            roles = (permissions.JUDGE, permissions.CLERK)
            accounts.create_person(court, BOTH, "法官甲", roles, "a long password of his")
            accounts.create_person(court, "second-judge", "法官丙", (permissions.JUDGE,), "a long password of hers")


@pytest.fixture
def app(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setattr(many, "PATTERNS", len(many.ways()))
    with app_after(databases, tmp_path, "cases on every shelf", some_cases) as app, app.app_context():
        yield app


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (todo, listing):
        monkeypatch.setattr(module, "PER_PAGE", 3)


def person(username: str) -> Person:
    found = accounts.person_named(username)
    assert found is not None
    return found


Shown = tuple[list[int], paging.Count]


def to_the_end(read: Callable[[paging.At], Any], shelf: str) -> Shown:
    """Every case of a list, page after page and back again, and how many there are said to be."""
    found, at = [], paging.FIRST
    while True:
        shown = read(at)
        found.append([one.id for one in shown.page.rows])
        if shown.page.after is None:
            break
        at = paging.At(shown.page.after)
    back = [found[-1]]
    while shown.page.before is not None:
        shown = read(paging.At(shown.page.before, back=True))
        back.insert(0, [one.id for one in shown.page.rows])
    assert back == found
    return [id for page in found for id in page], shown.counts[shelf] if shelf else shown.total


def his(who: Person) -> Callable[[FolderTask], bool]:
    seats = permissions.acting_seats(who)
    place, names = who.institution_id, ("", who.name)
    return lambda task: task.institution_id == place and task.seat in seats and task.person in names


def meant(who: Person, shelf: str) -> set[int]:
    """Which cases a shelf of the to-do list is for."""
    session, is_his = db.session(), his(who)
    tasks = list(session.scalars(select(FolderTask)))
    mine = {task.folder_id for task in tasks if is_his(task) and task.turn}
    today = db.today()
    soon = today + datetime.timedelta(days=todo.SOON_DAYS)
    match shelf:
        case "mine":
            return mine
        case "returned":
            return {task.folder_id for task in tasks if is_his(task) and task.turn and task.back}
        case "soon":
            return {task.folder_id for task in tasks if is_his(task) and task.due and today <= task.due <= soon}
        case "late":
            return {task.folder_id for task in tasks if is_his(task) and task.due and task.due < today}
    seen = set(session.scalars(select(FolderSeat.folder_id).where(FolderSeat.institution_id == who.institution_id)))
    opened = set(session.scalars(select(Folder.id).where(Folder.opened_by == who.id, Folder.state != "archived")))
    others = {task.folder_id for task in tasks if task.turn}
    return ((opened | {task.folder_id for task in tasks if is_his(task)}) & seen & others) - mine


@pytest.mark.parametrize("username", [PROSECUTOR, JUDGE, CLERK, OFFICER, JUDGE_ABOVE, OUTSIDER, BOTH, "second-judge"])
def test_every_shelf_holds_the_cases_it_is_meant_for_each_once(app: Flask, username: str) -> None:
    who = person(username)
    for shelf in todo.SHELVES:
        found, count = to_the_end(lambda at, shelf=shelf: todo.todo(who, shelf, at), shelf)  # type: ignore[misc]  # a default binds the loop
        assert len(found) == len(set(found)) == count.number, shelf
        assert set(found) == meant(who, shelf), shelf


def test_the_cases_of_the_demonstration_put_something_on_every_shelf(app: Flask) -> None:
    shown = {
        shelf for username in (PROSECUTOR, JUDGE, OFFICER) for shelf in todo.SHELVES if meant(person(username), shelf)
    }
    assert shown == set(todo.SHELVES)


def test_what_has_a_last_day_stands_in_the_order_of_the_days(app: Flask) -> None:
    for shelf in todo.DATED:
        days = [one.due for one in todo.todo(person(OFFICER), shelf).page.rows]
        assert None not in days
        assert days == sorted(day for day in days if day)


def watched(who: Person, shelf: str) -> set[int]:
    """Which cases a shelf of what is watched is for, of all that he sees."""
    session = db.session()
    seen = set(session.scalars(select(Folder.id).where(queries.seen_by(who))))
    if shelf == watching.LATE:
        late = select(FolderTask.folder_id).where(FolderTask.turn, FolderTask.due < db.today())
        return seen & set(session.scalars(late))
    if shelf in shelves.ACTS:
        acts = select(RecordedAct.folder_id).where(RecordedAct.act.in_(shelves.ACTS[shelf]))
        return seen & set(session.scalars(acts))
    duties = list(session.scalars(select(FolderObligation)))
    if shelf == shelves.OVER:
        return seen & {one.folder_id for one in duties if one.over}
    return seen & {one.folder_id for one in duties if one.kind == CREDITS and one.state in shelves.OWED}


@pytest.mark.parametrize("ranges", [24, 0])
def test_what_is_watched_is_what_calls_for_it_of_few_institutions_and_of_many(
    app: Flask, monkeypatch: pytest.MonkeyPatch, ranges: int
) -> None:
    monkeypatch.setattr(queries, "MOST_RANGES", ranges)
    who = person(SUPERVISOR)
    for shelf in watching.SHELVES:
        found, count = to_the_end(lambda at, shelf=shelf: watching.watched(who, shelf, at), shelf)  # type: ignore[misc]  # a default binds the loop
        assert len(found) == len(set(found)) == count.number, shelf
        assert set(found) == watched(who, shelf), shelf


WANTED = (
    listing.Filter(),
    listing.Filter(state="archived"),
    listing.Filter(offence="滥伐林木"),
    listing.Filter(state="open", offence="滥伐林木"),
    listing.Filter(text="林"),
    listing.Filter(text="滥伐", state="open"),
    listing.Filter(sort=listing.FILED, state="open", offence="盗伐林木"),
    listing.Filter(sort=listing.DUE),
    listing.Filter(sort=listing.DUE, state="open"),
    listing.Filter(due="late", offence="盗伐林木"),
    listing.Filter(due="late", state="archived"),
    listing.Filter(due="30", state="open", offence="盗伐林木"),
    *(listing.Filter(sort=listing.DUE, offence=offence) for offence in OFFENCES),
)


@pytest.mark.parametrize(("ranges", "few"), [(24, 500), (0, 500), (24, 2), (0, 2)])
def test_the_list_shows_each_case_that_is_seen_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch, ranges: int, few: int
) -> None:
    monkeypatch.setattr(queries, "MOST_RANGES", ranges)
    monkeypatch.setattr(search, "FEW", few)
    for who in (person(JUDGE), person(SUPERVISOR)):
        for wanted in WANTED:
            found, count = to_the_end(lambda at, who=who, wanted=wanted: listing.listing(who, wanted, at), "")  # type: ignore[misc]  # a default binds the loop
            expected = matching(who, wanted)
            assert sorted(found) == sorted(expected), wanted
            assert count.number <= len(expected) if count.more else count.number == len(expected)


def others(id: int) -> list[str]:
    terms = db.session().scalars(select(FolderTerm.term).where(FolderTerm.folder_id == id))
    return [term.strip() for term in terms if term.startswith(" ")]


def matching(who: Person, wanted: listing.Filter) -> set[int]:
    """The cases that a person sees and that match."""
    return {
        one.id
        for one in db.session().scalars(select(Folder).where(queries.seen_by(who)))
        if one.state == (wanted.state or one.state)
        and (not wanted.offence or wanted.offence in (one.offence, *others(one.id)))
        and (wanted.text in one.title)
        and (wanted.order != listing.DUE or is_due(one.id, wanted.due))
    }


def is_due(id: int, window: str) -> bool:
    """Whether a case has a last day, and the next one is in this window."""
    tasks = list(db.session().scalars(select(FolderTask).where(FolderTask.folder_id == id)))
    first, today = first_due(tasks), db.today()  # type: ignore[arg-type]  # a row tells all that is asked of a task
    if first is None or first.due is None or not window:
        return first is not None
    late = first.due < today
    return late if window == listing.LATE else not late and first.due <= today + datetime.timedelta(days=int(window))


@pytest.mark.parametrize(
    "tampered",
    [
        delete(FolderShelf).where(FolderShelf.folder_id == 2),
        update(FolderShelf).where(FolderShelf.folder_id == 2).values(shelf="late"),
        delete(FolderDay),
        update(FolderSeat).where(FolderSeat.folder_id == 2).values(offence="—"),
        delete(FolderSeat).where(FolderSeat.institution_id == 1),
        update(Folder).where(Folder.id == 2).values(updated_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)),
    ],
    ids=["no shelf", "another shelf", "no days", "another offence", "no seat", "another moment"],
)
def test_rows_that_do_not_follow_from_the_acts_are_told_and_derived_anew(app: Flask, tampered: Any) -> None:
    assert index.follows_from_the_acts() is None
    with db.writing() as session:
        session.connection().execute(tampered)
        session.execute(delete(FolderEdition))
        audit.record("test", "folder:2")
    db.session().expunge_all()
    assert index.follows_from_the_acts() is not None
    assert index.refresh() > 0
    assert index.follows_from_the_acts() is None


def test_courses_read_together_are_what_the_acts_of_each_tell_whatever_was_kept_of_some(app: Flask) -> None:
    folders = list(db.session().scalars(select(Folder)))
    some = {folder.id: told_anew(folder) for folder in folders[::2]}
    assert histories_of(folders[::2]) == some
    assert histories_of(folders) == {folder.id: told_anew(folder) for folder in folders}


@pytest.fixture
def told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The cases that were told anew, once all are of the present edition."""
    index.refresh()
    found: list[int] = []

    def telling(folder: Folder) -> Case:
        found.append(folder.id)
        return told_anew(folder)

    monkeypatch.setattr(index, "told_anew", telling)
    return found


@pytest.mark.parametrize(
    "model", [FolderSeat, FolderPerson, FolderShelf, FolderDay, FolderTask, FolderTrack, FolderPosting, FolderTerm]
)
def test_a_row_removed_behind_the_log_is_told_and_no_other_case_is_told_anew(
    app: Flask, told: list[int], model: Any
) -> None:
    assert index.as_it_was_written() is None
    assert told == []
    one = db.session().scalar(select(model.folder_id).limit(1))
    with db.writing() as session:
        session.execute(delete(model).where(model.folder_id == one))
        audit.record("test", f"folder:{one}")
    assert "不一致" in str(index.as_it_was_written())
    assert told == [one]


def test_lists_of_another_edition_are_held_against_the_acts(
    app: Flask, told: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "edition", lambda: "0" * 64)
    assert index.as_it_was_written() is None
    assert told == list(db.session().scalars(select(Folder.id).order_by(Folder.id)))


def test_a_case_without_a_digest_is_held_against_its_acts(app: Flask, told: list[int]) -> None:
    one = db.session().scalar(select(FolderTask.folder_id).limit(1))
    with db.writing() as session:
        session.get_one(Folder, one).lists_sha256 = None
        audit.record("test", f"folder:{one}")
    assert index.as_it_was_written() is None
    assert told == [one]
    with db.writing() as session:
        session.execute(delete(FolderTask).where(FolderTask.folder_id == one))
        audit.record("test", f"folder:{one}")
    assert "待办事项" in str(index.as_it_was_written())
