"""The case file at its limits: numbers that are none, characters that are not seen, lists without an end."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from rules.casefile import MORE_MISTAKES, load, parse
from rules.reading.errors import InputError
from tests.rules.cases import case, stand
from tests.rules.test_casefile import FULL, mistakes, put
from tests.told import told


@pytest.mark.parametrize("number", ["1e999999", "NaN", "-Infinity", "1e99999999999999999999", "1" * 5000])
def test_a_number_that_cannot_be_used_is_told_at_its_field_in_either_notation(number: str) -> None:
    text = json.dumps(case(stand(standing_stock_m3="18.6493")), ensure_ascii=False)
    for content in (text.replace('"18.6493"', number), text.replace('"18.6493"', number).replace('"case"', "case")):
        with pytest.raises(InputError) as caught:
            load(content.encode())
        assert [error.path for error in caught.value.errors] == ["stands[0].standing_stock_m3"]


@pytest.mark.parametrize("digits", ["１０", "٥", "1" * 5000, "1_0"])
def test_a_count_is_written_in_plain_digits(digits: str) -> None:
    assert mistakes(put("stands.0.trees", digits)) == [("stands[0].trees", "应为不小于 0 的整数")]


def test_a_zero_has_no_sign() -> None:
    for zero in ("-0", "-0.00", Decimal("-0.0")):
        read = parse(put("stands.0.standing_stock_m3", zero))
        assert not str(read.stands[0].standing_stock_m3).startswith("-")


@pytest.mark.parametrize("char", ["\x00", "\x7f", "\x85", "\u200b", "\u202e", "\u2066", "\u2028", "\ufeff", "\uffff"])
def test_a_name_has_no_character_that_is_not_seen(char: str) -> None:
    told = [("parties[0].name", f"含有不可见的字符 U+{ord(char):04X}，请删去后重新输入")]
    assert mistakes(put("parties.0.name", f"张{char}三")) == told


@pytest.mark.parametrize("name", ["𠮷野", "买买提·吐尔逊", "〇一", "葛\U000e0101城"])
def test_a_rare_name_is_a_name(name: str) -> None:
    assert parse(put("parties.0.name", name)).parties[0].name == name


def test_of_very_many_mistakes_the_first_hundred_are_told_and_the_rest_counted() -> None:
    found = mistakes({**FULL, **{f"k{number}": 1 for number in range(250)}})
    assert len(found) == 101
    path, message = found[-1]
    assert path == ""
    assert told(message, MORE_MISTAKES, count=150)
    assert len(mistakes({**FULL, "k" * 100_000: 1})[0][0]) < 100


def test_a_case_file_has_no_endless_lists() -> None:
    assert mistakes({**FULL, "stands": [{}] * 100_000}) == [("stands", "至多 1000 项")]
