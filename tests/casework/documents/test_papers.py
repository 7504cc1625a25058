"""The life of a paper: drawn up from the acts, edited where it may be, checked, numbered, issued, superseded."""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from casework import db
from casework.accounts import service as accounts
from casework.audit import verification
from casework.documents import life, papers, release, typesetting
from casework.documents import office as offices
from casework.documents.docx.form import MIMETYPE
from casework.documents.errors import NotIssued, NotTheirs, WrongFields, WrongParticulars
from casework.documents.models import IssuedPaper, OfficeParticular, Paper, PaperEdit, PaperNumber, PaperStep
from casework.errors import Forbidden
from casework.proceedings import Folder, facts, service
from rules.casefile import parse
from tests.casework.documents.conftest import with_fonts
from tests.casework.documents.docx.reading import Docx
from tests.casework.markup import holds
from tests.casework.office import FACTS, PASSWORD, TODAY, YESTERDAY, Office
from tests.casework.pages import fields
from tests.casework.prepared import office_after
from tests.casework.proceedings.desk import BUREAU, COURT, NUMBER, Desk, ago
from tests.conftest import Attempts
from tests.databases import Databases

REQUEST = "measure_request"
PARTICULARS = {"address": "山城镇中山东路88号", "phone": "0596-7800000"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spares a test of records the second that a PDF takes. PDFs themselves: ``test_layouts``."""
    monkeypatch.setattr(typesetting, "set_pdf", lambda html, *_: html.encode())


def folder_of(desk: Desk) -> Folder:
    return service.get_for(desk.office.person("prosecutor"), desk.folder)


def _asked(office: Office) -> None:
    made = Desk(office)
    assert made.file().status_code == 302
    for who, act, given in (
        ("prosecutor", "prosecute", {"at": ago(39), "a_court": COURT}),
        ("judge", "receive", {"at": ago(38), "a_number": NUMBER}),
        ("judge", "order", {"at": ago(37), "a_measurer": BUREAU}),
    ):
        assert made.do(who, act, **given).status_code == 302
    with office.work():
        folder = folder_of(made)
        whole = facts.completed(folder, parse(copy.deepcopy(FACTS)))
        facts.keep(folder, office.person("prosecutor"), whole, "立案")
    with office.work():
        for who in ("judge", "officer", "prosecutor"):
            place = office.person(who).institution
            head = accounts.create_person(place, f"head-{who}", "管理员", ("administrator",), PASSWORD)
            offices.enter(head, place, PARTICULARS)


@pytest.fixture
def desk(databases: Databases, tmp_path: Path) -> Iterator[Desk]:
    """A case at the court, which asked the bureau to measure; each office has entered what it is called."""
    with office_after(databases, with_fonts(tmp_path), "asked to measure, offices with particulars", _asked) as office:
        yield Desk(office, folder=1)


def drawn_up(desk: Desk, kind: str = REQUEST, key: str = "m1", who: str = "judge") -> int:
    with desk.office.work():
        return life.draw_up(folder_of(desk), desk.office.person(who), kind, key).id


def issued(desk: Desk, paper: int, who: str = "judge", number: str = "") -> IssuedPaper:
    with desk.office.work():
        row = release.issue(life.find(folder_of(desk), paper), desk.office.person(who), number)
        assert row.snapshot
        return row


def rows(desk: Desk) -> list[papers.Row]:
    return papers.rows(folder_of(desk))


def snapshot(row: IssuedPaper) -> Any:
    return json.loads(row.snapshot)


def test_what_a_case_admits_is_offered_and_the_rest_says_why(desk: Desk) -> None:
    with desk.office.work():
        page = papers.page(folder_of(desk), desk.office.person("judge"))
        ready = {(one.kind.name, one.subject.key) for one in page.ready}
        assert (REQUEST, "m1") in ready
        assert all(one.lacks for one in page.lacking)
        assert all(one.why and one.titles for one in page.undue)
        of_bureau = papers.page(folder_of(desk), desk.office.person("officer"))
    assert REQUEST not in {one.kind.name for one in of_bureau.ready}


def test_a_court_paper_bears_the_number_of_the_case_and_its_words_are_frozen(desk: Desk) -> None:
    row = issued(desk, drawn_up(desk))
    said = snapshot(row)
    assert (row.number, said["paper"]["number"]) == (NUMBER, NUMBER)
    assert said["said"]["to"] == BUREAU
    assert json.loads(row.recipients) == [BUREAU]
    with desk.office.work():
        [only] = rows(desk)
        assert (only.standing.state, only.superseded) == ("issued", "")


def test_an_edited_passage_is_kept_with_its_author_and_stands_in_the_paper(desk: Desk) -> None:
    paper = drawn_up(desk)
    with desk.office.work():
        found = life.find(folder_of(desk), paper)
        life.edit(found, desk.office.person("judge"), "matters", "一、第一问\n二、第二问")
        life.edit(found, desk.office.person("judge"), "matters", "一、只此一问")
    with desk.office.work():
        now = life.standing(life.find(folder_of(desk), paper))
        assert [edit.text for edit in now.edits] == ["一、第一问\n二、第二问", "一、只此一问"]
        assert {edit.person.name for edit in now.edits} == {desk.office.person("judge").name}
    assert snapshot(issued(desk, paper))["paper"]["passages"]["matters"] == "一、只此一问"


def test_only_declared_passages_are_edited_and_never_to_nothing(desk: Desk) -> None:
    paper = drawn_up(desk)
    with desk.office.work():
        found, judge = life.find(folder_of(desk), paper), desk.office.person("judge")
        for passage, text in (("title", "别的"), ("matters", "  \n "), ("matters", "字" * (life.LONGEST + 1))):
            with pytest.raises(WrongFields):
                life.edit(found, judge, passage, text)


def test_what_the_records_state_is_not_written_otherwise(desk: Desk) -> None:
    assert desk.do("judge", "order", at=ago(36), a_measurer=BUREAU, a_term="2030-03-05").status_code == 302
    paper = drawn_up(desk, key="m2")
    with desk.office.work():
        found, judge = life.find(folder_of(desk), paper), desk.office.person("judge")
        with pytest.raises(WrongFields):
            life.edit(found, judge, "term", "于2031年1月1日前")
        assert life.read_now(life.standing(found)).snapshot["paper"]["passages"]["term"] == "于2030年3月5日前"


def test_what_was_issued_is_neither_edited_nor_issued_again_nor_discarded(desk: Desk) -> None:
    paper = drawn_up(desk)
    issued(desk, paper)
    with desk.office.work():
        found, judge = life.find(folder_of(desk), paper), desk.office.person("judge")
        with pytest.raises(NotIssued):
            life.edit(found, judge, "matters", "改")
        with pytest.raises(NotIssued):
            release.issue(found, judge)
        with pytest.raises(NotIssued):
            life.discard(found, judge, "不用了")


def test_papers_are_their_offices_alone(desk: Desk) -> None:
    paper = drawn_up(desk)
    with desk.office.work():
        found = life.find(folder_of(desk), paper)
        for who in ("officer", "prosecutor"):
            with pytest.raises(NotTheirs):
                life.edit(found, desk.office.person(who), "matters", "改")
            with pytest.raises(NotTheirs):
                release.issue(found, desk.office.person(who))
        with pytest.raises(NotIssued):
            life.draw_up(folder_of(desk), desk.office.person("officer"), REQUEST, "m1")


def test_a_paper_is_superseded_by_what_changes_under_it_and_says_by_what(desk: Desk) -> None:
    issued(desk, drawn_up(desk))
    assert desk.do("judge", "cancel", on="m1", at=ago(0), a_ground="改由省级单位测算").status_code == 302
    with desk.office.work():
        [row] = rows(desk)
        assert row.superseded


def test_a_later_paper_of_the_same_matter_takes_the_place_of_the_first(desk: Desk) -> None:
    issued(desk, drawn_up(desk))
    second = issued(desk, drawn_up(desk))
    with desk.office.work():
        assert [bool(row.superseded) for row in rows(desk)] == [True, False]
        life.withdraw(life.find(folder_of(desk), second.paper_id), desk.office.person("judge"), "受托单位写错")
    with desk.office.work():
        assert [row.standing.state for row in rows(desk)] == ["issued", "withdrawn"]
        assert [row.superseded for row in rows(desk)] == ["", ""]


def test_service_is_put_down_by_person_and_day_and_never_before_the_paper(desk: Desk) -> None:
    paper = drawn_up(desk)
    with desk.office.work(), pytest.raises(NotIssued):
        life.serve(life.find(folder_of(desk), paper), desk.office.person("judge"), BUREAU, TODAY)
    issued(desk, paper)
    with desk.office.work():
        found, judge = life.find(folder_of(desk), paper), desk.office.person("judge")
        for whom, on in (("", TODAY), (BUREAU, YESTERDAY)):
            with pytest.raises(WrongFields):
                life.serve(found, judge, whom, on)
        life.serve(found, judge, BUREAU, TODAY, "直接送达")
    with desk.office.work():
        [row] = rows(desk)
        assert row.standing.state == "served"


def test_a_reason_is_asked_of_whoever_gives_up_or_takes_back(desk: Desk) -> None:
    draft, out = drawn_up(desk), drawn_up(desk)
    issued(desk, out)
    with desk.office.work():
        judge, folder = desk.office.person("judge"), folder_of(desk)
        with pytest.raises(WrongFields):
            life.discard(life.find(folder, draft), judge, " ")
        with pytest.raises(WrongFields):
            life.withdraw(life.find(folder, out), judge, "")
        life.discard(life.find(folder, draft), judge, "重复")
    with desk.office.work():
        assert [row.standing.state for row in rows(desk)] == ["discarded", "issued"]
        with pytest.raises(NotIssued):
            release.issue(life.find(folder_of(desk), draft), desk.office.person("judge"))


def test_of_several_who_give_a_draft_up_at_the_same_moment_one_does(desk: Desk) -> None:
    draft = drawn_up(desk)

    def given_up(_: int) -> bool:
        with desk.office.work():
            try:
                life.discard(life.find(folder_of(desk), draft), desk.office.person("judge"), "重复")
            except NotIssued:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(given_up, range(4))) == [False, False, False, True]


def test_the_particulars_of_an_office_are_its_administrators_and_every_mistake_is_told(desk: Desk) -> None:
    with desk.office.work():
        judge, head = desk.office.person("judge"), desk.office.person("head-judge")
        with pytest.raises(Forbidden):
            offices.enter(judge, judge.institution, {"phone": "1"})
        with pytest.raises(WrongParticulars) as refused:
            offices.enter(head, head.institution, {"word:函": "NJ[1]", "fax": "1", "phone": "1" * 400})
        assert {error.path for error in refused.value.errors} == {"word:函", "fax", "phone"}
        assert offices.enter(head, head.institution, PARTICULARS) == 0
        assert offices.enter(head, head.institution, {"phone": ""}) == 1
        assert "phone" not in offices.particulars(head.institution)


TABLES = (Paper, PaperEdit, PaperStep, IssuedPaper, OfficeParticular)


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__tablename__)
def test_the_database_refuses_to_change_or_remove_what_papers_are_made_of(desk: Desk, model: Any) -> None:
    paper = drawn_up(desk)
    with desk.office.work():
        life.edit(life.find(folder_of(desk), paper), desk.office.person("judge"), "matters", "一问")
    issued(desk, paper)
    with desk.office.work():
        life.withdraw(life.find(folder_of(desk), paper), desk.office.person("judge"), "误")
    for statement in (delete(model), update(model).values(person_id=1)):
        with pytest.raises(DBAPIError), desk.office.app.app_context(), db.writing() as session:
            session.execute(statement)


def test_all_that_papers_are_made_of_is_proven_by_the_log(desk: Desk) -> None:
    paper = drawn_up(desk)
    issued(desk, paper)
    with desk.office.work():
        assert verification.verify() is None


def test_the_page_shows_the_words_and_the_buttons_that_somebody_has(desk: Desk) -> None:
    judge = desk.client("judge")
    listed = judge.get(f"/folders/{desk.folder}/documents")
    assert listed.status_code == 200
    assert holds(listed.text, "ready")
    made = judge.post(
        f"/folders/{desk.folder}/documents", data=fields(listed.text) | {"kind": REQUEST, "subject": "m1"}
    )
    assert made.status_code == 302
    page = judge.get(made.location)
    assert BUREAU in page.text
    sent = judge.post(
        f"{made.location}/edit", data=fields(page.text) | {"passage": "matters", "text": "一、改写的问题"}
    )
    assert sent.status_code == 302
    assert "改写的问题" in judge.get(made.location).text
    assert judge.post(f"{made.location}/issue", data=fields(page.text)).status_code == 302
    assert judge.get(f"{made.location}.pdf").status_code == 200
    assert judge.get(f"{made.location}/proof.pdf").status_code == 200
    written = judge.get(f"{made.location}.docx")
    assert written.mimetype == MIMETYPE
    assert "改写的问题" in Docx(written.data).words
    assert desk.client("officer").get(made.location).status_code == 200
    assert desk.client("judge2").get(made.location).status_code == 404
    late = judge.post(f"{made.location}/serve", data=fields(page.text) | {"serve-whom": BUREAU, "serve-on": "哪天"})
    assert late.status_code == 422


def test_a_draft_is_unknown_to_other_offices(desk: Desk) -> None:
    paper = drawn_up(desk)
    for suffix in ("", ".docx"):
        assert desk.client("officer").get(f"/folders/{desk.folder}/documents/{paper}{suffix}").status_code == 404
        assert desk.client("judge").get(f"/folders/{desk.folder}/documents/{paper}{suffix}").status_code == 200


@pytest.fixture
def counted(desk: Desk) -> Desk:
    """Somebody undertakes to look after woods: the bureau inspects that on papers under its own numbers."""
    duty = {"duties-0-obligation_kind": "管护", "duties-0-count": "6", "duties-0-unit": "months"}
    given = {"at": ago(30), "a_signed": "张某泉", "reason": "踏勘不能补植", **duty}
    answer = desk.do("judge", "undertake", {"a_undertaking": "承诺书.pdf"}, **given)
    assert answer.status_code == 302, answer.text
    with desk.office.work():
        head = desk.office.person("head-officer")
        offices.enter(head, head.institution, {"word:函": "南林函"})
    return desk


def test_an_office_counts_its_papers_by_word_and_year_and_leaves_none_out(counted: Desk) -> None:
    papers_made = [drawn_up(counted, "acceptance", "o1", "officer") for _ in range(3)]
    with counted.office.work():
        life.discard(life.find(folder_of(counted), papers_made[0]), counted.office.person("officer"), "重复")
    numbers = [issued(counted, paper, "officer").number for paper in papers_made[1:]]
    assert numbers == [f"南林函〔{TODAY.year}〕{place}号" for place in (1, 2)]
    with counted.office.work():
        life.withdraw(life.find(folder_of(counted), papers_made[1]), counted.office.person("officer"), "日期有误")
    third = drawn_up(counted, "acceptance", "o1", "officer")
    assert issued(counted, third, "officer").number == f"南林函〔{TODAY.year}〕3号"


def put_in(desk: Desk, row: PaperNumber) -> None:
    """Past every service, straight into the database."""
    with desk.office.app.app_context(), db.writing() as session:
        session.add(row)
        session.flush()


def test_the_database_gives_no_number_twice_and_skips_none(counted: Desk) -> None:
    papers_made = [drawn_up(counted, "acceptance", "o1", "officer") for _ in range(3)]
    issued(counted, papers_made[0], "officer")
    with counted.office.work():
        place = counted.office.person("officer").institution_id
    for number in (1, 3):
        numbered = {"word": "南林函", "year": TODAY.year, "number": number, "paper_id": papers_made[1]}
        with pytest.raises(DBAPIError):
            put_in(counted, PaperNumber(institution_id=place, **numbered))


AT_ONCE, MANY = 6, 50


def test_papers_issued_at_the_same_moment_get_numbers_that_follow_one_another(
    counted: Desk, attempts: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "pdf_of", lambda kind, snapshot: b"%PDF")
    papers_made = [drawn_up(counted, "acceptance", "o1", "officer") for _ in attempts(AT_ONCE, MANY)]
    count = len(papers_made)
    start, got, failed = threading.Barrier(count), [], []

    def one(paper: int) -> None:
        try:
            with counted.office.app.test_request_context():
                folder, officer = folder_of(counted), counted.office.person("officer")
                found = life.find(folder, paper)
                db.end_reading()  # who waits keeps no connection
                start.wait(30)
                got.append(release.issue(found, officer).number)
        except Exception as problem:
            failed.append(problem)

    threads = [threading.Thread(target=one, args=(paper,)) for paper in papers_made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert sorted(got) == sorted(f"南林函〔{TODAY.year}〕{place}号" for place in range(1, count + 1))
