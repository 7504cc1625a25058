"""碳汇注销确认书: what was owed, every certificate of the registry with its serials, and what was compared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.cases import Case
from casework.cases import service as cases
from casework.credits import retirements
from casework.documents.by_acts import course_of, retirement_json
from casework.documents.certificates import Certificate, certificates_of
from casework.documents.checks import checks, of_acts
from casework.documents.kinds.kind import Frame, Gathered, Json, Kind
from casework.documents.models import Document
from casework.proceedings import files
from rules.reading.messages import template
from rules.values.quantity import plain

NONE = Decimal(0)
NOTHING_RETIRED = template("还没有注销记录：履行“认购碳汇”并附登记机构的凭证后才能制作。")
CHANGED_SINCE = template("其后又有新的注销、更正或者义务的变更，本确认书所载的情况已经变化")
RETIRED_SINCE = template("其后又有新的注销，本确认书不完整")


class RetirementConfirmation(Kind):
    """Rests on the acts by which credits were retired, up to the newest."""

    name = "retirement"
    title = _("碳汇注销确认书")
    says = _("方案列明的数量、登记机构凭证与序列号、逐项核对的结果。")
    edition = 3

    def missing(self, case: Case) -> list[str]:
        """A retirement."""
        return [] if any(course_of(case).retired()) else [gettext(NOTHING_RETIRED)]

    def gather(self, case: Case, frame: Frame) -> Gathered:
        """What is owed and what was retired, as the acts say; the certificates of the register, where they are kept."""
        course = course_of(case)
        made, certificates = list(course.retired()), certificates_of(case)
        total = sum((done.used for _, done in made), NONE)
        required = sum((duty.quantity or NONE for duty in course.duties() if duty.unit == "tonnes"), NONE)
        hashes = {file.name: file.sha256 for file in files.of(course.folder)}
        last = max(done.act for _, done in made)
        compared = (*checks(certificates), *of_acts(made, required, total, hashes))
        data = {
            **frame.as_json(case, cases.current_casefile(case), frame.person.institution.name),
            "confirmed_by": course.case.acts[last - 1].by.name,
            "retirements": [_retirement(item) for item in certificates],
            "acts": [retirement_json(course, duty, done, hashes) for duty, done in made],
            "totals": {
                "required_t": plain(required),
                "retired_t": plain(total),
                "missing_t": plain(max(required - total, NONE)),
                "complete": total >= required,
            },
            "checks": [check.as_json() for check in compared],
        }
        return Gathered(data, {"folder": course.folder.id, "act": course.act(last)})

    def superseded(self, documents: Sequence[Document]) -> dict[int, str]:
        """By a later retirement; where it rests on acts, also by one that is void since, or by another duty."""
        by_acts = [document for document in documents if "folder" in document.records]
        others = [document for document in documents if "folder" not in document.records]
        latest = retirements.latest_ids([document.case_id for document in others])
        changed = {document.id: gettext(CHANGED_SINCE) for document in by_acts if _has_changed(document)}
        return changed | {
            document.id: gettext(RETIRED_SINCE)
            for document in others
            if document.records["retirement"] != latest.get(document.case_id)
        }


def _has_changed(document: Document) -> bool:
    course = course_of(document.case)
    made = list(course.retired())
    total = sum((done.used for _, done in made), NONE)
    required = sum((duty.quantity or NONE for duty in course.duties() if duty.unit == "tonnes"), NONE)
    then = json.loads(document.snapshot)["totals"]
    last = max((done.act for _, done in made), default=0)
    same = last and course.act(last) == document.records["act"]
    return not same or (then["required_t"], then["retired_t"]) != (plain(required), plain(total))


def _retirement(one: Certificate) -> Json:
    return {
        "certificate_no": one.number,
        "registry": one.registry,
        "certificate_date": one.on.isoformat(),
        "serial_from": str(one.serials[0]),
        "serial_to": str(one.serials[1]),
        "quantity_t": plain(one.tonnes),
        **({"ticket_no": one.ticket} if one.ticket else {}),
        "purpose": one.purpose,
        "certificate_sha256": one.sha256,
        "project": one.project,
        "project_code": one.code,
        "credit_type": one.credit_type,
        "methodology": one.methodology,
        "vintage": one.vintage,
        "seller": one.seller,
        "contract_no": one.contract,
        "trade_date": one.traded.isoformat(),
        "price_cny": plain(one.price),
        "amount_cny": plain(one.amount),
    }
