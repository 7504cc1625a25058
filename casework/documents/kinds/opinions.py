"""征求意见函: those concerned are asked about credits in place of damages, with a leaf to answer on (C3)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.common import contacts, in_hand, lack_of_request, loss_told
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.owed import CREDITS, duty_told
from casework.documents.paper_kind import ADDRESS, PHONE, Lack, PaperKind, Passage, Series, Subject, wanting


class Opinions(PaperKind):
    """One for each body and person that is asked."""

    name = "opinions"
    title = _("征求意见函")
    says = _("申请的内容、征求意见的问题和答复的期限，附意见回执。")
    rank = 80
    position = 21
    layout = "B"
    offices = (COURT,)
    series = Series.CASE
    served = True
    passages = (
        Passage("questions", _("征求意见的问题"), _("一行一问。")),
        Passage("term", _("答复的期限"), _("自收到之日起算，如：十日。不写的，印成空格手填。"), optional=True),
    )
    words = ("现就下列问题征求你", "意见回执")

    def undue(self, matter: Matter) -> str:
        """The case must be in its hands."""
        return in_hand(matter)

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """The procuratorate and the bureau of the case."""
        found = [matter.first(kind) for kind in (PROCURATORATE, BUREAU)]
        return tuple(Subject(name, name) for name in dict.fromkeys(found) if name)

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """An application, where to answer to."""
        return [*lack_of_request(matter), *wanting(matter, ADDRESS, PHONE)]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Who is asked about whose application."""
        return {
            "to": subject.key,
            "case": matter.numbered_case,
            "persons": matter.everybody,
            "proposed": [f"{'、'.join(one.obligors)}{duty_told(one)}" for one in matter.duties(CREDITS)],
            "loss": loss_told(matter.adopted) if matter.adopted is not None else None,
            "contact": contacts(matter),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What 法释〔2022〕16号第二十条 lets the court weigh."""
        asked = (
            "认购碳汇替代履行损害赔偿责任是否合理，与其他责任方式相比如何",
            "拟认购的碳汇是否经核证，品种、数量是否适当",
            "受损森林的修复是否已经落实",
        )
        return {"questions": "\n".join(f"{at}．{one}？" for at, one in enumerate(asked, 1))}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is proposed."""
        return {
            "被征求意见的单位": subject.key,
            "拟认购的碳汇": "；".join(duty_told(one) for one in matter.duties(CREDITS)) or "未定",
        }

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Who is asked."""
        return (subject.key,)


KIND = Opinions()
