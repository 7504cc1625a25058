"""Cases are split and joined by moving: nothing is there twice, nothing is lost, the sums stay."""

from __future__ import annotations

import datetime
from dataclasses import replace

from rules.proceedings.acts import Act
from rules.proceedings.course import apply
from rules.proceedings.headlines import archivable
from rules.proceedings.moving import joined, split_off, sums
from rules.proceedings.state import PERFORMED_FOR, Case
from tests.rules.proceedings.finishing import finished
from tests.rules.proceedings.random_acts import BEGUN, CAST

DAY = datetime.date(2024, 3, 1)


def tried() -> Case:
    case = apply(BEGUN, Act("prosecute", DAY, CAST["prosecutor"], (), {"court": "甲法院"}))
    case = apply(case, Act("receive", DAY, CAST["judge"]))
    case = apply(
        case,
        Act(
            "undertake",
            DAY,
            CAST["judge"],
            (),
            {
                "o1": {"kind": "修复费用", "amount": 300, "obligors": ["甲"], "deposit": 50},
                "o2": {"kind": "修复费用", "amount": 200, "obligors": ["乙"]},
                "o3": {"kind": "修复费用", "amount": 900, "joint": ["甲", "乙"]},
            },
        ),
    )
    case = apply(case, Act("deposit_paid", DAY, CAST["clerk"], ("o1",), {"amount": 50}))
    return apply(case, Act("perform", DAY, CAST["clerk"], ("o1",), {"amount": 100}))


def test_who_is_split_off_takes_his_tracks_duties_and_money_along() -> None:
    before = tried()
    other = split_off(before, ["甲"], "另案")
    left = apply(before, Act("split", DAY, CAST["judge"], (), {"persons": ["甲"], "case": "另案"}))
    assert set(other.tracks) == {"criminal:甲"}
    assert set(left.tracks) == {"criminal:乙"}
    assert set(other.obligations) == {"o1"}
    assert set(left.obligations) == {"o2", "o3"}, "a joint debt is not torn apart"
    assert ("o1", "另案") in left.moved
    assert sums(left, other) == sums(before)
    assert sums(other)["held"] == 50


def test_both_parts_go_on_by_themselves() -> None:
    before = tried()
    other = split_off(before, ["甲"], "另案")
    left = apply(before, Act("split", DAY, CAST["judge"], (), {"persons": ["甲"], "case": "另案"}))
    for part in (finished(other, CAST), finished(left, CAST)):
        assert part.day is not None
        assert archivable(part, part.day)


def test_what_is_joined_keeps_its_sums_and_gets_names_of_its_own() -> None:
    before = tried()
    other = split_off(before, ["甲"], "另案")
    other = apply(other, Act("order", DAY, CAST["judge"], ("m1",), {"measurer": "甲局"}))
    here = apply(BEGUN, Act("undertake", DAY, CAST["judge"], ("o1",), {"kind": "修复费用", "amount": 70}))
    whole = joined(here, other)
    assert set(whole.obligations) == {"o1", "o2"}
    assert whole.obligations["o2"].quantity == 300
    assert whole.obligations["o2"].id == "o2"
    assert set(whole.measurings) == {"m1"}
    assert sums(whole) == {"owed amount": 370, "done amount": 100, "held": 50}


def test_the_cost_of_a_substitute_keeps_to_what_he_performed_under_its_new_name() -> None:
    promised = {"o1": {"kind": "补植", "trees": 30, "obligors": ["甲"]}, "o2": {"kind": "修复费用", "amount": 70}}
    other = apply(BEGUN, Act("undertake", DAY, CAST["judge"], (), promised))
    other = other.owing(replace(other.obligations["o2"], details={PERFORMED_FOR: ("o1",)}))
    here = apply(BEGUN, Act("undertake", DAY, CAST["judge"], ("o1",), {"kind": "修复费用", "amount": 70}))
    whole = joined(replace(here, tracks={}), replace(other, tracks={}))
    (cost,) = [one for one in whole.obligations.values() if one.details.get(PERFORMED_FOR)]
    (planting,) = [one.id for one in whole.obligations.values() if one.unit == "trees"]
    assert planting != "o1"
    assert cost.details[PERFORMED_FOR] == (planting,)
