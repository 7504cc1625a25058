"""What a case file states that does not fit its offence is told or refused, and never taken in silence."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from rules.assess import Assessment, assess
from rules.casefile import parse
from rules.casefile.charge_checks import ACCUSED_NAMESAKES
from rules.deciding.facts.contradictions import FINED_AND_NOT_PROSECUTED, NO_INTENT, NO_RECIDIVIST, OTHER_ACT
from rules.deciding.settling import SAPLINGS_OPEN
from rules.reading.errors import InputError
from tests.rules.cases import stand
from tests.rules.test_charges import accused, charge
from tests.told import says

DAY = datetime.date(2024, 6, 3)


def case(offence: str, *parties: dict[str, Any], **more: Any) -> dict[str, Any]:
    head = {"offence": offence, "conduct": {"from": "2024-03-01"}}
    return {"case": head, "parties": list(parties), "stands": [stand(standing_stock_m3="3")], **more}


def assessed(data: dict[str, Any]) -> Assessment:
    return assess(parse(data), DAY)


def told(data: dict[str, Any], text: str, **values: str) -> bool:
    return any(says(one, text, **values) for one in assessed(data).warnings)


def refused(data: dict[str, Any]) -> list[str]:
    with pytest.raises(InputError) as found:
        parse(data)
    return [one.path for one in found.value.errors]


# 刑法第二十二条至第二十四条: preparation, attempt, abandonment;
# 第二十五条第二款: negligent acts of several are no joint crime, so nobody is an accessory.
@pytest.mark.parametrize("stated", ["preparation", "attempt", "abandoned", "accessory", "coerced"])
@pytest.mark.parametrize(("offence", "silent"), [("失火", False), ("盗伐林木", True)])
def test_what_only_a_crime_of_intent_has_is_named_in_a_negligent_one(offence: str, silent: bool, stated: str) -> None:
    data = case(offence, accused("甲", **{stated: True}))
    assert told(data, NO_INTENT, name="甲") is not silent
    assert ("circumstances" in assessed(data).decision.conclusions) is silent


# 刑法第六十五条第一款: neither who was under eighteen at the crime nor who was negligent is a recidivist. Somebody is
# eighteen from the day after that birthday on (法释〔2006〕1号第二条).
@pytest.mark.parametrize(
    ("offence", "born", "named"),
    [
        ("盗伐林木", "2006-03-01", True),
        ("盗伐林木", "2006-02-28", False),
        ("盗伐林木", None, False),
        ("失火", "1980-01-01", True),
    ],
)
def test_a_recidivist_who_can_be_none_is_named(offence: str, born: str | None, named: bool) -> None:
    person = accused("甲", recidivist=True, **({"born": born} if born else {}))
    assert told(case(offence, person), NO_RECIDIVIST, name="甲") is named


# 刑法第十七条: who is not sixteen answers for no 盗伐, however many saplings the stand, which states none, had.
def test_of_who_is_too_young_to_answer_no_grade_is_told_as_open() -> None:
    child, grown = (case("盗伐林木", accused("甲", born=born)) for born in ("2010-01-01", "1980-01-01"))
    assert (told(child, SAPLINGS_OPEN), told(grown, SAPLINGS_OPEN)) == (False, True)


def test_who_is_charged_with_a_crime_of_intent_as_well_may_have_attempted_that() -> None:
    charges = [charge("失火"), charge("盗伐林木")]
    assert not told(case("失火", accused("甲", attempt=True, charges=charges)), NO_INTENT, name="甲")


@pytest.mark.parametrize(
    ("offence", "act", "more", "named"),
    [
        ("滥伐林木", "盗伐林木", {}, True),
        ("滥伐林木", "滥伐林木", {}, False),
        ("滥伐林木", "毁坏林木", {}, False),
        ("盗伐林木", "擅自野外用火", {}, True),
        ("失火", "擅自野外用火", {}, False),
        ("滥伐林木", "盗伐林木", {"also_offence": "盗伐林木"}, False),
    ],
)
def test_an_administrative_act_that_is_another_offence_is_named(
    offence: str, act: str, more: dict[str, Any], named: bool
) -> None:
    stated = {"administrative": {"not_prosecuted": True, "act": act}, **more}
    assert told(case(offence, accused("甲"), particulars=stated), OTHER_ACT, act=act, offence=offence) is named


# 罚金 is a punishment for a crime (刑法第三十四条); 行政处罚法第三十五条第二款 sets fines off where one is imposed.
@pytest.mark.parametrize(
    ("administrative", "fine", "named"),
    [
        ({"not_prosecuted": True}, {"amount_cny": "3000"}, True),
        ({"not_prosecuted": True}, {"amount_cny": "0"}, False),
        ({"not_prosecuted": False}, {"amount_cny": "3000"}, False),
        ({}, {"amount_cny": "3000"}, False),
    ],
)
def test_a_fine_for_the_crime_of_one_who_is_not_prosecuted_is_named_and_not_set_off(
    administrative: dict[str, Any], fine: dict[str, Any], named: bool
) -> None:
    stated = {"administrative": {"act": "滥伐林木", **administrative}, "penal_fine": fine}
    made = assessed(case("滥伐林木", accused("甲"), particulars=stated))
    assert (FINED_AND_NOT_PROSECUTED in made.warnings) is named
    assert not (made.decision.conclusions.get("payment") and made.decision.conclusions.get("administrative"))


def test_a_fine_stated_of_a_charge_is_one_as_well() -> None:
    stated = {"administrative": {"not_prosecuted": True, "act": "滥伐林木"}}
    fined = accused("甲", charges=[charge("滥伐林木", penal_fine_cny="3000")])
    assert FINED_AND_NOT_PROSECUTED in assessed(case("滥伐林木", fined, particulars=stated)).warnings


def test_two_accused_of_one_name_are_refused_until_they_are_told_apart() -> None:
    assert refused(case("滥伐林木", accused("张某"), accused("张某"))) == ["parties[1].name"]
    parse(case("滥伐林木", accused("张某（甲）"), accused("张某（乙）")))
    parse(case("滥伐林木", accused("张某"), {"name": "张某", "role": "被害人"}))
    assert ACCUSED_NAMESAKES


@pytest.mark.parametrize(("code", "known"), [("999999", False), ("350000", False), ("350627", True), ("441900", True)])
def test_a_county_lies_in_a_province(code: str, known: bool) -> None:
    # GB/T 2260: the first two digits are the province's; 441900 is a city without counties
    data = case("滥伐林木", accused("甲"))
    data["stands"] = [stand(standing_stock_m3="3", county=code)]
    assert (parse(data).stands[0].county == code) if known else (refused(data) == ["stands[0].county"])


def test_a_stand_of_which_nothing_was_lost_is_refused() -> None:
    data = case("滥伐林木", accused("甲"))
    data["stands"] = [stand(standing_stock_m3="3", damage={"type": "部分损伤", "fraction": "0"})]
    assert refused(data) == ["stands[0].damage.fraction"]
