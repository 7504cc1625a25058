"""The workbook of a worksheet: every line comes to what the worksheet says, and a change moves what depends on it."""

from __future__ import annotations

import io
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.assess import assess
from rules.carbon.formula import names
from rules.carbon.tally.files import with_files
from rules.carbon.tally.folder import beside
from rules.carbon.workbook.book import FIRST, NOTES, SAME, cell_of, part_of, workbook
from rules.carbon.workbook.formulas import LONGEST, TooLong, in_parts, rounded, spreadsheet_formula
from rules.carbon.worksheet import WorksheetError, evaluate
from rules.casefile import load
from rules.record.assessment import AssessmentRecord
from rules.record.worksheet import LineRecord
from rules.values.quantity import ONE, Quantity, Rounding
from tests.conftest import Attempts
from tests.rules.cases import example_files
from tests.rules.recompute import Reader
from tests.rules.recompute import rounded as exactly_rounded
from tests.rules.workbook.spreadsheet import Book, Reading
from tests.testrun import examples

EXAMPLES = {path.stem: path for path in example_files()}
CLOSE = 1e-12


@cache
def result(name: str) -> AssessmentRecord:
    path = EXAMPLES[name]
    return assess(with_files(load(path.read_bytes()), beside(path.parent), tell=lambda remark: None)).record


def exact(line: LineRecord) -> Fraction:
    return Fraction(line.result)


def agrees(value: Any, line: LineRecord, wanted: Fraction) -> bool:
    """To the last digit where the line is rounded, else to twelve digits."""
    if line.rounding:
        return Decimal(repr(float(value))) == Decimal(wanted.numerator) / Decimal(wanted.denominator)
    return abs(float(value) - float(wanted)) <= CLOSE * abs(float(wanted))


def test_every_line_of_an_example_comes_to_what_the_worksheet_says(attempts: Attempts) -> None:
    for name in (list(EXAMPLES)[at] for at in attempts(6, len(EXAMPLES))):
        book = Book(workbook(result(name)))
        for line in result(name).worksheet:
            assert agrees(book.value(cell_of(line.no)), line, exact(line)), (name, line)
            assert book.value(f"{SAME}{FIRST - 1 + line.no}") == "相同", (name, line)


def followed(lines: tuple[LineRecord, ...], changed: int, value: Fraction) -> dict[int, Fraction]:
    """Every line worked out anew by exact fractions after one was changed."""
    known: dict[int, Fraction] = {}
    for line in lines:
        if line.no == changed:
            known[line.no] = value
        elif line.kind != "computed":
            known[line.no] = exact(line)
        else:
            given: dict[str, Any] = {name: (known[number], {}) for name, number in line.refs.items()}
            made = Reader(line.formula, given, unitless=True).value()[0]
            known[line.no] = exactly_rounded(made, line.rounding)
    return known


def test_a_changed_cell_moves_exactly_what_depends_on_it(attempts: Attempts) -> None:
    moved = 0
    chosen = [(list(EXAMPLES)[at % len(EXAMPLES)], at) for at in attempts(4, 4 * len(EXAMPLES))]
    for name, at in [("2022-fujian-nanjing-zhang", 0), *chosen]:
        lines = result(name).worksheet
        given_lines = [line.no for line in lines if line.kind != "computed"]
        if not given_lines:  # nothing of this case could be measured
            continue
        number = given_lines[at % len(given_lines)]
        book = Book(workbook(result(name)))
        changed = 3 * exact(lines[number - 1]) / 2 + 1
        book.put(cell_of(number), float(changed))
        wanted = followed(lines, number, changed)
        for line in lines:
            assert agrees(book.value(cell_of(line.no)), line, wanted[line.no]), (name, number, line)
        unlike = {line.no for line in lines if book.value(f"{SAME}{FIRST - 1 + line.no}") == "不同"}
        assert unlike == {line.no for line in lines if wanted[line.no] != exact(line)}
        moved += len(unlike) - 1
    assert moved > 0


