"""The types of arguments: how a value is written, and what it is read as."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from rules.carbon.tally.numerals import NUMERAL, whole_number
from rules.proceedings.dues import read_due
from rules.proceedings.refusals import Refused
from rules.proceedings.table import Argument
from rules.reading.messages import msg, template

DUE_FORMS = template(
    "日期（2026-12-31、2026年12月31日前），或者“30日内”“判决生效后6个月”“刑满释放后6个月”“造林季节”“缓刑考验期内”“立即”；"
    "还不能确定的写“待定”"
)
"""The forms in which it is read when something is owed."""

SUMS_FORMS = template("金额（元），如 5000、5,000元、五千元；几人的，写作“甲：5000，乙：3000”")
"""The forms in which a sum, or that of each of several persons, is read."""

TYPES = {
    "text": msg("文字"),
    "texts": msg("一个或者几个名称"),
    "day": msg("日期（2026-01-31）"),
    "number": msg("数"),
    "money": msg("以元计的金额"),
    "tonnes": msg("吨数"),
    "rate": msg("百分比"),
    "flag": msg("是或者否"),
    "ids": msg("一个或者几个编号（o1、m1）"),
    "any": msg("任何内容"),
    "due": msg(DUE_FORMS),
    "paper": msg("文件名"),
    "sums": msg(SUMS_FORMS),
    "tracks": msg("程序（刑事、民事、磋商、行政、监督）"),
}
"""What is told of a type."""

UNREADABLE = template("{argument}（{label}）的值 {value} 不能识别")

YES, NO = (True, "true", "yes", "是"), (False, "false", "no", "否", None)

TRACK_NAMES = {
    "C": "criminal",
    "V": "civil",
    "N": "negotiation",
    "A": "administrative",
    "S": "supervision",
    "criminal": "criminal",
    "civil": "civil",
    "negotiation": "negotiation",
    "administrative": "administrative",
    "supervision": "supervision",
    "刑事": "criminal",
    "民事": "civil",
    "磋商": "negotiation",
    "行政": "administrative",
    "监督": "supervision",
}


OPEN = ("tbd", "待定", "unknown", "未知")
"""What is written for a value that is not known yet."""


def amount_in(value: Any) -> Decimal:
    """An exact number as people write it: ``46,880``, ``~5000``, ``106 t``. Raises ``ValueError``."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    text = str(value).strip().lstrip("~≥>=约 ").replace(",", "")
    found = re.match(r"-?\d+(?:\.\d+)?", text)
    if not found:
        raise ValueError(text)
    number = Decimal(found[0])
    return number * 10000 if text[found.end() :].strip().startswith("万") else number


_SUM = re.compile(
    rf"(?:并处|判处|处)?(?:罚金|罚款)?(?:人民币)?各?\s*(?:(\d[\d,]*\.\d+)|({NUMERAL}))\s*(万)?\s*元?\s*[整正]?"
)
_OF_PERSON = re.compile(
    r"\s*([^：:，,；;、\n]+)[：:]\s*([^：:；;、\n]+?)\s*(?=[；;、\n]|[，,]\s*[^\d\s]|$)[；;、，,\n]*"
)


def sums_in(value: Any) -> Decimal | dict[str, Decimal]:
    """A sum, or a sum for each of several persons. Raises ``ValueError``."""
    if isinstance(value, Mapping):
        return {str(name): _one_sum(part) for name, part in value.items()}
    text = str(value).strip()
    if isinstance(value, str) and ("：" in text or ":" in text):
        pairs = list(_OF_PERSON.finditer(text))
        if "".join(found[0] for found in pairs).strip() != text:
            raise ValueError(text)
        return {found[1].strip(): _one_sum(found[2]) for found in pairs}
    return _one_sum(value)


def _one_sum(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise ValueError
    if isinstance(value, int | Decimal):
        if value < 0:
            raise ValueError
        return Decimal(value)
    found = _SUM.fullmatch(str(value).strip().lstrip("~"))
    if found is None:
        raise ValueError(value)
    whole = whole_number(found[2]) if found[2] else None
    if found[1] is None and whole is None:
        raise ValueError(value)
    number = Decimal(found[1].replace(",", "")) if found[1] else Decimal(whole or 0)
    return number * 10000 if found[3] else number


def typed(argument: Argument, value: Any) -> Any:
    """A value as the type of its argument, None where it is still open. Raises ``Refused`` naming the argument."""
    if isinstance(value, str) and value.strip() in OPEN:
        return None
    try:
        return _READERS[argument.type](value)
    except (ValueError, TypeError):
        raise Refused(
            "missing",
            msg(UNREADABLE, argument=argument.name, label=argument.label, value=str(value)),
            msg("应为{type}", type=TYPES[argument.type]),
            "argument",
        ) from None


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return "是" if value else ""
    if isinstance(value, list | tuple):
        return "、".join(map(_text, value))
    if isinstance(value, Mapping):
        return "，".join(f"{key}：{_text(item)}" for key, item in value.items())
    return str(value).strip()


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, bool) or value is None:
        return ()
    if isinstance(value, Mapping):
        return tuple(str(key) for key in value)
    if isinstance(value, list | tuple):
        return tuple(_text(item.get("name", "") if isinstance(item, Mapping) else item) for item in value)
    return tuple(part for part in re.split(r"[、，,]\s*", str(value).strip()) if part)


def _day(value: Any) -> datetime.date:
    if isinstance(value, datetime.date):
        return value
    return datetime.date.fromisoformat(str(value).lstrip("~ "))


def _number(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise ValueError
    return amount_in(value)


def _flag(value: Any) -> bool:
    return value not in NO


def _tracks(value: Any) -> dict[str, str]:
    """Tracks to open, each with the state to begin in, where it is said."""
    if isinstance(value, Mapping):
        return {TRACK_NAMES[str(key)]: str(state) if isinstance(state, str) else "" for key, state in value.items()}
    made: dict[str, str] = {}
    for part in value if isinstance(value, list | tuple) else re.split(r"[、，,]\s*", str(value)):
        if isinstance(part, Mapping):
            made |= _tracks(part)
        else:
            name, _, state = str(part).replace("：", ":").partition(":")
            if name.strip() not in TRACK_NAMES:
                raise ValueError
            made[TRACK_NAMES[name.strip()]] = state.strip()
    return made


def _any(value: Any) -> Any:
    return value


_READERS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "texts": _texts,
    "day": _day,
    "number": _number,
    "money": _number,
    "tonnes": _number,
    "rate": lambda value: _rate(value),
    "flag": _flag,
    "ids": _texts,
    "any": _any,
    "due": read_due,
    "paper": _texts,
    "sums": _any,
    "tracks": _tracks,
}


def _rate(value: Any) -> Decimal:
    """A share as a percentage: 88, 88% and 0.88 are the same."""
    found = amount_in(str(value).rstrip("%％ "))
    return found * 100 if found <= 1 and "%" not in str(value) else found
