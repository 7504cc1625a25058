"""The acts of the table, each with its arguments and whose it is, as plain data for whoever writes a script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rules.proceedings.table import Table


def acts(table: Table) -> Iterator[dict[str, Any]]:
    """Every act, in the order of the catalogue."""
    for act in table.acts.values():
        rows = table.rows(act.name)
        yield {
            "act": act.name,
            "label": act.label,
            "also": list(act.also),
            "tracks": list(dict.fromkeys(kind.name for kind, _ in rows)),
            "who": list(dict.fromkeys(seat for _, row in rows for seat in row.who)),
            "obligations": act.obligations,
            "arguments": [
                {"argument": name, "label": table.arguments[name].label, "type": table.arguments[name].type}
                for name in (*act.takes, *act.papers)
            ],
        }
