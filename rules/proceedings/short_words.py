"""What a script says in short, as somebody who tells a course writes it, put as the catalogue of acts has it.

``{buy for 1000, retire}`` is ``{buy_for: 1000, retire: true}``, ``{pass}`` is ``{result: pass}``, ``{88%}`` is
``{rate: 88%}``. Pages never say anything in this way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rules.proceedings.arguments import ITEM, RETIRED
from rules.proceedings.specs import obligation_fields
from rules.proceedings.table import Argument, Table

_FIGURE = re.compile(r"(?P<name>\D+?)\s*[:：]?\s*(?P<said>[~≥>=约]*\s*\d.*)$", re.DOTALL)
_RATE = re.compile(r"\s*\d+(?:\.\d+)?\s*[%％]\s*$")
_VERDICTS = ("pass", "part", "fail", "passed", "failed", "partial", "合格", "不合格", "部分合格")
GROUP = "group"
SPOKEN = ("sentence", "outcome", "suggestion", "opinion", "result")
"""Main arguments that are what the act says: its text is they, no remark."""


def spelled_out(table: Table, act: str, given: Any) -> Any:
    """The arguments of an act (by its name in the catalogue) with what is said in short words spelled out."""
    if not isinstance(given, Mapping):
        return given
    allowed = table.takes(act)
    made: dict[str, Any] = {}
    for key, value in _with_main(table, act, given).items():
        if ITEM.match(str(key).strip()) and isinstance(value, Mapping):
            value = dict(_spelled(value, {**obligation_fields(table), **allowed}))
            made[str(key)] = value
        else:
            made |= _spelled({key: value}, allowed)
    return made


def _with_main(table: Table, act: str, given: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """Words that stand alone and are no argument are the main one: ``rule {履行监管职责}``."""
    allowed, main = table.takes(act), table.acts[act].main
    words = [key for key, value in given.items() if value is None and _is_words(str(key), allowed)]
    if main in SPOKEN and main not in given and "text" in given:
        given = {main: given["text"], **{key: value for key, value in given.items() if key != "text"}}
    if not words or not main or table.arguments[main].type not in ("text", "any"):
        return given
    if any(allowed.get(known_as(str(key), allowed)) is table.arguments[main] for key in given):
        return given
    return {main: "、".join(map(str, words)), **{key: value for key, value in given.items() if key not in words}}


def _is_words(key: str, allowed: Mapping[str, Argument]) -> bool:
    return not key.isascii() and not ITEM.match(key) and _one(key, None, allowed) == (key, None) and key not in allowed


def told_of(table: Table, act: str, on: tuple[str, ...], given: Any) -> tuple[tuple[str, ...], Any]:
    """What the act is done to, and its arguments: obligations that an act is not done to are those it concerns."""
    kinds = {kind.name for kind, _ in table.rows(act)}
    if on and all(map(ITEM.match, on)) and not kinds & {"obligation", "enforcement"} and "concerns" in table.takes(act):
        said = given if isinstance(given, Mapping) else {table.acts[act].main or "note": given} if given else {}
        return (), {"concerns": list(on), **said}
    return _under_its_name(act, on, given)


def _under_its_name(act: str, on: tuple[str, ...], given: Any) -> tuple[tuple[str, ...], Any]:
    """A group whose terms stand under its name, as those of obligations do, is what the act is done to."""
    if act != GROUP or on or not isinstance(given, Mapping):
        return on, given
    named = [str(key) for key, value in given.items() if ITEM.match(str(key)) and isinstance(value, Mapping)]
    if len(named) != 1:
        return on, given
    rest = {key: value for key, value in given.items() if str(key) != named[0]}
    return (named[0],), {**given[named[0]], **rest}


def _spelled(given: Mapping[Any, Any], allowed: Mapping[str, Argument]) -> Iterator[tuple[str, Any]]:
    for key, value in given.items():
        yield _one(str(key).strip(), value, allowed)


def _one(key: str, value: Any, allowed: Mapping[str, Argument]) -> tuple[str, Any]:
    name = known_as(key, allowed)
    if value is not None:
        return name, value
    if name in allowed:
        argument = allowed[name]
        if argument.name == "joint" and "mode" in allowed:
            return "mode", "joint"
        return (name, True) if argument.type == "flag" or argument.name == RETIRED else (name, value)
    if key.lower() in _VERDICTS and "result" in allowed:
        return "result", key
    if _RATE.match(key) and "rate" in allowed:
        return "rate", key.strip()
    found = _FIGURE.match(key)
    if found and (of := known_as(found["name"], allowed)) in allowed:
        return of, found["said"].strip()
    return key, value


def known_as(key: str, allowed: Mapping[str, Argument]) -> str:
    """A name with spaces, hyphens or capitals as the catalogue spells it; as it is where the catalogue has none."""
    if key in allowed:
        return key
    spelt = re.sub(r"[\s-]+", "_", key.strip()).casefold()
    return spelt if spelt in allowed else key


__all__ = ["known_as", "spelled_out", "told_of"]
