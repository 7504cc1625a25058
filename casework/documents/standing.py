"""Whether a document still says what holds. Derived from later records each time; the issued bytes never change."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select

from casework import db
from casework.cases.service import Case
from casework.documents import basis
from casework.documents.models import REPORT, Document
from casework.losses import service as losses


@dataclass(frozen=True)
class Issued:
    """A document and, where it has been superseded, by what."""

    document: Document
    superseded: str | None


def issued(case: Case) -> list[Issued]:
    """All documents of a case, newest first."""
    found = list(
        db.session().scalars(select(Document).where(Document.case_id == case.id).order_by(Document.position.desc()))
    )
    if not found:
        return []
    current = losses.latest(case)
    retirement = basis.latest_retirement_id(case)
    newest: dict[str, Document] = {}
    result = []
    for document in found:
        later = newest.setdefault(document.kind, document)
        result.append(Issued(document, _superseded(document, later, current, retirement)))
    return result


def _superseded(
    document: Document, later: Document, current: losses.Reviewed | None, retirement: int | None
) -> str | None:
    if later is not document:
        return gettext("已被文书 %(number)s 取代", number=later.number)
    if document.kind == REPORT and current is not None and document.assessment_id != current.row.id:
        return gettext("已有第 %(number)s 次计量，本报告所据的计量不再是最新的", number=current.row.number)
    if document.kind == REPORT and current is not None and current.state == losses.RETURNED:
        return gettext("所据的第 %(number)s 次计量已被退回重新测算", number=current.row.number)
    if document.kind != REPORT and document.retirement_id != retirement:
        return gettext("其后又有新的注销，本确认书不完整")
    return None
