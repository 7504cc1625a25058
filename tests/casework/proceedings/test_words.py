"""What a course says, in the words of papers: events, terms, what became of a deposit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from flask import Flask
from flask_babel import force_locale

from casework.proceedings.duties import duties
from casework.proceedings.telling import told
from casework.wording import words
from rules.proceedings.acts import Act
from rules.proceedings.book import load_table
from rules.proceedings.playing import play
from rules.proceedings.script import read_script
from rules.proceedings.stage import PureStage
from rules.proceedings.state import Case, Performance

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
    assert first.gone == "已退还"
    assert second.gone == ""


def test_a_deposit_that_is_held_or_was_never_paid_is_not_gone() -> None:
    case = played()
    assert case.day is not None
    duty = case.obligations["o1"]
    for ledger in ((), tuple(entry for entry in duty.ledger if entry.kind == "paid")):
        (shown, *_) = duties(load_table(), case.owing(replace(duty, ledger=ledger)), case.day)
        assert shown.gone == ""


def test_events_and_terms_are_told_in_the_words_of_papers() -> None:
    said = dict(pair for act in told(load_table(), played(), played().acts) for pair in act.said)
    assert said["程序事项"] == "刑满释放"
    assert said["履行期限"] == "刑满释放后 6 个月内"


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
        assert words("登记履行：管护 6 个月").endswith("管护 6 months")
    with app.test_request_context(), force_locale("zh"):
        assert words(kept) == kept
