"""自愿认购碳汇申请书: a person asks that credits take the place of damages (B1, 法释〔2022〕16号第二十条)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.common import each_person, in_hand, lack_of_result, loss_told, nobody
from casework.documents.matter import COURT, PROCURATORATE, Json, Matter, heading_of
from casework.documents.owed import CREDITS, amount
from casework.documents.paper_kind import Lack, PaperKind, Passage, Publication, Subject
from rules.proceedings.state import Obligation


class PurchaseApplication(PaperKind):
    """One for each person."""

    name = "purchase_application"
    title = _("自愿认购碳汇申请书")
    says = _("申请认购的数量、替代的赔偿、期限和自愿声明，由申请人签名捺印。")
    rank = 70
    position = 15
    layout = "G"
    offices = (COURT, PROCURATORATE)
    copies = 2
    publication = Publication.NEVER
    passages = (Passage("reason", _("事实与理由"), _("修复的情况、赔偿的能力和申请的原因。")),)
    words = ("本人自愿申请认购", "不因本案的处理结果要求退还")

    def undue(self, matter: Matter) -> str:
        """The case must be in its hands, and somebody be known."""
        return in_hand(matter) or nobody(matter)

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each person."""
        return each_person(matter)

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """A result to rest on."""
        return lack_of_result(matter)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Who asks, of what case, for what the result says."""
        party = matter.party(subject.key)
        duty = _credits(matter, subject.key)
        assert matter.adopted is not None, "nothing is missing"
        return {
            "person": subject.key,
            "called": matter.called(subject.key),
            "unit": party is not None and party.kind == "unit",
            "minor": party is not None and party.has_guardian,
            "case": matter.numbered_case,
            "to": heading_of(matter.office),
            "loss": loss_told(matter.adopted),
            "tonnes": amount(duty.quantity, duty.unit) if duty is not None else "",
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is on record of how the person stands to the loss."""
        return {"reason": f"申请人在{matter.case_name}中造成森林碳汇损失，愿意承担生态环境损害赔偿责任。"}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The result, and how much is asked for."""
        duty = _credits(matter, subject.key)
        loss = loss_told(matter.adopted) if matter.adopted is not None else {}
        return {
            "测算结果": "；".join(one for one in loss.values() if one),
            "申请的数量": amount(duty.quantity, duty.unit) if duty is not None else "未定",
        }

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Who decides on it."""
        return (matter.office.name,)


def _credits(matter: Matter, person: str) -> Obligation | None:
    return next((one for one in matter.duties(CREDITS) if person in one.obligors and one.unit == "tonnes"), None)


KIND = PurchaseApplication()
