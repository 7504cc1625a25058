"""法定刑档次 of the offences, for one purpose: to say which of two provisions is the heavier (处罚较重的规定).

The bounds are the statute's. They are compared and never shown: nothing here proposes a penalty.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, Self, get_args

from pydantic import Field, model_validator

from rules.deciding.book.base import Basis, Entry, Exact, Period, Remark, Words
from rules.reading.pydantic_errors import invalid

Fine = Literal["没有罚金", "可以单处罚金", "并处或者单处罚金", "并处罚金"]
FINES: tuple[Fine, ...] = get_args(Fine)
"""Lightest first: a fine that must be imposed beside the main penalty weighs more than one that may replace it."""


class Tier(Entry):
    """The penalty of one grade of an offence: ``most`` and ``least`` in years of the main penalty, the fine."""

    offence: Words = Field(validation_alias="tier")
    grade: Words
    basis: Basis
    in_force: Period
    most: Exact
    least: Exact
    fine: Fine
    note: Remark = ""

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if not 0 <= self.least < self.most:
            raise invalid("most 应大于 least，least 不得为负")
        return self

    @property
    def weight(self) -> tuple[Decimal, Decimal, int]:
        """Compared in this order: the heaviest penalty, the lightest, the fine."""
        return self.most, self.least, FINES.index(self.fine)

    def as_data(self) -> list[object]:
        bounds = [str(self.most), str(self.least), self.fine]
        return [self.offence, self.grade, self.basis.text, self.basis.article, self.in_force.as_json(), bounds]


def tier_of(tiers: Sequence[Tier], offence: str, grade: str, day: datetime.date) -> Tier | None:
    """The tier of a grade on a day; None where the statute's tier is not on record or the grade is below the mark."""
    return next((t for t in tiers if (t.offence, t.grade) == (offence, grade) and day in t.in_force), None)
