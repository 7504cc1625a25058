"""Every person with his own grade and circumstances: golden cases worked out by hand, and what must hold of all.

By 法释〔2023〕8号: 盗伐 5/50/250 m³, 滥伐 20/100 m³ (arts 4, 6), 收购 20/100 m³ (art. 8); by 公通字〔2008〕36号: 失火
2 ha of forest burned.
"""

from __future__ import annotations

import copy
import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.asked import Asked
from rules.assess import Assessment, assess
from rules.carbon.groups import OPEN, WHOLE
from rules.carbon.measure import measure
from rules.casefile import CaseFile, load, parse
from rules.casefile.charge import BOUGHT
from rules.deciding.alongside import CHARGED_BESIDE
from rules.deciding.book import load_lawbook
from rules.deciding.decide import BEGUN_BEFORE, NOT_WEIGHED
from rules.deciding.facts.ages import AGED_MEANWHILE
from rules.deciding.facts.earlier import TOO_YOUNG_THEN
from rules.deciding.persons import (
    ALONE,
    BY_CAUSE,
    BY_TIER,
    CASE_ALONE,
    CIVIL_ALONE,
    EQUAL,
    HEAVIEST,
    NO_TIER,
    NONE_AT_ALL,
    NONE_DUE,
    NOT_CHARGED,
    ONE_KNOWN,
    SOME_KNOWN,
    SOME_OPEN,
    TOO_YOUNG_ALONE,
    WHOSE,
)
from rules.deciding.settling import OF_CASE, as_read
from rules.reading.errors import InputError
from rules.record.assessment import AssessmentRecord
from rules.record.deciding import NOT_DUE, NOT_KNOWN, ChargeRecord, PersonGradeRecord, PersonRecord
from rules.values.exact import added, from_text
from tests.conftest import Attempts
from tests.rules.cases import stand
from tests.rules.law.randomfiles import divided_files, random_files
from tests.rules.recompute import mistakes
from tests.rules.test_charges import accused, charge
from tests.rules.test_examples import FOLDER
from tests.testrun import examples
from tests.told import says

DAY = datetime.date(2024, 6, 3)


def felled(id: str, stock: str, *persons: str, **facts: Any) -> dict[str, Any]:
    named = {"persons": list(persons)} if persons else {}
    return stand(id=id, standing_stock_m3=stock, **named, **{"saplings": 0, **facts})


def case(offence: str, parties: list[dict[str, Any]], *stands: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "case": {"offence": offence, "conduct": {"from": "2024-03-01"}},
        "parties": parties,
        "stands": list(stands),
        "value_cny": "1000",  # below every mark, so the stock decides
        **more,
    }


def assessed(data: dict[str, Any]) -> Assessment:
    return assess(parse(data), DAY)


def persons(data: dict[str, Any]) -> dict[str, PersonRecord]:
    return {person.name: person for person in assessed(data).record.persons}


def grades(data: dict[str, Any]) -> dict[str, str | None]:
    return {name: person.grade.value for name, person in persons(data).items()}


# 贵溪: 254.5824 m³ of both, 98.0597 m³ of one alone.


def test_the_case_of_guixi_counts_for_each_only_what_he_felled() -> None:
    found = assess(load((FOLDER / "2024-jiangxi-guixi-lv.yaml").read_bytes())).record
    lv, yang, weng = found.persons
    # 254.5824 + 98.0597 = 352.6421; both are 100 m³ or more: 数量巨大
    assert [one.charges[0].graded_stock_m3 for one in (lv, yang)] == ["352.6421", "254.5824"]
    assert [one.grade.value for one in (lv, yang)] == ["数量巨大", "数量巨大"]
    # what he bought was not published, so nothing is said of him
    assert (weng.role, weng.grade.value, weng.charges, weng.grade.reason) == ("被不起诉人", None, (), NOT_CHARGED)
    joint, alone = found.loss_rests_on.groups
    assert (joint.persons, joint.stands, joint.standing_stock_m3) == (("吕某", "杨某"), ("A",), "254.5824")
    assert (alone.persons, alone.stands, alone.standing_stock_m3) == (("吕某",), ("B",), "98.0597")
    assert [one.standing_stock_m3 for one in found.loss_rests_on.persons] == ["352.6421", "254.5824"]
    assert {one.reason for one in found.loss_rests_on.groups} == {WHOLE}  # the court found one sum of money


def test_what_one_felled_alone_does_not_lift_the_grade_of_another() -> None:
    # 滥伐: 60 of both, 45 of 甲 alone: 甲 105 ≥ 100 数量巨大, 乙 60 数量较大
    data = case("滥伐林木", [accused("甲"), accused("乙")], felled("A", "60", "甲", "乙"), felled("B", "45", "甲"))
    assert grades(data) == {"甲": "数量巨大", "乙": "数量较大"}
    # without their names both answer for 60 + 45
    for place in data["stands"]:
        del place["persons"]
    assert grades(data) == {"甲": "数量巨大", "乙": "数量巨大"}


def test_apart_each_below_the_mark_the_case_is_below_it_too() -> None:
    # 19.9 m³ each: nobody is charged with the 39.8 m³ of both
    data = case("滥伐林木", [accused("甲"), accused("乙")], felled("A", "19.9", "甲"), felled("B", "19.9", "乙"))
    found = assessed(data).record
    assert [one.grade.value for one in found.persons] == ["未达数量较大", "未达数量较大"]
    assert found.grade.value == "未达数量较大"
    fired = {rule.id for rule in found.rules if rule.fired and rule.stage == "grade"}
    assert fired == set()  # the rules of the case are decided by the same quantity


@pytest.mark.parametrize(("own", "expected"), [("9.9999", "未达数量较大"), ("10", "数量较大"), ("10.0001", "数量较大")])
def test_the_threshold_is_met_at_the_sum_of_the_stands_of_one(own: str, expected: str) -> None:
    # 10 of both and what 乙 felled alone against 20
    data = case("滥伐林木", [accused("甲"), accused("乙")], felled("A", "10", "甲", "乙"), felled("B", own, "乙"))
    assert grades(data) == {"甲": "未达数量较大", "乙": expected}


