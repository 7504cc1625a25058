"""Tables of the measurement: assessments, remarks beside their lines, entered parameter sets.

All are written once: the database refuses every change and deletion.
"""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, func
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from casework.audit.digest import row_digest
from casework.db import Base, Moment
from rules.casefile import canonical
from rules.record.assessment import AssessmentRecord, Headline

FIRST_ORDER = "m1"
"""What the first order to measure is called in every case."""


class Assessment(Base):
    """One measurement of a case: the canonical JSON of ``rules.assess`` and the case file version it was made from.

    ``number`` counts the case's assessments from 1. Its state follows from the acts and is never stored. ``hash`` is
    the result's own. ``loss_tco2e`` (as printed) and ``method`` (``id@edition``) are read from the result by
    ``stored``, for lists that do not read it.
    ``measuring``: the order that it answers (``m1``); None of one made while cases went by stages (``answers``).
    """

    __tablename__ = "assessments"
    __table_args__ = (UniqueConstraint("case_id", "number"), UniqueConstraint("id", "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    casefile_version_id: Mapped[int] = mapped_column(ForeignKey("casefile_versions.id"))
    number: Mapped[int]
    result: Mapped[str] = mapped_column(Text, deferred=True)
    hash: Mapped[str] = mapped_column(String(64))
    loss_tco2e: Mapped[str | None] = mapped_column(String(60), info={"derived": True})
    method: Mapped[str] = mapped_column(String(120), server_default="", info={"derived": True})
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    measuring: Mapped[str | None] = mapped_column(String(40), info={"later": True})

    @hybrid_property
    def answers(self) -> str:
        """The order that it answers: while cases went by stages, each had one."""
        return self.measuring or FIRST_ORDER

    @answers.inplace.expression
    @classmethod
    def _answers(cls) -> ColumnElement[str]:
        return func.coalesce(cls.measuring, FIRST_ORDER)


def stored(result: AssessmentRecord) -> dict[str, Any]:
    """The columns that hold a result."""
    return {"result": canonical(result.as_json()), "hash": result.hash, **derived(result)}


def derived(result: AssessmentRecord | Headline) -> dict[str, str | None]:
    """The columns that only repeat what the result says."""
    return {"loss_tco2e": result.loss_tco2e, "method": result.method.name}


_digest = row_digest(Assessment)


def assessment_digest(row: Any) -> str:
    """The digest of an assessment; none, which no entry proves, where a derived column says other than the result."""
    try:
        told = derived(Headline.read(row.result))
    except ValueError:
        return ""
    return _digest(row) if all(getattr(row, name) == value for name, value in told.items()) else ""


class LineRemark(Base):
    """What whoever reviewed wrote beside one line of a worksheet. ``act``: with which act of the case it was said."""

    __tablename__ = "line_remarks"
    __table_args__ = (
        CheckConstraint("line_no >= 1", name="line_no"),
        CheckConstraint("length(trim(text)) > 0", name="text"),
        Index(None, "assessment_id", "line_no"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    line_no: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    act: Mapped[int | None] = mapped_column(info={"later": True})


class MeasuredWith(Base):
    """The frozen parameter set with which an assessment was made, by its hash. No row: the set that ships.

    The database refuses a set that is not frozen by this hash, or withdrawn.
    """

    __tablename__ = "assessment_parameter_sets"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), unique=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("parameter_sets.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
