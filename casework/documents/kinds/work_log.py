"""管护、劳务履行记录: days of work row by row, signed by the person and who supervises (F7)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.common import blank_rows, duty_of, each_duty
from casework.documents.matter import BUREAU, COURT, Json, Matter
from casework.documents.owed import amount, duty_told, rest_told
from casework.documents.paper_kind import PaperKind, Publication, Subject, because
from rules.reading.messages import template

NO_WORK = template("没有管护或者劳务的义务")
WORK = ("管护", "劳务代偿")
ROWS = 7


class WorkLog(PaperKind):
    """One for each duty of care or labour."""

    name = "work_log"
    title = _("管护（劳务）履行记录")
    says = _("逐日的时间、地点、任务、工时，由本人和监督人签名，供现场填写。")
    rank = 330
    position = 23
    layout = "F"
    offices = (BUREAU, COURT)
    copies = 1
    publication = Publication.NEVER
    styles = ("css/papers/landscape.css",)
    words = ("本人签名", "监督人签名", "本页合计")

    def undue(self, matter: Matter) -> str:
        """Care or labour must be owed."""
        return "" if self.subjects(matter) else because(NO_WORK, "undertake")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each of them."""
        return each_duty(matter, *WORK)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Whose, of what, how much was put down before."""
        duty = duty_of(matter, subject)
        names = "、".join(duty.obligors)
        done = amount(duty.done, duty.unit) if duty.done else ""
        rest = rest_told(duty) if duty.rest else ""
        told = f"义务人：{names}　义务：{duty_told(duty)}　已登记：{done}　尚余：{rest}"
        return {
            "case": matter.numbered_case,
            "names": names,
            "what": duty_told(duty),
            "done": done,
            "rest": rest,
            "rows": blank_rows(ROWS, f"案件：{matter.numbered_case}", told),
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is owed."""
        return {"应当履行的": duty_told(duty_of(matter, subject))}


KIND = WorkLog()
