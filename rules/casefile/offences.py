"""The closed list of offences (案由)."""

from __future__ import annotations

from rules.reading.pydantic_errors import invalid

OFFENCES = (
    "盗伐林木",
    "滥伐林木",
    "非法收购、运输盗伐、滥伐的林木",
    "危害国家重点保护植物",
    "非法占用农用地",
    "破坏自然保护地",
    "失火",
    "放火",
    "故意毁坏财物",
    "盗窃",
    "非法采矿",
    "破坏性采矿",
    "非法狩猎",
    "非法捕捞水产品",
)
"""案由 as the criminal law names them, without 罪."""

HARMS_NO_FOREST = frozenset({"非法狩猎", "非法捕捞水产品"})
"""Here to be told so: nothing of the forest is lost by them."""

MINING = ("非法采矿", "破坏性采矿")
MAY_HARM_OTHER = frozenset({"非法占用农用地", "破坏自然保护地", *MINING})
"""Of which another resource than forest may be stated as what was harmed."""

_PLAIN = {offence.replace("、", "").replace("的", ""): offence for offence in OFFENCES}


def offence(value: str) -> str:
    """The offence by its name in the list; 盗伐林木罪 and 非法收购运输盗伐滥伐林木 are understood too."""
    plain = value.strip().removesuffix("罪").replace("、", "").replace("的", "").replace(",", "").replace("，", "")
    if plain not in _PLAIN:
        raise invalid("案由应为 {known} 之一，现为 {given}", known=OFFENCES, given=value[:40])
    return _PLAIN[plain]


NEGLIGENT = ("失火",)
"""Offences of negligence (刑法第一百一十五条第二款): a conviction of one says that nobody acted with intent."""
