"""What the page of a case's papers shows: what may be drawn up, what is under way, what was issued and still holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from casework import db
from casework.accounts import Person
from casework.documents import life, proofsheet
from casework.documents.docx.form import docx_of
from casework.documents.gathering import WITHDRAWN, matter_of
from casework.documents.life import DISCARDED, Standing, standing
from casework.documents.matter import Json, Matter
from casework.documents.models import IssuedPaper, Paper
from casework.documents.paper_kind import Lack, PaperKind, Reason, Subject
from casework.documents.shelf import shelf
from casework.documents.signing import service as signatures
from casework.permissions import DRAW_UP_PAPERS
from casework.proceedings import Folder, overview
from casework.proceedings.history import history
from casework.proceedings.overview import Head
from rules.reading.messages import template

REPLACED = template("已被后来签发的《%(title)s》%(number)s取代")
CHANGED = template("所据的“%(label)s”其后已经变化：签发时为“%(then)s”，现为“%(now)s”")
PROOF_FILE = template("%(name)s（核对页）.pdf")
DRAFT_FILE = template("%(title)s（草稿）.docx")
GONE = template("所据的事项已经不在本案")


@dataclass(frozen=True)
class Offer:
    """A kind for one subject: ready to be drawn up, or with what it lacks."""

    kind: PaperKind
    subject: Subject
    lacks: tuple[Lack, ...] = ()


@dataclass(frozen=True)
class Undue:
    """Kinds that this office does not make in this case as it stands, all for one reason. ``act``, ``page``: see
    ``Reason``."""

    why: str
    titles: tuple[str, ...]
    act: str = ""
    page: str = ""


@dataclass(frozen=True)
class Row:
    """A paper as it stands. ``superseded``: why an issued one no longer says what holds."""

    standing: Standing
    superseded: str = ""

    @property
    def about(self) -> str:
        """What it is about, in words of its key, where that is a person's name."""
        key = self.standing.paper.subject
        return key if key and not key.isascii() else ""


@dataclass(frozen=True)
class Page:
    """The papers of a case for one person."""

    head: Head
    ready: tuple[Offer, ...]
    lacking: tuple[Offer, ...]
    undue: tuple[Undue, ...]
    rows: tuple[Row, ...]
    refusal: str | None

    @cached_property
    def drafts(self) -> tuple[Row, ...]:
        """Those under way, of the own office."""
        return tuple(row for row in self.rows if row.standing.state == "draft")

    @cached_property
    def issued(self) -> tuple[Row, ...]:
        """Those that left their offices, newest first."""
        return tuple(row for row in reversed(self.rows) if row.standing.issued is not None)


def page(folder: Folder, person: Person) -> Page:
    """What this person sees of the papers of a case that he may see."""
    refusal = life.refusal(folder, person, DRAW_UP_PAPERS)
    matter = matter_of(folder, person.institution, person.name)
    ready, lacking, undue = _offers(matter) if refusal is None else ((), (), ())
    shown = [row for row in rows(folder) if _shown(row, person)]
    return Page(page_head(folder), tuple(ready), tuple(lacking), tuple(undue), tuple(shown), refusal)


def _shown(row: Row, person: Person) -> bool:
    """A draft is its office's own; who sees the case sees what was issued."""
    now = row.standing
    if now.issued is None:
        return now.state != DISCARDED and now.paper.institution_id == person.institution_id
    return True


def _offers(matter: Matter) -> tuple[Sequence[Offer], Sequence[Offer], Sequence[Undue]]:
    ready: list[Offer] = []
    lacking: list[Offer] = []
    undue: dict[str, list[str]] = {}
    for kind in shelf().values():
        why = kind.refusal(matter)
        if why:
            undue.setdefault(why, []).append(str(kind.title))
            continue
        for subject in kind.subjects(matter):
            lacks = tuple(kind.missing(matter, subject))
            (lacking if lacks else ready).append(Offer(kind, subject, lacks))
    return ready, lacking, [_undue(why, titles) for why, titles in undue.items()]


def _undue(why: str, titles: Sequence[str]) -> Undue:
    act, page = (why.act, why.page) if isinstance(why, Reason) else ("", "")
    return Undue(str(why), tuple(titles), act, page)


