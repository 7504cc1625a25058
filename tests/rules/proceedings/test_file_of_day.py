"""The case file of a day: the filed facts and what the acts done until then add to them."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from rules.assess import assess
from rules.casefile import CaseFile, parse
from rules.proceedings.acts import Act, Actor
from rules.proceedings.course import apply, begin
from rules.proceedings.facts import facts_of
from rules.proceedings.file_of_day import file_of_day
from rules.proceedings.playing import play
from rules.proceedings.script import Script
from rules.proceedings.stage import PureStage
from rules.proceedings.state import Case, Seat
from tests.casework.office import FACTS
from tests.rules.proceedings.walking import NAMES, script

SAID_BY_ACTS = ("opinions", "request", "site_check", "restoration", "handling", "procedure")
WITH_FILE = [name for name in NAMES if script(name).facts.file is not None]


def bare(file: CaseFile) -> CaseFile:
    """A case file without what acts say."""
    return parse({key: value for key, value in file.as_json().items() if key not in SAID_BY_ACTS})


def walked(of: Script, filed: CaseFile) -> Iterator[tuple[int, Case, CaseFile]]:
    """After each step of a script: its number, the case, and the case file of that day."""
    stage = PureStage()
    for step in play(of, stage):
        if stage.case.day is not None:
            yield step.number, stage.case, file_of_day(stage.case, filed, stage.case.day)


def sections(file: CaseFile) -> dict[str, Any]:
    data = file.as_json()
    return {key: data[key] for key in SAID_BY_ACTS if key in data and key != "procedure"}


VISITED = {"date": "2022-08-20", "replanting_in_place": False, "replanting_elsewhere": False}
TENDING = {"ordered": "管护", "area_ha": "65.8667", "months": 6}  # 988 mu ÷ 15
ASKED = {"credits": True, "by": "张某泉", "date": "2022-09-20"}
IN_COURT, TALKED = "刑事附带民事公益诉讼", {"track": "磋商", "negotiation": "达成协议"}

STEPS: dict[str, dict[int, dict[str, Any]]] = {
    "s01-nanjing-zhang.yaml": {
        4: {},
        5: {"site_check": VISITED},
        6: {"site_check": VISITED, "restoration": {**TENDING, "date": "2022-08-20"}},
        12: {"site_check": VISITED, "restoration": {**TENDING, "date": "2022-08-20"}, "request": ASKED},
        16: {"site_check": VISITED, "restoration": {**TENDING, "date": "2022-11-08"}, "request": ASKED},
    },
    "s03-xianyou-chen.yaml": {
        7: {},
        8: {"request": {"credits": True, "by": "陈某某", "date": "2023-04-10"}},
    },
    "s04-zhangpu-hong.yaml": {
        8: {},
        10: {"handling": {"track": IN_COURT}},
        14: {"handling": {"track": IN_COURT}, "site_check": {"date": "2022-11-20"}},
        20: {
            "handling": {"track": IN_COURT},
            "site_check": {"date": "2022-11-20"},
            "restoration": {"ordered": "原地补植", "area_ha": "2.1827", "date": "2022-12-20"},  # 32.74 mu ÷ 15
            "request": {"credits": True, "by": "洪某群", "date": "2022-12-31"},
        },
    },
    "s13-jianhe-luo.yaml": {
        4: {},
        6: {
            "handling": {**TALKED, "confirmed": False},
            "request": {"credits": True, "by": "罗某松", "date": "2022-03-11"},
        },
        9: {
            "handling": {**TALKED, "confirmed": True},
            "request": {"credits": True, "by": "罗某松", "date": "2022-03-11"},
        },
    },
}
"""By script and number of its step: what the script says was done until then, in the words of the case file."""


@pytest.mark.parametrize("name", STEPS)
def test_what_a_course_tells_stands_in_the_file_of_the_day(name: str) -> None:
    filed = script(name).facts.file
    assert filed is not None
    seen = {number: sections(file) for number, _, file in walked(script(name), bare(filed))}
    assert {number: seen[number] for number in STEPS[name]} == STEPS[name]


@pytest.mark.parametrize("name", WITH_FILE)
def test_every_file_of_a_day_is_a_case_file_that_keeps_what_was_filed(name: str) -> None:
    filed = script(name).facts.file
    assert filed is not None
    for _, case, file in walked(script(name), filed):
        assert parse(file.as_json()).meaning() == file.meaning()
        assert file.stands == filed.stands
        assert file.opinions[: len(filed.opinions)] == filed.opinions
        assert file.request.by == filed.request.by or filed.request.by is None
        known = [(event.event, event.date) for event in file.procedure.events] if file.procedure else []
        told = [(one.name, one.at) for one in case.happened if one.kind == "event" and not one.void]
        assert sorted(known) == sorted(told)
        assert file_of_day(case, filed, datetime.date(1990, 1, 1)) == filed


PROSECUTOR = Actor("检察官甲", "南靖县人民检察院", "procuratorate", ("prosecutor",), True)
JUDGE = Actor("法官甲", "南靖县人民法院", "court", ("judge",), True)
DAY = datetime.date(2025, 2, 1)


def begun(filed: CaseFile) -> Case:
    known = facts_of(filed)
    seats = (Seat("procuratorate", PROSECUTOR.institution), Seat("court", JUDGE.institution))
    case = begin(seats=seats, parties=known.parties, offences=known.offences, stands=known.stands)
    return done(case, PROSECUTOR, "prosecute", {"court": JUDGE.institution}, DAY)


def done(case: Case, by: Actor, act: str, args: dict[str, Any], at: datetime.date, *files: str) -> Case:
    return apply(case, Act(act, at, by, (), args, "无", files))


def routes(case: Case, filed: CaseFile) -> dict[str, bool]:
    return {one.route: one.open for one in assess(file_of_day(case, filed, DAY), DAY).record.routes}


def test_acts_open_and_close_the_ways_of_compensation() -> None:
    filed = bare(parse(copy.deepcopy(FACTS)))
    case = begun(filed)
    assert not routes(case, filed)["认购碳汇"]
    visited = {"attended_by": "林业局", "result": {"in_place": "可以", "elsewhere": "否"}}
    planted = done(case, JUDGE, "site_visit", visited, DAY, "踏勘笔录")
    planted = done(planted, JUDGE, "undertake", {"o1": "原地补植 3亩", "signed": "张某", "undertaking": "承诺书"}, DAY)
    assert routes(planted, filed)["原地补植"]
    not_here = {"result": {"in_place": "否", "elsewhere": "否"}}
    case = done(case, JUDGE, "site_visit", not_here, DAY, "踏勘笔录")
    assert not routes(case, filed)["原地补植"]
    case = done(case, JUDGE, "undertake", {"o1": "管护 30亩 6个月", "signed": "张某", "undertaking": "协议"}, DAY)
    case = done(case, JUDGE, "undertake", {"o2": "认购碳汇 86 t", "signed": "张某", "undertaking": "承诺书"}, DAY)
    assert not routes(case, filed)["认购碳汇"], "the prosecution has not been heard"
    case = done(case, PROSECUTOR, "opinion", {"opinion": "同意"}, DAY, "意见书")
    assert routes(case, filed)["认购碳汇"]


def test_what_was_found_and_said_at_an_undertaking_counts_as_if_it_were_said_apart() -> None:
    filed = bare(parse(copy.deepcopy(FACTS)))
    filed = filed.model_copy(update={"options": filed.options.model_copy(update={"credit": None})})
    together = {
        "o1": {"obligation_kind": "认购碳汇", "tonnes": "86", "credit": "FFCER"},
        "signed": "张某",
        "undertaking": "承诺书",
        "result": {"in_place": "否", "elsewhere": "否"},
        "views": {PROSECUTOR.institution: "同意", "某村委会": " "},
    }
    case = done(begun(filed), JUDGE, "undertake", together, DAY)
    found = file_of_day(case, filed, DAY)
    assert [(one.by, one.view, one.date) for one in found.opinions] == [(PROSECUTOR.institution, "同意", DAY)]
    assert found.site_check is not None
    assert (found.site_check.replanting_in_place, found.site_check.replanting_elsewhere) == (False, False)
    assert found.options.credit is not None
    assert found.options.credit.type == "FFCER"
    assert routes(case, filed)["认购碳汇"]


def test_a_type_of_credit_that_was_filed_is_not_overruled_by_an_undertaking() -> None:
    filed = parse(copy.deepcopy(FACTS))
    assert filed.options.credit is not None
    said = {
        "o1": {"obligation_kind": "认购碳汇", "tonnes": "86", "credit": "CCER"},
        "signed": "张某",
        "undertaking": "承诺书",
    }
    case = done(begun(filed), JUDGE, "undertake", said, DAY)
    assert file_of_day(case, filed, DAY).options == filed.options


def test_a_later_visit_answers_anew_and_keeps_what_it_does_not_answer() -> None:
    filed = parse(copy.deepcopy(FACTS))
    assert filed.site_check is not None
    case = done(begun(filed), JUDGE, "site_visit", {"result": {"in_place": "可以"}}, DAY + datetime.timedelta(days=2))
    found = file_of_day(case, filed, DAY + datetime.timedelta(days=2)).site_check
    assert found is not None
    assert (found.date.day, found.replanting_in_place, found.replanting_elsewhere) == (3, True, False)
    assert file_of_day(case, filed, DAY).site_check == filed.site_check, "the visit was after that day"


def test_a_plea_is_of_whom_it_names_and_what_was_voided_does_not_count() -> None:
    more = [
        {"name": "张某", "role": "被告人"},
        {"name": "李某", "role": "被告人"},
        {"name": "村委会", "role": "被害人"},
    ]
    filed = parse(
        {**copy.deepcopy(FACTS), "parties": more, "stands": [{**FACTS["stands"][0], "persons": ["张某", "李某"]}]}
    )
    case = done(begun(filed), PROSECUTOR, "record_plea", {"persons": ["李某"], "lawyer": "某律师"}, DAY)
    told = [party.pleaded_guilty for party in file_of_day(case, filed, DAY).parties]
    assert told == [None, True, None]
    case = done(begun(filed), PROSECUTOR, "record_plea", {"lawyer": "某律师"}, DAY)
    assert [party.pleaded_guilty for party in file_of_day(case, filed, DAY).parties] == [True, True, None]
    case = done(case, PROSECUTOR, "opinion", {"opinion": "不同意"}, DAY)
    case = done(case, PROSECUTOR, "void", {"number": len(case.acts), "ground": "误记"}, DAY)
    assert file_of_day(case, filed, DAY).opinions == filed.opinions


def test_a_long_opinion_stands_as_its_note() -> None:
    filed = bare(parse(copy.deepcopy(FACTS)))
    case = done(begun(filed), PROSECUTOR, "opinion", {"opinion": "同" * 600, "author": "县林业局"}, DAY)
    (opinion,) = file_of_day(case, filed, DAY).opinions
    assert (opinion.by, opinion.note) == ("县林业局", "同" * 600)


def test_what_was_said_under_a_wrong_name_counts_under_the_right_one() -> None:
    filed = bare(parse(copy.deepcopy(FACTS)))
    case = done(begun(filed), PROSECUTOR, "record_plea", {"persons": ["张某"], "lawyer": "某律师"}, DAY)
    right = filed.model_copy(update={"parties": [filed.parties[0].model_copy(update={"name": "章某"})]})
    case = done(case, PROSECUTOR, "correct", {"fact": "姓名", "renamed": {"张某": "章某"}}, DAY)
    assert [(one.name, one.pleaded_guilty) for one in file_of_day(case, right, DAY).parties] == [("章某", True)]
    assert case.acts[-2].args["persons"] == ["张某"], "the act stays as it was recorded"
    assert list(case.tracks) == ["criminal:章某"]
