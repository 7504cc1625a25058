"""Dates, sums and counts in Chinese numerals are those that the norms print, and can be read back."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.values.chinese import LIMIT, NotWritable, capitals, counted, court_date, office_date, spoken, term

PRINTED = {
    # 正确填写票据和结算凭证的基本规定, and sums of published cases
    "1409.50": "壹仟肆佰零玖元伍角",
    "6007.14": "陆仟零柒元壹角肆分",
    "1680.32": "壹仟陆佰捌拾元零叁角贰分",
    "107000.53": "壹拾万柒仟元零伍角叁分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "325.04": "叁佰贰拾伍元零肆分",
    "10": "壹拾元整",
    "6000": "陆仟元整",
    "20046": "贰万零肆拾陆元整",
    "22966.99": "贰万贰仟玖佰陆拾陆元玖角玖分",
    "8643.40": "捌仟陆佰肆拾叁元肆角",
    "20668.80": "贰万零陆佰陆拾捌元捌角",
    "100000000": "壹亿元整",
    "100005000": "壹亿零伍仟元整",
    "0.05": "伍分",
    "0.50": "伍角",
    "0": "零元整",
}

amounts = st.integers(0, LIMIT * 100 - 1).map(lambda fen: Decimal(fen) / 100) | st.integers(0, 10**7).map(
    lambda fen: Decimal(fen) / 100
)


def written_digit_by_digit(yuan: Decimal) -> str:
    """The second converter: every digit with its place, as a form with a box for each has it, then what is void
    struck out. It shares nothing with the first."""
    whole, small = f"{yuan:.2f}".split(".")
    digits = "零壹贰叁肆伍陆柒捌玖"
    places = ["", "拾", "佰", "仟", "万", "拾", "佰", "仟", "亿", "拾", "佰", "仟"]
    boxes = "".join(digits[int(one)] + places[len(whole) - at - 1] for at, one in enumerate(whole))
    boxes = re.sub("零[拾佰仟]", "零", boxes)
    boxes = re.sub("零+", "零", boxes)
    boxes = re.sub("零([万亿])", r"\1", boxes).replace("亿万", "亿零")
    boxes = re.sub("零+", "零", boxes).strip("零")
    # Where the place of 万 is 0 and 仟 is not, the form of the norm that spares 零 is taken.
    yuan_told = f"{boxes}元" if boxes else ""
    jiao, fen = small[0], small[1]
    if small == "00":
        return f"{yuan_told or '零元'}整"
    between = "零" if boxes and (jiao == "0" or whole.endswith("0")) else ""
    return (
        yuan_told
        + between
        + (f"{digits[int(jiao)]}角" if jiao != "0" else "")
        + (f"{digits[int(fen)]}分" if fen != "0" else "")
    )


def read_back(told: str) -> Decimal:
    """The sum that capitals say, by an abacus: a place is multiplied and added."""
    digits = {one: at for at, one in enumerate("零壹贰叁肆伍陆柒捌玖")}
    places = {"拾": 10, "佰": 100, "仟": 1000}
    total = group = digit = 0
    cents = Decimal(0)
    for sign in told:
        if sign in digits:
            digit = digits[sign]
        elif sign in places:
            group, digit = group + digit * places[sign], 0
        elif sign in "万亿元":
            total, group, digit = total + (group + digit) * {"万": 10**4, "亿": 10**8, "元": 1}[sign], 0, 0
        elif sign in "角分":
            cents, digit = cents + Decimal(digit) / {"角": 10, "分": 100}[sign], 0
    return total + cents


@pytest.mark.parametrize(("yuan", "told"), PRINTED.items())
def test_a_sum_is_written_as_the_norm_prints_it(yuan: str, told: str) -> None:
    assert capitals(Decimal(yuan)) == told


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("47.07", "四十七点零七"),
        ("0.40", "零点四零"),
        ("96", "九十六"),
        ("10020.5", "一万零二十点五"),
        ("100.05", "一百点零五"),
    ],
)
def test_a_quantity_is_read_out_with_all_its_digits(number: str, told: str) -> None:
    assert spoken(Decimal(number)) == told


@pytest.mark.parametrize("number", ["-0.5", "-3", "1000000000000"])
def test_what_cannot_be_counted_is_not_read_out(number: str) -> None:
    with pytest.raises(NotWritable):
        spoken(Decimal(number))


@given(amounts)
def test_every_sum_in_capitals_is_that_of_another_converter(yuan: Decimal) -> None:
    assert capitals(yuan) == written_digit_by_digit(yuan)


@given(amounts)
def test_every_sum_in_capitals_reads_back_as_the_sum(yuan: Decimal) -> None:
    told = capitals(yuan)
    assert read_back(told) == yuan
    assert "零零" not in told
    assert told == "零元整" or not re.search("零[万亿拾佰仟元]|^零", told)


@pytest.mark.parametrize("yuan", ["0.001", "-1", "1000000000000", "-0.01"])
def test_what_has_no_form_in_capitals_is_refused_with_its_value(yuan: str) -> None:
    with pytest.raises(NotWritable) as refused:
        capitals(Decimal(yuan))
    assert refused.value.reason.values


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "零"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (345, "三百四十五"),
        (1023, "一千零二十三"),
        (10300, "一万零三百"),
        (100010, "十万零一十"),
    ],
)
def test_a_count_is_written_as_a_judgment_writes_it(number: int, told: str) -> None:
    assert counted(number) == told


@given(st.integers(0, LIMIT - 1))
def test_no_two_counts_are_written_alike(number: int) -> None:
    capital = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
    told = counted(number).translate(capital)
    assert read_back(f"{'壹' if told.startswith('拾') else ''}{told}元") == number


@pytest.mark.parametrize(("months", "told"), [(1, "一个月"), (12, "一年"), (18, "一年六个月"), (130, "十年十个月")])
def test_a_term_is_told_in_years_and_months(months: int, told: str) -> None:
    assert term(months) == told


def test_there_is_no_term_of_nothing() -> None:
    with pytest.raises(NotWritable):
        term(0)


def test_courts_date_with_round_zeros_and_offices_in_figures() -> None:
    assert court_date(datetime.date(2026, 3, 5)) == "二〇二六年三月五日"
    assert court_date(datetime.date(2010, 10, 20)) == "二〇一〇年十月二十日"
    assert court_date(datetime.date(2026, 12, 31)) == "二〇二六年十二月三十一日"
    assert office_date(datetime.date(2026, 3, 5)) == "2026年3月5日"


@given(st.dates(datetime.date(1949, 10, 1), datetime.date(2999, 12, 31)))
def test_a_court_date_has_neither_zero_of_counts_nor_figures(day: datetime.date) -> None:
    told = court_date(day)
    assert not re.search("零|○|一十|[0-9]", told)
    zero = "\u3007"
    figures = {zero: 0} | {counted(digit): digit for digit in range(1, 10)}
    year, rest = told[:4], told[4:]
    assert "".join(str(figures[one]) for one in year) == str(day.year)
    assert rest == f"年{counted(day.month)}月{counted(day.day)}日"
