"""Acts are recorded once, by those who may, on papers that are there, and never altered."""

from __future__ import annotations

import datetime
import threading
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from casework import db
from casework.accesses import collecting
from casework.accesses.models import OPENING, AccessRecord
from casework.accounts import Person
from casework.audit.verification import CHANGED, verify
from casework.errors import CaseworkError, Impossible
from casework.proceedings import Folder, RecordedAct, files, queries, service
from casework.proceedings.errors import FileRefused, Incomplete, NotPermitted, NotPossible, UnknownFile, UnknownFolder
from casework.proceedings.files import MOST_BYTES, Paper
from casework.proceedings.index import NOT_ITS_ACTS
from casework.proceedings.service import LATER_THAN_TODAY, NO_SUCH_PAPER, Doing
from casework.proceedings.stage import OfficeStage
from rules.proceedings.acts import Actor
from rules.proceedings.playing import play
from rules.proceedings.script import script_of
from tests import testrun
from tests.conftest import Attempts
from tests.told import says

TO_COURT = """
case: 张某滥伐林木案
facts: {offence: 滥伐林木, persons: [张某]}
seats: {procuratorate: 某县人民检察院, court: 某县人民法院, bureau: 某县林业局}
steps:
  - {at: 2024-03-01, by: prosecutor, do: prosecute, with: {court: 某县人民法院}}
"""
DAY = datetime.date(2024, 3, 5)


@pytest.fixture
def folder_id(app: Flask) -> int:
    """A case that was sent to court on 2024-03-01."""
    with app.app_context():
        stage = OfficeStage()
        try:
            assert all(step.ok for step in play(script_of(TO_COURT.encode(), "t", Path()), stage))
        finally:
            stage.end()
        assert stage.folder is not None
        stage.person_of(Actor("judge", "某县人民法院", "court", ("judge",)))
        return stage.folder.id


def person(name: str) -> Person:
    found = db.session().scalar(select(Person).where(Person.name == name))
    assert found is not None
    return found


def folder(folder_id: int) -> Folder:
    found = db.session().get(Folder, folder_id)
    assert found is not None
    return found


def seen(by: Person) -> list[int]:
    return list(db.session().scalars(select(Folder.id).where(queries.seen_by(by))))


def acts(folder_id: int) -> list[str]:
    query = select(RecordedAct.act).where(RecordedAct.folder_id == folder_id).order_by(RecordedAct.number)
    return list(db.session().scalars(query))


def test_another_may_do_it_or_nobody_may_or_something_is_missing(app: Flask, folder_id: int) -> None:
    with app.app_context():
        with pytest.raises(NotPermitted):
            service.record(folder(folder_id), person("prosecutor"), Doing("receive", DAY))
        with pytest.raises(NotPossible):
            service.record(
                folder(folder_id), person("prosecutor"), Doing("prosecute", DAY, args={"court": "某县人民法院"})
            )
        with pytest.raises(Incomplete):
            service.record(folder(folder_id), person("prosecutor"), Doing("no_such_act", DAY))
        assert acts(folder_id) == ["prosecute"]


def test_a_day_that_is_not_over_yet_is_refused(app: Flask, folder_id: int) -> None:
    with app.app_context():
        tomorrow = testrun.day() + datetime.timedelta(days=2)
        with pytest.raises(Incomplete) as refusal:
            service.record(folder(folder_id), person("judge"), Doing("site_visit", tomorrow, args={"result": "无"}))
        assert says(refusal.value.message, LATER_THAN_TODAY, day=tomorrow)


def test_a_paper_that_is_named_must_be_there(app: Flask, folder_id: int) -> None:
    visit = Doing("site_visit", DAY, args={"result": "不能就地补植", "file": "踏勘笔录"})
    with app.app_context():
        officer = OfficeStage().person_of(Actor("officer", "某县林业局", "bureau", ("officer",)))
        with pytest.raises(Incomplete) as refusal:
            service.record(folder(folder_id), officer, visit)
        assert says(refusal.value.message, NO_SUCH_PAPER, name="踏勘笔录")
        paper = Paper("踏勘笔录", "踏勘笔录".encode())
        service.record(folder(folder_id), officer, replace(visit, papers=(paper,)))
        kept = files.get(folder(folder_id), "踏勘笔录")
        assert (kept.content, kept.media_type) == ("踏勘笔录".encode(), "text/plain")
        assert service.state(folder(folder_id)).acts[-1].files == ("踏勘笔录",)
        with pytest.raises(UnknownFile):
            files.get(folder(folder_id), "没有的文书")


def test_the_same_bytes_are_one_paper_and_others_of_its_name_get_a_number(app: Flask, folder_id: int) -> None:
    with app.app_context():
        officer = OfficeStage().person_of(Actor("officer", "某县林业局", "bureau", ("officer",)))
        for content in (b"one", b"one", b"two"):
            done = Doing("site_visit", DAY, args={"result": "无"}, papers=(Paper("笔录", content),))
            service.record(folder(folder_id), officer, done)
        assert [(file.name, file.content) for file in files.of(folder(folder_id))] == [
            ("笔录", b"one"),
            ("笔录（2）", b"two"),
        ]
        assert [act.files for act in service.state(folder(folder_id)).acts[1:]] == [
            ("笔录",),
            ("笔录",),
            ("笔录（2）",),
        ]


