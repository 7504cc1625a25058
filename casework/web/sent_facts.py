"""What a browser sends back of a page of facts: the answers, rows added and taken away, what only rows can have wrong.

What the page did not show, or does not ask of whoever sent it, stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from casework.web.facts import KEPT, KEY, Facts, columns, says_something
from rules.casefile import CaseFile
from rules.casefile.fact import FILER, Group, Hand
from rules.casefile.schema import fact_at
from rules.casefile.walk import FactAt, parts_of
from rules.closed_lists import LISTS
from rules.reading.errors import FieldError
from rules.reading.messages import template
from rules.values.fields import Kind

ERROR_TWICE = template("同一数字的标准误写了两次")
_FLAGS = {"true": True, "false": False}


def posted(sent: Mapping[str, str], group: Group, before: Facts, hand: Hand = FILER) -> Facts:
    """The facts with this page's answers as they were sent; what it does not ask of ``hand`` as it was before."""
    return _Sent(sent, group, hand).part(parts_of(CaseFile), "", before)


@dataclass(frozen=True)
class _Sent:
    """The fields of one page, as its form sent them for ``hand``."""

    fields: Mapping[str, str]
    group: Group
    hand: Hand

    def part(self, parts: Iterable[FactAt], prefix: str, before: Mapping[str, Any]) -> Facts:
        """The facts of one part of the case file."""
        found: Facts = {}
        for at in parts:
            value = self._fact(at, f"{prefix}{at.key}", before.get(at.key))
            if value is not None and value != []:
                found[at.key] = value
        return found

    def _fact(self, at: FactAt, name: str, old: Any) -> Any:
        if at.kind is Kind.GROUP:
            held = self.part(at.parts, f"{name}-", old if isinstance(old, Mapping) else {})
            return held if held or at.required else None
        if at.entered != "form" or at.group is not self.group:
            return old
        if at.kind is Kind.LIST and at.parts:
            rows = old if isinstance(old, list) else []
            return self._rows(at, name, rows) if self.hand in at.corrected_by else self._each(at, name, rows)
        if self.hand not in at.corrected_by:
            return old
        if at.kind is Kind.MAP:
            return self._map(at, name, old if isinstance(old, Mapping) else {})
        return self._leaf(name, old)

    def _leaf(self, name: str, old: Any) -> Any:
        if name not in self.fields:
            return old
        text = self.fields[name].replace("\r\n", "\n").strip()
        return _FLAGS.get(text, text or None)

    def _numbers(self, name: str) -> list[int]:
        """The numbers of a list's entries that were sent, in order."""
        found = (re.match(rf"{re.escape(name)}-(\d{{1,4}})-", key) for key in self.fields)
        return sorted({int(match[1]) for match in found if match})

    def _row(self, at: FactAt, name: str, before: Any) -> Facts:
        return self.part(at.parts, f"{name}-", before if isinstance(before, Mapping) else {})

    def _each(self, at: FactAt, name: str, old: list[Any]) -> list[Facts]:
        """Every entry there was: this hand adds none and takes none away."""
        return [{**self._row(at, f"{name}-{number}", row), KEPT: str(number)} for number, row in enumerate(old)]

    def _rows(self, at: FactAt, name: str, old: list[Any]) -> list[Facts] | None:
        rows = []
        numbers = self._numbers(name)
        if not numbers and f"{name}-shown" not in self.fields:
            return old or None
        for number in numbers:
            kept = self.fields.get(f"{name}-{number}-{KEPT}", "")
            before = old[int(kept)] if kept.isdecimal() and int(kept) < len(old) else {}
            row = self._row(at, f"{name}-{number}", before)
            if any(says_something(value) for value in row.values()):
                rows.append({**row, KEPT: kept} if kept else row)
        return rows

    def _map(self, at: FactAt, name: str, old: Mapping[str, Any]) -> Facts | list[Facts] | None:
        """A mapping: an option of a method under its own key; a standard error as a row that names its number."""
        if at.fact.listed == "options":
            known = {key: self.fields.get(f"{name}-{key}", "").strip() for key in LISTS.options(None)}
            kept = {key: value for key, value in old.items() if f"{name}-{key}" not in self.fields}
            return {**kept, **{key: value for key, value in known.items() if value}} or None
        if f"{name}-shown" not in self.fields:
            return dict(old) or None
        rows = [
            {
                column: text
                for column in columns(at)
                if (text := self.fields.get(f"{name}-{number}-{column}", "").strip())
            }
            for number in self._numbers(name)
        ]
        return [row for row in rows if row] or None


