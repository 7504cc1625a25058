"""What was done in a case, act by act, in words: day, who, what to what, with which particulars, reason and papers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from casework.proceedings.names import in_words, things
from rules.proceedings.acts import Act, Actor
from rules.proceedings.arguments import ITEM
from rules.proceedings.state import Case
from rules.proceedings.table import Argument, Table

_WORDS = {
    True: "是",
    "yes": "是",
    "no": "否",
    "pass": "合格",
    "part": "部分合格",
    "fail": "不合格",
    "in_place": "原地修复",
    "elsewhere": "异地修复",
    "true": "是",
    "false": "否",
}


@dataclass(frozen=True)
class Told:
    """An act in words. ``papers``: by the names they have among the papers of the case."""

    number: int
    at: datetime.date
    by: Actor
    what: str
    on: tuple[str, ...]
    said: tuple[tuple[str, str], ...]
    reason: str
    papers: tuple[str, ...]
    notes: tuple[str, ...]


def told(table: Table, case: Case, acts: Iterable[Act]) -> list[Told]:
    """Acts of a case in words, in the order given."""
    names = things(case)
    return [_told(table, case, act, names) for act in acts]


def _told(table: Table, case: Case, act: Act, names: Mapping[str, str]) -> Told:
    kind = table.acts[act.do]
    known = table.takes(act.do)
    papers = set(kind.papers)
    said = []
    for key, value in act.args.items():
        argument = known.get(str(key)) or known.get(kind.main if key == "" else "")
        if (argument is None or argument.name not in papers) and value not in (None, "", [], {}, False):
            said.append((_label(argument, str(key), names), _words(case, value)))
    return Told(
        act.number,
        act.at,
        act.by,
        "记录程序事项" if act.do == "event" else kind.label,
        tuple(dict.fromkeys(_on(case, name, names) for name in act.on)),
        tuple(said),
        act.reason,
        papers_of(table, act),
        tuple(in_words(case, one.told) for one in case.warnings if one.act == act.number),
    )


def _on(case: Case, key: str, names: Mapping[str, str]) -> str:
    return names.get(key) or in_words(case, key)


def _label(argument: Argument | None, key: str, names: Mapping[str, str]) -> str:
    if argument is not None:
        return argument.label
    return names.get(key, "应当履行的事项") if ITEM.match(key) else key


def _words(case: Case, value: Any) -> str:
    if isinstance(value, Mapping):
        return "，".join(
            f"{_key(case, str(key))}：{_words(case, item)}" for key, item in value.items() if item not in (None, "")
        )
    if isinstance(value, list | tuple):
        return "、".join(_words(case, item) for item in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return in_words(case, _WORDS.get(value, value)) if isinstance(value, str) else str(value)


def _key(case: Case, key: str) -> str:
    from rules.proceedings.book import load_table

    spelt = {name: one.label for one in load_table().arguments.values() for name in (one.name, *one.also)}
    return _WORDS.get(key) or spelt.get(key) or in_words(case, key)


def papers_of(table: Table, act: Act) -> tuple[str, ...]:
    """The papers that an act names, each once."""
    known, kind = table.takes(act.do), table.acts[act.do]
    named = list(act.files)
    for key, value in act.args.items():
        argument = known.get(str(key))
        if argument is not None and argument.name in kind.papers:
            named += [
                str(one) for one in (value if isinstance(value, list | tuple) else [value]) if one not in (True, None)
            ]
    return tuple(dict.fromkeys(named))
