"""Names that people know things of a case by: 陈某山等人滥伐林木案, 认购碳汇 96 吨, 第 1 次测算."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rules.casefile.offences import OFFENCES
from rules.proceedings.book import load_table
from rules.proceedings.specs import MEASURES, UNIT_LABELS, UNITS
from rules.proceedings.state import Case, Measuring, Obligation
from rules.reading.messages import Message, template

_KEYS = re.compile(r"(?<![A-Za-z0-9:])([omg]\d+[a-z]?)(?![A-Za-z0-9])")
_ARGUMENT = re.compile(r"（[a-z_]+(?:、[a-z_]+)*）")
_ENGLISH_ARGUMENT = re.compile(r" \(([a-z_]+)\)")
_KIND = "(?:criminal|civil|negotiation|administrative|supervision|enforcement)"
_TRACK = re.compile(
    rf"\b{_KIND}\d*:([^\s，。、；）]+)|\b{_KIND}\d+(?![A-Za-z0-9])|(?<![A-Za-z,] )\b{_KIND}\b(?!-|,? [A-Za-z])"
)
"""The key of a track: its own name, or nothing. Between English words the bare name of a kind is such a word."""

_COUNTED = "|".join(unit for unit, measure in UNITS.items() if measure in MEASURES)
_SHORT = re.compile(
    rf"\s*(?:\b({'|'.join(MEASURES)})\s*)?(>=|≥|<=|≤|=)\s*(\d[\d,]*(?:\.\d+)?)\s*({_COUNTED})?(?![A-Za-z0-9.%％年万])"
    r"|(?<=\d)(\s*)t(?![A-Za-z0-9])"
)
_AT_ONCE = re.compile(r"\s+at once(?![A-Za-z])")
_COMPARED = {">=": "不少于 ", "≥": "不少于 ", "<=": "不超过 ", "≤": "不超过 ", "=": " "}


STEPS = {
    "order": template("委托测算"),
    "submit": template("提交测算结果"),
    "adopt": template("复核测算结果"),
    "undertake": template("登记承诺"),
    "perform": template("登记履行"),
    "prosecute": template("审查起诉"),
    "receive": template("审查受理"),
    "rule": template("审理并裁判"),
    "rule_2": template("二审审理并裁判"),
    "take_effect": template("登记裁判生效"),
    "decide": template("作出行政处理决定"),
    "sue": template("审查是否起诉"),
    "allow": template("审查是否准许"),
    "confirm": template("审查司法确认"),
    "answer": template("回复检察机关"),
    "correct": template("补正或者更正"),
}
"""Acts as steps that are still to come: what is to be looked at, and not how it is to be decided."""


def word(label: str) -> str:
    """A word of the table of acts, to be put into the language of the page."""
    return Message(label, {}) if label else ""


def step_name(act: str) -> str:
    """An act as a step that is to come."""
    return word(STEPS.get(act) or load_table().acts[act].label)


def case_name(case: Case) -> str:
    """The name of a case by its first party and offence, as registers write it; its title where neither is known."""
    parties = [party for party in case.parties if party.kind != "estate"]
    offence = _offence(case, parties[0].name if parties else "")
    if not parties or not offence:
        return case.title
    others = "" if len(parties) == 1 else "等人" if all(party.kind == "natural" for party in parties) else "等"
    return f"{parties[0].name}{others}{offence}案"


def offence_of(case: Case) -> str:
    """What a case is about; empty where that is not known."""
    return _offence(case, "")


def charged_of(case: Case, filed: str | None) -> tuple[str, ...]:
    """Every offence that somebody is charged with, by the acts or by the facts on file (``filed``: as one text).

    An act may name several in one text; no name of an offence is a part of another.
    """
    texts = [filed or "", *(offence for named in case.offences.values() for offence in named)]
    return tuple(offence for offence in OFFENCES if any(offence in text for text in texts))


def numbers_of(case: Case) -> tuple[str, ...]:
    """The courts' numbers of the case, as they were entered when it was received."""
    numbers = [str(act.args.get("number") or "") for act in case.acts if act.do in ("receive", "open_enforcement")]
    return tuple(dict.fromkeys(one for one in numbers if one))


def _offence(case: Case, person: str) -> str:
    named = case.offences.get(person) or case.offences.get("") or next(iter(case.offences.values()), ())
    return named[0] if named else ""


def quantity(value: Decimal | None, unit: str) -> str:
    """An amount with its unit: ``96 吨``, ``46,880 元``."""
    if value is None:
        return ""
    text = f"{value:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text} {UNIT_LABELS.get(unit, '')}".strip()


def spelt_out(text: str) -> str:
    """The short words of a duty as an official writes them: ``认购碳汇 amount>=6000`` is 认购碳汇不少于 6,000 元."""
    return _AT_ONCE.sub("，立即履行", _SHORT.sub(_spelt, text))


def _spelt(found: re.Match[str]) -> str:
    measure, sign, number, unit, space = found.groups()
    if sign is None:
        return f"{space}吨"
    known = measure or UNITS.get(unit or "", "")
    figure = Decimal(number.replace(",", ""))
    return f"{_COMPARED[sign]}{quantity(figure, known or 'amount')}"


def duty_name(duty: Obligation) -> str:
    """An obligation by its kind and amount."""
    return f"{duty.kind or '应当履行的事项'} {quantity(duty.quantity, duty.unit)}".strip()


def measuring_name(measuring: Measuring) -> str:
    """A measuring by its number and who does it."""
    number = measuring.id.removeprefix("m")
    return f"第 {number} 次测算" + (f"（{measuring.measurer}）" if measuring.measurer else "")


def things(case: Case) -> Mapping[str, str]:
    """The keys of a case's obligations and measurings, each with its name; two of one name are told apart."""
    made = {name: measuring_name(one) for name, one in case.measurings.items()}
    named = {name: duty_name(one) for name, one in case.obligations.items()}
    seen: dict[str, int] = {}
    for text in named.values():
        seen[text] = seen.get(text, 0) + 1
    for name, text in named.items():
        duty = case.obligations[name]
        made[name] = f"{text}（{'、'.join(duty.obligors) or name}）" if seen[text] > 1 else text
    return made


def whom(case: Case, track: str) -> str:
    """Whom a track is about, or of which obligation; empty of one that its kind tells alone."""
    key = track.partition(":")[2]
    return things(case).get(key, key)


def in_words(case: Case, text: Any) -> str:
    """A sentence of the table with names in place of the keys that only the record knows."""
    names = things(case)
    text = _ARGUMENT.sub("", str(text))
    table = load_table()
    known = table.arguments.keys() | table.acts.keys()
    text = _ENGLISH_ARGUMENT.sub(lambda found: "" if found[1] in known else found[0], text)
    text = _TRACK.sub(lambda found: found[1] or "", text)
    return _KEYS.sub(lambda found: names.get(found[1], found[1]), text)
