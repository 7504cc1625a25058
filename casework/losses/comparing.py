"""Two assessments of a case side by side: which lines of the worksheet changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rules.record.worksheet import LineRecord

SHOWN = ("formula", "values", "result", "unit", "rounding", "source", "confidence")
"""What of a line makes a difference to the reader; its number does not."""


@dataclass(frozen=True)
class Change:
    """A line of the worksheet that differs. ``before`` is None for a new line, ``after`` for one that is gone."""

    section: str
    label: str
    before: LineRecord | None
    after: LineRecord | None


def line_changes(before: Iterable[LineRecord], after: Iterable[LineRecord]) -> list[Change]:
    """The differing lines in the order of the newer worksheet, those that are gone last.

    Lines are matched by section, symbol and label, and among equals by their order.
    """
    old = _keyed(before)
    new = _keyed(after)
    changed = [
        Change(key[0], key[2], old.get(key), line)
        for key, line in new.items()
        if key not in old or any(getattr(old[key], part) != getattr(line, part) for part in SHOWN)
    ]
    gone = [Change(key[0], key[2], line, None) for key, line in old.items() if key not in new]
    return [*changed, *gone]


def _keyed(lines: Iterable[LineRecord]) -> dict[tuple[str, str, str, int], LineRecord]:
    found: dict[tuple[str, str, str, int], LineRecord] = {}
    for line in lines:
        number = 0
        while (key := (line.section, line.symbol, line.label, number)) in found:
            number += 1
        found[key] = line
    return found
