"""司法碳购令: credits that are owed are ordered to be bought and retired by a day (C5; no statute has it)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import (
    basis_told,
    duty_of,
    each_duty,
    in_hand_or_after,
    lack_of_request,
    no_duty,
)
from casework.documents.matter import BUREAU, COURT, Json, Matter
from casework.documents.owed import CREDITS, PERIOD, amount, due_said, due_told, duty_told, period
from casework.documents.paper_kind import Lack, PaperKind, Publication, Series, Subject
from rules.reading.messages import template
from rules.values.chinese import counted

NO_TONNES = template("没有确定认购的吨数")


class PurchaseOrder(PaperKind):
    """One for each duty of credits."""

    name = "order_purchase"
    title = _("司法碳购令")
    says = _("认购的吨数（数字和大写）、品种、期限、注销受益人和逾期的后果。")
    rank = 210
    position = 31
    layout = "A"
    offices = (COURT,)
    series = Series.CASE
    copies = 3
    publication = Publication.MASKED
    served = True
    passages = (PERIOD,)
    words = ("责令", "认购并注销", "注销凭证应当载明本案案号")

    def undue(self, matter: Matter) -> str:
        """The case must be in its hands, and credits be owed."""
        return in_hand_or_after(matter) or no_duty(matter, CREDITS)

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each duty of credits."""
        return each_duty(matter, CREDITS)

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """How many tonnes, and at whose request."""
        duty = duty_of(matter, subject)
        found = lack_of_request(matter)
        if duty.unit != "tonnes" or duty.quantity is None:
            found.append(Lack(gettext(NO_TONNES), "undertake"))
        return found

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Whom, how much, by when, in whose name."""
        duty = duty_of(matter, subject)
        assert duty.quantity is not None, "nothing is missing"
        whole = duty.quantity == duty.quantity.to_integral_value()
        return {
            "persons": matter.together(duty.obligors),
            "names": "、".join(duty.obligors),
            "you": matter.you(duty.obligors),
            "case": matter.case_name,
            "number": matter.case_number,
            "tonnes": amount(duty.quantity, duty.unit),
            "in_words": f"{counted(int(duty.quantity))}吨" if whole else "",
            "type": str(duty.details.get("credit") or ""),
            "due": due_said(duty),
            "basis": basis_told(matter, duty),
        }

    def recorded(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """When, where the duty says it."""
        return period(duty_of(matter, subject))

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is owed, by whom, by when."""
        duty = duty_of(matter, subject)
        return {
            "责令认购的碳汇": f"{duty_told(duty)}（{'、'.join(duty.obligors)}）",
            "期限": due_told(duty) or "未定",
        }

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The persons, and the bureau that confirms."""
        bureau = matter.first(BUREAU)
        return (*duty_of(matter, subject).obligors, *((bureau,) if bureau else ()))


KIND = PurchaseOrder()
