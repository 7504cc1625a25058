"""刑事附带民事公益诉讼起诉书: claims, facts and reasons before the court of the criminal case (P4)."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.claims import NOT_CHARGED, stands_alone
from casework.documents.matter import Json, Matter
from casework.documents.paper_kind import Subject
from casework.documents.suing import Suit
from rules.proceedings.state import Track
from rules.reading.messages import template

NOT_ATTACHED = template("没有刑事案件可以附带")


class AttachedIndictment(Suit):
    """A claim beside a prosecution."""

    name = "indictment_pil"
    title = _("刑事附带民事公益诉讼起诉书")
    says = _("诉讼请求、公告的经过、损害的事实和理由；公告期届满前不能起诉。")
    rank = 170
    position = 4
    words = ("刑事附带民事公益诉讼被告", "没有机关和组织提起诉讼", "诉讼请求")
    because = "因"
    reasons = "被告违反国家规定造成森林生态环境损害，损害社会公共利益，除应当承担刑事责任外，还应当承担修复、赔偿责任。"

    def misplaced(self, matter: Matter, track: Track) -> str:
        """Somebody must be charged, and the claim not stand alone."""
        accused = any(one.state not in NOT_CHARGED for one in matter.case.of_kind("criminal"))
        return "" if accused and not stands_alone(matter, track) else gettext(NOT_ATTACHED)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """And the criminal case that it is attached to."""
        return {**super().gather(matter, subject), "case": matter.case_name}


KIND = AttachedIndictment()
