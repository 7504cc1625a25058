"""碳汇注销确认书: the bureau confirms that certificates of the registry match what is owed (F6)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import basis_told, day, duty_of, number_told
from casework.documents.matter import (
    BUREAU,
    COURT,
    CREDITS,
    PROCURATORATE,
    Json,
    Matter,
    duty_told,
    sum_in_figures,
)
from casework.documents.paper_kind import Lack, PaperKind, Publication, Series, Subject
from rules.proceedings.state import Performance
from rules.reading.messages import template

NOTHING_RETIRED = template("还没有注销记录")
NO_CERTIFICATE = template("第 %(act)s 项办理没有附登记机构的注销凭证")


class RetirementConfirmation(PaperKind):
    """One for each duty of credits."""

    name = "retirement_confirmation"
    title = _("碳汇注销确认书")
    says = _("应当认购与已经注销的数量、序列号、凭证、核对结果，注销不得另作他用。")
    rank = 50
    layout = "E"
    offices = (BUREAU,)
    series = Series.OWN
    word = "函"
    copies = 4
    publication = Publication.MASKED
    served = True
    words = ("现将注销情况确认如下", "不得用于其他任何抵消、交易")

    def undue(self, matter: Matter) -> str:
        """Something must have been retired."""
        return "" if self.subjects(matter) else gettext(NOTHING_RETIRED)

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each duty of credits towards which some were retired."""
        return tuple(
            Subject(one.id, f"{duty_told(one)}，{'、'.join(one.obligors)}")
            for one in matter.duties(CREDITS)
            if any(each.retired for each in one.counted)
        )

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """A certificate for each retirement: it alone proves it."""
        return [
            Lack(gettext(NO_CERTIFICATE, act=one.act), "hand_in")
            for one in duty_of(matter, subject).counted
            if one.retired and not one.carried and not one.files
        ]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """What is owed, each retirement, what was compared."""
        duty = duty_of(matter, subject)
        made = [one for one in duty.counted if one.retired and not one.carried]
        total = sum((one.used for one in made), Decimal())
        owed = duty.quantity if duty.unit == "tonnes" else None
        return {
            "to": matter.first(COURT) or matter.first(PROCURATORATE) or "、".join(duty.obligors),
            "case": matter.numbered_case,
            "names": "、".join(duty.obligors),
            "basis": basis_told(matter, duty),
            "owed": duty_told(duty),
            "rows": [_row(one) for one in made],
            "serials": any(one.serials for one in made),
            "total": number_told(total),
            "rest": number_told(max(owed - total, Decimal())) if owed is not None else "",
            "complete": owed is None or total >= owed,
            "paid": sum_in_figures(duty.done) if duty.unit == "amount" and duty.done else "",
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is owed, what was retired."""
        said = self.gather(matter, subject)
        return {"应当认购的": said["owed"], "已经注销的": f"{said['total']}吨，{len(said['rows'])}次"}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Court, procuratorate, persons."""
        places = (matter.first(COURT), matter.first(PROCURATORATE))
        return (*(one for one in places if one), *duty_of(matter, subject).obligors)


def _row(one: Performance) -> list[str]:
    """A retirement: day, tonnes, serials, certificate."""
    return [day(one.at), number_told(one.used), one.serials or "见凭证", "、".join(one.files) or "—"]


KIND = RetirementConfirmation()
