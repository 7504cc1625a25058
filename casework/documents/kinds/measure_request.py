"""测算通知书, 委托测算函: whoever decides asks a bureau to measure the loss (C1, P3)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import STAND_HEADS, contacts, day, in_hand, materials, order_of, stands_told
from casework.documents.matter import COURT, PROCURATORATE, Json, Matter, sum_in_figures
from casework.documents.paper_kind import (
    ADDRESS,
    PHONE,
    WHOLE,
    Lack,
    PaperKind,
    Passage,
    Publication,
    Series,
    Subject,
    wanting,
    without_facts,
)
from rules.proceedings.state import Measuring
from rules.reading.messages import template

NOT_ORDERED = template("还没有委托测算")


class MeasureRequest(PaperKind):
    """One for each order to measure of this office."""

    name = "measure_request"
    title = _("碳汇损失测算通知书")
    says = _("委托测算的事项、送交的材料、期限、份数和出庭要求。")
    rank = 30
    layout = "B"
    offices = (COURT, PROCURATORATE)
    series = Series.CASE
    copies = 2
    publication = Publication.PARTIES
    served = True
    passages = (
        Passage("matters", _("委托事项"), _("每项写成可以回答的问题，一行一项。")),
        Passage("materials", _("送交材料"), _("名称、形式、份数，一行一项。")),
    )
    words = ("现委托你单位进行测算", "委托事项", "送交材料")

    def titled(self, matter: Matter) -> str:
        """A court gives notice, a procuratorate writes a letter."""
        return "碳汇损失测算通知书" if matter.office.kind == COURT else "委托测算函"

    def laid_out(self, matter: Matter) -> str:
        """As the title."""
        return "B" if matter.office.kind == COURT else "E"

    def undue(self, matter: Matter) -> str:
        """The case must be in its hands."""
        return "" if _orders(matter) else in_hand(matter)

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each order; before the first, the one that lacks it."""
        return tuple(Subject(one.id, f"{one.measurer}，第{one.id[1:]}次") for one in _orders(matter)) or WHOLE

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """An order, the facts, where to call."""
        ordered = [] if subject.key else [Lack(gettext(NOT_ORDERED), "order")]
        return [*ordered, *without_facts(matter), *wanting(matter, ADDRESS, PHONE)]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Whom it asks about which case, the stands, the fee, the term."""
        measuring = matter.case.measurings[subject.key]
        act = order_of(matter, subject.key)
        cost = act.args.get("cost") if act is not None else None
        term = str(act.args.get("term") or "") if act is not None else ""
        return {
            "to": measuring.measurer,
            "court": matter.office.kind == COURT,
            "case": matter.numbered_case,
            "persons": matter.everybody,
            "on": day(act.at) if act is not None else "",
            "heads": list(STAND_HEADS),
            "stands": stands_told(matter),
            "cost": sum_in_figures(str(cost)) if cost else "",
            "term": "" if term.isascii() else term,
            "contact": contacts(matter),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The questions that the heads of the order ask, and what the file has to send."""
        measuring = matter.case.measurings[subject.key]
        heads = measuring.heads or ("碳汇损失",)
        asked = [f"{head}是多少，以吨二氧化碳当量和（或者）人民币元表示" for head in heads]
        asked += ["所依据的方法、参数、价格及其来源", "受损林地能否原地补植、异地补植，理由是什么"]
        sent = ["案情摘要及地块情况（见下表），一份"]
        sent += [f"{name}，复制件一份" for name in materials(matter)]
        return {"matters": _listed(asked), "materials": _listed(sent)}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """Who is asked, and what the stands say."""
        measuring = matter.case.measurings[subject.key]
        return {
            "受托单位": measuring.measurer,
            "委托": "已撤销" if measuring.state == "cancelled" else "有效",
            "地块情况": "；".join("，".join(row) for row in stands_told(matter)),
        }

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Who is asked."""
        return (matter.case.measurings[subject.key].measurer,)


def _orders(matter: Matter) -> list[Measuring]:
    return [
        one
        for one in matter.case.measurings.values()
        if one.ordered_for == matter.office.kind and one.measurer and one.state != "cancelled"
    ]


def _listed(lines: list[str]) -> str:
    return "\n".join(f"{at}．{line}；" for at, line in enumerate(lines, 1))[:-1] + "。"


KIND = MeasureRequest()
