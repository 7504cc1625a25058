"""What somebody who writes a script must know, as plain data: acts with their arguments and whose they are, what may be
said of an obligation, which kinds there are, in which states things stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rules.proceedings.specs import obligation_fields
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
            "arguments": [_argument(table, name, table.arguments[name].also) for name in (*act.takes, *act.papers)],
        }


def duty_arguments(table: Table) -> Iterator[dict[str, Any]]:
    """What may be said of an obligation under its name."""
    fields = obligation_fields(table)
    for name in dict.fromkeys(argument.name for argument in fields.values()):
        yield _argument(table, name, [spelt for spelt, one in fields.items() if one.name == name and spelt != name])


def duty_kinds(table: Table) -> Iterator[dict[str, Any]]:
    """The kinds of obligations: in what each is counted, by what it is proven."""
    for kind in table.duties.values():
        yield {
            "kind": kind.name,
            "also": list(kind.also),
            "unit": list(kind.unit),
            "proven_by": kind.proven_by,
            "asked": kind.asked,
        }


def states(table: Table) -> dict[str, list[dict[str, str]]]:
    """By kind of track, in which states it can stand."""
    return {
        kind.name: [{"state": state.name, "label": state.label} for state in kind.states.values()]
        for kind in table.tracks.values()
    }


def _argument(table: Table, name: str, also: Any) -> dict[str, Any]:
    argument = table.arguments[name]
    return {"argument": name, "label": argument.label, "type": argument.type, "also": list(also)}
