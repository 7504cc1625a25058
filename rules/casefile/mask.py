"""Case files without what tells of a person, for whatever is written outside the case: reports over all cases, logs.

Which facts tell of a person, and what, stands beside them (``Fact.personal``); here is only what takes their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from rules.casefile import CaseFile
from rules.casefile.fact import STANDS, Personal
from rules.casefile.schema import personal_facts, walk
from rules.casefile.walk import FactAt, every, parts_of
from rules.values.fields import Kind

Data = dict[str, Any]

DECIDING: frozenset[Personal] = frozenset({"birth", "record"})
"""What a decision turns on: a case without it is decided otherwise."""

LEFT_OUT = "（略）"
"""In place of free words."""

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_OFFICE = re.compile(r"(院|局|机关|机构|政府|委员会|起诉人)$")
"""How names of offices end that give an opinion or ask for something; an office is no person."""


def masked(data: Mapping[str, Any], keeping: frozenset[Personal] = frozenset()) -> Data:
    """The same plain data without personal facts, but for the kinds that are kept.

    A name becomes 某甲, 某乙 …, the same one wherever it stands, also within 被告人张某 and in words that are said of
    other things than forest; names of offices stay. Free words become （略）. Dates of birth and records are left out.
    """
    return _Mask(data, keeping).part(data, parts_of(CaseFile))


def names_in(casefile: CaseFile) -> tuple[str, ...]:
    """Whom a case file names, as the facts that hold nothing but names say it, each once; no offices."""
    return tuple(name for name in dict.fromkeys(_names(casefile.as_json(), parts_of(CaseFile))) if not is_office(name))


def _names(data: Mapping[str, Any], parts: Sequence[FactAt]) -> Iterator[str]:
    for at in parts:
        value = data.get(at.key)
        if value is None or at.path not in _places():
            continue
        if at.kind is Kind.GROUP:
            yield from _names(value, at.parts)
        elif at.kind is Kind.LIST:
            for row in value:
                yield from _names(row, at.parts)
        elif at.fact.personal == "name":
            yield from value if isinstance(value, list) else [value]


def is_office(name: str) -> bool:
    """Whether a name ends as those of offices do."""
    return _OFFICE.search(name) is not None


class _Mask:
    def __init__(self, data: Mapping[str, Any], keeping: frozenset[Personal]) -> None:
        self._keeping = keeping
        self._marks: dict[str, str] = {}
        # Longest first: of 张某 and 张某泉 the shorter name stands within the longer one.
        for name in sorted({party["name"] for party in data.get("parties", ())}, key=lambda name: (-len(name), name)):
            self._mark(name)

    def part(self, data: Mapping[str, Any], parts: Sequence[FactAt]) -> Data:
        """One part of the case file."""
        found = dict(data)
        for at in parts:
            if at.path in _places() and found.get(at.key) is not None:
                value = self._fact(at, found[at.key])
                if value is None:
                    del found[at.key]
                else:
                    found[at.key] = value
        return found

    def _fact(self, at: FactAt, value: Any) -> Any:
        if at.kind is Kind.GROUP:
            return self.part(value, at.parts)
        if at.kind is Kind.LIST:
            return [self.part(row, at.parts) for row in value]
        if at.kind is Kind.NAMES and isinstance(value, list):
            return [self._fact(replace(at, kind=Kind.TEXT), one) for one in value]
        kind = at.fact.personal
        if kind is None or kind in self._keeping:
            return self._known(value) if isinstance(value, str) else value
        if kind in ("name", "mentioned"):
            return self._named(value)
        return LEFT_OUT if kind == "text" else None

    def _named(self, value: str) -> str:
        known = self._known(value)
        return known if known != value or is_office(value) else self._mark(value)

    def _known(self, text: str) -> str:
        """Words with the names met so far by their marks: in one pass, so that no mark is taken for a name."""
        names = "|".join(map(re.escape, self._marks))
        return re.sub(names, lambda name: self._marks[name[0]], text) if names else text

    def _mark(self, name: str) -> str:
        number = len(self._marks)
        return self._marks.setdefault(name, f"某{_STEMS[number] if number < len(_STEMS) else number + 1}")


@cache
def _places() -> frozenset[str]:
    """The paths of facts that tell of a person or may name one, and of all that holds one."""
    personal = personal_facts()
    said = {at.path for at in walk() if at.kind is Kind.TEXT and not at.fact.listed and at.group is not STANDS}
    return frozenset(
        at.path for at in every(parts_of(CaseFile)) if any(one.path in personal.keys() | said for one in every((at,)))
    )
