"""A case as a paper sees it: what its acts have made of it, its facts, its results, on one day, for one office.

Nothing here asks the database. Words that papers share stand here: how persons are called, the case, what is owed.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from casework.documents.certificates import Certificate
from casework.documents.dossier import OTHER
from casework.proceedings.names import numbers_of
from casework.restoring.designing import DesignEntry
from casework.restoring.surveying import Looked
from rules.casefile import CaseFile
from rules.proceedings.acts import Act
from rules.proceedings.state import Case, Measuring, Obligation, Party, Track
from rules.record.assessment import AssessmentRecord
from rules.values.quantity import plain

Json = dict[str, Any]

PROCURATORATE, COURT, BUREAU = "procuratorate", "court", "bureau"
TRIED = ("first_instance", "suspended", "judged_1", "appeal_open", "second_instance", "judged_2", "reopened")
AT_COURT = ("prosecuted", "received", *TRIED)
RULED = ("judged_1", "appeal_open", "judged_2", "effective", "handed_over", "exempted", "done")
PENALTIES = ("罚款",)
"""Kinds of what is owed that neither repair nor compensate."""
GONE = ("dropped", "superseded", "proposed", "converted", "waived", "lapsed")
"""States of an obligation that nobody has to perform."""


@dataclass(frozen=True)
class Office:
    """Who draws a paper up: an institution, and what its administrator entered of it (``particulars``)."""

    name: str
    kind: str
    province: str = "福建省"
    particulars: Mapping[str, str] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """With the province before it, as courts and procuratorates head their papers."""
        return self.name if self.name.startswith(self.province) else self.province + self.name


def heading_of(office: Office) -> str:
    """An office by the name that heads its papers: courts and procuratorates with their province."""
    return office.full_name if office.kind in (COURT, PROCURATORATE) else office.name


@dataclass(frozen=True)
class Sent:
    """A paper of the case that was issued: what a receipt is for. ``publication``: see ``paper_kind.Publication``;
    ``position``: in the dossier."""

    id: int
    kind: str
    title: str
    number: str
    institution: str
    day: datetime.date
    persons: tuple[str, ...] = ()
    publication: str = "never"
    position: int = OTHER


@dataclass(frozen=True)
class Account:
    """A bank account as the register keeps it: no more of its number than the last ``digits``."""

    name: str
    bank: str
    digits: str


@dataclass(frozen=True)
class Basis:
    """What a result was measured from. ``facts``: as they stood then; ``parameter_set``: whole, where the set does not
    ship; ``withdrawn``: the day since which the set is not used any more, and why."""

    facts: CaseFile
    parameter_set: Json | None = None
    withdrawn: tuple[datetime.date, str] | None = None


@dataclass(frozen=True)
class Result:
    """A result of the system that a measuring answers with: its number, who measured, when, and the whole of it.

    ``basis``: what it can be redone from, read when it is asked for.
    """

    number: int
    person: str
    institution: str
    day: datetime.date
    record: AssessmentRecord
    basis: Callable[[], Basis]
    version: int = 1


@dataclass(frozen=True)
class Matter:
    """See the module. ``facts``: None while only the beginning of the case is known. ``author``: who draws it up.

    ``former``: papers of before decision 31, by the numbers of their own table; they lie in the dossier alone.
    ``files``: names of what acts brought -> SHA-256; ``certificates``: of retirements, as the register keeps them;
    ``designs``: by duty, the newest of a planting; ``looks``: by duty, its last inspection with figures that was not
    cancelled; ``accounts``: of the register, by the words by which duties name them; all read when they are asked for.
    """

    case: Case
    facts: CaseFile | None
    office: Office
    author: str
    day: datetime.date
    reference: str
    results: Mapping[int, Result] = field(default_factory=dict)
    sent: tuple[Sent, ...] = ()
    files: Callable[[], Mapping[str, str]] = dict
    certificates: Callable[[], tuple[Certificate, ...]] = tuple
    designs: Callable[[], Mapping[str, DesignEntry]] = dict
    looks: Callable[[], Mapping[str, Looked]] = dict
    accounts: Callable[[], Mapping[str, Account]] = dict
    former: tuple[Sent, ...] = ()

    @cached_property
    def persons(self) -> tuple[Party, ...]:
        """Who answers for the act, as the acts know them."""
        return tuple(party for party in self.case.parties if party.kind != "estate")

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(party.name for party in self.persons)

    @property
    def several(self) -> bool:
        """Whether there are several of them."""
        return len(self.persons) > 1

    def party(self, name: str) -> Party | None:
        """The person of this name."""
        return next((party for party in self.persons if party.name == name), None)

    def track_of(self, name: str) -> Track | None:
        """The criminal track of a person."""
        return next((one for one in self.case.of_kind("criminal") if name in one.persons), None)

    def called(self, name: str) -> str:
        """How papers call a person at this time: 犯罪嫌疑人 before prosecution, 被告人 after it, 上诉人 in a second
        instance that he asked for."""
        party, track = self.party(name), self.track_of(name)
        if self.is_estate(name):
            return ""
        unit = party is not None and party.kind == "unit"
        if track is None:
            return "被告" if self.claim is not None else "赔偿义务人"
        if track.state in ("not_prosecuted", "probation_6_12m"):
            return "被不起诉单位" if unit else "被不起诉人"
        if track.state in ("investigating", "examining", "supplementary", "sent_back", "dropped"):
            return "犯罪嫌疑单位" if unit else "犯罪嫌疑人"
        accused = "被告单位" if unit else "被告人"
        if track.state not in ("second_instance", "judged_2"):
            return accused
        return f"上诉人（原审{accused}）" if self._appealed(name) else f"原审{accused}"

    def _appealed(self, name: str) -> bool:
        asked = (act.args.get("requested_by") or act.args.get("by") for act in self.acts("appeal"))
        return any(name == one or (isinstance(one, list | tuple) and name in one) for one in asked)

    def is_estate(self, name: str) -> bool:
        """Whether this is what somebody left who died."""
        return any(party.kind == "estate" and party.name == name for party in self.case.parties)

    def answering(self, name: str) -> str:
        """Who answers: of an estate who administers it."""
        return f"{name}管理人" if self.is_estate(name) else name

    def role_and_name(self, name: str) -> str:
        """犯罪嫌疑人张某; of an estate who administers it."""
        return self.together([name])

    def together(self, names: Sequence[str]) -> str:
        """These persons as they are called: 被告人甲、乙."""
        told: dict[str, list[str]] = {}
        for name in names:
            told.setdefault(self.called(name), []).append(self.answering(name))
        return "、".join(f"{role}{'、'.join(each)}" for role, each in told.items())

    def you(self, names: Sequence[str]) -> str:
        """How a paper addresses these persons: 你, 你单位, of several 你们."""
        units = [(party := self.party(name)) is not None and party.kind == "unit" for name in names]
        if len(units) > 1:
            return "你们单位" if all(units) else "你们"
        return "你单位" if any(units) else "你"

    @property
    def everybody(self) -> str:
        """All of them as they are called: 被告人甲、乙."""
        return self.together(self.names)

    @property
    def offence(self) -> str:
        """What the case is about, of all persons."""
        found = dict.fromkeys(one for offences in self.case.offences.values() for one in offences)
        if found:
            return "、".join(found)
        return str(self.facts.case.offence) if self.facts is not None else ""

    @property
    def case_name(self) -> str:
        """The case as papers name it: 张某、李某滥伐林木案."""
        most = 5
        told = "、".join(self.names) if len(self.names) <= most else f"{self.names[0]}等{len(self.names)}人"
        return f"{told}{self.offence or '生态环境损害赔偿'}案"

    @property
    def case_number(self) -> str:
        """The court's number of the case, the newest; empty while there is none."""
        told = numbers_of(self.case)
        return told[-1] if told else (self.facts.case.number or "" if self.facts is not None else "")

    @property
    def numbered_case(self) -> str:
        """The case with its number before it, where it has one."""
        return f"{self.case_number}{self.case_name}"

    def first(self, kind: str) -> str:
        """The institution that has this seat now; empty where none has."""
        found = self.case.institutions(kind)
        return found[-1] if found else ""

    @property
    def is_tried(self) -> bool:
        """Whether somebody stands before a court, or a claim does."""
        return any(track.state in TRIED for track in self.case.tracks.values() if track.kind in ("criminal", "civil"))

    @property
    def is_examined(self) -> bool:
        """Whether the procuratorate has the case in hand."""
        return any(
            track.state in ("investigating", "examining", "supplementary") for track in self.case.of_kind("criminal")
        ) or any(track.state in ("opened", "noticed") for track in self.case.of_kind("civil"))

    @property
    def claim(self) -> Track | None:
        """A civil claim that a court has or had before it; None where nobody sued."""
        before = ("none", "lead", "opened", "noticed", "ended", "withdrawn")
        return next((one for one in self.case.of_kind("civil") if one.state not in before), None)

    def acts(self, *names: str) -> Iterator[Act]:
        """Acts of these kinds, oldest first."""
        return (act for act in self.case.acts if act.do in names)

    def last(self, *names: str) -> Act | None:
        """The last act of these kinds."""
        return next((act for act in reversed(self.case.acts) if act.do in names), None)

    def duties(self, *kinds: str) -> tuple[Obligation, ...]:
        """What is owed and stands, of these kinds or of all."""
        return tuple(
            one for one in self.case.obligations.values() if one.state not in GONE and (not kinds or one.kind in kinds)
        )

    @property
    def amends(self) -> tuple[Obligation, ...]:
        """What is owed and stands to repair and to compensate; no penalty."""
        return tuple(one for one in self.duties() if one.kind not in PENALTIES)

    @property
    def adopted(self) -> Measuring | None:
        """The measuring whose result was adopted last; None where none was."""
        found = [one for one in self.case.measurings.values() if any(not each.ended for each in one.adoptions)]
        return found[-1] if found else None

    def result_of(self, measuring: Measuring) -> Result | None:
        """What the system measured in answer to an order; None where the result was brought from outside."""
        number = measuring.result.get("assessment")
        return None if number is None else self.results.get(int(number))


def tonnes(value: Decimal | str | None) -> str:
    """Tonnes as a text says them, to their own digits."""
    return "" if value is None else plain(Decimal(value))