def test_saplings_and_value_of_a_charge_are_those_of_its_stands() -> None:
    # 盗伐: 200 saplings on B are those of 乙 alone; of the value of the case 甲 cannot have more than all
    data = case(
        "盗伐林木",
        [accused("甲"), accused("乙", charges=[charge("盗伐林木", "B", value_cny="19999.99")])],
        felled("A", "1", "甲"),
        felled("B", "1", "乙", saplings=200),
        value_cny="19999.99",
    )
    found = persons(data)
    assert {name: one.grade.value for name, one in found.items()} == {"甲": "未达数量较大", "乙": "数量较大"}
    data["stands"][1]["saplings"] = 0
    assert grades(data) == {"甲": "未达数量较大", "乙": "未达数量较大"}
    data["parties"][1]["charges"][0]["value_cny"] = data["value_cny"] = "20000"
    assert grades(data) == {"甲": None, "乙": "数量较大"}  # nobody says that none of the 20,000 is of the trees of 甲


# Several offences.


def test_two_offences_of_one_person_are_graded_apart_and_the_heavier_by_the_statute_is_told() -> None:
    # 盗伐 50 on A: 数量巨大, three to seven years; 滥伐 20 on B: 数量较大, up to three
    data = case(
        "滥伐林木",
        [accused("甲", charges=[charge("滥伐林木", "B"), charge("盗伐林木", "A")])],
        felled("A", "50"),
        felled("B", "20"),
    )
    result = assessed(data)
    (one,) = result.record.persons
    assert {c.offence: (c.stands, c.grade.value) for c in one.charges} == {
        "滥伐林木": (("B",), "数量较大"),
        "盗伐林木": (("A",), "数量巨大"),
    }
    assert (one.offence, one.grade.value, one.grade.article) == ("盗伐林木", "数量巨大", "第四条第二款、第一款第一项")
    assert says(one.grade.reason, HEAVIEST, offence="盗伐林木", ground=BY_TIER)
    assert result.record.grade.value == "数量巨大"
    assert any(says(warning, CASE_ALONE, offence="滥伐林木") for warning in result.warnings)


def test_the_headlines_of_several_offences_are_those_of_the_charges() -> None:
    # 滥伐 10: below 20; 盗伐 60: 数量巨大, so 刑法第三百四十五条第一款, and what was gained is taken back
    data = case(
        "滥伐林木",
        [accused("甲", charges=[charge("滥伐林木", "A"), charge("盗伐林木", "B")])],
        felled("A", "10"),
        felled("B", "60"),
    )
    found = assessed(data).record
    assert found.conclusions["offence_grade"] == found.grade.value == "数量巨大"
    assert found.conclusions["penal_article"] == "刑法第三百四十五条第一款"
    assert "追缴或者责令退赔违法所得" in found.conclusions["duties"]
    assert says(found.grade.reason, HEAVIEST, offence="盗伐林木", ground=ALONE)
    felling, theft = found.persons[0].charges
    assert felling.penal_article == "刑法第三百四十五条第二款"
    assert "追缴或者责令退赔违法所得" not in felling.duties
    assert set(theft.duties) <= set(found.conclusions["duties"])


def test_what_is_open_of_the_lighter_offence_does_not_stand_at_the_head() -> None:
    # 滥伐 of 10 and of an unmeasured stand: open; 盗伐 60: 数量巨大
    data = case(
        "滥伐林木",
        [accused("甲", charges=[charge("滥伐林木", "A", "C"), charge("盗伐林木", "B")])],
        felled("A", "10"),
        felled("B", "60"),
        {"id": "C", "species": "杉木", "damage": {"type": "采伐"}},
    )
    found = assessed(data).record
    assert found.conclusions["offence_grade"] == found.grade.value == "数量巨大"
    assert says(found.grade.reason, HEAVIEST, offence="盗伐林木", ground=ONE_KNOWN)
    assert [one.grade.value for one in found.persons[0].charges] == [None, "数量巨大"]
    assert "grade_left_open" not in found.conclusions


# 数量较大 of 盗伐 and of 滥伐 is up to three years, with a fine beside or alone; 收购 is below its mark, or open.
@pytest.mark.parametrize(("bought", "more"), [("5", ""), (None, SOME_OPEN.format(offences=BOUGHT))])
def test_of_three_offences_only_those_that_are_alike_are_called_so(bought: str | None, more: str) -> None:
    stands = [felled("A", "20"), felled("B", "6"), felled("C", bought or "5")]
    if bought is None:
        del stands[2]["standing_stock_m3"]
    charges = [charge("滥伐林木", "A"), charge("盗伐林木", "B"), charge(BOUGHT, "C", value_cny="1")]
    data = case("滥伐林木", [accused("甲", charges=charges)], *stands)
    ground = EQUAL.format(offences="盗伐林木、滥伐林木") + BY_CAUSE + more
    assert says(assessed(data).record.grade.reason, HEAVIEST, offence="滥伐林木", ground=ground)


def test_a_grade_without_a_tier_on_record_is_not_compared() -> None:
    # 盗伐 60: 数量巨大; 失火 2 ha: 达到立案追诉标准, which is no step of the statute
    data = case(
        "盗伐林木",
        [accused("陈某", charges=[charge("盗伐林木", "A"), charge("失火", "B")]), accused("李某")],
        felled("A", "60", "陈某"),
        felled("B", "30", "陈某", "李某", damage={"type": "烧毁"}),
        particulars={"fire": {"burned_forest_ha": "2"}},
    )
    data["parties"][1]["charges"] = [charge("失火")]
    found = persons(data)
    assert [c.grade.value for c in found["陈某"].charges] == ["数量巨大", "达到立案追诉标准"]
    assert says(found["陈某"].grade.reason, HEAVIEST, offence="盗伐林木", ground=NO_TIER + BY_CAUSE)
    assert (found["李某"].offence, found["李某"].grade.value) == ("失火", "达到立案追诉标准")


