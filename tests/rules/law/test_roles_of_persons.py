"""Whoever is accused or punished is graded and asked his age, by whatever word the file calls him."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from rules.asked import legal_facts
from rules.assess import Assessment, assess
from rules.carbon.measure import measure
from rules.casefile import parse
from rules.casefile.roles import plain_roles
from rules.deciding.book import load_lawbook
from rules.deciding.facts.standing import CONTRADICTORY, DONE_BY_OTHERS, ELSEWHERE, ROLE_UNKNOWN
from rules.deciding.grading import ALL_REACH, OPEN, SOME_REACH
from rules.deciding.headlines import FORFEIT, IF_CRIME, SAME_HEAD, WHOEVER
from rules.reading.errors import InputError
from rules.record.deciding import NOT_DUE
from tests.rules.cases import stand
from tests.told import says

DAY = datetime.date(2024, 6, 3)


def case(role: str, born: str = "2011-06-01", **more: Any) -> dict[str, Any]:
    """A theft of 60 m³ on 2024-03-01 by a child of twelve, far beyond the mark of 5 m³."""
    return {
        "case": {"offence": "盗伐林木", "conduct": {"from": "2024-03-01"}},
        "parties": [{"name": "甲", "role": role, "born": born}],
        "stands": [stand(standing_stock_m3="60")],
        **more,
    }


def assessed(role: str, **more: Any) -> Assessment:
    return assess(parse(case(role, **more)), DAY)


def told_unknown(found: Assessment, role: str, name: str = "甲") -> bool:
    return any(says(warning, ROLE_UNKNOWN, name=name, role=role) for warning in found.warnings)


@pytest.mark.parametrize(
    "role",
    [
        "被告人",
        "犯罪嫌疑人",
        "嫌疑人",
        "被处罚人",
        "行为人",
        "违法行为人",
        "第一被告人",
        "未成年被告人",
        "同案犯罪嫌疑人",
        "同案犯",
        "同案被告人",
        "共同被告人",
        "被告人（主犯）",
        "被告人(从犯)",
        "被告人（主犯（已到案））",
        "被告人、附带民事诉讼被告人",
        "被告人兼附带民事公益诉讼被告",
        "被告人暨刑事附带民事公益诉讼被告",
        "被告人/违法行为人",
        "被 告 人",
        "被告人甲",
        "未成年的被告人",
        "被告人，同时系附带民事诉讼被告",
        "上诉人（原审被告人）",
        "被告人、被害人",
        "被告人、村民小组长",
    ],
)
def test_a_child_is_not_graded_whatever_the_accused_are_called(role: str) -> None:
    """刑法第十七条第二款."""
    found = assessed(role)
    assert found.record.grade.value is None
    assert [(one.name, one.grade.value) for one in found.record.persons] == [("甲", None)]
    assert not told_unknown(found, role)


@pytest.mark.parametrize(
    "role",
    [
        *("被害人", "证人", "代理人", "法定代理人", "辩护人", "林权人", "第三人", "被害人（林场）", "证人兼举报人"),
        *("附带民事诉讼原告人", "附带民事公益诉讼起诉人", "被告人的辩护人", "上诉人（原审原告）"),
    ],
)
def test_those_who_do_not_answer_are_passed_over_in_silence(role: str) -> None:
    found = assessed(role)
    assert not found.record.persons
    assert not told_unknown(found, role)


@pytest.mark.parametrize(
    "role",
    ["当事人", "邻居", "第一当事人", "被告人家属", "另案处理", "在逃", "上诉人", "被害人、另案处理", "父亲（被告人）"],
)
def test_a_role_that_tells_nothing_is_told_to_have_been_passed_over(role: str) -> None:
    found = assessed(role)
    assert not found.record.persons
    assert told_unknown(found, role)


def test_the_party_to_a_penalty_is_whom_it_is_imposed_on() -> None:
    """不起诉 leaves the penalty alone: 行政处罚法第三十条 asks how old its 当事人 was."""
    given = {"administrative": {"not_prosecuted": True, "act": "盗伐林木"}}
    found = assessed("当事人", particulars=given)
    assert not told_unknown(found, "当事人")
    applied = {rule.id for rule in found.record.rules if rule.fired}
    assert "administrative.under-14" in applied


def test_what_was_recorded_before_its_role_was_known_still_reads() -> None:
    """A birthday after the act was no mistake of a person who was no accused then; it is one when written today."""
    data = case("嫌疑人", born="2024-05-01")
    assert parse(data, recorded=True).parties[0].accused
    with pytest.raises(InputError):
        parse(data)


@pytest.mark.parametrize(
    ("role", "plain"),
    [
        ("被告人（主犯）", ("被告人",)),
        ("被告人、附带民事诉讼被告人", ("被告人", "被告")),
        ("附带民事公益诉讼被告", ("被告",)),
        ("附带民事诉讼被告单位", ("被告",)),
        ("上诉人(原审被告人、附带民事诉讼被告)", ("被告人", "被告")),
        ("第三人", ("第三人",)),
        ("第三被告人", ("被告人",)),
        ("证人；举报人", ("证人", "举报人")),
        ("在逃", ("在逃",)),
        ("被告人法定代理人", ("法定代理人",)),
        ("被告单位诉讼代表人", ("诉讼代表人",)),
        ("被害人近亲属", ("近亲属",)),
        ("被告人甲之辩护人", ("辩护人",)),
        ("被告人甲、乙的法定代理人", ("法定代理人",)),
        ("被告人证人", ("被告人证人",)),
    ],
)
def test_a_compound_role_is_read_word_by_word(role: str, plain: tuple[str, ...]) -> None:
    assert plain_roles(role) == plain


@pytest.mark.parametrize(
    "role",
    [
        *(
            "被告人，系被告单位的法定代表人",
            "被告人、林场的法定代表人",
            "被告人兼被告单位的诉讼代表人",
            "被告人、某村之法定代表人",
        ),
        *("被告人；同时为某公司的法定代表人", "被害人、未成年的被告人", "被告人以及附带民事诉讼被告人"),
    ],
)
def test_whoever_is_accused_remains_so_whatever_else_he_is(role: str) -> None:
    """The last word of several is not the whole: who represents a company is accused beside it."""
    found = assessed(role, born="1980-01-01")
    assert [one.grade.value for one in found.record.persons] == ["数量巨大"]  # 60 m³ of 50


def test_a_child_whose_agent_is_written_in_one_word_is_still_a_child() -> None:
    """刑法第十七条第二款. Nobody else is accused, so it is sure that nobody answers."""
    ward = {"name": "甲", "role": "被告人", "born": "2011-06-01"}
    found, plain = (
        assess(parse({**case("被告人"), "parties": [ward, {"name": "乙", "role": role}]}), DAY)
        for role in ("被告人法定代理人", "法定代理人")
    )
    assert not told_unknown(found, "被告人法定代理人", name="乙")
    assert found.record.grade.reason == plain.record.grade.reason


def test_who_pays_in_the_civil_part_alone_is_not_graded() -> None:
    """附带民事诉讼被告人 may be the parents of the accused: they answer for the loss, and for no crime."""
    found = assessed("附带民事诉讼被告人", born="1980-01-01")
    assert [(one.name, one.grade.value, one.grade.untold) for one in found.record.persons] == [("甲", None, NOT_DUE)]
    assert not told_unknown(found, "附带民事诉讼被告人")


@pytest.mark.parametrize("role", ["同案犯（另案处理）", "犯罪嫌疑人，在逃", "已判决的同案犯"])
def test_an_accused_who_is_tried_elsewhere_is_graded_and_told_so(role: str) -> None:
    found = assessed(role, born="1980-01-01")
    assert [one.grade.value for one in found.record.persons] == ["数量巨大"]  # 60 m³ of 50
    assert any(says(warning, ELSEWHERE, name="甲", role=role) for warning in found.warnings)


CHILD, ADULT = "2011-06-01", "1980-01-01"


def two(own: dict[str, Any], other: dict[str, Any], role: str = "另案处理", **more: Any) -> Assessment:
    """甲, accused, and 乙, of whom the role tells nothing."""
    parties = [{"name": "甲", "role": "被告人", **own}, {"name": "乙", "role": role, **other}]
    return assess(parse(case("被告人") | {"parties": parties} | more), DAY)


def test_that_nobody_is_of_age_is_open_while_somebody_of_age_may_be_accused() -> None:
    """甲 of twelve answers for nothing, whoever 乙 is; whether anybody does turns on 乙."""
    found = two({"born": CHILD}, {"born": ADULT})
    assert found.record.grade.value is None
    assert found.record.grade.untold is None
    assert [(one.name, one.grade.value, one.grade.untold) for one in found.record.persons] == [("甲", None, NOT_DUE)]
    assert told_unknown(found, "另案处理", "乙")


def test_it_is_open_as_well_where_the_case_is_divided() -> None:
    charged = {"born": CHILD, "charges": [{"offence": "盗伐林木", "stands": ["A"]}]}
    found = two(charged, {"born": ADULT})
    assert (found.record.grade.value, found.record.grade.untold) == (None, None)


def test_a_child_whose_role_tells_nothing_leaves_the_grade_open() -> None:
    found = assessed("另案处理")
    assert (found.record.grade.value, found.record.grade.untold) == (None, None)


@pytest.mark.parametrize("born", [CHILD, ADULT])
def test_the_grade_of_an_adult_does_not_turn_on_somebody_else(born: str) -> None:
    found = two({"born": ADULT}, {"born": born})
    assert found.record.grade.value == "数量巨大"


def test_that_nobody_is_of_age_is_sure_where_all_who_may_be_accused_are_children() -> None:
    found = two({"born": CHILD}, {"born": CHILD})
    assert (found.record.grade.value, found.record.grade.untold) == (None, NOT_DUE)


def test_parents_who_pay_for_a_child_do_not_make_anybody_answer() -> None:
    """刑法第十七条 asks how old the accused was, not who pays for him (民法典第一千一百八十八条)."""
    for role in ("赔偿义务人", "附带民事诉讼被告人"):
        found = two({"born": CHILD}, {"born": ADULT}, role)
        assert (found.record.grade.value, found.record.grade.untold) == (None, NOT_DUE)


@pytest.mark.parametrize(
    ("name", "own", "other", "sure"),
    [
        ("recidivist_adult_any", {"recidivist": False}, {}, None),
        ("recidivist_adult_any", {"recidivist": False}, {"recidivist": True}, None),
        ("recidivist_adult_any", {"recidivist": False}, {"recidivist": False}, False),
        ("recidivist_adult_any", {"recidivist": True}, {}, True),
        ("minor_any", {}, {"born": CHILD}, None),
        ("minor_any", {}, {"born": ADULT}, False),
        ("first_offence_all", {"first_offence": True}, {}, None),
        ("first_offence_all", {"first_offence": False}, {"first_offence": True}, False),
        ("actively_restored", {"restored": True}, {}, None),
        ("actively_restored", {"restored": True}, {"restored": True}, True),
        ("unit_any", {"unit": False}, {"unit": True}, None),
    ],
)
def test_what_holds_of_all_accused_is_not_known_while_somebody_else_may_be_one(
    name: str, own: dict[str, Any], other: dict[str, Any], sure: bool | None
) -> None:
    """Recidivists are of age: 甲 and, but where he is a child, 乙 are adults."""
    given = own if name == "unit_any" else {"born": ADULT} | own
    beside = other if name == "unit_any" else {"born": ADULT} | other
    casefile = two(given, beside).casefile
    assert legal_facts(casefile, measure(casefile, on=DAY), DAY)[name] is sure


def test_whether_a_party_asked_for_credits_is_open_of_one_whose_role_tells_nothing() -> None:
    """Article 20 asks that the 当事人 himself asks; a victim is none of those who answer."""
    for role, told in (("另案处理", None), ("被害人", False), ("被告人（从犯）", True)):
        casefile = two({}, {}, role, request={"credits": True, "by": "乙"}).casefile
        assert legal_facts(casefile, measure(casefile, on=DAY), DAY)["requested_by_party"] is told


def test_a_party_is_known_by_each_of_his_roles() -> None:
    casefile = two({}, {}, "被告人（从犯）", request={"credits": True, "by": "被告人乙"}).casefile
    assert legal_facts(casefile, measure(casefile, on=DAY), DAY)["requested_by_party"] is True


def test_an_earlier_act_of_a_child_is_doubtful_while_an_adult_may_have_been_accused_of_it() -> None:
    """甲, sixteen on 2024-03-01, was fifteen on 2023-06-01: what he did then counts only if somebody else answers."""
    earlier = {"date": "2023-06-01", "standing_stock_m3": "200", "dealt_with": False}
    found = two({"born": "2008-01-01"}, {"born": ADULT}, particulars={"earlier_acts": [earlier]})
    assert found.record.grade.value is None  # 60 m³ are 数量巨大, 260 are 数量特别巨大
    alone = two({"born": "2008-01-01"}, {"born": ADULT}, "证人", particulars={"earlier_acts": [earlier]})
    assert alone.record.grade.value == "数量巨大"


def test_whoever_is_accused_by_a_compound_role_is_charged_where_the_case_is_divided() -> None:
    parties = [
        {"name": "甲", "role": "被告人", "charges": [{"offence": "盗伐林木", "stands": ["A"]}]},
        {"name": "乙", "role": "被告人（从犯）"},
    ]
    data = case("被告人") | {"parties": parties, "stands": [stand(standing_stock_m3="60", persons=["甲"])]}
    assert parse(data, recorded=True).parties[1].accused
    with pytest.raises(InputError):
        parse(data)


def with_other(role: str, persons: list[str], own: str = "6") -> Assessment:
    """6 m³, or ``own``, by 甲, and 60 on B by ``persons``, of whom 乙 has the role."""
    parties = [{"name": "甲", "role": "被告人"}, {"name": "乙", "role": role}]
    mine = stand(standing_stock_m3=own, saplings=0, persons=["甲"])
    other = stand(id="B", standing_stock_m3="60", saplings=0, persons=persons)
    return assess(parse({**case("被告人"), "parties": parties, "stands": [mine, other]}), DAY)


# 6 m³ of 5; with the 60 of 乙, who may be accused or not, 数量巨大 from 50 (法释〔2023〕8号第四条)
@pytest.mark.parametrize(("role", "value"), [("证人", "数量较大"), ("村民", None)])
def test_a_stand_that_nobody_answers_for_is_told_to_be_in_no_grade(role: str, value: str | None) -> None:
    found = with_other(role, ["乙"])
    assert found.record.grade.value == value
    assert [one.grade.value for one in found.record.persons] == ["数量较大"]
    assert any(says(one, DONE_BY_OTHERS, stands="B", name="乙", role=role) for one in found.warnings)


@pytest.mark.parametrize(("role", "persons"), [("被告人", ["乙"]), ("证人", ["甲", "乙"])])
def test_a_stand_that_an_accused_damaged_is_in_his_grade(role: str, persons: list[str]) -> None:
    found = with_other(role, persons)
    assert found.record.grade.value == "数量巨大"
    assert not any(says(one, DONE_BY_OTHERS, stands="B", name="乙", role=role) for one in found.warnings)


@pytest.mark.parametrize(("stated", "told"), [({}, True), ({"unit": True}, True), ({"unit": False}, False)])
def test_a_unit_is_one_by_its_role_where_nothing_else_is_stated(stated: dict[str, bool], told: bool) -> None:
    """法释〔2023〕8号第十三条 asks whether a unit did it: 被告单位 says so."""
    found = assess(parse({**case("被告人"), "parties": [{"name": "某公司", "role": "被告单位", **stated}]}), DAY)
    assert ("roles.unit" in {rule.id for rule in found.record.rules if rule.fired}) is told


def test_the_head_turns_on_one_of_unread_role_and_says_what_each_comes_to() -> None:
    found = with_other("村民", ["乙"])
    assert says(found.record.grade.reason, WHOEVER, names="乙", without="数量较大", with_="数量巨大")
    assert found.decision.conclusions[OPEN] == frozenset({ALL_REACH})
    assert "offence_grade" not in found.decision.conclusions
    assert not any(one.chosen for one in found.record.grade.alternatives)


@pytest.mark.parametrize(("own", "other", "value"), [("6", "4", "数量较大"), ("4", "4.9999", "未达数量较大")])
def test_the_head_is_firm_where_one_of_unread_role_cannot_change_it_and_that_is_said(
    own: str, other: str, value: str
) -> None:
    parties = [{"name": "甲", "role": "被告人"}, {"name": "乙", "role": "村民"}]
    stands = [
        stand(standing_stock_m3=own, saplings=0, persons=["甲"]),
        stand(id="B", standing_stock_m3=other, saplings=0, persons=["乙"]),
    ]
    whole = {"parties": [dict(one, charges=[]) for one in parties], "stands": stands}
    data = case("被告人") | whole
    parties[0]["charges"] = [{"offence": "盗伐林木", "stands": ["A"], "value_cny": "10"}]  # type: ignore[assignment]
    data["parties"] = parties
    found = assess(parse(data | {"value_cny": "20"}), DAY)
    assert found.record.grade.value == value
    assert any(says(one, ROLE_UNKNOWN, name="乙", head=SAME_HEAD.format(value=value)) for one in found.warnings)


def test_whether_anybody_reaches_a_mark_is_open_where_only_one_of_unread_role_does() -> None:
    found = with_other("村民", ["乙"], own="4")
    assert found.record.grade.value is None
    assert found.decision.conclusions[OPEN] == frozenset({SOME_REACH})
    duties = found.decision.conclusions["duties"]
    assert IF_CRIME in duties
    assert FORFEIT not in duties


def test_what_is_forfeit_is_a_value_of_the_vocabulary() -> None:
    assert {FORFEIT, IF_CRIME} <= set(load_lawbook().book.conclusions["duties"].values)


# 刑法第三十一条: of a unit that did it those in charge and others directly responsible are punished.
@pytest.mark.parametrize(
    "role",
    [
        *("直接负责的主管人员", "其他直接责任人员", "主管人员", "直接责任人员", "直接责任人", "其他主管人员"),
        *("被告单位的直接负责的主管人员", "被告单位直接责任人员", "某公司直接负责的主管人员", "被告单位主管人员"),
        *("直接负责的主管人员和其他直接责任人员", "法定代表人、直接负责的主管人员"),
    ],
)
def test_those_directly_responsible_in_a_unit_are_accused(role: str) -> None:
    found = assessed(role, born="1980-01-01")
    assert [one.grade.value for one in found.record.persons] == ["数量巨大"]  # 60 m³ of 50
    assert not told_unknown(found, role)


@pytest.mark.parametrize("role", ["林业主管人员", "被害单位的主管人员", "被害单位的直接责任人员", "和平村村民"])
def test_other_officers_are_not_taken_for_accused(role: str) -> None:
    found = assessed(role)
    assert not found.record.persons
    assert told_unknown(found, role)


@pytest.mark.parametrize(
    ("role", "other"), [("被告人和证人", "证人"), ("证人、被告人", "证人"), ("犯罪嫌疑人兼鉴定人", "鉴定人")]
)
def test_roles_that_nobody_has_together_are_named(role: str, other: str) -> None:
    """刑事诉讼法 has the defendant and the witness as different participants; the defendant's own words are 供述."""
    found = assessed(role, born="1980-01-01")
    assert [one.grade.value for one in found.record.persons] == ["数量巨大"]
    assert any(says(one, CONTRADICTORY, name="甲", role=role, other=other) for one in found.warnings)
    assert not told_unknown(found, role)


@pytest.mark.parametrize("role", ["被告人", "被告人、被害人", "被告人和附带民事诉讼被告"])
def test_roles_that_go_together_are_not(role: str) -> None:
    assert not any(says(one, CONTRADICTORY, name="甲", role=role) for one in assessed(role).warnings)
