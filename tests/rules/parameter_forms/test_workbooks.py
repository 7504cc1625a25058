"""Parameter forms as workbooks are kept: marks of notes, formulas, hidden rows, a cover in front."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from rules.carbon.parameter_forms.check import Checked, check
from rules.carbon.parameter_forms.reading import COLUMNS
from tests.rules.parameter_forms.forms import as_workbook, teaching

VALUE = list(COLUMNS).index("value") + 1


def arranged(arrange: Callable[[openpyxl.Workbook, Worksheet, int], object]) -> Checked:
    """The teaching set as a workbook, changed at the row of its first 杉木 value."""
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(teaching())))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    row = next(
        number
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1)
        if "杉木" in cells and "BEF" in cells
    )
    arrange(book, sheet, row)
    kept = io.BytesIO()
    book.save(kept)
    return check(kept.getvalue())


def put(value: Any) -> Callable[[openpyxl.Workbook, Worksheet, int], object]:
    def arrange(book: openpyxl.Workbook, sheet: Worksheet, row: int) -> None:
        sheet.cell(row, VALUE).value = value

    return arrange


def test_a_mark_of_a_note_is_no_digit_and_the_cell_is_shown() -> None:
    for value in ("1.634①", "0.24²"):
        (error,) = arranged(put(value)).errors
        assert "“数值”" in error.where
        assert error.message.endswith(f"现为“{value}”")


def test_full_width_digits_and_raised_ones_of_units_are_understood() -> None:
    assert arranged(put("１．５")).errors == ()

    def raised(book: openpyxl.Workbook, sheet: Worksheet, row: int) -> None:
        units = list(COLUMNS).index("unit") + 1
        for number in range(1, sheet.max_row + 1):
            cell = sheet.cell(number, units)
            if cell.value == "t/m3":
                cell.value = "t/m³"

    assert arranged(raised).errors == ()


def test_a_formula_without_a_stored_result_is_no_empty_value() -> None:
    (error,) = arranged(put("=1+0.5")).errors
    assert "没有存下" in error.message


def test_a_value_that_was_computed_is_rounded_and_doubted() -> None:
    found = arranged(put(1.53333333333333))
    assert found.form is not None
    assert any("读作 1.5333333333" in doubt.message for doubt in found.doubts)


def test_a_value_kept_in_single_precision_is_read_as_it_was_entered() -> None:
    found = arranged(put(1.53400003910065))
    assert found.form is not None
    assert "1.534" in {str(value.value) for value in found.form.parameters}


def test_hidden_rows_and_struck_values_are_doubted() -> None:
    def arrange(book: openpyxl.Workbook, sheet: Worksheet, row: int) -> None:
        sheet.row_dimensions[row].hidden = True
        sheet.cell(row, VALUE).font = Font(strike=True)

    told = [doubt.message for doubt in arranged(arrange).doubts]
    assert any("是隐藏的" in message for message in told)
    assert any("已划去" in message for message in told)


def test_a_cover_in_front_is_passed_over_and_named() -> None:
    found = arranged(lambda book, sheet, row: book.create_sheet("封面", 0).append(["封面"]))
    assert found.form is not None
    assert any("没有读：封面" in gap.message for gap in found.gaps)


def test_a_form_on_a_hidden_sheet_alone_is_refused_with_its_name() -> None:
    def arrange(book: openpyxl.Workbook, sheet: Worksheet, row: int) -> None:
        book.create_sheet("封面", 0)
        sheet.sheet_state = "hidden"

    assert "（已隐藏）" in arranged(arrange).errors[0].message