def test_felling_and_buying_are_two_offences_of_two_persons() -> None:
    # 甲 fells 120 on two stands: 数量巨大; 乙 bought the 19 of B: 未达情节严重
    data = case(
        "滥伐林木",
        [accused("甲"), accused("乙", charges=[charge(BOUGHT, "B")])],
        felled("A", "101", "甲"),
        felled("B", "19", "甲"),
    )
    assert grades(data) == {"甲": "数量巨大", "乙": "未达情节严重"}
    groups = assessed(data).record.loss_rests_on.groups
    assert groups == ()  # who bought damaged nothing: all of the loss is 甲's


# What is decided of each charge where offences are several: heads of loss, fines, competition.


def of_charges(data: dict[str, Any]) -> dict[str, ChargeRecord]:
    (one,) = assessed(data).record.persons
    return {charged.offence: charged for charged in one.charges}


def test_the_fine_of_each_charge_is_held_against_the_law() -> None:
    # 法释〔2000〕45号: not less than 1,000 yuan (art. 2(1)), to be paid within three months (art. 5)
    data = case(
        "盗伐林木",
        [
            accused(
                "甲",
                charges=[
                    charge("盗伐林木", "A", penal_fine_cny="1000", penal_fine_months=3),
                    charge("滥伐林木", "B", penal_fine_cny="999.99", penal_fine_months=4),
                ],
            )
        ],
        felled("A", "50"),
        felled("B", "20"),
    )
    found = of_charges(data)
    assert found["盗伐林木"].fine_check == ()
    assert found["滥伐林木"].fine_check == ("低于罚金一千元下限", "缴纳期限超过三个月")
    assert "财产不足的，优先承担民事责任" in found["盗伐林木"].payment


def test_a_fine_that_is_stated_of_the_case_is_one_for_its_own_offence() -> None:
    data = case(
        "盗伐林木",
        [accused("甲", charges=[charge("盗伐林木", "A"), charge("滥伐林木", "B")])],
        felled("A", "50"),
        felled("B", "20"),
        particulars={"penal_fine": {"amount_cny": "500"}},
    )
    found = of_charges(data)
    assert found["盗伐林木"].fine_check == ("低于罚金一千元下限",)
    assert (found["滥伐林木"].fine_check, found["滥伐林木"].payment) == ((), ())


@pytest.mark.parametrize("own", ["盗伐林木", "失火"])
def test_punitive_damages_are_a_head_of_the_charge_that_bears_them(own: str) -> None:
    # 盗伐 stands in chapter six, section six of the code; 失火 in chapter two, and is no intent (法释〔2022〕1号 7(1))
    data = case(
        own,
        [accused("甲", charges=[charge("盗伐林木", "A"), charge("失火", "B")])],
        felled("A", "60"),
        felled("B", "30", damage={"type": "烧毁", "fraction": "1"}),
        particulars={"fire": {"burned_forest_ha": "2"}},
        claims={"punitive": True, "convicted": True, "serious_consequence": True, "by_organ": True},
    )
    found = of_charges(data)
    assert found["盗伐林木"].civil_heads == ("期间服务功能损失", "惩罚性赔偿")
    assert found["失火"].civil_heads == ("期间服务功能损失",)


def test_a_charge_about_a_stand_whose_loss_is_open_has_no_loss_of_services_yet() -> None:
    data = case(
        "盗伐林木",
        [accused("甲", charges=[charge("盗伐林木", "A"), charge("失火", "B")])],
        felled("A", "60"),
        stand(id="B", damage={"type": "烧毁", "fraction": "1"}),
        particulars={"fire": {"burned_forest_ha": "2"}},
    )
    found = of_charges(data)
    assert found["盗伐林木"].civil_heads == ("期间服务功能损失",)
    assert found["失火"].civil_heads == ()


PLANTS = {
    "wild_or_cultivated": "野生",
    "class_1_trees": 0,
    "class_1_stock_m3": "0",
    "class_2_trees": 2,
    "class_2_stock_m3": "0",
}


def test_two_charges_about_the_same_stand_compete_and_each_tells_it() -> None:
    # 盗伐 60: 数量巨大, three to seven years; two trees of class two: up to three. 法释〔2023〕8号 2(1): the heavier
    data = case(
        "盗伐林木",
        [accused("甲", charges=[charge("盗伐林木", "A"), charge("危害国家重点保护植物", "A")])],
        felled("A", "60"),
        particulars={"protected_plants": PLANTS},
    )
    found = of_charges(data)
    for offence, other in (("盗伐林木", "危害国家重点保护植物"), ("危害国家重点保护植物", "盗伐林木")):
        (conflict,) = found[offence].conflicts
        assert [one.offence for one in conflict.readings] == [offence, other]
        assert (conflict.chosen, conflict.basis) == ("盗伐林木", "法释〔2023〕8号第二条第一款")


@pytest.mark.parametrize(
    ("other", "source", "kind", "chosen"),
    [
        # 法释〔2020〕2号 2: cultivated plants are judged by the other offence alone; 刑法 342-1(2): the heavier, which
        # cannot be told, for the grade of 破坏自然保护地 is the judge's
        ("危害国家重点保护植物", "人工培育", "罪名的适用", "盗伐林木"),
        ("破坏自然保护地", "野生", "罪名竞合", None),
    ],
)
def test_both_charges_give_the_same_answer_whichever_the_rule_speaks_of(
    other: str, source: str, kind: str, chosen: str | None
) -> None:
    data = case(
        "盗伐林木",
        [accused("甲", charges=[charge("盗伐林木", "A"), charge(other, "A")])],
        felled("A", "60"),
        particulars={"protected_plants": PLANTS | {"wild_or_cultivated": source, "class_2_trees": 0}},
    )
    found = of_charges(data)
    for offence in ("盗伐林木", other):
        (conflict,) = found[offence].conflicts
        assert (conflict.kind, conflict.chosen) == (kind, chosen)
        assert {one.offence for one in conflict.readings} == {"盗伐林木", other}
    assert not any(says(one, told) for one in assessed(data).warnings for told in (NOT_WEIGHED, CHARGED_BESIDE))


