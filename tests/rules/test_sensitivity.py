"""The ranking of what moves a loss: every figure is the worksheet redone with one value changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.carbon.measure import measure
from rules.carbon.uncertainty.dependence import WHOLE_COLUMN
from rules.carbon.uncertainty.sensitivity import ranking
from rules.casefile import parse
from rules.record.uncertainty import Ranking
from rules.values.exact import nearest
from tests.rules.sheets import Sheet, spread
from tests.testrun import examples


def ranked(sheet: Sheet) -> Ranking:
    lines = sheet.sheet.lines
    return ranking(lines, len(lines))


def of_case(**stand: Any) -> Ranking:
    facts = {"id": "A", "species": "杉木", "damage": {"type": "采伐"}, **stand}
    found = measure(
        parse(
            {
                "case": {"offence": "滥伐林木", "conduct": {"from": "2021-12-01"}},
                "stands": [facts],
                "options": {"method": "national-default@2026-11"},
            }
        )
    )
    assert found.loss_line is not None
    return ranking(found.worksheet.lines, found.loss_line.no)


def test_a_value_is_moved_by_one_standard_error_down_and_up() -> None:
    (row,) = ranked(Sheet().given("x", "10", "2").compute("L", "3 × x")).by_error
    assert (row.lowered, row.raised) == ("8", "12")
    assert (row.low, row.high, row.swing) == ("24", "36", "12")


def test_a_value_without_error_is_moved_by_a_tenth_and_says_so() -> None:
    found = ranked(Sheet().given("x", "10", "2").given("y", "5").compute("L", "x × y"))
    (row,) = found.by_tenth
    assert (row.name, row.lowered, row.raised, row.low, row.high) == (
        "地块 A y",
        "4.5",
        "5.5",
        "45",
        "55",
    )
    assert row.note == "±10 %"
    assert [row.path for row in found.by_error] == ["stands[0].x"]


def test_the_widest_comes_first() -> None:
    sheet = Sheet().given("a", "1", "0.1").given("b", "1", "0.3").given("c", "1", "0.2").compute("L", "a + b + c")
    assert [row.path[-1] for row in ranked(sheet).by_error] == ["b", "c", "a"]


def test_what_lowers_the_loss_when_raised_has_its_high_below_its_low() -> None:
    (row,) = ranked(Sheet().given("k", "2", "0.5").compute("L", "12 ÷ k", rounding="half_up 0.01")).by_error
    assert (row.low, row.high, row.swing) == ("8.00", "4.80", "3.20")


def test_a_share_is_not_moved_beyond_one() -> None:
    (row,) = ranked(Sheet().given("f", "0.95", spread("0.1", "0", "1")).compute("L", "f × 100")).by_error
    assert (row.lowered, row.raised) == ("0.85", "1")


def test_every_line_is_rounded_as_on_paper() -> None:
    sheet = Sheet().given("x", "10", "0.4").compute("a", "x ÷ 3", rounding="half_up 1").compute("L", "a × 2")
    (row,) = ranked(sheet).by_error
    assert (row.low, row.high) == ("6", "6")


def test_what_is_exact_by_definition_is_not_ranked_and_shares_of_species_are_left_aside() -> None:
    found = of_case(
        area_mu="30",
        stock_per_ha="60",
        species=[{"species": "杉木", "share": "0.6"}, {"species": "马尾松", "share": "0.4"}],
    )
    paths = {row.path for row in found.by_tenth}
    assert {"stands[0].area_mu", "stands[0].stock_per_ha", "杉木.D", "马尾松.CF"} <= paths
    assert paths.isdisjoint({"M", "N", "mu_per_ha"})
    assert not any("share" in path for path in paths)
    assert len(found.left_aside) == 2


def test_a_whole_column_of_a_tally_moves_together() -> None:
    rows = [{"species": "杉木", "dbh_cm": str(20 + n), "height_m": "15", "count": 2} for n in range(5)]
    found = of_case(tally={"basis": "dbh", "volume_equation": "LY208-fir", "rows": rows})
    columns = {row.path: row for row in found.by_tenth if "[*]" in row.path}
    assert all("回归式" in item.reason for item in found.left_aside)
    assert {item.path for item in found.left_aside} == {f"LY208-fir.{symbol}" for symbol in "abc"}
    assert set(columns) == {f"stands[0].tally.rows[*].{key}" for key in ("dbh_cm", "height_m", "count")}
    assert columns["stands[0].tally.rows[*].dbh_cm"].name == WHOLE_COLUMN.format(
        name="地块 A · 每木检尺 杉木胸径", groups=5
    )
    # Stock is D to the power 1.97: a tenth more diameter is about a fifth more of it.
    count, dbh = columns["stands[0].tally.rows[*].count"], columns["stands[0].tally.rows[*].dbh_cm"]
    assert Decimal("1.9") < Decimal(dbh.swing) / Decimal(count.swing) < Decimal("2.05")


def test_stumps_move_the_loss_by_their_errors_taken_together() -> None:
    equation = {"intercept_cm": "-1", "slope": "0.85", "standard_error_cm": "1.5", "source": "样木"}
    found = of_case(
        tally={
            "basis": "stump", "volume_equation": "LY208-fir", "stump_equations": {"杉木": equation},
            "rows": [{"species": "杉木", "stump_cm": str(20 + n), "height_m": "12"} for n in range(9)],
        }
    )  # fmt: skip
    (row,) = found.by_error
    assert row.name == "地块 A · 每木检尺 杉木胸径"
    assert row.lowered is None
    assert "每株独立" in row.note


def test_no_loss_gives_an_empty_ranking() -> None:
    assert ranking([], None).as_json() == {"by_error": [], "by_tenth": [], "left_aside": []}


@pytest.mark.parametrize("file", ["2022-fujian-nanjing-zhang.yaml", "2023-guangxi-hezhou-feng.yaml"])
def test_of_a_product_every_factor_swings_the_same(file: str) -> None:
    from pathlib import Path

    from rules.casefile import load

    found = measure(load((Path(__file__).parents[2] / "examples" / file).read_bytes()))
    assert found.loss_line is not None
    assert found.loss is not None
    rows = ranking(found.worksheet.lines, found.loss_line.no).by_tenth
    stock = next(row for row in rows if row.path.endswith("standing_stock_m3"))
    assert abs(Decimal(stock.swing) - nearest(found.loss.value) / 5) <= Decimal("0.01")


@settings(max_examples=examples(20, 200), deadline=None)
@given(st.lists(st.tuples(st.integers(1, 99), st.integers(1, 9)), min_size=1, max_size=6))
def test_in_a_sum_the_swing_is_twice_the_error_whatever_the_order(terms: list[tuple[int, int]]) -> None:
    sheet = Sheet()
    for number, (value, error) in enumerate(terms):
        sheet.given(f"x{number}", str(value + 10), str(error))
    rows = ranked(sheet.compute("L", " + ".join(f"x{number}" for number in range(len(terms))))).by_error
    assert [Decimal(row.swing) for row in rows] == sorted((Decimal(2 * error) for _, error in terms), reverse=True)


def test_shares_of_burned_strata_are_left_aside_too() -> None:
    strata = [
        {"severity": "重度", "share": "0.4", "fraction": "0.9"},
        {"severity": "轻度", "share": "0.6", "fraction": "0.2"},
    ]
    found = of_case(damage={"type": "烧毁", "strata": strata}, area_ha="3", stock_per_ha="50")
    aside = {item.path: item.reason for item in found.left_aside}
    assert set(aside) == {f"stands[0].damage.strata[{number}].share" for number in (0, 1)}
    assert all("份额之和为 1" in reason for reason in aside.values())
    assert "stands[0].damage.strata[0].fraction" in {row.path for row in found.by_tenth}
    whole = next(row for row in found.by_tenth if row.path == "stands[0].damage.strata[0].fraction")
    assert (whole.lowered, whole.raised) == ("0.81", "0.99")


def test_a_stratum_is_not_moved_beyond_the_whole_of_it() -> None:
    strata = [{"severity": "重度", "share": "1", "fraction": "0.95"}]
    found = of_case(damage={"type": "烧毁", "strata": strata}, area_ha="3", stock_per_ha="50")
    moved = next(row for row in found.by_tenth if row.path == "stands[0].damage.strata[0].fraction")
    assert moved.raised == "1"
