"""A long tally in the worksheet: a row for each group, the formulas once, and every figure with its line's number."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask, get_template_attribute

from casework.worksheet_tables import FEWEST, Block, blocks
from rules.carbon.measure import measure
from rules.casefile import parse
from rules.record.worksheet import LineRecord
from tests.casework import pages
from tests.conftest import make_app


def worksheet(count: int, **tally: Any) -> list[LineRecord]:
    """The lines of a tally of so many different trees, from 3 cm upwards."""
    rows = [{"species": "杉木", "dbh_cm": str(3 + n), "height_m": "6", "count": 2} for n in range(count)]
    case = {
        "case": {"offence": "滥伐林木", "conduct": {"from": "2021-12-01"}},
        "stands": [
            {
                "id": "A",
                "species": "杉木",
                "damage": {"type": "采伐"},
                "tally": {"basis": "dbh", "rows": rows, **(tally or {"volume_equation": "LY208-fir"})},
            }
        ],
    }
    return list(measure(parse(case)).worksheet.records)


def of_trees(lines: list[LineRecord]) -> list[LineRecord]:
    return [line for line in lines if line.section == "地块 A · 每木检尺"]


def tables(found: list[Block]) -> list[Any]:
    return [block.table for block in found if block.table is not None]


def test_a_short_tally_stays_in_lines() -> None:
    lines = of_trees(worksheet(FEWEST - 1))
    assert blocks(lines) == [Block(tuple(lines))]


def test_a_long_tally_becomes_one_table_and_loses_no_line() -> None:
    lines = of_trees(worksheet(40))
    found = blocks(lines)
    (table,) = tables(found)
    assert [row.number for row in table.rows] == list(range(1, 41))
    assert {row.species for row in table.rows} == {"杉木"}
    assert table.rows[6].where == "第 7 行"
    assert [line.symbol for line in table.columns] == ["D", "H", "N", "v", "V"]
    shown = [line.no for row in table.rows for line in row.lines]
    shown += [line.no for block in found for line in block.lines]
    assert sorted(shown) == [line.no for line in lines]


def test_the_formulas_above_the_table_hold_for_every_row_of_it() -> None:
    (table,) = tables(blocks(of_trees(worksheet(40))))
    for line, shared in table.computed:
        place = [each.symbol for each in table.columns].index(line.symbol)
        for row in table.rows:
            mine = row.lines[place]
            assert mine.formula == line.formula
            assert {name: no for name, no in mine.refs.items() if name in shared} == shared
            own = {each.no for each in row.lines}
            assert set(mine.refs.values()) - set(shared.values()) <= own


def test_trees_of_another_branch_stand_in_a_table_of_their_own() -> None:
    found = tables(blocks(of_trees(worksheet(40, biomass_equation="LYT2264"))))
    assert [len(table.rows) for table in found] == [2, 38], "below 5 cm, and from 5 cm upwards"
    assert all([line.symbol for line in table.columns][:3] == ["D", "H", "N"] for table in found)


@pytest.fixture
def application(tmp_path: Any) -> Flask:
    return make_app(f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path)


def test_every_figure_of_a_long_tally_is_printed_with_its_line_and_can_be_linked(application: Flask) -> None:
    lines = worksheet(40)
    with application.test_request_context():
        html = str(get_template_attribute("macros/worksheet.html", "worksheet")(lines))
    ids = re.findall(r'id="line-(\d+)"', html)
    assert sorted(map(int, ids)) == [line.no for line in lines]
    linked = set(re.findall(r'href="#line-(\d+)"', html))
    assert linked <= set(ids)
    words = pages.text(f"<main>{html}</main>")
    for line in lines:
        assert line.result in words
    assert "共 40 组" in words
    assert "单株材积（第" not in words, "the formula is said once, not at every tree"
    assert "单株材积 v = a 〔1〕 × D b 〔2〕 × H c 〔3〕" in words


def test_remarks_and_fields_for_them_stand_below_their_group(application: Flask) -> None:
    lines = worksheet(20)
    (table,) = tables(blocks(of_trees(lines)))
    volume = table.rows[4].lines[-1].no
    with application.test_request_context():
        template = application.jinja_env.from_string(
            "{% from 'macros/worksheet.html' import worksheet with context %}"
            "{% call(item) worksheet(lines, remarks) %}<label>[{{ item.no }}]</label>{% endcall %}"
        )
        html = template.render(lines=lines, remarks={volume: [{"who": "法官", "text": "株数请复核"}]})
    words = pages.text(f"<main>{html}</main>")
    assert f"法官 第 {volume} 行： 株数请复核" in words
    fields = set(map(int, re.findall(r"<label>\[(\d+)\]", html)))
    assert {row.lines[-1].no for row in table.rows} <= fields