def test_another_charge_is_not_told_as_an_offence_that_the_case_file_states() -> None:
    # no rule on record says how 滥伐林木 and 非法占用农用地 meet
    charges = [charge("滥伐林木", "A"), charge("非法占用农用地", "A")]
    told = assessed(case("滥伐林木", [accused("甲", charges=charges)], felled("A", "20"))).warnings
    assert not any(says(one, NOT_WEIGHED) for one in told)
    for own, also in (("滥伐林木", "非法占用农用地"), ("非法占用农用地", "滥伐林木")):
        assert any(says(one, CHARGED_BESIDE, also=also, offence=own) for one in told)


def test_charges_about_different_stands_do_not_compete() -> None:
    data = case(
        "盗伐林木",
        [accused("甲", charges=[charge("盗伐林木", "A"), charge("非法占用农用地", "B")])],
        felled("A", "60"),
        felled("B", "1"),
        particulars={"forest_land": {"public_mu": "6", "commercial_mu": "0"}},
    )
    assert all(one.conflicts == () for one in of_charges(data).values())
    data["parties"][0]["charges"][1]["stands"] = ["A", "B"]
    (conflict,) = of_charges(data)["盗伐林木"].conflicts
    assert conflict.chosen is None
    assert [one.grade for one in conflict.readings] == ["数量巨大", "达到入罪标准"]


def test_of_one_offence_all_of_that_is_told_of_the_case_alone() -> None:
    (one,) = assessed(case("盗伐林木", [accused("甲")], felled("A", "60"))).record.persons
    assert one.charges[0].alongside == ()


# Facts of the person.


def test_age_and_recidivism_are_each_persons_own() -> None:
    # the act ended on 2024-03-01: 甲 is 17, 乙 is 34, 丙 is 15 (liable for none of this), 丁 is 13
    data = case(
        "滥伐林木",
        [
            accused("甲", born="2006-06-01", recidivist=True),
            accused("乙", born="1990-01-01", recidivist=True),
            accused("丙", born="2009-01-01"),
            accused("丁", born="2011-01-01"),
        ],
        felled("A", "25"),
    )
    found = persons(data)
    assert {name: one.grade.value for name, one in found.items()} == {
        "甲": "数量较大",
        "乙": "数量较大",
        "丙": None,
        "丁": None,
    }
    assert found["甲"].circumstances == ("犯罪时不满十八周岁",)
    assert found["乙"].circumstances == ("累犯",)
    assert found["乙"].grounds["累犯"] == "刑法第六十五条第一款"
    assert found["丙"].circumstances == found["丁"].circumstances == ()
    assert {found[name].grade.reason for name in "丙丁"} == {TOO_YOUNG_ALONE}
    values = load_lawbook().book.conclusions["capacity"].values
    assert found["丁"].capacity == (values[0], values[3])  # under 14, and the guardian
    assert found["丙"].capacity == (values[1], values[3])  # 14 or 15, not for this offence, and the guardian
    assert assessed(data).record.grade.value == "数量较大"


def test_a_child_bears_no_administrative_penalty_and_a_minor_a_lighter_one() -> None:
    # 1 m³: below the offence; the authority fines 甲 (40), 乙 (15) less, and 丙 (13) not at all (行政处罚法 30)
    data = case(
        "盗伐林木",
        [accused("甲", born="1984-01-01"), accused("乙", born="2009-01-01"), accused("丙", born="2011-01-01")],
        felled("A", "1"),
        particulars={"administrative": {"not_prosecuted": True, "act": "盗伐林木"}},
    )
    found = persons(data)
    by_article = {name: set(one.grounds.values()) for name, one in found.items()}
    (fine,) = (value for value, ground in found["甲"].grounds.items() if ground == "森林法第七十六条第一款")
    assert [fine in found[name].administrative for name in "甲乙丙"] == [True, True, False]
    young = next(f"{rule.text}{rule.article}" for rule in load_lawbook().rules if rule.id == "administrative.under-14")
    assert young in by_article["乙"] & by_article["丙"]
    assert young not in by_article["甲"]


def test_fifteen_years_old_he_answers_for_arson_and_not_for_theft() -> None:
    born = {"born": "2009-01-01"}
    data = case(
        "盗伐林木",
        [accused("甲", **born, charges=[charge("盗伐林木", "A"), charge("放火", "B")])],
        felled("A", "60"),
        felled("B", "5"),
    )
    (one,) = assessed(data).record.persons
    theft, arson = one.charges
    assert theft.grade.reason == TOO_YOUNG_ALONE
    assert arson.grade.value is None  # 放火 has no quantity
    assert arson.grade.reason != TOO_YOUNG_ALONE
    assert arson.circumstances == ("犯罪时不满十八周岁",)


def test_who_pleads_and_restores_is_told_so_whatever_the_others_do() -> None:
    data = case(
        "滥伐林木",
        [
            accused("甲", first_offence=True, pleaded_guilty=True, restored=True),
            accused("乙", first_offence=True, pleaded_guilty=False, restored=False),
            accused("丙", first_offence=True, pleaded_guilty=True),
        ],
        felled("A", "25"),
    )
    found = persons(data)
    assert found["甲"].circumstances == ("初犯、认罪认罚并积极修复",)
    assert found["乙"].circumstances == found["丙"].circumstances == ()
    told = assessed(data).record.conclusions
    assert "circumstances" not in told  # not all of them did


