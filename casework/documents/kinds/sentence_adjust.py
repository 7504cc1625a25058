"""调整量刑意见函: the court tells the procuratorate what was performed since its proposal (C15, 刑诉法 201)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.claims import performed_by
from casework.documents.common import day, in_hand
from casework.documents.matter import COURT, PROCURATORATE, Json, Matter
from casework.documents.paper_kind import PaperKind, Passage, Publication, Series, Subject, because
from rules.reading.messages import template

NOTHING_DONE = template("提出量刑建议后没有履行修复、赔偿的记录")
NOBODY_TRIED = template("没有一审正在审理的被告人")
TRIED_FIRST = ("prosecuted", "received", "first_instance", "suspended")


class SentenceAdjustment(PaperKind):
    """One for each person."""

    name = "sentence_adjust"
    title = _("调整量刑意见函")
    says = _("原量刑建议、其后履行的事实与凭据，建议检察院调整。")
    rank = 280
    position = 23
    layout = "B"
    offices = (COURT,)
    series = Series.CASE
    copies = 2
    publication = Publication.NEVER
    passages = (Passage("view", _("本院意见")),)
    words = ("建议你院对量刑建议予以调整", "新的情节")

    def undue(self, matter: Matter) -> str:
        """The case must be tried and something have been performed."""
        tried = in_hand(matter)
        if not tried and not _accused(matter):
            return because(NOBODY_TRIED, "receive")
        return tried or ("" if self.subjects(matter) else because(NOTHING_DONE, "perform"))

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each accused person who performed something since."""
        return tuple(Subject(name, name) for name in _accused(matter) if _done_since(matter, name))

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """What was proposed, what was performed."""
        proposal = matter.last("suggest_sentence", "adjust")
        return {
            "to": matter.first(PROCURATORATE),
            "case": matter.case_name,
            "person": matter.role_and_name(subject.key),
            "proposal": str(proposal.args.get("suggestion") or "") if proposal is not None else "",
            "proposed_on": day(proposal.at) if proposal is not None else "",
            "done": _done_since(matter, subject.key),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """That it is new, and shows repentance; how far is not the court's to say here."""
        return {"view": "上述履行情况是提起公诉后出现的新的情节，反映被告人的悔罪表现。"}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What was performed."""
        return {"已经履行的": "；".join(performed_by(matter, subject.key))}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The procuratorate."""
        return (matter.first(PROCURATORATE),)


def _accused(matter: Matter) -> list[str]:
    """Those whose sentence a court of first instance has before it."""
    tracks = {name: matter.track_of(name) for name in matter.names}
    return [name for name, track in tracks.items() if track is not None and track.state in TRIED_FIRST]


def _done_since(matter: Matter, person: str) -> list[str]:
    """What he performed since the last proposal, else since the prosecution: only that is new."""
    last = matter.last("suggest_sentence", "adjust") or matter.last("prosecute")
    return performed_by(matter, person, since=last.number if last is not None else 0)


KIND = SentenceAdjustment()
