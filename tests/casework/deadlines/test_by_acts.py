"""Periods of a case kept by its acts: they follow from the acts, and nobody puts an event down a second time."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework import db
from casework.audit import verification
from casework.deadlines import due, queries
from casework.proceedings import facts, service, tasks, todo
from casework.proceedings.history import history
from casework.proceedings.models import Folder
from rules.casefile import parse
from rules.proceedings.periods import periods
from tests.casework.markup import holds
from tests.casework.office import FACTS, TODAY, Office
from tests.casework.pages import text
from tests.casework.prepared import office_after
from tests.casework.proceedings.desk import COURT, Desk, ago, to_trial
from tests.databases import Databases

SUBMITTED = {"procedure": {"events": [{"event": "移送审查起诉", "date": ago(50)}]}}


@pytest.fixture
def tried(databases: Databases, tmp_path: Path) -> Iterator[Desk]:
    """A case in its first instance, with its facts."""
    with office_after(databases, tmp_path, "in its first instance, with facts", _tried) as office:
        yield Desk(office, folder=1, count=TRIED)


TRIED = 6
"""How many acts ``to_trial`` records."""


def _tried(office: Office) -> None:
    desk = Desk(office)
    to_trial(desk)
    assert desk.count == TRIED
    with office.work():
        folder = folder_of(desk)
        whole = facts.completed(folder, parse(copy.deepcopy(FACTS | SUBMITTED)))
        facts.keep(folder, office.person("prosecutor"), whole, "立案")


def folder_of(desk: Desk, who: str = "prosecutor") -> Folder:
    return service.get_for(desk.office.person(who), desk.folder)


def case_id(desk: Desk) -> int:
    with desk.office.work():
        number = folder_of(desk).case_id
        assert number is not None
        return number


def rows(desk: Desk) -> dict[str, tuple[datetime.date, datetime.date | None]]:
    number = case_id(desk)
    with desk.office.work():
        names = {desk.office.person(who).institution_id: who for who in ("prosecutor", "judge", "officer")}
        return {names[row[1]]: (row[3], row[4]) for row in due.stored_rows([number])}


def end_of(desk: Desk, rule: str) -> datetime.date:
    with desk.office.work():
        case = history(folder_of(desk))
        [found] = [one.deadline for one in periods(case, TODAY) if one.deadline.rule.id == rule]
        assert found.end is not None
        return found.end


def latest_end(desk: Desk) -> datetime.date:
    with desk.office.work():
        case = history(folder_of(desk))
        [found] = [one.deadline.latest_end for one in periods(case, TODAY) if one.deadline.rule.id == "trial.ordinary"]
    assert found is not None
    return found


def test_the_page_reckons_from_the_acts_and_offers_no_form_for_events(tried: Desk) -> None:
    answer = tried.client("judge").get(f"/cases/{case_id(tried)}/deadlines")
    assert answer.status_code == 200
    assert not holds(answer.text, "record")
    assert holds(answer.text, "by-acts")
    assert "受理公诉案件" in text(answer.text)
    with tried.office.work():
        page = queries.page(folder_of(tried))
    assert "trial.ordinary" in [one.rule.id for one in page.live]
    assert [(made.event.event, made.label) for made in page.by_acts][:2] == [
        ("提起公诉", "提起公诉"),
        ("受理公诉案件", "受理"),
    ]
    assert [event.event for event in page.told] == ["移送审查起诉"]
    assert [one.closed_by.event for one in page.past if one.rule.id == "review.ordinary" and one.closed_by] == [
        "提起公诉"
    ]


def test_the_index_follows_every_act(tried: Desk) -> None:
    latest = latest_end(tried)
    assert latest > end_of(tried, "trial.ordinary")  # two months, at the latest three: 刑事诉讼法208
    assert rows(tried)["judge"] == (latest - datetime.timedelta(days=15), latest + datetime.timedelta(days=1))
    assert tried.do("judge", "rule", at=ago(20), a_sentence="拘役一个月").status_code == 302
    due_from, overdue_from = rows(tried)["judge"]
    assert due_from <= TODAY  # a judgment that is announced on a set day is served at once, 刑事诉讼法202
    assert overdue_from is not None
    assert overdue_from <= TODAY
    with tried.office.work():
        assert [one.deadline.rule.id for one in queries.due(tried.office.person("judge")).dues] == [
            "judgment.service-at-once"
        ]
    assert tried.do("judge", "serve", at=ago(15)).status_code == 302
    with tried.office.work():
        assert [*due.differing(TODAY)] == []
        assert verification.verify() is None


def test_what_the_case_waits_for_has_the_last_day_of_the_law_and_stands_once(tried: Desk) -> None:
    end = latest_end(tried)
    with tried.office.work():
        case = history(folder_of(tried))
        found = tasks.tasks_of(case, TODAY)
    ruling = [one for one in found if one.institution == COURT and one.act == "rule"]
    assert [(one.seat, one.due) for one in ruling] == [("judge", end)]
    assert [one for one in found if one.due == end] == ruling


@pytest.mark.parametrize(("left", "shelves"), [(31, (0, 0)), (16, (0, 0)), (15, (1, 0)), (0, (1, 0)), (-1, (0, 1))])
def test_reminders_and_shelves_count_the_same_on_every_day(
    tried: Desk, monkeypatch: pytest.MonkeyPatch, left: int, shelves: tuple[int, int]
) -> None:
    """A trial has two months, at the latest three: it is soon due before the third ends, and late after it."""
    day = latest_end(tried) - datetime.timedelta(days=left)
    monkeypatch.setattr(db, "today", lambda: day)
    with tried.office.work():
        judge = tried.office.person("judge")
        counts = todo.todo(judge).counts
        found = queries.due(judge)
        assert (counts[todo.SOON].number, counts[todo.LATE].number) == shelves
        assert (found.cases.number, found.overdue.number) == (sum(shelves), shelves[1])


def test_shelves_count_what_the_case_file_alone_tells(office: Office) -> None:
    """被害人请求抗诉 (刑诉法229: an answer within five days) stands in the case file; no act tells of it."""
    desk, asked = Desk(office), TODAY - datetime.timedelta(days=3)
    to_trial(desk)
    said = {"procedure": {"events": [{"event": "被害人请求抗诉", "date": asked.isoformat()}]}}
    with office.work():
        folder = folder_of(desk)
        facts.keep(folder, office.person("prosecutor"), facts.completed(folder, parse(FACTS | said)), "立案")
    with office.work():
        shelves = todo.todo(office.person("prosecutor"), todo.SOON)
        assert [one.due for one in shelves.page.rows] == [asked + datetime.timedelta(days=5)]
        assert verification.verify(deep=True) is None


def test_a_period_that_no_step_meets_is_a_task_of_its_own(tried: Desk) -> None:
    asked = tried.do("judge", "event", at=ago(3), what="event:被害人请求抗诉")
    assert asked.status_code == 302, asked.text
    end = end_of(tried, "protest.answer")
    with tried.office.work():
        found = [one for one in tasks.tasks_of(history(folder_of(tried)), TODAY) if one.due == end]
        assert [(one.seat, one.institution, one.turn) for one in found] == [("prosecutor", "南靖县人民检察院", True)]
        shelves = todo.todo(tried.office.person("prosecutor"), todo.SOON)
    assert [one.due for one in shelves.page.rows] == [end]


def test_a_stretch_of_time_is_put_down_with_its_last_day(tried: Desk) -> None:
    before = end_of(tried, "trial.ordinary")
    given = {"at": ago(20), "until": ago(10), "what": "event:精神病鉴定"}
    assert tried.do("judge", "event", **given).status_code == 302
    assert end_of(tried, "trial.ordinary") > before
    wrong = tried.do("judge", "event", at=ago(5), until=ago(9), what="event:精神病鉴定")
    assert wrong.status_code == 422
    one_day = tried.do("judge", "event", at=ago(5), until=ago(2), what="event:送达传票和出庭通知书")
    assert one_day.status_code == 422


def test_a_hearing_that_is_set_may_lie_ahead(tried: Desk) -> None:
    ahead = (TODAY + datetime.timedelta(days=20)).isoformat()
    assert tried.do("judge", "event", at=ahead, what="event:开庭").status_code == 302
    with tried.office.work():
        found = {one.deadline.rule.id: one.deadline for one in periods(history(folder_of(tried)), TODAY)}
    assert found["hearing.summons"].end == TODAY + datetime.timedelta(days=17)