def test_what_is_stated_of_everybody_holds_of_each() -> None:
    both = {"first_offence": True, "pleaded_guilty": True}
    data = case(
        "滥伐林木",
        [accused("甲", **both), accused("乙", first_offence=True, pleaded_guilty=False)],
        felled("A", "25"),
        particulars={"circumstances": {"actively_restored": True}},
    )
    assert persons(data)["甲"].circumstances == ("初犯、认罪认罚并积极修复",)
    assert persons(data)["乙"].circumstances == ()


def test_when_all_state_it_of_themselves_it_is_said_of_the_case() -> None:
    alike = {"first_offence": True, "pleaded_guilty": True, "restored": True}
    data = case("滥伐林木", [accused("甲", **alike), accused("乙", **alike)], felled("A", "25"))
    assert assessed(data).record.conclusions["circumstances"] == ("初犯、认罪认罚并积极修复",)


def test_who_answers_under_civil_law_alone_is_not_graded() -> None:
    data = case("滥伐林木", [accused("甲"), {"name": "乙公司", "role": "赔偿义务人"}], felled("A", "25"))
    one = persons(data)["乙公司"]
    assert (one.grade.value, one.charges) == (None, ())
    assert says(one.grade.reason, CIVIL_ALONE, role="赔偿义务人")


def test_an_earlier_act_counts_for_who_did_it() -> None:
    # 15 on the stand of both; 甲 did 5 before: 20 数量较大, 乙 stays at 15
    data = case(
        "滥伐林木",
        [accused("甲"), accused("乙")],
        felled("A", "15", "甲", "乙"),
        particulars={
            "earlier_acts": [
                {"date": "2024-01-05", "standing_stock_m3": "5", "saplings": 0, "dealt_with": False, "persons": ["甲"]}
            ]
        },
    )
    assert grades(data) == {"甲": "数量较大", "乙": "未达数量较大"}


# On whom the loss rests.


def test_the_loss_is_summed_by_the_persons_it_rests_on() -> None:
    data = case(
        "滥伐林木",
        [accused("甲"), accused("乙"), accused("丙")],
        felled("A", "10", "甲", "乙"),
        felled("B", "20", "乙", "甲"),
        felled("C", "30", "丙"),
    )
    result = assessed(data)
    stands = {one.id: from_text(str(one.loss_tco2e)) for one in result.record.stands}
    both = added([stands["A"], stands["B"]])
    first, second = result.record.loss_rests_on.groups
    assert (first.persons, first.stands) == (("甲", "乙"), ("A", "B"))
    assert from_text(str(first.loss_tco2e)) == both
    assert (second.persons, second.stands, from_text(str(second.loss_tco2e))) == (("丙",), ("C",), stands["C"])
    by_name = {one.persons[0]: from_text(str(one.loss_tco2e)) for one in result.record.loss_rests_on.persons}
    # what they damaged together stands whole with each
    assert by_name == {"甲": both, "乙": both, "丙": stands["C"]}
    line = result.record.worksheet[int(first.line or 0) - 1]
    assert line.formula == "E_1 + E_2"
    assert mistakes(result.worksheet.as_json()) == []


def test_a_stand_that_was_not_measured_leaves_the_sum_of_its_persons_open() -> None:
    data = case("滥伐林木", [accused("甲"), accused("乙")], felled("A", "10", "甲"), stand(id="B", persons=["乙"]))
    first, second = assessed(data).record.loss_rests_on.groups
    assert first.loss_tco2e is not None
    assert second.loss_tco2e is None
    assert says(second.reason, OPEN, stands="B")


# What holds of every case.


def said(found: Assessment) -> dict[str, Any]:
    """All of a result but what names its case file."""
    return {key: value for key, value in found.as_json().items() if key not in ("hash", "casefile_sha256")}


STOCKS = st.sampled_from(["0", "4.9999", "5", "19.9999", "20", "49.9999", "50", "99.9999", "100", "250"])
NAMES = ("甲", "乙", "丙")


@st.composite
def divided(draw: st.DrawFn) -> dict[str, Any]:
    """Two or three persons, two to four stands of some of them, one offence or two."""
    names = NAMES[: draw(st.integers(2, 3))]
    stands = []
    for number in range(draw(st.integers(2, 4))):
        doers = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
        stands.append(felled(f"S{number}", draw(STOCKS), *doers, saplings=draw(st.sampled_from([0, 199, 1000]))))
    parties = []
    for name in names:
        own = [place["id"] for place in stands if name in place["persons"]]
        offences = draw(st.sampled_from([["滥伐林木"], ["滥伐林木", "盗伐林木"]])) if own else [BOUGHT]
        parties.append(accused(name, charges=[charge(offence, *own) for offence in offences]))
    return case("滥伐林木", parties, *stands)


@settings(max_examples=examples(12, 400))
@given(divided(), st.integers(0, 3), st.sampled_from(["0.5", "0.25"]))
def test_a_stand_in_two_parts_of_the_same_persons_changes_no_grade(data: dict[str, Any], which: int, part: str) -> None:
    place = data["stands"][which % len(data["stands"])]
    whole = Decimal(place["standing_stock_m3"])
    other = copy.deepcopy(data)
    cut = other["stands"][which % len(data["stands"])]
    cut["standing_stock_m3"] = str(whole * Decimal(part))
    rest = {**cut, "id": "R", "standing_stock_m3": str(whole - whole * Decimal(part)), "saplings": 0}
    other["stands"].append(rest)
    for party in other["parties"]:
        for one in party["charges"]:
            if place["id"] in one.get("stands", ()):
                one["stands"].append("R")
    first, second = assessed(data).record, assessed(other).record
    assert first.grade == second.grade
    assert [(p.name, p.grade, p.circumstances) for p in first.persons] == [
        (p.name, p.grade, p.circumstances) for p in second.persons
    ]


