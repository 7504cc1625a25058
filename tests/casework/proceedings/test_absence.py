"""请假离岗: who is away is named with a colleague who stands in, and what waits, and the right to do it, go to him."""

from __future__ import annotations

import datetime

import pytest

from casework.accounts import service as accounts
from casework.audit.verification import verify
from casework.proceedings import service, todo
from rules.proceedings.seats import assigned, in_charge
from tests.casework.office import PASSWORD, TODAY, Office
from tests.casework.proceedings.desk import COURT, NUMBER, Desk, ago


@pytest.fixture
def desk(office: Office) -> Desk:
    """A case that the judge received, with a second judge at the court."""
    desk = Desk(office)
    assert desk.file().status_code == 302
    assert desk.do("prosecutor", "prosecute", at=ago(39), a_court=COURT).status_code == 302
    assert desk.do("judge", "receive", at=ago(38), a_number=NUMBER).status_code == 302
    with office.work():
        court = office.person("judge").institution
        accounts.create_person(court, "colleague", "同某", ("judge",), PASSWORD)
    return desk


def goes_away(desk: Desk, until: datetime.date) -> None:
    answer = desk.do(
        "judge", "absent", at=ago(1), a_to="同某", a_begins=ago(1), a_until=until.isoformat(), a_ground="病假"
    )
    assert answer.status_code == 302, answer.text


def waits_for(desk: Desk, username: str) -> list[str]:
    with desk.office.work():
        found = todo.todo(desk.office.person(username)).page.rows
        return [one.reference for one in found]


def test_who_stands_in_has_what_waits_and_may_act(desk: Desk) -> None:
    assert waits_for(desk, "colleague") == []
    assert desk.client("colleague").get(desk.address("order")).status_code == 403
    goes_away(desk, TODAY + datetime.timedelta(days=7))
    assert len(waits_for(desk, "colleague")) == 1
    assert desk.do("colleague", "order", at=TODAY.isoformat(), a_measurer="南靖县林业局").status_code == 302
    assert desk.client("judge").get(desk.address("site_visit")).status_code == 403


def test_the_case_stays_in_hand_of_who_is_away(desk: Desk) -> None:
    goes_away(desk, TODAY + datetime.timedelta(days=7))
    with desk.office.work():
        case = service.state(service.get_for(desk.office.person("judge"), desk.folder))
        name = desk.office.person("judge").name
        assert assigned(case, "judge", COURT) == (name,)
        assert in_charge(case, "judge", COURT, TODAY) == ("同某",)
        assert in_charge(case, "judge", COURT, TODAY + datetime.timedelta(days=8)) == (name,)
        assert verify() is None


def test_after_the_last_day_only_who_was_away_acts(desk: Desk) -> None:
    goes_away(desk, TODAY - datetime.timedelta(days=1))
    assert desk.client("colleague").get(desk.address("order")).status_code == 403
    assert desk.do("judge", "order", at=TODAY.isoformat(), a_measurer="南靖县林业局").status_code == 302
    assert waits_for(desk, "colleague") == []


@pytest.mark.parametrize("given", [{"a_to": ""}, {"a_until": ""}, {"a_until": ago(9)}])
def test_a_stand_in_and_the_last_day_are_asked_for(desk: Desk, given: dict[str, str]) -> None:
    wanted = {"a_to": "同某", "a_begins": ago(1), "a_until": TODAY.isoformat(), **given}
    assert desk.do("judge", "absent", at=ago(1), **wanted).status_code == 422
