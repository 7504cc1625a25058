"""Arguments of acts: understood by any spelling the catalogue knows, typed, and refused by name where unknown."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from rules.casefile.events import event_spans
from rules.proceedings.argument_types import TRACK_NAMES, YES, typed
from rules.proceedings.refusals import UNKNOWN, Refused
from rules.proceedings.roles import ROLES
from rules.proceedings.specs import obligation_fields, official, read_spec
from rules.proceedings.state import Due
from rules.proceedings.table import Argument, Table
from rules.reading.messages import msg, template

ITEM = re.compile(r"[og]\d+[a-z]?$")
"""Names of obligations and groups; what an act says of each stands under its name."""


NO_SUCH = template("“{act}”没有参数 {given}")
NEAR = template("相近的参数：{names}；可以写的参数：{allowed}")
RETIRED = "retire"
"""How many tonnes were retired; a plain yes stands for all that was bought."""


@dataclass(frozen=True)
class Args:
    """What an act says: ``given`` by the names of the catalogue, ``items`` for each obligation it names."""

    given: Mapping[str, Any] = field(default_factory=dict)
    items: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def get(self, name: str, otherwise: Any = None) -> Any:
        return self.given.get(name, otherwise)

    def text(self, name: str) -> str:
        """A text, empty where it is not given."""
        value = self.given.get(name)
        return "" if value is None else str(value)

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.given.get(name) or ()
        return (value,) if isinstance(value, str) else tuple(value)

    def day(self, name: str) -> datetime.date | None:
        value = self.given.get(name)
        return value if isinstance(value, datetime.date) else None

    def number(self, name: str) -> Decimal | None:
        value = self.given.get(name)
        return value if isinstance(value, Decimal) else None

    def flag(self, name: str) -> bool:
        return bool(self.given.get(name))

    @property
    def retires(self) -> bool:
        """Whether credits were retired."""
        return self.given.get(RETIRED) not in (None, False)

    def due(self, name: str) -> Due | None:
        value = self.given.get(name)
        return value if isinstance(value, Due) else None


def read(table: Table, act: str, raw: Any, parties: Collection[str] = ()) -> Args:
    """The arguments of an act. ``raw``: a mapping, or the value of the act's main argument.

    Under the name of one of the ``parties`` stands what is said of him.
    Raises ``Refused`` (``missing``) that names an unknown argument and those that are allowed, or a value of another
    type.
    """
    if raw is None or raw == {}:
        return Args()
    if not isinstance(raw, Mapping):
        raw = {table.acts[act].main or "note": raw}
    allowed = table.takes(act)
    given: dict[str, Any] = {}
    items: dict[str, Mapping[str, Any]] = {}
    for key, value in raw.items():
        key = str(key).strip()
        argument = allowed.get(key)
        if argument is None and ITEM.match(key):
            own, said = _apart(table, value, allowed)
            items[key] = read_spec(table, own)
            for name, of_act in said.items():
                given.setdefault(allowed[name].name, typed(allowed[name], of_act))
        elif argument is None and key in parties:
            _of_person(table, act, key, value, given)
        elif argument is None:
            for name, said in _otherwise(table, act, key, value, allowed):
                before = given.get(name)
                given[name] = {**before, **said} if isinstance(before, Mapping) and isinstance(said, Mapping) else said
        elif argument.name == RETIRED and value is True:
            given[RETIRED] = True
        elif argument.name not in given:
            given[argument.name] = typed(argument, _own_of_each(table, argument, value, allowed, given))
        if argument is not None and argument.name == "tracks" and isinstance(value, Mapping):
            _accused(value, given)
    if given.get("obligation_kind"):
        given["obligation_kind"] = official(table, str(given["obligation_kind"]))
    return Args(given, items)


def _own_of_each(
    table: Table, argument: Argument, value: Any, allowed: Mapping[str, Argument], given: dict[str, Any]
) -> Any:
    """What is ordered or claimed, of each obligation what is said of it; what is said of the act there goes to it."""
    if argument.name not in ("ordered", "claims") or not isinstance(value, Mapping):
        return value
    parted = {key: _apart(table, said, allowed) for key, said in value.items()}
    for _, said in parted.values():
        for name, of_act in said.items():
            given.setdefault(allowed[name].name, typed(allowed[name], of_act))
    return {key: own for key, (own, _) in parted.items()}


def _apart(table: Table, value: Any, allowed: Mapping[str, Argument]) -> tuple[Any, dict[str, Any]]:
    """What is said of an obligation, and what under its name is said of the act: a signature, a request, a paper."""
    if not isinstance(value, Mapping):
        return value, {}
    fields = obligation_fields(table)
    of_act = {str(key): item for key, item in value.items() if str(key) not in fields and str(key) in allowed}
    return {key: item for key, item in value.items() if str(key) not in of_act}, of_act


def _accused(tracks: Mapping[str, Any], given: dict[str, Any]) -> None:
    """Persons named under 刑事 are those who are accused."""
    named = [
        str(name)
        for key, one in tracks.items()
        if TRACK_NAMES.get(str(key)) == "criminal" and _is_list(one)
        for name in one
    ]
    if named:
        given["persons"] = (*(given.get("persons") or ()), *named)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _of_person(table: Table, act: str, name: str, value: Any, given: dict[str, Any]) -> None:
    """What is said of one person: the main argument, of him; where it is text the act is about him alone."""
    main = table.acts[act].main
    if main and table.arguments[main].type == "any":
        given[main] = {**(given.get(main) or {}), name: value}
        return
    given["persons"] = (*(given.get("persons") or ()), name)
    if main and main != "persons" and main not in given:
        given[main] = typed(table.arguments[main], value)


def _otherwise(
    table: Table, act: str, key: str, value: Any, allowed: Mapping[str, Argument]
) -> Iterator[tuple[str, Any]]:
    """A key that is itself a value: a track that is opened, an event that happened, a person of whom something is said.

    Raises ``Refused``.
    """
    duties = {spelt for duty in table.duties.values() for spelt in (duty.name, *duty.also)}
    if act == "fact":
        yield "facts", {key: value}
    elif act in ASSIGNING and key in ROLES:
        yield "role", key
        yield "to", str(value)
    elif "claims" in allowed and key in duties:
        yield "claims", {key: value}
    elif "tracks" in allowed and key in TRACK_NAMES:
        yield "tracks", {TRACK_NAMES[key]: str(value) if isinstance(value, str) else ""}
    elif act == "event" and (key in event_spans() or key in SHORT_EVENTS):
        yield "event", key
        if isinstance(value, datetime.date):
            yield "date", value
        elif isinstance(value, str) and value not in YES:
            yield "persons", (value,)
    else:
        labels = sorted({f"{one.name}（{one.label}）" for one in allowed.values()})
        told, near = (
            msg("“{act}”没有参数 {given}", act=table.acts[act].label, given=key),
            get_close_matches(key, allowed),
        )
        opens = msg(NEAR, names=near, allowed=labels) if near else msg("可以写的参数：{allowed}", allowed=labels)
        raise Refused("missing", told, opens, UNKNOWN)


ASSIGNING = ("assign", "replace", "decide_recusal")

SHORT_EVENTS = {
    "release": "刑满释放",
    "effect": "判决生效",
    "effective": "判决生效",
    "detention": "拘留",
    "arrest": "逮捕",
    "bail": "取保候审",
    "residence": "监视居住",
}
"""Events that walks of cases name in English."""
