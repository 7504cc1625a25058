"""Every file of law and parameters is of one kind, its model reads it, and its JSON Schema knows all its keys."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.carbon.methods.registry import editions, load
from rules.carbon.parameter_forms.plausible import plausible
from rules.reading.yaml_reader import read
from rules.schemas import HOME, KINDS

FILES = [(kind, path) for kind, one in KINDS.items() for path in one.files]
SHIPPED = [path for path in HOME.rglob("*.yaml") if path.name != "cases.yaml"]


def fits(data: Any, schema: Any, root: dict[str, Any]) -> bool:
    """Whether data are as a JSON Schema says; what it says of the text of a string is passed over."""
    if schema is True or schema == {}:
        return True
    if "$ref" in schema:
        return fits(data, root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    branches = schema.get("anyOf") or schema.get("oneOf")
    if branches:
        return any(fits(data, branch, root) for branch in branches)
    if "enum" in schema or "const" in schema:
        return data in schema.get("enum", [schema.get("const")])
    kinds = schema.get("type", [])
    return any(fits_type(data, kind, schema, root) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def fits_type(data: Any, kind: str, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    match kind:
        case "object":
            return isinstance(data, dict) and fits_object(data, schema, root)
        case "array":
            heads = schema.get("prefixItems", [])
            items = schema.get("items", True)
            return isinstance(data, list) and all(
                fits(one, heads[place] if place < len(heads) else items, root) for place, one in enumerate(data)
            )
        case "string":
            return isinstance(data, str | datetime.date)
        case "boolean":
            return isinstance(data, bool)
        case "integer":
            return isinstance(data, int) and not isinstance(data, bool)
        case "number":
            return isinstance(data, int | Decimal) and not isinstance(data, bool)
        case _:
            return data is None


def fits_object(data: dict[str, Any], schema: dict[str, Any], root: dict[str, Any]) -> bool:
    known, other = schema.get("properties", {}), schema.get("additionalProperties", True)
    return set(schema.get("required", ())) <= data.keys() and all(
        fits(value, known[key], root) if key in known else other is not False and fits(value, other, root)
        for key, value in data.items()
    )


def test_every_file_that_ships_is_of_exactly_one_kind() -> None:
    assert sorted(path for _, path in FILES) == sorted(SHIPPED)


def test_every_file_that_ships_is_read_by_the_models() -> None:
    """The law, its periods, calendar, limitations, prices are loaded by nearly every test; the rest is loaded here."""
    assert all(load(id, edition) for id, all_of_it in editions().items() for edition in all_of_it)
    assert plausible()


@pytest.mark.parametrize(("kind", "path"), FILES, ids=[f"{kind} {path.stem}" for kind, path in FILES])
def test_the_schema_of_a_kind_fits_its_files(kind: str, path: Path) -> None:
    schema = KINDS[kind].schema
    assert fits(read(path.read_bytes()), schema, schema)


def entries(data: Any) -> list[dict[str, Any]]:
    return data if isinstance(data, list) else [data] if isinstance(data, dict) else []


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_refuses_a_misspelt_key(kind: str) -> None:
    schema = KINDS[kind].schema
    data = read(next(iter(KINDS[kind].files)).read_bytes())
    held = data if isinstance(data, dict) else data[0]
    of_records = kind in ("parameters", "options")  # by id: any key goes, but not in the records
    target = next(iter(held.values())) if of_records else held
    target["misspelt"] = "x"
    assert not fits(data, schema, schema)


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_plain_json(kind: str) -> None:
    assert json.loads(json.dumps(KINDS[kind].schema)) == KINDS[kind].schema
