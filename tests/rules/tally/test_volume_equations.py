"""Volume equations: what they give equals the printed tables; what a file leaves open is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rules.carbon.parameters.species import vocabulary
from rules.carbon.tally.equations import FOLDER, read_volume_equations, volume_equations
from rules.reading.errors import FieldError
from rules.values.records import ParameterFileError
from tests.rules.recompute import Reader, Value, rounded

# Cells of the printed table of LY 208-77, 杉木 (m³): height in m, diameter in cm, volume. They were read from the
# table beside the equation, not computed. The columns for 5.5 m and 7 m and larger diameters are not at hand.
PRINTED = {
    "3": {4: "0.002", 5: "0.004", 6: "0.005", 7: "0.007", 8: "0.009", 9: "0.012", 10: "0.015"},
    "6": {
        4: "0.004", 5: "0.007", 6: "0.010", 7: "0.014", 8: "0.018", 9: "0.022", 10: "0.027", 11: "0.033",
        12: "0.039", 13: "0.046", 14: "0.053", 15: "0.061",
    },
}  # fmt: skip
CELLS = [(height, diameter, volume) for height, row in PRINTED.items() for diameter, volume in row.items()]

# Volume of one tree of D 20 cm and H 15 m, worked out apart from this program when the equations were collected.
AT_20_15 = {
    "FJ-1823-fir": "0.2326", "FJ-1823-masson": "0.2277", "FJ-1823-broad": "0.2355", "LY208-fir": "0.2435",
    "CD-broad": "0.2273", "LY208-oak": "0.1927", "SC-cypress": "0.1971", "SC-cryptomeria": "0.2330",
    "SC-masson": "0.2481",
}  # fmt: skip


def volume(id: str, diameter: str, height: str) -> Fraction:
    equation = volume_equations().shipped[id]
    values: dict[str, Value] = {
        symbol: (Fraction(each.value.value), {}) for symbol, each in equation.coefficients.items()
    }
    return Reader(equation.formula, {**values, "D": (Fraction(diameter), {}), "H": (Fraction(height), {})}).value()[0]


@pytest.mark.parametrize(("height", "diameter", "printed"), CELLS)
def test_the_equation_and_its_rounding_give_the_printed_table(height: str, diameter: int, printed: str) -> None:
    rule = str(volume_equations().shipped["LY208-fir"].rounding)
    assert rounded(volume("LY208-fir", str(diameter), height), rule) == Fraction(printed)


@pytest.mark.parametrize(("id", "expected"), AT_20_15.items())
def test_a_tree_of_middling_size_has_its_known_volume(id: str, expected: str) -> None:
    assert rounded(volume(id, "20", "15"), "half_up 0.0001") == Fraction(expected)


def test_no_other_equation_ships() -> None:
    assert set(volume_equations().shipped) == set(AT_20_15)


def test_only_the_equation_read_with_its_table_is_called_verified() -> None:
    marks = {
        id: {each.confidence for each in found.coefficients.values()}
        for id, found in volume_equations().shipped.items()
    }
    assert marks.pop("LY208-fir") == {"verified"}
    assert all(mark == {"secondary"} for mark in marks.values())


def test_eucalypts_are_not_taken_for_other_broadleaved_trees_in_fujian() -> None:
    species = volume_equations().shipped["FJ-1823-broad"].species
    assert {"木荷", "栎类", "阔叶混"} <= species
    assert "桉树" not in species
    assert "杉木" not in species


def test_every_equation_names_species_of_the_vocabulary() -> None:
    for found in volume_equations().shipped.values():
        assert found.species <= set(vocabulary().canonical)


@pytest.mark.parametrize(
    ("id", "told"),
    [("FJ-1823-fourth", "未核对原文"), ("LY208-masson", "标准号有两种说法"), ("LY-208", "没有材积式“LY-208”")],
)
def test_an_unknown_or_withheld_equation_is_refused_with_the_known_ones(id: str, told: str) -> None:
    refused = volume_equations().choose(id, "stands[0].tally.volume_equation")
    assert isinstance(refused, FieldError)
    assert refused.path == "stands[0].tally.volume_equation"
    assert told in refused.message
    assert "可用的有：LY208-fir、FJ-1823-fir" in refused.message


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('a: "0.000058777042"', "a: 0.000058777042", "加引号"),
        ('a: "0.000058777042"', 'a: "0"', "不等于 0"),
        (', c: "0.89646157"', "", "应有系数 a、b、c"),
        ("species: [栎类]", "species: [橡树]", "橡树 未收录"),
        ("species: [栎类]", "groups: [乔木]", "乔木 未收录"),
        ("species: [栎类]", "species: []", "没有适用的树种"),
        ("form: a × D^b × H^c", "form: a × D^b", "form 应由"),
        ("origin: sichuan-masson", "origin: jiangxi", "没有写明"),
        ("rounding: printed", "rounding: table", "没有写明"),
        ("rounding: printed", "rounding: printed\n    diameter_cm: [20, 4]", "由小到大"),
        ("confidence: verified", "confidence: sure", "confidence"),
    ],
)
def test_a_file_that_leaves_something_open_does_not_load(old: str, new: str, told: str) -> None:
    text = (FOLDER / "volume_equations.yaml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(ParameterFileError, match=told):
        read_volume_equations(text.replace(old, new, 1).encode(), "x.yaml")


def test_a_range_may_begin_at_zero_and_not_below() -> None:
    text = (FOLDER / "volume_equations.yaml").read_text(encoding="utf-8")
    known = "rounding: printed"
    assert known in text
    for least, loads in (("0", True), ("-1", False)):
        made = text.replace(known, f"{known}\n    diameter_cm: [{least}, 40]", 1).encode()
        if loads:
            read_volume_equations(made, "x.yaml")
        else:
            with pytest.raises(ParameterFileError):
                read_volume_equations(made, "x.yaml")
