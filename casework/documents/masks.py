"""What takes the place of names of parties in what is made public, by both dated editions of the rule.

2016: 人民法院在互联网公布裁判文书的规定 (法释〔2016〕19号) hides victims, witnesses and minors (8), and keeps the
names of parties otherwise (11). Since 2024 the parties of all cases are hidden: of a person the surname stays, of a
company neither its name nor who represents it. Judges, the court and the number of the case are never hidden. Papers of
minors are not published at all (4).
"""

from __future__ import annotations

from collections.abc import Mapping

from casework.documents.matter import Matter

EDITION_2016, EDITION_2024 = "2016", "2024"
DOUBLE = (
    "欧阳",
    "太史",
    "端木",
    "上官",
    "司马",
    "东方",
    "独孤",
    "南宫",
    "夏侯",
    "诸葛",
    "尉迟",
    "公孙",
    "令狐",
    "慕容",
)
"""Surnames of two characters that are met."""
UNIT = "某单位"
SUFFIXES = ("有限责任公司", "股份有限公司", "有限公司", "公司", "合作社", "林场", "村民委员会", "厂", "场")


def masks(matter: Matter, edition: str = EDITION_2024) -> Mapping[str, str]:
    """Each name that is hidden with what is written for it; names that would be the same are numbered, in order."""
    if edition == EDITION_2016:
        return {}
    found: dict[str, str] = {}
    for party in matter.persons:
        found[party.name] = _unit(party.name) if party.kind == "unit" else _person(party.name)
    return _apart(found)


def forbidden(matter: Matter) -> bool:
    """Whether nothing of the case is published: somebody was a minor at the act."""
    return any(party.minor for party in matter.persons)


def masked(text: str, names: Mapping[str, str]) -> str:
    """A text with what is written for the names, longest first: of 张某 and 张某泉 the shorter stands in the longer."""
    for name in sorted(names, key=lambda one: (-len(one), one)):
        text = text.replace(name, names[name])
    return text


def _person(name: str) -> str:
    surname = next((one for one in DOUBLE if name.startswith(one)), name[:1])
    return f"{surname}某"


def _unit(name: str) -> str:
    return next((f"某{suffix}" for suffix in SUFFIXES if name.endswith(suffix)), UNIT)


def _apart(found: Mapping[str, str]) -> Mapping[str, str]:
    told: dict[str, str] = {}
    for name, mask in found.items():
        same = [other for other, its in found.items() if its == mask]
        told[name] = mask if len(same) == 1 else f"{mask}{same.index(name) + 1}"
    return told
