"""What two case files say differently of the loss, as changes that can be made one by one.

A change is the smallest that leaves a case file whole: fields that only one side states go together, for one without
the other would be no case file (timber volume and outturn rate, a tally in place of a stock).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rules.carbon.methods.registry import editions, load, named
from rules.casefile import CaseFile
from rules.casefile.fact import AREA, QUANTITY
from rules.casefile.schema import facts_by_path
from rules.casefile.stand import Stand
from rules.casefile.walk import parts_of

ONE_SIDED = "地块 {stand}（只有一方列入）"

Json = dict[str, Any]
Path = tuple[str, ...]

NO_MATTER = ("id", "county", "land_category", "standard_errors")
"""Of a stand: what no method measures by."""

WAYS = frozenset(
    at.key for at in parts_of(Stand) if at.fact.way is not None and at.fact.way.question in (QUANTITY, AREA)
)
"""Of a stand: from what its loss can be measured. What only one side states of these is one way in place of another."""

_DAMAGE = "damage"


def method_title(text: str | None) -> str:
    """What a method named in a case file, or the default one, calls itself, with its edition where one is named.

    Raises ``InputError``.
    """
    declaration = load(*named(text)).declaration
    return declaration.title_with_edition if "@" in (text or "") else declaration.title


def by_method(casefile: CaseFile, method: str) -> CaseFile:
    """The case file measured by this method (``id`` or ``id@edition``) with its own options as they stand by default.

    Raises ``InputError`` where the text is no name of a method.
    """
    return casefile.with_options(method=method, parameters=None)


def option_title(key: str) -> str:
    """What the methods call an option."""
    for id, names in editions().items():
        for edition in names:
            if key in (options := load(id, edition).declaration.options):
                return options[key].title
    return f"参数项 {key}"


def field_name(path: Path) -> str:
    """A field as a reader knows it: 立木蓄积, 计量方法, 碳与二氧化碳的换算比."""
    if path == SET:
        return "参数集"
    if path[:2] == _OPTIONS and len(path) > 2:
        return option_title(path[2])
    inner = ".".join(path[2:] if path[0] == "stands" else path)
    at = facts_by_path(Stand if path[0] == "stands" else CaseFile).get(inner)
    return at.fact.label if at else inner


SET: Path = ("parameter_set",)
"""Which parameter set a side is measured by: no part of the case file, but told beside it."""

METHOD: Path = ("options", "method")
_OPTIONS: Path = ("options", "parameters")
_DATES: tuple[Path, ...] = (("options", "on"), ("case", "conduct"))
_MISSING = object()


@dataclass(frozen=True)
class Change:
    """Values to take over from the other case file. ``stand`` is None for what holds for the whole case.

    ``paths`` run through plain data; a stand is named by its id (``stands``, id, field …), a whole stand by two names.
    """

    stand: str | None
    paths: tuple[Path, ...]

    @property
    def name(self) -> str:
        """How a reader is told: 地块 A：原木材积、出材率."""
        fields = "、".join(dict.fromkeys(field_name(path) for path in self.paths))
        if self.stand is None:
            told = (f"地块 {path[1]}" if path[0] == "stands" else field_name(path) for path in self.paths)
            return "、".join(dict.fromkeys(told))
        return f"地块 {self.stand}：{fields}" if fields else ONE_SIDED.format(stand=self.stand)

    def joined(self, other: Change) -> Change:
        """Both as one; of stands or the whole case together it tells each field with its stand."""
        return Change(self.stand if self.stand == other.stand else None, self.paths + other.paths)


def plain_facts(casefile: CaseFile, parameter_set: str | None = None) -> Json:
    """The case file as plain data, its stands by id, as ``as_casefile`` takes it; with the set it is measured by."""
    data = copy.deepcopy(casefile.as_json()) | ({SET[0]: parameter_set} if parameter_set else {})
    data["stands"] = {stand["id"]: _without_errors(stand) for stand in data.get("stands", [])}
    return data


def _without_errors(stand: Json) -> Json:
    """A standard error moves no loss, and would be a mistake beside a number that a change takes away."""
    return {key: value for key, value in stand.items() if key != "standard_errors"}


def as_casefile(facts: Mapping[str, Any]) -> Json:
    """Plain data that ``rules.casefile.parse`` reads."""
    told = {key: value for key, value in facts.items() if (key,) != SET}
    return {**told, "stands": list(facts["stands"].values())}


def differences(before: CaseFile, after: CaseFile, *, other_set: bool = False) -> list[Change]:
    """What leads from one case file to the other, as far as a loss may rest on it.

    With ``other_set`` the parameter sets differ too: a change of its own, or a part of that of the method.
    """
    old, new = _meant(before), _meant(after)
    changes = [*_whole_case(old, new), *_stands(old["stands"], new["stands"])]
    if not other_set:
        return changes
    sets = Change(None, (SET,))
    if changes and METHOD in changes[0].paths:
        return [changes[0].joined(sets), *changes[1:]]
    return [sets, *changes]


def _meant(casefile: CaseFile) -> Json:
    """With what is left unsaid filled in, so that only what means something else differs."""
    data = casefile.meaning()
    # An edition that is left out is the newest, so naming it says nothing else.
    id, edition = named(casefile.options.method)
    defaults = {key: option.default for key, option in load(id, edition).declaration.options.items()}
    given = data.get("options", {})
    options = {**defaults, **given.get("parameters", {})}
    data["options"] = {**given, "method": f"{id}@{edition}", "parameters": options}
    return {**data, "stands": {stand["id"]: stand for stand in data.get("stands", [])}}


def applied(before: Json, after: Json, changes: Iterable[Change]) -> Json:
    """``before`` with these changes taken over from ``after`` (both as ``plain_facts`` gives them)."""
    data = copy.deepcopy(before)
    for change in changes:
        for path in change.paths:
            _put(data, path, _at(after, path))
    return data


def _whole_case(old: Json, new: Json) -> Iterator[Change]:
    if _at(old, METHOD) != _at(new, METHOD):
        yield Change(None, (METHOD, _OPTIONS))
    else:
        options = {**(_known(old, _OPTIONS) or {}), **(_known(new, _OPTIONS) or {})}
        for key in options:
            path = (*_OPTIONS, key)
            if _at(old, path) != _at(new, path):
                yield Change(None, (path,))
    dates = tuple(path for path in _DATES if _at(old, path) != _at(new, path))
    if dates:
        yield Change(None, dates)


def _stands(old: Json, new: Json) -> Iterator[Change]:
    for id in dict.fromkeys((*old, *new)):
        at: Path = ("stands", id)
        if id not in old or id not in new:
            yield Change(id, (at,))
            continue
        sides = {"stands": old}, {"stands": new}
        fields = dict.fromkeys(key for key in (*old[id], *new[id]) if key not in NO_MATTER and key != _DAMAGE)
        other_way: list[Path] = []
        for path in _differing(*sides, [(*at, key) for key in fields]):
            if path[-1] in WAYS and _one_sided(*sides, path):
                other_way.append(path)
            else:
                yield Change(id, (path,))
        if other_way:
            yield Change(id, tuple(other_way))
        inner = dict.fromkeys((*old[id][_DAMAGE], *new[id][_DAMAGE]))
        damage = _differing(*sides, [(*at, _DAMAGE, name) for name in inner])
        if any(_one_sided(*sides, path) for path in damage):
            yield Change(id, tuple(damage))
        else:
            yield from (Change(id, (path,)) for path in damage)


def _one_sided(old: Json, new: Json, path: Path) -> bool:
    return _MISSING in (_at(old, path), _at(new, path))


def _differing(old: Json, new: Json, paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if _at(old, path) != _at(new, path)]


def _known(data: Any, path: Path) -> Any:
    found = _at(data, path)
    return None if found is _MISSING else found


def _at(data: Any, path: Path) -> Any:
    for name in path:
        if not isinstance(data, Mapping) or name not in data:
            return _MISSING
        data = data[name]
    return data


def _put(data: Json, path: Path, value: Any) -> None:
    for name in path[:-1]:
        data = data.setdefault(name, {})
    if value is _MISSING:
        data.pop(path[-1], None)
    else:
        data[path[-1]] = copy.deepcopy(value)


def stated(facts: Json, path: Path) -> str | None:
    """What a case file says at a path, in a word; None where it says nothing.

    A method is told by its title, an option by what its value means.
    """
    value = _known(facts, path)
    if path == METHOD:
        return method_title(value)
    if path[:2] == _OPTIONS and len(path) > 2 and value is not None:
        option = load(*named(_known(facts, METHOD))).declaration.options.get(path[2])
        return option.choices.get(value, value) if option else str(value)
    if isinstance(value, list) and value and isinstance(value[0], Mapping) and "species" in value[0]:
        many = len(value) > 1
        return "、".join(f"{part['species']} {part['share']}" if many else str(part["species"]) for part in value)
    if isinstance(value, Mapping | Sequence) and not isinstance(value, str):
        return f"{len(value)} 项"
    return None if value is None else str(value)
