"""Numbers of papers have the form that their norm gives them, and whatever has not is told what is wrong with it."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.documents import numbers
from tests.told import told

DAY = datetime.date(2026, 11, 30)


@pytest.mark.parametrize(
    "number",
    [
        "（2026）闽0627刑初88号",
        "（2024）闽08刑终125号",
        "（2023）闽民终7号",
        "（2026）闽0481执恢3号",
        "（2026）闽0627刑初88号之一",
        "（2022）最高法民申1号",
    ],
)
def test_a_case_number_of_a_court_is_one(number: str) -> None:
    assert numbers.mistake_in_case_number(number, DAY) is None


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("(2026)闽0627刑初88号", numbers.ROUND_BRACKETS),
        ("〔2026〕闽0627刑初88号", numbers.ROUND_BRACKETS),
        ("（2026）闽0627刑初第88号", numbers.NO_ORDINAL),
        ("（2026）闽0627刑初088号", numbers.NO_ZEROS),
        ("（2027）闽0627刑初88号", numbers.YEAR_AHEAD),
        ("（2026）闽0627刑初88", numbers.COURT_FORM),
        ("（2026）南靖刑初88号", numbers.COURT_FORM),
        ("", numbers.ROUND_BRACKETS),
    ],
)
def test_what_is_wrong_with_a_case_number_is_told(number: str, reason: str) -> None:
    found = numbers.mistake_in_case_number(number, DAY)
    assert told(found, reason, number=number)


@pytest.mark.parametrize("number", ["宣检民公诉〔2023〕35号", "始检刑附民公诉〔2021〕2号", "吴堡检刑不诉〔2023〕9号"])
def test_a_number_of_a_procuratorate_is_one(number: str) -> None:
    assert numbers.mistake_in_procuratorate_number(number, DAY) is None


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("南检建[2026]3号", numbers.SQUARE_BRACKETS),
        ("南检建（2026）3号", numbers.SQUARE_BRACKETS),
        ("南检建〔2026〕第3号", numbers.NO_ORDINAL),
        ("南检建〔2026〕03号", numbers.NO_ZEROS),
        ("南检建〔2030〕3号", numbers.YEAR_AHEAD),
        ("南林函〔2026〕3号", numbers.PROCURATORATE_FORM),
    ],
)
def test_what_is_wrong_with_a_number_of_a_procuratorate_is_told(number: str, reason: str) -> None:
    found = numbers.mistake_in_procuratorate_number(number, DAY)
    assert told(found, reason, number=number)


@given(st.integers(1950, 2026), st.integers(1, 99_999))
def test_an_office_number_has_neither_ordinal_nor_zeros(year: int, place: int) -> None:
    made = numbers.office_number("南林函", year, place)
    assert made == f"南林函〔{year}〕{place}号"
    assert numbers.mistake_in_procuratorate_number(made.replace("林函", "检建"), DAY) is None


@pytest.mark.parametrize("word", ["", "函", "NLH", "南林函〔2026〕", "南 林"])
def test_a_word_for_numbers_is_chinese_alone(word: str) -> None:
    assert numbers.mistake_in_word(word) is not None


def test_a_word_for_numbers_is_taken() -> None:
    assert numbers.mistake_in_word("南林函") is None
