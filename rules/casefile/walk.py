"""One walk over a typed part of the case file: every fact with its kind, its closed list and where it stands."""

from __future__ import annotations

import datetime
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from rules.casefile.base import Part
from rules.casefile.fact import HEAD, NO, PROSECUTOR, YES, Entered, Fact, Group, Hand
from rules.values.fields import Kind

_KINDS: Mapping[Any, Kind] = {
    Decimal: Kind.NUMBER,
    int: Kind.COUNT,
    bool: Kind.FLAG,
    datetime.date: Kind.DATE,
    str: Kind.TEXT,
}

STRUCTURE = frozenset({Kind.GROUP, Kind.LIST, Kind.MAP})
"""Kinds that hold other facts."""

NUMBERS = frozenset({Kind.NUMBER, Kind.COUNT, Kind.MONEY, Kind.SHARE})
"""Kinds of values that are numbers, with a unit or without."""

FLAG_WORDS: Mapping[Any, str] = {True: YES, False: NO}


@dataclass(frozen=True, eq=False, slots=True)
class FactAt:
    """A fact and its place. ``path``: ``stands[].damage.fraction``; of what is kept by key ``tally.height_curves{}.a``.

    ``key``: its name in the case file, ``name``: in Python. ``required``: within its part. ``default``: what holds
    where it is not stated. ``words``: of a flag or a choice, each value with its official word. ``group``,
    ``entered``, ``corrected_by``: its own, or those of the part that holds it. ``parts``: of a group, a list, a map of
    groups: the facts inside.
    """

    path: str
    key: str
    name: str
    fact: Fact
    kind: Kind
    required: bool
    default: Any
    words: Mapping[Any, str]
    group: Group
    entered: Entered
    corrected_by: tuple[Hand, ...]
    parts: tuple[FactAt, ...] = ()

    @property
    def inner(self) -> str:
        """The path of what it holds, without the key: ``stands[]``."""
        return self.path + {Kind.LIST: "[]", Kind.MAP: "{}"}.get(self.kind, "")


class NoFact(TypeError):
    """A field of the case file says nothing of itself."""


@cache
def parts_of(model: type[Part]) -> tuple[FactAt, ...]:
    """The facts of a part of the case file, each with what it holds. Raises ``NoFact`` where a field has none."""
    return _parts(model, "", _Held(HEAD, "form", PROSECUTOR))


def every(parts: tuple[FactAt, ...]) -> Iterator[FactAt]:
    """These facts and all that they hold, as they are declared; what holds others stands before them."""
    for at in parts:
        yield at
        yield from every(at.parts)


def leaves(model: type[Part]) -> Iterator[FactAt]:
    """The facts that hold a value: all but groups, lists and maps of groups."""
    return (at for at in every(parts_of(model)) if at.kind not in STRUCTURE or not at.parts)


@dataclass(frozen=True, slots=True)
class _Held:
    """What a fact has from the part that holds it, where it does not say so itself."""

    group: Group
    entered: Entered
    corrected_by: tuple[Hand, ...]

    def by(self, fact: Fact) -> _Held:
        """What the facts inside this one have."""
        by = self.corrected_by if fact.corrected_by is None else fact.corrected_by
        return _Held(fact.group or self.group, fact.entered or self.entered, by)


def _parts(model: type[Part], prefix: str, held: _Held) -> tuple[FactAt, ...]:
    return tuple(_fact_at(model, name, field, prefix, held) for name, field in model.model_fields.items())


def _fact_at(model: type[Part], name: str, field: FieldInfo, prefix: str, held: _Held) -> FactAt:
    type_, marks = _unwrapped(field.annotation, field.metadata)
    fact = next((mark for mark in field.metadata if isinstance(mark, Fact)), None)
    if fact is None:
        raise NoFact(f"{model.__name__}.{name}")
    key = field.alias or name
    path = f"{prefix}.{key}" if prefix else key
    kind, inner, words = _kind(type_, marks, fact)
    own = held.by(fact)
    at = FactAt(
        path=path,
        key=key,
        name=name,
        fact=fact,
        kind=kind,
        required=field.is_required(),
        default=None if field.is_required() or kind in STRUCTURE else field.get_default(),
        words=words,
        group=own.group,
        entered=own.entered,
        corrected_by=own.corrected_by,
    )
    return at if inner is None else replace(at, parts=_parts(inner, at.inner, own))


def _unwrapped(annotation: Any, marks: list[Any]) -> tuple[Any, list[Any]]:
    """The type behind ``Annotated`` and ``| None``, with everything that stands beside it."""
    while True:
        if hasattr(annotation, "__metadata__"):
            marks = [*annotation.__metadata__, *marks]
            annotation = annotation.__origin__
        elif get_origin(annotation) in (Union, types.UnionType):
            (annotation,) = (arm for arm in get_args(annotation) if arm is not types.NoneType)
        else:
            return annotation, marks


def _kind(type_: Any, marks: list[Any], fact: Fact) -> tuple[Kind, type[Part] | None, Mapping[Any, str]]:
    """What a type holds, the part of the case file inside it, and its closed list."""
    if get_origin(type_) is Literal:
        return Kind.CHOICE, None, {value: fact.words.get(value, value) for value in get_args(type_)}
    if Kind.NAMES in marks:
        return Kind.NAMES, None, {}
    if get_origin(type_) in (list, dict):
        held, _ = _unwrapped(get_args(type_)[-1], [])
        kind = Kind.LIST if get_origin(type_) is list else Kind.MAP
        return kind, held if isinstance(held, type) and issubclass(held, Part) else None, {}
    if isinstance(type_, type) and issubclass(type_, Part):
        return Kind.GROUP, type_, {}
    if fact.listed or fact.words:
        return Kind.CHOICE, None, fact.words
    marked = next((mark for mark in marks if isinstance(mark, Kind)), None)
    kind = marked or _KINDS[type_]
    return kind, None, FLAG_WORDS if kind is Kind.FLAG else {}