@settings(max_examples=examples(12, 400))
@given(st.lists(STOCKS, min_size=1, max_size=3), st.integers(1, 3), st.sampled_from(["滥伐林木", "盗伐林木"]))
def test_equal_charges_for_everybody_say_what_the_offence_of_the_case_says(
    stocks: list[str], count: int, offence: str
) -> None:
    stands = [felled(f"S{number}", stock) for number, stock in enumerate(stocks)]
    silent = case(offence, [accused(name, first_offence=True) for name in NAMES[:count]], *stands, value_cny="20000")
    stated = copy.deepcopy(silent)
    for party in stated["parties"]:
        party["charges"] = [charge(offence, *(place["id"] for place in stands))]
    assert said(assessed(silent)) == said(assessed(stated))


@settings(max_examples=examples(12, 400))
@given(divided(), st.randoms(use_true_random=False))
def test_the_order_of_parties_stands_and_charges_changes_nothing(data: dict[str, Any], chance: Any) -> None:
    other = copy.deepcopy(data)
    chance.shuffle(other["parties"])
    chance.shuffle(other["stands"])
    for party in other["parties"]:
        chance.shuffle(party["charges"])
    first, second = assessed(data).record, assessed(other).record
    assert first.grade == second.grade
    assert first.conclusions == second.conclusions
    assert {p.name: (p.grade, p.offence) for p in first.persons} == {
        p.name: (p.grade, p.offence) for p in second.persons
    }
    assert {(g.standing_stock_m3, frozenset(g.persons)) for g in first.loss_rests_on.groups} == {
        (g.standing_stock_m3, frozenset(g.persons)) for g in second.loss_rests_on.groups
    }


def test_a_child_who_felled_is_not_graded_by_the_age_of_one_who_bought() -> None:
    # 249.9999 m³ would be 数量巨大; who felled it was fifteen, and the grown-up is charged with another offence, of
    # which the old text asks where he bought.
    data = case(
        "滥伐林木",
        [
            accused("甲", charges=[charge("非法收购、运输盗伐、滥伐的林木")], born="1980-01-01"),
            accused("乙", charges=[charge("滥伐林木", "S0")], born="1989-06-02"),
        ],
        felled("S0", "249.9999", "乙"),
    )
    data["case"]["conduct"] = {"from": "2005-04-22", "to": "2005-06-01"}
    found = assessed(data).record
    assert found.persons[1].grade.value is None
    assert found.persons[1].grade.reason.startswith(TOO_YOUNG_ALONE)
    assert found.grade.value in {person.grade.value for person in found.persons}


def test_the_grade_of_a_case_is_the_heaviest_of_its_persons_and_both_evaluators_agree(attempts: Attempts) -> None:
    graded = 0
    for one in (one for seed in attempts(1, 40) for one in divided_files(examples(40, 120), seed)):
        asked = _asked(one.casefile, one.on)
        persons, decision = asked.persons, asked.decision  # raises where the evaluators differ
        told = {person.grade.value for person in persons.each if person.charges}
        assert decision.grade.value in told
        order = decision.book.conclusions["offence_grade"].values
        of_one = {charge.offence for charge in persons.charges}
        if len(of_one) == 1:
            values = [value for value in told if value is not None]
            highest = max(values, key=order.index) if values else None
            open_ = any(charge.grade.value is None and not charge.grade.no_offence for charge in persons.charges)
            yields = open_ and highest is not None and highest.startswith("未达")
            assert decision.grade.value == (None if yields else highest)
        graded += decision.grade.value is not None
    assert graded


def test_a_charge_that_is_the_case_itself_is_ruled_on_as_if_it_were_asked_apart(attempts: Attempts) -> None:
    """What was decided of the case is taken for it; of its facts alone the same follows."""
    whole = 0
    for case in (case for seed in attempts(1, 40) for case in random_files(examples(25, 60), seed=seed)):
        asked = _asked(case.casefile, case.on)
        for one in asked.persons.charges:
            apart = asked.engine.rule_on(one.facts, case.casefile.case.conduct.ended, case.on)
            # the readings are told with the acts that each text adds, which the counting knows and no fact
            assert one.ruling == replace(apart, grade=as_read(apart.grade, one.counted))
            whole += one.facts is asked.facts
    assert whole


def _asked(casefile: CaseFile, on: datetime.date) -> Asked:
    return Asked.alone(casefile, measure(casefile, on=on), on)


# What was counted on the stands of one charge is not of another.

PROTECTED = "危害国家重点保护植物"


def occupied(id: str, *persons: str, **facts: Any) -> dict[str, Any]:
    return felled(id, "6", *persons, damage={"type": "占用"}, **facts)


def land(**mu: Any) -> dict[str, Any]:
    return {"penalties_two_years": 0, "commercial_mu": "0"} | mu


def test_land_counted_for_all_stands_is_no_bodys_who_took_a_part_of_them() -> None:
    # 法释〔2023〕8号 art. 1: five mu of public forest. Together 5.5; one took 5, the other 0.5.
    two = [accused("甲"), accused("乙")]
    stands = occupied("A", "甲"), occupied("B", "乙")
    data = case("非法占用农用地", two, *stands, particulars={"forest_land": land(public_mu="5.5")})
    assert grades(data) == {"甲": None, "乙": None}
    warnings = [str(warning) for warning in assessed(data).record.warnings]
    for name in ("甲", "乙"):
        assert any(says(one, WHOSE, name=name, group="毁坏的林地") for one in warnings)
    two[0]["charges"] = [charge("非法占用农用地", "A") | {"forest_land": {"public_mu": "5"}}]
    two[1]["charges"] = [charge("非法占用农用地", "B") | {"forest_land": {"public_mu": "0.5", "commercial_mu": "0"}}]
    assert grades(data) == {"甲": "达到入罪标准", "乙": "未达入罪标准"}
    assert not any(says(str(one), WHOSE) for one in assessed(data).record.warnings)


def test_the_area_of_a_stand_is_not_the_land_that_a_person_ruined() -> None:
    facts = {"land_category": "公益林"}
    stands = occupied("A", "甲", area_mu="5", **facts), occupied("B", "乙", area_mu="4.99", **facts)
    particulars = {"forest_land": {"penalties_two_years": 0}}
    data = case("非法占用农用地", [accused("甲"), accused("乙")], *stands, particulars=particulars)
    assert grades(data) == {"甲": None, "乙": None}


