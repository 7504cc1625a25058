"""碳汇注销确认书: what was owed, every certificate of the registry with its serials, and what was compared."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework import db
from casework.accounts import Person
from casework.cases import Case
from casework.cases import service as cases
from casework.compensation import CREDITS, plans
from casework.credits import retirements
from casework.credits.retirements import PURPOSES
from casework.documents.checks import Owed, Retired, checks
from casework.documents.kinds.kind import Frame, Gathered, Json, Kind, assessment_json
from casework.documents.models import Document
from casework.losses import reviewing
from casework.permissions import ISSUE_RETIREMENT
from rules.reading.messages import template
from rules.values.quantity import plain

NONE = Decimal(0)
NO_RETIREMENT = template("还没有注销记录：林业局凭登记机构的凭证确认注销后才能制作。")
RETIRED_SINCE = template("其后又有新的注销，本确认书不完整")


class RetirementConfirmation(Kind):
    """Rests on the confirmed assessment and on the case's retirements up to the newest."""

    name = "retirement"
    title = _("碳汇注销确认书")
    says = _("方案列明的数量、登记机构凭证与序列号、逐项核对的结果。")
    edition = 2
    permission = ISSUE_RETIREMENT

    def missing(self, case: Case) -> list[str]:
        """A retirement, a confirmed measurement, an approved plan."""
        found = []
        if not retirements.latest_ids([case.id]):
            found.append(gettext(NO_RETIREMENT))
        if reviewing.confirmed(case) is None or plans.approved_plan(case) is None:
            found.append(gettext("没有经确认的计量或经准许的方案，注销无从对照。"))
        return found

    def gather(self, case: Case, frame: Frame) -> Gathered:
        """What was owed, every certificate, and what was compared."""
        certificates, plan, reviewed = retired(case), plans.approved_plan(case), reviewing.confirmed(case)
        assert plan is not None, "nothing is missing"
        assert plan.decision is not None, "a plan is approved by a decision"
        assert reviewed is not None, "nothing is missing"
        owed = Owed(
            plan_number=plan.row.number,
            approved_at=plan.decision.at,
            required_t=sum((item.tonnes or NONE for item in plan.items if item.route == CREDITS), NONE),
        )
        last = certificates[-1].retirement
        confirmer = db.session().get_one(Person, last.confirmed_by)
        casefile = cases.current_casefile(case)
        total = sum((item.retirement.tonnes for item in certificates), NONE)
        data = {
            **frame.as_json(case, casefile),
            "assessment": {**assessment_json(reviewed), "loss_tco2e": reviewed.loss_tco2e},
            "plan": {"number": owed.plan_number, "approved_at": owed.approved_at.isoformat(timespec="seconds")},
            "confirmed_by": confirmer.name,
            "retirements": [_retirement(item) for item in certificates],
            "totals": {
                "required_t": plain(owed.required_t),
                "retired_t": plain(total),
                "missing_t": plain(max(owed.required_t - total, NONE)),
                "complete": total >= owed.required_t,
            },
            "checks": [check.as_json() for check in checks(certificates, owed)],
        }
        return Gathered(data, {"assessment": reviewed.row.id, "retirement": last.id})

    def superseded(self, documents: Sequence[Document]) -> dict[int, str]:
        """By a later retirement."""
        latest = retirements.latest_ids([document.case_id for document in documents])
        return {
            document.id: gettext(RETIRED_SINCE)
            for document in documents
            if document.records["retirement"] != latest.get(document.case_id)
        }


def retired(case: Case) -> list[Retired]:
    """Every certificate of the case with its purchase, project and vintage, in order of confirmation."""
    found = [
        Retired(row, holding.purchase, holding.project, holding.lot.vintage, holding.lot.ticket_no)
        for holding in retirements.holdings(case)
        for row in holding.retirements
    ]
    return sorted(found, key=lambda item: item.retirement.id)


def _retirement(item: Retired) -> Json:
    certificate, purchase, project = item.retirement, item.purchase, item.project
    return {
        "certificate_no": certificate.certificate_no,
        "registry": certificate.registry_name,
        "certificate_date": certificate.certificate_date.isoformat(),
        "serial_from": str(certificate.serial_from),
        "serial_to": str(certificate.serial_to),
        "quantity_t": plain(certificate.tonnes),
        **({"ticket_no": item.ticket_no} if item.ticket_no else {}),
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
