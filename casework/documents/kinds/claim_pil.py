"""民事公益诉讼起诉书: the claim before the court of its level, without a criminal case to attach it to (P5)."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.claims import stands_alone
from casework.documents.common import day
from casework.documents.matter import Json, Matter
from casework.documents.paper_kind import Subject
from casework.documents.suing import Suit
from rules.proceedings.state import Track
from rules.reading.messages import template

ATTACHED = template("有刑事案件可以附带，提起刑事附带民事公益诉讼")


class ClaimAlone(Suit):
    """A claim by itself."""

    name = "claim_pil"
    title = _("民事公益诉讼起诉书")
    says = _("立案、公告和移送的经过，诉讼请求，损害的事实和理由；向有管辖权的法院单独提起。")
    rank = 172
    position = 4
    words = ("提起民事公益诉讼，请依法裁判", "没有提起诉讼", "诉讼请求")
    because = ""
    reasons = "被告违反国家规定造成森林生态环境损害，损害社会公共利益，应当承担修复、赔偿责任。"

    def misplaced(self, matter: Matter, track: Track) -> str:
        """It must not be attached to a prosecution."""
        return "" if stands_alone(matter, track) else gettext(ATTACHED)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """And who opened it, who announced it, when it was moved here."""
        moved = matter.last("accept_transfer") or matter.last("transfer")
        announced, begun = matter.last("notice"), matter.last("open_claim")
        return {
            **super().gather(matter, subject),
            "opened_by": begun.by.institution if begun is not None else "",
            "noticed_by": announced.by.institution if announced is not None else "",
            "moved": day(moved.at) if moved is not None else "",
        }


KIND = ClaimAlone()
