"""Two officers of two counties reach for the same serials at the same moment: one case gets them, one is told so."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable

import pytest

from casework.cases import Case, filing, lifecycle
from casework.compensation import performance, plans, proposing
from casework.credits import retirements
from casework.credits.errors import SerialsTaken
from casework.credits.models import JUDICIAL
from casework.credits.refusals import TAKEN
from casework.credits.register import USE_NAMES
from casework.losses import measuring, reviewing
from rules.casefile import parse
from tests.casework.office import FACTS, Office, plan, purchase
from tests.told import says

SUFFIXES = ("", "2")


def case_of_second_county(office: Office) -> tuple[int, int]:
    """A second case, of the other county, taken to its performance: (case id, item id)."""
    facts = copy.deepcopy(FACTS)
    facts["stands"][0]["county"] = "350623"
    with office.work():
        people = {role: office.person(f"{role}2") for role in ("prosecutor", "judge", "officer")}
        case = filing.file(people["prosecutor"], parse(facts))
        lifecycle.advance(case, "accept", people["judge"])
        choice = measuring.Choice(method="national-default@2026-11")
        measuring.submit(case, people["officer"], choice, measuring.draft(case, choice).result.hash)
        reviewing.confirm(case, people["judge"], "", {})
        proposing.propose(case, people["prosecutor"], plan())
        plans.approve(case, people["judge"], "")
        return case.id, performance.performance(case).items[0].item.id  # type: ignore[union-attr]


def at_once(*works: Callable[[], str]) -> list[str]:
    outcomes = [""] * len(works)
    start = threading.Barrier(len(works))

    def run(number: int) -> None:
        start.wait(timeout=20)
        outcomes[number] = works[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(outcomes)


@pytest.mark.parametrize("attempt", range(3))
def test_two_cases_never_both_get_the_same_serials(performing: Office, attempt: int) -> None:
    other = case_of_second_county(performing)
    wanted = [(1, performing.credit_item(), "officer"), (*other, "officer2")]

    def buy(case_id: int, item_id: int, username: str) -> str:
        try:
            with Office(performing.app, case_id).work():
                rival = Office(performing.app, case_id)
                performance.buy(rival.case, rival.person(username), item_id, purchase(1, 1, 86))
        except SerialsTaken as refused:
            return refused.message
        return "won"

    outcomes = at_once(*(lambda item=item: buy(*item) for item in wanted))
    assert outcomes[0] == "won"
    assert says(outcomes[1], TAKEN)
    assert "1–86" in outcomes[1]
    assert str(USE_NAMES[JUDICIAL]) in outcomes[1]
    with performing.work():
        holders = [case_id for case_id, _item, _name in wanted if retirements.holdings(case_by(performing, case_id))]
        assert len(holders) == 1


def case_by(office: Office, case_id: int) -> Case:
    return Office(office.app, case_id).case
