"""What a document says, gathered once and frozen as plain data. The template reads this and nothing else.

Decimals and dates are text, as everywhere in stored JSON.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from casework.accounts import Person
from casework.cases import Case, CasefileVersion
from casework.credits.retirements import PURPOSES
from casework.documents.checks import Owed, Retired, checks
from casework.losses.attribution import ranking_of
from casework.losses.reviewing import Reviewed
from rules.casefile import CaseFile
from rules.casefile.party import LIABLE_ROLES
from rules.casefile.stand import Stand
from rules.record.measuring import StandRecord
from rules.values.quantity import plain

Json = dict[str, Any]

TITLES = {"report": "碳汇损失计量报告", "retirement": "碳汇注销确认书"}


@dataclass(frozen=True)
class Frame:
    """What every document states beside its matter: number, template, who makes it and when, the audit head."""

    kind: str
    number: str
    template: str
    person: Person
    at: datetime.datetime
    audit: tuple[int, str]

    def as_json(self, case: Case, casefile: CaseFile) -> Json:
        """The common part of a snapshot. ``issuer`` is the bureau: it measured and it confirms retirements."""
        seq, head = self.audit
        return {
            "format": "tanheng-document/1",
            "kind": self.kind,
            "title": TITLES[self.kind],
            "number": self.number,
            "template": self.template,
            "issuer": case.bureau.name,
            "issued": {
                "institution": self.person.institution.name,
                "person": self.person.name,
                "at": self.at.isoformat(timespec="seconds"),
            },
            "audit": {"seq": seq, "hash": head},
            "case": {
                "number": case.number,
                "reference": case.reference,
                "title": case.number or f"内部编号{case.reference}的",
                "offence": case.offence,
                "procuratorate": case.procuratorate.name,
                "court": case.court.name,
                "bureau": case.bureau.name,
                "judge": case.judge.name if case.judge else None,
            },
            "parties": [party.name for party in casefile.parties if party.role in LIABLE_ROLES],
        }


def report(
    frame: Frame, case: Case, version: CasefileVersion, casefile: CaseFile, reviewed: Reviewed, comparison: Json
) -> Json:
    """The matter of a 碳汇损失计量报告: the case file version, the whole assessment and what the judge said of it.

    ``comparison`` is what ``losses.beside`` sets beside the loss.
    """
    measured = {stand.id: stand for stand in reviewed.result.stands}
    return {
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
        "assessment": {**_assessment(reviewed), "result": reviewed.result.as_json()},
        # Of a set that does not ship: with the facts it is all that the assessment can be redone from.
        "parameter_set": reviewed.entered_set.as_proof() if reviewed.entered_set else None,
        "ranking": ranking_of(reviewed.result).as_json(),
        "comparison": comparison,
        "review": _review(reviewed),
        "remarks": [
            {"line": line, "person": remark.person.name, "text": remark.text}
            for line, remarks in sorted(reviewed.remarks.items())
            for remark in remarks
        ],
    }


def _assessment(reviewed: Reviewed) -> Json:
    row = reviewed.row
    at = row.at.isoformat(timespec="seconds")
    told: Json = {"number": row.number, "person": reviewed.measurer.name, "at": at, "hash": row.hash}
    withdrawal = reviewed.entered_set.withdrawal if reviewed.entered_set else None
    if withdrawal is not None:
        day = withdrawal.row.at.isoformat(timespec="seconds")
        told["set_withdrawn"] = {"at": day, "reason": withdrawal.row.reason}
    return told


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


def retirement(
    frame: Frame,
    case: Case,
    casefile: CaseFile,
    reviewed: Reviewed,
    owed: Owed,
    retired: Sequence[Retired],
    confirmed_by: str,
) -> Json:
    """The matter of a 碳汇注销确认书: what was owed, every certificate with its serials, and what was compared."""
    total = sum(item.retirement.quantity_t for item in retired)
    return {
        **frame.as_json(case, casefile),
        "assessment": {**_assessment(reviewed), "loss_tco2e": reviewed.loss_tco2e},
        "plan": {"number": owed.plan_number, "approved_at": owed.approved_at.isoformat(timespec="seconds")},
        "confirmed_by": confirmed_by,
        "retirements": [_retirement(item) for item in retired],
        "totals": {
            "required_t": str(owed.required_t),
            "retired_t": str(total),
            "missing_t": str(max(owed.required_t - total, 0)),
            "complete": total >= owed.required_t,
        },
        "checks": [check.as_json() for check in checks(retired, owed)],
    }


def _retirement(item: Retired) -> Json:
    certificate, purchase, project = item.retirement, item.purchase, item.project
    return {
        "certificate_no": certificate.certificate_no,
        "registry": certificate.registry_name,
        "certificate_date": certificate.certificate_date.isoformat(),
        "serial_from": str(certificate.serial_from),
        "serial_to": str(certificate.serial_to),
        "quantity_t": str(certificate.quantity_t),
        "purpose": str(PURPOSES[certificate.purpose]),
        "certificate_sha256": certificate.certificate_sha256,
        "project": project.name,
        "project_code": project.code,
        "credit_type": project.credit_type,
        "methodology": project.methodology,
        "vintage": item.vintage,
        "seller": purchase.seller,
        "contract_no": purchase.contract_no,
        "trade_date": purchase.trade_date.isoformat(),
        "price_cny": plain(purchase.price_cny),
        "amount_cny": plain(purchase.amount_cny),
    }
