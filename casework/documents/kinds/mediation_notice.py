"""公益诉讼调解公告: an agreement is made public for thirty days before the court may confirm it (环公解释 25)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.common import contacts, day
from casework.documents.masks import masked, masks
from casework.documents.matter import COURT, Json, Matter
from casework.documents.paper_kind import (
    ADDRESS,
    PHONE,
    Lack,
    PaperKind,
    Publication,
    Series,
    Subject,
    because,
    wanting,
)
from casework.documents.settling import THIRTY, claimant, heads_json, heads_told, lack_of_agreement
from rules.proceedings.state import Track
from rules.reading.messages import template

NOTHING_AGREED = template("没有须公告的调解协议或者磋商协议")
PUBLIC = ("agreed", "announced")


class MediationNotice(PaperKind):
    """One for each agreement that is not confirmed yet."""

    name = "mediation_notice"
    title = _("公益诉讼调解公告")
    says = _("协议的内容、三十日的公告期、提出意见的方式；自然人的姓名隐去。")
    rank = 298
    position = 28
    layout = "B"
    offices = (COURT,)
    series = Series.CASE
    copies = 2
    publication = Publication.MASKED
    words = ("现将协议内容予以公告", "可以在公告期内向本院提出")

    def titled(self, matter: Matter) -> str:
        """On the paper it is a notice."""
        return "公告"

    def undue(self, matter: Matter) -> str:
        """Something must have been agreed, and no court have confirmed it."""
        return "" if self.subjects(matter) else because(NOTHING_AGREED, "agree")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each agreement, in a suit or by negotiation."""
        return tuple(
            Subject(track.id, "、".join(track.persons))
            for kind in ("civil", "negotiation")
            for track in matter.case.of_kind(kind)
            if track.state in PUBLIC
        )

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """The heads, where to write to."""
        return [*lack_of_agreement(matter, matter.case.tracks[subject.key]), *wanting(matter, ADDRESS, PHONE)]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """What was agreed, with masks for the names; from when to when."""
        track = matter.case.tracks[subject.key]
        names, begun = masks(matter), _begun(matter, track)
        heads = [{key: _hidden(value, names) for key, value in head.items()} for head in heads_json(matter, track)]
        return {
            "suit": track.kind == "civil",
            "claimant": masked(claimant(matter, track), names),
            "case": masked(matter.case_name, names),
            "heads": heads,
            "from": day(begun),
            "until": day(begun + THIRTY),
            "contact": contacts(matter),
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The heads."""
        return {"协议的内容": heads_told(matter, matter.case.tracks[subject.key])}


def _begun(matter: Matter, track: Track) -> datetime.date:
    return track.since("announced") or matter.day


def _hidden(value: object, names: Mapping[str, str]) -> object:
    return masked(value, names) if isinstance(value, str) else value


KIND = MediationNotice()
