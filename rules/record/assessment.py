"""The result of one assessment, in the format ``tanheng-assessment/1``: read from its JSON and written back to it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from pydantic import BaseModel

from rules.record.base import Written
from rules.record.deadlines import DeadlineRecord, ObjectionRecord
from rules.record.deciding import ConflictRecord, GradeRecord, PersonRecord, RouteRecord, RuleRecord
from rules.record.measuring import (
    TONNES,
    LeftOutRecord,
    LossRestsOnRecord,
    MethodRecord,
    PublishedRecord,
    RecoveryRecord,
    StandRecord,
)
from rules.record.uncertainty import LossRange
from rules.record.worksheet import LineRecord

FORMAT = "tanheng-assessment/1"
"""Name of the JSON form below; changes when a key changes its meaning."""


class UnknownFormat(ValueError):
    """A result in a format that no reader of this edition knows."""


class CaseRecord(Written):
    """Which case was assessed."""

    number: str | None
    offence: str
    conduct_ended: str


class AssessmentRecord(Written):
    """What was measured and decided of one case file on one day; ``hash`` seals all the rest.

    Numbers are text, as printed. ``missing`` says why a figure is None, by its key. ``loss_line`` is the line of the
    worksheet with the loss; ``loss_exact_tco2e`` the loss with every digit, a fraction where they have no end.
    Defaults are of keys that earlier results do not have.
    """

    format: str
    case: CaseRecord
    on: datetime.date
    casefile_sha256: str
    method: MethodRecord
    loss_tco2e: str | None
    loss_exact_tco2e: str | None = None
    loss_line: int | None = None
    loss_range: LossRange = LossRange()
    required_credits_t: str | None
    amount_cny: str | None
    loss_value_cny: str | None = None
    service_rest_cny: str | None = None
    punitive_limit_cny: str | None = None
    missing: dict[str, str]
    grade: GradeRecord
    persons: tuple[PersonRecord, ...] = ()
    loss_rests_on: LossRestsOnRecord = LossRestsOnRecord()
    routes: tuple[RouteRecord, ...]
    conclusions: dict[str, str | tuple[str, ...]]
    conflicts: tuple[ConflictRecord, ...] = ()
    worksheet: tuple[LineRecord, ...]
    rules: tuple[RuleRecord, ...]
    law: str
    stands: tuple[StandRecord, ...]
    left_out: tuple[LeftOutRecord, ...]
    recovery: RecoveryRecord = RecoveryRecord()
    deadlines: tuple[DeadlineRecord, ...] = ()
    objections: tuple[ObjectionRecord, ...] = ()
    published: tuple[PublishedRecord, ...] = ()
    published_note: str | None = None
    warnings: tuple[str, ...]
    hash: str

    @classmethod
    def read(cls, text: str | bytes) -> AssessmentRecord:
        """The result of a stored text, by the reader of its format. Raises ``UnknownFormat``."""
        return cls.from_json(orjson.loads(text))

    @classmethod
    def from_json(cls, data: Any) -> AssessmentRecord:
        """The result of plain data, by the reader of its format. Raises ``UnknownFormat``."""
        name = data.get("format") if isinstance(data, Mapping) else None
        reader = READERS.get(str(name))
        if reader is None:
            raise UnknownFormat(f"no reader for an assessment of the format {name!r}")
        return reader.model_validate(data)

    @property
    def line_of_loss(self) -> int | None:
        """The number of the line with the loss, found in the worksheet where an earlier result does not name it."""
        if self.loss_tco2e is None or self.loss_line is not None:
            return self.loss_line
        totals = (line.no for line in self.worksheet if (line.section, line.symbol) == ("合计", "L"))
        return next(totals, None)

    @property
    def parts_left_out(self) -> tuple[LeftOutRecord, ...]:
        """What the loss does not cover. Of a loss in money alone the tonnes are no part of it."""
        in_money = self.loss_tco2e is None and self.loss_value_cny is not None
        return tuple(item for item in self.left_out if not (in_money and item.what == TONNES))

    @property
    def offences(self) -> tuple[str, ...]:
        """The offence of the case, then the others that somebody is charged with."""
        charged = (charge.offence for person in self.persons for charge in person.charges)
        return tuple(dict.fromkeys((self.case.offence, *charged)))

    @property
    def several_charges(self) -> bool:
        """Whether the charges differ: by offence, or by the stands they are about."""
        return len({(one.offence, one.stands) for person in self.persons for one in person.charges}) > 1

    @property
    def required_t(self) -> Decimal | None:
        """Tonnes to be bought."""
        return None if self.required_credits_t is None else Decimal(self.required_credits_t)

    def route(self, name: str) -> RouteRecord | None:
        """The route of this name."""
        return next((route for route in self.routes if route.route == name), None)


class _MethodName(BaseModel):
    id: str
    edition: str

    @property
    def name(self) -> str:
        return f"{self.id}@{self.edition}"


class Headline(BaseModel):
    """The little of a stored result that lists show, read without the rest of it."""

    method: _MethodName
    loss_tco2e: str | None

    @classmethod
    def read(cls, text: str | bytes) -> Headline:
        """The headline of a stored result. Raises ``pydantic.ValidationError``."""
        return cls.model_validate_json(text)


READERS: Mapping[str, type[AssessmentRecord]] = {FORMAT: AssessmentRecord}
"""Who reads which format. A later format adds its record here, and what turns an older one into it."""
