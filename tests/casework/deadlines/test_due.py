"""The index of periods: the first day on which a case is to be looked at, and that it follows every change."""

from __future__ import annotations

import datetime

import pytest

from casework import db
from casework.accounts import service as accounts
from casework.cases import Case
from casework.deadlines import due
from casework.deadlines.asking import SOON_DAYS, asking, first_days, overdue
from casework.deadlines.known import Known
from casework.deadlines.models import CaseDue, DueEdition
from casework.deadlines.queries import due as reminders
from rules.casefile.procedure import ProcedureEvent
from tests.casework.markup import holds
from tests.casework.office import FACTS, PASSWORD, TODAY, Office
from tests.casework.pages import text

REVIEWER, COURT = "人民检察院", "人民法院"
PLACE = "南靖县人民法院"
ON = datetime.date(2026, 6, 1)
DAY = datetime.timedelta(days=1)
LOOKED_AHEAD = 500


def events(*told: tuple[str, int] | tuple[str, int, int]) -> list[ProcedureEvent]:
    """Events by their days from ``ON``, negative before it; a third number is the last day."""
    return [
        ProcedureEvent(event=one[0], date=ON + one[1] * DAY, until=ON + one[2] * DAY if len(one) == 3 else None)
        for one in told
    ]


PROCEEDINGS = {
    "a review that has just begun": events(("移送审查起诉", -3)),
    "a review that ends soon": events(("移送审查起诉", -25)),
    "a review long overdue": events(("移送审查起诉", -80)),
    "a review that was met": events(("移送审查起诉", -80), ("提起公诉", -60)),
    "a trial": events(("受理公诉案件", -5)),
    "a trial stopped without an end": events(("受理公诉案件", -20), ("中止审理", -10)),
    "a trial stopped for a while": events(("受理公诉案件", -20), ("中止审理", -10, 40)),
    "a trial stopped for a month at most": events(("受理公诉案件", -80), ("重新鉴定延期审理", -10)),
    "a hearing ahead": events(("受理公诉案件", -5), ("开庭", 20)),
    "a notice": events(("诉前公告", -10)),
    "a term set by the court": events(("确定履行期限", -10, 60)),
    "a limitation of years": events(("知道损害和责任人", -3)),
    "several at once": events(("移送审查起诉", -80), ("提起公诉", -40), ("受理公诉案件", -30), ("中止审理", -25, -3)),
}


@pytest.mark.parametrize("organ", [REVIEWER, COURT])
@pytest.mark.parametrize("name", PROCEEDINGS)
def test_the_first_day_is_the_one_that_asking_every_day_finds(name: str, organ: str) -> None:
    told = Known(PROCEEDINGS[name])
    asked, passed = None, None
    for ahead in range(LOOKED_AHEAD):
        day = ON + ahead * DAY
        found = asking(told, organ, day)
        asked = asked or (day if found else None)
        passed = passed or (day if any(overdue(item) for item in found) else None)
    days = first_days(told, organ, ON)
    horizon = ON + LOOKED_AHEAD * DAY
    known = days is not None and days.due_from < horizon
    assert known == (asked is not None)
    if days is not None and asked is not None:
        assert max(days.due_from, ON) == asked
        later = days.overdue_from if days.overdue_from and days.overdue_from < horizon else None
        assert (max(later, ON) if later else None) == passed


def test_what_is_asked_already_is_in_the_order_of_the_ends() -> None:
    soon = first_days(Known(PROCEEDINGS["a review that ends soon"]), REVIEWER, ON)
    long_ago = first_days(Known(PROCEEDINGS["a review long overdue"]), REVIEWER, ON)
    assert soon is not None
    assert long_ago is not None
    assert long_ago.due_from < soon.due_from <= ON
    [period] = asking(Known(PROCEEDINGS["a review that ends soon"]), REVIEWER, ON)
    assert period.end == soon.due_from + SOON_DAYS * DAY


OVERDUE_REVIEW = {"procedure": {"events": [{"event": "移送审查起诉", "date": (TODAY - 80 * DAY).isoformat()}]}}


def stored(office: Office) -> list[tuple[str, bool]]:
    """For which institutions there are rows, and whether a period is overdue today."""
    with office.work():
        rows = due.stored_rows([office.case_id])
        kinds = {office.case.procuratorate_id: "procuratorate", office.case.court_id: "court"}
        return sorted((kinds[row[1]], row[4] is not None and row[4] <= TODAY) for row in rows)


def test_the_index_follows_what_is_recorded_and_struck(office: Office) -> None:
    long_ago = TODAY - 80 * DAY
    office.file(opened=long_ago)
    assert ("procuratorate", True) not in stored(office)
    office.act("prosecutor", "event", at=long_ago, event="移送审查起诉")
    assert ("procuratorate", True) in stored(office)
    office.act("prosecutor", "void", number="2", ground="属于另案")
    assert ("procuratorate", True) not in stored(office)


def test_the_index_follows_the_case_file_and_what_meets_a_period(office: Office) -> None:
    office.file(FACTS | OVERDUE_REVIEW, opened=TODAY - 60 * DAY)
    assert stored(office) == [("procuratorate", True)]
    office.act("prosecutor", "prosecute", at=TODAY - 60 * DAY, court=PLACE)
    assert [one for one in stored(office) if one[0] == "procuratorate"] == []


def test_a_case_without_a_judge_is_for_every_judge_and_then_for_its_own(office: Office) -> None:
    office.file(FACTS | OVERDUE_REVIEW, opened=TODAY - 60 * DAY)
    with office.work():
        court = office.person("judge").institution
        accounts.create_person(court, "another", "法官乙", ("judge",), PASSWORD)
    office.act("prosecutor", "prosecute", at=TODAY - 60 * DAY, court=PLACE)

    def row() -> due.Row:
        [found] = [one for one in due.stored_rows([1]) if one[1] == office.person("judge").institution_id]
        return found

    with office.work():
        assert row()[2] is None
        assert len(reminders(office.person("judge")).dues) == 1
        assert len(reminders(office.person("another")).dues) == 1
    office.act("judge", "assign", at=TODAY - 55 * DAY, persons=["judge"], role="judge", approval="院长")
    office.act("judge", "receive", at=TODAY - 55 * DAY)
    with office.work():
        assert row()[2] == office.person("judge").id
        assert len(reminders(office.person("another")).dues) == 0


@pytest.fixture
def late(office: Office) -> Office:
    """A review that is long overdue."""
    office.file(FACTS | OVERDUE_REVIEW)
    return office


def test_another_edition_of_the_law_is_said_until_the_index_is_written_anew(late: Office) -> None:
    prosecutor = late.browser("prosecutor")
    assert not holds(prosecutor.get("/deadlines").text, "outdated")
    with late.work():
        db.session().query(DueEdition).update({"edition": "0" * 64})
        db.session().query(CaseDue).delete()
    shown = prosecutor.get("/deadlines").text
    assert holds(shown, "outdated")
    assert not holds(shown, "near")
    with late.work():
        assert [*due.differing(TODAY)] == [db.session().get_one(Case, 1).reference]
        assert due.refresh() == 1
        assert [*due.differing(TODAY)] == []
    shown = prosecutor.get("/deadlines").text
    assert not holds(shown, "outdated")
    assert holds(shown, "near")
    assert "1 件有逾期" in text(shown)
    with late.work():
        assert due.refresh() == 0


def test_the_reminders_have_a_page_of_their_own(late: Office) -> None:
    assert "审查起诉" in text(late.browser("prosecutor").get("/deadlines").text)
    assert holds(late.browser("officer").get("/deadlines").text, "nothing-near")
