"""补植复绿令: what is planted where, to what standard, by when, and what it costs where it is not (C6)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import (
    PLANTING,
    basis_told,
    duty_of,
    each_duty,
    in_hand_or_after,
    no_duty,
    number_told,
    site_denies_planting,
    stands_told,
)
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.owed import (
    PERIOD,
    due_said,
    due_told,
    duty_told,
    measured_told,
    otherwise_told,
    period,
    sum_in_both,
)
from casework.documents.paper_kind import Lack, PaperKind, Passage, Publication, Series, Subject, because
from rules.reading.messages import template
from rules.values.chinese import counted

DENIED = template("经踏勘，原地、异地均不能补植")
NO_RATE = template("没有确定成活率或者保存率")
NO_INSPECTOR = template("没有确定验收的单位")


class ReplantingOrder(PaperKind):
    """One for each duty to plant."""

    name = "order_replant"
    title = _("补植复绿令")
    says = _("补植的地点、面积、树种、规格、期限、成活率、抚育、验收和不履行的后果。")
    rank = 190
    position = 31
    layout = "A"
    offices = (COURT,)
    series = Series.CASE
    copies = 6
    publication = Publication.MASKED
    served = True
    passages = (
        Passage("place", _("地点、树种和苗木"), _("林班、小班或者坐标，树种、苗龄、苗高、株数、株行距。")),
        Passage("guide", _("技术指导"), _("指导的林业站、联系人。")),
        PERIOD,
    )
    words = ("履行补植义务", "成活率")

    def undue(self, matter: Matter) -> str:
        """Trees must be owed, and the visit not have denied that they can be planted."""
        owed = in_hand_or_after(matter) or no_duty(matter, *PLANTING)
        return owed or (because(DENIED, "site_visit") if site_denies_planting(matter) else "")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each duty to plant."""
        return each_duty(matter, *PLANTING)

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """What an order that can be enforced must fix."""
        duty = duty_of(matter, subject)
        found = []
        if duty.rate is None:
            found.append(Lack(gettext(NO_RATE), "fix"))
        if not duty.inspector:
            found.append(Lack(gettext(NO_INSPECTOR), "fix"))
        return found

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Whom, how much, to what standard, by when."""
        duty = duty_of(matter, subject)
        return {
            "persons": matter.together(duty.obligors),
            "you": matter.you(duty.obligors),
            "case": matter.case_name,
            "basis": basis_told(matter, duty),
            "what": measured_told(duty, duty.quantity),
            "due": due_said(duty),
            "rate": number_told(duty.rate),
            "years": counted(duty.years) if duty.years else "",
            "inspector": duty.inspector,
            "fallback": otherwise_told(duty),
            "deposit": sum_in_both(duty.security) if duty.security is not None else "",
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The place of the damage where the duty is to plant there; who guides."""
        duty = duty_of(matter, subject)
        here = duty.kind == "原地补植"
        species = "、".join(row[1] for row in stands_told(matter) if row[1] != "—")
        place = f"在本案受损林地原地补植，树种为{species}或者林业主管部门指定的适生树种，苗木为合格苗。"
        guide = f"由{matter.first(BUREAU)}提供技术指导。" if matter.first(BUREAU) else ""
        return {"place": place if here and species else "", "guide": guide}

    def recorded(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """When, where the duty says it."""
        return period(duty_of(matter, subject))

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is owed, to what standard, by when."""
        duty = duty_of(matter, subject)
        return {
            "补植的义务": f"{duty_told(duty)}（{'、'.join(duty.obligors)}）",
            "标准": f"{number_told(duty.rate)}%，{duty.years or '—'}年，{duty.inspector}",
            "期限": due_told(duty) or "未定",
        }

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The persons, who inspects, the procuratorate."""
        duty = duty_of(matter, subject)
        others = (duty.inspector, matter.first(PROCURATORATE))
        return (*duty.obligors, *(one for one in others if one))


KIND = ReplantingOrder()
