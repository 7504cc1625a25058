"""Rows as plain data and back; what a row holds of a file stands beside them as a file of the archive."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from sqlalchemy import String, select, type_coerce

from casework import db
from casework.db import Moment
from casework.transfer.tables import model_of

Row = dict[str, Any]
Blobs = dict[str, bytes]


def read(table: str, column: str, keys: set[int]) -> list[Row]:
    """The rows whose column is one of the keys, as the database keeps them, by their ids."""
    columns = model_of(table).__table__.columns
    kept = [type_coerce(one, String).label(one.name) if isinstance(one.type, Moment) else one for one in columns]
    query = select(*kept).where(columns[column].in_(keys)).order_by(columns["id"])
    return [dict(row) for row in db.session().execute(query).mappings()] if keys else []


def plain(table: str, row: Row, blobs: Blobs) -> Row:
    """A row as JSON can hold it; its files go to ``blobs``."""
    told = {}
    for name, value in row.items():
        if isinstance(value, bytes):
            file = f"文件/{table}-{row['id']}-{name}"
            blobs[file], value = value, {"file": file}
        elif isinstance(value, Decimal):
            value = format(value, "f")
        elif isinstance(value, datetime.date):
            value = value.isoformat()
        told[name] = value
    return told


def as_kept(table: str, told: Mapping[str, Any], files: Mapping[str, bytes]) -> Any:
    """The row again, its columns by their names, as the database keeps it. Raises ``LookupError``, ``ValueError``,
    ``TypeError`` for what is no row of the table."""
    columns = model_of(table).__table__.columns
    if set(told) != set(columns.keys()):
        raise ValueError(table)
    return SimpleNamespace(**{one.name: _value(one, told[one.name], files) for one in columns})


def _value(column: Any, value: Any, files: Mapping[str, bytes]) -> Any:
    if value is None or isinstance(column.type, Moment):
        return value
    kind = column.type.python_type
    if kind is bytes:
        return files[value["file"]]
    if kind is datetime.date:
        return datetime.date.fromisoformat(value)
    if isinstance(column.type, db.Exact):
        return Decimal(value)
    if not isinstance(value, kind):
        raise TypeError(f"{column.table.name}.{column.name}")
    return value


def values(table: str, row: Any) -> Row:
    """The values by which an object of the model is made."""
    columns = model_of(table).__table__.columns
    return {one.name: _moment(one, getattr(row, one.name)) for one in columns}


def _moment(column: Any, value: Any) -> Any:
    if isinstance(column.type, Moment) and isinstance(value, str):
        return datetime.datetime.fromisoformat(value)
    return value
