"""时效 that run from the act itself: how long an offence may be prosecuted, how long an unlawful act may be punished.

They need no event of the proceedings: the day on which the conduct ended begins them. The day itself is counted, as
刑法第八十九条 says 从犯罪之日起; where it were not, the end would be a day later, so the earlier one is told.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from rules.casefile.offences import OFFENCES
from rules.deciding.deadlines.counting import corresponding_day
from rules.reading.pydantic_errors import invalid
from rules.values.fields import Count, Day, LongText, Text
from rules.values.records import Confidence, Record, read_record

FILE = Path(__file__).parents[2] / "parameters" / "limitations.yaml"
DAY = datetime.timedelta(days=1)


class Row(Record):
    """A period of so many years. ``grade``: concluded by the rules; ``given``: left to the judge."""

    offence: Text | None = None
    grade: Text | None = None
    given: Text | None = None
    years: Count
    article: Text

    @model_validator(mode="after")
    def _known(self) -> Row:
        if (self.grade is None) == (self.given is None):
            raise invalid("应写明 grade 或者 given 之一")
        if self.offence is not None and self.offence not in OFFENCES:
            raise invalid("没有这个案由 {offence}", offence=self.offence)
        return self


class Kind(Record):
    """One kind of limitation; ``from``: acts that ended before this day are under a text that is not stored."""

    title: Text
    text: Text
    start: Text
    from_: Day | None = Field(default=None, alias="from")
    source: LongText
    confidence: Confidence
    note: LongText
    rows: list[Row]


class LeftOut(Record):
    """A period that is not reckoned, and why."""

    title: Text
    reason: Text


class LimitationFile(Record):
    prosecution: Kind
    penalty: Kind
    left_out: list[LeftOut]


@dataclass(frozen=True)
class Limitation:
    """A period from ``start``, which is counted, to ``end``. ``holds``: it is that of the grade concluded; None where
    that is for the judge or the grade is not known."""

    kind: Kind
    row: Row
    start: datetime.date
    end: datetime.date
    holds: bool | None

    @property
    def case(self) -> str:
        """For what it is stated."""
        return self.row.grade or self.row.given or ""

    @property
    def basis(self) -> str:
        return f"{self.kind.text}{self.row.article}"

    def passed(self, on: datetime.date) -> bool:
        return on > self.end

    def as_json(self, on: datetime.date) -> dict[str, Any]:
        return {
            "title": self.kind.title,
            "offence": self.row.offence,
            "case": self.case,
            "years": self.row.years,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "passed": self.passed(on),
            "holds": self.holds,
            "basis": {"text": self.kind.text, "article": self.row.article},
            "start_basis": {"text": self.kind.text, "article": self.kind.start},
            "confidence": self.kind.confidence,
            "note": self.kind.note,
        }


def limitations(grades: Mapping[str, str | None], ended: datetime.date) -> list[Limitation]:
    """Of conduct that ended on a day. ``grades``: by offence (several where they compete), as the rules concluded it;
    None where they did not."""
    data = load_limitations()
    found = []
    for row in data.prosecution.rows:
        if row.offence is not None and row.offence in grades:
            grade = grades[row.offence]
            graded = any(row.offence == other.offence and other.grade == grade for other in data.prosecution.rows)
            found.append(_of(data.prosecution, row, ended, row.grade == grade if row.grade and graded else None))
    if data.penalty.from_ is None or ended >= data.penalty.from_:
        found += [_of(data.penalty, row, ended, None) for row in data.penalty.rows]
    return found


def _of(kind: Kind, row: Row, ended: datetime.date, holds: bool | None) -> Limitation:
    return Limitation(kind, row, ended, corresponding_day(ended, 12 * row.years) - DAY, holds)


def read_limitations(path: Path) -> LimitationFile:
    """The file of limitations. Raises ``ParameterFileError`` naming file and reason."""
    return read_record(LimitationFile, path)


@cache
def load_limitations() -> LimitationFile:
    """The limitations that ship with the system."""
    return read_limitations(FILE)
