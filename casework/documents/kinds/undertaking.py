"""生态损害赔偿承诺书: a person takes over what he will do, by when (B2)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.common import each_person, in_hand, lack_of_result, loss_told, nobody
from casework.documents.matter import COURT, PROCURATORATE, Json, Matter, heading_of
from casework.documents.owed import doing, due_said, duty_told, sum_in_both
from casework.documents.paper_kind import Lack, PaperKind, Publication, Subject
from rules.proceedings.state import Obligation


class Undertaking(PaperKind):
    """One for each person."""

    name = "undertaking"
    title = _("生态损害赔偿承诺书")
    says = _("承诺履行的事项、数额（数字和大写）、期限、保证金和不履行的后果，由承诺人签名捺印。")
    rank = 60
    position = 23
    layout = "G"
    offices = (COURT, PROCURATORATE)
    copies = 3
    publication = Publication.NEVER
    words = ("自愿作出如下承诺", "承诺事项")

    def undue(self, matter: Matter) -> str:
        """The case must be in its hands, and somebody be known."""
        return in_hand(matter) or nobody(matter)

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each person."""
        return each_person(matter)

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """A result to rest on, unless what is promised is known already."""
        return [] if _promised(matter, subject.key) else lack_of_result(matter)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Who promises what, by when, secured how."""
        party = matter.party(subject.key)
        return {
            "person": subject.key,
            "called": matter.called(subject.key),
            "unit": party is not None and party.kind == "unit",
            "minor": party is not None and party.has_guardian,
            "case": matter.numbered_case,
            "to": heading_of(matter.office),
            "loss": loss_told(matter.adopted) if matter.adopted is not None else None,
            "duties": [_told(one) for one in _promised(matter, subject.key)],
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is promised."""
        told = [_told(one) for one in _promised(matter, subject.key)]
        return {"承诺的事项": "；".join(f"{one['what']}，{one['due']}" for one in told) or "未定"}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """To whom it is promised."""
        return (matter.office.name,)


def _promised(matter: Matter, person: str) -> list[Obligation]:
    return [one for one in matter.amends if person in one.obligors and one.kind]


def _told(duty: Obligation) -> dict[str, str]:
    return {
        "what": doing(duty, duty_told(duty, both=True)),
        "due": due_said(duty),
        "deposit": sum_in_both(duty.security) if duty.security is not None else "",
    }


KIND = Undertaking()
