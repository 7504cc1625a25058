"""Reading YAML and JSON: exact numbers, and one clear refusal for everything else."""

from __future__ import annotations

import datetime
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reading.errors import InputError
from rules.reading.yaml_reader import MAX_BYTES, MAX_DEPTH, TWICE, read
from tests.told import says

CHINESE = re.compile(r"[一-鿿]")

PLAIN = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**12), 10**12),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text("abc键", min_size=1, max_size=4), inner, max_size=4)
    ),
    max_leaves=15,
)


def refusal(content: bytes) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        read(content)
    (error,) = caught.value.errors
    return error.path, error.message


@given(st.dictionaries(st.text("abc键", min_size=1, max_size=4), PLAIN, max_size=4))
def test_json_comes_back_as_it_was_written(data: dict[str, Any]) -> None:
    assert read(json.dumps(data, ensure_ascii=False).encode()) == data
    assert read(json.dumps(data).encode()) == data


@pytest.mark.parametrize("text", ["18.6493", "0.1", "3.67", "1e3", "0.00000000001"])
def test_numbers_keep_their_digits_in_json(text: str) -> None:
    value = read(f'{{"v": {text}}}'.encode())["v"]
    assert type(value) is Decimal
    assert value.as_tuple() == Decimal(text).as_tuple()


@pytest.mark.parametrize("text", ["18.6493", "0.1", "-3.670", "18_000.5"])
def test_numbers_keep_their_digits_in_yaml(text: str) -> None:
    value = read(f"v: {text}".encode())["v"]
    assert type(value) is Decimal
    assert value.as_tuple() == Decimal(text).as_tuple()


@pytest.mark.parametrize(
    "text", ["010", "0x1F", "0b1", "1:30", ".inf", ".nan", "2021-13-45", "2021-12-01 10:00:00", "yes", "on", "No"]
)
def test_what_yaml_might_guess_at_stays_text(text: str) -> None:
    assert read(f"v: {text}".encode()) == {"v": text}


def test_dates_and_booleans_are_understood() -> None:
    assert read(b"{on: 2022-11-08, yes: true, no: False}") == {
        "on": datetime.date(2022, 11, 8),
        "yes": True,
        "no": False,
    }


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "空"),
        (b" \n\t", "空"),
        ("案件".encode("gbk"), "UTF-8"),
        ("a: 1".encode("utf-16"), "UTF-8"),
        (b"a: \0", "空字符"),
        (b"a: \x07", "YAML"),
        (b"a: [1, 2", "YAML 第"),
        (b"a: 1\n b: 2", "第 2 行"),
        (b'{"a": 1,}x', "JSON 第 1 行"),
        (b"--- {a: 1}\n--- {b: 1}", "第 2 行"),
        (b"a: &x [1]\nb: *x", "锚点"),
        (b"b: *x", "别名"),
        (b"a: !!python/object/apply:os.system [ls]", "标签"),
        (b"a: !!int 5", "标签"),
        (b"a: {<<: {b: 1}}", "键必须是文字"),
        (b"1: a", "键必须是文字"),
        (b"true: a", "键必须是文字"),
        (b"? [a]\n: 1", "键必须是文字"),
        (b'{"a": "\\ud800"}', "代理"),
        (b'{"\\udfff": 1}', "代理"),
        (b"[" * 100_000, "嵌套过深"),
        (b"- " * 100_000, "嵌套过深"),
        (b'{"a":' * 50 + b"1" + b"}" * 50, "嵌套过深"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    _, message = refusal(content)
    assert reason in message


UNUSABLE = ["NaN", "-Infinity", "1e999999999", "1.0e-999999999", "1e-99999999999999999999", "1" * 50, "1" * 5000]
"""No numbers that can be written out."""


@pytest.mark.parametrize("text", UNUSABLE, ids=lambda text: text[:24])
def test_what_is_no_usable_number_stays_text_for_the_check_of_its_field(text: str) -> None:
    assert read(f'{{"v": {text}}}'.encode()) == {"v": text}
    assert read(f"v: {text}".encode()) == {"v": text}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("a: 1\nb: c: d", "冒号的位置不对"),
        ("a:\n\tb: 1", "不用制表符"),
        ("a: 1\nb\n", "缺少冒号"),
        ("a: [1, 2", "括号"),
        ("a: 'b", "引号没有闭合"),
        ('a: "\\ud800"', "反斜杠"),
        ("a: 1\n---\nb: 2", "只能有一份内容"),
        ("a: \x07", "不可见"),
        ("a: 1\n b: 2", "冒号的位置不对"),
    ],
)
def test_a_mistake_of_yaml_is_told_in_chinese_with_its_place(content: str, reason: str) -> None:
    _, message = refusal(content.encode())
    assert reason in message
    assert not re.search(r"[a-z]{4,}", message)


def test_a_key_given_twice_is_named() -> None:
    assert refusal(b'{"stands": 1, "stands": 2}') == ("stands", TWICE)
    path, message = refusal(b"case: 1\nstands: 2\nstands: 3")
    assert path == "stands"
    assert says(message, TWICE)
    assert "第 3 行" in message


def test_a_file_one_byte_too_large_is_refused_before_it_is_read() -> None:
    assert read(b'"' + b"a" * (MAX_BYTES - 2) + b'"')
    _, message = refusal(b"\xff" * (MAX_BYTES + 1))
    assert "文件过大" in message


def test_nesting_is_accepted_up_to_the_limit() -> None:
    for opening, closing in ((b"[", b"]"), (b" [", b"]")):
        assert read(opening * MAX_DEPTH + closing * MAX_DEPTH)
        assert "嵌套过深" in refusal(opening * (MAX_DEPTH + 1) + closing * (MAX_DEPTH + 1))[1]


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read("﻿a: 1".encode()) == {"a": 1}


def told(content: bytes) -> list[str]:
    """The reasons of a refusal; none where the content could be read."""
    try:
        read(content)
    except InputError as refused:
        return [error.message for error in refused.errors] or ["a refusal without a reason"]
    return []


@given(st.binary(max_size=200))
def test_no_bytes_at_all_cause_anything_but_data_or_a_refusal_in_chinese(content: bytes) -> None:
    assert all(CHINESE.search(message) for message in told(content))


@given(st.text(max_size=200))
def test_no_text_causes_anything_but_data_or_a_refusal_in_chinese(text: str) -> None:
    assert all(CHINESE.search(message) for message in told(text.encode(errors="replace")))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("case:\n  offence：滥伐林木\n  conduct: {from: 2024-03-02}\n", 2, 10),
        ("a：1\nb: 2\n", 1, 2),
        ("a: 1\nb：2\nc: 3\n", 2, 2),
        ("a:\n  - x：1\n    y: 2\n", 2, 6),
        ("a: 1\n\nb：\n  c: 3\n", 3, 2),
    ],
)
def test_a_full_width_colon_behind_a_key_is_named_where_it_stands(text: str, line: int, column: int) -> None:
    with pytest.raises(InputError) as caught:
        read(text.encode())
    assert f"第 {line} 行第 {column} 列" in caught.value.errors[0].message
    assert "全角冒号" in caught.value.errors[0].message


def test_a_full_width_colon_in_a_text_is_not_blamed() -> None:
    with pytest.raises(InputError) as caught:
        read("note: 甲：乙\n  b: 3\n".encode())
    assert "全角冒号" not in caught.value.errors[0].message
