"""What both papers by which an office has a loss measured have in common: asked of a bureau, or handed on by it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import ClassVar

from flask_babel import lazy_gettext as _

from casework.documents.common import STAND_HEADS, contacts, day, listed, materials, order_of, stands_told
from casework.documents.matter import Json, Matter
from casework.documents.owed import PERIOD, due_in_sentence, sum_in_figures
from casework.documents.paper_kind import PaperKind, Passage, Subject
from rules.proceedings.dues import read_due
from rules.proceedings.state import Measuring


class Ordering(PaperKind):
    """One for each order to measure of this office."""

    copies = 2
    passages: ClassVar[tuple[Passage, ...]] = (
        Passage("matters", _("委托事项"), _("每项写成可以回答的问题，一行一项。")),
        Passage("materials", _("送交材料"), _("名称、形式、份数，一行一项。")),
        replace(PERIOD, optional=True),
    )

    @abstractmethod
    def orders(self, matter: Matter) -> Iterable[Measuring]:
        """The orders of this office that such a paper is written for."""

    @abstractmethod
    def asked(self, matter: Matter) -> list[str]:
        """What is asked beside the heads of the loss."""

    @abstractmethod
    def sent(self, copied: list[str]) -> list[str]:
        """What is sent along. ``copied``: the papers of the file."""

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
        sent = self.sent([f"{name}，复制件一份" for name in materials(matter)])
        return {"matters": listed([*asked, *self.asked(matter)]), "materials": listed(sent)}

    def recorded(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """Until when, where the order says it."""
        act = order_of(matter, subject.key)
        told = due_in_sentence(read_due(act.args.get("term"))) if act is not None else ""
        return {PERIOD.name: told} if told else {}

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
