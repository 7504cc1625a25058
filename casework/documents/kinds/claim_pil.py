"""民事公益诉讼起诉书: the claim before the court of its level, without a criminal case to attach it to (P5)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.claims import (
    BEFORE_SUIT,
    NO_CLAIM,
    claims_told,
    defendants,
    lack_of_notice,
    noticed_on,
    opened_claim,
    opened_on,
    result_told,
    stands_alone,
)
from casework.documents.common import day, lack_of_result, loss_told, stands_told
from casework.documents.matter import COURT, PROCURATORATE, Json, Matter
from casework.documents.paper_kind import Lack, PaperKind, Passage, Publication, Series, Subject
from rules.proceedings.state import Track
from rules.reading.messages import template

ATTACHED = template("有刑事案件可以附带，提起刑事附带民事公益诉讼")
PAST = template("公益诉讼已经审理或者终结")


class ClaimAlone(PaperKind):
    """One for the claim, of the procuratorate that brings it."""

    name = "claim_pil"
    title = _("民事公益诉讼起诉书")
    says = _("立案、公告和移送的经过，诉讼请求，损害的事实和理由；向有管辖权的法院单独提起。")
    rank = 172
    layout = "C"
    offices = (PROCURATORATE,)
    series = Series.ENTERED
    copies = 3
    publication = Publication.MASKED
    served = True
    passages = (
        Passage("claims", _("诉讼请求"), _("一行一项；数额、期限、验收写明。")),
        Passage("facts", _("事实")),
        Passage("reasons", _("理由")),
    )
    words = ("提起民事公益诉讼，请依法裁判", "没有提起诉讼", "诉讼请求")

    def undue(self, matter: Matter) -> str:
        """A claim must be opened or just be brought, and not be attached to a prosecution."""
        track = opened_claim(matter)
        if track is None:
            return gettext(NO_CLAIM)
        if track.state not in (*BEFORE_SUIT, "sued"):
            return gettext(PAST)
        return "" if stands_alone(matter, track) else gettext(ATTACHED)

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """A notice that is over, and what the claims are measured by."""
        track = _track(matter)
        measured = [] if claims_told(matter, track) else lack_of_result(matter)
        return [*lack_of_notice(matter, track), *measured]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Who sues whom where; who opened it, who announced it, when it was moved here."""
        track = _track(matter)
        opened, noticed = opened_on(track), noticed_on(track)
        moved = matter.last("accept_transfer") or matter.last("transfer")
        announced, begun = matter.last("notice"), matter.last("open_claim")
        return {
            "defendants": list(defendants(matter, track)),
            "units": [party.name for party in matter.persons if party.kind == "unit"],
            "court": track.court or matter.first(COURT),
            "opened": day(opened) if opened else "",
            "opened_by": begun.by.institution if begun is not None else "",
            "noticed": day(noticed) if noticed else "",
            "noticed_by": announced.by.institution if announced is not None else "",
            "moved": day(moved.at) if moved is not None else "",
            "copies": len(defendants(matter, track)),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The claims on record, else what the result lets claim; the stands and the result."""
        facts = [f"{'、'.join(matter.names)}{matter.offence or '破坏森林资源'}，致使森林生态环境受到损害。"]
        rows = [row for row in stands_told(matter) if row[4] != "—"]
        facts += [f"地块{row[0]}{row[1].strip('—')}立木蓄积{row[4]}立方米。" for row in rows]
        if matter.adopted is not None:
            facts.append(result_told(matter))
        reasons = "被告违反国家规定造成森林生态环境损害，损害社会公共利益，应当承担修复、赔偿责任。"
        return {"claims": claims_told(matter, _track(matter)), "facts": "\n".join(facts), "reasons": reasons}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """Whom it sues, the claims, the result."""
        loss = loss_told(matter.adopted) if matter.adopted is not None else {}
        return {
            "被告": "、".join(defendants(matter, _track(matter))),
            "诉讼请求": claims_told(matter, _track(matter)) or "未定",
            "采信的测算结果": "；".join(one for one in loss.values() if one) or "没有",
        }

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The court, which serves the defendants."""
        court = _track(matter).court or matter.first(COURT)
        return (court,) if court else ()


def _track(matter: Matter) -> Track:
    found = opened_claim(matter)
    assert found is not None, "it is asked before"
    return found


KIND = ClaimAlone()
