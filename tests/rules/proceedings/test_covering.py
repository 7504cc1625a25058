"""What was a plan are obligations: held against the adopted loss, from the form and from a script alike."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.proceedings import covering
from rules.proceedings.acts import Act
from rules.proceedings.book import load_table
from rules.proceedings.course import FIT, fold
from rules.proceedings.playing import play
from rules.proceedings.refusals import Refused
from rules.proceedings.script import script_of
from rules.proceedings.stage import PureStage
from rules.proceedings.state import Case
from rules.settlement.heads import BY_VALUE, CARBON, RESTORE, SERVICE
from tests.told import says

LOSS: dict[str, Any] = {
    "heads": {RESTORE: None, CARBON: "2488.20", SERVICE: "1000"},
    "tonnes": "42.90",
    "required_t": "86",
    "credit": "FFCER",
    "price": {"cny_per_t": "58.00", "rule": "前一交易日收盘价", "source": "测试行情", "date": "2025-02-10"},
    "ways": {
        "原地补植": {"open": False, "reasons": ["不能原地补植"]},
        "管护": {},
        "认购碳汇": {"reasons": ["当事人请求"]},
        "赔偿金": {},
    },
}
MEASURED: list[dict[str, Any]] = [
    {"at": "2025-02-01", "do": "open_case", "by": "prosecutor"},
    {"do": "order", "by": "prosecutor", "with": {"measurer": "甲局"}},
    {"do": "submit", "by": "officer", "on": "m1", "with": {"tonnes": "42.90", "own": True, "heads": "碳汇损失"}},
]
ADOPTED: list[dict[str, Any]] = [*MEASURED, {"do": "adopt", "by": "prosecutor", "on": "m1"}]
TENDED: dict[str, Any] = {"do": "undertake", "by": "prosecutor", "with": {"o1": "管护 6个月", "signed": "甲"}}
PRICED = {"price": "58.00", "price_rule": "前一交易日收盘价", "price_source": "测试行情", "price_date": "2025-02-10"}


class Listening(PureStage):
    """A stage that keeps every refusal."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[Refused] = []

    def act(self, act: Act) -> None:
        try:
            super().act(act)
        except Refused as refusal:
            self.refused.append(refusal)
            raise


def undertake(reason: str = "", **duties: Any) -> dict[str, Any]:
    return {"do": "undertake", "by": "prosecutor", "with": {**duties, "signed": "甲"}, "reason": reason}


def played(*steps: dict[str, Any], loss: dict[str, Any] | None = LOSS) -> Listening:
    written = {
        "case": "义务与损失",
        "facts": {"offence": "滥伐林木", "persons": ["甲"]},
        "seats": {"procuratorate": "甲院", "court": "甲法院", "bureau": "甲局"},
        "steps": list(steps),
        **({"loss": loss} if loss else {}),
    }
    stage = Listening()
    list(play(script_of(json.dumps(written, ensure_ascii=False).encode(), "cover.yaml", Path()), stage))
    return stage


def refusal(*steps: dict[str, Any], loss: dict[str, Any] | None = LOSS) -> Refused:
    refused = played(*steps, loss=loss).refused
    assert len(refused) == 1, refused
    return refused[0]


def credits(tonnes: str = "86", **more: Any) -> dict[str, Any]:
    return {"kind": "认购碳汇", "tonnes": tonnes, **more}


def money(amount: str = "2488.20", **more: Any) -> dict[str, Any]:
    return {"kind": "服务功能损失赔偿金", "amount": amount, **more}


MISFITS: dict[str, tuple[dict[str, Any], str]] = {
    "more credits than the loss asks for": ({"o2": credits("87")}, covering.TOO_MUCH),
    "money beside credits that make all good": ({"o2": credits(), "o3": money(covers=CARBON)}, covering.TOO_MUCH),
    "two ways of one head without their parts": (
        {"o2": credits("80"), "o3": {"kind": "劳务代偿", "days": "10"}},
        covering.TWICE,
    ),
    "a way that the law closes": ({"o2": {"kind": "原地补植", "area_mu": "3"}}, covering.WAY_CLOSED),
    "a head that this kind cannot make good": ({"o2": credits(covers=RESTORE)}, covering.NOT_BY_THIS),
    "a head that was not lost": ({"o2": money("5", covers="永久性损害损失")}, covering.NO_SUCH_HEAD),
    "credits for another service than carbon": ({"o2": credits("1", covers=SERVICE)}, BY_VALUE),
    "a price without source and day": ({"o2": credits(price="58.00")}, covering.BARE_PRICE),
    "half a tonne of a type sold by the tonne": ({"o2": credits("85.5")}, covering.NO_WHOLE_STEPS),
}


@pytest.mark.parametrize("name", MISFITS)
def test_what_does_not_fit_asks_for_a_reason_and_stands_with_it(name: str) -> None:
    duties, template = MISFITS[name]
    refused = refusal(*ADOPTED, TENDED, undertake(**duties))
    assert (refused.kind, refused.rule) == ("reason_wanted", FIT)
    assert says(refused.why, template)
    stage = played(*ADOPTED, TENDED, undertake("由法官说明", **duties))
    assert stage.refused == []
    assert any(says(one, template) for one in stage.case.acts[-1].against)


def test_a_price_of_another_day_than_its_rule_asks_for_wants_a_reason() -> None:
    wrong = credits(**{**PRICED, "price": "57.00", "price_date": "2025-01-10"})
    assert refusal(*ADOPTED, TENDED, undertake(o2=wrong)).rule == FIT


def test_credits_before_any_replanting_that_is_open_want_a_reason() -> None:
    refused = refusal(*ADOPTED, undertake(o2=credits()), loss={**LOSS, "ways": {**LOSS["ways"], "异地补植": {}}})
    assert says(refused.why, covering.CREDITS_FIRST)


