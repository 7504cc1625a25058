"""Diameter classes (径阶): their middles are the diameters, and their width must be stated."""

from __future__ import annotations

from typing import Any

import pytest

from rules.carbon.measure import measure
from rules.carbon.methods.tally_lines import MIDDLE_OF_CLASS
from rules.carbon.tally.check import NO_CLASS
from rules.carbon.tally.files import with_files
from rules.casefile import parse
from rules.reading.errors import FieldError, InputError
from tests.rules.cases import case, stand
from tests.told import told

BY_CLASSES = "树种,径阶(cm),树高(m),株数\n杉木,10,6,5\n杉木,8,6,12\n".encode()


def of(tally: dict[str, Any]) -> Any:
    return parse(case(stand(tally={"basis": "dbh", "volume_equation": "LY208-fir", **tally})))


def rows(*diameters: str) -> list[dict[str, str]]:
    return [{"species": "杉木", "dbh_cm": diameter, "height_m": "6"} for diameter in diameters]


def refusal(casefile: Any) -> tuple[FieldError, ...]:
    with pytest.raises(InputError) as caught:
        measure(casefile)
    return caught.value.errors


def test_a_sheet_by_classes_needs_their_width() -> None:
    with pytest.raises(InputError) as caught:
        with_files(of({"file": "a.csv"}), lambda name: BY_CLASSES)
    ((path, reason),) = [(error.path, error.message) for error in caught.value.errors]
    assert path == "stands[0].tally.class_width_cm"
    assert "径阶距" in reason


def test_the_middle_of_the_class_is_the_diameter_and_the_reader_is_told() -> None:
    result = measure(with_files(of({"file": "a.csv", "class_width_cm": "2"}), lambda name: BY_CLASSES))
    # Printed table of LY 208-77 at H 6 m: 5 × 0.027 + 12 × 0.018.
    assert str(result.stands[0].standing_stock) == "0.351 m3"
    assert any("径阶距 2 cm" in warning and "没有计入" in warning for warning in result.warnings)
    labels = [line.label for line in result.worksheet.lines if line.symbol == "D" and line.kind == "input"]
    assert len(labels) == 2
    assert all(label.startswith(f"杉木胸径{MIDDLE_OF_CLASS}") for label in labels)


def test_trees_measured_one_by_one_are_not_called_classes() -> None:
    result = measure(of({"rows": rows("10", "8")}))
    assert not any("径阶" in warning for warning in result.warnings)


def test_a_diameter_that_is_no_class_of_that_width_is_refused() -> None:
    (error,) = refusal(of({"rows": rows("6", "8", "11", "14"), "class_width_cm": "2"}))
    assert error.path == "stands[0].tally.rows[2].dbh_cm"
    assert told(error.message, NO_CLASS, width="2")


@pytest.mark.parametrize("width", ["1", "2", "0.5"])
def test_classes_that_lie_whole_widths_apart_are_accepted(width: str) -> None:
    assert measure(of({"rows": rows("6", "8", "4", "14"), "class_width_cm": width})).loss is not None


@pytest.mark.parametrize("width", ["0", "-2", "两厘米"])
def test_a_width_that_is_none_is_refused(width: str) -> None:
    with pytest.raises(InputError) as caught:
        of({"rows": rows("6"), "class_width_cm": width})
    assert caught.value.errors[0].path == "stands[0].tally.class_width_cm"