@pytest.mark.parametrize(
    "paper",
    [
        Paper("空", b""),
        Paper("程序", b"MZ\x90\x00\x03\x00"),
        Paper("过大", b"%PDF-" + b" " * MOST_BYTES),
        Paper("", b"text"),
        Paper("名" * 201, b"text"),
    ],
    ids=["empty", "program", "too large", "no name", "long name"],
)
def test_what_is_no_paper_is_refused_and_the_act_with_it(app: Flask, folder_id: int, paper: Paper) -> None:
    with app.app_context():
        officer = OfficeStage().person_of(Actor("officer", "某县林业局", "bureau", ("officer",)))
        with pytest.raises(FileRefused):
            service.record(folder(folder_id), officer, Doing("site_visit", DAY, args={"result": "无"}, papers=(paper,)))
        assert acts(folder_id) == ["prosecute"]
        assert files.of(folder(folder_id)) == []


def archive(name: str) -> bytes:
    """A ZIP archive that holds a file of this name."""
    made = BytesIO()
    with ZipFile(made, "w") as into:
        into.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (archive("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (archive("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (archive("OFD.xml"), "application/ofd"),
        (archive("setup.exe"), None),
        (b"PK\x03\x04....", None),
        ("文字\n".encode(), "text/plain"),
        (b"\x00\x01", None),
        ("文字".encode("gb18030"), None),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_content(content: bytes, kind: str | None) -> None:
    assert files.media_type(content) == kind


def test_whoever_has_no_seat_in_a_case_does_not_see_it(app: Flask, folder_id: int) -> None:
    with app.app_context():
        stranger = OfficeStage().person_of(Actor("远方法官", "他县人民法院", "court", ("judge",)))
        with pytest.raises(UnknownFolder):
            service.get_for(stranger, folder_id)
        assert seen(stranger) == []
        assert service.get_for(person("judge"), folder_id).id == folder_id
        assert seen(person("prosecutor")) == [folder_id]


def test_who_opened_a_case_is_noted_once_a_day(app: Flask, folder_id: int) -> None:
    with app.app_context():
        for _ in range(2):
            service.get_for(person("judge"), folder_id)
        collecting.collect()
        noted = db.session().scalars(select(AccessRecord).where(AccessRecord.folder_id == folder_id)).all()
        assert [(one.person.name, one.kind, one.case_id) for one in noted] == [("judge", OPENING, None)]


@pytest.mark.parametrize("table", ["acts", "folder_beginnings"])
def test_what_was_done_cannot_be_altered_or_removed(app: Flask, folder_id: int, table: str) -> None:
    with app.app_context():
        for statement in (f"UPDATE {table} SET document = '{{}}'", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError), db.engine().begin() as connection:
                connection.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE folder_tracks SET state = 'handed_over'",
        "DELETE FROM folder_tracks",
    ],
)
def test_an_index_that_says_other_than_the_acts_is_found(app: Flask, folder_id: int, statement: str) -> None:
    with app.app_context():
        assert verify() is None
    with app.app_context(), db.engine().begin() as connection:
        connection.execute(text(statement))
    with app.app_context():
        finding = verify()
        assert finding is not None
        assert says(finding.message, NOT_ITS_ACTS)


@pytest.mark.parametrize("change", ["headline = '已了结'", "state = 'archived'"])
def test_a_case_that_says_other_than_its_last_entry_is_found(app: Flask, folder_id: int, change: str) -> None:
    with app.app_context(), db.engine().begin() as connection:
        connection.execute(text(f"UPDATE folders SET {change}"))
    with app.app_context():
        finding = verify()
        assert finding is not None
        assert says(finding.message, CHANGED, table="folders", id=folder_id)


def test_of_many_who_do_the_same_at_once_one_does_it(app: Flask, folder_id: int, attempts: Attempts) -> None:
    count = len(attempts(8, 50))
    barrier = threading.Barrier(count, timeout=60)
    came: list[object] = []

    def receive() -> None:
        barrier.wait()  # before a connection is taken: there are fewer of them than people
        with app.app_context():
            case, judge = folder(folder_id), person("judge")
            try:
                service.record(case, judge, Doing("receive", DAY))
                came.append("done")
            except CaseworkError as error:
                came.append(error)
            except Exception as error:  # shown below: nothing else may come
                came.append(repr(error))

    threads = [threading.Thread(target=receive) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(came) == count
    assert came.count("done") == 1, came
    assert all(one == "done" or isinstance(one, Impossible) for one in came), came
    with app.app_context():
        assert acts(folder_id) == ["prosecute", "receive"]
        assert verify() is None
