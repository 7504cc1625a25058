"""Issuing a paper: freeze what it says, give it its number, set it, keep all.

Setting a PDF takes a second. No transaction is open meanwhile; what is stored is checked against what happened since.
Papers of an institution take turns within a process, so that many at once do not set each other's numbers in vain.
"""

from __future__ import annotations

import datetime
import hashlib
import threading
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from flask_babel import gettext

from casework import db
from casework.accounts import Person, purpose
from casework.audit import service as audit
from casework.db import Base
from casework.documents import numbers, series, typesetting, words
from casework.documents.errors import Moved, NotIssued, WrongFields
from casework.documents.framing import Told
from casework.documents.life import (
    LACKS,
    Standing,
    is_checked,
    log,
    matter_now,
    read_of,
    refuse_unless_draft,
    require,
    standing,
    subject_of,
)
from casework.documents.matter import COURT, Json, Matter
from casework.documents.models import IssuedPaper, Paper, PaperNumber
from casework.documents.paper_kind import Series
from casework.documents.signing.service import Signature, sign
from casework.documents.signing.settings import place_of
from casework.documents.words import Form
from casework.permissions import ISSUE_PAPERS
from casework.proceedings.history import history
from casework.proceedings.names import numbers_of
from rules.casefile import canonical
from rules.reading.errors import FieldError
from rules.reading.messages import Message, template

ATTACHMENT = "paper.json"
ATTEMPTS = 12
"""How often a paper is set whose number another process takes first."""

_turns: defaultdict[int, threading.Lock] = defaultdict(threading.Lock)
"""Institution -> who issues a paper of it."""

NOT_CHECKED = template("须由本单位另一人复核后签发")
UNWRITTEN = template("还没有写“%(part)s”")
NUMBER_WANTED = template("请填写文号。")


With = Callable[[IssuedPaper], Base]
"""A row that is stored with an issued paper, and proven with it."""


def issue(
    paper: Paper, person: Person, number: str = "", with_it: With | None = None, *, despite: bool = False
) -> IssuedPaper:
    """Freeze what it says, give it its number, set it, keep all. ``number``: of a paper that is counted elsewhere;
    ``despite``: though its day contradicts those of its neighbours in the series.

    Raises ``NotTheirs`` (403), ``NotIssued`` (409) with all that it lacks, ``WrongFields`` (422) for a number of
    another form, ``MissingGlyphs``, ``NotSigned`` (409), ``Moved`` (409) where others took its number ``ATTEMPTS``
    times, ``Stale`` (409) where the case went on meanwhile.
    """
    require(paper.folder, person, ISSUE_PAPERS, paper)
    institution = paper.institution_id
    db.end_reading()
    with _turns[institution]:
        for _attempt in range(ATTEMPTS):
            with suppress(Moved):
                return _issued(paper, person, _Entered(number.strip(), despite), with_it)
    raise Moved


@dataclass(frozen=True)
class _Entered:
    """The number of a paper that is counted elsewhere. ``despite``: see ``issue``."""

    number: str
    despite: bool


def _issued(paper: Paper, person: Person, number: _Entered, with_it: With | None) -> IssuedPaper:
    now, at = standing(paper), db.now()
    refuse_unless_draft(now)
    matter = matter_now(paper)
    given = _number(matter, now, number)
    read = read_of(matter, now, given.text, at)
    _refuse_unfinished(now, read)
    kind = now.kind  # asked of the paper after reading is over, it would begin to read again
    edition, place = words.edition(kind, read.layout), place_of(now.paper.institution)
    frozen = proven(read, edition)
    db.end_reading()
    pdf = pdf_of(kind, frozen)
    made = _Set(canonical(frozen), pdf, edition, at, sign(pdf, at, place))
    with db.writing():
        return _store(now, person, read, given, made, with_it)


def proven(read: Told, edition: str) -> Json:
    """What is frozen of a paper: what it says, the edition of its template and the head of the audit log."""
    seq, head = audit.head()
    return {**read.snapshot, "proof": {"template": edition, "audit": {"seq": seq, "hash": head}}}


def pdf_of(kind: Form, snapshot: Json) -> bytes:
    """The PDF of what was frozen, with it attached. Reads no database: the same snapshot gives the same bytes.

    Raises ``MissingGlyphs``.
    """
    paper = snapshot["paper"]
    at = datetime.datetime.fromisoformat(paper["at"])
    attached = typesetting.Attached(ATTACHMENT, canonical(snapshot), "本文书所载全部数据", at)
    return typesetting.set_pdf(words.sheet(kind, snapshot), words.sheets_of(paper["layout"], kind.styles), (attached,))


@dataclass(frozen=True)
class _Given:
    """The number of a paper: as printed, and its place in the series where the office counts it."""

    text: str
    word: str = ""
    year: int = 0
    place: int = 0


@dataclass(frozen=True)
class _Set:
    """What was set: the canonical snapshot, the PDF, the edition of the template, when; its signature where this
    office signs."""

    text: str
    pdf: bytes
    edition: str
    at: datetime.datetime
    signature: Signature | None


