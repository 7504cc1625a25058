"""A number whose day contradicts its neighbours in the series is warned of before and after the paper is issued."""

from __future__ import annotations

import datetime

import pytest

from casework import db
from casework.accounts import service as accounts
from casework.documents import life, numbers, release
from casework.documents import office as offices
from casework.documents.errors import WrongFields
from casework.documents.numbers import Placed, counted_in, mistake_in_case_order, mistake_in_order
from casework.documents.paper_kind import ADDRESS, PHONE
from tests.casework.markup import holds
from tests.casework.office import COURT, PASSWORD, TODAY, Office
from tests.casework.pages import fields
from tests.told import told

MAY = datetime.date(2026, 5, 10)


def days(number: int) -> datetime.date:
    return MAY + datetime.timedelta(days=number)


GIVEN = [Placed("南检告〔2026〕3号", 3, days(0)), Placed("南检告〔2026〕7号", 7, days(4))]


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("南检告〔2026〕5号", days(2)),
        ("南检告〔2026〕5号", days(0)),  # many are issued on one day
        ("南检告〔2026〕5号", days(4)),
        ("南检告〔2026〕1号", days(-3)),
        ("南检告〔2026〕9号", days(40)),
        ("（2026）闽0627刑初88号", days(-300)),  # a court's, which all papers of its case bear
        ("", days(0)),
    ],
)
def test_a_number_between_its_neighbours_by_its_day_is_right(number: str, day: datetime.date) -> None:
    assert mistake_in_order(number, day, GIVEN) is None


@pytest.mark.parametrize(
    ("number", "day", "reason", "other"),
    [
        ("南检告〔2026〕5号", days(-1), numbers.BEFORE_PREVIOUS, GIVEN[0]),
        ("南检告〔2026〕5号", days(5), numbers.AFTER_NEXT, GIVEN[1]),
        ("南检告〔2026〕9号", days(3), numbers.BEFORE_PREVIOUS, GIVEN[1]),
        ("南检告〔2026〕1号", days(1), numbers.AFTER_NEXT, GIVEN[0]),
    ],
)
def test_a_number_out_of_its_order_is_told_with_the_neighbour(
    number: str, day: datetime.date, reason: str, other: Placed
) -> None:
    found = mistake_in_order(number, day, reversed(GIVEN))
    said = {"number": number, "day": day.isoformat(), "other": other.text, "then": other.day.isoformat()}
    assert told(found, reason, **said)


def test_a_number_is_not_given_twice() -> None:
    found = mistake_in_order("南检告〔2026〕7号", days(4), GIVEN)
    assert told(found, numbers.GIVEN_TWICE, number="南检告〔2026〕7号", then=days(4).isoformat())


def test_a_series_is_a_word_and_a_year() -> None:
    assert counted_in("南检告〔2026〕12号") == ("南检告〔2026〕", 12)
    assert counted_in("（2026）闽0627刑初88号") is None


CASES = [Placed("（2026）闽0627刑初3号", 3, days(0)), Placed("（2026）闽0627刑初7号", 7, days(4))]


@pytest.mark.parametrize(
    ("number", "day", "reason", "said"),
    [
        ("（2026）闽0627刑初5号", days(2), "", {}),
        ("（2026）闽0627刑初9号", days(4), "", {}),  # many cases are received on one day
        ("南检告〔2026〕5号", days(90), "", {}),  # of no court
        ("（2026）闽0627刑初5号", days(-1), numbers.CASE_BEFORE_PREVIOUS, {"other": CASES[0].text}),
        ("（2026）闽0627刑初5号", days(5), numbers.CASE_AFTER_NEXT, {"other": CASES[1].text}),
        ("（2026）闽0627刑初7号", days(4), numbers.CASE_GIVEN_TWICE, {"then": days(4).isoformat()}),
        ("（2026）闽0627刑初5号", days(300), numbers.CASE_OF_OTHER_YEAR, {"day": "2027-03-06"}),
    ],
)
def test_a_number_of_a_case_agrees_with_the_day_on_which_it_was_received(
    number: str, day: datetime.date, reason: str, said: dict[str, str]
) -> None:
    found = mistake_in_case_order(number, day, CASES)
    assert found is None if not reason else told(found, reason, number=number, **said)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_court_is_told_on_its_papers_that_cases_are_numbered_out_of_order(office: Office) -> None:
    papers = []
    for number, day in (
        ("（2026）闽0627刑初9号", TODAY),
        ("（2026）闽0627刑初12号", TODAY - datetime.timedelta(days=3)),
    ):
        office.file(opened=TODAY - datetime.timedelta(days=5))
        office.act("prosecutor", "prosecute", at=day, court=COURT)
        office.act("judge", "receive", at=day, number=number)
        with office.work():
            papers.append(life.draw_up(office.folder, office.person("judge"), "site_record", "").id)
            found = release.odd_case_number(life.standing(life.find(office.folder, papers[-1])))
            assert told(found, numbers.CASE_BEFORE_PREVIOUS, number=number) if papers[1:] else found is None


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_whoever_issues_is_asked_and_the_paper_says_so_afterwards(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "pdf_of", lambda *_: b"a paper")
    office.file()
    with office.work():
        place = office.person("prosecutor").institution
        head = accounts.create_person(place, "head-p", "管理员", ("administrator",), PASSWORD)
        offices.enter(head, place, {ADDRESS: "某路1号", PHONE: "0596-1"})
    today = db.today()
    first = issued(office, "南检告〔2026〕8号")
    monkeypatch.setattr(db, "today", lambda: today + datetime.timedelta(days=1))
    with pytest.raises(WrongFields) as refused:
        issued(office, "南检告〔2026〕6号")
    assert [error.path for error in refused.value.errors] == ["despite"]
    second = issued_by_the_page(office, "南检告〔2026〕6号")
    assert issued(office, "南检建〔2026〕6号"), "another series"
    with office.work():
        found = [release.odd_number(life.standing(life.find(office.folder, one))) for one in (first, second)]
        assert all(found)


def issued(office: Office, number: str, *, despite: bool = False) -> int:
    with office.work():
        paper = life.draw_up(office.folder, office.person("prosecutor"), "notice_rights", "张某").id
    with office.app.app_context():
        found = life.find(office.folder, paper)
        release.issue(found, office.person("prosecutor"), number, despite=despite)
        return paper


def issued_by_the_page(office: Office, number: str) -> int:
    """The draft that is there, issued as whoever was asked and confirms it does."""
    browser, draft = office.browser("prosecutor"), 2
    path = f"/folders/1/documents/{draft}"
    sent = fields(browser.get(path).text) | {"issue-number": number}
    asked = browser.post(f"{path}/issue", data=sent)
    assert asked.status_code == 422
    assert holds(asked.text, "issue-despite")
    assert browser.post(f"{path}/issue", data=sent | {"issue-despite": "y"}).status_code == 302
    assert holds(browser.get(path).text, "odd-number")
    return draft
