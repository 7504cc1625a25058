"""The operator's look for duties that took the number of another: named by case and act, and nothing is rewritten."""

from __future__ import annotations

import datetime

import pytest

from casework.audit import verification
from casework.proceedings import service
from casework.proceedings.doing import Doing
from tests.casework.office import TODAY, Office
from tests.casework.proceedings.desk import Desk


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_case_in_which_a_duty_took_the_number_of_another_is_named(office: Office) -> None:
    desk = Desk(office)
    assert desk.file().status_code == 302

    def told() -> tuple[int, str]:
        done = office.app.test_cli_runner().invoke(args=["audit", "duties"])
        return done.exit_code, done.stdout

    def propose(day: datetime.date, **duties: dict[str, object]) -> None:
        with office.work():
            person = office.person("prosecutor")
            folder = service.get_for(person, desk.folder)
            service.record(folder, person, Doing("propose", day, (), duties, "", ()))

    propose(TODAY, o1={"obligation_kind": "原地补植", "area_mu": "3"})
    assert told()[0] == 0
    propose(TODAY, o1={"obligation_kind": "修复费用", "amount": "900"})
    code, words = told()
    with office.work():
        folder = service.get_for(office.person("prosecutor"), desk.folder)
        assert code == 1
        assert words.startswith(folder.reference)
        assert verification.verify() is None
