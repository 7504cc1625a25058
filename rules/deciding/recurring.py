"""Which cases are alike to a stage of the law: those of which all that it asks for is the same."""

from __future__ import annotations

from collections.abc import Iterable

from rules.deciding.book.conditions import Values
from rules.deciding.book.factbook import FactBook

_VARYING = frozenset({"decimal", "integer", "date"})
"""Types of facts of which hardly two cases have the same."""


class Recurring:
    """What some rules ask for, as a key: whatever rests on nothing else is the same wherever the key is.

    Facts are typed by their vocabulary, so values of one fact that are equal are written and told alike.
    """

    __slots__ = ("_names", "_varying")

    def __init__(self, names: Iterable[str], book: FactBook) -> None:
        self._names = tuple(dict.fromkeys(names))
        self._varying = frozenset(one for one in self._names if one in book.facts and _varies(book, one))

    def key(self, known: Values) -> tuple[object, ...] | None:
        """The key of a case; None where it states a number or a day, so that hardly another has the same."""
        if not self._varying.isdisjoint(known):
            return None
        return tuple(map(known.get, self._names))


def _varies(book: FactBook, name: str) -> bool:
    return book.facts[name].type in _VARYING
