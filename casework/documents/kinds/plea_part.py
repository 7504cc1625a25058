"""认罪认罚具结书赔偿部分: what a person does for the wood, told to him before his lawyer (P7, 刑诉法 174)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.claims import CHARGED, NOTHING_PROMISED, performed_by, promised_by, restored
from casework.documents.common import in_hand, loss_told
from casework.documents.matter import PROCURATORATE, Json, Matter, heading_of
from casework.documents.paper_kind import PaperKind, Publication, Subject, because


class PleaPart(PaperKind):
    """One for each accused who performed or promised something."""

    name = "plea_part"
    title = _("认罪认罚具结书（生态环境损害赔偿部分）")
    says = _("自愿履行的修复、赔偿，没有履行时建议可以调整，由本人和在场律师签名。")
    rank = 135
    position = 10
    layout = "F"
    offices = (PROCURATORATE,)
    copies = 3
    publication = Publication.NEVER
    words = ("自愿认罪认罚", "量刑建议可以调整", "值班律师")

    def undue(self, matter: Matter) -> str:
        """Somebody must be accused and have something to put in it."""
        examined = in_hand(matter) if not matter.is_tried else ""
        return examined or ("" if self.subjects(matter) else because(NOTHING_PROMISED, "undertake"))

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each of them."""
        return restored(matter, *CHARGED)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Whose, what was done, what is still to be done."""
        party = matter.party(subject.key)
        plea = matter.last("record_plea")
        return {
            "person": subject.key,
            "called": matter.called(subject.key),
            "unit": party is not None and party.kind == "unit",
            "minor": party is not None and party.minor,
            "case": matter.numbered_case,
            "to": heading_of(matter.office),
            "loss": loss_told(matter.adopted) if matter.adopted is not None else None,
            "done": performed_by(matter, subject.key),
            "promised": promised_by(matter, subject.key),
            "lawyer": str(plea.args.get("lawyer") or "") if plea is not None else "",
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What was done and promised."""
        return {
            "已经履行的": "；".join(performed_by(matter, subject.key)) or "没有",
            "承诺履行的": "；".join(promised_by(matter, subject.key)) or "没有",
        }

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The person."""
        return (subject.key,)


KIND = PleaPart()
