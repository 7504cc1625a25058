"""What both indictments of a public-interest claim have in common: attached to a prosecution, or alone."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

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
)
from casework.documents.common import day, lack_of_result, loss_told, stands_told
from casework.documents.matter import COURT, PROCURATORATE, Json, Matter
from casework.documents.paper_kind import Lack, PaperKind, Passage, Publication, Series, Subject, because
from rules.proceedings.state import Track
from rules.reading.messages import template

PAST = template("公益诉讼已经审理或者终结")


class Suit(PaperKind):
    """One for the claim, of the procuratorate that brings it. ``because``: joins the persons to the offence;
    ``reasons``: why the defendants answer."""

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
    because: ClassVar[str]
    reasons: ClassVar[str]

    @abstractmethod
    def misplaced(self, matter: Matter, track: Track) -> str:
        """Why a claim that may be brought is not brought by this paper; empty where it is."""

    def undue(self, matter: Matter) -> str:
        """A claim must be opened or just be brought, and by this paper."""
        track = opened_claim(matter)
        if track is None:
            return because(NO_CLAIM, "open_claim")
        if track.state not in (*BEFORE_SUIT, "sued"):
            return gettext(PAST)
        return self.misplaced(matter, track)

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """A notice that is over, and what the claims are measured by."""
        track = claim_of(matter)
        measured = [] if claims_told(matter, track) else lack_of_result(matter)
        return [*lack_of_notice(matter, track), *measured]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Who sues whom before which court; when it was opened and announced."""
        track = claim_of(matter)
        opened, noticed = opened_on(track), noticed_on(track)
        return {
            "defendants": list(defendants(matter, track)),
            "units": [party.name for party in matter.persons if party.kind == "unit"],
            "court": track.court or matter.first(COURT),
            "opened": day(opened) if opened else "",
            "noticed": day(noticed) if noticed else "",
            "copies": len(defendants(matter, track)),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The claims on record, else what the result lets claim; the stands and the result."""
        offence = matter.offence or "破坏森林资源"
        facts = [f"{'、'.join(matter.names)}{self.because}{offence}，致使森林生态环境受到损害。"]
        rows = [row for row in stands_told(matter) if row[4] != "—"]
        facts += [f"地块{row[0]}{row[1].strip('—')}立木蓄积{row[4]}立方米。" for row in rows]
        if matter.adopted is not None:
            facts.append(result_told(matter))
        return {"claims": claims_told(matter, claim_of(matter)), "facts": "\n".join(facts), "reasons": self.reasons}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """Whom it sues, the claims, the result."""
        track = claim_of(matter)
        loss = loss_told(matter.adopted) if matter.adopted is not None else {}
        return {
            "被告": "、".join(defendants(matter, track)),
            "诉讼请求": claims_told(matter, track) or "未定",
            "采信的测算结果": "；".join(one for one in loss.values() if one) or "没有",
        }

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The court, which serves the defendants."""
        court = claim_of(matter).court or matter.first(COURT)
        return (court,) if court else ()


def claim_of(matter: Matter) -> Track:
    """The claim that ``undue`` has found."""
    found = opened_claim(matter)
    assert found is not None, "it is asked before"
    return found
