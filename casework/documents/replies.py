"""年度答复 as papers of a bureau: what one would say, issuing it under the bureau's next number, taking it back.

What a person typed is kept as every form is (``casework.typed``) until it is issued; then it is frozen with the acts
that its sums are made of, and never changed.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from casework import db, permissions, spreadsheets
from casework.accounts import Person
from casework.audit import service as audit
from casework.documents import numbers, office, proofsheet, province_reply, release, series, words
from casework.documents.certificates import certificates_of
from casework.documents.errors import Moved, NotIssued, UnknownDocument, WrongFields
from casework.documents.matter import Json
from casework.documents.models import IssuedReply, ReplyWithdrawal
from casework.documents.paper_kind import NO_WORD
from casework.documents.province_reply import FORM, LAYOUT, WORD, Asked, Given
from casework.documents.province_totals import COUNTED_BY, Source, Stored, sources
from casework.documents.signing.service import Signature, sign
from casework.documents.signing.settings import place_of
from casework.permissions import ANSWER_PROPOSALS
from casework.proceedings import Folder, RecordedAct, facts
from casework.proceedings.history import history
from casework.proceedings.queries import under
from rules.casefile import canonical
from rules.reading.errors import FieldError
from rules.reading.messages import template

NO_SUCH_REPLY = template("没有这份答复，或者不是本单位及下级单位的。")
ORDER_OF_DAYS = template("统计的最后一日不应早于第一日。")
DAY_AHEAD = template("统计的最后一日不应晚于今天。")
UNWRITTEN = template("签发前应写明。")
ALREADY_WITHDRAWN = template("这份答复已经撤回。")
REASON_WANTED = template("请写明理由。")
FILE = template("%(title)s %(number)s.pdf")
PROOF_FILE = template("%(title)s %(number)s（核对页）.pdf")
SOURCES_FILE = template("%(number)s 数据所据办理事项.csv")
LATE = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Draft:
    """What a reply would say now. ``counted``: the acts that its sums are made of; ``lacks``: why it is not issued."""

    snapshot: Json
    counted: Sequence[Source]
    lacks: tuple[str, ...]

    @property
    def article(self) -> Markup:
        """Its words."""
        return words.article(FORM, self.snapshot)


def stored(person: Person, since: datetime.date) -> Iterator[Stored]:
    """The cases of the own bureau and of those below it in which something that counts was done since a day.

    No other case is told anew from its acts: nothing counts on a day after that of its act.
    """
    begun = datetime.datetime.combine(since - LATE, datetime.time(), datetime.UTC)
    done = exists().where(
        RecordedAct.folder_id == Folder.id, RecordedAct.act.in_(COUNTED_BY), RecordedAct.done_on >= since
    )
    query = select(Folder).where(under(person, ANSWER_PROPOSALS), Folder.updated_at >= begun, done).order_by(Folder.id)
    for folder in db.session().scalars(query):
        case = facts.case_of(folder)
        yield Stored(folder.reference, history(folder), () if case is None else certificates_of(case))


def draft(person: Person, asked: Asked) -> Draft:
    """What a reply would say now. Raises ``Forbidden``, ``WrongFields`` for days that are none of a period."""
    permissions.require(person, ANSWER_PROPOSALS, of=person.institution)
    mistakes = [FieldError("until", gettext(ORDER_OF_DAYS))] if asked.until < asked.since else []
    mistakes += [FieldError("until", gettext(DAY_AHEAD))] if asked.until > db.today() else []
    if mistakes:
        raise WrongFields(tuple(mistakes))
    counted = sources(stored(person, asked.since), asked.since, asked.until)
    given = Given(person.institution.name, db.today())
    return Draft(province_reply.reply(asked, counted, given), counted, tuple(_lacks(person)))


def _lacks(person: Person) -> Iterator[str]:
    if not _word(person):
        yield gettext(NO_WORD, series=WORD)


def _word(person: Person) -> str:
    return office.particulars(person.institution).get(f"{office.WORD}{WORD}", "")


def issue(person: Person, asked: Asked) -> IssuedReply:
    """Freeze what it says, give it its number, set it, keep all.

    Raises as ``draft``; ``NotIssued`` (409), ``WrongFields`` (422) for a part that nobody wrote, ``MissingGlyphs``,
    ``NotSigned`` (409), ``Moved`` (409).
    """
    unwritten = [name for name in ("measures", "next") if not getattr(asked, name).strip()]
    if unwritten:
        raise WrongFields(tuple(FieldError(name, gettext(UNWRITTEN)) for name in unwritten))
    for _attempt in range(release.ATTEMPTS):
        with suppress(Moved):
            return _issued(person, asked)
    raise Moved


@dataclass(frozen=True)
class _Set:
    """What was set: number, frozen data, acts counted, PDF with its signature where this office signs."""

    word: str
    place: int
    given: Given
    frozen: Json
    counted: str
    pdf: bytes
    signature: Signature | None


def _issued(person: Person, asked: Asked) -> IssuedReply:
    read = draft(person, asked)
    if read.lacks:
        raise NotIssued("；".join(read.lacks))
    now, word, institution = db.now(), _word(person), person.institution
    year = db.today().year
    place = series.following(institution.id, word, year)
    given = Given(institution.name, db.today(), numbers.office_number(word, year, place), now)
    seq, head = audit.head()
    proof = {"template": words.edition(FORM, LAYOUT), "audit": {"seq": seq, "hash": head}}
    frozen = {**province_reply.reply(asked, read.counted, given), "proof": proof}
    signs_for, of = place_of(institution), institution.id
    db.end_reading()
    pdf = release.pdf_of(FORM, frozen)
    made = _Set(word, place, given, frozen, province_reply.kept(read.counted), pdf, sign(pdf, now, signs_for))
    with db.writing():
        series.take_turns(of, word)
        if series.following(of, word, year) != place:
            raise Moved
        return _store(person, made)


def _store(person: Person, made: _Set) -> IssuedReply:
    text, signed = canonical(made.frozen), made.signature
    assert made.given.at is not None, "it is issued now"
    row = IssuedReply(
        institution_id=person.institution_id,
        title=made.frozen["paper"]["title"].replace("\n", ""),
        number=made.given.number,
        word=made.word,
        year=made.given.day.year,
        place=made.place,
        day=made.given.day,
        template_edition=made.frozen["proof"]["template"],
        counted=made.counted,
        snapshot=text,
        data_hash=hashlib.sha256(text.encode()).hexdigest(),
        pdf=made.pdf,
        pdf_sha256=hashlib.sha256(made.pdf).hexdigest(),
        revision=signed.revision if signed else None,
        file_sha256=signed.file_sha256 if signed else "",
        signer=signed.certificate.name[:300] if signed else "",
        certificate_sha256=signed.certificate.sha256 if signed else "",
        person_id=person.id,
        at=made.given.at,
    )
    db.session().add(row)
    detail = {"kind": FORM.name, "number": row.number, "data": row.data_hash, "pdf": row.pdf_sha256}
    _log("issue_reply", row, detail | ({"signed": row.file_sha256} if signed else {}), person, row)
    return row


def _log(action: str, row: IssuedReply, detail: Mapping[str, object], person: Person, proven: object) -> None:
    db.session().flush()
    told = {"reply": row.id} | dict(detail)
    audit.record(action, f"institution:{row.institution_id}", told, person=person, proves=(proven,))


def withdraw(person: Person, reply: IssuedReply, reason: str) -> None:
    """Take one back: it stays, with its number and the reason. Raises ``Forbidden``, ``NotIssued``, ``WrongFields``."""
    permissions.require(person, ANSWER_PROPOSALS, of=reply.institution)
    if not reason.strip():
        raise WrongFields((FieldError("reason", gettext(REASON_WANTED)),))
    with db.writing():
        db.take_turns(f"reply {reply.id}")
        if withdrawal(reply) is not None:
            raise NotIssued(gettext(ALREADY_WITHDRAWN))
        row = ReplyWithdrawal(reply_id=reply.id, reason=reason.strip(), person_id=person.id, at=db.now())
        db.session().add(row)
        _log("withdraw_reply", reply, {"number": reply.number}, person, row)


def withdrawal(reply: IssuedReply) -> ReplyWithdrawal | None:
    """That it was taken back; None where it holds."""
    return db.session().scalar(select(ReplyWithdrawal).where(ReplyWithdrawal.reply_id == reply.id))


def listed(person: Person) -> Sequence[tuple[IssuedReply, ReplyWithdrawal | None]]:
    """Those of the own bureau and of those below it, newest first, each with whether it was taken back."""
    seen = permissions.places_of(person, ANSWER_PROPOSALS, IssuedReply.institution_id)
    query = (
        select(IssuedReply, ReplyWithdrawal)
        .outerjoin(ReplyWithdrawal, ReplyWithdrawal.reply_id == IssuedReply.id)
        .where(seen)
        .options(joinedload(IssuedReply.institution), joinedload(IssuedReply.person))
        .order_by(IssuedReply.id.desc())
    )
    return [(reply, taken) for reply, taken in db.session().execute(query)]


def find(person: Person, reply_id: int) -> IssuedReply:
    """One of those. Raises ``UnknownDocument``."""
    seen = permissions.places_of(person, ANSWER_PROPOSALS, IssuedReply.institution_id)
    found = db.session().scalar(select(IssuedReply).where(IssuedReply.id == reply_id, seen))
    if found is None:
        raise UnknownDocument(gettext(NO_SUCH_REPLY))
    return found


def frozen(reply: IssuedReply) -> Json:
    """What it says, as it was frozen."""
    data: Json = json.loads(reply.snapshot)
    return data


def content(reply: IssuedReply) -> tuple[bytes, str]:
    """The PDF as it is given out, with its signature where it has one, and its name."""
    return reply.pdf + (reply.revision or b""), gettext(FILE, title=reply.title, number=reply.number)


def proof(reply: IssuedReply) -> tuple[bytes, str]:
    """The sheet that proves it (PDF), and its name."""
    told = proofsheet.signed(reply.signer, reply.certificate_sha256, reply.at) if reply.signer else ""
    made = proofsheet.sheet(proofsheet.proof_of(frozen(reply), content(reply)[0], told))
    return made, gettext(PROOF_FILE, title=reply.title, number=reply.number)


def counted(reply: IssuedReply) -> tuple[bytes, str]:
    """The acts that its sums are made of, as CSV, and its name."""
    heads = {"what": "事项", "reference": "案件编号", "act": "办理序号", "on": "日期", "kind": "品种"}
    heads |= {"tonnes": "吨", "yuan": "元", "mu": "亩"}
    rows = [["" if row[name] is None else str(row[name]) for name in heads] for row in json.loads(reply.counted)]
    return spreadsheets.table([list(heads.values()), *rows], end="\n"), gettext(SOURCES_FILE, number=reply.number)
