"""立案: a case of what is known at its beginning, opened with its first act."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext

from casework import areas, db, permissions
from casework.accounts import Institution, Person, institutions
from casework.cases import Case as CaseRecord
from casework.cases import Draft, drafts
from casework.cases import filing as casefiles
from casework.errors import Invalid, Stale
from casework.proceedings import facts
from casework.proceedings.errors import answer_to
from casework.proceedings.models import Folder
from casework.proceedings.names import case_name
from casework.proceedings.service import OPEN, Doing, actor_of, open_folder
from casework.wording import joined
from rules.casefile import CaseFile
from rules.casefile.offences import OFFENCES
from rules.proceedings.acts import Act
from rules.proceedings.course import apply, begin
from rules.proceedings.facts import facts_of
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Case, Party, Seat
from rules.reading.errors import FieldError
from rules.reading.messages import template

MOST_LISTED = 60
NOBODY_ACCUSED = template("刑事程序须写明至少一名犯罪嫌疑人或者被告人")
TWICE = template("“%(name)s”写了两次，同名的请加注区别")
NO_OFFENCE = template("请选择案由")
CONDUCT_AHEAD = template("行为日不能晚于今日")
OPENED_AHEAD = template("立案日期不能晚于今日")
NOT_REGISTERED = template("%(names)s没有在系统中登记，其人员看不到本案。")
NO_NATURAL_PERSON = template("%(name)s是单位，没有年龄和民事行为能力可言")
NO_PROCEEDINGS = template("请至少选择一种程序")

PROCEEDINGS = {
    "investigating": ("criminal", "刑事：公安机关侦查中"),
    "examining": ("criminal", "刑事：审查起诉"),
    "civil": ("civil", "民事公益诉讼"),
    "administrative": ("administrative", "行政处理"),
    "negotiation": ("negotiation", "生态环境损害赔偿磋商"),
}
"""What a case may be opened for."""


@dataclass(frozen=True)
class Entry:
    """What is known of a case when it is opened.

    ``proceedings``: names of ``PROCEEDINGS``; ``opened``: on which day, today where none is said.
    """

    parties: tuple[Party, ...]
    offence: str
    conduct: datetime.date | None
    place: str
    proceedings: tuple[str, ...]
    facts: str = ""
    opened: datetime.date | None = None
    seats: Mapping[str, str] | None = None
    offences: Mapping[str, tuple[str, ...]] | None = None
    """By person, where more is known than what the case is about."""
    stands: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Opening:
    """What is said beside the facts when a case is opened from them; see ``Entry``."""

    proceedings: tuple[str, ...]
    opened: datetime.date | None = None
    place: str = ""


def proceedings_for(person: Person) -> dict[str, str]:
    """The proceedings that this person may open, with their names."""
    actor = actor_of(person)
    wanted = {"procuratorate": ("criminal", "civil")}.get(actor.kind, ("administrative", "negotiation"))
    return {name: label for name, (kind, label) in PROCEEDINGS.items() if kind in wanted}


def checked(person: Person, entry: Entry) -> Case:
    """The case as it would be. Raises ``Invalid`` with every mistake, or the refusal of the table."""
    mistakes = _mistakes(entry)
    if mistakes:
        raise Invalid(gettext("有内容需要补充或者改正"), tuple(mistakes))
    doing = _first(entry)
    try:
        return apply(begun(person, entry), Act(doing.do, doing.at, actor_of(person), (), dict(doing.args or {})))
    except Refused as refused:
        raise answer_to(refused) from refused


def open_case(person: Person, entry: Entry) -> Folder:
    """Open it. Raises as ``checked``."""
    checked(person, entry)
    return open_folder(person, begun(person, entry), (_first(entry),))


def entry_of(person: Person, casefile: CaseFile, opening: Opening) -> Entry:
    """What a case file and what is said beside it make known. Raises ``WrongFacts`` as ``seats_named``."""
    found = facts_of(casefile)
    named = casefiles.seats_named(casefile, person.institution)
    kinds = {field: kind for kind, field in facts.FIELDS.items()}
    return Entry(
        found.parties,
        casefile.case.offence,
        casefile.case.conduct.ended,
        opening.place,
        opening.proceedings,
        opened=opening.opened,
        seats={kinds[field]: name for field, name in named.items()},
        offences=found.offences,
        stands=found.stands,
    )


def completed(person: Person, casefile: CaseFile) -> casefiles.Complete:
    """The case file as it would be stored of a case that this person opens. Raises ``InputError``, ``WrongFacts``."""
    named = casefiles.seats_named(casefile, person.institution)
    return casefiles.complete_by_acts(casefile, named, person.institution.area_code)


def open_with_facts(person: Person, casefile: CaseFile, opening: Opening, draft: Draft | None = None) -> Folder:
    """Open a case and keep its facts, all or nothing; the draft that they were is gone with it.

    The same page sent twice gives the case of the first time. Raises as ``checked`` and ``completed``; ``WrongFacts``
    where the number is another case's.
    """
    entry, whole = entry_of(person, casefile, opening), completed(person, casefile)
    checked(person, entry)
    try:
        return _opened(person, entry, whole, draft)
    except Stale:
        before = casefiles.filed_lately(person, whole)
        if before is None:
            raise
        return _folder(before)


@db.writing()
def _opened(person: Person, entry: Entry, whole: casefiles.Complete, draft: Draft | None) -> Folder:
    db.take_turns(f"filing {person.id}")
    before = casefiles.filed_lately(person, whole)
    if before is None:
        folder = open_folder(person, begun(person, entry), (_first(entry),))
        facts.keep(folder, person, whole, gettext("立案"))
    else:
        folder = _folder(before)
    if draft is not None:
        drafts.discard(draft, person)
    return folder


def _folder(case: CaseRecord) -> Folder:
    found = facts.folder_of(case)
    assert found is not None, "facts that are kept by acts belong to a case"
    return found


def begun(person: Person, entry: Entry) -> Case:
    """The case before its first act."""
    actor = actor_of(person)
    seats = [Seat(actor.kind, actor.institution)]
    seats += [Seat(kind, name) for kind, name in (entry.seats or {}).items() if name and kind != actor.kind]
    offences = entry.offences or ({"": (entry.offence,)} if entry.offence else {})
    case = begin(seats=seats, parties=entry.parties, offences=offences, stands=entry.stands)
    return replace(case, title=case_name(case) or entry.place)


def _first(entry: Entry) -> Doing:
    tracks = {
        PROCEEDINGS[name][0]: name if name in ("investigating", "examining") else "" for name in entry.proceedings
    }
    args: dict[str, Any] = {"tracks": tracks, "persons": [party.name for party in entry.parties]}
    args |= {"conduct": entry.conduct, "place": entry.place, "facts": entry.facts}
    said = {name: value for name, value in args.items() if value not in (None, "", [])}
    return Doing(OPEN, entry.opened or db.today(), (), said)


def _mistakes(entry: Entry) -> list[FieldError]:
    found = []
    names = [party.name for party in entry.parties]
    criminal = any(PROCEEDINGS[name][0] == "criminal" for name in entry.proceedings)
    if not names and criminal:
        found.append(FieldError("parties", gettext(NOBODY_ACCUSED)))
    found += [
        FieldError("parties", gettext(TWICE, name=name)) for name in dict.fromkeys(names) if names.count(name) > 1
    ]
    found += [
        FieldError("parties", gettext(NO_NATURAL_PERSON, name=one.name))
        for one in entry.parties
        if one.kind == "unit" and one.has_guardian
    ]
    if not entry.offence or entry.offence not in OFFENCES:
        found.append(FieldError("offence", gettext(NO_OFFENCE)))
    if entry.conduct is not None and entry.conduct > db.today():
        found.append(FieldError("conduct", gettext(CONDUCT_AHEAD)))
    if entry.opened is not None and entry.opened > db.today():
        found.append(FieldError("opened", gettext(OPENED_AHEAD)))
    if not entry.proceedings:
        found.append(FieldError("proceedings", gettext(NO_PROCEEDINGS)))
    return found


def unknown(entry: Entry) -> str:
    """That institutions of an entry are not registered, so that nobody there will see the case; empty where all are."""
    names = institutions.unregistered(name for name in (entry.seats or {}).values() if name)
    return gettext(NOT_REGISTERED, names=joined(names)) if names else ""


def institutions_for(own: Institution, *, higher: bool = False) -> dict[str, list[str]]:
    """Names of institutions to choose from, by kind, those of the same place first; ``own`` stands for those of the own
    kind. ``higher``: for what goes up, the courts of the area above first.
    """
    kinds = {kind: permissions.kind_acting_as(kind) for kind in ("procuratorate", "court", "bureau")}
    near = institutions.institutions_near
    listed = {kind: near(of, own.area_code, MOST_LISTED) for kind, of in kinds.items()}
    above = areas.superior(own.area_code)
    if higher and above:
        listed["court"].sort(key=lambda one: one.area_code != above)  # stable: the nearest stay before the others
    made = {kind: [one.name for one in found] for kind, found in listed.items()}
    return made | {"own": made.get(permissions.acting_kind(own), [])}
