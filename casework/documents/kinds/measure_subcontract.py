"""委托技术单位书: a bureau that was asked to measure has a unit of specialists do it (F9)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import STAND_HEADS, contacts, day, materials, order_of, stands_told
from casework.documents.matter import BUREAU, Json, Matter, sum_in_figures
from casework.documents.paper_kind import (
    ADDRESS,
    PHONE,
    Lack,
    PaperKind,
    Passage,
    Publication,
    Series,
    Subject,
    wanting,
)
from rules.proceedings.state import Measuring
from rules.reading.messages import template

NOT_ORDERED = template("本单位没有委托其他单位测算")


class Subcontract(PaperKind):
    """One for each order of this bureau to another."""

    name = "measure_subcontract"
    title = _("委托测算书（技术单位）")
    says = _("委托的事项、送交的材料、技术要求、期限、费用和回避要求，由林业主管部门交技术单位。")
    rank = 420
    layout = "E"
    offices = (BUREAU,)
    series = Series.OWN
    copies = 2
    publication = Publication.NEVER
    passages = (
        Passage("matters", _("委托事项"), _("每项写成可以回答的问题，一行一项。")),
        Passage("materials", _("送交材料"), _("名称、形式、份数，一行一项。")),
    )
    words = ("现委托你单位承担测算的技术工作", "资质证书", "委托事项")

    def titled(self, matter: Matter) -> str:
        """On the paper it is a commission."""
        return "委托书"

    def undue(self, matter: Matter) -> str:
        """This bureau must have ordered it."""
        return "" if _orders(matter) else gettext(NOT_ORDERED)

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each order."""
        return tuple(Subject(one.id, one.measurer) for one in _orders(matter))

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """Where to call."""
        return wanting(matter, ADDRESS, PHONE)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Who is asked about which case, the stands, the fee."""
        act = order_of(matter, subject.key)
        cost = act.args.get("cost") if act is not None else None
        return {
            "to": matter.case.measurings[subject.key].measurer,
            "case": matter.numbered_case,
            "on": day(act.at) if act is not None else "",
            "heads": list(STAND_HEADS),
            "stands": stands_told(matter),
            "cost": sum_in_figures(str(cost)) if cost else "",
            "contact": contacts(matter),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The heads of the order as questions, and what the file has to send."""
        heads = matter.case.measurings[subject.key].heads or ("碳汇损失",)
        asked = [f"{head}是多少，以吨二氧化碳当量和（或者）人民币元表示" for head in heads]
        asked.append("每木检尺、样地调查的原始记录和照片")
        sent = [f"{name}，复制件一份" for name in materials(matter)] or ["案情和地块情况，一份"]
        return {"matters": _listed(asked), "materials": _listed(sent)}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """Who is asked, and what the stands say."""
        measuring = matter.case.measurings[subject.key]
        return {
            "受托单位": measuring.measurer,
            "委托": "已撤销" if measuring.state == "cancelled" else "有效",
            "地块情况": "；".join("，".join(row) for row in stands_told(matter)) or "未列",
        }

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Who is asked."""
        return (matter.case.measurings[subject.key].measurer,)


def _orders(matter: Matter) -> list[Measuring]:
    return [
        one
        for one in matter.case.measurings.values()
        if one.ordered_for == BUREAU and one.measurer not in ("", matter.office.name) and one.state != "cancelled"
    ]


def _listed(lines: list[str]) -> str:
    return "\n".join(f"{at}．{line}；" for at, line in enumerate(lines, 1))[:-1] + "。"


KIND = Subcontract()