def series_of(now: Standing) -> Series:
    """Where the number of a paper comes from."""
    return now.kind.numbered(matter_now(now.paper))


def _number(matter: Matter, now: Standing, entered: _Entered) -> _Given:
    kind, paper = now.kind, now.paper
    match kind.numbered(matter):
        case Series.OWN:
            word = matter.office.particulars.get(f"word:{kind.word}", "")
            place = series.following(paper.institution_id, word, matter.day.year)
            return _Given(numbers.office_number(word, matter.day.year, place), word, matter.day.year, place)
        case Series.ENTERED:
            return _Given(_checked(matter, now, entered))
        case Series.CASE:
            number = kind.case_number(matter, subject_of(kind, matter, paper.subject))
            wrong = kind.mistake_in_number(number, matter.day)
            if wrong is not None and not purpose.is_demonstration():  # whose numbers say that they are none
                raise WrongFields((FieldError("number", wrong),))
            return _Given(number)
    return _Given("")


def _checked(matter: Matter, now: Standing, entered: _Entered) -> str:
    """A number that was entered. Raises ``WrongFields`` for its form, and for its order unless that is known."""
    number, place = entered.number, now.paper.institution_id
    wrong = numbers.mistake_in_procuratorate_number(number, matter.day) if number else gettext(NUMBER_WANTED)
    if wrong is not None:
        raise WrongFields((FieldError("number", wrong),))
    odd = None if entered.despite else series.mistake_in_order(place, number, matter.day)
    if odd is not None:
        raise WrongFields((FieldError("despite", odd),))
    return number


def odd_number(now: Standing) -> Message | None:
    """Why the number of an issued paper stands oddly in its series by the days; None where it does not."""
    one = now.issued
    return None if one is None else series.mistake_in_order(now.paper.institution_id, one.number, one.day, now.paper.id)


def odd_case_number(now: Standing) -> Message | None:
    """Why the number of its case, which a court's paper bears, stands oddly among those of the court's other cases."""
    if now.paper.institution.kind != COURT:
        return None
    given = [now.issued.number] if now.issued is not None else numbers_of(history(now.paper.folder))[-1:]
    return next((series.mistake_in_case_order(now.paper.folder, one) for one in given), None)


def _refuse_unfinished(now: Standing, read: Told) -> None:
    lacks = unfinished(now, read)
    if lacks:
        raise NotIssued(gettext(LACKS, lacks="；".join(lacks)))


def unfinished(now: Standing, read: Told) -> list[str]:
    """What a draft that can be read still lacks before it may be issued."""
    written = read.snapshot["paper"]["passages"]
    needed = [each for each in now.kind.passages if not each.optional]
    lacks = [gettext(UNWRITTEN, part=str(each.label)) for each in needed if not written[each.name].strip()]
    lacks += now.kind.unready(written, read.snapshot["said"])
    if now.kind.checked and not is_checked(now, read):
        lacks.append(gettext(NOT_CHECKED))
    return lacks


def _store(now: Standing, person: Person, read: Told, given: _Given, made: _Set, with_it: With | None) -> IssuedPaper:
    paper = now.paper
    db.take_turns(f"paper {paper.id}")
    if given.word:
        series.take_turns(paper.institution_id, given.word)
    again = standing(paper)
    refuse_unless_draft(again)
    if (len(again.edits), len(again.steps)) != (len(now.edits), len(now.steps)):
        raise Moved
    if given.word and series.following(paper.institution_id, given.word, given.year) != given.place:
        raise Moved
    row = _row(paper, person, read, given, made)
    rows: list[Base] = [row]
    detail = {"kind": paper.kind, "number": given.text, "data": row.data_hash, "pdf": row.pdf_sha256}
    if given.word:
        numbered = {"word": given.word, "year": given.year, "number": given.place}
        rows.append(PaperNumber(institution_id=paper.institution_id, paper_id=paper.id, **numbered))
    db.session().add_all(rows)
    if made.signature is not None:
        db.session().flush()
        rows.append(made.signature.row(row))
        db.session().add(rows[-1])
        detail["signed"] = made.signature.file_sha256
    if with_it is not None:
        db.session().flush()
        rows.append(with_it(row))
        db.session().add(rows[-1])
    log("issue_paper", paper, detail, person, *rows)
    return row


def _row(paper: Paper, person: Person, read: Told, given: _Given, made: _Set) -> IssuedPaper:
    return IssuedPaper(
        paper_id=paper.id,
        title=read.snapshot["paper"]["title"],
        number=given.text,
        day=datetime.date.fromisoformat(read.snapshot["paper"]["day"]),
        layout=read.layout,
        template_edition=made.edition,
        rests_on=canonical(dict(read.rests_on)),
        recipients=canonical(list(read.recipients)),
        snapshot=made.text,
        data_hash=hashlib.sha256(made.text.encode()).hexdigest(),
        pdf=made.pdf,
        pdf_sha256=hashlib.sha256(made.pdf).hexdigest(),
        person_id=person.id,
        at=made.at,
    )
