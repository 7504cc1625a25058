"""不起诉决定书赔偿部分: what was restored before the decision, as a fact of it (P10, 刑诉法 177)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.claims import performed_by
from casework.documents.common import loss_told
from casework.documents.matter import PROCURATORATE, Json, Matter
from casework.documents.paper_kind import PaperKind, Passage, Publication, Series, Subject, because
from rules.reading.messages import template

NOTHING_RESTORED = template("没有人在审查起诉中或者不起诉前履行修复、赔偿")
STATES = ("examining", "not_prosecuted", "probation_6_12m")


class NonprosecutionPart(PaperKind):
    """One for each person who restored something."""

    name = "nonprosecution_part"
    title = _("不起诉决定书（生态环境损害赔偿部分）")
    says = _("决定前已经履行的修复、赔偿及其凭据；只写已经做到的，不写将要做的。")
    rank = 350
    layout = "C"
    offices = (PROCURATORATE,)
    series = Series.ENTERED
    copies = 5
    publication = Publication.MASKED
    passages = (Passage("reasons", _("理由"), _("履行情况只是理由之一。")),)
    words = ("不起诉决定书中关于", "决定作出前已经履行")

    def undue(self, matter: Matter) -> str:
        """Somebody who is examined or was not prosecuted must have performed something."""
        return "" if self.subjects(matter) else because(NOTHING_RESTORED, "perform")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each of them."""
        return tuple(
            Subject(name, name)
            for name in matter.names
            if (track := matter.track_of(name)) and track.state in STATES and _before(matter, name)
        )

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """What was measured, what was performed."""
        track = matter.track_of(subject.key)
        decided = track is not None and track.state != "examining"
        return {
            "person": _as_decided(matter, subject.key),
            "case": matter.case_name,
            "decided": decided,
            "loss": loss_told(matter.adopted) if matter.adopted is not None else None,
            "done": _before(matter, subject.key),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """That it shows repentance; it is weighed with the circumstances of the offence."""
        return {"reasons": "上述修复、赔偿反映其悔罪表现，结合犯罪情节，作为审查是否起诉的情节予以考虑。"}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What was performed."""
        return {"已经履行的": "；".join(_before(matter, subject.key))}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The person."""
        return (subject.key,)


def _as_decided(matter: Matter, name: str) -> str:
    """A decision calls whom it concerns by what it makes of him, in its draft too."""
    party = matter.party(name)
    return f"被不起诉{'单位' if party is not None and party.kind == 'unit' else '人'}{name}"


def _before(matter: Matter, person: str) -> list[str]:
    """What this person performed until the decision, or until today where there is none yet."""
    track = matter.track_of(person)
    decided = track.since("not_prosecuted", "probation_6_12m") if track is not None else None
    return performed_by(matter, person, decided or matter.day)


KIND = NonprosecutionPart()
