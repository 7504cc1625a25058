"""What a course says, in the words of papers: events, terms, what became of a deposit."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from casework import wording
from casework.proceedings import rehearsal
from casework.proceedings.duties import due_words, duties
from casework.proceedings.names import in_words, spelt_out
from casework.proceedings.telling import LABELS_OF, told
from casework.wording import sentence, words
from rules.proceedings.acts import Act
from rules.proceedings.book import load_table
from rules.proceedings.dues import read_due
from rules.proceedings.fallback import STATED
from rules.proceedings.guards.said import wanted
from rules.proceedings.playing import play
from rules.proceedings.script import read_script
from rules.proceedings.stage import PureStage
from rules.proceedings.state import SHARES, Case, Performance
from rules.reading.messages import msg

SCRIPT = Path(__file__).parents[3] / "examples" / "walks" / "s01-nanjing-zhang.yaml"


def played() -> Case:
    """The course of 南靖: a deposit of 6,000 paid, tending from the release on, the deposit returned."""
    stage = PureStage()
    assert all(step.ok for step in play(read_script(SCRIPT), stage))
    return stage.case


def test_a_deposit_that_was_paid_and_returned_is_owed_no_more() -> None:
    case = played()
    assert case.day is not None
    first, second = duties(load_table(), case, case.day)
    assert first.held == 0
    assert first.gone == ("已退还",)
    assert second.gone == ()


def test_a_deposit_that_is_held_or_was_never_paid_is_not_gone() -> None:
    case = played()
    assert case.day is not None
    duty = case.obligations["o1"]
    for ledger in ((), tuple(entry for entry in duty.ledger if entry.kind == "paid")):
        (shown, *_) = duties(load_table(), case.owing(replace(duty, ledger=ledger)), case.day)
        assert shown.gone == ()


def test_every_word_that_is_told_of_a_duty_is_english_on_english_pages(app: Flask) -> None:
    """But for the names of persons and what somebody wrote himself."""
    case = played()
    assert case.day is not None
    duty = replace(
        case.obligations["o1"],
        rate=Decimal(85),
        years=3,
        inspector="F",
        performer="P",
        payee="A",
        fallback="none",
        covers="",
        shares={"Z": Decimal(1)},
        mode=SHARES,
        details={STATED: Decimal(500)},
    )
    with app.test_request_context(), force_locale("en"):
        (shown, *_) = duties(load_table(), case.owing(duty), case.day)
        labels = [*(label for label, _ in shown.terms), *shown.standard, shown.mode, *shown.gone]
        english = [str(wording.told(one)) for one in labels] + [words(value) for _, value in shown.terms]
        english += [words(one.what) for one in shown.proofs] + [words("验收合格，90%"), words("使用案款 5 元，用于X")]
    assert len(labels) == 5 + 3 + 1 + 1
    assert [one for one in english if re.search(r"[\u4e00-\u9fff]", one)] == []


@pytest.mark.parametrize(
    ("due", "english"),
    [
        ("30 days after effect", "30 days"),
        ("判决生效后30日内", "30 days"),
        ("6 months after release", "6 months"),
        ("2026-06-30", "2026-06-30"),
        (60, "60 days"),
        ([{"date": "2026-03-01", "amount": 600}, {"date": "2026-06-01", "amount": "400.5"}], "2026-06-01: 400.5 CNY"),
    ],
)
def test_a_term_is_told_in_english_on_english_pages(app: Flask, due: object, english: str) -> None:
    with app.test_request_context(), force_locale("en"):
        told_due = words(due_words(read_due(due)))
    assert english in told_due
    assert not re.search(r"[\u4e00-\u9fff]", told_due)


def test_events_and_terms_are_told_in_the_words_of_papers() -> None:
    said = dict(pair for act in told(load_table(), played(), played().acts) for pair in act.said)
    assert said["程序事项"] == "刑满释放"
    assert said["履行期限"] == "刑满释放后 6 个月内"


@pytest.mark.parametrize(
    ("short", "official"),
    [
        ("认购碳汇 amount>=6000", "认购碳汇不少于 6,000 元"),
        ("认购碳汇 >=12 t", "认购碳汇不少于 12 吨"),
        ("认购碳汇 96 t", "认购碳汇 96 吨"),
        ("复耕 24.75亩 at once", "复耕 24.75亩，立即履行"),
        ("补植 trees>=2,000", "补植不少于 2,000 株"),
        *((kept, kept) for kept in ("管护 988亩 6个月", "成活率>=85%", "修复费>=3万元", "村t区 7 trees")),
    ],
)
def test_the_short_words_of_a_duty_are_told_in_those_of_papers(short: str, official: str) -> None:
    assert spelt_out(short) == official


def test_a_duty_in_short_words_is_told_alike_in_its_act_and_in_its_row() -> None:
    case = played()
    assert case.day is not None
    act = Act("undertake", case.day, case.acts[-1].by, (), {"o1": "认购碳汇 amount>=6000"}, "", ())
    (shown,) = told(load_table(), case, [act])
    changed = case.owing(replace(case.obligations["o1"], object="认购碳汇 amount>=6000"))
    row, *_ = duties(load_table(), changed, case.day)
    assert (shown.said[0][1], row.object) == ("认购碳汇不少于 6,000 元",) * 2


def test_who_gives_an_opinion_measures_nothing() -> None:
    case = played()
    act = Act("opinion", case.acts[0].at, case.acts[0].by, (), {"author": "甲", "opinion": "同意"}, "", ())
    (shown,) = told(load_table(), case, [act])
    assert dict(shown.said) == {LABELS_OF["opinion", "author"]: "甲", "意见": "同意"}


@pytest.mark.parametrize(
    ("act", "args", "said"),
    [
        ("rule", {"fine": "5000"}, "5,000 元"),
        ("rule", {"罚金": Decimal(5000)}, "5,000 元"),
        ("rule", {"fine": {"甲": "5,000", "乙": 800}}, "甲：5,000 元，乙：800 元"),
        ("rule", {"fine": "并处罚金五千元"}, "并处罚金五千元"),
        ("perform", {"days": "180"}, "180 日"),
        ("perform", {"months": 6}, "6 个月"),
        ("inspect", {"rate": "85"}, "85%"),
        ("inspect", {"rate": "0.85"}, "85%"),
        ("inspect", {"rate": "85%"}, "85%"),
        ("record_police", {"timber_m3": "4.957"}, "4.957 m³"),
        ("perform", {"amount": "5,000"}, "5,000 元"),
        ("rule", {"o9": 33090}, "33,090 元"),
    ],
)
def test_a_figure_is_told_with_its_unit(act: str, args: dict[str, Any], said: str) -> None:
    case = played()
    done = Act(act, case.acts[0].at, case.acts[0].by, (), args, "", ())
    (shown,) = told(load_table(), case, [done])
    assert [value for _label, value in shown.said] == [said]


def test_what_is_said_of_one_person_or_duty_has_its_units_too() -> None:
    case = played()
    given = {"甲": {"fine": "5000", "sentence": "拘役一个月"}, "o1": {"kind": "管护", "rate": "85", "years": 3}}
    (shown,) = told(load_table(), case, [Act("rule", case.acts[0].at, case.acts[0].by, (), given, "", ())])
    said = "，".join(value for _label, value in shown.said)
    assert [figure in said for figure in ("：5,000 元", "：85%", "：3 年")] == [True] * 3


def test_credits_that_were_bought_before_are_told_as_retired_and_not_as_bought_again() -> None:
    case = played()
    assert case.day is not None
    duty, tonnes = case.obligations["o2"], Decimal(96)
    bought = Performance(1, case.day, "甲", tonnes, "tonnes")
    retired = Performance(2, case.day, "甲", Decimal(), "tonnes", retired=True, used=tonnes)
    _, shown = duties(load_table(), case.owing(replace(duty, performances=(bought, retired))), case.day)
    assert [proof.what for proof in shown.proofs][:2] == ["履行 96 吨", "注销 96 吨"]


def test_whoever_is_assigned_is_no_party_and_his_seat_has_its_official_name() -> None:
    case = played()
    by = case.acts[0].by
    act = Act("assign", case.acts[0].at, by, (), {"persons": ["甲"], "role": "officer"}, "", ())
    (shown,) = told(load_table(), case, [act])
    assert dict(shown.said) == {"承办人": "甲", "岗位": "林业干部"}


def test_who_steps_aside_is_called_no_party_under_whichever_name_he_was_given() -> None:
    case = played()
    judge = case.acts[-1].by
    given = [
        Act("recuse", case.acts[-1].at, judge, (), {key: "法官甲", "ground": "亲属"}) for key in ("person", "persons")
    ]
    labels = {str(one.said[0][0]) for one in told(load_table(), case, given)}
    assert labels == {"回避的人员"}


def test_a_measuring_and_a_duty_are_named_in_the_language_of_the_page(app: Flask) -> None:
    kept = "提交测算结果：第 1 次测算（某局）"
    with app.test_request_context(), force_locale("en"):
        assert "测算" not in words(kept)
        assert words(kept).endswith("1（某局）")
        assert words("登记履行：管护 6 个月").endswith(": tending and guarding 6 months")
        assert words("管护 6 个月（甲、乙）") == "tending and guarding 6 months (甲、乙)"
        assert words("2026年11月3日") == "2026-11-03"
    with app.test_request_context(), force_locale("zh"):
        assert words(kept) == kept


def test_papers_still_to_be_handed_in_are_named_in_the_language_of_the_page(app: Flask) -> None:
    kept = "裁判：判决书或者裁定书尚未附卷（裁判，2026年4月8日）"
    with app.test_request_context(), force_locale("en"):
        assert not re.search("[\u4e00-\u9fff]", words(kept))
        assert words(kept).endswith("(Ruling, 2026-04-08)")
        two = "判决书或者裁定书尚未附卷、确认裁定书尚未附卷（裁判，2026年4月8日）"
        assert not re.search("[\u4e00-\u9fff]", words(two))
        refused = msg("{name}现为“{state}”，不能“{act}”", name="测算（m1）", state="已委托", act="采信")
        assert not re.search("[\u4e00-\u9fff]", wording.told(refused))
    with app.test_request_context(), force_locale("zh"):
        assert words(kept) == kept


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a settlement ends the enforcement of a civil duty", "a settlement ends the enforcement of a civil duty"),
        ("negotiation, enforcement and civil-law claims", "negotiation, enforcement and civil-law claims"),
        ("civil 现为待起诉", "现为待起诉"),
        ("criminal:陈某，enforcement2", "陈某，"),
    ],
)
def test_keys_of_tracks_are_left_out_and_english_words_are_not(text: str, said: str) -> None:
    assert in_words(played(), text).strip() == said


def test_what_an_act_lacks_is_told_in_english_without_the_key_of_a_file(app: Flask) -> None:
    doing: Any = SimpleNamespace(label=load_table().acts["insurance_paid"].label)
    lacking = rehearsal.refusal(played(), wanted(doing, msg("付款人"), "payer"))
    assert "payer" not in lacking.opens
    with app.test_request_context(), force_locale("en"):
        english = rehearsal.refusal(played(), wanted(doing, msg("付款人"), "payer"))
        told = english.why, sentence(english.opens)
    assert not any(re.search(r"[\u4e00-\u9fff。]|payer\)", one) for one in told), told


def test_how_several_owe_is_told_in_words() -> None:
    case = played()
    act = replace(case.acts[-1], do="group", on=(), args={"mode": "joint", "amount": "10"})
    said = dict(told(load_table(), case, [act])[0].said)
    assert "连带" in said.values()
    assert "joint" not in said.values()
