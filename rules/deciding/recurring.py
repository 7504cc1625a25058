"""Which cases are alike to some rules: those of which all that the rules ask for is the same, or lies the same."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rules.deciding.book.conditions import Comparison, Values
from rules.deciding.book.factbook import FactBook

_VARYING = frozenset({"decimal", "integer", "date"})
"""Types of facts of which hardly two cases have the same."""

_MOST = 8
"""A case that states more numbers and days than these is like few others, wherever they lie."""


def varies(name: str, book: FactBook) -> bool:
    """Whether hardly two cases have the same value of a fact: of a number, of a day."""
    return name in book.facts and book.facts[name].type in _VARYING


class SameFacts:
    """What some rules ask for, as a key: whatever rests on nothing else is the same wherever the key is.

    Facts are typed by their vocabulary, so values of one fact that are equal are written and told alike. Of a number
    and a day the key has only whether it is known.
    """

    __slots__ = ("_names", "_whether")

    def __init__(self, names: Iterable[str], book: FactBook) -> None:
        every = tuple(dict.fromkeys(names))
        self._names = tuple(one for one in every if not varies(one, book))
        self._whether = tuple(one for one in every if varies(one, book))

    def key(self, known: Values) -> object:
        """The key of a case."""
        values = tuple(map(known.get, self._names))
        return (values, *map(known.__contains__, self._whether)) if self._whether else values


class SamePlaces:
    """What some comparisons compare, as a key: where it is the same, each comparison comes out the same.

    Of a number and a day the key has its place among those that it is compared with: below, between or at them.
    """

    __slots__ = ("_marks", "_names")

    def __init__(self, asked: Iterable[Comparison], book: FactBook) -> None:
        names: dict[str, None] = {}
        marks: dict[str, set[Any]] = {}
        for comparison in asked:
            if not varies(comparison.fact, book):
                names[comparison.fact] = None
                continue
            own = marks.setdefault(comparison.fact, set())
            if comparison.op != "exists":
                own.update(comparison.value if isinstance(comparison.value, tuple) else (comparison.value,))
        self._names = tuple(names)
        self._marks: Mapping[str, Sequence[Any]] = {name: sorted(own) for name, own in marks.items()}

    def key(self, known: Values) -> tuple[object, ...] | None:
        """The key of a case; None where it states so many numbers and days that hardly another lies the same."""
        stated = self._marks.keys() & known.keys()
        if not stated:
            return tuple(map(known.get, self._names))
        if len(stated) > _MOST:
            return None
        places = [_place(marks, known[name]) if name in stated else None for name, marks in self._marks.items()]
        return (*map(known.get, self._names), *places)


def _place(marks: Sequence[Any], value: Any) -> int:
    """Twice the number of marks below a value, and one more where it is at the next."""
    below = bisect_left(marks, value)
    return 2 * below + (below < len(marks) and marks[below] == value)