TERMS = st.recursive(
    st.sampled_from(["a", "b", "c", "2", "0.5"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+−×÷"), inner).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
        st.tuples(inner, st.sampled_from("+−×÷"), inner).map(" ".join),
        inner.map(lambda part: f"(-{part})"),
        st.tuples(st.sampled_from("abc"), st.sampled_from(["2", "b"])).map("^".join),
        st.tuples(st.sampled_from("abc"), st.sampled_from(["2", "b"])).map(lambda parts: f"-{parts[0]}^{parts[1]}"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(
            lambda parts: f"{parts[0]}({parts[1]}, {parts[2]})"
        ),
    ),
    max_leaves=6,
)
NUMBERS = {name: Quantity(Decimal(text), ONE) for name, text in (("a", "3"), ("b", "2"), ("c", "1.25"))}


class _Three(Book):
    """Cells without a sheet."""

    def __init__(self) -> None:
        self._known = {"A1": 3.0, "B1": 2.0, "C1": 1.25}


@given(TERMS)
@settings(max_examples=examples(12, 100), deadline=None)
def test_a_formula_means_to_a_spreadsheet_what_it_means_on_paper(formula: str) -> None:
    try:
        wanted = evaluate(formula, NUMBERS, ONE.symbol, None).value
    except WorksheetError:  # over zero
        return
    told = spreadsheet_formula(formula, {"a": "A1", "b": "B1", "c": "C1"}, None)
    assert abs(Reading(told, _Three()).whole() - float(wanted)) <= 1e-9 * max(1.0, abs(float(wanted))), told


@pytest.mark.parametrize(
    ("rounding", "given_value", "wanted"),
    [
        ("half_up 0.01", "2.675", 2.68),
        ("half_up 0.01", "-2.675", -2.68),
        ("half_up 1E+1", "15", 20),
        ("ceil 1", "96.00000000000001", 96),
        ("ceil 1", "96.01", 97),
        ("ceil 0.1", "-1.25", -1.2),
        ("floor 1", "95.99999999999999", 96),
        ("floor 0.01", "1.999", 1.99),
        ("half_even 1", "2.5", 2),
        ("half_even 1", "3.5", 4),
        ("half_even 0.1", "0.36", 0.4),
    ],
)
def test_a_rounding_means_to_a_spreadsheet_what_it_means_by_name(
    rounding: str, given_value: str, wanted: float
) -> None:
    told = rounded(f"({given_value})", Rounding.parse(rounding))
    assert abs(Reading(told, _Three()).whole() - wanted) < 1e-12


def test_a_sum_of_many_lines_is_one_that_a_spreadsheet_takes() -> None:
    formula = " + ".join(f"W{number}" for number in range(700))
    assert len(names(formula)) == 700
    together = {f"W{number}": f"E{8 + number}" for number in range(700)}
    assert spreadsheet_formula(formula, together, None) == "SUM(E8:E707)"
    apart = {f"W{number}": f"E{8 + 3 * number}" for number in range(700)}
    assert len(spreadsheet_formula(formula, apart, None)) < LONGEST


def test_a_sum_that_is_too_long_for_a_cell_stands_in_parts_and_every_term_in_one_of_them() -> None:
    # Cells with the longest names there are, so that a few terms are too many.
    terms = [f"W{number}" for number in range(800)]
    apart = {name: f"XFD{1_000_001 + 3 * number}" for number, name in enumerate(terms)}
    with pytest.raises(TooLong):
        spreadsheet_formula(" + ".join(terms), apart, None)
    made, parts = in_parts(" + ".join(terms), apart, Rounding.parse("half_up 0.01"), lambda part: part_of(7, part))
    assert max(map(len, parts)) < LONGEST
    assert [cell for part in parts for cell in part.split("+")] == list(apart.values())
    assert made == f"ROUND(SUM(M14:{part_of(7, len(parts) - 1)}),2)"
    products = " + ".join(f"{name} * 2" for name in terms[:650])
    assert in_parts(products, apart, None, lambda part: part_of(7, part))[1][0].startswith("XFD1000001*2+XFD1000004*2+")
    assert in_parts("W0 + W1", apart, None, str) == ("XFD1000001+XFD1000004", [])


def test_no_text_of_a_case_becomes_a_formula_and_the_sheet_says_how_a_spreadsheet_computes() -> None:
    record = result("2022-fujian-nanjing-zhang")
    first = record.worksheet[0].model_copy(update={"label": "=1+1", "source": "+A1\x07"})
    strange = record.model_copy(update={"worksheet": (first, *record.worksheet[1:])})
    sheet: Any = openpyxl.load_workbook(io.BytesIO(workbook(strange))).active
    cells = {(cell.value, cell.data_type) for cell in sheet[FIRST]}
    assert {("=1+1", "s"), ("+A1", "s")} <= cells
    told = [cell.value for cell in sheet["A"]]
    assert set(NOTES) <= set(told)
