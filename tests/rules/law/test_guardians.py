"""监护人: of whom it is said that he answers for a minor, and of whom it is asked who he is."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from rules.asked import legal_facts
from rules.assess import assess
from rules.carbon.measure import measure
from rules.casefile import parse
from rules.deciding.facts.guardians import ADULTS, ANSWERED_FOR, MINORS, NOBODY_NAMED, RESPONSIBLE
from tests.rules.cases import stand
from tests.told import says


def data(*parties: dict[str, Any], conduct: str = "2024-03-01") -> dict[str, Any]:
    return {
        "case": {"offence": "盗伐林木", "conduct": {"from": conduct}},
        "parties": list(parties),
        "stands": [stand(standing_stock_m3="10")],
        "options": {"on": "2024-09-01"},
    }


def warnings(*parties: dict[str, Any], conduct: str = "2024-03-01") -> tuple[str, ...]:
    return assess(parse(data(*parties, conduct=conduct))).warnings


def child(born: str, role: str = "被告人") -> dict[str, Any]:
    return {"name": "甲", "role": role, "born": born}


@pytest.mark.parametrize("role", ["监护人", "法定代理人", "法定代理人、监护人", "被告人法定代理人", "监护人兼证人"])
@pytest.mark.parametrize("ward", [child("2009-01-01"), child("2012-01-01", "被处罚人")])
def test_the_guardian_of_the_case_file_is_named(ward: dict[str, Any], role: str) -> None:
    found = warnings(ward, {"name": "乙", "role": role})
    assert any(says(one, ANSWERED_FOR, wards=MINORS.format(names="甲"), guardians="乙") for one in found)


# eighteen is reached on the day after the birthday (刑法第十七条的周岁)
@pytest.mark.parametrize(("born", "asked"), [("2006-03-01", True), ("2006-02-28", False)])
def test_who_the_guardian_is_is_asked_of_a_minor_alone(born: str, asked: bool) -> None:
    assert any(says(one, NOBODY_NAMED, wards=MINORS.format(names="甲")) for one in warnings(child(born))) is asked


def test_it_is_not_asked_where_somebody_answers_under_civil_law() -> None:
    found = warnings(child("2009-01-01"), {"name": "乙", "role": "赔偿义务人"})
    assert not any(says(one, NOBODY_NAMED, wards=MINORS.format(names="甲")) for one in found)


# 民法通则 from 1987-01-01, 侵权责任法 from 2010-07-01, 民法典 from 2021-01-01; what was done before is not covered.
@pytest.mark.parametrize(
    ("conduct", "born", "article"),
    [
        ("1986-12-31", "1975-01-01", None),
        ("1987-01-01", "1975-01-01", "民法通则第一百三十三条"),
        ("2010-06-30", "2000-01-01", "民法通则第一百三十三条"),
        ("2010-07-01", "2000-01-01", "侵权责任法第三十二条"),
        ("2020-12-31", "2006-01-01", "侵权责任法第三十二条"),
        ("2021-01-01", "2006-01-01", "民法典第一千一百八十八条"),
    ],
)
def test_the_article_is_that_of_the_day_of_the_act(conduct: str, born: str, article: str | None) -> None:
    found = [one for one in warnings(child(born), conduct=conduct) if says(one, NOBODY_NAMED)]
    assert [str(article) in one for one in found] == ([True] if article else [])


def fired(*parties: dict[str, Any], conduct: str = "2024-03-01") -> dict[str, str]:
    """The rules about guardians that apply, with their texts."""
    rules = assess(parse(data(*parties, conduct=conduct))).decision.rules
    return {one.id: one.outcome.rule.text for one in rules if one.fired and "guardian" in one.id}


@pytest.mark.parametrize(
    ("conduct", "text"), [("2010-06-30", "民法通则"), ("2010-07-01", "侵权责任法"), ("2021-01-01", "民法典")]
)
@pytest.mark.parametrize("capacity", ["无民事行为能力", "限制民事行为能力"])
def test_a_guardian_answers_for_an_adult_without_full_capacity(conduct: str, text: str, capacity: str) -> None:
    ward = {"name": "甲", "role": "被告人", "born": "1980-01-01", "capacity": capacity}
    assert fired(ward, conduct=conduct) == {"liability.guardian-adult": text}
    found = warnings(ward, {"name": "乙", "role": "监护人"}, conduct=conduct)
    assert any(says(one, ANSWERED_FOR, wards=ADULTS.format(names="甲"), guardians="乙") for one in found)
    assert any(says(one, RESPONSIBLE, names="甲") for one in found)


def test_of_an_adult_of_whom_nothing_is_stated_no_guardian_is_asked() -> None:
    adult = {"name": "甲", "role": "被告人", "born": "1980-01-01"}
    assert not fired(adult)
    assert not any(says(one, NOBODY_NAMED) or says(one, RESPONSIBLE) for one in warnings(adult))


def asked(by: str, on: str = "2024-09-01", role: str = "法定代理人", **ward: str) -> tuple[object, object]:
    """Whether 甲 asked himself, and whose opinion is missing."""
    parties = {"name": "甲", "role": "被告人", **({"born": "2008-01-01"} | ward)}, {"name": "乙", "role": role}
    stated = data(*parties) | {
        "request": {"credits": True, "by": by},
        "opinions": [{"by": "某检察院", "view": "同意"}],
        "options": {"on": on},
    }
    day = datetime.date.fromisoformat(on)
    casefile = parse(stated)
    facts = legal_facts(casefile, measure(casefile, on=day), day)
    return facts["requested_by_party"], facts["opinions_missing"]


# born 2008-01-01, eighteen from 2026-01-02 on: until then 乙 acts for him (民法典第二十三条), and no longer
@pytest.mark.parametrize(
    ("by", "on", "role", "ward", "told"),
    [
        ("甲", "2024-09-01", "法定代理人", {}, (True, "乙")),
        ("乙", "2024-09-01", "法定代理人", {}, (True, None)),
        ("法定代理人乙", "2024-09-01", "监护人、法定代理人", {}, (True, None)),
        ("被告人甲的法定代理人乙", "2024-09-01", "法定代理人", {}, (True, None)),
        ("乙", "2026-01-01", "法定代理人", {}, (True, None)),
        ("乙", "2026-01-02", "法定代理人", {}, (False, "甲")),
        ("乙", "2026-01-02", "监护人", {"capacity": "限制民事行为能力"}, (True, None)),
        ("乙", "2024-09-01", "被害人的法定代理人", {}, (False, "甲")),
        ("乙", "2024-09-01", "委托代理人", {}, (False, "甲")),
    ],
)
def test_what_a_guardian_asks_for_his_ward_the_ward_asks(
    by: str, on: str, role: str, ward: dict[str, str], told: tuple[bool, str | None]
) -> None:
    asked_himself, missing = asked(by, on, role, **ward)
    assert (asked_himself, missing or None) == told


@pytest.mark.parametrize("role", ["被害人的法定代理人", "被害人法定代理人", "法定代理人（被害人）", "原告的监护人"])
def test_the_guardian_of_a_victim_does_not_answer_for_the_accused(role: str) -> None:
    """民法典第一千一百八十八条: the guardian of whoever caused the harm."""
    found = warnings(child("2009-01-01"), {"name": "乙", "role": role})
    assert not any(says(one, ANSWERED_FOR, wards=MINORS.format(names="甲"), guardians="乙") for one in found)
    assert any(says(one, NOBODY_NAMED, wards=MINORS.format(names="甲")) for one in found)


def test_a_guardian_who_is_a_party_to_the_civil_part_is_not_asked_to_become_one() -> None:
    found = warnings(child("2009-01-01"), {"name": "乙", "role": "法定代理人、附带民事诉讼被告人"})
    assert not any(says(one, ANSWERED_FOR, wards=MINORS.format(names="甲"), guardians="乙") for one in found)
    assert not any(says(one, NOBODY_NAMED, wards=MINORS.format(names="甲")) for one in found)


# 民法典第一千一百八十八条 asks who did the harm, not who is accused: a penalty has its 当事人, a civil suit its 被告.
@pytest.mark.parametrize(
    ("role", "more"),
    [
        ("当事人", {"particulars": {"administrative": {"not_prosecuted": True, "act": "盗伐林木"}}}),
        ("被告", {"handling": {"track": "不涉及犯罪的民事诉讼"}}),
    ],
)
def test_the_guardian_of_whoever_did_the_harm_is_asked_for_without_an_accusation(
    role: str, more: dict[str, Any]
) -> None:
    def told(*parties: dict[str, Any]) -> tuple[str, ...]:
        return assess(parse(data(*parties) | more)).warnings

    ward = child("2009-01-01", role)
    wards = MINORS.format(names="甲")
    assert any(says(one, NOBODY_NAMED, wards=wards) for one in told(ward))
    assert any(says(one, ANSWERED_FOR, wards=wards) for one in told(ward, {"name": "乙", "role": "监护人"}))
    assert not any(says(one, NOBODY_NAMED) for one in told(child("1980-01-01", role)))
