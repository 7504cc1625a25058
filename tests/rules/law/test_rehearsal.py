"""A change of law rehearsed: exactly the conclusions it touches are told, with the change that undoes them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest

from rules.deciding.decide import EvaluatorDisagreement, rule_engine
from rules.deciding.edition import shipped, source_of
from rules.deciding.prose import CLOSED_ROUTE, OPEN_ROUTE
from rules.lawchange.rehearsal import Given, rehearse
from rules.reading.errors import InputError
from tests.rules.law.rehearsals import ON, casefile, causes, edition, folder, rehearsed, told

STOCKS = {
    "low": "19.9999",
    "at": "20",
    "within": "24.9999",
    "new": "25",
    "high": "25.0001",
}


def test_a_changed_threshold_flips_exactly_the_cases_at_it(tmp_path: Path) -> None:
    cases = {name: casefile(stock) for name, stock in STOCKS.items()}
    made = rehearsed(edition(tmp_path), edition(tmp_path, "threshold"), **cases)
    flipped = ("数量较大", "未达数量较大")
    assert {name: changed["grade"] for name, changed in told(made).items()} == {"at": flipped, "within": flipped}
    assert made.unchanged == ["low", "new", "high"]
    assert causes(made, "at", "grade") == [["felling.one.stock@2020-01-01"]]
    (change,) = made.difference.changes
    assert {field.field for field in change.fields} == {"says", "when"}


def test_the_rule_that_turned_is_told_with_the_fact_it_turned_on(tmp_path: Path) -> None:
    made = rehearsed(edition(tmp_path), edition(tmp_path, "threshold"), at=casefile("20"))
    (turned,) = made.changed[0].turned
    assert (turned.report.id, turned.old, turned.new) == ("felling.one.stock", True, False)
    assert "认定的立木蓄积：20立方米，须达到25立方米" in turned.as_json()["decided_by"]


def test_another_ground_of_the_same_grade_keeps_the_conclusion_and_its_article_changes(tmp_path: Path) -> None:
    both = casefile("20", value_cny="60000")
    made = rehearsed(edition(tmp_path), edition(tmp_path, "threshold"), both=both)
    (changed,) = [item for item in made.changed[0].changed if item.old.key == "grade"]
    assert changed.as_json()["kind"] == "basis"
    assert changed.old.value == changed.new.value == "数量较大"
    assert changed.old.basis == ("乙规定第一条第一项", "乙规定第一条第二项")
    assert changed.new.basis == ("乙规定第一条第二项",)


def test_changes_that_only_work_together_are_told_together(tmp_path: Path) -> None:
    # no opinions on file, and 10 t are not reached: each of the two changes alone would keep the route closed
    asked: dict[str, Any] = {"request": {"credits": True, "by": "某", "date": "2024-02-01"}}
    old, new = edition(tmp_path), edition(tmp_path, "together")
    small, large = casefile("2", **asked), casefile("20", **asked)
    made = rehearsed(old, new, small=small, large=large)
    route = "route.认购碳汇"
    opened = f"{OPEN_ROUTE}（尚需法官准许）"
    assert told(made)["small"][route] == (CLOSED_ROUTE, opened)
    # the route closes again when either of them is taken back
    assert causes(made, "small", route) == [["request.stands@2020-01-01"], ["routing.credits@2020-01-01"]]
    back = rehearsed(new, old, small=small)
    assert told(back)["small"][route] == (opened, CLOSED_ROUTE)
    assert causes(back, "small", route) == [["request.stands@2020-01-01", "routing.credits@2020-01-01"]]
    # with 46 t the second change is not needed
    assert causes(rehearsed(new, old, large=large), "large", route) == [["request.stands@2020-01-01"]]


def test_a_rule_that_ends_and_the_one_that_follows_are_one_change(tmp_path: Path) -> None:
    old, new = edition(tmp_path), edition(tmp_path, "amended")
    case = casefile("22", conduct="2024-08-01")
    made = rehearsed(old, new, datetime.date(2024, 9, 1), case=case)
    assert told(made)["case"]["grade"] == ("数量较大", "未达数量较大")
    assert causes(made, "case", "grade") == [["felling.one.stock@2020-01-01", "felling.one.stock@2024-07-01"]]
    # by then the later text is the milder one, and it is chosen for older conduct
    older = rehearsed(old, new, datetime.date(2024, 9, 1), older=casefile("22", conduct="2024-01-20"))
    assert told(older)["older"]["grade"] == ("数量较大", "未达数量较大")


def test_before_its_day_an_amendment_changes_nothing_and_says_so(tmp_path: Path) -> None:
    made = rehearsed(edition(tmp_path), edition(tmp_path, "amended"), case=casefile("22"))
    assert made.unchanged == ["case"]
    assert [change.ref for change in made.untouched] == ["felling.one.stock@2024-07-01"]


def test_a_figure_that_becomes_known_is_the_cause_where_it_decides(tmp_path: Path) -> None:
    day, conduct = datetime.date(2019, 12, 1), "2019-06-01"
    cases = {name: casefile(stock, conduct=conduct) for name, stock in (("a", "9"), ("b", "11"), ("c", "12"))}
    made = rehearsed(edition(tmp_path), edition(tmp_path, "figure"), day, **cases)
    grades = {name: changed["grade"] for name, changed in told(made).items() if "grade" in changed}
    assert grades == {"b": ("不能确定", "未达数量较大"), "c": ("不能确定", "数量较大")}
    assert causes(made, "b", "grade") == [["start"]]


def test_a_case_that_one_edition_cannot_decide_is_told_with_the_reason(tmp_path: Path) -> None:
    asked: dict[str, Any] = {
        "request": {"credits": True, "by": "某", "date": "2024-02-01"},
        "opinions": [{"by": "检察院", "view": "同意", "date": "2024-02-02"}],
    }
    cases = {"large": casefile("50", **asked), "small": casefile("20", **asked)}
    made = rehearsed(edition(tmp_path), edition(tmp_path, "contradiction"), **cases)
    (refused,) = made.refused
    assert (refused.name, refused.under) == ("large", "new")
    assert "request.too-late 与 request.stands" in refused.reasons[0].message
    assert made.unchanged == ["small"]


def test_a_case_file_that_cannot_be_read_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    def unreadable() -> NoReturn:
        raise InputError.at("stands[0].species", "缺少必填项")

    cases = [Given("bad", unreadable), Given("good", lambda: casefile("20"))]
    *_, made = rehearse(cases, edition(tmp_path), edition(tmp_path, "threshold"), ON)
    assert [(case.name, case.under, case.reasons[0].path) for case in made.refused] == [
        ("bad", "both", "stands[0].species")
    ]
    assert [case.name for case in made.changed] == ["good"]


def test_a_day_before_the_conduct_is_told_of_the_case(tmp_path: Path) -> None:
    made = rehearsed(edition(tmp_path), edition(tmp_path, "threshold"), datetime.date(2023, 1, 1), at=casefile("20"))
    assert "晚于裁量日 2023-01-01" in made.refused[0].reasons[0].message


def test_a_disagreement_of_the_evaluators_refuses_the_whole_rehearsal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = edition(tmp_path), edition(tmp_path, "threshold")
    engine = rule_engine(new.lawbook).engine
    sound = engine.fired
    monkeypatch.setattr(engine, "fired", lambda stage, known: sound(stage, known) ^ {0})
    with pytest.raises(EvaluatorDisagreement):
        rehearsed(old, new, at=casefile("20"))


def test_an_edition_read_twice_is_registered_once(tmp_path: Path) -> None:
    first, second = edition(tmp_path / "a"), edition(tmp_path / "b")
    assert first.lawbook is not second.lawbook
    assert rule_engine(first.lawbook) is rule_engine(second.lawbook)


def test_the_law_that_ships_rehearsed_against_itself_changes_nothing() -> None:
    made = rehearsed(shipped(), shipped(), a=casefile("20"), b=casefile("200", conduct="2021-01-20"))
    assert (made.changed, made.refused, made.unchanged) == ([], [], ["a", "b"])


def test_progress_is_told_after_each_case(tmp_path: Path) -> None:
    cases = [Given(name, lambda: casefile("20")) for name in "abc"]
    steps = rehearse(cases, edition(tmp_path), edition(tmp_path, "threshold"), ON)
    assert [len(made.changed) for made in steps] == [0, 1, 2, 3]


def test_a_fact_that_no_case_file_states_is_named(tmp_path: Path) -> None:
    vocabulary = folder(tmp_path) / "facts.yaml"
    old = source_of(str(vocabulary.parent))
    stated = vocabulary.read_text(encoding="utf-8")
    vocabulary.write_text(stated + "- {fact: moon_phase, type: string, label: 月相}\n", encoding="utf-8")
    made = rehearsed(old, source_of(str(vocabulary.parent)), at=casefile("20"))
    assert [(change.name, change.title) for change in made.unanswered] == [("moon_phase", "月相")]


def test_a_change_is_told_of_the_person_whom_it_touches(tmp_path: Path) -> None:
    # 22 m³ of both and 4 m³ of 甲 alone: at a mark of 25 in place of 20, 乙 falls below it and 甲 with 26 does not
    one = {"county": "350627", "species": "硬阔类", "damage": {"type": "采伐"}}
    both = casefile(
        parties=[{"name": "甲", "role": "被告人"}, {"name": "乙", "role": "被告人"}],
        stands=[
            {"id": "A", **one, "standing_stock_m3": "22", "persons": ["甲", "乙"]},
            {"id": "B", **one, "standing_stock_m3": "4", "persons": ["甲"]},
        ],
    )
    made = rehearsed(edition(tmp_path), edition(tmp_path, "threshold"), both=both)
    key = "persons.乙.滥伐林木.grade"
    assert set(told(made)["both"]) == {key, f"{key}.alternatives"}
    assert told(made)["both"][key] == ("数量较大", "未达数量较大")
    assert causes(made, "both", key) == [["felling.one.stock@2020-01-01"]]
    changed = made.changed[0].changed[0]
    assert changed.new.label.startswith("乙（滥伐林木）")
