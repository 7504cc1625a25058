"""碳汇损失计量报告: the whole worksheet of a measurement, the rules that apply with their reasons, the review."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.cases import Case, filing
from casework.cases import history as case_history
from casework.documents.basis import as_assessed
from casework.documents.by_acts import Course, adoption_json, course_of, last_act_on
from casework.documents.kinds.kind import Frame, Gathered, Kind, assessment_json
from casework.documents.models import Document
from casework.documents.stands import stand_rows
from casework.losses import method_comparison, reviewing
from casework.losses.attribution import ranking_of
from casework.losses.newest import Newest, newest, number_of
from casework.losses.reviewing import Reviewed
from rules.reading.messages import template

NO_MEASUREMENT = template("还没有计量结果：林业局提交计量后才能制作。")
SAID_SINCE = template("第 %(number)s 次计量其后又有采信、替换或者更正，本报告所载的情况已经变化")
LATER = template("已有第 %(number)s 次计量，本报告所据的计量不再是最新的")
SENT_BACK = template("所据的第 %(number)s 次计量已被退回重新测算")


class Report(Kind):
    """Rests on one assessment and on the last act that said something of it."""

    name = "report"
    title = _("碳汇损失计量报告")
    says = _("计量工作底稿全文、参数与可信程度、规则适用的理由，附机器可读的全部数据。")
    edition = 11

    def missing(self, case: Case) -> list[str]:
        """A measurement."""
        return [] if reviewing.latest(case) else [gettext(NO_MEASUREMENT)]

    def gather(self, case: Case, frame: Frame) -> Gathered:
        """The version of the case file, the whole assessment and what was said of it."""
        course = course_of(case)
        reviewed = _stated(case, course, frame.about)
        assert reviewed is not None, "nothing is missing"
        version = case_history.stored(case, reviewed.version)
        casefile = filing.casefile_of(version)
        compared = method_comparison.beside(case, reviewed, casefile)
        lost = {stand.id: stand.lost_stock_m3 for stand in reviewed.result.stands}
        data = {
            **frame.as_json(case, casefile, reviewed.measurer.institution.name),
            "casefile": {
                "version": version.version,
                "sha256": version.sha256,
                "at": version.at.isoformat(timespec="seconds"),
                "document": json.loads(version.document),
            },
            # With what the acts had added when it was submitted: of this the assessment can be redone.
            "assessed_of": as_assessed(course.folder, reviewed, casefile).as_json(),
            "conduct": {
                "from": casefile.case.conduct.from_.isoformat(),
                "to": casefile.case.conduct.to.isoformat() if casefile.case.conduct.to else None,
            },
            "stands": stand_rows(casefile, lost),
            "assessment": {**assessment_json(reviewed), "result": reviewed.result.as_json()},
            # Of a set that does not ship: with the facts it is all that the assessment can be redone from.
            "parameter_set": reviewed.entered_set.as_proof() if reviewed.entered_set else None,
            "ranking": ranking_of(reviewed.result).as_json(),
            "comparison": compared,
            "review": None,
            "remarks": [
                {"line": line, "person": remark.person.name, "text": remark.text}
                for line, remarks in sorted(reviewed.remarks.items())
                for remark in remarks
            ],
        }
        data["adoption"] = adoption_json(course, reviewed.row.number)
        return Gathered(data, {"assessment": reviewed.row.id, **_act(course, reviewed.row.number)})

    def superseded(self, documents: Sequence[Document]) -> dict[int, str]:
        """By a later measurement, or once its own is returned."""
        current = newest([document.case_id for document in documents])
        found: dict[int, str] = {}
        for document in documents:
            if "folder" in document.records:
                found |= _changed(document)
                continue
            found |= _former(document, current[document.case_id])
        return found


def _former(document: Document, now: Newest) -> dict[int, str]:
    """Of a report that the former system issued: by a later measurement, or where its own was returned."""
    if document.records["assessment"] != now.id:
        return {document.id: gettext(LATER, number=now.number)}
    one = course_of(document.case).measuring(now.number)
    returned = one is not None and one.state == "returned"
    return {document.id: gettext(SENT_BACK, number=now.number)} if returned else {}


def _stated(case: Case, course: Course, about: int | None) -> Reviewed | None:
    """The assessment that is asked for, else the newest that was adopted, else the newest."""
    every = reviewing.assessments(case)
    if about is not None:
        return next((one for one in every if one.row.number == about), None)
    taken = [one for one in every if adoption_json(course, one.row.number)["adopted"]]
    return next(iter(taken or every), None)


def _act(course: Course, number: int) -> dict[str, int]:
    last = last_act_on(course, number)
    return {"folder": course.folder.id} | ({} if last is None else {"act": course.act(last)})


def _changed(document: Document) -> dict[int, str]:
    """By a later act that adopted, replaced or returned the result, or corrected facts on which it rests."""
    course, number = course_of(document.case), number_of(document.records["assessment"])
    if _act(course, number).get("act") == document.records.get("act"):
        return {}
    return {document.id: gettext(SAID_SINCE, number=number)}
