"""送达回证: who received which paper, when, how; with the address to which more is sent (C13)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import day
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter, Sent
from casework.documents.paper_kind import PaperKind, Publication, Subject
from rules.reading.messages import template

NOTHING_SENT = template("本单位还没有签发须送达的文书")


class ServiceReceipt(PaperKind):
    """One for each paper of this office and each who receives it."""

    name = "service_receipt"
    title = _("送达回证")
    says = _("送达的文书和文号、受送达人、地址、签收和代收、拒收情况，附送达地址确认。")
    rank = 10
    position = 34
    layout = "F"
    offices = (COURT, PROCURATORATE, BUREAU)
    copies = 1
    publication = Publication.NEVER
    words = ("受送达人签名或者盖章", "代收人", "送达地址确认")

    def undue(self, matter: Matter) -> str:
        """Something must have been issued."""
        return "" if self.subjects(matter) else gettext(NOTHING_SENT)

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each paper and each recipient."""
        return tuple(
            Subject(f"{sent.id}:{name}", f"{sent.title}，{name}")
            for sent in matter.sent
            if sent.institution == matter.office.name and sent.kind != self.name
            for name in sent.persons
        )

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Which paper goes to whom."""
        sent, name = _sent(matter, subject)
        return {
            "case": matter.case_name,
            "number": matter.case_number,
            "paper": sent.title,
            "paper_number": sent.number,
            "day": day(sent.day),
            "name": matter.role_and_name(name) if matter.party(name) else name,
            "person": matter.party(name) is not None,
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """Which paper it is for."""
        sent, name = _sent(matter, subject)
        return {"送达的文书": f"{sent.title}{sent.number}", "受送达人": name}


def _sent(matter: Matter, subject: Subject) -> tuple[Sent, str]:
    number, _, name = subject.key.partition(":")
    return next(one for one in matter.sent if one.id == int(number)), name


KIND = ServiceReceipt()
