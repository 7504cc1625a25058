"""The empty form: every parameter of the edition, conversions filled in, readable by the check as it stands."""

from __future__ import annotations

import io

import openpyxl
import pytest

from rules.carbon.declaration import Declaration
from rules.carbon.methods.registry import editions, load
from rules.carbon.parameter_forms.check import check
from rules.carbon.parameter_forms.reading import COLUMNS
from rules.carbon.parameter_forms.template import workbook, yaml_text
from tests.rules.parameter_forms.forms import teaching

EDITIONS = [load(id, edition).declaration for id, all_of_it in editions().items() for edition in all_of_it]


@pytest.mark.parametrize("declaration", EDITIONS, ids=lambda each: each.name)
def test_the_empty_form_lacks_only_its_name_and_what_is_to_be_filled_in(declaration: Declaration) -> None:
    for content in (workbook(declaration), yaml_text(declaration).encode()):
        found = check(content)
        wrong = [error for error in found.errors if "必填项" not in error.message and "必需的参数" not in error.message]
        assert wrong == []
        assert found.doubts == ()
        assert len([error for error in found.errors if "必填项" in error.message]) == 2


def test_the_workbook_has_the_headings_and_a_row_for_every_species_and_quantity() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(load("national-default", "2026-11").declaration)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert set(COLUMNS.values()) <= set(rows[5])
    assert rows[0][:2] == ("计量方法", "national-default@2026-11")
    filled = [line for line in rows[6:] if line[4] is not None]
    assert {line[0]: line[4] for line in filled} == {"M_CO2": "44", "M_C": "12", "r": "3.67", "mu_per_ha": "15"}
    assert len([line for line in rows[6:] if line[2] == "杉木"]) == 4
    assert book.sheetnames == ["参数", "填写说明"]


def test_grams_per_kilogram_are_filled_in_where_the_method_burns() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(load("fujian-trial-2022", "2026-11").declaration)))
    filled = {line[0]: line[4] for line in book.worksheets[0].iter_rows(min_row=7, values_only=True) if line[4]}
    assert filled == {"M_CO2": "44", "M_C": "12", "r": "3.67", "mu_per_ha": "15", "g_per_kg": "1000"}


def test_a_workbook_filled_in_by_hand_becomes_a_set() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(load("national-default", "2026-11").declaration)))
    sheet = book.worksheets[0]
    sheet["B2"], sheet["B3"] = "t-1", "手填参数集"
    wanted = {
        (entry.get("species"), entry["parameter"]): entry for entry in teaching()["parameters"] if "species" in entry
    }
    for cells in sheet.iter_rows(min_row=7):
        entry = wanted.get((cells[2].value, cells[0].value))
        if entry is not None:
            for place, key in ((6, "source"), (7, "page"), (8, "table")):
                cells[place].value = entry[key]
            cells[4].value, cells[9].value = float(entry["value"]), "转引"  # a spreadsheet keeps numbers as floats
    kept = io.BytesIO()
    book.save(kept)
    found = check(kept.getvalue())
    assert found.errors == ()
    assert found.form is not None
    assert {value.id: str(value.value) for value in found.form.parameters if value.species} == {
        f"{species}.{key}": str(entry["value"]) for (species, key), entry in wanted.items()
    }