def marked(facts: Any) -> Any:
    """Stored facts with the number of each entry of a list beside it, for the form to send back."""
    if isinstance(facts, Mapping):
        return {key: marked(value) for key, value in facts.items()}
    if isinstance(facts, list):
        return [
            {**marked(row), KEPT: str(number)} if isinstance(row, Mapping) else row for number, row in enumerate(facts)
        ]
    return facts


def unmarked(facts: Any) -> Any:
    """What a form sent, as facts to be stored: a single species has the whole stand."""
    if isinstance(facts, Mapping):
        found = {
            key: {row[KEY]: {k: v for k, v in row.items() if k != KEY} for row in value if KEY in row}
            if _is_map_of_rows(key, value)
            else unmarked(value)
            for key, value in facts.items()
            if key != KEPT
        }
        species = found.get("species")
        if isinstance(species, list) and len(species) == 1 and isinstance(species[0], dict):
            species[0].setdefault("share", "1")
        return found
    return [unmarked(row) for row in facts] if isinstance(facts, list) else facts


def row_mistakes(facts: Any, path: str = "") -> Iterator[FieldError]:
    """What only rows of a form can have wrong: a row that names nothing, or what an earlier one names."""
    if isinstance(facts, Mapping):
        for key, value in facts.items():
            at = f"{path}.{key}" if path else key
            if _is_map_of_rows(key, value):
                yield from _unnamed(value, at)
            else:
                yield from row_mistakes(value, at)
    elif isinstance(facts, list):
        for number, row in enumerate(facts):
            yield from row_mistakes(row, f"{path}[{number}]")


def _unnamed(rows: list[Facts], path: str) -> Iterator[FieldError]:
    seen: set[str] = set()
    for row in rows:
        key = row.get(KEY, "")
        if not key:
            yield FieldError(f"{path}.", gettext("请选定标准误所指的数字"))
        elif key in seen:
            yield FieldError(f"{path}.{key}", gettext(ERROR_TWICE))
        seen.add(key)


def _is_map_of_rows(key: str, value: Any) -> bool:
    return key == "standard_errors" and isinstance(value, list)


_MOVE = re.compile(r"(add|remove):([a-z_]+(?:-[a-z_]+|-\d{1,4}){0,4})")


def rearranged(facts: Facts, action: str, hand: Hand = FILER) -> Facts:
    """The facts with an entry added to a list or removed: ``add:stands``, ``remove:stands-1``.

    An action that means no list of ``hand``'s changes nothing.
    """
    match = _MOVE.fullmatch(action)
    if match is None:
        return facts
    keys, adds = match[2].split("-"), match[1] == "add"
    if keys[-1].isdecimal() == adds:
        return facts
    at = fact_at(re.sub(r"\.(\d+)(?=\.|$)", r"[\1]", ".".join(keys if adds else keys[:-1])))
    if at is None or at.kind is not Kind.LIST or hand not in at.corrected_by:
        return facts
    rows: Any = facts
    for key in keys if adds else keys[:-1]:
        if isinstance(rows, list) and key.isdecimal() and int(key) < len(rows):
            rows = rows[int(key)]
        elif isinstance(rows, dict):
            rows = rows.setdefault(key, [] if key == keys[-1 if adds else -2] else {})
        else:
            return facts
    if isinstance(rows, list) and adds:
        rows.append({})
    elif isinstance(rows, list):
        del rows[int(keys[-1]) : int(keys[-1]) + 1]
    return facts
