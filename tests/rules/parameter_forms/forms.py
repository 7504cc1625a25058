"""Parameter forms for tests: the teaching set (numbers made up), changed row by row, as YAML or as a workbook."""

from __future__ import annotations

import copy
import io
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from rules.carbon.parameter_forms.reading import COLUMNS, HEAD
from rules.reading.yaml_reader import read

TEACHING = Path(__file__).with_name("teaching.yaml")


def teaching() -> dict[str, Any]:
    """The teaching set as plain data."""
    data: dict[str, Any] = copy.deepcopy(read(TEACHING.read_bytes()))
    return data


def row(form: dict[str, Any], species: str | None, parameter: str) -> dict[str, Any]:
    """The row of a value, to be changed in place."""
    found: list[dict[str, Any]] = [
        entry for entry in form["parameters"] if (entry.get("species"), entry["parameter"]) == (species, parameter)
    ]
    assert len(found) == 1
    return found[0]


def changed(species: str | None, parameter: str, /, **cells: Any) -> dict[str, Any]:
    """The teaching set with one row changed; a cell given as None is taken away."""
    form = teaching()
    entry = row(form, species, parameter)
    for key, value in cells.items():
        entry[key.rstrip("_")] = value
        if value is None:
            del entry[key.rstrip("_")]
    return form


def as_yaml(form: dict[str, Any]) -> bytes:
    """The form as a YAML file."""
    return yaml.safe_dump(_told(form), allow_unicode=True, sort_keys=False).encode()


def _told(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _told(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_told(value) for value in data]
    return data if data is None or isinstance(data, bool | int) else str(data)


def as_workbook(form: dict[str, Any], *, headings: dict[str, str] | None = None) -> bytes:
    """The form as a workbook: head above, one row a value. ``headings``: other titles for some columns."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for key, title in HEAD.items():
        sheet.append([title, form.get(key)])
    sheet.append([])
    sheet.append([(headings or {}).get(key, title) for key, title in COLUMNS.items()])
    for entry in form["parameters"]:
        sheet.append([entry.get(key) if entry.get(key) is None else str(entry[key]) for key in COLUMNS])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
