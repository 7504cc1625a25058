"""履行核验表: what was ordered beside what is found on the ground, signed by those who look (F5)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import CARE, PLANTING, basis_told, day, due_or_fill, duty_of, each_duty, number_told
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter, amount, duty_told
from casework.documents.paper_kind import PaperKind, Publication, Series, Subject
from rules.reading.messages import template
from rules.values.chinese import counted

NOTHING_TO_SEE = template("没有须检查验收的义务")


class Acceptance(PaperKind):
    """One for each duty that is proven by inspection."""

    name = "acceptance"
    title = _("履行核验表")
    says = _("裁判或者承诺的内容与现场核验的面积、株数、成活率，结论和签名。")
    rank = 180
    layout = "F"
    offices = (BUREAU,)
    series = Series.OWN
    word = "函"
    copies = 4
    publication = Publication.PARTIES
    served = True
    words = ("设计（应当履行）", "核验结论", "核验人签名")

    def undue(self, matter: Matter) -> str:
        """A duty to plant or to look after must stand."""
        return "" if self.subjects(matter) else gettext(NOTHING_TO_SEE)

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each of them."""
        return each_duty(matter, *PLANTING, *CARE)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """What is owed, what was put down as performed and inspected before."""
        duty = duty_of(matter, subject)
        return {
            "case": matter.numbered_case,
            "names": "、".join(duty.obligors),
            "basis": basis_told(matter, duty),
            "what": duty_told(duty),
            "due": due_or_fill(duty),
            "rate": number_told(duty.rate),
            "years": counted(duty.years) if duty.years else "",
            "done": amount(duty.done, duty.unit) if duty.done else "",
            "before": [f"{day(one.at)}{RESULTS[one.result]}" for one in duty.inspections if one.result in RESULTS],
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is owed, to what standard."""
        duty = duty_of(matter, subject)
        return {"应当履行的": duty_told(duty), "标准": f"{number_told(duty.rate) or '—'}%"}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Court, procuratorate, persons."""
        places = (matter.first(COURT), matter.first(PROCURATORATE))
        return (*(one for one in places if one), *duty_of(matter, subject).obligors)


RESULTS = {"pass": "核验合格", "part": "部分合格", "fail": "核验不合格"}

KIND = Acceptance()
