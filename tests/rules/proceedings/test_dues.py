"""When something is owed is read in every form that is told, and never taken where no day can be told of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.proceedings.acts import Act
from rules.proceedings.course import apply, fold
from rules.proceedings.dues import is_words, read_due, read_instalments
from rules.proceedings.refusals import Refused
from tests.rules.proceedings.random_acts import BEGUN, CAST

DAY = datetime.date(2024, 3, 1)
WORDS = ("下下周", "尽快", "过几天", "as soon as possible")


@pytest.mark.parametrize(
    ("written", "form", "days", "months", "after"),
    [
        ("30日内", "after", 30, 0, ""),
        ("三十日以内", "after", 30, 0, ""),
        ("三个月内", "after", 0, 3, ""),
        ("判决生效后6个月", "after", 0, 6, "判决生效"),
        ("自判决生效之日起三十日内", "after", 30, 0, "判决生效"),
        ("刑满释放以后一年内", "after", 0, 12, "刑满释放"),
        ("60 days after effect", "after", 60, 0, "effect"),
        ("造林季节", "season", 0, 0, ""),
        ("缓刑考验期内", "probation", 0, 0, ""),
        ("立即", "at_once", 0, 0, ""),
        ("待定", "open", 0, 0, ""),
    ],
)
def test_a_term_is_read_as_it_is_written(written: str, form: str, days: int, months: int, after: str) -> None:
    found = read_due(written)
    assert (found.form, found.days, found.months, found.after) == (form, days, months, after)
    assert not is_words(found)


@given(day=st.dates(datetime.date(1997, 1, 1), datetime.date(2099, 12, 31)), before=st.sampled_from(["", "前", "以前"]))
def test_a_day_is_read_in_official_and_in_short_form(day: datetime.date, before: str) -> None:
    assert read_due(f"{day.year}年{day.month}月{day.day}日{before}").date == day
    assert read_due(f"{day.isoformat()}{before}").date == day


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("said", ["duty", "flat", "named", "claimed"])
def test_words_of_which_no_day_can_be_told_are_refused_and_the_forms_named(said: str, words: str) -> None:
    saying: dict[str, tuple[str, str, dict[str, Any]]] = {
        "duty": ("undertake", "prosecutor", {"o7": {"kind": "补植", "area_mu": 3, "due": words}}),
        "flat": ("undertake", "prosecutor", {"plan": "补植 3亩", "due": words}),
        "named": ("propose", "prosecutor", {"o7": {"kind": "补植", "area_mu": 3, "term": words}}),
        "claimed": ("notify", "prosecutor", {"to": "甲局", "term": words}),
    }
    do, who, args = saying[said]
    act = Act(do, DAY, CAST[who], (), args)
    with pytest.raises(Refused) as refusal:
        apply(BEGUN, act)
    assert refusal.value.kind == "missing"
    assert refusal.value.rule in ("due", "term")
    assert words in str(refusal.value.why)
    assert fold([act], BEGUN).acts[-1].do == do


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-01 600；2024-06-01 400",
        "2024年6月1日前付400元；2024年3月1日前付600元",
        "2024-03-01：0.06万元\n2024-06-01：400元",
        [{"date": "2024-03-01", "amount": 600}, {"due": "2024-06-01", "amount": 400}],
    ],
)
def test_instalments_are_read_in_words_as_in_a_list(written: Any) -> None:
    due = read_instalments(written)
    assert due.form == "instalments"
    assert [(day.isoformat(), int(amount)) for day, amount in due.instalments] == [
        ("2024-03-01", 600),
        ("2024-06-01", 400),
    ]


@pytest.mark.parametrize("written", ["分两期付清", "2024-03-01 600；余款年底付清", "2024-02-31 600"])
def test_instalments_that_name_no_day_and_sum_are_refused(written: str) -> None:
    opened = apply(BEGUN, Act("open_case", DAY, CAST["officer"], (), {"tracks": ["administrative"]}))
    duty = {"o1": {"kind": "罚款", "amount": 600, "instalments": written}}
    with pytest.raises(Refused) as raised:
        apply(opened, Act("decide", DAY, CAST["officer"], (), duty))
    assert (raised.value.kind, raised.value.rule) == ("missing", "instalments")
