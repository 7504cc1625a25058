"""法定刑档次 of the offences, for one purpose: to say which of two provisions is the heavier (处罚较重的规定).

The bounds are the statute's. They are compared and never shown: nothing here proposes a penalty.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules.deciding.book.entry import Refused
from rules.deciding.book.located import Mapped
from rules.deciding.book.parse import Parser
from rules.deciding.book.types import LawText, Period

FINES = ("没有罚金", "可以单处罚金", "并处或者单处罚金", "并处罚金")
"""Lightest first: a fine that must be imposed beside the main penalty weighs more than one that may replace it."""


@dataclass(frozen=True, slots=True)
class Tier:
    """The penalty of one grade of an offence: ``most`` and ``least`` in years of the main penalty, the fine."""

    offence: str
    grade: str
    text: str
    article: str
    in_force: Period
    most: Decimal
    least: Decimal
    fine: str

    @property
    def weight(self) -> tuple[Decimal, Decimal, int]:
        """Compared in this order: the heaviest penalty, the lightest, the fine."""
        return self.most, self.least, FINES.index(self.fine)

    def as_data(self) -> list[object]:
        bounds = [str(self.most), str(self.least), self.fine]
        return [self.offence, self.grade, self.text, self.article, self.in_force.as_json(), bounds]


def tiers_of(entries: Sequence[Mapped], parser: Parser, texts: Mapping[str, LawText]) -> tuple[Tier, ...]:
    """The tiers of the entries of a file. Mistakes are noted with their line."""
    found = []
    for entry in entries:
        try:
            found.append(_tier(entry, parser, texts))
        except Refused:
            continue  # noted; the other entries are still read
    return tuple(found)


def _tier(entry: Mapped, parser: Parser, texts: Mapping[str, LawText]) -> Tier:
    parser.keys(entry, "tier grade basis in_force most least fine", "note")
    basis = entry["basis"]
    if not isinstance(basis, Mapped) or basis.get("text") not in texts or not basis.get("article"):
        raise parser.refuse(entry.line, "档次没有依据：basis 应写明 texts.yaml 中的 text 与 article")
    most, least = entry["most"], entry["least"]
    if not isinstance(most, Decimal) or not isinstance(least, Decimal) or not 0 <= least < most:
        raise parser.refuse(entry.line, "most 应大于 least，least 不得为负")
    return Tier(
        parser.text(entry, "tier"),
        parser.text(entry, "grade"),
        str(basis["text"]),
        str(basis["article"]),
        parser.period(entry),
        most,
        least,
        parser.choice(entry, "fine", FINES),
    )


def tier_of(tiers: Sequence[Tier], offence: str, grade: str, day: datetime.date) -> Tier | None:
    """The tier of a grade on a day; None where the statute's tier is not on record or the grade is below the mark."""
    return next((t for t in tiers if (t.offence, t.grade) == (offence, grade) and day in t.in_force), None)
