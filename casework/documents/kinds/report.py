"""碳汇损失计量报告: the whole worksheet of a measurement, the rules that apply with their reasons, the review."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.cases import Case, filing
from casework.cases import history as case_history
from casework.documents.kinds.kind import Frame, Gathered, Json, Kind, assessment_json
from casework.documents.models import Document
from casework.losses import RETURNED, method_comparison, reviewing
from casework.losses.attribution import ranking_of
from casework.losses.newest import newest
from casework.losses.reviewing import Reviewed
from casework.permissions import ISSUE_REPORT
from rules.casefile.stand import Stand
from rules.reading.messages import template
from rules.record.measuring import StandRecord
from rules.values.quantity import plain

NO_MEASUREMENT = template("还没有计量结果：林业局提交计量后才能制作。")
SENT_BACK = template("所据的第 %(number)s 次计量已被退回重新测算")


class Report(Kind):
    """Rests on one assessment, in review or confirmed."""

    name = "report"
    title = _("碳汇损失计量报告")
    says = _("计量工作底稿全文、参数与可信程度、规则适用的理由，附机器可读的全部数据。")
    edition = 6
    permission = ISSUE_REPORT

    def missing(self, case: Case) -> list[str]:
        """A measurement."""
        return [] if reviewing.latest(case) else [gettext(NO_MEASUREMENT)]

    def gather(self, case: Case, frame: Frame) -> Gathered:
        """The version of the case file, the whole assessment and what the judge said of it."""
        reviewed = reviewing.latest(case)
        assert reviewed is not None, "nothing is missing"
        version = case_history.stored(case, reviewed.version)
        casefile = filing.casefile_of(version)
        compared = method_comparison.beside(case, reviewed, casefile)
        measured = {stand.id: stand for stand in reviewed.result.stands}
        data = {
            **frame.as_json(case, casefile),
            "casefile": {
                "version": version.version,
                "sha256": version.sha256,
                "at": version.at.isoformat(timespec="seconds"),
                "document": json.loads(version.document),
            },
            "conduct": {
                "from": casefile.case.conduct.from_.isoformat(),
                "to": casefile.case.conduct.to.isoformat() if casefile.case.conduct.to else None,
            },
            "stands": [stand_row(stand, measured[stand.id]) for stand in casefile.stands],
            "assessment": {**assessment_json(reviewed), "result": reviewed.result.as_json()},
            # Of a set that does not ship: with the facts it is all that the assessment can be redone from.
            "parameter_set": reviewed.entered_set.as_proof() if reviewed.entered_set else None,
            "ranking": ranking_of(reviewed.result).as_json(),
            "comparison": compared,
            "review": _review(reviewed),
            "remarks": [
                {"line": line, "person": remark.person.name, "text": remark.text}
                for line, remarks in sorted(reviewed.remarks.items())
                for remark in remarks
            ],
        }
        return Gathered(data, {"assessment": reviewed.row.id})

    def superseded(self, documents: Sequence[Document]) -> dict[int, str]:
        """By a later measurement, or once its own is returned."""
        current = newest([document.case_id for document in documents])
        found = {}
        for document in documents:
            now = current.get(document.case_id)
            if now is not None and document.records["assessment"] != now.id:
                found[document.id] = gettext(
                    "已有第 %(number)s 次计量，本报告所据的计量不再是最新的", number=now.number
                )
            elif now is not None and now.decision == RETURNED:
                found[document.id] = gettext(SENT_BACK, number=now.number)
        return found


def _review(reviewed: Reviewed) -> Json | None:
    review, reviewer = reviewed.review, reviewed.reviewer
    if review is None or reviewer is None:
        return None
    at = review.at.isoformat(timespec="seconds")
    return {"decision": review.decision, "person": reviewer.name, "at": at, "reason": review.reason}


def stand_row(stand: Stand, measured: StandRecord) -> Json:
    """A stand as the table of a report shows it; ``measured`` is its entry in the result."""
    species = "、".join(
        part.species if part.share == 1 else f"{part.species}（份额 {plain(part.share)}）" for part in stand.species
    )
    age = f"{stand.age_a}年生" if stand.age_a is not None else None
    kind = "、".join(word for word in (stand.origin, stand.land_category, age) if word)
    fraction = stand.damage.lost if stand.damage.strata else stand.damage.fraction
    damage = stand.damage.type + (f"，受损份额 {plain(fraction)}" if fraction not in (None, Decimal(1)) else "")
    return {
        "id": stand.id,
        "county": stand.county,
        "area": _area(stand),
        "forest_type": stand.forest_type,
        "species": species,
        "kind": kind or None,
        "damage": damage,
        "lost_stock_m3": measured.lost_stock_m3,
        "trees": _stems(stand),
    }


def _stems(stand: Stand) -> str | None:
    if stand.culms is not None:
        return f"竹{stand.culms}"
    return str(stand.trees) if stand.trees is not None else None


def _area(stand: Stand) -> str | None:
    if stand.area_ha is not None:
        return f"{plain(stand.area_ha)}公顷"
    return f"{plain(stand.area_mu)}亩" if stand.area_mu is not None else None
