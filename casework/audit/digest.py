"""One SHA-256 for a whole row, so that the audit log can prove records that carry no hash of their own."""

from __future__ import annotations

import hashlib
from typing import Any

from rules.casefile import canonical


def row_digest(row: Any) -> str:
    """SHA-256 of the canonical JSON of all columns as text; of a stored file its own SHA-256.

    A column added later (``info={"later": True}``) counts only where it says something: rows proven before stay proven.
    """
    texts = {column: _text(getattr(row, column.name)) for column in row.__table__.columns}
    content = {column.name: text for column, text in texts.items() if text is not None or not column.info.get("later")}
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _text(value: Any) -> str | None:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return None if value is None else str(value)
