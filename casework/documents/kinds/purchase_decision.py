"""准许认购碳汇决定书: the court lets credits take the place of damages, after the request and the opinions (C4)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.common import (
    duty_of,
    each_duty,
    in_hand,
    lack_of_opinions,
    lack_of_request,
    no_duty,
    views,
)
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.owed import CREDITS, PERIOD, due_said, duty_told, period
from casework.documents.paper_kind import Lack, PaperKind, Passage, Publication, Series, Subject


class PurchaseDecision(PaperKind):
    """One for each duty of credits."""

    name = "purchase_decision"
    title = _("准许以认购碳汇方式替代履行决定书")
    says = _("申请、各方意见、理由和准许的品种、数量、期限；没有当事人的请求和各方意见的，不能作出。")
    rank = 220
    position = 31
    layout = "A"
    offices = (COURT,)
    series = Series.CASE
    copies = 4
    publication = Publication.MASKED
    served = True
    passages = (Passage("reasons", _("理由"), _("各方意见是否采纳，认购是否合理，一段一行。")), PERIOD)
    words = ("本院认为", "准许", "替代履行", "自注销之日起视为履行")

    def undue(self, matter: Matter) -> str:
        """The case must be in its hands, and credits be owed in tonnes or money."""
        return in_hand(matter) or no_duty(matter, CREDITS)

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each duty of credits."""
        return each_duty(matter, CREDITS)

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """The request and the opinions, without which there is nothing to decide."""
        return [*lack_of_request(matter), *lack_of_opinions(matter)]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Who asked for what, what was said to it, what is let."""
        duty = duty_of(matter, subject)
        return {
            "persons": matter.together(duty.obligors),
            "names": "、".join(duty.obligors),
            "case": matter.case_name,
            "views": [one.as_json() for one in views(matter)],
            "what": duty_told(duty),
            "type": str(duty.details.get("credit") or ""),
            "due": due_said(duty),
            "covers": duty.covers or "碳汇损失",
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The elements of 第二十条, in the order in which it has them."""
        return {
            "reasons": "当事人请求认购的系经核证的林业碳汇，各方当事人均已发表意见。"
            "综合考虑各方意见、责任方式的合理性和受损森林修复的情况，其请求符合法律规定。"
        }

    def recorded(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """When, where the duty says it."""
        return period(duty_of(matter, subject))

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is let, and on which opinions."""
        duty = duty_of(matter, subject)
        return {
            "准许认购的碳汇": f"{duty_told(duty)}（{'、'.join(duty.obligors)}）",
            "各方意见": "；".join(f"{one.by}：{one.view}" for one in views(matter)),
        }

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The persons, the procuratorate, the bureau."""
        others = (matter.first(PROCURATORATE), matter.first(BUREAU))
        return (*duty_of(matter, subject).obligors, *(one for one in others if one))


KIND = PurchaseDecision()
