"""劳务代偿（管护）协议: work that takes the place of damages, what an hour is worth, who looks after it (B5)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import lazy_gettext as _

from casework.documents.common import duty_of, from_when, no_duty, on_duty, signers
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.owed import amount, duty_told, sum_in_both, sum_in_figures
from casework.documents.paper_kind import PaperKind, Publication, Subject
from rules.proceedings import clock
from rules.proceedings.state import Obligation
from rules.values.chinese import counted

WORK = ("劳务代偿", "管护")


class WorkAgreement(PaperKind):
    """One for each duty of labour or care that still asks for something."""

    name = "work_agreement"
    title = _("劳务代偿（森林管护）协议")
    says = _("任务、地点、工时和折抵的金额、安全、监督、验收和不履行的后果，由三方签订。")
    rank = 340
    position = 23
    layout = "G"
    offices = (COURT, PROCURATORATE, BUREAU)
    copies = 4
    edition = 2
    publication = Publication.NEVER
    words = ("丙方（用工、监督单位）", "折抵", "人身意外")

    def undue(self, matter: Matter) -> str:
        """Labour or care must be owed."""
        found = [one for one in matter.duties(*WORK) if one.state in clock.OWED]
        return "" if found else no_duty(matter, *WORK) or no_duty(matter, "尚待履行的劳务、管护")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each of them."""
        return tuple(on_duty(one) for one in matter.duties(*WORK) if one.state in clock.OWED)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Who works how long for whom, and what it is worth."""
        duty = duty_of(matter, subject)
        wage = _wage(duty)
        worth = wage * duty.quantity if wage is not None and duty.quantity is not None else None
        bureau = duty.inspector or matter.first(BUREAU)
        named = [str(one) for one in duty.details.get("parties") or ()]
        others = [one for one in named if one not in duty.obligors and one not in bureau]
        return {
            "workers": "、".join(duty.obligors),
            "signers": signers(matter, duty.obligors),
            "copies": counted(len(duty.obligors) + 3),
            "bureau": bureau,
            "village": str(duty.details.get("village") or "") or "、".join(others),
            "case": matter.numbered_case,
            "labour": duty.kind == "劳务代偿",
            "what": duty_told(duty),
            "length": amount(duty.quantity, duty.unit),
            "due": from_when(duty),
            "wage": sum_in_figures(wage) if wage is not None else "",
            "worth": sum_in_both(worth) if worth is not None else "",
            "deposit": sum_in_both(duty.security) if duty.security is not None else "",
            "told_to": matter.office.name if matter.office.kind != BUREAU else matter.first(COURT),
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is owed, from when."""
        duty = duty_of(matter, subject)
        return {"应当履行的": f"{duty_told(duty)}（{'、'.join(duty.obligors)}）", "期间": from_when(duty) or "未定"}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Who works."""
        return duty_of(matter, subject).obligors


def _wage(duty: Obligation) -> Decimal | None:
    """Yuan a day; None where it is not said or the work is not counted by days."""
    wage = duty.details.get("day_wage")
    return Decimal(str(wage)) if wage is not None and duty.unit == "days" else None


KIND = WorkAgreement()
