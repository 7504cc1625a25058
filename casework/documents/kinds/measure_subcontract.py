"""委托技术单位书: a bureau that was asked to measure has a unit of specialists do it (F9)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from casework.documents.matter import BUREAU, Matter
from casework.documents.ordering import Ordering
from casework.documents.paper_kind import ADDRESS, PHONE, Lack, Passage, Publication, Series, Subject, because, wanting
from rules.proceedings.state import Measuring
from rules.reading.messages import template

NOT_ORDERED = template("本单位没有委托其他单位测算")


class Subcontract(Ordering):
    """One for each order of this bureau to another."""

    name = "measure_subcontract"
    title = _("委托测算书（技术单位）")
    says = _("委托的事项、送交的材料、技术要求、期限、费用和回避要求，由林业主管部门交技术单位。")
    rank = 420
    position = 20
    layout = "E"
    offices = (BUREAU,)
    series = Series.OWN
    publication = Publication.NEVER
    passages = (
        *Ordering.passages,
        Passage("fee", _("费用"), _("多少，由谁支付。如：费用人民币3000元，由本单位支付。"), optional=True),
    )
    words = ("现委托你单位承担测算的技术工作", "资质证书", "委托事项")

    def titled(self, matter: Matter) -> str:
        """On the paper it is a commission."""
        return "委托书"

    def orders(self, matter: Matter) -> list[Measuring]:
        """Those that another measures by, and that stand."""
        return [
            one
            for one in matter.case.measurings.values()
            if one.ordered_for == BUREAU and one.measurer not in ("", matter.office.name) and one.state != "cancelled"
        ]

    def undue(self, matter: Matter) -> str:
        """This bureau must have ordered it."""
        return "" if self.orders(matter) else because(NOT_ORDERED, "order")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each order."""
        return tuple(Subject(one.id, one.measurer) for one in self.orders(matter))

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """Where to call."""
        return wanting(matter, ADDRESS, PHONE)

    def asked(self, matter: Matter) -> list[str]:
        """The records that were made in the field."""
        return ["每木检尺、样地调查的原始记录和照片"]

    def sent(self, copied: list[str]) -> list[str]:
        """The papers, or at least what happened."""
        return copied or ["案情和地块情况，一份"]


KIND = Subcontract()