def test_who_is_charged_about_all_stands_answers_for_all_that_was_counted() -> None:
    stands = occupied("A"), occupied("B", "乙")
    particulars = {"forest_land": land(public_mu="5")}
    data = case("非法占用农用地", [accused("甲"), accused("乙")], *stands, particulars=particulars)
    assert grades(data) == {"甲": None, "乙": "达到入罪标准"}


def test_protected_trees_are_those_of_the_charge_for_protected_trees() -> None:
    # art. 2: one tree of class I or 1 m³. Who felled other stands without them has no competing offence.
    parties = [accused("甲", charges=[charge("盗伐林木", "A")]), accused("乙", charges=[charge(PROTECTED, "B")])]
    plants = {"wild_or_cultivated": "野生", "class_1_trees": 1, "class_1_stock_m3": "0.4"}
    data = case("盗伐林木", parties, felled("A", "6"), felled("B", "0.4"), particulars={"protected_plants": plants})
    found = persons(data)
    assert found["乙"].grade.value == "达到入罪标准"
    assert found["甲"].grade.value == "数量较大"
    assert found["甲"].charges[0].conflicts == ()


def test_a_fire_is_the_fire_of_the_charge_for_it_whatever_else_is_charged() -> None:
    parties = [accused("甲", charges=[charge("滥伐林木", "A")]), accused("乙", charges=[charge("失火", "B")])]
    fire = {"fire": {"burned_forest_ha": "2"}}
    data = case("滥伐林木", parties, felled("A", "20"), felled("B", "5", damage={"type": "烧毁"}), particulars=fire)
    assert grades(data) == {"甲": "数量较大", "乙": "达到立案追诉标准"}
    assert not any(says(str(one), WHOSE) for one in assessed(data).record.warnings)


def test_what_a_charge_states_stands_in_place_of_the_quantities_of_the_case_alone() -> None:
    # 人工培育 holds for the case: no trees of the charge make it 危害国家重点保护植物.
    parties = [accused("甲", charges=[charge(PROTECTED, "A") | {"protected_plants": {"class_1_trees": 5}}])]
    plants = {"protected_plants": {"wild_or_cultivated": "人工培育", "class_1_trees": 0}}
    assert grades(case(PROTECTED, parties, felled("A", "3"), particulars=plants)) == {"甲": None}
    plants["protected_plants"]["wild_or_cultivated"] = "野生"
    assert grades(case(PROTECTED, parties, felled("A", "3"), particulars=plants)) == {"甲": "情节严重"}
    assert grades(case(PROTECTED, [accused("甲")], felled("A", "3"), particulars=plants)) != {"甲": "情节严重"}


# Ages: 刑法第十七条. A year of life is completed on the day after the birthday.


@pytest.mark.parametrize(("born", "grade"), [("2008-03-01", "未达数量较大"), ("2007-11-30", "数量较大")])
def test_what_was_done_before_the_age_of_responsibility_is_not_added_up(born: str, grade: str) -> None:
    # 3 m³ now and 3 m³ on 2023-12-01: together 6 m³, five make 数量较大.
    earlier = {"date": "2023-12-01", "standing_stock_m3": "3", "saplings": 0, "dealt_with": False}
    data = case("盗伐林木", [accused("甲", born=born)], felled("A", "3"), value_cny="0")
    data["case"]["conduct"] = {"from": "2024-05-01"}
    data["particulars"] = {"earlier_acts": [earlier]}
    assert grades(data) == {"甲": grade}
    told = [str(one) for one in assessed(data).record.warnings]
    assert any(says(one, TOO_YOUNG_THEN, days="2023-12-01") for one in told) is (grade == "未达数量较大")
    # An adult who did both answers for both, the child for the second alone.
    data["parties"].append(accused("乙", born="1980-01-01"))
    assert grades(data) == {"甲": grade, "乙": "数量较大"}


@pytest.mark.parametrize(
    ("offence", "born", "years"),
    [
        ("盗伐林木", "2008-03-01", [16]),
        ("盗伐林木", "2008-05-01", []),  # sixteen on the day after the act ended
        ("盗伐林木", "2007-12-31", []),  # sixteen when it began
        ("盗伐林木", "2006-03-01", [18]),
        ("放火", "2010-03-01", [14]),
        ("盗伐林木", "2010-03-01", []),
    ],
)
def test_who_comes_of_age_while_the_act_goes_on_is_told(offence: str, born: str, years: list[int]) -> None:
    damage = {"damage": {"type": "烧毁"}} if offence == "放火" else {}
    data = case(offence, [accused("甲", born=born)], felled("A", "6", **damage))
    data["case"]["conduct"] = {"from": "2024-01-01", "to": "2024-05-01"}
    told = [str(one) for one in assessed(data).record.warnings if says(str(one), AGED_MEANWHILE, name="甲")]
    assert [year for year in (14, 16, 18) if any(says(one, AGED_MEANWHILE, years=year) for one in told)] == years
    assert len(told) == len(years)


@pytest.mark.parametrize(("born", "refused"), [("2024-03-02", True), ("2024-03-01", False)])
def test_nobody_is_accused_of_what_was_done_before_he_was_born(born: str, refused: bool) -> None:
    data = case("盗伐林木", [accused("甲", born=born)], felled("A", "6"))
    if not refused:
        assert grades(data) == {"甲": None}
        return
    with pytest.raises(InputError) as caught:
        parse(data)
    assert [error.path for error in caught.value.errors] == ["parties[0].born"]
    data["parties"] = [accused("乙"), {"name": "甲", "role": "赔偿义务人", "born": born}]
    assert parse(data)


