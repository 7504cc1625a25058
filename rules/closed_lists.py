"""The closed lists that the law and the methods keep as data, with the official word of each value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from rules.carbon.declaration import Declaration
from rules.carbon.methods.registry import editions, load, named
from rules.carbon.recovery.growth import growth
from rules.carbon.tally.biomass import biomass_equations
from rules.carbon.tally.equations import volume_equations
from rules.casefile.events import event_spans
from rules.casefile.lists import ListedOption
from rules.reading.errors import InputError
from rules.settlement.records import rounding_orders


class ClosedLists:
    """``rules.casefile.lists.Lists`` from the data that ship."""

    def words(self, name: str) -> Mapping[str, str]:
        """The values of the list ``name`` with their words; empty where there is no such list."""
        return _words(name)

    def options(self, method: str | None) -> Mapping[str, ListedOption]:
        """The options of a method by key; of all methods, with the values of each, where none is named."""
        if method is None:
            return _all_options()
        try:
            return _options(load(*named(method)).declaration)
        except InputError:
            return {}


LISTS = ClosedLists()


def _declarations() -> list[Declaration]:
    return [load(id, edition).declaration for id, names in editions().items() for edition in names]


def _methods() -> dict[str, str]:
    newest = {declaration.id: declaration.title for declaration in _declarations()}
    return newest | {declaration.name: declaration.title_with_edition for declaration in _declarations()}


_LISTS: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "methods": _methods,
    "rounding_orders": rounding_orders,
    "growth_series": lambda: {id: series.title for id, series in growth().series.items()},
    "volume_equations": lambda: {id: one.title for id, one in volume_equations().shipped.items()},
    "biomass_equations": lambda: {id: one.title for id, one in biomass_equations().items()},
    "events": lambda: {name: name for name in event_spans()},
}


@cache
def _words(name: str) -> Mapping[str, str]:
    return _LISTS[name]() if name in _LISTS else {}


def _options(declaration: Declaration) -> dict[str, ListedOption]:
    return {key: ListedOption(one.title, one.default, one.choices) for key, one in declaration.options.items()}


@cache
def _all_options() -> Mapping[str, ListedOption]:
    found: dict[str, ListedOption] = {}
    for declaration in _declarations():
        for key, option in _options(declaration).items():
            known = found.get(key, option)
            found[key] = ListedOption(known.title, known.default, {**option.words, **known.words})
    return found
