"""认购与注销协议: credits that are sold to be retired for one case and person (B3)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import duty_of, in_hand_or_after, no_duty, number_told, on_duty, signers
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.owed import CREDITS, due_told, duty_told, sum_in_both, sum_in_figures
from casework.documents.paper_kind import PaperKind, Publication, Subject
from rules.proceedings import clock
from rules.proceedings.state import Obligation
from rules.reading.messages import template
from rules.values.chinese import counted

ALL_RETIRED = template("应当认购的碳汇已经全部注销")


class PurchaseAgreement(PaperKind):
    """One for each duty of credits that is not yet performed."""

    name = "purchase_agreement"
    title = _("林业碳汇认购与注销协议")
    says = _("数量、单价、总价、注销的受益人和案号、凭证的提交，由出让方和认购人签订。")
    rank = 150
    position = 23
    layout = "G"
    offices = (COURT, PROCURATORATE, BUREAU)
    copies = 4
    publication = Publication.NEVER
    words = ("甲方（出让方）", "专为履行", "只作注销，不作转让")

    def undue(self, matter: Matter) -> str:
        """Credits must be owed and not all be retired."""
        none = (in_hand_or_after(matter) if matter.office.kind == COURT else "") or no_duty(matter, CREDITS)
        return none or ("" if self.subjects(matter) else gettext(ALL_RETIRED))

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each duty of credits that still asks for something."""
        return tuple(on_duty(one) for one in matter.duties(CREDITS) if one.state in clock.OWED)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Who buys how much of whom, for which case."""
        duty = duty_of(matter, subject)
        price = duty.details.get("price")
        return {
            "seller": _text(duty, "seller"),
            "agent": _text(duty, "agent"),
            "credit": _text(duty, "credit"),
            "source": _text(duty, "price_source"),
            "buyers": "、".join(duty.obligors or matter.names),
            "each": list(duty.obligors) if len(duty.obligors) > 1 else [""],
            "signers": signers(matter, duty.obligors or matter.names),
            "copies": counted(len(duty.obligors or matter.names) + 3),
            "unit": any(
                party.kind == "unit" for name in duty.obligors or matter.names if (party := matter.party(name))
            ),
            "case": matter.numbered_case,
            "tonnes": number_told(duty.rest) if duty.unit == "tonnes" else "",
            "price": sum_in_figures(Decimal(str(price))) if price is not None else "",
            "total": sum_in_both(duty.rest) if duty.unit == "amount" and duty.rest else "",
            "due": due_told(duty),
            "proof_to": matter.office.name if matter.office.kind != BUREAU else matter.first(COURT),
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is owed, by whom."""
        duty = duty_of(matter, subject)
        return {"应当认购的": f"{duty_told(duty)}（{'、'.join(duty.obligors)}）", "期限": due_told(duty) or "未定"}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Who buys."""
        return duty_of(matter, subject).obligors


def _text(duty: Obligation, name: str) -> str:
    return str(duty.details.get(name) or "")


KIND = PurchaseAgreement()
