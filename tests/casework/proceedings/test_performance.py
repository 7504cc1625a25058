"""履行情况 to a day: what was done by then, as the case stood then."""

from __future__ import annotations

import datetime

import pytest

from casework.proceedings import performance, service
from casework.proceedings.performance import LATER, NO_DAY
from tests.casework.markup import holds
from tests.casework.office import TODAY, Office
from tests.casework.pages import text
from tests.casework.proceedings.desk import Desk, ago, credits, to_trial
from tests.told import says

DAY = datetime.timedelta(days=1)


@pytest.fixture
def performed(office: Office) -> Desk:
    """Undertaken 34 days ago, bought and retired 33 days ago."""
    desk = Desk(office)
    to_trial(desk)
    credits(desk)
    return desk


def told(desk: Desk, days_ago: int) -> list[tuple[str, str, list[str]]]:
    with desk.office.work():
        folder = service.get_for(desk.office.person("prosecutor"), desk.folder)
        lines = performance.statement(folder, TODAY - days_ago * DAY).lines
        return [
            (one.duty.done, one.rest, [name for proof in one.duty.proofs for name in proof.papers]) for one in lines
        ]


def test_a_duty_stands_as_it_stood_on_the_day(performed: Desk) -> None:
    assert told(performed, 35) == []
    [(done, rest, papers)] = told(performed, 34)
    assert (done, papers) == ("", [])
    assert rest.startswith("96")
    [(done, rest, papers)] = told(performed, 33)
    assert done.startswith("96")
    assert rest.startswith("0")
    assert papers == ["注销凭证.pdf"]


def test_the_page_is_for_a_day_that_is_not_ahead(performed: Desk) -> None:
    browser = performed.client("judge")
    address = f"/folders/{performed.folder}/performance"
    shown = browser.get(address)
    assert shown.status_code == 200
    assert holds(shown.text, "performed")
    before = browser.get(address, query_string={"day": ago(35)})
    assert holds(before.text, "no-duties")
    ahead = (TODAY + DAY).isoformat()
    for wrong, template, values in ((ahead, LATER, {"day": ahead}), ("三月", NO_DAY, {})):
        refused = browser.get(address, query_string={"day": wrong})
        assert refused.status_code == 422
        assert says(text(refused.text), template, **values)
        assert not holds(refused.text, "performed")
