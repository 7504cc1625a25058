"""A script is written by somebody who tells a course: what is said in short words is understood as it is meant."""

from __future__ import annotations

from typing import Any

import pytest

from rules.proceedings.book import load_table
from rules.proceedings.playing import REFUSED, Played, play
from rules.proceedings.script import Script, script_of
from rules.proceedings.short_words import spelled_out, told_of
from rules.proceedings.stage import NO_SUCH_CASE, PureStage
from tests.rules.cases import WALKS
from tests.told import says, told

HEAD = "case: 甲\nfacts: {offence: 滥伐林木, persons: [甲]}\n"
SEATS = "seats: {procuratorate: 县检察院, court: 县法院, bureau: 县林业局}\n"


@pytest.mark.parametrize(
    ("act", "said", "meant"),
    [
        ("perform", {"buy for 1000.50": None, "retire": None}, {"buy_for": "1000.50", "retire": True}),
        ("perform", {"buy for": 40000}, {"buy_for": 40000}),
        ("inspect", {"pass": None}, {"pass": True}),
        ("inspect", {"部分合格": None}, {"result": "部分合格"}),
        ("inspect", {"88%": None}, {"rate": "88%"}),
        ("inspect", {"rate 70%": None}, {"rate": "70%"}),
        ("rule", {"履行监管职责": None}, {"sentence": "履行监管职责"}),
        ("rule", {"1年7月": None, "fine 10000": None}, {"sentence": "1年7月", "fine": "10000"}),
        ("rule", {"text": "确认违法"}, {"sentence": "确认违法"}),
        ("record_police", {"投案": None}, {"measure": "投案"}),
        ("undertake", {"o1": {"Supervised By": "村委会"}}, {"o1": {"supervised_by": "村委会"}}),
        ("undertake", {"o2": None, "days": 9}, {"o2": None, "days": 9}),
        ("sue", {"attached": None}, {"attached": True}),
    ],
)
def test_short_words_are_spelled_out(act: str, said: dict[str, Any], meant: dict[str, Any]) -> None:
    assert spelled_out(load_table(), act, said) == meant


def test_a_group_and_what_an_act_concerns_may_stand_where_obligations_do() -> None:
    table = load_table()
    terms = {"members": ["甲", "乙"], "total": 9}
    assert told_of(table, "group", (), {"g1": terms}) == (("g1",), terms)
    assert told_of(table, "perform_for", ("o1",), {"cost": 5}) == ((), {"concerns": ["o1"], "cost": 5})
    assert told_of(table, "inspect", ("o1",), {"pass": None}) == (("o1",), {"pass": None})


def script(text: str) -> Script:
    return script_of(text.encode(), "x.yaml", WALKS)


def last(text: str) -> Played:
    return list(play(script(text), PureStage()))[-1]


def test_letters_with_numbers_are_people_of_their_seats() -> None:
    made = script(f"{HEAD}seats: {{court: 县法院, court2: 中院}}\npeople: {{J2: court2, K2: court2}}\nsteps: []\n")
    assert made.cast["J2"].seats == ("judge",)
    assert made.cast["J2"].sole
    assert made.cast["K2"].seats == ("clerk",)


def test_the_court_that_a_step_names_first_has_people_though_no_seat() -> None:
    steps = "steps:\n  - {at: 2024-01-05, by: P, do: prosecute, with: {court: 县法院}}\n  - {by: J, do: receive}\n"
    assert last(f"{HEAD}seats: {{procuratorate: 县检察院}}\n{steps}").ok


def test_an_argument_of_other_acts_is_no_misspelling_and_goes_into_the_remark() -> None:
    steps = "steps:\n  - {at: 2024-01-05, by: P, do: undertake, with: {o1: 补植 3亩, payer: 亲属}}\n"
    assert last(HEAD + SEATS + steps).ok
    assert not last(HEAD + SEATS + steps.replace("payer", "performr")).ok


@pytest.mark.parametrize("ok", [True, False])
def test_a_refusal_for_whatever_reason_can_be_expected(ok: bool) -> None:
    act = "receive" if ok else "prosecute"
    assert (
        last(f"{HEAD}{SEATS}steps:\n  - {{at: 2024-01-05, by: {'J' if ok else 'P'}, do: {act}, refused: true}}\n").ok
        is ok
    )


def test_another_case_begins_where_it_is_opened_and_is_merged() -> None:
    other = "  - {in: 乙案, at: 2024-01-06, by: P, do: open_case, with: {tracks: criminal, persons: [乙]}}\n"
    court = "  - {in: 乙案, by: P, do: prosecute, with: {court: 县法院}}\n  - {in: 乙案, by: J, do: receive}\n"
    here = "steps:\n  - {at: 2024-01-05, by: P, do: prosecute, with: {court: 县法院}}\n  - {by: J, do: receive}\n"
    merge = "  - {by: J, do: merge, with: {case: 乙案, ground: 同案}}\n  - expect: {'criminal:乙': first_instance}\n"
    assert last(HEAD + SEATS + here + other + court + merge).ok
    refused = last(HEAD + SEATS + here + court).told
    assert told(refused, REFUSED)
    assert says(refused, NO_SUCH_CASE, name="乙案")
