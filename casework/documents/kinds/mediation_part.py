"""调解书碳汇部分: claims, facts, what was agreed and announced; it takes effect when it is signed for (C10)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.claims import claimed, result_told
from casework.documents.common import day, stands_told
from casework.documents.matter import COURT, PROCURATORATE, Json, Matter
from casework.documents.owed import doing, duty_told
from casework.documents.paper_kind import Lack, PaperKind, Passage, Publication, Series, Subject, because
from casework.documents.settling import (
    NOT_AGREED,
    agreed_on,
    claimant,
    heads_json,
    heads_told,
    lack_of_agreement,
    lack_of_announcement,
    liable,
)
from rules.proceedings.state import Track
from rules.reading.messages import template
from rules.values.chinese import counted

NO_SUIT = template("没有在审理的公益诉讼")


class MediationPart(PaperKind):
    """One for each claim in which something was agreed before the court."""

    name = "mediation_part"
    title = _("调解书碳汇部分")
    says = _("诉讼请求、基本事实、协议内容、公告的经过和费用；协议公告满三十日后才能出具。")
    rank = 300
    position = 31
    layout = "A"
    offices = (COURT,)
    series = Series.CASE
    copies = 4
    publication = Publication.MASKED
    served = True
    passages = (Passage("facts", _("基本事实"), _("公益诉讼的调解书不得省略案件的基本事实。")),)
    words = ("经本院主持调解", "协议内容不违反法律规定", "双方签收后")

    def titled(self, matter: Matter) -> str:
        """On the paper it is a settlement of the court."""
        return "民事调解书"

    def undue(self, matter: Matter) -> str:
        """Something must have been agreed before this court."""
        if self.subjects(matter):
            return ""
        return because(NOT_AGREED, "agree") if matter.claim is not None else because(NO_SUIT, "sue")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each such claim, until it is settled and afterwards."""
        return tuple(
            Subject(track.id, "、".join(track.persons))
            for track in matter.case.of_kind("civil")
            if agreed_on(track) is not None and matter.claim is not None
        )

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """The heads, and that they were announced for thirty days."""
        track = matter.case.tracks[subject.key]
        return [*lack_of_agreement(matter, track), *lack_of_announcement(matter, track)]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Who claims of whom, what was agreed, when it was announced."""
        track = matter.case.tracks[subject.key]
        begun = track.since("announced")
        assert begun is not None, "nothing is missing"
        return {
            "claimant": claimant(matter, track),
            "public": not track.data.get("plaintiff"),
            "liable": list(liable(matter, track)),
            "attached": bool(track.data.get("attached")),
            "case": matter.case_name,
            "heads": heads_json(matter, track),
            "announced": day(begun),
            "claims": _claims(matter, track),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The conduct, the stands and the result."""
        facts = [f"{'、'.join(matter.names)}{matter.offence or '破坏森林资源'}，造成森林生态环境损害。"]
        rows = [row for row in stands_told(matter) if row[4] != "—"]
        facts += [f"地块{row[0]}{row[1].strip('—')}立木蓄积{row[4]}立方米。" for row in rows]
        if matter.adopted is not None:
            facts.append(result_told(matter))
        return {"facts": "\n".join(facts)}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The heads."""
        return {"协议的内容": heads_told(matter, matter.case.tracks[subject.key])}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The parties."""
        track: Track = matter.case.tracks[subject.key]
        return (claimant(matter, track) or matter.first(PROCURATORATE), *liable(matter, track))


def _claims(matter: Matter, track: Track) -> list[str]:
    """What was asked for when it was sued, what is performed since included."""
    return [
        f"{counted(at)}、判令{'、'.join(duty.obligors)}{doing(duty, duty_told(duty))}"
        for at, duty in enumerate(claimed(matter, track), 1)
    ]


KIND = MediationPart()
