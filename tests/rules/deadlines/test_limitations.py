"""时效 from the conduct: the years of each offence and grade as the statute gives them, to a day counted by hand."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from rules.casefile.offences import OFFENCES
from rules.deciding.book import load_lawbook
from rules.deciding.deadlines.limitations import FILE, limitations, load_limitations, read_limitations
from rules.values.records import ParameterFileError

STATUTE: dict[str, list[int | None]] = {
    "盗伐林木": [3, 7, 15],
    "滥伐林木": [3, 7],
    "非法收购、运输盗伐、滥伐的林木": [3, 7],
    "危害国家重点保护植物": [3, 7],
    "非法占用农用地": [5],
    "破坏自然保护地": [5],
    "失火": [3, 7],
    "放火": [10, None],
    "故意毁坏财物": [3, 7],
    "盗窃": [3, 10, None],
    "非法采矿": [3, 7],
    "破坏性采矿": [5],
}
"""The highest term of each tier in years, by articles 114, 115, 264, 275, 342–345 of the criminal law; None: life."""


def by_article_87(most: int | None) -> tuple[int, str]:
    if most is None:
        return 20, "第八十七条第四项"
    if most < 5:
        return 5, "第八十七条第一项"
    return (10, "第八十七条第二项") if most < 10 else (15, "第八十七条第三项")


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize("offence", sorted(STATUTE))
def test_the_years_of_each_tier_follow_from_its_highest_term(offence: str) -> None:
    found = [item for item in limitations({offence: None}, day("2024-03-05")) if item.kind.title == "追诉期限"]
    assert [(item.row.years, item.row.article) for item in found] == [by_article_87(most) for most in STATUTE[offence]]


def test_every_offence_has_its_years_or_is_named_as_left_out() -> None:
    left_out = "".join(item.title for item in load_limitations().left_out)
    stated = {row.offence for row in load_limitations().prosecution.rows}
    assert {offence for offence in OFFENCES if offence not in stated} == {"非法狩猎", "非法捕捞水产品"}
    assert all(offence in left_out for offence in ("非法狩猎", "非法捕捞水产品"))
    assert "磋商" in left_out


def test_every_grade_is_one_that_the_rules_conclude() -> None:
    concluded = {value for rule in load_lawbook().rules for value in rule.then.get("offence_grade", ())}
    graded = {row.grade for row in load_limitations().prosecution.rows if row.grade}
    assert graded <= concluded


@pytest.mark.parametrize(
    ("ended", "end"),
    [
        ("2024-03-05", "2029-03-04"),
        ("2024-02-29", "2029-02-27"),  # no such day in 2029: its last day, and the day before
        ("2023-03-01", "2028-02-29"),
        ("2022-01-01", "2026-12-31"),
    ],
)
def test_the_day_of_the_act_is_counted(ended: str, end: str) -> None:
    first = limitations({"滥伐林木": None}, day(ended))[0]
    assert (first.row.years, first.end) == (5, day(end))
    assert not first.passed(day(end))
    assert first.passed(day(end) + datetime.timedelta(days=1))


def test_the_grade_that_was_concluded_is_marked_and_an_unknown_one_marks_none() -> None:
    marked = {item.case: item.holds for item in limitations({"盗伐林木": "数量巨大"}, day("2024-03-05"))}
    assert marked == {"数量较大": False, "数量巨大": True, "数量特别巨大": False}
    for grade in (None, "未达数量较大"):
        assert {item.holds for item in limitations({"盗伐林木": grade}, day("2024-03-05"))} == {None}
    assert {item.holds for item in limitations({"失火": "达到立案追诉标准"}, day("2024-03-05"))} == {None}


def test_of_competing_offences_each_has_its_own_years() -> None:
    grades = {"盗伐林木": "数量较大", "危害国家重点保护植物": "情节严重"}
    held = {(item.row.offence, item.row.years) for item in limitations(grades, day("2023-08-01")) if item.holds}
    assert held == {("盗伐林木", 5), ("危害国家重点保护植物", 10)}


def test_punishment_by_the_code_is_told_only_of_acts_under_it() -> None:
    def years(ended: str) -> list[int]:
        return [
            item.row.years
            for item in limitations({"滥伐林木": None}, day(ended))
            if item.kind.title == "行政处罚的期限"
        ]

    assert years("2026-08-14") == []
    assert years("2026-08-15") == [5, 2]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("offence: 失火, given: 情节较轻, years: 5", "offence: 失火, years: 5", "grade 或者 given"),
        ("offence: 失火, given: 情节较轻", "offence: 失水, given: 情节较轻", "没有这个案由 失水"),
        ("given: 情节较轻, years: 5", "given: 情节较轻, years: 五", "years"),
        ("left_out:", "left_over:", "left_over"),
        ("prosecution:", "prosecution: [", "第 5 行：YAML 有语法错误"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_reason(tmp_path: Path, old: str, new: str, reason: str) -> None:
    place = tmp_path / "limitations.yaml"
    place.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ParameterFileError, match=rf"limitations\.yaml.*{reason}"):
        read_limitations(place)
