"""森林管护令: woods to be looked after, for how long, by whose supervision (C7)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import (
    CARE,
    basis_told,
    duty_of,
    each_duty,
    from_when,
    in_hand_or_after,
    listed,
    no_duty,
    number_told,
)
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.owed import amount, duty_told, sum_in_both
from casework.documents.paper_kind import Lack, PaperKind, Passage, Publication, Series, Subject
from rules.reading.messages import template

TASKS = (
    "按照管护单位的安排巡护，发现盗伐、滥伐、毁林、火情和有害生物及时报告",
    "参加防火宣传和清理",
    "每次管护后如实填写管护日志，由管护单位签认",
)
NO_LENGTH = template("没有确定管护的期间或者次数")


class CareOrder(PaperKind):
    """One for each duty of care."""

    name = "order_care"
    title = _("森林管护令")
    says = _("管护的地点、面积、期间、任务、监督和保证金；期间自写明的事由发生时起算。")
    rank = 310
    position = 31
    layout = "A"
    offices = (COURT,)
    series = Series.CASE
    copies = 6
    publication = Publication.MASKED
    served = True
    passages = (
        Passage("place", _("管护区域"), _("林班、小班和四至。")),
        Passage("tasks", _("管护任务"), _("巡护次数、防火、防盗、防病虫、记录日志，一行一项。")),
    )
    words = ("履行森林管护义务", "管护日志")

    def undue(self, matter: Matter) -> str:
        """Care must be owed."""
        return in_hand_or_after(matter) or no_duty(matter, *CARE)

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each duty of care."""
        return each_duty(matter, *CARE)

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """For how long."""
        return [] if duty_of(matter, subject).quantity is not None else [Lack(gettext(NO_LENGTH), "fix")]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Whom, how much wood, how long, from when."""
        duty = duty_of(matter, subject)
        area = duty.details.get("area_mu")
        return {
            "persons": matter.together(duty.obligors),
            "you": matter.you(duty.obligors),
            "case": matter.case_name,
            "basis": basis_told(matter, duty),
            "area": f"{number_told(Decimal(str(area)))}亩" if area is not None else "",
            "length": amount(duty.quantity, duty.unit),
            "due": from_when(duty),
            "parties": [str(one) for one in duty.details.get("parties") or ()],
            "inspector": duty.inspector or matter.first(BUREAU),
            "deposit": sum_in_both(duty.security) if duty.security is not None else "",
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The tasks that every care has; the place is for who knows it."""
        return {"place": "", "tasks": listed(TASKS)}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is owed, for how long, from when."""
        duty = duty_of(matter, subject)
        return {
            "管护的义务": f"{duty_told(duty)}（{'、'.join(duty.obligors)}）",
            "期间": from_when(duty) or "未定",
        }

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The persons, the bureau, the procuratorate."""
        others = (matter.first(BUREAU), matter.first(PROCURATORATE))
        return (*duty_of(matter, subject).obligors, *(one for one in others if one))


KIND = CareOrder()
