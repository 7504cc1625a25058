"""Every value of a file of law or parameters knows its line and column, and so does every mistake."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from rules.reading.located import FileError, LineList, LineMapping, Mistake, Place, find, mistakes_of
from rules.reading.pydantic_errors import REASONS
from rules.reading.yaml_reader import TWICE, read, read_located

TEXT = """
# 说明
- id: a
  range: [1, 2.50]
  in_force:
    from: 2020-01-01
- {id: b,
   range: []}
"""


def located(text: str = TEXT) -> LineList:
    data = read_located(text.encode(), "x.yaml")
    assert isinstance(data, LineList)
    return data


def test_the_data_are_those_of_the_plain_reader() -> None:
    assert (
        located()
        == read(TEXT.encode())
        == [
            {"id": "a", "range": [1, Decimal("2.50")], "in_force": {"from": datetime.date(2020, 1, 1)}},
            {"id": "b", "range": []},
        ]
    )


@pytest.mark.parametrize(
    ("location", "place", "path"),
    [
        ((), (3, 1), ()),
        ((0,), (3, 3), (0,)),
        ((0, "range"), (4, 3), (0, "range")),
        ((0, "range", 1), (4, 14), (0, "range", 1)),
        ((0, "in_force", "from"), (6, 5), (0, "in_force", "from")),
        ((1, "range"), (8, 4), (1, "range")),
        ((1, "branch", "range"), (8, 4), (1, "range")),
        ((1, "missing"), (7, 3), (1,)),
        ((0, "range", 7), (4, 3), (0, "range")),
        ((0, "id", 0), (3, 3), (0, "id")),
    ],
)
def test_a_location_leads_to_the_innermost_place_in_the_file(
    location: tuple[int | str, ...], place: tuple[int, int], path: tuple[int | str, ...]
) -> None:
    assert find(located(), location) == (Place(*place), path)


@given(st.lists(st.dictionaries(st.sampled_from(["a", "b", "键"]), st.integers(0, 9), max_size=3), max_size=5))
def test_each_key_stands_where_the_text_has_it(entries: list[dict[str, int]]) -> None:
    lines = [""]
    for entry in entries:
        lines += ["-", *(f"    {key}: {value}" for key, value in entry.items())] if entry else ["- {}"]
    for item in located("\n".join([*lines, "- {}"])):
        assert isinstance(item, LineMapping)
        for key, (line, column) in item.places.items():
            assert lines[line - 1][column - 1 :] == f"{key}: {item[key]}"


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    range: list[Decimal]


def test_what_pydantic_refuses_is_told_with_line_column_and_path() -> None:
    entry = located("- range: [1, 二]\n  odd: x\n")[0]
    with pytest.raises(ValidationError) as caught:
        Model.model_validate(entry)
    found = [(m.file, m.line, m.column, m.reason) for m in mistakes_of(caught.value, entry, "x.yaml")]
    assert sorted(found) == [
        ("x.yaml", 1, 3, f"id：{REASONS['missing']}"),
        ("x.yaml", 1, 14, f"range[1]：{REASONS['decimal_parsing']}"),
        ("x.yaml", 2, 3, f"odd：{REASONS['extra_forbidden']}"),
    ]


def test_of_plain_data_the_path_is_told_without_a_line() -> None:
    with pytest.raises(ValidationError) as caught:
        Model.model_validate({"id": "a", "range": ["二"]})
    assert [str(m) for m in mistakes_of(caught.value, {"id": "a", "range": ["二"]}, "x")] == [
        f"x：range[0]：{REASONS['decimal_parsing']}"
    ]


@pytest.mark.parametrize(
    ("text", "line", "column", "template"),
    [
        ("- a: 1\n  b: &x 2\n", 2, 6, "不接受 YAML 锚点（&）"),
        ("- a: 1\n  a: 2\n", 2, 3, TWICE),
        ("- a: 1\n  1: 2\n", 2, 3, "键必须是文字（数字或日期作键时加引号）"),
        ("- a: 0x1F\n", 1, 6, "{text} 应写成十进制数"),
        ("- a:\n    - .nan\n", 2, 7, "{text} 应写成十进制数"),
        ("- a: [1\n", 2, 1, "YAML 有语法错误：{problem}"),
        ("", 1, 1, "文件是空的"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, line: int, column: int, template: str) -> None:
    with pytest.raises(FileError) as caught:
        located(text)
    (mistake,) = caught.value.mistakes
    assert (mistake.file, mistake.line, mistake.column) == ("x.yaml", line, column)
    assert getattr(mistake.reason, "template", mistake.reason) == template


def test_mistakes_are_told_in_the_order_of_files_and_lines() -> None:
    first, second, third = Mistake("a.yaml", 9, "x"), Mistake("b.yaml", 1, "x"), Mistake("b.yaml", 10, "x")
    assert FileError([third, second, first]).mistakes == (first, second, third)
