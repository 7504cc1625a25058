"""The deadlines of an edition as a reader sees them, entry by entry; what they mean is in ``deciding.deadlines``."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from rules.deciding.edition import APART, LawSource
from rules.deciding.printing import LABELS as _COMMON
from rules.deciding.printing import Pairs
from rules.reading.located import LineMapping

NAMES = ("id", "event", "choice", "counting", "text")
"""The key that names an entry: of a rule and an exclusion, an event, a state, a way of counting, a text."""


UNSTATED = ("url", "retrieved")
"""Keys of a text that say where it can be read, and nothing of the law."""

LABELS = {
    "id": "规则号",
    "text": "规范文件",
    "choice": "程序状态",
    "default": "起初",
    "counting": "计算方法",
    "months": "月的计算",
    "moves": "遇节假日顺延",
    "backwards": "倒算",
    "start_basis": "起算的依据",
    "months_basis": "月的计算的依据",
    "moves_basis": "顺延的依据",
    "event": "事项",
    "group": "分组",
    "by": "由谁记录",
    "span": "有起止两日",
    "planned": "可以是将来的日子",
    "sets": "改变的状态",
    "track": "程序",
    "tracks": "程序",
    "kind": "性质",
    "who": "由谁",
    "starts": "起算",
    "restarts": "重新计算",
    "stops_at": "停止",
    "after": "接续",
    "ends": "截止",
    "bars": "期满前不得做",
    "unless": "有此事项即不适用",
    "length": "长度",
    "at_latest": "至迟",
    "given": "期满日由事项写明",
    "each": "每次起算各有一期",
    "holds": "在押的不顺延",
    "right": "逾期只丧失权利",
    "extensions": "延长",
    "granted_by": "由何事项延长",
    "add": "增加",
    "up_to": "延长至",
    "excluded": "不计入",
    "at_most": "至多不计入",
    "more_than": "至多次数",
    "unsettled_before": "施行前起算的",
}
"""Keys that only the files of deadlines have."""

WORDS = {
    "kind": {"limit": "应当在期满前做完", "wait": "期满前不得做", "custody": "至多到期满之日"},
    "months": {"same_date": "至后月同日，自月末日至月末日", "corresponding": "至后月对应日"},
    "confidence": {"verified": "已核对", "secondary": "转引", "unverified": "待核"},
    "by": {"prosecutor": "检察官", "judge": "法官", "forestry_officer": "林业干部"},
}
"""Words of the files by key, as they are read."""

UNITS = {"years": "年", "months": "个月", "days": "日", "working_days": "个工作日"}

Stated = tuple[str, str, Pairs]
"""Title, file, and what is stated."""


def deadline_entries(source: LawSource) -> dict[tuple[str, str], Stated]:
    """By name and first day in force; none where the edition is silent on deadlines. Raises ``LawError``."""
    if source.deadlines is None or source.periods is None:  # a book that is not complete is not compared
        return {}
    states = {choice.name: choice.label for choice in source.deadlines.choices.values()}
    found: dict[tuple[str, str], Stated] = {}
    for file, entries in sorted(source.periods.items()):
        for entry in entries:
            name, start, title = _named(entry)
            pairs: Pairs = {
                field: (plain(value), readable(value, field, states))
                for field, value in entry.items()
                if field not in UNSTATED
            }
            found[unit_name(file, name), start] = title, f"{APART}{file}", pairs
    return found


def unit_name(file: str, name: str) -> str:
    """What changes together: the entries of this name in a file of deadlines."""
    return f"{file.removesuffix('.yaml')}.{name}"


def name_of(entry: LineMapping) -> str:
    """The name of an entry of a file of deadlines."""
    return next((str(entry[key]) for key in NAMES if key in entry), "")


def _named(entry: LineMapping) -> tuple[str, str, str]:
    name = name_of(entry)
    days = entry.get("in_force") if "id" in entry else None
    start = str(days.get("from")) if isinstance(days, LineMapping) else ""
    return name, start, str(entry.get("says") or entry.get("title") or name)


def plain(value: Any) -> object:
    """What is compared: numbers by their value."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in sorted(value.items())}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return f"{Decimal(value).normalize():f}"
    return value


def readable(value: Any, field: str = "", states: Mapping[str, str] = MappingProxyType({})) -> str:
    """What is read. ``field``: the key that the value stands under; ``states``: names of states of the proceedings."""
    if isinstance(value, dict):
        return _mapping(value, states)
    if isinstance(value, list):
        between = "\n" if any(isinstance(one, dict) for one in value) else "、"
        return between.join(readable(one, field, states) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = "" if value is None else str(plain(value))
    return WORDS.get(field, {}).get(text, text)


def _mapping(value: dict[str, Any], states: Mapping[str, str]) -> str:
    if set(value) == {"text", "article"}:
        return f"{value['text']}{value['article']}"
    if "from" in value and set(value) <= {"from", "to"}:
        start = f"自{readable(value['from'])}"
        return f"{start}至{readable(value['to'])}" if "to" in value else f"{start}起"
    if value and set(value) <= UNITS.keys():
        return "又".join(f"{readable(value[unit])}{label}" for unit, label in UNITS.items() if unit in value)
    names = {**_COMMON, **LABELS, **states}
    return "；".join(f"{names.get(key, key)}：{readable(one, key)}" for key, one in value.items())


def digest(source: LawSource) -> str:
    """SHA-256 of what the deadlines of an edition state; empty where it is silent on them."""
    if source.periods is None:
        return ""
    stated = {
        file: [plain({key: entry[key] for key in entry if key not in UNSTATED}) for entry in entries]
        for file, entries in source.periods.items()
    }
    return hashlib.sha256(json.dumps(stated, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()
