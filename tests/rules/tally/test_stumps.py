"""A tally of stumps: stump to DBH by a declared line, to height by a curve or as given, to volume."""

from __future__ import annotations

from typing import Any

import pytest

from rules.carbon.measure import Measurement, lost_stock_total, measure
from rules.casefile import parse
from rules.reading.errors import InputError
from tests.rules.cases import case, stand
from tests.rules.recompute import mistakes

# Made up for the tests: no such equation is published for Fujian. At a stump of 12.5 cm it gives a DBH of 10 cm.
LINE = {"intercept_cm": "-1.25", "slope": "0.9", "standard_error_cm": "1.85", "source": "鉴定意见书附表"}
POWER = {"form": "a × D^b", "a": "2", "b": "0.5", "source": "标准地调查"}


def stump(cm: str = "12.5", height: str | None = "6", count: int = 1, species: str = "杉木") -> dict[str, Any]:
    found: dict[str, Any] = {"species": species, "stump_cm": cm, "count": count}
    return found if height is None else {**found, "height_m": height}


def tally(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "basis": "stump",
        "volume_equation": "LY208-fir",
        "stump_equations": {"杉木": LINE},
        "rows": list(rows),
        **more,
    }


def measured(given: dict[str, Any], **facts: Any) -> Measurement:
    return measure(parse(case(stand(tally=given, **facts))))


def refused(given: dict[str, Any], **facts: Any) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        measured(given, **facts)
    return [(error.path.removeprefix("stands[0].tally."), error.message) for error in caught.value.errors]


def lines(result: Measurement, symbol: str) -> list[str]:
    return [line.text for line in result.worksheet.lines if line.symbol == symbol and "每木检尺" in line.section]


def test_a_stump_gives_dbh_and_volume_line_by_line() -> None:
    result = measured(tally(stump("12.5", "6", 4)))
    assert lines(result, "D") == ["10"]  # 0.9 × 12.5 − 1.25
    assert lines(result, "v") == ["0.027"]  # printed table of LY 208-77, D 10 cm, H 6 m
    assert str(lost_stock_total(result)) == "0.108 m3"
    assert mistakes(result.worksheet.as_json()) == []


def test_the_standard_error_and_the_source_of_the_line_are_told() -> None:
    warnings = measured(tally(stump())).warnings
    assert any("标准误 1.85 cm" in warning and "鉴定意见书附表" in warning for warning in warnings)


def test_equal_stumps_are_counted_once() -> None:
    result = measured(tally(stump("12.5"), stump("12.50", "6.0", 2), stump("13")))
    assert lines(result, "N") == ["3", "1"]


@pytest.mark.parametrize(
    ("curve", "height"),
    [
        (POWER, "6.32"),  # 2 × √10
        ({**POWER, "form": "1.3 + a × D^b"}, "7.62"),
        ({**POWER, "form": "a + b × ln(D)", "a": "1", "b": "2.5"}, "6.76"),  # 1 + 2.5 × 2.302585
    ],
)
def test_a_height_that_was_not_measured_comes_from_the_declared_curve(curve: dict[str, Any], height: str) -> None:
    result = measured(tally(stump(height=None), height_curves={"杉木": curve}))
    assert lines(result, "H") == [height]
    assert mistakes(result.worksheet.as_json()) == []


def test_a_measured_height_goes_before_the_curve() -> None:
    result = measured(tally(stump(height="6"), stump(height=None), height_curves={"杉木": POWER}))
    assert lines(result, "H") == ["6", "6.32"]


def test_a_height_curve_serves_standing_trees_too() -> None:
    rows = [{"species": "杉木", "dbh_cm": "10"}]
    given = {"basis": "dbh", "volume_equation": "LY208-fir", "rows": rows, "height_curves": {"杉木": POWER}}
    assert lines(measured(given), "H") == ["6.32"]


@pytest.mark.parametrize("field", ["intercept_cm", "slope", "standard_error_cm", "source"])
def test_a_stump_equation_is_not_accepted_without_one_of_its_particulars(field: str) -> None:
    partial = {key: value for key, value in LINE.items() if key != field}
    ((path, message),) = refused(tally(stump(), stump_equations={"杉木": partial}))
    assert path == f"stump_equations.杉木.{field}"
    assert message == "缺少必填项"


@pytest.mark.parametrize(
    ("given", "path", "told"),
    [
        (tally(stump(), stump(), stump_equations={}), "stump_equations.杉木", "standard_error_cm"),
        (tally(stump(height=None)), "rows[0].height_m", "height_curves"),
        (tally(stump("1.2")), "rows[0].stump_cm", "推算的胸径为 -0.17 cm"),
        (
            tally(stump(height=None), height_curves={"杉木": {**POWER, "a": "-2"}}),
            "rows[0].height_m",
            "应大于 0 且不超过 100",
        ),
        (
            tally(stump(height=None), height_curves={"杉木": {**POWER, "b": "9999999"}}),
            "rows[0].height_m",
            "应大于 0 且不超过 100",
        ),
        (tally(stump(), height_curves={"杉": POWER}), "height_curves.杉", "可能指几个树种"),
        (tally(stump(), height_curves={"杉木": {**POWER, "form": "a × D"}}), "height_curves.杉木.form", "a × D^b"),
    ],
)
def test_what_a_stump_tally_lacks_is_told_at_the_field_to_fill(given: dict[str, Any], path: str, told: str) -> None:
    ((at, message),) = refused(given)
    assert at == path
    assert told in message


def test_every_species_has_its_own_line_from_stump_to_dbh() -> None:
    shares = [{"species": "木荷", "share": "0.5"}, {"species": "栎类", "share": "0.5"}]
    other = {**LINE, "intercept_cm": "0", "slope": "0.8"}
    result = measured(
        tally(
            stump("20", "9", 1, "木荷"),
            stump("20", "9", 1, "栎类"),
            volume_equation="FJ-1823-broad",
            stump_equations={"木荷": LINE, "栎类": other},
        ),
        species=shares,
    )
    assert lines(result, "D") == ["16.75", "16"]
    assert mistakes(result.worksheet.as_json()) == []
