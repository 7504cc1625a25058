"""Between the case file and its form: answers to plain data, plain data to answers, mistakes to their fields.

The form mirrors the case file, so paths are translated by walking it. What a case file holds beyond the form (a tally)
travels beside it, untouched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from wtforms import Field, FieldList, FormField

from rules.casefile import CaseFile
from rules.reading.errors import FieldError

_FLAGS = {"true": True, "false": False}
_ALWAYS = ("case", "conduct", "damage")
"""Groups that the case file requires: left empty, the mistake is at a field inside them."""

_KEYWORDS = {"from": "from_", "for": "for_"}
"""Keys that are no names in Python, by the names of their fields."""

_NOT_FACTS = ("csrf_token", "kept")

Places = dict[str, Field]


def read(form: Any, rest: dict[str, Any] | None = None) -> tuple[dict[str, Any], Places, list[FieldError]]:
    """The case file as plain data, where each path stands in the form, and mistakes only a form can have.

    Blank fields and blank rows are left out. ``rest`` is what ``beyond`` gave for the stored case file.
    """
    places: Places = {}
    data = _group(form, "", places)
    errors = [*_parameters(data, places), *_standard_errors(data, places)]
    _complete(data, rest or {})
    return data, places, errors


def _group(fields: Iterable[Field], path: str, places: Places) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        key = field.short_name
        if key in _NOT_FACTS:
            if field.data and key == "kept":
                found["kept"] = field.data
            continue
        value = _value(field, f"{path}.{key}" if path else key, places)
        if value not in (None, {}, []) or key in _ALWAYS:
            found[key] = value
    return found


def _value(field: Field, path: str, places: Places) -> Any:
    places[path] = field
    if isinstance(field, FormField):
        return _group(field.form, path, places)
    if isinstance(field, FieldList):
        filled = [entry for entry in field.entries if not _is_blank(entry)]
        return [_value(entry, f"{path}[{number}]", places) for number, entry in enumerate(filled)]
    text = (field.data or "").replace("\r\n", "\n").strip()
    return _FLAGS.get(text, text or None)


def _is_blank(field: Field) -> bool:
    if field.short_name == "kept":
        return True
    if isinstance(field, FormField):
        return all(_is_blank(inner) for inner in field.form)
    if isinstance(field, FieldList):
        return all(_is_blank(entry) for entry in field.entries)
    return not (field.data or "").strip()


def _parameters(data: dict[str, Any], places: Places) -> list[FieldError]:
    """Rows of name and value become the case file's mapping."""
    rows = data.get("options", {}).get("parameters")
    if rows is None:
        return []
    mapping: dict[str, Any] = {}
    errors = []
    for number, row in enumerate(rows):
        path = f"options.parameters[{number}]"
        name, value = row.get("name"), row.get("value")
        if not name:
            errors.append(FieldError(f"{path}.name", gettext("缺少参数名称")))
        elif name in mapping:
            errors.append(FieldError(f"{path}.name", gettext("参数 %(name)s 写了两次", name=name)))
        elif value is None:
            errors.append(FieldError(f"{path}.value", gettext("缺少参数取值")))
        else:
            mapping[name] = value
            places[f"options.parameters.{name}"] = places[f"{path}.value"]
    data["options"]["parameters"] = mapping
    return errors


def _standard_errors(data: dict[str, Any], places: Places) -> list[FieldError]:
    """Rows of field, value and source become the stand's mapping by field."""
    errors = []
    for position, stand in enumerate(data.get("stands", [])):
        at = f"stands[{position}].standard_errors"
        mapping: dict[str, Any] = {}
        for number, row in enumerate(stand.get("standard_errors", [])):
            field = row.pop("field", None)
            if not field:
                errors.append(FieldError(f"{at}[{number}].field", gettext("请选定标准误所指的数字")))
            elif field in mapping:
                errors.append(FieldError(f"{at}[{number}].field", gettext("同一数字的标准误写了两次")))
            else:
                mapping[field] = row
                places[f"{at}.{field}"] = places[f"{at}[{number}].field"]
                places |= {f"{at}.{field}.{part}": places[f"{at}[{number}].{part}"] for part in ("value", "source")}
        if "standard_errors" in stand:
            stand["standard_errors"] = mapping
    return errors


