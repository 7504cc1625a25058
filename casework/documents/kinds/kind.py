"""The two kinds of papers that were issued before decision 31: their names, what they say, when they no longer hold.

No page makes one any more, but they are out, and in records: ``verify`` sets each anew by its template, lists tell
whether one still holds, dossiers hold them. So titles, templates, editions and what follows from later records stay.

What they say (``missing``, ``gather``, with ``Frame`` and ``documents.stands``) is asked by tests alone: a paper told
by the code that told those which are out shows that templates and verification still fit them. No frozen snapshot has
all that such a paper may say; until there is one for each template, this stays.
"""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from casework.accounts import Person
from casework.cases import Case
from casework.documents.by_acts import course_of
from casework.documents.models import Document
from casework.losses.reviewing import Reviewed
from rules.casefile import CaseFile
from rules.casefile.charges import offences_of
from rules.proceedings.seats import assigned

Json = dict[str, Any]


@dataclass(frozen=True)
class Frame:
    """What every document states beside its matter: number, template, who makes it and when, the audit head.

    ``about``: the number of the assessment that it is asked to state; None for the one that counts.
    """

    kind: str
    title: str
    number: str
    template: str
    person: Person
    at: datetime.datetime
    audit: tuple[int, str]
    about: int | None = None

    def as_json(self, case: Case, casefile: CaseFile, issuer: str | None = None) -> Json:
        """The common part of a snapshot. ``issuer`` is the bureau: it measured and it confirms retirements."""
        seq, head = self.audit
        seats, course = _seats(case), course_of(case)
        number = course.number or case.number
        return {
            "format": "tanheng-document/1",
            "kind": self.kind,
            "title": self.title,
            "number": self.number,
            "template": self.template,
            "issuer": issuer or seats["bureau"],
            "issued": {
                "institution": self.person.institution.name,
                "person": self.person.name,
                "at": self.at.isoformat(timespec="seconds"),
            },
            "audit": {"seq": seq, "hash": head},
            "case": {
                "number": number,
                "reference": case.reference,
                "title": number or f"内部编号{case.reference}的",
                "offence": case.offence,
                "name": case_name(casefile),
                **seats,
            },
            "parties": [party.name for party in casefile.parties if party.liable],
        }


def _seats(case: Case) -> Json:
    """Who has the seats, by name; one may be empty."""
    course = course_of(case)
    court = course.first("court")
    judges = assigned(course.case, "judge", court) if court else ()
    places: Json = {name: course.first(name) for name in ("procuratorate", "court", "bureau")}
    return places | {"judge": "、".join(judges) or None}


@dataclass(frozen=True)
class Gathered:
    """What a document says, as plain data in which decimals and dates are text, and the records it rests on.

    ``rests_on``: table of the record, in the singular -> its id.
    """

    data: Json
    rests_on: Mapping[str, int]


class Kind(ABC):
    """A kind of document. Its template is ``documents/<name>/document.html`` and reads nothing but the gathered data.

    ``title`` stands on the paper and on the screen, ``says`` tells on the screen what it contains. ``edition`` of the
    template is raised whenever the wording of the paper changes.
    """

    name: ClassVar[str]
    title: ClassVar[object]
    says: ClassVar[object]
    edition: ClassVar[int]

    @property
    def template(self) -> str:
        """The template of the paper."""
        return f"documents/{self.name}/document.html"

    @abstractmethod
    def missing(self, case: Case) -> list[str]:
        """Everything that the case still lacks for it, in words."""

    @abstractmethod
    def gather(self, case: Case, frame: Frame) -> Gathered:
        """What it says now. Asked only where nothing is missing."""

    @abstractmethod
    def superseded(self, documents: Sequence[Document]) -> dict[int, str]:
        """Those of these documents of this kind that no longer say what holds, by id, with the reason.

        That a later document of the same kind took their place is told for every kind.
        """


NAMED = 5
"""How many accused persons the name of a case has; of more only the first, and how many there are."""


def case_name(casefile: CaseFile) -> str:
    """The name of a case as papers write it: 陈某、李某盗伐林木、失火案."""
    accused = [party.name for party in casefile.parties if party.accused]
    names = accused or [party.name for party in casefile.parties if party.liable]
    told = "、".join(names) if len(names) <= NAMED else f"{names[0]}等{len(names)}人"
    return f"{told}{'、'.join(offences_of(casefile))}案"


def assessment_json(reviewed: Reviewed) -> Json:
    """Which assessment a document states: number, who measured and when, its hash."""
    row = reviewed.row
    at = row.at.isoformat(timespec="seconds")
    told: Json = {"number": row.number, "person": reviewed.measurer.name, "at": at, "hash": row.hash}
    withdrawal = reviewed.entered_set.withdrawal if reviewed.entered_set else None
    if withdrawal is not None:
        day = withdrawal.row.at.isoformat(timespec="seconds")
        told["set_withdrawn"] = {"at": day, "reason": withdrawal.row.reason}
    return told
