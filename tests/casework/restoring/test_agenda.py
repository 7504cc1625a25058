"""What is to be inspected, by its day, over the cases that one sees."""

from __future__ import annotations

import datetime

import pytest

from casework import paging
from casework.restoring import agenda
from tests.casework.office import TODAY, Office
from tests.casework.restoring.cases import PLANTING, folder_of, owing, planted, state_of, survey
from tests.casework.restoring.test_surveys import look

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def told(office: Office, who: str) -> list[tuple[int, str, datetime.date | None]]:
    with office.app.app_context():
        return [(one.folder_id, one.key, one.due) for one in agenda.agenda(office.person(who)).rows]


def test_inspections_stand_by_their_days_until_they_are_done(office: Office) -> None:
    waiting, looked = planted(office), planted(office, years=3)
    owing(office, PLANTING)  # not planted yet: nothing to inspect
    again = TODAY + datetime.timedelta(days=40)
    look(office, looked, survey(900, look_again=again))
    found = told(office, "officer")
    assert [one[:2] for one in found] == [(looked, "o1"), (waiting, "o1")]
    assert found[0][2] == again
    assert told(office, "judge") == found
    assert told(office, "officer2") == []
    shown = office.browser("officer").get("/folders/inspections").text
    assert shown.index(f"/folders/{looked}#o1") < shown.index(f"/folders/{waiting}#o1")
    assert 'id="no-inspections"' in office.browser("officer2").get("/folders/inspections").text
    assert state_of(office, waiting).obligations["o1"].state == "performed"
    with office.app.app_context():
        assert folder_of(waiting).title in shown


def test_pages_go_on_by_key_and_each_inspection_stands_on_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agenda, "PER_PAGE", 2)
    first, second, third = (planted(office) for _ in range(3))
    look(office, third, survey(900, look_again=TODAY + datetime.timedelta(days=40)))
    with office.app.app_context():
        officer, seen = office.person("officer"), []
        page = agenda.agenda(officer)
        seen += [one.folder_id for one in page.rows]
        assert page.before is None
        page = agenda.agenda(officer, paging.At(page.after or ""))
        seen += [one.folder_id for one in page.rows]
        assert page.after is None
        assert seen == [third, first, second]
        back = agenda.agenda(officer, paging.At(page.before or "", back=True))
        assert [one.folder_id for one in back.rows] == [third, first]
    client = office.browser("officer")
    assert "after=" in client.get("/folders/inspections").text
    assert client.get("/folders/inspections?after=nonsense").status_code == 200
