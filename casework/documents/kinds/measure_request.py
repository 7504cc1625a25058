"""测算通知书, 委托测算函: whoever decides asks a bureau to measure the loss (C1, P3)."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import in_hand, order_of
from casework.documents.matter import COURT, PROCURATORATE, Json, Matter
from casework.documents.ordering import Ordering
from casework.documents.paper_kind import (
    ADDRESS,
    PHONE,
    WHOLE,
    Lack,
    Publication,
    Series,
    Subject,
    wanting,
    without_facts,
)
from rules.proceedings.state import Measuring
from rules.reading.messages import template

NOT_ORDERED = template("还没有委托测算")


class MeasureRequest(Ordering):
    """One for each order to measure of this court or procuratorate."""

    name = "measure_request"
    title = _("碳汇损失测算通知书")
    says = _("委托测算的事项、送交的材料、期限、份数和出庭要求。")
    rank = 30
    position = 21
    layout = "B"
    offices = (COURT, PROCURATORATE)
    series = Series.CASE
    publication = Publication.PARTIES
    served = True
    words = ("现委托你单位进行测算", "委托事项", "送交材料")

    def titled(self, matter: Matter) -> str:
        """A court gives notice, a procuratorate writes a letter."""
        return "碳汇损失测算通知书" if matter.office.kind == COURT else "委托测算函"

    def laid_out(self, matter: Matter) -> str:
        """As the title."""
        return "B" if matter.office.kind == COURT else "E"

    def orders(self, matter: Matter) -> list[Measuring]:
        """Those that somebody was asked by, and that stand."""
        return [
            one
            for one in matter.case.measurings.values()
            if one.ordered_for == matter.office.kind and one.measurer and one.state != "cancelled"
        ]

    def undue(self, matter: Matter) -> str:
        """The case must be in its hands."""
        return "" if self.orders(matter) else in_hand(matter)

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each order; before the first, the one that lacks it."""
        return tuple(Subject(one.id, f"{one.measurer}，第{one.id[1:]}次") for one in self.orders(matter)) or WHOLE

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """An order, the facts, where to call."""
        ordered = [] if subject.key else [Lack(gettext(NOT_ORDERED), "order")]
        return [*ordered, *without_facts(matter), *wanting(matter, ADDRESS, PHONE)]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Also against whom, and until when."""
        act = order_of(matter, subject.key)
        term = str(act.args.get("term") or "") if act is not None else ""
        return {
            **super().gather(matter, subject),
            "court": matter.office.kind == COURT,
            "persons": matter.everybody,
            "term": "" if term.isascii() else term,
        }

    def asked(self, matter: Matter) -> list[str]:
        """What it rests on, and whether the place can be planted."""
        return ["所依据的方法、参数、价格及其来源", "受损林地能否原地补植、异地补植，理由是什么"]

    def sent(self, copied: list[str]) -> list[str]:
        """What happened, then the papers."""
        return ["案情摘要及地块情况（见下表），一份", *copied]


KIND = MeasureRequest()
