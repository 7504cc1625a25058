"""Corrections of a case file by whoever may correct some of its facts: the rest stays as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from rules.casefile import CaseFile
from rules.casefile.fact import Hand
from rules.casefile.schema import stated_at
from rules.casefile.walk import NUMBERS, FactAt, every, parts_of
from rules.values.fields import Kind

Data = dict[str, Any]
"""A case file, or a part of one, as plain data."""


def correctable(at: FactAt, hand: Hand) -> bool:
    """Whether a hand may correct on a form a fact, or anything that it holds."""
    return any(hand in one.corrected_by and one.entered == "form" for one in every((at,)))


def corrected(before: Mapping[str, Any], wanted: Mapping[str, Any], hand: Hand) -> Data:
    """The case file with every fact that ``hand`` may correct as it is wanted, and all others as they were.

    What is not wanted is left out. What says the same in other digits (20.0 for 20) stays as it was written. Of a
    stand, the standard errors of numbers that are corrected go unless they are stated anew.
    """
    found = _part(before, wanted, parts_of(CaseFile), hand)
    for stand, old in zip(found.get("stands", ()), before.get("stands", ()), strict=False):
        _state_errors(stand, old)
    return found


def without_stale_errors(before: Mapping[str, Any], stand: Data) -> None:
    """Take from a stand (plain data) the standard errors of numbers that are gone or no longer what they were.

    A standard error was stated of the number it stood beside; of another number it says nothing.
    """
    _keep(stand, {key: row for key, row in stand.get("standard_errors", {}).items() if _still(stand, before, key)})


def _state_errors(stand: Data, before: Mapping[str, Any]) -> None:
    known = before.get("standard_errors", {})
    stated = stand.get("standard_errors", {})
    _keep(stand, {key: row for key, row in stated.items() if row != known.get(key) or _still(stand, before, key)})


def _still(stand: Mapping[str, Any], before: Mapping[str, Any], number: str) -> bool:
    value = stated_at(stand, number)
    return value is not None and _same(value, stated_at(before, number), Kind.NUMBER)


def _keep(stand: Data, errors: Data) -> None:
    stand.pop("standard_errors", None)
    if errors:
        stand["standard_errors"] = errors


def _part(before: Mapping[str, Any], wanted: Mapping[str, Any], parts: Sequence[FactAt], hand: Hand) -> Data:
    found = {at.key: _fact(at, before.get(at.key), wanted.get(at.key), hand) for at in parts}
    return {key: value for key, value in found.items() if value is not None}


def _fact(at: FactAt, old: Any, new: Any, hand: Hand) -> Any:
    """One fact as it is wanted; None where it is left out."""
    if not correctable(at, hand):
        return old
    if at.kind is Kind.GROUP:
        inside = _part(_mapping(old), _mapping(new), at.parts, hand)
        return inside or ({} if at.required else None)
    if at.kind is Kind.LIST and at.parts:
        return _entries(at, old or [], new or [], hand) if hand in at.corrected_by else _each(at, old, new, hand)
    if at.kind is Kind.MAP and at.parts:
        held = _mapping(old)
        return {key: _part(_mapping(held.get(key)), row, at.parts, hand) for key, row in _mapping(new).items()} or None
    return old if _same(old, new, at.kind) else None if new in ("", [], {}) else new


def _entries(at: FactAt, old: Sequence[Any], new: Sequence[Any], hand: Hand) -> list[Any] | None:
    """Entries that may be added and taken away."""
    held = [*old, *({} for _ in new)]
    return [_part(_mapping(one), _mapping(row), at.parts, hand) for one, row in zip(held, new, strict=False)] or None


def _each(at: FactAt, old: Any, new: Any, hand: Hand) -> Any:
    """Entries of which no other may be added and none taken away: each with what is wanted of it."""
    if not isinstance(new, Sequence) or len(new) != len(old or ()):
        return old
    return [_part(_mapping(one), _mapping(row), at.parts, hand) for one, row in zip(old or (), new, strict=True)]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _same(old: Any, new: Any, kind: Kind) -> bool:
    if old is None or new is None or isinstance(new, Mapping | list):
        return bool(old == new)
    if str(old) == str(new):
        return True
    try:
        return kind in NUMBERS and Decimal(str(old)) == Decimal(str(new))
    except InvalidOperation:
        return False
