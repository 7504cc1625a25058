"""监护人: of whom it is said that he answers for a minor, and of whom it is asked who he is."""

from __future__ import annotations

from typing import Any

import pytest

from rules.assess import assess
from rules.casefile import parse
from rules.deciding.facts.guardians import ANSWERED_FOR, NOBODY_NAMED
from tests.rules.cases import stand
from tests.told import says


def warnings(*parties: dict[str, Any], conduct: str = "2024-03-01") -> tuple[str, ...]:
    data = {
        "case": {"offence": "盗伐林木", "conduct": {"from": conduct}},
        "parties": list(parties),
        "stands": [stand(standing_stock_m3="10")],
        "options": {"on": "2024-09-01"},
    }
    return assess(parse(data)).warnings


def child(born: str, role: str = "被告人") -> dict[str, Any]:
    return {"name": "甲", "role": role, "born": born}


@pytest.mark.parametrize("role", ["监护人", "法定代理人", "法定代理人、监护人", "被告人法定代理人", "监护人兼证人"])
@pytest.mark.parametrize("ward", [child("2009-01-01"), child("2012-01-01", "被处罚人")])
def test_the_guardian_of_the_case_file_is_named(ward: dict[str, Any], role: str) -> None:
    found = warnings(ward, {"name": "乙", "role": role})
    assert any(says(one, ANSWERED_FOR, wards="甲", guardians="乙") for one in found)


# eighteen is reached on the day after the birthday (刑法第十七条的周岁)
@pytest.mark.parametrize(("born", "asked"), [("2006-03-01", True), ("2006-02-28", False)])
def test_who_the_guardian_is_is_asked_of_a_minor_alone(born: str, asked: bool) -> None:
    assert any(says(one, NOBODY_NAMED, wards="甲") for one in warnings(child(born))) is asked


def test_it_is_not_asked_where_somebody_answers_under_civil_law() -> None:
    found = warnings(child("2009-01-01"), {"name": "乙", "role": "赔偿义务人"})
    assert not any(says(one, NOBODY_NAMED, wards="甲") for one in found)


def test_before_the_code_no_article_is_named() -> None:
    found = warnings(child("2006-01-01"), conduct="2020-12-31")
    assert not any(says(one, NOBODY_NAMED, wards="甲") for one in found)


@pytest.mark.parametrize("role", ["被害人的法定代理人", "被害人法定代理人", "法定代理人（被害人）", "原告的监护人"])
def test_the_guardian_of_a_victim_does_not_answer_for_the_accused(role: str) -> None:
    """民法典第一千一百八十八条: the guardian of whoever caused the harm."""
    found = warnings(child("2009-01-01"), {"name": "乙", "role": role})
    assert not any(says(one, ANSWERED_FOR, wards="甲", guardians="乙") for one in found)
    assert any(says(one, NOBODY_NAMED, wards="甲") for one in found)


def test_a_guardian_who_is_a_party_to_the_civil_part_is_not_asked_to_become_one() -> None:
    found = warnings(child("2009-01-01"), {"name": "乙", "role": "法定代理人、附带民事诉讼被告人"})
    assert not any(says(one, ANSWERED_FOR, wards="甲", guardians="乙") for one in found)
    assert not any(says(one, NOBODY_NAMED, wards="甲") for one in found)
