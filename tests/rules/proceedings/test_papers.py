"""What an act must have with it at once: a paper that the table demands now, a day that has come."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from rules.proceedings.acts import Act
from rules.proceedings.book import load_table
from rules.proceedings.course import PAPER_DEMANDED, apply, fold
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Case
from rules.proceedings.table import Row
from rules.proceedings.waiting import matters
from tests.rules.proceedings.random_acts import BEGUN, CAST
from tests.told import told

DAY = datetime.date(2024, 3, 1)
TABLE = load_table()
DEMANDED = {row.act for kind in TABLE.tracks.values() for row in kind.rows if row.paper and row.paper.when == "now"}
ACTS = {"amend_charges": ("prosecutor", {"charges": "滥伐林木二十立方米", "persons": ["甲"]})}
"""Each act whose paper is demanded at once: by whom, and with what else, it is done before the first instance rules."""


def tried() -> Case:
    case = apply(BEGUN, Act("prosecute", DAY, CAST["prosecutor"], (), {"court": "甲法院"}))
    return apply(case, Act("receive", DAY, CAST["judge"]))


def test_every_act_whose_paper_is_demanded_at_once_is_tried_here() -> None:
    assert set(ACTS) == DEMANDED


@pytest.mark.parametrize("act", ACTS)
def test_without_the_paper_that_is_demanded_at_once_nothing_is_done(act: str) -> None:
    who, given = ACTS[act]
    with pytest.raises(Refused) as refusal:
        apply(tried(), Act(act, DAY, CAST[who], (), given))
    assert refusal.value.kind == "missing"
    assert refusal.value.rule == "paper"
    assert told(refusal.value.why, PAPER_DEMANDED, act=TABLE.acts[act].label)
    assert apply(tried(), Act(act, DAY, CAST[who], (), given, files=("决定书.pdf",))).acts[-1].do == act


@pytest.mark.parametrize("act", ACTS)
def test_what_was_recorded_before_a_paper_was_demanded_still_counts(act: str) -> None:
    who, given = ACTS[act]
    assert fold([Act(act, DAY, CAST[who], (), given)], tried()).acts[-1].do == act


def rows_with_conduct() -> list[tuple[str, Row]]:
    return [
        (name, row)
        for name, kind in TABLE.tracks.items()
        for row in kind.rows
        if "conduct" in TABLE.acts[row.act].takes and row.act != "return_for_correction"  # which only asks for it
    ]


@pytest.mark.parametrize(("track", "row"), rows_with_conduct(), ids=lambda one: getattr(one, "act", one))
def test_no_act_puts_down_a_day_of_conduct_that_has_not_come(track: str, row: Row) -> None:
    assert "conduct_not_ahead" in row.guards


@pytest.mark.parametrize("track", ["criminal", "civil", "administrative", "negotiation", "supervision"])
def test_no_case_begins_with_a_conduct_after_the_day_of_the_act(track: str) -> None:
    who = CAST["officer" if track in ("administrative", "negotiation") else "prosecutor"]
    given = {"tracks": {track: ""}, "conduct": DAY + datetime.timedelta(days=1)}
    with pytest.raises(Refused) as refusal:
        apply(BEGUN, Act("open_case", DAY, who, (), given))
    assert refusal.value.rule == "conduct_not_ahead"
    assert apply(BEGUN, Act("open_case", DAY, who, (), given | {"conduct": DAY})).acts


OWED = [
    (kind.name, row)
    for kind in TABLE.tracks.values()
    for row in kind.rows
    if row.paper is not None and row.paper.when == "owed"
]
RULING = Act("rule", DAY, CAST["judge"], (), {"sentence": "1年"})


def outstanding(case: Case) -> list[tuple[int, str]]:
    return [(one.act, str(one.told)) for one in case.warnings if one.rule == "paper" and one.open]


def test_an_instrument_without_its_paper_leaves_it_to_be_handed_in() -> None:
    case = apply(tried(), RULING)
    ((number, what),) = outstanding(case)
    assert number == len(case.acts)
    assert case.acts[-1].owes[0] in what
    assert [(one.role, one.act) for one in matters(case, DAY) if one.kind == "paper"] == [("judge", "hand_in")]
    assert outstanding(fold([Act.from_json(case.acts[-1].as_json())], tried())) == [(number, what)]
    given = Act("hand_in", DAY, CAST["judge"], (), {"number": number, "file": "判决书.pdf"})
    assert outstanding(apply(case, given)) == []
    uploaded = replace(given, args={"number": number}, files=("判决书.pdf",))
    assert outstanding(apply(case, uploaded)) == []
    with pytest.raises(Refused):
        apply(case, replace(uploaded, files=()))


def test_an_instrument_with_its_paper_leaves_nothing_open() -> None:
    assert outstanding(apply(tried(), replace(RULING, files=("判决书.pdf",)))) == []


def test_of_an_instrument_that_was_recorded_before_no_paper_is_asked() -> None:
    assert outstanding(fold([RULING], tried())) == []


@pytest.mark.parametrize(("track", "row"), OWED, ids=lambda one: getattr(one, "act", one))
def test_whoever_is_asked_for_an_instrument_can_hand_it_in(track: str, row: Row) -> None:
    (handing,) = [one for one in TABLE.tracks["folder"].rows if one.act == "hand_in"]
    assert {seat.partition("@")[0] for seat in row.who} <= set(handing.who)


def test_a_ruling_says_what_it_decides_or_is_its_paper() -> None:
    with pytest.raises(Refused) as refusal:
        apply(tried(), replace(RULING, args={"panel": ["丁"], "note": "当庭宣判"}))
    assert (refusal.value.kind, refusal.value.rule) == ("missing", "main_text_stated")
    assert apply(tried(), replace(RULING, args={}, files=("判决书.pdf",))).acts[-1].do == "rule"
    assert fold([replace(RULING, args={})], tried()).acts[-1].do == "rule"
