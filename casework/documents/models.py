"""Documents as they were issued. Written once: the database refuses every change and deletion."""

from __future__ import annotations

import datetime
import json

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts import Person
from casework.audit.digest import row_digest
from casework.cases import Case
from casework.db import Base, Moment
from rules.casefile import canonical


class Document(Base):
    """One issued document: the data it was made from and the PDF made from them.

    ``snapshot`` is canonical JSON and holds everything the paper says; ``data_hash`` is its SHA-256, printed on the
    paper. ``kind`` is the name of one of ``documents.kinds``; ``rests_on``, canonical JSON, names the records that the
    document states: table in the singular -> id. ``number`` is the case's running number with the document's own.
    Whether it has been superseded follows from later records and is never stored.
    """

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("case_id", "position"),
        CheckConstraint("position >= 1", name="position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(60), unique=True)
    rests_on: Mapped[str] = mapped_column(Text)
    template_edition: Mapped[str] = mapped_column(String(80))
    snapshot: Mapped[str] = mapped_column(Text, deferred=True)
    data_hash: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship()
    case: Mapped[Case] = relationship()

    @property
    def records(self) -> dict[str, int]:
        """The records it rests on: table in the singular -> id."""
        found: dict[str, int] = json.loads(self.rests_on)
        return found


_FORMER = ("assessment", "retirement")
"""Records that a column each named before ``rests_on`` took their place: documents proven then stay proven."""


def _as_proven(content: dict[str, str | None]) -> None:
    """Put the content of a row as it was proven first. Raises ``ValueError`` where ``rests_on`` is not canonical."""
    text = content.pop("rests_on") or ""
    records = json.loads(text)
    if canonical(records) != text:
        raise ValueError("rests_on is not as it was written")
    for name in _FORMER:
        number = records.pop(name, None)
        content[f"{name}_id"] = None if number is None else str(number)
    if records:
        content["rests_on"] = canonical(records)


document_digest = row_digest(Document, _as_proven)
"""The digest of a document for the audit log."""
