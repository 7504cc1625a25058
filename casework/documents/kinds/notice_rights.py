"""权利义务告知书: what a person who caused a loss may choose, told in words that everybody reads (C2, P14)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.common import contacts, each_person, in_hand, nobody, site_denies_planting
from casework.documents.matter import COURT, PROCURATORATE, Json, Matter
from casework.documents.paper_kind import ADDRESS, PHONE, Lack, PaperKind, Series, Subject, wanting


class NoticeOfRights(PaperKind):
    """One for each person."""

    name = "notice_rights"
    title = _("碳汇损失赔偿权利义务告知书")
    says = _("赔偿责任、可以选择的方式、自愿原则、异议和出庭的权利、不予退还的情形。")
    rank = 90
    position = 12
    layout = "B"
    offices = (COURT, PROCURATORATE)
    series = Series.CASE
    copies = 2
    edition = 2
    served = True
    words = ("现将有关权利义务告知如下", "不因拒绝而加重处罚", "已阅读（听读）并理解上列内容")

    def laid_out(self, matter: Matter) -> str:
        """By who issues it."""
        return "B" if matter.office.kind == COURT else "C"

    def undue(self, matter: Matter) -> str:
        """The case must be in its hands, and somebody be known."""
        return in_hand(matter) or nobody(matter)

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each person."""
        return each_person(matter)

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """Where to ask."""
        return wanting(matter, ADDRESS, PHONE)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """To whom, of what case, which ways are open by what is on record."""
        party = matter.party(subject.key)
        return {
            "to": matter.role_and_name(subject.key),
            "unit": party is not None and party.kind == "unit",
            "minor": party is not None and party.minor,
            "case": matter.numbered_case,
            "court": matter.office.kind == COURT,
            "modes": _modes(matter),
            "contact": contacts(matter),
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """Who is told, as what, and what the site allows."""
        return {
            "当事人的身份": matter.role_and_name(subject.key),
            "可以选择的方式": "；".join(one["name"] for one in _modes(matter)),
        }

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The person."""
        return (subject.key,)


def _modes(matter: Matter) -> list[dict[str, str]]:
    """The ways of 法释〔2022〕16号 第十七条、第十九条至第二十二条, without planting where the visit denied it."""
    repair = [
        {
            "name": "修复",
            "told": "在原地或者另外的地点补种树木、恢复植被，或者管护森林；不修复的，支付修复费用。",
        }
    ]
    if site_denies_planting(matter):
        repair = [{"name": "管护", "told": "经现场踏勘，本案原地、异地均不能补植，可以按照协议管护森林。"}]
    return [
        *repair,
        {"name": "支付赔偿金", "told": "按照认定的损失数额支付。"},
        {
            "name": "认购并注销碳汇",
            "told": "由当事人自己提出请求，认购经核证的林业碳汇并予以注销，只能替代损害赔偿，不能代替修复。",
        },
        {"name": "劳务代偿", "told": "没有能力支付而愿意并能够劳动的，可以申请以森林管护、社区服务等劳务代替。"},
        {"name": "交纳保证金", "told": "可以自愿交纳修复保证金；不履行修复义务的，用于支付修复费用。"},
    ]


KIND = NoticeOfRights()