@pytest.mark.parametrize(("began", "told"), [("2021-02-28", True), ("2021-03-01", False)])
def test_an_act_that_began_before_there_was_the_offence_says_so(began: str, told: bool) -> None:
    # 破坏自然保护地 is an offence since 2021-03-01 (刑法修正案十一).
    data = case("破坏自然保护地", [accused("甲")], felled("A", "6"))
    data["case"]["conduct"] = {"from": began, "to": "2021-03-05"}
    warnings = [str(one) for one in assessed(data).record.warnings]
    assert any(says(one, BEGUN_BEFORE, offence="破坏自然保护地") for one in warnings) is told


def shown(data: dict[str, Any]) -> dict[str, str]:
    return {name: person.grade.said for name, person in persons(data).items()}


CHILD, GROWN = accused("甲", born="2012-01-01"), accused("乙", born="1980-01-01")


# 甲 is twelve: no grade is due. Of 乙's stand no stock is known: his grade cannot be told, and it is the case's.
@pytest.mark.parametrize("own", ["1", "900"])
def test_who_bears_no_responsibility_is_told_apart_from_whom_no_grade_is_known_of(own: str) -> None:
    data = case("滥伐林木", [CHILD, GROWN], felled("A", own, "甲"), stand(id="B", persons=["乙"]))
    assert shown(data) == {"甲": NOT_DUE, "乙": NOT_KNOWN}
    told = assessed(data).as_json()
    assert [person["grade"].get("untold") for person in told["persons"]] == [NOT_DUE, None]
    assert AssessmentRecord.from_json(told).grade.said == NOT_KNOWN
    children = assessed(case("滥伐林木", [CHILD], felled("A", own, "甲"))).record
    assert (children.grade.value, children.grade.said) == (None, NOT_DUE)


def test_who_is_not_charged_at_all_is_told_apart_from_whose_charge_is_not_stated() -> None:
    liable = {"name": "丙", "role": "赔偿义务人"}
    data = case("滥伐林木", [accused("甲"), accused("乙", role="被不起诉人"), liable], felled("A", "30", "甲"))
    assert shown(data) == {"甲": "数量较大", "乙": NOT_KNOWN, "丙": NOT_DUE}


# 5 m³ are below 20; of the other stand it is not known. The case is not below as long as one of them may not be.
def test_below_the_mark_yields_to_what_cannot_be_told() -> None:
    data = case("滥伐林木", [accused("甲"), accused("乙")], felled("A", "5", "甲"), stand(id="B", persons=["乙"]))
    assert shown(data) == {"甲": "未达数量较大", "乙": NOT_KNOWN}
    assert assessed(data).record.grade.said == NOT_KNOWN


# Fifteen: he answers for arson (art. 17), whose grade is the judge's, and not for felling, which is the case's offence.
def test_of_several_offences_that_lead_to_no_grade_the_one_that_he_answers_for_is_told() -> None:
    child = accused("甲", charges=[charge("滥伐林木", "A"), charge("放火", "A")], born="2008-09-01")
    found = persons(case("滥伐林木", [child], felled("A", "30")))["甲"]
    assert [one.grade.said for one in found.charges] == [NOT_DUE, NOT_KNOWN]
    assert (found.offence, found.grade.said) == ("放火", NOT_KNOWN)
    assert says(found.grade.reason, HEAVIEST, offence="放火", ground=NONE_DUE)


# Results of before have no word of their own for it; their reasons say which it is.
@pytest.mark.parametrize(("reason", "word"), [(TOO_YOUNG_ALONE, NOT_DUE), ("认定的立木蓄积未查明", NOT_KNOWN)])
def test_a_stored_grade_without_the_word_is_read_by_its_reason(reason: str, word: str) -> None:
    before = {"value": None, "law": None, "article": None, "reason": reason}
    assert PersonGradeRecord.from_json(before).said == word
    assert PersonGradeRecord.from_json(before).as_json() == before


def test_a_value_of_which_only_the_shares_are_missing_is_not_said_to_be_unknown_whole() -> None:
    # 1 m³ each, below the 5 m³ of 盗伐; of 30,000 either may have reached the mark of 20,000
    data = case("盗伐林木", [accused("甲"), accused("乙")], felled("A", "1", "甲"), felled("B", "1", "乙"))
    for person in persons(data | {"value_cny": "30000"}).values():
        assert person.grade.value is None
        assert says(person.grade.reason, OF_CASE, most="30000")


def test_of_a_child_nothing_else_keeps_the_grade_open() -> None:
    # thirteen: no offence (刑法第十七条第二款); that 放火 has no mark of quantity is of no account then
    data = case("放火", [accused("甲", born="2010-06-01")], felled("A", "60", damage={"type": "烧毁"}))
    (one,) = assessed(data).record.persons
    assert (one.grade.value, one.grade.untold, one.grade.reason) == (None, NOT_DUE, TOO_YOUNG_ALONE)


def test_an_offence_that_may_reach_a_mark_stands_before_one_that_does_not() -> None:
    # 盗伐 of an unmeasured stand: open; 滥伐 6: below 20. The case is not told to be below a mark.
    data = case(
        "滥伐林木",
        [accused("甲", charges=[charge("盗伐林木", "A"), charge("滥伐林木", "B")])],
        {"id": "A", "species": "杉木", "damage": {"type": "采伐"}},
        felled("B", "6"),
    )
    found = assessed(data).record
    assert (found.grade.value, found.persons[0].grade.value, found.persons[0].offence) == (None, None, "盗伐林木")
    assert says(found.grade.reason, HEAVIEST, offence="盗伐林木", ground=SOME_KNOWN)
    assert "offence_grade" not in found.conclusions


def test_of_a_child_charged_twice_no_grade_is_due() -> None:
    charges = [charge("盗伐林木", "A"), charge("滥伐林木", "B")]
    data = case("滥伐林木", [accused("甲", born="2011-06-01", charges=charges)], felled("A", "60"), felled("B", "60"))
    found = assessed(data).record
    assert (found.grade.value, found.grade.untold) == (None, NOT_DUE)
    assert says(found.grade.reason, HEAVIEST, ground=NONE_AT_ALL + BY_CAUSE)
