"""Two assessments of a case side by side: which lines of the worksheet changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SHOWN = ("formula", "values", "result", "unit", "rounding", "source", "confidence")
"""What of a line makes a difference to the reader; its number does not."""


@dataclass(frozen=True)
class Change:
    """A line of the worksheet that differs. ``before`` is None for a new line, ``after`` for one that is gone."""

    section: str
    label: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def line_changes(before: Iterable[dict[str, Any]], after: Iterable[dict[str, Any]]) -> list[Change]:
    """The differing lines in the order of the newer worksheet, those that are gone last.

    Lines are matched by section, symbol and label, and among equals by their order.
    """
    old = _keyed(before)
    new = _keyed(after)
    changed = [
        Change(key[0], key[2], old.get(key), line)
        for key, line in new.items()
        if key not in old or any(old[key][part] != line[part] for part in SHOWN)
    ]
    gone = [Change(key[0], key[2], line, None) for key, line in old.items() if key not in new]
    return [*changed, *gone]


def _keyed(lines: Iterable[dict[str, Any]]) -> dict[tuple[str, str, str, int], dict[str, Any]]:
    found: dict[tuple[str, str, str, int], dict[str, Any]] = {}
    for line in lines:
        number = 0
        while (key := (line["section"], line["symbol"], line["label"], number)) in found:
            number += 1
        found[key] = line
    return found
