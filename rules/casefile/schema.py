"""The facts of a case file as a whole: found by path, named in words, and as a JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rules.casefile import CaseFile
from rules.casefile.base import Part
from rules.casefile.fact import Personal
from rules.casefile.lists import NO_LISTS, Lists
from rules.casefile.stand import Stand
from rules.casefile.walk import FactAt, every, leaves, parts_of
from rules.reading.messages import Message, msg
from rules.values.fields import Kind


def walk(model: type[Part] = CaseFile) -> Iterator[FactAt]:
    """Every fact of the case file that holds a value, as the pages ask and read them."""
    return leaves(model)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a path: into a fact (``at``), into one entry of a list (``number``) or of a map (``key``).

    ``at`` is None where the case file knows no such field, and ``key`` is what was written.
    """

    at: FactAt | None
    number: int | None = None
    key: str | None = None


def steps(path: str, model: type[Part] = CaseFile) -> tuple[Step, ...]:
    """The way to a place of the case file, such as ``stands[2].damage.fraction``, from outside in."""
    return tuple(_steps(path, parts_of(model)))


def _steps(path: str, parts: tuple[FactAt, ...]) -> Iterator[Step]:
    found = re.match(r"([^.\[\]]+)(?:\[(\d+)\])?(?:\.|$)", path)
    if found is None:
        if path:
            yield Step(None, key=path)
        return
    key, number, rest = found[1], found[2], path[found.end() :]
    at = next((at for at in parts if at.key == key), None)
    yield Step(at, key=None if at else key)
    if number is not None:
        yield Step(at, number=int(number))
    if at is not None and at.kind is Kind.MAP and number is None and rest:
        # What a map is keyed by may hold dots itself: standard errors are kept by the path of their number.
        last = next((part.key for part in at.parts if rest.endswith(f".{part.key}")), None)
        yield Step(at, key=rest.removesuffix(f".{last}") if last else rest)
        rest = last or ""
    if rest:
        yield from _steps(rest, at.parts if at else ())


def fact_at(path: str, model: type[Part] = CaseFile) -> FactAt | None:
    """The fact at a place of the case file; None where there is none."""
    way = steps(path, model)
    return way[-1].at if way and all(step.at for step in way) else None


def name_of(path: str, lists: Lists = NO_LISTS, model: type[Part] = CaseFile) -> Message:
    """A place of the case file in words, from outside in: 第3地块 · 受损情况 · 受损份额.

    What the case file does not know is told by its key.
    """
    names: list[Message] = []
    for step in steps(path, model):
        if step.number is None and step.key is None and step.at is not None:
            names.append(step.at.fact.label)
        elif step.number is not None and names:
            outer = names.pop()
            names.append(entry_name(step.at, step.number) if step.at else _numbered(outer, step.number))
        else:
            names.append(_keyed(step.at, step.key or "", lists))
    return joined(names)


def entry_name(at: FactAt, number: int) -> Message:
    """One entry of a list, counted from 0: 第1地块."""
    return msg(at.fact.entry, number=number + 1) if at.fact.entry else _numbered(at.fact.label, number)


def _numbered(name: Message, number: int) -> Message:
    return msg("{name} {number}", name=name, number=number + 1)


def _keyed(at: FactAt | None, key: str, lists: Lists) -> Message:
    if at is not None and at.fact.listed == "options":
        option = lists.options(None).get(key)
        return _written(option.title if option else key)
    if at is not None and at.path == "stands[].standard_errors":
        return name_of(key, lists, Stand)
    return _written(key)


def _written(text: str) -> Message:
    return msg("{text}", text=text)


def joined(names: list[Message]) -> Message:
    """Names from outside in as one."""
    told = names[0] if names else _written("")
    for name in names[1:]:
        told = msg("{outer} · {inner}", outer=told, inner=name)
    return told


def measured_numbers() -> Mapping[str, Message]:
    """The numbers of a stand of which a standard error may be stated: place in the stand, name with its unit."""
    found: dict[str, Message] = {}
    for at in leaves(Stand):
        if not at.fact.measured:
            continue
        most = MOST_ENTRIES if "[]" in at.path else 1
        for path in (at.path.replace("[]", f"[{number}]") for number in range(most)):
            name, unit = name_of(path, model=Stand), at.fact.unit
            named = unit is not None and not at.fact.label.endswith("）")
            found[path] = msg("{name}（{unit}）", name=name, unit=unit.name) if unit is not None and named else name
    return found


