"""What was done in a case, act by act, in words: day, who, what to what, with which particulars, reason and papers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from casework.proceedings.duties import due_words
from casework.proceedings.names import in_words, quantity, spelt_out, things, word
from rules.proceedings.acts import Act, Actor
from rules.proceedings.argument_types import typed
from rules.proceedings.arguments import ITEM, SHORT_EVENTS
from rules.proceedings.book import load_table
from rules.proceedings.dues import read_due, read_instalments
from rules.proceedings.names import kind_of
from rules.proceedings.seats import SEATS as SEAT_NAMES
from rules.proceedings.specs import MEASURES, UNIT_LABELS
from rules.proceedings.state import JOINT, SHARES, SOLE, Case
from rules.proceedings.table import Argument, Table

_MODES = {SOLE: "由一人履行", SHARES: "按份", JOINT: "连带"}
"""How several owe a duty; as keys of an act the same words say something else."""

_WORDS = {
    True: "是",
    "yes": "是",
    "no": "否",
    "pass": "合格",
    "part": "部分合格",
    "fail": "不合格",
    "in_place": "原地修复",
    "elsewhere": "异地修复",
    "criminal": "刑事",
    "civil": "民事公益诉讼",
    "negotiation": "磋商",
    "administrative": "行政处理",
    "supervision": "行政检察监督",
    "C": "刑事",
    "V": "民事公益诉讼",
    "N": "磋商",
    "A": "行政处理",
    "S": "行政检察监督",
    "investigating": "侦查",
    "examining": "审查起诉",
    "true": "是",
    "false": "否",
}


LABELS_OF = {
    ("receive", "number"): "案号",
    ("rule", "replaces"): "由新的义务代替的",
    ("rule_2", "replaces"): "由新的义务代替的",
    ("open_enforcement", "number"): "案号",
    ("opine", "to"): "发给",
    ("notify", "to"): "通知何人",
    ("opinion", "author"): "出具意见的人",
    ("undertake", "signed"): "签名的当事人",
    ("order", "bureau"): "参加测算或者复核的林业主管部门",
    ("undertake", "result"): "踏勘所见",
    ("agree", "result"): "踏勘所见",
    ("submit", "assessment"): "计算底稿",
    ("assign", "persons"): "承办人",
    ("replace", "persons"): "接办人",
    ("absent", "persons"): "离岗的承办人",
    ("absent", "to"): "代办人",
    ("recuse", "persons"): "回避的人员",
    ("decide_recusal", "persons"): "回避的人员",
    ("rule", "sentence"): "裁判主文",
    ("rule_2", "sentence"): "裁判主文",
    ("decide", "sentence"): "决定内容",
}
"""The same in one act alone."""

LABELS = {"obligation_kind": "事项", "obligors": "由谁履行", "concerns": "所涉事项", "tonnes": "吨数（tCO₂e）"}
"""Arguments that a page calls otherwise than the catalogue."""


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
    order = {name: place for place, name in enumerate(kind.takes)}  # what is stored is sorted by its keys

    def place(key: str) -> int:
        return order.get(known[key].name if key in known else key, len(order))

    for key, value in sorted(act.args.items(), key=lambda one: place(str(one[0]))):
        argument = known.get(str(key)) or known.get(kind.main if key == "" else "")
        if (argument is None or argument.name not in papers) and value is not False and value not in (None, "", [], {}):
            name = argument.name if argument is not None else str(key)
            label = own_label(act.do, name) or _label(argument, str(key), names)
            told_ = _duty_said(case, value) if ITEM.match(str(key)) else _said(case, argument, value)
            said.append((label, _in_the_unit(case, act, told_) if name == "remains" else told_))
    return Told(
        act.number,
        act.at,
        act.by,
        word(kind.label),
        tuple(dict.fromkeys(_on(case, name, names) for name in act.on)),
        tuple(said),
        act.reason,
        papers_of(table, act),
        tuple(in_words(case, one.told) for one in case.warnings if one.act == act.number),
    )


def _in_the_unit(case: Case, act: Act, text: str) -> str:
    """A bare figure that is said of a duty, with the unit of that."""
    duty, number = case.obligations.get("".join(act.on[:1])), _number(text)
    return text if duty is None or number is None else quantity(number, duty.unit)


def _on(case: Case, key: str, names: Mapping[str, str]) -> str:
    return names.get(key) or in_words(case, key)


def own_label(act: str, name: str) -> str:
    """What an argument is called in this act alone; empty where it is called as everywhere."""
    kind = load_table().acts.get(act)
    return word((kind.called.get(name) if kind else None) or LABELS_OF.get((act, name), ""))


def _label(argument: Argument | None, key: str, names: Mapping[str, str]) -> str:
    if argument is not None:
        return word(LABELS.get(argument.name, argument.label))
    return names.get(key, "应当履行的事项") if ITEM.match(key) else key


def _duty_said(case: Case, value: Any) -> str:
    """What is said of a duty, in fields or in short words."""
    if (number := _number(value)) is not None:  # nothing but a figure is a sum of money
        return quantity(number, "amount")
    return spelt_out(value) if isinstance(value, str) else _words(case, value)


def _said(case: Case, argument: Argument | None, value: Any) -> str:
    """What an argument says: an event by its official name, a term as papers say it."""
    if argument is not None and argument.name == "event":
        return SHORT_EVENTS.get(str(value), str(value))
    if argument is not None and argument.name == "role":
        return word(SEAT_NAMES.get(str(value), str(value)))
    if argument is not None and argument.name == "assessment":
        return f"第 {value} 次计量"
    if argument is not None and argument.type == "day" and (day := _day(value)) is not None:
        return _day_words(day)
    if (
        argument is not None
        and argument.type in UNIT_OF
        and argument.name not in LABELS
        and (number := _number(value)) is not None
    ):
        return quantity(number, UNIT_OF[argument.type])
    if argument is not None and argument.name in UNIT_NAMED:
        return _with_unit(case, argument, value)
    if argument is not None and argument.name == "stands_at" and isinstance(value, Mapping):
        return "、".join(_standing(case, str(name), str(state)) for name, state in value.items())
    if argument is not None and argument.type == "due" and isinstance(value, str):
        return _due(value)
    return _words(case, value)


UNIT_OF = {"money": "amount", "tonnes": "tonnes"}
"""Types of arguments whose number has a unit."""
UNIT_NAMED = {
    "fine": " 元",
    "timber_m3": " m³",
    "rate": "%",
    "years": " 年",
    **{name: f" {UNIT_LABELS[name]}" for name in ("trees", "months", "days", "hours", "times")},
}
"""Other arguments whose number has one; what a label says already (面积（亩）) is not said again."""


def _with_unit(case: Case, argument: Argument, value: Any) -> str:
    """A figure with its unit; of several persons each with it; what is written in words as it is."""
    if isinstance(value, Mapping):
        return "，".join(f"{in_words(case, key)}：{_with_unit(case, argument, item)}" for key, item in value.items())
    number = _number(value)
    if number is not None and argument.type == "rate":
        number = typed(argument, value)
    return _words(case, value) if number is None else quantity(number, "") + UNIT_NAMED[argument.name]


def _day(value: Any) -> datetime.date | None:
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _day_words(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _due(value: str) -> str:
    """When something is owed; what an official wrote stays as it is written, if it says more than the day or term."""
    if value.isascii():
        return due_words(read_due(value)) or value
    try:
        told = due_words(read_due(value))
    except ValueError:
        return value
    return told if told.replace(" ", "") == value.replace(" ", "") else value


def _number(value: Any) -> Decimal | None:
    try:
        return None if isinstance(value, bool) else Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None


def _standing(case: Case, name: str, state: str) -> str:
    """Where something stands, by the names that both have for people."""
    kind = load_table().tracks[kind_of(name)]
    whose = in_words(case, name) if name != kind.name else ""
    return f"{whose or kind.label}：{load_table().label(kind.name, state)}"


def _words(case: Case, value: Any) -> str:
    if isinstance(value, Mapping):
        order = ["obligation_kind", "object", *MEASURES]
        items = sorted(value.items(), key=lambda one: order.index(one[0]) if one[0] in order else len(order))
        return "，".join(_pair(case, str(key), item) for key, item in items if item is not None)
    if isinstance(value, list | tuple):
        return "、".join(_words(case, item) for item in value)
    if isinstance(value, bool):
        return word("是") if value else word("否")
    if isinstance(value, str) and (day := _day(value)) is not None:
        return _day_words(day)
    if isinstance(value, str):
        return _WORDS.get(value) or _MODES.get(value) or in_words(case, value)
    return str(value)


def _pair(case: Case, key: str, value: Any) -> str:
    if key in MEASURES and (number := _number(value)) is not None:
        return quantity(number, key)
    named = next((one for one in load_table().arguments.values() if key in (one.name, *one.also)), None)
    if named is not None and named.name in UNIT_NAMED:
        return f"{_key(case, key)}：{_with_unit(case, named, value)}"
    if named is not None and named.type == "due" and isinstance(value, str):
        return f"{_key(case, key)}：{_due(value)}"
    if named is not None and named.name == "instalments" and isinstance(value, list | tuple):
        return f"{_key(case, key)}：{due_words(read_instalments(value))}"
    if key == "object" and isinstance(value, str):
        value = spelt_out(value)
    return f"{_key(case, key)}：{_words(case, value)}" if value != "" else _key(case, key)


def _key(case: Case, key: str) -> str:
    arguments = load_table().arguments.values()
    spelt = {name: LABELS.get(one.name, one.label) for one in arguments for name in (one.name, *one.also)}
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
