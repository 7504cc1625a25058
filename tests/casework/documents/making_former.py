"""Papers as they were made before decision 31: freeze what one says, render it, store it. The product makes none any
more; what it still does with them (lists, verifies, judges, lays into dossiers) is tried on these."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from flask_babel import force_locale
from sqlalchemy import func, select

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases import Case
from casework.documents import paper
from casework.documents.by_acts import course_of
from casework.documents.errors import Moved
from casework.documents.kinds import KINDS
from casework.documents.kinds.kind import Frame, Json
from casework.documents.models import Document
from rules.casefile import canonical


class NothingToState(Exception):
    """The case has not come so far that this document could say anything."""


@dataclass(frozen=True)
class Frozen:
    """All that a document says, at one moment. ``row_version``: of the case, and how many acts it has:
    every change to a case raises one of them."""

    kind: str
    position: int
    number: str
    template: str
    at: datetime.datetime
    row_version: tuple[int, int]
    rests_on: str
    data: Json
    text: str

    @property
    def data_hash(self) -> str:
        """SHA-256 of ``text``, the canonical JSON of ``data``."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def pdf(self) -> bytes:
        """The paper. Reads no database. Raises ``MissingGlyphs``."""
        return paper.render_pdf(self.kind, self.data, self.text, self.data_hash)


def freeze(case: Case, kind: str, person: Person, about: int | None = None) -> Frozen:
    """What a document of this kind says now, under the next free number. Raises ``NothingToState``."""
    made = KINDS[kind]
    if lacking := made.missing(case):
        raise NothingToState("".join(lacking))
    position = _next_position(case)
    # A paper is in Chinese, whatever language the screen of its maker is in.
    with force_locale("zh"):
        frame = Frame(
            kind=kind,
            title=str(made.title),
            number=f"{case.reference}-{position:02d}",
            template=paper.template_edition(made),
            person=person,
            at=db.now(),
            audit=audit.head(),
            about=about,
        )
        gathered = made.gather(case, frame)
    return Frozen(
        kind=kind,
        position=position,
        number=frame.number,
        template=frame.template,
        at=frame.at,
        row_version=_version(case),
        rests_on=canonical(dict(gathered.rests_on)),
        data=gathered.data,
        text=canonical(gathered.data),
    )


def store(case: Case, person: Person, frozen: Frozen, pdf: bytes) -> Document:
    """Keep the document. Raises ``Moved`` where its number is taken or the case went on."""
    db.take_turns(f"documents of case {case.id}")
    if (_next_position(case), _version(case)) != (frozen.position, frozen.row_version):
        raise Moved
    document = Document(
        case_id=case.id,
        position=frozen.position,
        kind=frozen.kind,
        number=frozen.number,
        rests_on=frozen.rests_on,
        template_edition=frozen.template,
        snapshot=frozen.text,
        data_hash=frozen.data_hash,
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        person_id=person.id,
        at=frozen.at,
    )
    db.session().add(document)
    db.session().flush()
    detail = {"kind": frozen.kind, "number": frozen.number, "data": frozen.data_hash, "pdf": document.pdf_sha256}
    audit.record("issue_document", f"case:{case.id}", detail, person=person, proves=(document,))
    return document


def _version(case: Case) -> tuple[int, int]:
    return case.row_version, len(course_of(case).case.acts)


def _next_position(case: Case) -> int:
    return 1 + (db.session().scalar(select(func.max(Document.position)).where(Document.case_id == case.id)) or 0)
