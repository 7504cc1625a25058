"""Whether a document still says what holds. Derived from later records each time; the issued bytes never change."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select

from casework import db
from casework.cases import Case
from casework.documents import basis
from casework.documents.models import REPORT, Document
from casework.losses import RETURNED, reviewing
from casework.wording import moment


@dataclass(frozen=True)
class Issued:
    """A document and, where it has been superseded, by what. ``remark``: what else to know of what it rests on."""

    document: Document
    superseded: str | None
    remark: str | None = None


def issued(case: Case) -> list[Issued]:
    """All documents of a case, newest first."""
    found = list(
        db.session().scalars(select(Document).where(Document.case_id == case.id).order_by(Document.position.desc()))
    )
    if not found:
        return []
    measured = reviewing.assessments(case)
    by_id = {item.row.id: item for item in measured}
    current = measured[0] if measured else None
    retirement = basis.latest_retirement_id(case)
    newest: dict[str, Document] = {}
    result = []
    for document in found:
        later = newest.setdefault(document.kind, document)
        superseded = _superseded(document, later, current, retirement)
        result.append(Issued(document, superseded, _withdrawn_set(by_id.get(document.assessment_id))))
    return result


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


def _superseded(
    document: Document, later: Document, current: reviewing.Reviewed | None, retirement: int | None
) -> str | None:
    if later is not document:
        return gettext("已被文书 %(number)s 取代", number=later.number)
    if document.kind == REPORT and current is not None and document.assessment_id != current.row.id:
        return gettext("已有第 %(number)s 次计量，本报告所据的计量不再是最新的", number=current.row.number)
    if document.kind == REPORT and current is not None and current.state == RETURNED:
        return gettext("所据的第 %(number)s 次计量已被退回重新测算", number=current.row.number)
    if document.kind != REPORT and document.retirement_id != retirement:
        return gettext("其后又有新的注销，本确认书不完整")
    return None
