"""案情: the facts of a case kept by its acts, version by version, and the case that has them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import select

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases import Case, CasefileVersion, Draft, drafts, filing
from casework.cases.errors import NothingChanged, ReasonMissing
from casework.proceedings import index, rehearsal, service
from casework.proceedings.errors import Incomplete, NotPermitted, NotPossible
from casework.proceedings.history import history
from casework.proceedings.models import Folder
from casework.proceedings.service import Doing
from rules.casefile import CaseFile
from rules.casefile.answers import Change, changes
from rules.casefile.fact import MEASURER, STANDS
from rules.casefile.schema import fact_at
from rules.closed_lists import LISTS
from rules.deciding.facts import missing_opinions
from rules.proceedings import state
from rules.proceedings.book import load_table
from rules.proceedings.covering import is_adopted
from rules.proceedings.facts import newly_known
from rules.proceedings.file_of_day import file_of_day
from rules.reading.errors import FieldError

FIELDS = {"procuratorate": "procuratorate", "court": "court", "bureau": "forestry_bureau"}
"""Kind of seat -> field of ``case.institutions``."""

CORRECT, RECORD = "correct", "fact"
"""The acts by which the facts change: those on file are corrected, those of a case that had none are recorded."""

MOST_NAMED = 20
"""Changed facts that an act names; the versions say the rest."""


def case_of(folder: Folder) -> Case | None:
    """The record that holds the facts of a case; None while only its beginning is known."""
    return db.session().get(Case, folder.case_id) if folder.case_id is not None else None


def folder_of(case: Case) -> Folder | None:
    """The case kept by acts that has these facts; None for one that goes by stages."""
    return db.session().scalar(select(Folder).where(Folder.case_id == case.id))


def folders_of(case_ids: Sequence[int]) -> dict[int, Folder]:
    """The same of several, by the number of the case."""
    found = db.session().scalars(select(Folder).where(Folder.case_id.in_(case_ids)).order_by(Folder.case_id))
    return {folder.case_id: folder for folder in found if folder.case_id is not None}


def filed(folder: Folder) -> CaseFile | None:
    """The facts as they were filed or corrected last; None while only the beginning of the case is known."""
    case = case_of(folder)
    return filing.casefile_of(filing.current_version(case)) if case is not None else None


def completed(folder: Folder, casefile: CaseFile, case: state.Case | None = None) -> filing.Complete:
    """A case file as it may be stored for this case: its institutions are those that have the seats.

    Raises ``InputError`` as ``filing.check``.
    """
    case = history(folder) if case is None else case
    seats: dict[str, str] = {}
    for seat in case.seats:
        if seat.kind in FIELDS:
            seats.setdefault(FIELDS[seat.kind], seat.institution)
    return filing.complete_by_acts(casefile, seats, folder.opener.institution.area_code)


@db.writing()
def keep(folder: Folder, person: Person, whole: filing.Complete, reason: str) -> CasefileVersion:
    """Store the facts of a case, the first time or as a further version. Raises ``NothingChanged``, ``WrongFacts``.

    Whether this person may, and which act says so, is for the caller.
    """
    case = case_of(folder)
    if case is None:
        case = filing.file_by_acts(person, whole, folder.reference, reason)
        folder.case_id = case.id
        index.bring_up_to_date(folder, history(folder))
        return filing.current_version(case)
    revision = filing.add_version(case, whole, person, reason)
    if not revision.new:
        raise NothingChanged(gettext("内容与现有案件文件相同，没有改动。"))
    case.row_version += 1
    case.updated_at = db.now()
    told = {"version": revision.version.version}
    audit.record("revise_facts", f"case:{case.id}", told, person=person, proves=revision.proves)
    return revision.version


def of_day(folder: Folder, day: datetime.date | None = None) -> CaseFile | None:
    """The case file of a day, today where none is said: the facts as they were filed or corrected last, and what the
    acts done until then add to them. None while only the beginning of the case is known.
    """
    known = filed(folder)
    return file_of_day(history(folder), known, day or db.today()) if known is not None else None


@dataclass(frozen=True)
class Unsaid:
    """What the law asks of a case before credits and no act says yet: whether a visit found that the place can be
    restored, and whose opinion is not on file."""

    visit: bool = False
    views: tuple[str, ...] = ()


def unsaid(folder: Folder, case: state.Case) -> Unsaid:
    """What is asked for once a loss was adopted; nothing of a case whose facts are not on file."""
    known = filed(folder)
    if known is None or not is_adopted(case):
        return Unsaid()
    today = file_of_day(case, known, db.today())
    check = today.site_check
    found = check is not None and None not in (check.replanting_in_place, check.replanting_elsewhere)
    alone = {party.name for party in today.parties} if len(today.parties) == 1 else set()
    return Unsaid(not found, tuple(name for name in missing_opinions(today, db.today()) if name not in alone))


@dataclass(frozen=True)
class Correction:
    """Facts that may take the place of those on file, looked at before anything is locked.

    ``changes``: what they say differently. ``doing``: the act that says so.
    """

    folder: Folder
    person: Person
    whole: filing.Complete
    reason: str
    changes: tuple[Change, ...]
    doing: Doing


def act_of_change(folder: Folder) -> str:
    """The act by which the facts of this case are stated now."""
    return RECORD if folder.case_id is None else CORRECT


def check_may_change(folder: Folder, person: Person) -> None:
    """Raise ``NotPermitted`` or ``NotPossible`` unless this person may state the facts of this case, or state them
    otherwise, now."""
    rehearsal.rehearse(history(folder), person, _doing(folder, db.today(), "—", {"fact": "—", "facts": "—"}))


def may_change(folder: Folder, person: Person) -> bool:
    """Whether ``check_may_change`` lets this person."""
    try:
        check_may_change(folder, person)
    except (NotPermitted, NotPossible, Incomplete):
        return False
    return True


def known_at_the_beginning(case: state.Case) -> dict[str, Any]:
    """What was known when the case was opened, as the beginning of a case file: parties, offence, end of conduct."""
    first = case.acts[0].args if case.acts else {}
    head: dict[str, Any] = {"offence": next(iter(case.offences.get("", ())), None)}
    if first.get("conduct"):
        head["conduct"] = {"to": str(first["conduct"])}
    parties = [{"name": one.name} | ({"unit": True} if one.kind == "unit" else {}) for one in case.parties]
    return {"case": {name: value for name, value in head.items() if value}, "parties": parties}


def prepared(
    folder: Folder, person: Person, casefile: CaseFile, reason: str, *, at: datetime.date | None = None
) -> Correction:
    """The change that ``correct`` would store. Raises what it raises, but for ``WrongFacts`` and ``Stale``."""
    case = history(folder)
    whole = completed(folder, casefile, case)
    before = filed(folder)
    found = tuple(changes(before, whole.casefile, LISTS)) if before is not None else ()
    if before is not None and not reason.strip():
        raise ReasonMissing(gettext("更正须写明理由。"), (FieldError("reason", gettext("请写明理由")),))
    if before is not None and not found:
        raise NothingChanged(gettext("内容与现有案件文件相同，没有改动。"))
    said = _said(folder, found) | newly_known(case, whole.casefile)
    doing = _doing(folder, at or db.today(), reason.strip(), said)
    rehearsal.rehearse(case, person, doing)
    return Correction(folder, person, whole, reason.strip(), found, doing)


def correct(
    folder: Folder, person: Person, casefile: CaseFile, reason: str, *, at: datetime.date | None = None
) -> CasefileVersion:
    """State the facts of a case otherwise, or for the first time: a version of them, and the act that says so.

    Both in one transaction, or in the one that is under way, so that a measurement may be submitted in it. What rests
    on the facts is marked where stands or what is measured by changed. ``at``: the day of the act, today where none is
    said. Raises ``NotPermitted``, ``NotPossible`` as the table refuses the act, ``ReasonMissing``, ``NothingChanged``,
    ``InputError`` and ``WrongFacts`` naming fields, ``Stale`` where the case moved since it was read.
    """
    return store(prepared(folder, person, casefile, reason, at=at))


@db.writing()
def store(change: Correction, draft: Draft | None = None) -> CasefileVersion:
    """Store a prepared change; the draft that it was is gone with it."""
    with force_locale("zh"):  # what is kept is kept in the language of the proceedings
        reason = change.reason or gettext("登记案情")
    version = keep(change.folder, change.person, change.whole, reason)
    service.record(change.folder, change.person, change.doing)
    if draft is not None:
        drafts.discard(draft, change.person)
    return version


def _doing(folder: Folder, at: datetime.date, reason: str, said: Mapping[str, Any]) -> Doing:
    act = act_of_change(folder)
    taken = load_table().takes(act)
    return Doing(act, at, (), {name: value for name, value in said.items() if name in taken}, reason)


def _said(folder: Folder, found: tuple[Change, ...]) -> dict[str, Any]:
    """What the act says of a change: which version it made, which facts, what they said and say."""
    case = case_of(folder)
    with force_locale("zh"):
        if case is None:
            return {"facts": gettext("登记案情"), "version": 1}
        shown = found[:MOST_NAMED]
        names = [str(one.name) for one in shown]
        if len(found) > len(shown):
            names.append(gettext("等 %(count)s 项", count=len(found)))
        return {
            "fact": "、".join(names),
            "old": _listed(shown, [one.before for one in shown]),
            "new": _listed(shown, [one.after for one in shown]),
            "version": filing.current_version(case).version + 1,
            "measured": any(is_measured_by(one.path) for one in found),
        }


def _listed(shown: tuple[Change, ...], values: list[str | None]) -> str:
    told = [value if value is not None else "—" for value in values]
    if len(shown) == 1:
        return told[0]
    return "；".join(f"{one.name}：{value}" for one, value in zip(shown, told, strict=True))


def is_measured_by(path: str) -> bool:
    """Whether the fact at a path is of a stand, or one that whoever measures states: results rest on it."""
    while path:
        at = fact_at(path)
        if at is not None:
            return at.group is STANDS or at.fact.asked_of == MEASURER
        path = path.rpartition(".")[0]
    return False
