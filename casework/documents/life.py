"""The life of a paper: drawn up, edited, checked, served, withdrawn or discarded. Each step is a record that stays."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select

from casework import db, permissions
from casework.accounts import Person
from casework.audit import service as audit
from casework.documents.errors import NotIssued, NotTheirs, UnknownDocument, WrongFields
from casework.documents.framing import Told, told
from casework.documents.gathering import WITHDRAWN, matter_of
from casework.documents.matter import Matter
from casework.documents.models import IssuedPaper, Paper, PaperEdit, PaperStep
from casework.documents.paper_kind import PaperKind, Subject
from casework.documents.shelf import kind_of
from casework.permissions import CHECK_PAPERS, DRAW_UP_PAPERS, ISSUE_PAPERS, Permission
from casework.proceedings import Folder, service
from casework.proceedings.history import history
from rules.casefile import canonical
from rules.proceedings.acts import Actor
from rules.proceedings.seats import assigned, is_recused
from rules.reading.errors import FieldError
from rules.reading.messages import template

CHECKED, SERVED, DISCARDED = "checked", "served", "discarded"
LONGEST = 20_000

NO_SUCH_PAPER = template("没有这份文书，或您所在单位不参与办理该案。")
OF_ANOTHER_OFFICE = template("这份文书由%(place)s制作，只能由该单位的人员办理。")
NOT_IN_HAND = template("本案在%(place)s的承办人是：%(names)s")
IS_RECUSED = template("%(name)s已经回避或者被申请回避，不得再办理本案。")
NO_SUCH_SUBJECT = template("本案没有可以制作该文书的事项。")
NO_SUCH_PASSAGE = template("文书没有可以修改的“%(name)s”部分。")
TOO_LONG = template("最多 %(most)s 个字。")
RECORDED = template("这一部分以案卷记载为准，不能改写。")
EMPTY = template("这一部分不能为空。")
ALREADY_ISSUED = template("文书已经签发，不能再改动。")
IS_DISCARDED = template("文书的草稿已经作废。")
NOT_ISSUED_YET = template("文书还没有签发。")
ALREADY_WITHDRAWN = template("文书已经撤回。")
LACKS = template("文书还不能签发：%(lacks)s。")
REASON_WANTED = template("请写明理由。")
WHOM_WANTED = template("请写明受送达人。")
OWN_WORDS = template("修改过这份文书的人不能复核。")
DAY_WANTED = template("请写明送达日期，如 2026-03-05。")
DAY_AHEAD = template("日期不应晚于今天。")
BEFORE_ISSUE = template("日期不应早于签发之日（%(day)s）。")


@dataclass(frozen=True)
class Standing:
    """A paper with what was done to it. ``passages``: as they were written last; ``issued``: None while a draft."""

    paper: Paper
    edits: tuple[PaperEdit, ...]
    steps: tuple[PaperStep, ...]
    issued: IssuedPaper | None

    @property
    def kind(self) -> PaperKind:
        """What kind of paper it is."""
        return kind_of(self.paper.kind)

    @property
    def passages(self) -> Mapping[str, str]:
        """Passages that were written otherwise, by name."""
        return {edit.passage: edit.text for edit in self.edits}

    def done(self, step: str) -> list[PaperStep]:
        """The steps of a kind, oldest first."""
        return [one for one in self.steps if one.step == step]

    @property
    def state(self) -> str:
        """``draft``, ``discarded``, ``issued``, ``served`` or ``withdrawn``."""
        if self.done(DISCARDED):
            return DISCARDED
        if self.issued is None:
            return "draft"
        if self.done(WITHDRAWN):
            return WITHDRAWN
        return SERVED if self.done(SERVED) else "issued"


def standing(paper: Paper) -> Standing:
    """How a paper stands."""
    session = db.session()
    edits = session.scalars(select(PaperEdit).where(PaperEdit.paper_id == paper.id).order_by(PaperEdit.number))
    steps = session.scalars(select(PaperStep).where(PaperStep.paper_id == paper.id).order_by(PaperStep.number))
    issued = session.scalar(select(IssuedPaper).where(IssuedPaper.paper_id == paper.id))
    return Standing(paper, tuple(edits), tuple(steps), issued)


def find(folder: Folder, paper_id: int) -> Paper:
    """A paper of a case. Raises ``UnknownDocument``."""
    found = db.session().get(Paper, paper_id)
    if found is None or found.folder_id != folder.id:
        raise unknown()
    return found


def unknown() -> UnknownDocument:
    """That there is no such paper, for who may not know of it."""
    return UnknownDocument(gettext(NO_SUCH_PAPER))


def refusal(folder: Folder, person: Person, permission: Permission, made_by: int | None = None) -> str | None:
    """Why this person does not do this to papers of the own office in this case; None where they may."""
    own, case = person.institution, history(folder)
    refused = permissions.refusal(person, permission, of=own, made_by=made_by)
    if refused is not None:
        return refused
    actor: Actor = service.actor_of(person)
    if is_recused(case, actor.name, actor.institution):
        return gettext(IS_RECUSED, name=person.name)
    if permission is CHECK_PAPERS:
        return None
    names = [name for seat in actor.seats for name in assigned(case, seat, own.name)]
    if names and person.name not in names:
        return gettext(NOT_IN_HAND, place=own.name, names="、".join(dict.fromkeys(names)))
    return None


def require(folder: Folder, person: Person, permission: Permission, paper: Paper | None = None) -> None:
    """Raise ``NotTheirs`` where ``refusal`` says why, or the paper is of another office."""
    if paper is not None and paper.institution_id != person.institution_id:
        raise NotTheirs(gettext(OF_ANOTHER_OFFICE, place=paper.institution.name))
    refused = refusal(folder, person, permission, paper.person_id if paper is not None else None)
    if refused is not None:
        raise NotTheirs(refused)


def draw_up(folder: Folder, person: Person, name: str, key: str) -> Paper:
    """Begin a paper. Raises ``UnknownDocument``, ``NotTheirs`` (403), ``NotIssued`` (409) with what is in the way."""
    kind = kind_of(name)
    require(folder, person, DRAW_UP_PAPERS)
    matter = matter_of(folder, person.institution, person.name)
    subject = subject_of(kind, matter, key)
    lacks = kind.refusal(matter) or "；".join(one.why for one in kind.missing(matter, subject))
    if lacks:
        raise NotIssued(gettext(LACKS, lacks=lacks.rstrip("。")))
    with db.writing():
        paper = Paper(
            folder_id=folder.id,
            kind=name,
            subject=key,
            institution_id=person.institution_id,
            person_id=person.id,
            at=db.now(),
        )
        db.session().add(paper)
        db.session().flush()
        log("draw_up_paper", paper, {"kind": name, "subject": key}, person, paper)
    return paper


def subject_of(kind: PaperKind, matter: Matter, key: str) -> Subject:
    """What a paper is about. Raises ``NotIssued`` where the case has no such thing any more."""
    found = next((one for one in kind.subjects(matter) if one.key == key), None)
    if found is None:
        raise NotIssued(gettext(NO_SUCH_SUBJECT))
    return found


def in_turn(paper: Paper) -> Standing:
    """In ``db.writing()``: how the paper stands, which nobody else changes until the transaction ends."""
    db.take_turns(f"paper {paper.id}")
    return standing(paper)


def edit(paper: Paper, person: Person, passage: str, text: str) -> None:
    """Write a passage otherwise. Raises ``NotTheirs``, ``NotIssued`` once it is issued, ``WrongFields``."""
    require(paper.folder, person, DRAW_UP_PAPERS, paper)
    text = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    of_kind = {each.name: each for each in kind_of(paper.kind).passages}
    if passage not in of_kind:
        raise WrongFields((FieldError("passage", gettext(NO_SUCH_PASSAGE, name=passage)),))
    if (not text and not of_kind[passage].optional) or len(text) > LONGEST:
        raise WrongFields((FieldError("text", gettext(TOO_LONG, most=LONGEST) if text else gettext(EMPTY)),))
    if passage in _recorded(paper):
        raise WrongFields((FieldError("passage", gettext(RECORDED)),))
    with db.writing():
        now = in_turn(paper)
        refuse_unless_draft(now)
        row = PaperEdit(
            paper_id=paper.id,
            number=len(now.edits) + 1,
            passage=passage,
            text=text,
            person_id=person.id,
            at=db.now(),
        )
        db.session().add(row)
        log("edit_paper", paper, {"passage": passage, "number": row.number}, person, row)


def _recorded(paper: Paper) -> Mapping[str, str]:
    kind, matter = kind_of(paper.kind), matter_now(paper)
    subject = next((one for one in kind.subjects(matter) if one.key == paper.subject), None)
    return {} if subject is None else kind.recorded(matter, subject)


def matter_now(paper: Paper) -> Matter:
    """The case today, as the office sees it that draws this paper up."""
    return matter_of(paper.folder, paper.institution, paper.person.name)


def read_now(now: Standing, number: str | None = None, at: datetime.datetime | None = None) -> Told:
    """A draft as it would read now. Raises ``NotIssued`` where it lacks something or has no place any more."""
    return read_of(matter_now(now.paper), now, number, at)


def read_of(matter: Matter, now: Standing, number: str | None, at: datetime.datetime | None) -> Told:
    """A draft as it would read of a case that was just read. Raises as ``read_now``."""
    paper, kind = now.paper, now.kind
    subject = subject_of(kind, matter, paper.subject)
    lacks = kind.refusal(matter) or "；".join(one.why for one in kind.missing(matter, subject))
    if lacks:
        raise NotIssued(gettext(LACKS, lacks=lacks.rstrip("。")))
    return told(kind, matter, subject, number=number, passages=now.passages, at=at)


def digest(read: Told) -> str:
    """Of the words that a second person checks: all but number and day, which issuing gives."""
    frame = {
        name: value for name, value in read.snapshot["paper"].items() if name not in ("number", "day", "dated", "at")
    }
    return hashlib.sha256(canonical({"paper": frame, "said": read.snapshot["said"]}).encode()).hexdigest()


def check(paper: Paper, person: Person, note: str = "") -> None:
    """A second person of the office finds the draft right as it reads now. Raises as ``read_now``, ``NotTheirs``."""
    require(paper.folder, person, CHECK_PAPERS, paper)
    with db.writing():
        now = in_turn(paper)
        refuse_unless_draft(now)
        if person.id in {edit.person_id for edit in now.edits}:
            raise NotTheirs(gettext(OWN_WORDS))
        add_step(now, CHECKED, person, note=note.strip(), digest=digest(read_now(now)))


def is_checked(now: Standing, read: Told) -> bool:
    """Whether a second person found right what it says now."""
    return any(one.digest == digest(read) for one in now.done(CHECKED))


def discard(paper: Paper, person: Person, reason: str) -> None:
    """Give a draft up. Raises ``NotTheirs``, ``NotIssued``, ``WrongFields`` without a reason."""
    require(paper.folder, person, DRAW_UP_PAPERS, paper)
    with db.writing():
        now = in_turn(paper)
        refuse_unless_draft(now)
        add_step(now, DISCARDED, person, note=_reason(reason))


def withdraw(paper: Paper, person: Person, reason: str) -> None:
    """Take a paper back that was issued: it stays, with its number and the reason. Raises as ``discard``."""
    require(paper.folder, person, ISSUE_PAPERS, paper)
    with db.writing():
        now = in_turn(paper)
        _refuse_unless_issued(now)
        add_step(now, WITHDRAWN, person, note=_reason(reason))


def serve(paper: Paper, person: Person, whom: str, on: datetime.date, note: str = "") -> None:
    """Put down that it was served on somebody. Raises ``NotTheirs``, ``NotIssued``, ``WrongFields``."""
    require(paper.folder, person, DRAW_UP_PAPERS, paper)
    with db.writing():
        now = in_turn(paper)
        _refuse_unless_issued(now)
        assert now.issued is not None, "it was issued"
        mistakes = [] if whom.strip() else [FieldError("whom", gettext(WHOM_WANTED))]
        if on > db.today():
            mistakes.append(FieldError("on", gettext(DAY_AHEAD)))
        elif on < now.issued.day:
            mistakes.append(FieldError("on", gettext(BEFORE_ISSUE, day=now.issued.day.isoformat())))
        if mistakes:
            raise WrongFields(tuple(mistakes))
        add_step(now, SERVED, person, note=note.strip(), whom=whom.strip(), on=on)


def refuse_unless_draft(now: Standing) -> None:
    """Raise ``NotIssued`` once it was issued or discarded."""
    if now.issued is not None:
        raise NotIssued(gettext(ALREADY_ISSUED))
    if now.done(DISCARDED):
        raise NotIssued(gettext(IS_DISCARDED))


def refuse_unissued(now: Standing) -> None:
    """Raise ``NotIssued`` of a draft."""
    if now.issued is None:
        raise NotIssued(gettext(NOT_ISSUED_YET))


def _refuse_unless_issued(now: Standing) -> None:
    refuse_unissued(now)
    if now.done(WITHDRAWN):
        raise NotIssued(gettext(ALREADY_WITHDRAWN))


def _reason(reason: str) -> str:
    if not reason.strip():
        raise WrongFields((FieldError("reason", gettext(REASON_WANTED)),))
    return reason.strip()


def add_step(
    now: Standing,
    step: str,
    person: Person,
    *,
    note: str = "",
    whom: str = "",
    digest: str = "",
    on: datetime.date | None = None,
) -> None:
    """In the turn of the paper: put down what was done with it."""
    row = PaperStep(
        paper_id=now.paper.id,
        number=len(now.steps) + 1,
        step=step,
        done_on=on or db.today(),
        whom=whom,
        note=note,
        digest=digest,
        person_id=person.id,
        at=db.now(),
    )
    db.session().add(row)
    log("paper_step", now.paper, {"step": step, "number": row.number}, person, row)


def log(action: str, paper: Paper, detail: Mapping[str, object], person: Person, *rows: object) -> None:
    """An entry of the audit log on the case of a paper, with the rows that it proves."""
    db.session().flush()
    audit.record(action, f"folder:{paper.folder_id}", {"paper": paper.id} | dict(detail), person=person, proves=rows)


def wrong_day() -> WrongFields:
    """That the day of a service is missing or cannot be read."""
    return WrongFields((FieldError("on", gettext(DAY_WANTED)),))
