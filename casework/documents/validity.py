"""Whether a document still says what holds. Derived from later records each time; the issued bytes never change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from casework import db
from casework.cases import Case
from casework.documents.kinds import KINDS
from casework.documents.models import Document
from casework.losses.newest import Used, sets_of
from casework.parameters import register
from casework.wording import moment
from rules.reading.messages import template

SET_WITHDRAWN = template("所据第 %(number)s 次计量使用的参数集“%(title)s”已于 %(at)s 停用，理由：%(reason)s")


@dataclass(frozen=True)
class Issued:
    """A document and, where it has been superseded, by what. ``remark``: what else to know of what it rests on."""

    document: Document
    superseded: str | None
    remark: str | None = None

    @property
    def title(self) -> str:
        """What its kind is called on the screen."""
        return str(KINDS[self.document.kind].title)


def issued(case: Case) -> list[Issued]:
    """All documents of a case, newest first."""
    query = select(Document).where(Document.case_id == case.id).order_by(Document.position.desc())
    return with_validity(list(db.session().scalars(query.options(joinedload(Document.person)))))


def with_validity(documents: Sequence[Document]) -> list[Issued]:
    """Each document with what supersedes it, in a constant number of queries however many cases they are of."""
    if not documents:
        return []
    superseded = _superseded(documents)
    used = sets_of([document.records["assessment"] for document in documents if "assessment" in document.records])
    gone = register.withdrawn({one.set_id for one in used.values()}) if used else {}
    return [
        Issued(
            document,
            superseded.get(document.id),
            _withdrawn_set(used.get(document.records.get("assessment", 0)), gone),
        )
        for document in documents
    ]


def _superseded(documents: Sequence[Document]) -> dict[int, str]:
    """Which of these documents no longer hold, by id, with the reason."""
    last = _last_numbers({document.case_id for document in documents})
    found = {}
    newest = []
    for document in documents:
        number = _same_matter(document) or last[document.case_id, document.kind]
        if document.number == number:
            newest.append(document)
        else:
            found[document.id] = gettext("已被文书 %(number)s 取代", number=number)
    by_kind = sorted(newest, key=lambda document: document.kind)
    for kind, group in groupby(by_kind, key=lambda document: document.kind):
        found |= KINDS[kind].superseded(list(group))
    return found


def _same_matter(document: Document) -> str | None:
    """Of a case kept by its acts, several results stand side by side: the newest paper of the kind on the same one."""
    if "folder" not in document.records:
        return None
    same = select(Document).where(Document.case_id == document.case_id, Document.kind == document.kind)
    told = document.records.get("assessment")
    later = db.session().scalars(same.order_by(Document.position.desc()))
    return next((one.number for one in later if one.records.get("assessment") == told), None)


def _last_numbers(case_ids: set[int]) -> dict[tuple[int, str], str]:
    """By case and kind: the number of the newest document."""
    later = aliased(Document)
    last = (
        select(func.max(later.position))
        .where(later.case_id == Document.case_id, later.kind == Document.kind)
        .scalar_subquery()
    )
    query = select(Document.case_id, Document.kind, Document.number).where(
        Document.case_id.in_(case_ids), Document.position == last
    )
    return {(case_id, kind): number for case_id, kind, number in db.session().execute(query)}


def _withdrawn_set(used: Used | None, gone: Mapping[int, register.Withdrawn]) -> str | None:
    """That the parameter set of the measurement has been withdrawn since. The document stands all the same."""
    withdrawal = gone.get(used.set_id) if used is not None else None
    if used is None or withdrawal is None:
        return None
    return gettext(
        SET_WITHDRAWN,
        number=used.number,
        title=withdrawal.title,
        at=moment(withdrawal.at),
        reason=withdrawal.reason,
    )
