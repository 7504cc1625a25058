"""调解协议, 生态环境损害赔偿协议: heads that were agreed, who accepts them, what follows otherwise (P13).

In a suit it may not take anything off the claims (公益诉讼办案规则 99) and works through the court alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.common import signers
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.paper_kind import Lack, PaperKind, Passage, Publication, Subject, because
from casework.documents.settling import claimant, heads_json, heads_told, lack_of_agreement, liable
from rules.proceedings.state import Track
from rules.reading.messages import template
from rules.values.chinese import counted

NOTHING_TO_SETTLE = template("没有在审理的公益诉讼，也没有启动磋商")
SUITS = ("received", "first_instance", "agreed", "announced")
TALKS = ("started", "talking", "agreed", "announced")


class Settlement(PaperKind):
    """One for each claim or negotiation in which something may be agreed."""

    name = "settlement"
    title = _("调解（磋商）协议")
    says = _(
        "当事人、没有争议的事实、逐项责任、验收、不履行的后果；公益诉讼的协议不减免诉讼请求，须公告并经法院出具调解书。"
    )
    rank = 290
    position = 28
    layout = "G"
    offices = (PROCURATORATE, COURT, BUREAU)
    copies = 4
    publication = Publication.MASKED
    passages = (Passage("facts", _("没有争议的事实")),)
    words = ("自愿达成如下协议", "本协议的效力", "丙方（验收、受领单位）")

    def titled(self, matter: Matter) -> str:
        """By whether somebody sued."""
        return "调解协议" if matter.claim is not None else "生态环境损害赔偿协议"

    def undue(self, matter: Matter) -> str:
        """A claim must be tried or a negotiation have begun."""
        return "" if self.subjects(matter) else because(NOTHING_TO_SETTLE, "sue")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each of them."""
        return tuple(
            Subject(track.id, "、".join(track.persons))
            for kind, states in (("civil", SUITS), ("negotiation", TALKS))
            for track in matter.case.of_kind(kind)
            if track.state in states
        )

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """What was agreed."""
        return lack_of_agreement(matter, matter.case.tracks[subject.key])

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Between whom, before which court, what."""
        track = matter.case.tracks[subject.key]
        return {
            "suit": track.kind == "civil",
            "claimant": claimant(matter, track),
            "liable": signers(matter, liable(matter, track)),
            "copies": counted(len(liable(matter, track)) + 3),
            "third": matter.first(BUREAU) if claimant(matter, track) != matter.first(BUREAU) else "",
            "court": track.court or matter.first(COURT),
            "case": matter.numbered_case,
            "heads": heads_json(matter, track),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The conduct and what it cost, as far as it is on record."""
        told = f"{'、'.join(liable(matter, matter.case.tracks[subject.key]))}{matter.offence or '破坏森林资源'}"
        return {"facts": f"{told}，造成森林生态环境损害，各方对损害的事实和责任没有争议。"}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The heads."""
        return {"协议的内容": heads_told(matter, matter.case.tracks[subject.key])}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Who signs it, and the court."""
        track: Track = matter.case.tracks[subject.key]
        court = track.court or matter.first(COURT)
        return (claimant(matter, track), *liable(matter, track), *((court,) if court else ()))


KIND = Settlement()
