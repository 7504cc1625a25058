"""司法确认申请书, 裁定书碳汇部分: an agreement by negotiation is confirmed, so that it can be enforced (C16).

民事诉讼法 205, 206; what a government agreed on is announced for thirty days first (法释〔2019〕8号 20).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import day
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.numbers import mistake_in_confirmation_number
from casework.documents.paper_kind import Lack, PaperKind, Publication, Series, Subject, because
from casework.documents.settling import (
    agreed_on,
    claimant,
    heads_json,
    heads_told,
    lack_of_agreement,
    lack_of_announcement,
    liable,
)
from rules.reading.messages import Message, template

NO_NUMBER = template("还没有司法确认案件的案号（民特）")
NO_AGREEMENT = template("没有经磋商达成的协议")
TAKEN_IN = ("announce", "confirm")
STATES = ("agreed", "announced", "in_performance")


class JudicialConfirmation(PaperKind):
    """One for each agreement by negotiation: of the parties an application, of the court the ruling."""

    name = "judicial_confirmation"
    title = _("司法确认申请书（裁定书碳汇部分）")
    says = _("磋商协议的内容和请求确认的理由；法院制作的，为裁定书的相应部分，协议公告满三十日后才能出具。")
    rank = 440
    layout = "G"
    offices = (BUREAU, PROCURATORATE, COURT)
    copies = 3
    publication = Publication.MASKED
    words = ("司法确认", "申请人之间达成的", "不违反法律强制性规定")

    def titled(self, matter: Matter) -> str:
        """Of a court it is a ruling."""
        return "民事裁定书" if matter.office.kind == COURT else "司法确认申请书"

    def laid_out(self, matter: Matter) -> str:
        """As the title."""
        return "A" if matter.office.kind == COURT else "G"

    def numbered(self, matter: Matter) -> Series:
        """A court's bears its number; an application has none."""
        return Series.CASE if matter.office.kind == COURT else Series.NONE

    def case_number(self, matter: Matter, subject: Subject) -> str:
        """That of the case of confirmation (民特), which is none of the prosecution's."""
        came = {one.act for one in matter.case.tracks[subject.key].passages}
        given = [str(act.args.get("number") or "") for act in matter.acts(*TAKEN_IN) if act.number in came]
        return next((one for one in reversed(given) if one), "")

    def mistake_in_number(self, number: str, today: datetime.date) -> Message | None:
        """A case of confirmation is one of 民特."""
        return mistake_in_confirmation_number(number, today)

    def without_number(self, matter: Matter) -> Lack:
        """It is entered where the agreement is announced."""
        return Lack(gettext(NO_NUMBER), "announce")

    def undue(self, matter: Matter) -> str:
        """Something must have been agreed by negotiation."""
        return "" if self.subjects(matter) else because(NO_AGREEMENT, "agree")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each of them; a court's only where it is asked, or confirmed it."""
        return tuple(
            Subject(track.id, "、".join(track.persons))
            for track in matter.case.of_kind("negotiation")
            if track.state in STATES
        )

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """The heads; of the court also that they were announced."""
        track = matter.case.tracks[subject.key]
        public = lack_of_announcement(matter, track) if matter.office.kind == COURT else []
        return [*lack_of_agreement(matter, track), *public]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Who agreed with whom on what, when."""
        track = matter.case.tracks[subject.key]
        agreed, begun = agreed_on(track), track.since("announced")
        parties = [claimant(matter, track), *liable(matter, track)]
        return {
            "court": matter.office.kind == COURT,
            "to": track.court or matter.first(COURT),
            "parties": [
                {"name": name, "office": at == 0, "unit": _is_unit(matter, name)} for at, name in enumerate(parties)
            ],
            "case": matter.case_name,
            "agreed": day(agreed) if agreed is not None else "",
            "announced": day(begun) if begun is not None else "",
            "heads": heads_json(matter, track),
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The heads."""
        return {"协议的内容": heads_told(matter, matter.case.tracks[subject.key])}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The parties; of an application the court."""
        track = matter.case.tracks[subject.key]
        if matter.office.kind == COURT:
            return (claimant(matter, track), *liable(matter, track))
        court = track.court or matter.first(COURT)
        return (court,) if court else ()


def _is_unit(matter: Matter, name: str) -> bool:
    party = matter.party(name)
    return party is not None and party.kind == "unit"


KIND = JudicialConfirmation()
