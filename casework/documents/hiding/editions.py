"""The two editions of the rule on what is hidden in papers that are made public, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.reading.messages import template

RULE = "《最高人民法院关于人民法院在互联网公布裁判文书的规定》（法释〔2016〕19号）"


@dataclass(frozen=True)
class Edition:
    """``accused``: whether adult accused persons, and units that answer for the act, are hidden too, and
    days of birth with them. ``confidence`` as
    of parameters: ``verified`` where the text of the norm was read, ``secondary`` where it is told by others."""

    name: str
    title: str
    source: str
    confidence: str
    accused: bool


EDITIONS: Mapping[str, Edition] = {
    "2024": Edition(
        "2024",
        template("2024年以来的做法：隐去各方当事人"),
        f"{RULE}；最高人民法院审判管理办公室2026年1月的说明",
        "secondary",
        accused=True,
    ),
    "2016": Edition(
        "2016", template("2016年规定的文本：成年被告人不隐去"), f"{RULE}第八条至第十一条", "verified", accused=False
    ),
}
"""By name, the one that is used by default first. Since 2024 all parties are hidden; judges, court and case number are
in no edition."""

NEWEST = next(iter(EDITIONS))
