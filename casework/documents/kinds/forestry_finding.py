"""林业专业认定意见: kind of land, species, volume, trees and permits of what was harmed (F8, 法释〔2023〕8号 18)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import STAND_HEADS, stands_told
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.paper_kind import Lack, PaperKind, Passage, Series, Subject, without_facts
from rules.reading.messages import template

NOBODY_ASKS = template("没有刑事案件，不需要向办案机关出具认定意见")


class ForestryFinding(PaperKind):
    """One for the case."""

    name = "forestry_finding"
    title = _("林业专业认定意见")
    says = _("地类和森林类别、树种及保护级别、蓄积、株数、采伐和占用许可的情况及其依据，两名人员签名。")
    rank = 410
    position = 20
    layout = "E"
    offices = (BUREAU,)
    series = Series.OWN
    copies = 3
    served = True
    checked = True
    passages = (
        Passage("permits", _("许可情况"), _("采伐许可证、使用林地审核同意书的有无、编号和范围。")),
        Passage("protection", _("保护级别"), _("是否国家或者地方重点保护野生植物、古树名木及其依据。")),
        Passage("basis", _("认定的依据"), _("小班档案、林地变更调查、现场核查和记录的名称与日期。")),
    )
    words = ("现就下列专门性问题提出认定意见", "许可情况", "认定人签名")

    def undue(self, matter: Matter) -> str:
        """A criminal case must ask for it."""
        return "" if any(matter.case.of_kind("criminal")) else gettext(NOBODY_ASKS)

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """The facts."""
        return without_facts(matter)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Who is told, in which case, the stands."""
        return {
            "to": _asks(matter),
            "case": matter.case_name,
            "heads": list(STAND_HEADS),
            "stands": stands_told(matter),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What no record of the case says is for who looks it up."""
        return {"permits": "", "protection": "", "basis": ""}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What the stands say."""
        return {"地块情况": "；".join("，".join(row) for row in stands_told(matter))}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Who has the case in hand."""
        asks = _asks(matter)
        return (asks,) if asks else ()


def _asks(matter: Matter) -> str:
    """The court once it is tried, the procuratorate before; empty while the police investigate."""
    return matter.first(COURT) if matter.is_tried else matter.first(PROCURATORATE)


KIND = ForestryFinding()
