"""立案决定书 (公益诉讼): how it was found, what is damaged, that a case is opened (P2, 公益诉讼办案规则 28, 30, 85)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.claims import NO_CLAIM, opened_claim, opened_on
from casework.documents.common import day, stands_told
from casework.documents.matter import PROCURATORATE, Json, Matter
from casework.documents.paper_kind import Lack, PaperKind, Passage, Publication, Series, Subject, because, without_facts


class ClaimOpened(PaperKind):
    """One for the claim."""

    name = "pil_open"
    title = _("公益诉讼立案决定书")
    says = _("线索来源、损害的事实、立案的依据和决定。")
    rank = 155
    position = 5
    edition = 2
    layout = "C"
    offices = (PROCURATORATE,)
    series = Series.ENTERED
    copies = 2
    publication = Publication.NEVER
    passages = (Passage("facts", _("查明的事实"), _("行为、地块和受损的情况。")),)
    words = ("决定立案", "公益诉讼案件的线索")

    def titled(self, matter: Matter) -> str:
        """On the paper it is a decision."""
        return "立案决定书"

    def undue(self, matter: Matter) -> str:
        """A claim must be opened."""
        return "" if opened_claim(matter) is not None else because(NO_CLAIM, "open_claim")

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """The facts."""
        return without_facts(matter)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Where it was found, when it was opened."""
        track = opened_claim(matter)
        assert track is not None, "it is asked before"
        act = matter.last("open_claim")
        on = opened_on(track)
        return {
            "persons": "、".join(matter.names),
            "offence": matter.offence,
            "lead": str(act.args.get("lead") or "") if act is not None else "",
            "on": day(on) if on is not None else "",
            "criminal": any(matter.case.of_kind("criminal")),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What the stands say."""
        rows = [row for row in stands_told(matter) if row[4] != "—"]
        told = "；".join(f"地块{row[0]}{row[1].strip('—')}立木蓄积{row[4]}立方米" for row in rows)
        who = "、".join(matter.names) or "有关人员"
        return {"facts": f"{who}涉嫌{matter.offence or '破坏森林资源'}{f'，{told}' if told else ''}。"}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """Whom it concerns, what is damaged."""
        return {
            "违法行为人": "、".join(matter.names) or "未定",
            "地块情况": "；".join("，".join(row) for row in stands_told(matter)),
        }


KIND = ClaimOpened()
