"""What a case file states of another offence, or of somebody who is not accused, is told, never left out in silence."""

from __future__ import annotations

from typing import Any

import pytest

from rules.deciding.facts.unasked import OF_NOBODY_ACCUSED, OF_OTHER_OFFENCE
from tests.rules.law.test_contradictions import case, told
from tests.rules.test_charges import accused, charge

FIRE: dict[str, Any] = {"fire": {"deaths": 1}}


@pytest.mark.parametrize(
    ("offence", "stated", "named"),
    [
        ("盗伐林木", FIRE, True),
        ("盗伐林木", {"mining": {"mineral_value_cny": "5"}}, True),
        ("盗伐林木", {"other_resource": "草原"}, True),
        ("失火", FIRE, False),
        ("盗伐林木", {**FIRE, "also_offence": "放火"}, False),
        ("盗伐林木", {"circumstances": {"dead_trees": True}}, False),
        ("盗伐林木", {}, False),
    ],
)
def test_particulars_of_another_offence_are_named(offence: str, stated: dict[str, Any], named: bool) -> None:
    assert told(case(offence, accused("甲"), particulars=stated), OF_OTHER_OFFENCE, offence=offence) is named


def test_particulars_of_an_offence_that_somebody_is_charged_with_are_asked_for() -> None:
    person = accused("甲", charges=[charge("盗伐林木"), charge("失火")])
    assert not told(case("盗伐林木", person, particulars=FIRE), OF_OTHER_OFFENCE)


@pytest.mark.parametrize(
    ("role", "stated", "named"),
    [
        ("被害人", {"attempt": True}, True),
        ("证人", {"recidivist": True}, True),
        ("被害人", {"attempt": False}, False),
        ("被害人", {"born": "1990-01-01"}, False),
        ("被害单位", {"unit": True}, False),
        ("被告", {"unit": True}, False),  # sued, and so to answer
        ("另案处理", {"attempt": True}, False),  # which does not say whether he is accused
        ("被告人", {"attempt": True}, False),
    ],
)
def test_what_is_stated_of_who_is_not_accused_is_named(role: str, stated: dict[str, Any], named: bool) -> None:
    other = {"name": "乙", "role": role, **stated}
    assert told(case("盗伐林木", accused("甲"), other), OF_NOBODY_ACCUSED, name="乙", role=role) is named
