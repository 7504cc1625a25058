"""诉前公告: bodies that may sue are told of the damage and of the thirty days (P1, 公诉规则 91)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import contacts, stands_told
from casework.documents.matter import PROCURATORATE, Json, Matter
from casework.documents.paper_kind import (
    ADDRESS,
    PHONE,
    Lack,
    PaperKind,
    Passage,
    Publication,
    Subject,
    because,
    wanting,
    without_facts,
)
from rules.reading.messages import template

NO_CLAIM = template("没有公益诉讼立案")
SUED = template("已经起诉，公告应在起诉前")


class PublicNotice(PaperKind):
    """One for the claim."""

    name = "public_notice"
    title = _("公益诉讼诉前公告")
    says = _("损害的事实、告知有权起诉的机关和组织、三十日的期限、联系方式。")
    rank = 160
    position = 5
    layout = "C"
    offices = (PROCURATORATE,)
    copies = 1
    publication = Publication.MASKED
    passages = (Passage("damage", _("损害事实"), _("公告公开，不写自然人的姓名。")),)
    words = ("法律规定的机关和有关组织", "公告期", "三十日")

    def titled(self, matter: Matter) -> str:
        """On the paper it is a notice."""
        return "公告"

    def undue(self, matter: Matter) -> str:
        """A claim must be opened and nobody have sued."""
        states = [one.state for one in matter.case.of_kind("civil")]
        if not any(state in ("opened", "noticed", "reviewing") for state in states):
            return gettext(SUED) if matter.claim is not None else because(NO_CLAIM, "open_claim")
        return ""

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """The facts, where to call."""
        return [*without_facts(matter), *wanting(matter, ADDRESS, PHONE)]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Where to answer."""
        return {"contact": contacts(matter)}

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What the stands say, without a name."""
        rows = stands_told(matter)
        volume = "；".join(f"{row[1].strip('—')}立木蓄积{row[4]}立方米" for row in rows if row[4] != "—")
        told = f"本院在履行职责中发现，有关人员涉嫌{matter.offence}，致使森林资源受到破坏"
        return {"damage": f"{told}{f'（{volume}）' if volume else ''}，社会公共利益受到损害。"}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What the damage is."""
        return {"案由": matter.offence, "地块情况": "；".join("，".join(row) for row in stands_told(matter))}


KIND = PublicNotice()