def rows(folder: Folder) -> list[Row]:
    """Every paper of a case, oldest first, with whether it still holds."""
    query = (
        select(Paper)
        .where(Paper.folder_id == folder.id)
        .options(joinedload(Paper.institution), joinedload(Paper.person))
        .order_by(Paper.id)
    )
    found = [standing(paper) for paper in db.session().scalars(query)]
    matters: dict[int, Matter] = {}
    return [Row(one, _superseded(one, found, matters)) for one in found]


def _superseded(one: Standing, every: Sequence[Standing], matters: dict[int, Matter]) -> str:
    if one.issued is None or one.done(WITHDRAWN):
        return ""
    later = next(_later(one.issued, one, every), None)
    if later is not None:
        return gettext(REPLACED, title=later.title, number=later.number)
    place = one.paper.institution
    if place.id not in matters:
        matters[place.id] = matter_of(one.paper.folder, place, one.paper.person.name)
    return changed(one.kind, matters[place.id], one.paper.subject, json.loads(one.issued.rests_on))


def _later(issued: IssuedPaper, one: Standing, every: Sequence[Standing]) -> Iterator[IssuedPaper]:
    """Papers of the same kind, office and subject that were issued after it and not withdrawn."""
    same = (one.paper.kind, one.paper.subject, one.paper.institution_id)
    for other in every:
        of_same = (other.paper.kind, other.paper.subject, other.paper.institution_id) == same
        if of_same and other.issued is not None and other.issued.id > issued.id and not other.done(WITHDRAWN):
            yield other.issued


def changed(kind: PaperKind, matter: Matter, key: str, then: dict[str, str]) -> str:
    """Why a paper that rested on this no longer says what holds; empty where it does."""
    subject = next((one for one in kind.subjects(matter) if one.key == key), None) or _known(matter, key)
    if subject is None:
        return gettext(GONE)
    now = kind.rests_on(matter, subject)
    for label in {**then, **now}:
        if then.get(label, "") != now.get(label, ""):
            return gettext(CHANGED, label=label, then=then.get(label, "—"), now=now.get(label, "—"))
    return ""


def _known(matter: Matter, key: str) -> Subject | None:
    """What a paper is about where none is drawn up of it any more: a person of the case, a duty that stands, an order,
    a claim. That the case went on is nothing against a paper."""
    case = matter.case
    there = (*matter.names, *(duty.id for duty in matter.duties()), *case.measurings, *case.tracks)
    return Subject(key, key) if key in there else None


def content(now: Standing) -> tuple[bytes, str]:
    """The PDF of an issued paper and its file name. Raises ``NotIssued`` of a draft."""
    life.refuse_unissued(now)
    assert now.issued is not None, "it was issued"
    name = f"{now.issued.title} {now.issued.number}".strip()
    return signatures.file_of(now.issued), f"{name}.pdf"


def editable(now: Standing) -> tuple[bytes, str]:
    """The words for a word processor (DOCX) and the file name. Raises as ``life.read_now`` of a draft."""
    if now.issued is None:
        read = life.read_now(now).snapshot
        return docx_of(now.kind, read), gettext(DRAFT_FILE, title=read["paper"]["title"])
    _pdf, name = content(now)
    return docx_of(now.kind, frozen(now)), f"{name.removesuffix('.pdf')}.docx"


def proof(now: Standing) -> tuple[bytes, str]:
    """The sheet that proves an issued paper (PDF) and its file name. Raises ``NotIssued`` of a draft."""
    pdf, name = content(now)
    assert now.issued is not None, "it was issued"
    by = signatures.of(now.issued)
    told = proofsheet.signed(by.signer, by.certificate_sha256, by.at) if by is not None else ""
    made = proofsheet.sheet(proofsheet.proof_of(frozen(now), pdf, told))
    return made, gettext(PROOF_FILE, name=name.removesuffix(".pdf"))


def frozen(now: Standing) -> Json:
    """The snapshot of an issued paper."""
    assert now.issued is not None, "it was issued"
    data: Json = json.loads(now.issued.snapshot)
    return data


def page_head(folder: Folder) -> Head:
    """The head of a case's pages."""
    return overview.head_of(folder, history(folder))


def see(folder: Folder, person: Person, paper: Paper) -> Standing:
    """A paper that this person may see: an issued one, a draft of the own office. Raises ``UnknownDocument``."""
    now = standing(paper)
    if now.issued is None and paper.institution_id != person.institution_id:
        raise life.unknown()
    return now
