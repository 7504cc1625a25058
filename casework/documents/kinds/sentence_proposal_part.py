"""量刑建议书赔偿部分: what was done by the day and what is promised, and what follows if it is not done (P6)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.claims import CHARGED, NOTHING_PROMISED, performed_by, promised_by, restored
from casework.documents.common import day, in_hand, loss_told
from casework.documents.matter import COURT, PROCURATORATE, Json, Matter
from casework.documents.paper_kind import PaperKind, Passage, Publication, Series, Subject, because


class SentenceProposalPart(PaperKind):
    """One for each accused who performed or promised something."""

    name = "sentence_proposal_part"
    title = _("量刑建议书（生态环境损害赔偿部分）")
    says = _("截至当日已经履行的和承诺履行的修复、赔偿及其凭据，作为酌定情节的意见。")
    rank = 130
    position = 7
    layout = "C"
    offices = (PROCURATORATE,)
    series = Series.ENTERED
    copies = 3
    publication = Publication.PARTIES
    passages = (
        Passage("proposal", _("量刑建议"), _("主刑、刑期和执行方式、罚金。")),
        Passage("otherwise", _("没有履行时的建议")),
    )
    words = ("酌定量刑情节", "截至本建议书作出之日", "没有履行时")

    def undue(self, matter: Matter) -> str:
        """Somebody must be accused and have done or promised something."""
        examined = in_hand(matter) if not matter.is_tried else ""
        return examined or ("" if self.subjects(matter) else because(NOTHING_PROMISED, "undertake"))

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each of them."""
        return restored(matter, *CHARGED)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """To which court, of whom, what was done and promised."""
        track = matter.track_of(subject.key)
        return {
            "to": (track.court if track is not None else "") or matter.first(COURT),
            "case": matter.case_name,
            "person": matter.role_and_name(subject.key).replace("犯罪嫌疑", "被告", 1),
            "loss": loss_told(matter.adopted) if matter.adopted is not None else None,
            "done": performed_by(matter, subject.key),
            "promised": promised_by(matter, subject.key),
            "day": day(matter.day),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What was proposed, where it is on record; that a promise alone is weighed less."""
        proposed = matter.last("suggest_sentence", "adjust")
        said = str(proposed.args.get("suggestion") or "") if proposed is not None else ""
        if promised_by(matter, subject.key):
            otherwise = "承诺的部分在判决前没有履行的，本院将调整量刑建议，不再以其作为从宽的情节。"
        else:
            otherwise = "所载的履行情况查明不实的，本院将调整量刑建议。"
        return {"proposal": said, "otherwise": otherwise}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What was done and promised."""
        return {
            "已经履行的": "；".join(performed_by(matter, subject.key)) or "没有",
            "承诺履行的": "；".join(promised_by(matter, subject.key)) or "没有",
        }

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The court."""
        court = self.gather(matter, subject)["to"]
        return (str(court),) if court else ()


KIND = SentenceProposalPart()
