"""Closed lists that are kept as data elsewhere: methods and their options, equations, growth series, events.

The case file knows them by name alone (``Fact.listed``); whoever shows it says what their values are called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ListedOption:
    """An option of a method: its title, the value taken where none is chosen, the official words of its values."""

    title: str
    default: str
    words: Mapping[str, str]


class Lists(Protocol):
    """Values and their official words."""

    def words(self, name: str) -> Mapping[str, str]:
        """The values of the list ``name`` with their words; empty where there is no such list."""

    def options(self, method: str | None) -> Mapping[str, ListedOption]:
        """The options of a method (``id`` or ``id@edition``) by key; of all methods where none is named."""


@dataclass(frozen=True)
class NoLists:
    """Where no list is at hand: values are told as they are written."""

    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def words(self, name: str) -> Mapping[str, str]:
        """See ``Lists.words``."""
        return self.known.get(name, {})

    def options(self, method: str | None) -> Mapping[str, ListedOption]:
        """See ``Lists.options``."""
        return {}


NO_LISTS = NoLists()
