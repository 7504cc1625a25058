"""Documents as they were issued. Written once: the database refuses every change and deletion."""

from __future__ import annotations

import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts import Person
from casework.db import Base, Moment

REPORT = "report"
RETIREMENT = "retirement"
KINDS = (REPORT, RETIREMENT)


class Document(Base):
    """One issued document: the data it was made from and the PDF made from them.

    ``snapshot`` is canonical JSON and holds everything the paper says; ``data_hash`` is its SHA-256, printed on the
    paper. A report (碳汇损失计量报告) rests on one assessment, a confirmation of retirement (碳汇注销确认书) on the
    case's retirements up to ``retirement_id``. ``number`` is the case's running number with the document's own.
    Whether it has been superseded follows from later records and is never stored.
    """

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("case_id", "position"),
        CheckConstraint("kind IN ('report', 'retirement')", name="kind"),
        CheckConstraint("(kind = 'retirement') = (retirement_id IS NOT NULL)", name="rests_on"),
        CheckConstraint("position >= 1", name="position"),
        ForeignKeyConstraint(["assessment_id", "case_id"], ["assessments.id", "assessments.case_id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(60), unique=True)
    assessment_id: Mapped[int]
    retirement_id: Mapped[int | None] = mapped_column(ForeignKey("retirements.id"))
    template_edition: Mapped[str] = mapped_column(String(80))
    snapshot: Mapped[str] = mapped_column(Text)
    data_hash: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship()
