"""What is owed in the words of papers: sums with what they are for, days from an event, how somebody is addressed."""

from __future__ import annotations

import dataclasses
import datetime
import re
from decimal import Decimal

import pytest

from casework.documents.checks import of_acts
from casework.documents.matter import Matter
from casework.documents.owed import doing, due_said, due_told, duty_told, measured_told, otherwise_told
from rules.proceedings import clock
from rules.proceedings.book import load_table
from rules.proceedings.state import Due, Obligation, Party, Performance
from tests.casework.documents.matters import matters

DUTY = Obligation("o1", "", "due")


def owing(kind: str, unit: str, quantity: str) -> Obligation:
    return dataclasses.replace(DUTY, kind=kind, unit=unit, quantity=Decimal(quantity))


@pytest.mark.parametrize(
    ("kind", "unit", "quantity", "done"),
    [
        ("认购碳汇", "tonnes", "96", "认购碳汇96吨"),
        ("认购碳汇", "amount", "23333.01", "认购价值人民币23333.01元的碳汇"),
        ("恢复林地", "amount", "1487", "支付恢复林地费用人民币1487元"),
        ("恢复林地", "area_mu", "3", "恢复林地3亩"),
        ("红树林", "amount", "135000", "支付红树林修复费用人民币135000元"),
        ("修复费用", "amount", "8643.4", "支付修复费用人民币8643.40元"),
        ("服务功能损失赔偿金", "amount", "4658.07", "支付服务功能损失赔偿金人民币4658.07元"),
        ("", "amount", "33090", "支付赔偿款人民币33090元"),
    ],
)
def test_a_sum_says_what_it_is_for_and_what_is_done_needs_no_other_verb(
    kind: str, unit: str, quantity: str, done: str
) -> None:
    duty = owing(kind, unit, quantity)
    assert doing(duty, duty_told(duty)) == done


def test_no_kind_that_is_owed_in_money_reads_as_if_money_were_planted() -> None:
    for kind in load_table().duties.values():
        if "amount" in kind.unit:
            told = measured_told(owing(kind.name, "amount", "5"), Decimal(5))
            assert kind.unit == ("amount",) or not told.startswith(f"{kind.name}人民币"), kind.name
            assert "人民币5元" in told


def test_an_area_is_told_beside_what_is_counted_otherwise() -> None:
    area = {"area_mu": "988"}
    assert duty_told(dataclasses.replace(owing("管护", "months", "6"), details=area)) == "管护988亩、6个月"
    assert duty_told(dataclasses.replace(owing("恢复林地", "amount", "5"), details=area)).endswith("（988亩）")


def due(kind: str, **how: object) -> Obligation:
    return dataclasses.replace(DUTY, kind=kind, due=Due(**how))  # type: ignore[arg-type]  # as a case says it


def test_a_period_runs_from_an_event_and_care_from_when_it_begins() -> None:
    paid = due("修复费用", form="after", days=30, after="effect")
    event = clock.EVENTS_OF_DUE["effect"]
    assert due_told(paid) == f"{event}之日起30日内"
    assert due_said(paid) == f"于{due_told(paid)}"
    assert due_said(due("管护", form="after", months=6, after="release")) == "自刑满释放之日起"
    assert due_said(due("修复费用", form="date", date=datetime.date(2026, 3, 8))) == "于2026年3月8日前"
    assert due_said(due("修复费用", form="at_once")) == "立即"
    assert due_said(DUTY) == ""


@pytest.mark.parametrize(("said", "told"), [("1101900", "支付人民币1101900元"), ("由他人代为履行。", "由他人代为履行")])
def test_what_follows_otherwise_is_part_of_a_sentence(said: str, told: str) -> None:
    duty = dataclasses.replace(DUTY, fallback=said)
    assert otherwise_told(duty) == told
    kept = dataclasses.replace(duty, details={"forfeit": "已缴的保证金不予退还。"})
    assert otherwise_told(kept) == "，".join(one for one in (told, "已缴的保证金不予退还") if one)


def of(*parties: Party) -> Matter:
    matter = next(iter(matters()))
    return dataclasses.replace(matter, case=dataclasses.replace(matter.case, parties=parties))


@pytest.mark.parametrize(
    ("kinds", "told"),
    [(["natural"], "你"), (["unit"], "你单位"), (["natural", "unit"], "你们"), (["unit", "unit"], "你们单位")],
)
def test_a_paper_says_you_as_befits_whom_it_addresses(kinds: list[str], told: str) -> None:
    parties = tuple(Party(f"当事人{at}", kind) for at, kind in enumerate(kinds))
    assert of(*parties).you([party.name for party in parties]) == told


def test_several_of_one_role_share_its_name_and_an_estate_has_who_administers_it() -> None:
    matter = of(Party("甲的遗产", "estate"), Party("乙"), Party("丙"))
    role = matter.called("乙")
    assert role
    assert matter.together(["乙", "丙"]) == f"{role}乙、丙"
    assert matter.together(["甲的遗产", "乙"]) == f"甲的遗产管理人、{role}乙"


def test_what_was_not_there_to_be_compared_is_not_said_to_agree() -> None:
    bare = Performance(
        act=1, by="甲", at=datetime.date(2026, 3, 8), quantity=Decimal(1), unit="tonnes", files=("凭证",)
    )
    for serials, result in (("", "未核对"), ("F1-F9", "相符")):
        done = dataclasses.replace(bare, serials=serials)
        found = {one.what: one.result for one in of_acts([(DUTY, done)], Decimal(1), Decimal(1), {"凭证": "0"})}
        assert [told for what, told in found.items() if re.search("序列号", what)] == [result]
