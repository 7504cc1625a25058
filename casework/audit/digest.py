"""One SHA-256 for a whole row, so that the audit log can prove records that carry no hash of their own."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from rules.casefile import canonical_bytes


def row_digest(
    model: type[Any], as_proven: Callable[[dict[str, str | None]], None] | None = None
) -> Callable[[Any], str]:
    """The function that gives the digest of a row of ``model``: an object, or a row of its columns by their names.

    The digest is the SHA-256 of the canonical JSON of all columns as text; of a stored file its own SHA-256.
    A column added later (``info={"later": True}``) counts only where it says something: rows proven before stay proven.
    Where it came with a default, that is what says nothing (``info={"later": "False"}``, as text).
    One that only repeats what another says (``info={"derived": True}``) does not count: whoever adds it holds it
    against that other when the row is proven. ``as_proven`` puts the content of a row as it was before its table
    changed in other ways.
    """
    columns = [column for column in model.__table__.columns if not column.info.get("derived")]
    names = [str(column.name) for column in columns]
    later = {str(column.name): column.info["later"] for column in columns if column.info.get("later")}
    values = attrgetter(*names)

    def digest(row: Any) -> str:
        content = {
            name: value if value is None or type(value) is str else _TEXTS.get(type(value), str)(value)
            for name, value in zip(names, values(row), strict=True)
        }
        for name, silent in later.items():
            if content[name] is None or content[name] == silent:
                del content[name]
        if as_proven is not None:
            as_proven(content)
        return hashlib.sha256(canonical_bytes(content)).hexdigest()

    return digest


_TEXTS: Mapping[type, Callable[[Any], str]] = {
    bytes: lambda value: hashlib.sha256(value).hexdigest(),
    datetime.datetime: datetime.datetime.isoformat,
    datetime.date: datetime.date.isoformat,
}
"""How a value is written by its type; as ``str`` writes it where nothing else is said."""
