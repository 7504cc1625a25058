"""现场踏勘笔录: a form that is filled in by hand in the wood and signed by all who are there (F3)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.common import STAND_HEADS, in_hand, stands_told
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.paper_kind import PaperKind, Publication, Subject


class SiteRecord(PaperKind):
    """One for the case, as often as somebody goes there."""

    name = "site_record"
    title = _("现场踏勘笔录")
    says = _("时间、地点、参加人、经过、能否补植及理由、照片和签名，供现场填写。")
    rank = 100
    position = 20
    layout = "I"
    offices = (COURT, PROCURATORATE, BUREAU)
    copies = 1
    publication = Publication.NEVER
    words = ("踏勘时间", "能否补植", "以上笔录经阅读（宣读）无误")

    def undue(self, matter: Matter) -> str:
        """The case must be in its hands."""
        return in_hand(matter)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Which case, which stands, what is known of them."""
        return {
            "case": matter.numbered_case,
            "persons": matter.everybody,
            "heads": list(STAND_HEADS),
            "stands": stands_told(matter),
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """Which stands are looked at."""
        return {"地块情况": "；".join("，".join(row) for row in stands_told(matter))}


KIND = SiteRecord()
