"""碳汇注销确认书: the bureau confirms that certificates of the registry match what is owed (F6).

The certificate of the registry is the proof; what is compared with it is worked out anew and told one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.certificates import Certificate, of_acts
from casework.documents.checks import Check, checks
from casework.documents.checks import of_acts as checks_of_acts
from casework.documents.common import basis_told, day, duty_of, number_told, on_duty
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.owed import CREDITS, duty_told, sum_in_figures
from casework.documents.paper_kind import Lack, PaperKind, Publication, Series, Subject, because
from rules.proceedings.state import Obligation, Performance
from rules.reading.messages import template

NOTHING_RETIRED = template("还没有注销记录")
NO_CERTIFICATE = template("第 %(act)s 项办理没有附登记机构的注销凭证")
DOES_NOT_HOLD = template("核对不符：%(what)s（%(how)s）")
TOTAL = "累计注销不少于应认购量"
"""A part may be confirmed, and the rest said to be open."""


class RetirementConfirmation(PaperKind):
    """One for each duty of credits."""

    name = "retirement_confirmation"
    title = _("碳汇注销确认书")
    says = _("应当认购与已经注销的数量、项目、序列号、价格、凭证、逐项核对的结果，注销不得另作他用。")
    rank = 50
    position = 20
    edition = 3
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
        return "" if self.subjects(matter) else because(NOTHING_RETIRED, "perform")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each duty of credits towards which some were retired."""
        return tuple(on_duty(one) for one in matter.duties(CREDITS) if any(each.retired for each in one.counted))

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """A certificate for each retirement: it alone proves it; and that what is compared holds."""
        duty = duty_of(matter, subject)
        bare = [one for one in _made(duty) if not one.files]
        if bare:
            return [Lack(gettext(NO_CERTIFICATE, act=one.act), "hand_in") for one in bare]
        return [
            Lack(gettext(DOES_NOT_HOLD, what=one.what, how=one.how), "void")
            for one in _compared(matter, duty)
            if not one.holds and one.what != TOTAL
        ]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """What is owed, each retirement with its certificate, what was compared."""
        duty = duty_of(matter, subject)
        made = _made(duty)
        total = sum((one.used for one in made), Decimal())
        owed = duty.quantity if duty.unit == "tonnes" else None
        files = matter.files()
        named = {name for one in made for name in one.files}
        return {
            "to": matter.first(COURT) or matter.first(PROCURATORATE) or "、".join(duty.obligors),
            "case": matter.numbered_case,
            "names": "、".join(duty.obligors),
            "basis": basis_told(matter, duty),
            "owed": duty_told(duty),
            "rows": [_row(one) for one in made],
            "bought": [_told(one) for one in _certificates(matter, duty)] or _stated(matter, made),
            "total": number_told(total),
            "rest": number_told(max(owed - total, Decimal())) if owed is not None else "",
            "complete": owed is None or total >= owed,
            "paid": sum_in_figures(duty.done) if duty.unit == "amount" and duty.done else "",
            "checks": [
                [one.what, one.result, one.how]
                for one in _compared(matter, duty)
                if owed is not None or one.what != TOTAL
            ],
            "hashes": [[name, files[name]] for name in sorted(named) if name in files],
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is owed, what was retired."""
        duty = duty_of(matter, subject)
        made = _made(duty)
        total = number_told(sum((one.used for one in made), Decimal()))
        return {"应当认购的": duty_told(duty), "已经注销的": f"{total}吨，{len(made)}次"}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Court, procuratorate, persons."""
        places = (matter.first(COURT), matter.first(PROCURATORATE))
        return (*(one for one in places if one), *duty_of(matter, subject).obligors)


def _made(duty: Obligation) -> list[Performance]:
    return [one for one in duty.counted if one.retired and not one.carried]


def _certificates(matter: Matter, duty: Obligation) -> list[Certificate]:
    return list(of_acts(matter.certificates(), {one.act for one in _made(duty)}))


def _compared(matter: Matter, duty: Obligation) -> list[Check]:
    """Of the certificates, and of the retirements as acts state them."""
    made = _made(duty)
    total = sum((one.used for one in made), Decimal())
    owed = (duty.quantity or Decimal()) if duty.unit == "tonnes" else Decimal()
    by_acts = checks_of_acts([(duty, one) for one in made], owed, total, matter.files())
    return [*checks(_certificates(matter, duty)), *by_acts]


def _row(one: Performance) -> list[str]:
    """A retirement: day, tonnes, serials, certificate."""
    return [day(one.at), number_told(one.used), one.serials or "见凭证", "、".join(one.files) or "—"]


def _told(one: Certificate) -> str:
    """A certificate with its project and purchase, in a sentence."""
    serials = f"票号{one.ticket}" if one.ticket else f"序列号{one.serials[0]}至{one.serials[1]}"
    project = f"{one.project}（{one.code}，{one.credit_type}，{one.vintage}）"
    bought = f"向{one.seller}认购（合同{one.contract}，{day(one.traded)}）" if one.seller else ""
    price = f"，单价{sum_in_figures(one.price)}，价款{sum_in_figures(one.amount)}"
    return (
        f"凭证{one.number}：{one.registry}{day(one.on)}出具，{project}，{serials}，{number_told(one.tonnes)}吨；"
        f"{bought}{price}"
    )


def _stated(matter: Matter, made: list[Performance]) -> list[str]:
    """What the acts say of seller, kind and price, where the register keeps no certificate."""
    found: list[str] = []
    for one in made:
        args = matter.case.acts[one.act - 1].args
        said = [(label, args.get(name)) for name, label in STATED.items() if args.get(name) not in one.files]
        told = "，".join(f"{label}：{value}" for label, value in said if value)
        found += [f"{day(one.at)}注销的，{told}"] if told else []
    return found


STATED = {
    "certificate": "凭证编号",
    "credit": "品种",
    "seller": "出让方",
    "agent": "代办机构",
    "price": "单价（元／吨）",
}

KIND = RetirementConfirmation()
