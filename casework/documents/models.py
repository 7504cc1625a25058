"""Documents as they were issued. Written once: the database refuses every change and deletion."""

from __future__ import annotations

import datetime
import json

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts import Institution, Person
from casework.audit.digest import row_digest
from casework.cases import Case
from casework.db import Base, Moment
from casework.proceedings import Folder
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


class Paper(Base):
    """A paper of a case kept by its acts, from the moment it is drawn up (see decision 31). Never changed.

    ``kind``: the name of one of ``kinds``; ``subject``: what it is about (a person, an obligation, an order), empty
    where a case has one. ``institution_id``: which office draws it up and will issue it.
    """

    __tablename__ = "papers"
    __table_args__ = (Index(None, "folder_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"))
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    folder: Mapped[Folder] = relationship()
    institution: Mapped[Institution] = relationship()
    person: Mapped[Person] = relationship()


class PaperEdit(Base):
    """A passage of a draft as somebody wrote it; the one before stays readable. Never changed."""

    __tablename__ = "paper_edits"
    __table_args__ = (UniqueConstraint("paper_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"))
    number: Mapped[int]
    passage: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship()


class PaperStep(Base):
    """What became of a paper: ``checked`` by a second person, ``served`` on somebody, ``withdrawn`` or ``discarded``.

    Never changed. ``whom``: on whom it was served; ``digest``: of the words that were checked; ``note``: the reason.
    """

    __tablename__ = "paper_steps"
    __table_args__ = (UniqueConstraint("paper_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"))
    number: Mapped[int]
    step: Mapped[str] = mapped_column(String(20))
    done_on: Mapped[datetime.date]
    whom: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship()


class IssuedPaper(Base):
    """A paper as it left the office. Never changed.

    ``snapshot``: canonical JSON of all that it says; ``data_hash`` its SHA-256. ``rests_on``: canonical JSON, label ->
    value; ``recipients``: to whom it goes. ``number``: as printed, empty where a paper of its kind has none.
    """

    __tablename__ = "issued_papers"
    __table_args__ = (UniqueConstraint("paper_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"))
    title: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(120))
    day: Mapped[datetime.date]
    layout: Mapped[str] = mapped_column(String(1))
    template_edition: Mapped[str] = mapped_column(String(80))
    rests_on: Mapped[str] = mapped_column(Text)
    recipients: Mapped[str] = mapped_column(Text)
    snapshot: Mapped[str] = mapped_column(Text, deferred=True)
    data_hash: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    paper: Mapped[Paper] = relationship()
    person: Mapped[Person] = relationship()


class PaperSignature(Base):
    """The electronic signature of an issued paper: ``revision`` stands behind the paper's PDF and makes of it the
    signed file, whose SHA-256 is ``file_sha256``. Never changed. ``signer``, ``issuer``: as the certificate says them.
    """

    __tablename__ = "paper_signatures"
    __table_args__ = (UniqueConstraint("issued_paper_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issued_paper_id: Mapped[int] = mapped_column(ForeignKey("issued_papers.id"))
    revision: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    file_sha256: Mapped[str] = mapped_column(String(64))
    signer: Mapped[str] = mapped_column(String(300))
    issuer: Mapped[str] = mapped_column(String(300))
    certificate_sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class PaperNumber(Base):
    """A number that an office gave out. Never changed: one that was given is never given again, and none is left out.

    ``word``: of the institution (机关代字); each word counts by itself, from 1 in each year.
    """

    __tablename__ = "paper_numbers"
    __table_args__ = (UniqueConstraint("institution_id", "word", "year", "number"), UniqueConstraint("paper_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    word: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    number: Mapped[int]
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"))


class IssuedReply(Base):
    """A yearly reply as it left a bureau. It belongs to no case. Never changed.

    ``word``, ``year`` and ``place``: of its number, in the series in which the bureau's papers are counted.
    ``counted``: canonical JSON of the acts that its sums are made of, which stay in the house; what it says bears their
    digest. ``snapshot`` to ``pdf_sha256`` as of ``IssuedPaper``; ``revision`` to ``certificate_sha256`` as of
    ``PaperSignature``, empty where it was issued without a signature.
    """

    __tablename__ = "issued_replies"
    __table_args__ = (UniqueConstraint("institution_id", "word", "year", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    title: Mapped[str] = mapped_column(String(400))
    number: Mapped[str] = mapped_column(String(120))
    word: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    place: Mapped[int]
    day: Mapped[datetime.date]
    template_edition: Mapped[str] = mapped_column(String(80))
    counted: Mapped[str] = mapped_column(Text, deferred=True)
    snapshot: Mapped[str] = mapped_column(Text, deferred=True)
    data_hash: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    revision: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    file_sha256: Mapped[str] = mapped_column(String(64))
    signer: Mapped[str] = mapped_column(String(300))
    certificate_sha256: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    institution: Mapped[Institution] = relationship()
    person: Mapped[Person] = relationship()


class ReplyWithdrawal(Base):
    """That a yearly reply was taken back, and why. Never changed; the reply stays, with its number."""

    __tablename__ = "reply_withdrawals"
    __table_args__ = (UniqueConstraint("reply_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("issued_replies.id"))
    reason: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship()


class OfficeParticular(Base):
    """What an institution is called by on its papers: its words for numbers, address, account. Never changed: the
    newest of a name counts. ``name``: one of ``paper_kind.PARTICULARS``, or ``word:`` with the series.
    """

    __tablename__ = "office_particulars"
    __table_args__ = (Index(None, "institution_id", "name", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    name: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(300))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship()


ISSUED = (Paper, PaperEdit, PaperStep, IssuedPaper, PaperSignature, PaperNumber, OfficeParticular)
REPLIES = (IssuedReply, ReplyWithdrawal)
"""Tables of papers of cases kept by their acts, and of replies that belong to no case; all proven whole."""
