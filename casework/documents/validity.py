"""Whether a document still says what holds. Derived from later records each time; the issued bytes never change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select

from casework import db
from casework.cases import Case
from casework.documents.kinds import KINDS
from casework.documents.models import Document
from casework.losses import reviewing
from casework.wording import moment


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
    found = list(
        db.session().scalars(select(Document).where(Document.case_id == case.id).order_by(Document.position.desc()))
    )
    if not found:
        return []
    superseded = _superseded(found)
    by_id = {item.row.id: item for item in reviewing.assessments(case)}
    return [
        Issued(
            document,
            superseded.get(document.id),
            _withdrawn_set(by_id.get(document.records.get("assessment", 0))),
        )
        for document in found
    ]


def _superseded(documents: Sequence[Document]) -> dict[int, str]:
    """Which of the documents of a case, newest first, no longer hold, by id, with the reason."""
    newest: dict[str, Document] = {}
    found = {}
    for document in documents:
        later = newest.setdefault(document.kind, document)
        if later is not document:
            found[document.id] = gettext("已被文书 %(number)s 取代", number=later.number)
    for kind, document in newest.items():
        found |= KINDS[kind].superseded([document])
    return found


def _withdrawn_set(measurement: reviewing.Reviewed | None) -> str | None:
    """That the parameter set of the measurement has been withdrawn since. The document stands all the same."""
    entered = measurement.entered_set if measurement is not None else None
    if measurement is None or entered is None or entered.withdrawal is None:
        return None
    return gettext(
        "所据第 %(number)s 次计量使用的参数集“%(title)s”已于 %(at)s 停用，理由：%(reason)s",
        number=measurement.row.number,
        title=entered.row.title,
        at=moment(entered.withdrawal.row.at),
        reason=entered.withdrawal.row.reason,
    )
