"""Rules whose sentence has an English one: those that most cases meet. Every other is shown as the law book has it.

Counted on the examples: these make up more than nine of ten applications of a rule. The catalogue keeps the English.
"""

from __future__ import annotations

import re

from flask_babel import gettext

from casework.wording import in_english
from rules.deciding.book import load_lawbook

RULES = frozenset(
    {
        *("felling.article", "felling.grade-1.stock", "felling.grade-2.stock"),
        *("theft.article", "theft.grade-1.stock", "theft.grade-2.stock"),
        *("fire.article", "land.article", "mining.article", "roles.unit-land"),
        *("loss.present", "loss.unmeasured"),
        *("liability.restoration", "liability.interim-loss", "liability.cleanup"),
        *("credits.request", "credits.certified", "credits.type-certified", "credits.type-doubtful"),
        *("routing.money", "routing.after-restoration", "routing.in-place-ordered"),
        *("duties.money-for-restoration", "duties.forfeit-any", "duties.forfeit-if-crime"),
        *("duties.restoration-terms", "duties.restoration-cost", "duties.deposit"),
    }
)
"""By id, with all their editions."""

_AT_END = re.compile(r"(.+)（按(幅度[上下]限)）")


def sentences() -> frozenset[str]:
    """What these rules say."""
    return frozenset(rule.says for rule in load_lawbook().rules if rule.id in RULES)


def rule_said(text: str) -> str:
    """What a rule says, in the language of the page where there is an English sentence; else as it is.

    A rule that stands for one end of a missing figure says so after its sentence.
    """
    if not in_english():
        return text
    found = _AT_END.fullmatch(text)
    sentence, end = found.groups() if found else (text, "")
    if sentence not in sentences():
        return text
    ends = {"幅度下限": gettext("幅度下限"), "幅度上限": gettext("幅度上限")}
    return f"{gettext(sentence)} ({ends[end]})" if end else gettext(sentence)
