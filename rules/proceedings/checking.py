"""What is wrong with a script before anything of it is played: acts, people and expectations that there are not, and
a first step without a day. Each mistake names the step and its field.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from rules.proceedings.acts import SYSTEM
from rules.proceedings.argument_types import TRACK_NAMES
from rules.proceedings.arguments import ITEM
from rules.proceedings.book import load_table
from rules.proceedings.expecting import OF_DUTIES, OF_MEASURINGS, OF_THE_CASE, STANDS_AS, SUMS_OF_GROUPS, WORDS
from rules.proceedings.playing import BY_ITSELF, EFFECTIVE, WAITING
from rules.proceedings.script import Script, Step, script_of
from rules.proceedings.state import NONE
from rules.proceedings.targets import MEASURING
from rules.reading.located import FileError, Mistake, Place, find
from rules.reading.messages import Message, msg, template
from rules.reading.yaml_reader import read_located

NO_ACT = template("第 {number} 步 do：没有事项“{given}”，全部事项见 walk --acts")
NO_ACT_BUT = template("第 {number} 步 do：没有事项“{given}”，相近的有：{near}")
NO_PERSON = template("第 {number} 步 by：脚本中没有人物“{given}”，有：{names}")
BY_NOBODY = template("第 {number} 步 by：没有写明由谁办理")
NO_DAY = template("第 {number} 步 at：没有写明日期，第一次办理须写明")
NO_KEY = template("第 {number} 步 expect：不认识的期望“{given}”")
NO_KEY_BUT = template("第 {number} 步 expect：不认识的期望“{given}”，相近的有：{near}")
NO_STATE = template("第 {number} 步 expect {key}：没有状态“{given}”")
NO_STATE_BUT = template("第 {number} 步 expect {key}：没有状态“{given}”，相近的有：{near}")
_TRACK = re.compile(r"([^\d:]+)\d*(?::.+)?$")


def checked(content: bytes, name: str, beside: Path) -> Script:
    """A script from bytes, with nothing in it that could be told before it is played. Raises ``FileError``."""
    script = script_of(content, name, beside)
    found = list(_mistakes(script, read_located(content, name)))
    if found:
        raise FileError(found)
    return script


def _mistakes(script: Script, data: Any) -> Iterator[Mistake]:
    dated = False
    for at, step in enumerate(script.steps):
        dated = dated or step.at is not None
        for field, told in _of_step(script, at + 1, step, dated):
            place = find(data, ("steps", at, *field))[0] or Place()
            yield Mistake(script.name, place.line, told, place.column)
        dated = dated or bool(step.do)  # told once


def _of_step(script: Script, number: int, step: Step, dated: bool) -> Iterator[tuple[tuple[str, ...], Message]]:
    acts = load_table().names
    if step.do and step.do not in WAITING:
        if not dated:
            yield ("do",), msg(NO_DAY, number=number)
        if step.do not in (*acts, *EFFECTIVE):
            yield ("do",), _unknown(NO_ACT, NO_ACT_BUT, step.do, (*acts, *EFFECTIVE), number=number)
        if not step.by and step.do not in BY_ITSELF and step.do in acts:
            yield ("do",), msg(BY_NOBODY, number=number)
    if step.by and step.by not in script.cast:
        names = [name for name in script.cast if name != SYSTEM]
        yield ("by",), msg(NO_PERSON, number=number, given=step.by, names=names)
    for key, value in (step.expect or {}).items():
        told = _of_expectation(number, key, value)
        if told is not None:
            yield ("expect", key), told


def _of_expectation(number: int, key: str, value: Any) -> Message | None:
    """What is wrong with an expectation that no case could meet, of any course."""
    name, _, attribute = key.partition(".")
    if key in OF_THE_CASE or key.partition(":")[0] in WORDS:
        return None
    kind = _kind(name)
    known = {"obligation": (*OF_DUTIES, *SUMS_OF_GROUPS), "measuring": OF_MEASURINGS}
    if not kind or (attribute and attribute not in known.get(kind, ())):
        keys = [f"{name}.{one}" for one in known.get(kind, ())] or [*OF_THE_CASE, *WORDS, *TRACK_NAMES]
        return _unknown(NO_KEY, NO_KEY_BUT, key, keys, number=number)
    if attribute:
        return None
    states = _states(kind)
    for one in value if isinstance(value, list) else [value]:
        if str(one) not in states:
            return _unknown(NO_STATE, NO_STATE_BUT, str(one), states, number=number, key=key)
    return None


def _kind(name: str) -> str:
    if ITEM.match(name):
        return "obligation"
    if MEASURING.match(name):
        return "measuring"
    found = _TRACK.match(name)
    kind = TRACK_NAMES.get(found[1], found[1]) if found else ""
    return kind if kind in load_table().tracks else ""


def _states(kind: str) -> Collection[str]:
    table = load_table()
    of: Mapping[str, Any] = table.tracks[kind].states
    more = STANDS_AS if kind == "obligation" else ()
    spelt = (one for name, state in of.items() for one in (name, state.label, *state.also))
    return (*dict.fromkeys(spelt), *more, NONE, "无")


def _unknown(plain: str, with_near: str, given: str, known: Iterable[str], **values: Any) -> Message:
    near = get_close_matches(given, list(known), n=3)
    return msg(with_near, given=given, near=near, **values) if near else msg(plain, given=given, **values)