MOST_ENTRIES = 10
"""Of the strata of a burned stand, as the case file takes them."""


@cache
def facts_by_path(model: type[Part] = CaseFile) -> Mapping[str, FactAt]:
    """Every fact by its path as the walk writes it: ``stands[].damage.fraction``."""
    return {at.path: at for at in every(parts_of(model))}


def by_part(paths: Iterable[str]) -> Mapping[tuple[str, ...], Sequence[tuple[str, str]]]:
    """Paths of facts outside any list, by the part that holds them (see ``part_at``); each with its name there."""
    found: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for path in paths:
        *part, name = _names(path)
        found.setdefault(tuple(part), []).append((path, name))
    return found


def part_at(casefile: CaseFile, names: Sequence[str]) -> Any:
    """The part of a case file; None where it, or one on the way, is left out."""
    part: Any = casefile
    for name in names:
        part = None if part is None else getattr(part, name)
    return part


def stated_at(data: Any, path: str) -> Any:
    """What plain data says at a place such as ``stands[0].damage.fraction``; None where it says nothing."""
    for key, number in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        try:
            data = data[int(number)] if number else data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data


@cache
def _names(path: str) -> tuple[str, ...]:
    """The names of Python for the keys of a path."""
    keys = path.split(".")
    return tuple(facts_by_path()[".".join(keys[: number + 1])].name for number in range(len(keys)))


def at_most_one(path: str) -> bool:
    """Whether a number of a stand cannot exceed 1; by its place in the stand, or in the case file."""
    inner = re.sub(r"\[\d+\]", "[]", re.sub(r"^stands\[\d+\]\.", "", path))
    at = facts_by_path(Stand).get(inner)
    return at is not None and at.kind is Kind.SHARE


def personal_facts() -> Mapping[str, Personal]:
    """The paths of facts that tell something of a person, and what: the base of every mask."""
    return {at.path: at.fact.personal for at in walk() if at.fact.personal is not None}


def json_schema(lists: Lists = NO_LISTS) -> dict[str, Any]:
    """The JSON Schema of the case file: each fact with its title, its unit (``x-unit``) and its choices in words."""
    schema: dict[str, Any] = CaseFile.model_json_schema(by_alias=True)
    properties = {name: part["properties"] for name, part in schema["$defs"].items() if "properties" in part}
    for model, parts in _models(CaseFile):
        held = schema["properties"] if model is CaseFile else properties[model.__name__]
        for at in parts:
            held[at.key] = _described(held[at.key], at, lists)
    return schema


def _models(model: type[Part]) -> Iterator[tuple[type[Part], tuple[FactAt, ...]]]:
    yield model, parts_of(model)
    for field in model.model_fields.values():
        for inner in _held(field.annotation):
            yield from _models(inner)


def _held(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _held(inner)
    if origin := getattr(annotation, "__origin__", None):
        yield from _held(origin) if hasattr(annotation, "__metadata__") else ()


def _described(schema: dict[str, Any], at: FactAt, lists: Lists) -> dict[str, Any]:
    """The schema of a field with what its fact says of it."""
    told: dict[str, Any] = {**schema, "title": str(at.fact.label)}
    if at.fact.hint:
        told["description"] = str(at.fact.hint)
    if at.fact.unit:
        told["x-unit"] = str(at.fact.unit.name)
    if at.fact.listed == "options":
        options = lists.options(None)
        told["properties"] = {
            key: {"title": option.title, "oneOf": _choices(option.words)} for key, option in options.items()
        }
        return told
    words = at.words if at.kind is Kind.CHOICE else {}
    words = words or (lists.words(at.fact.listed) if at.fact.listed else {})
    if words:
        arms = [arm for arm in told.pop("anyOf", [{}]) if arm.get("type") == "null"]
        told.pop("enum", None)
        told.pop("type", None)
        told.pop("const", None)
        told["oneOf"] = [*_choices(words), *arms]
    return told


def _choices(words: Mapping[Any, str]) -> list[dict[str, Any]]:
    return [{"const": value, "title": str(word)} for value, word in words.items()]