def test_where_nothing_can_be_replanted_credits_wait_for_no_tending() -> None:
    assert LOSS["ways"]["管护"] == {}, "it is open"
    assert played(*ADOPTED, undertake(o2=credits())).refused == []


def test_what_fits_is_recorded_without_a_word() -> None:
    stage = played(*ADOPTED, TENDED, undertake(o2=credits(**PRICED), o3=money("1000")))
    assert stage.refused == []
    assert stage.case.acts[-1].against == ()


@pytest.mark.parametrize(("steps", "loss"), [(MEASURED, LOSS), (ADOPTED, None)])
def test_nothing_is_held_against_a_loss_that_was_not_adopted_or_not_assessed(
    steps: list[dict[str, Any]], loss: dict[str, Any] | None
) -> None:
    assert played(*steps, undertake(o2=credits("500.5")), loss=loss).refused == []


def test_what_was_performed_is_a_fact_and_is_held_against_nothing() -> None:
    bought = {"do": "perform", "by": "officer", "on": "o2", "with": {"obligation_kind": "认购碳汇", "tonnes": "900"}}
    assert played(*ADOPTED, TENDED, bought).refused == []


def test_a_history_tells_again_what_was_told_though_nobody_hands_in_the_loss() -> None:
    case = played(*ADOPTED, TENDED, undertake("由法官说明", o2=credits("87"))).case
    again = fold(
        [Act.from_json(act.as_json()) for act in case.acts],
        Case(title=case.title, seats=case.seats[:3], parties=case.parties, offences=case.offences, stands=case.stands),
    )
    told = [(one.act, one.told, one.reason) for one in again.warnings if one.rule == FIT]
    assert told == [(one.act, one.told, one.reason) for one in case.warnings if one.rule == FIT]
    assert len(told) == 1


def cover_of(case: Case, loss: dict[str, Any] = LOSS) -> dict[str, str]:
    made = script_of(json.dumps({"case": "x", "loss": loss, "steps": []}).encode(), "x.yaml", Path()).loss
    assert made is not None
    return {one.head: one.state for one in covering.covers(load_table(), case, made)}


def test_each_head_is_open_covered_in_part_covered_or_more_than_covered() -> None:
    begun = played(*ADOPTED, TENDED).case
    assert cover_of(begun) == {RESTORE: "covered", CARBON: "open", SERVICE: "open"}
    half = played(*ADOPTED, TENDED, undertake(o2=credits("43"), o3=money("1000", covers=SERVICE))).case
    assert cover_of(half) == {RESTORE: "covered", CARBON: "part", SERVICE: "covered"}
    more = played(*ADOPTED, TENDED, undertake("写明理由", o2=credits("90"))).case
    assert cover_of(more)[CARBON] == "over"


def test_money_that_does_not_say_for_what_takes_what_no_other_duty_does() -> None:
    case = played(*ADOPTED, TENDED, undertake(o2=credits(), o3=money("1000"))).case
    assert cover_of(case) == {RESTORE: "covered", CARBON: "covered", SERVICE: "covered"}


def test_a_duty_that_is_waived_covers_nothing() -> None:
    waive = {"do": "waive", "by": "judge", "on": "o2", "with": {"ground": "已经死亡"}}
    assert cover_of(played(*ADOPTED, TENDED, undertake(o2=credits()), waive).case)[CARBON] == "open"


def test_shares_of_several_persons_in_one_head_are_added_up() -> None:
    half = credits("43", obligors="甲")
    stage = played(*ADOPTED, TENDED, undertake(o2=half), undertake(o3=half))
    assert stage.refused == []
    assert cover_of(stage.case)[CARBON] == "covered"


def test_the_law_suggests_the_open_ways_with_amount_price_and_what_they_rest_on() -> None:
    case = played(*ADOPTED, TENDED).case
    loss = script_of(json.dumps({"case": "x", "loss": LOSS, "steps": []}).encode(), "x.yaml", Path()).loss
    found = {one.kind: one for one in covering.suggestions(load_table(), case, loss)}
    assert set(found) == {"认购碳汇", "服务功能损失赔偿金"}  # tending is undertaken already
    bought = found["认购碳汇"]
    assert bought.spec["tonnes"] == Decimal(86)
    assert bought.spec["credit"] == "FFCER"
    assert {name: str(bought.spec[name]) for name in PRICED} == PRICED
    assert bought.spec["covers"] == CARBON
    assert bought.rests_on[0] == "当事人请求"
    assert found["服务功能损失赔偿金"].spec["amount"] == Decimal("3488.20")


def test_open_planting_is_suggested_with_its_rate_and_years() -> None:
    open_ = {**LOSS, "ways": {"异地补植": {}}}
    loss = script_of(json.dumps({"case": "x", "loss": open_, "steps": []}).encode(), "x.yaml", Path()).loss
    (found,) = covering.suggestions(load_table(), played(*ADOPTED).case, loss)
    assert (found.spec["rate"], found.spec["years"]) == (Decimal(85), Decimal(3))


def test_nothing_is_suggested_before_a_result_is_adopted() -> None:
    loss = script_of(json.dumps({"case": "x", "loss": LOSS, "steps": []}).encode(), "x.yaml", Path()).loss
    assert covering.suggestions(load_table(), played(*MEASURED).case, loss) == ()


def test_without_an_assessed_quantity_to_buy_nobody_can_tell_the_part() -> None:
    stage = played(*ADOPTED, undertake(o2=credits("96")), loss=None)
    loss = covering.stated_loss(stage.case)
    assert loss is not None
    (cover,) = covering.covers(load_table(), stage.case, loss)
    assert (cover.head, cover.state, cover.shares[0].part) == (CARBON, "covered", None)
