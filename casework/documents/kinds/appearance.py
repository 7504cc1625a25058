"""派员出庭通知书: who of the procuratorate comes to the hearing of its claim, in what office, to do what (P11).

It is due within three days of the notice of the court (公益诉讼办案规则 49; of a second instance 63).
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.matter import COURT, PROCURATORATE, Json, Matter
from casework.documents.paper_kind import PaperKind, Publication, Series, Subject, because
from casework.permissions import PROSECUTOR
from rules.proceedings.seats import assigned
from rules.proceedings.state import Track
from rules.reading.messages import template

NOT_SUED = template("没有向法院提起的公益诉讼")
HEARD = template("公益诉讼案件的审理已经结束")
OPEN = ("sued", "received", "first_instance", "suspended", "second_instance", "reopened")


class Appearance(PaperKind):
    """One for each public-interest claim that is tried, civil or against an office."""

    name = "appearance"
    title = _("派员出庭通知书")
    says = _("出庭人员的姓名、法律职务和出庭履行的职责。")
    rank = 174
    position = 12
    layout = "C"
    offices = (PROCURATORATE,)
    series = Series.ENTERED
    copies = 2
    publication = Publication.NEVER
    words = ("现派下列人员出席法庭", "法律职务", "出庭履行的职责")

    def undue(self, matter: Matter) -> str:
        """A claim must be before a court."""
        if self.subjects(matter):
            return ""
        return gettext(HEARD) if matter.claim is not None else because(NOT_SUED, "sue")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each claim that this procuratorate brought and that is not decided yet."""
        return tuple(
            Subject(track.id, track.court or matter.first(COURT))
            for track in _claims(matter)
            if track.state in OPEN and track.procuratorate in ("", matter.office.name)
        )

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Before which court, in which case; who has it in hand here."""
        track = matter.case.tracks[subject.key]
        return {
            "to": track.court or matter.first(COURT),
            "case": matter.numbered_case,
            "attached": track.kind == "civil" and bool(track.data.get("attached")),
            "second": track.state == "second_instance",
            "against_office": track.kind == "supervision",
            "rows": [[name, "", ""] for name in _who(matter)],
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """Before which court, who has the case in hand."""
        track = matter.case.tracks[subject.key]
        return {"审理的法院": track.court or matter.first(COURT) or "未定", "承办人": "、".join(_who(matter)) or "未定"}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The court."""
        court = matter.case.tracks[subject.key].court or matter.first(COURT)
        return (court,) if court else ()


def _claims(matter: Matter) -> list[Track]:
    return [*matter.case.of_kind("civil"), *matter.case.of_kind("supervision")]


def _who(matter: Matter) -> tuple[str, ...]:
    return assigned(matter.case, PROSECUTOR, matter.office.name) or (matter.author,)


KIND = Appearance()