def _complete(data: dict[str, Any], rest: dict[str, Any]) -> None:
    for stand in data.get("stands", []):
        species = stand.get("species", [])
        if len(species) == 1 and "share" not in species[0]:
            species[0]["share"] = "1"
    _put_back(data, rest)


def beyond(casefile: CaseFile, form: Any) -> dict[str, Any]:
    """What the case file holds and the form does not show, such as a tally, by the places where it stood.

    ``beside``: whole values next to fields of the form; ``within``: the same of a group; ``rows``: of each row of a
    list. Empty where the form shows everything.
    """
    return _beyond(casefile.as_json(), form)


def _beyond(data: dict[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    shown = {field.short_name: field for field in fields}
    beside: dict[str, Any] = {}
    within: dict[str, Any] = {}
    rows: dict[str, Any] = {}
    for key, value in data.items():
        field = shown.get(key)
        if field is None:
            beside[key] = value
        elif isinstance(field, FormField) and isinstance(value, dict):
            within[key] = _beyond(value, field.form)
        elif isinstance(field, FieldList) and isinstance(value, list):
            # An empty list still shows one blank row.
            rows[key] = [_beyond(row, entry.form) for row, entry in zip(value, field.entries, strict=False)]
    within = {key: part for key, part in within.items() if part}
    rows = {key: parts for key, parts in rows.items() if any(parts)}
    found = {"beside": beside, "within": within, "rows": rows}
    return {key: part for key, part in found.items() if part}


def _put_back(data: dict[str, Any], rest: Any) -> None:
    """Join what ``_beyond`` took apart. Rows find theirs by the number they came with; what was emptied stays empty."""
    for key, value in data.items():
        if isinstance(value, dict):
            _put_back(value, _part(rest, "within", key))
        elif isinstance(value, list):
            kept = _part(rest, "rows", key)
            for row in value:
                position = row.pop("kept", "")
                known = isinstance(kept, list) and position.isdecimal() and int(position) < len(kept)
                _put_back(row, kept[int(position)] if known else {})
    beside = _part(rest, "beside")
    if isinstance(beside, dict):
        data.update({key: value for key, value in beside.items() if key not in data})


def _part(rest: Any, *keys: str) -> Any:
    """A part of the rest. It comes from the page, so it may be anything."""
    for key in keys:
        rest = rest.get(key) if isinstance(rest, dict) else None
    return rest


def answers(casefile: CaseFile) -> dict[str, Any]:
    """The case file as data for the form."""
    data = _as_answers(casefile.as_json())
    for rows in (data.get("parties", []), data.get("stands", []), data.get("opinions", [])):
        for number, row in enumerate(rows):
            row["kept"] = str(number)
    for stand in data.get("stands", []):
        if "standard_errors" in stand:
            stand["standard_errors"] = [{"field": field, **row} for field, row in stand["standard_errors"].items()]
    options = data.get("options", {})
    if "parameters" in options:
        options["parameters"] = [{"name": name, "value": value} for name, value in options["parameters"].items()]
    result: dict[str, Any] = data
    return result


def _as_answers(value: Any) -> Any:
    if isinstance(value, dict):
        return {_KEYWORDS.get(key, key): _as_answers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_answers(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def place(errors: Iterable[FieldError], places: Places) -> list[FieldError]:
    """Put each mistake at its field; those that have none are returned."""
    left = []
    for error in errors:
        field = places.get(error.path)
        while isinstance(field, FormField):
            field = next(iter(field.form))
        if field is None:
            left.append(error)
        else:
            field.errors = [*field.errors, error.message]
    return left


_MOVE = re.compile(r"(add|remove):([a-z_]+(?:-[a-z_]+|-\d{1,4}){0,4})")


def rearranged(data: dict[str, Any], action: str) -> dict[str, Any]:
    """Add or remove a row of a list: ``add:stands``, ``remove:stands-1``, ``add:stands-0-species``.

    An action that means no list of the form changes nothing.
    """
    match = _MOVE.fullmatch(action)
    if match is None:
        return data
    keys, adds = match.group(2).split("-"), match.group(1) == "add"
    if keys[-1].isdecimal() == adds:
        return data
    rows: Any = data
    for key in keys if adds else keys[:-1]:
        try:
            rows = rows[int(key) if key.isdecimal() else key]
        except (KeyError, IndexError, TypeError):
            return data
    if isinstance(rows, list):
        if adds:
            rows.append({})
        else:
            del rows[int(keys[-1]) : int(keys[-1]) + 1]
    return data
