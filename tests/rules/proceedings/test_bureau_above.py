"""Where a bureau has one officer, the bureau above reviews and adopts what he measured."""

from __future__ import annotations

import datetime

import pytest

from rules.proceedings.acts import Act, Actor
from rules.proceedings.course import apply, begin
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Case, Party, Seat
from rules.proceedings.turns import turns
from rules.proceedings.waiting import matters, todo

DAY = datetime.date(2025, 2, 1)
COUNTY, CITY = "漳浦县林业局", "漳州市林业局"
OFFICER = Actor("林某", COUNTY, "bureau", ("officer",), True)
ABOVE = Actor("市某", CITY, "bureau", ("officer",), True)
STRANGER = Actor("外某", "华安县林业局", "bureau", ("officer",), True)


def submitted(reviewer: str = CITY) -> Case:
    """Of a bureau's own case: measured by its only officer."""
    case = begin(seats=[Seat("bureau", COUNTY)], parties=[Party("张某")])
    case = apply(case, Act("open_case", DAY, OFFICER, (), {"tracks": {"administrative": "opened"}}))
    case = apply(case, Act("order", DAY, OFFICER, (), {"measurer": COUNTY}))
    said = {"tonnes": "42.90", "own": True, "reviewer": reviewer}
    return apply(case, Act("submit", DAY, OFFICER, ("m1",), {name: value for name, value in said.items() if value}))


def test_the_bureau_above_sees_the_case_and_has_it_to_do() -> None:
    case = submitted()
    assert case.institutions("bureau") == (COUNTY,), "nothing else waits for it"
    assert {one.act for one in todo(case, ABOVE, DAY)} == {"review", "adopt"}
    assert not {"review", "adopt"} & {one.act for one in todo(case, OFFICER, DAY)}
    waits = [
        turn.institution for one in matters(case, DAY) if one.act in ("review", "adopt") for turn in turns(case, one)
    ]
    assert set(waits) == {CITY}


def test_it_reviews_and_adopts_what_its_author_may_not() -> None:
    case = submitted()
    for act in ("review", "adopt"):
        with pytest.raises(Refused):
            apply(case, Act(act, DAY, OFFICER, ("m1",), {}))
    case = apply(case, Act("review", DAY, ABOVE, ("m1",), {"opinion": "方法和数据无误"}))
    case = apply(case, Act("adopt", DAY, ABOVE, ("m1",), {}))
    assert case.measurings["m1"].state == "adopted"
    assert case.institutions("bureau") == (COUNTY,), "it has taken part in nothing else"


def test_no_other_bureau_may_and_the_one_above_does_nothing_else() -> None:
    case = submitted()
    with pytest.raises(Refused) as other:
        apply(case, Act("review", DAY, STRANGER, ("m1",), {"opinion": "同意"}))
    assert other.value.rule == "seat"
    with pytest.raises(Refused) as more:
        apply(case, Act("decide", DAY, ABOVE, ("administrative",), {"outcome": "处罚"}))
    assert more.value.rule == "seat"


def test_without_a_bureau_above_nothing_waits_for_it() -> None:
    assert "review" not in {one.act for one in matters(submitted(""), DAY)}
