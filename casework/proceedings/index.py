"""What lists show of cases: derived from their acts, and held against them when the log is verified."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import gettext
from sqlalchemy import delete, exists, insert, inspect, or_, select

from casework import db
from casework.accounts import Institution
from casework.audit import service as audit
from casework.cases import Case as CaseRecord
from casework.cases import CaseSeat, search
from casework.proceedings import shelves, tasks
from casework.proceedings.history import history, told_anew
from casework.proceedings.models import (
    Folder,
    FolderBeginning,
    FolderDay,
    FolderEdition,
    FolderObligation,
    FolderSeat,
    FolderShelf,
    FolderTask,
    FolderTerm,
    FolderTrack,
    RecordedAct,
)
from casework.proceedings.names import case_name, numbers_of, offence_of
from casework.proceedings.shelves import Shelves, shelves_of
from rules import proceedings
from rules.deciding import deadlines
from rules.proceedings.asking import headline
from rules.proceedings.clock import due_on
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Case
from rules.reading.messages import template

NOT_ITS_ACTS = template("案件 {reference} 的索引与其办案记录不一致：{what}")
NOT_ALLOWED = template("案件 {reference} 的办案记录不能由办案事项表得出：{why}")

BATCH = 100

Rows = list[tuple[Any, ...]]


def bring_up_to_date(folder: Folder, case: Case, at: datetime.datetime | None = None) -> None:
    """Write what lists show of the case, in the transaction of the act. ``at``: when that was, now if none is said."""
    folder.updated_at, folder.row_version = at or db.now(), folder.row_version + 1
    _write(folder, case)
    of_facts = db.session().get(CaseRecord, folder.case_id) if folder.case_id is not None else None
    if of_facts is not None:
        of_facts.updated_at = db.now()  # what is derived of it, its periods among it, follows from the acts
    db.session().flush()


@dataclass(frozen=True)
class Derived:
    """All that lists show of a case and its acts tell. ``places``: the institutions that see it, by name."""

    head: tuple[str, str, str, str]
    places: dict[str, int]
    tracks: Rows
    obligations: Rows
    tasks: Rows
    shelves: Shelves


def derived(folder: Folder, case: Case, registered: Mapping[str, int] | None = None) -> Derived:
    """What lists show of a case. ``registered``: the numbers of all institutions by name, where they are known."""
    tasks_ = tasks.as_they_stood(case)
    names = {seat.institution for seat in case.seats} | {folder.opener.institution.name}
    numbers = _registered(names | {task.institution for task in tasks_}) if registered is None else registered
    places = {name: numbers[name] for name in names if name in numbers}
    return Derived(
        (case_name(case), case.state, in_words(case), offence_of(case)),
        places,
        sorted((one.id, one.kind, one.state) for one in case.tracks.values()),
        sorted((one.id, one.kind, one.state, due_on(case, one), one.over > 0) for one in case.obligations.values()),
        tasks.rows_of(tasks_, numbers),
        shelves_of(case, tasks_, folder.opener, places),
    )


def _registered(names: set[str]) -> dict[str, int]:
    query = select(Institution.name, Institution.id).where(Institution.name.in_(names))
    return {row.name: row.id for row in db.session().execute(query)}


def _write(folder: Folder, case: Case) -> None:
    session, made = db.session(), derived(folder, case)
    folder.title, folder.state, folder.headline, folder.offence = made.head
    for model in (FolderTrack, FolderObligation):
        session.execute(delete(model).where(model.folder_id == folder.id))
    session.add_all(FolderTrack(folder_id=folder.id, key=k, kind=kind, state=state) for k, kind, state in made.tracks)
    session.add_all(
        FolderObligation(folder_id=folder.id, key=k, kind=kind, state=state, due=due, over=over)
        for k, kind, state, due, over in made.obligations
    )
    _seat(folder, made)
    _found_by(folder, case)
    session.flush()


@cache
def edition() -> str:
    """SHA-256 of all that the lists follow from beside the acts: the table, the law of periods, the code."""
    here = Path(__file__).parent
    folders = (Path(proceedings.__file__).parent, Path(deadlines.__file__).parent)
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in (".py", ".yaml")]
    files += [here / name for name in ("index.py", "tasks.py", "shelves.py", "names.py")]
    content = b"".join(path.name.encode() + path.read_bytes() for path in files)
    return hashlib.sha256(content).hexdigest()


def refresh() -> int:
    """Derive what lists show of every case anew where another edition did it last; gives how many cases differed.

    A case whose acts the table does not allow any more stays as it is: the check of the log names it.
    """
    if db.session().scalar(select(FolderEdition.edition)) == edition():
        return 0
    differed, last = 0, 0
    while ids := _next(last):
        last = ids[-1]
        with db.writing():
            anew = [id for id in ids if _anew(id)]
            if anew:
                audit.record("derive_lists", "folders", {"folders": anew, "edition": edition()})
        differed += len(anew)
        db.session().expunge_all()
    with db.writing():
        db.session().execute(delete(FolderEdition))
        db.session().execute(insert(FolderEdition).values(id=1, edition=edition()))
    return differed


def _next(last: int) -> Sequence[int]:
    return db.session().scalars(select(Folder.id).where(Folder.id > last).order_by(Folder.id).limit(BATCH)).all()


def _anew(folder_id: int) -> bool:
    folder = db.session().get_one(Folder, folder_id)
    try:
        case = told_anew(folder)
    except Refused:
        return False
    differs = _differs(folder, derived(folder, case), _kept([folder_id])[folder_id]) is not None
    if differs:
        _write(folder, case)
    else:
        _found_by(folder, case)
    return differs


def searched_texts(folder: Folder, case: Case) -> list[str | None]:
    """What a case is found by: its numbers, its name, its parties, every offence that somebody is charged with."""
    filed = db.session().get(CaseRecord, folder.case_id) if folder.case_id is not None else None
    texts = [folder.reference, folder.title, *numbers_of(case), *(party.name for party in case.parties)]
    charged = {offence for named in case.offences.values() for offence in named}
    return [*texts, *sorted(charged), *((filed.number, filed.parties, filed.offences) if filed is not None else ())]


def _found_by(folder: Folder, case: Case) -> None:
    """Write what the case is found by, where that changed."""
    session, terms = db.session(), search.terms_of(*searched_texts(folder, case))
    have = set(session.scalars(select(FolderTerm.term).where(FolderTerm.folder_id == folder.id)))
    if gone := have - terms:
        session.execute(delete(FolderTerm).where(FolderTerm.folder_id == folder.id, FolderTerm.term.in_(gone)))
    if new := sorted(terms - have):
        session.execute(insert(FolderTerm), [{"folder_id": folder.id, "term": term} for term in new])


def _seat(folder: Folder, made: Derived) -> None:
    """Write which institutions see the case, whose turn it is there and on which shelves it stands."""
    session = db.session()
    session.execute(delete(FolderSeat).where(FolderSeat.folder_id == folder.id))
    session.execute(insert(FolderSeat), [_of_seat(folder, number) for number in sorted(made.places.values())])
    if folder.case_id is not None:
        audit.touch(CaseSeat, folder.case_id)
        session.execute(delete(CaseSeat).where(CaseSeat.case_id == folder.case_id))
        session.add_all(CaseSeat(case_id=folder.case_id, institution_id=number) for number in made.places.values())
    tasks.bring_up_to_date(folder, made.tasks)
    shelves.bring_up_to_date(folder, made.shelves)


def _of_seat(folder: Folder, place: int) -> dict[str, Any]:
    return {"folder_id": folder.id, "institution_id": place} | {
        name: getattr(folder, name) for name in ("state", "offence", "updated_at")
    }


def take_in(place: Institution) -> None:
    """Let the people of a new institution see the cases in which it was given a seat before it was registered."""
    said = f'"{place.name}"'
    begun = exists().where(FolderBeginning.folder_id == Folder.id, FolderBeginning.document.contains(said))
    acted = exists().where(RecordedAct.folder_id == Folder.id, RecordedAct.document.contains(said))
    split = exists().where(FolderBeginning.folder_id == Folder.id, FolderBeginning.document.contains('"origin"'))
    for folder in db.session().scalars(select(Folder).where(or_(begun, acted, split)).order_by(Folder.id)).all():
        case = history(folder)
        if place.name in {seat.institution for seat in case.seats}:
            _seat(folder, derived(folder, case))
    db.session().flush()


def in_words(case: Case) -> str:
    """Where the case stood when somebody last acted; what only time changes is told by the page."""
    found = headline(case, case.day) if case.day else None
    return str(found.told) if found else ""


def follows_from_the_acts() -> str | None:
    """The check of the audit log: every index is what the acts make of its case. None, or what is wrong."""
    registered = {row.name: row.id for row in db.session().execute(select(Institution.name, Institution.id))}
    last = 0
    while ids := _next(last):
        last = ids[-1]
        if told := _wrong(ids, registered):
            return told
    return None


def _wrong(ids: Sequence[int], registered: Mapping[str, int]) -> str | None:
    kept, terms = _kept(ids), search.kept(FolderTerm.folder_id, FolderTerm.term, ids)
    of_facts = select(CaseRecord).join(Folder, Folder.case_id == CaseRecord.id).where(Folder.id.in_(ids))
    filed = list(db.session().scalars(of_facts))  # looked up below, one by one, while they are held
    for folder in db.session().scalars(select(Folder).where(Folder.id.in_(ids)).order_by(Folder.id)):
        try:
            case = told_anew(folder)
        except Refused as refused:
            return str(NOT_ALLOWED.format(reference=folder.reference, why=refused))
        if told := _differs(folder, derived(folder, case, registered), kept[folder.id]):
            return str(NOT_ITS_ACTS.format(reference=folder.reference, what=told))
        if terms.get(folder.id, set()) != search.terms_of(*searched_texts(folder, case)):
            return str(NOT_ITS_ACTS.format(reference=folder.reference, what=gettext("检索词")))
    del filed
    return None


@dataclass(frozen=True)
class Kept:
    """The rows that are stored of a case."""

    seats: Rows
    tracks: Rows
    obligations: Rows
    tasks: Rows
    shelves: Rows
    days: Rows


KEPT: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (FolderSeat, ("institution_id", "state", "offence", "updated_at")),
    (FolderTrack, ("key", "kind", "state")),
    (FolderObligation, ("key", "kind", "state", "due", "over")),
    (FolderTask, ("institution_id", *tasks.COLUMNS)),
    (FolderShelf, ("institution_id", "reader", "shelf", "updated_at")),
    (FolderDay, ("institution_id", "reader", "due")),
)
"""As ``Kept``: the tables and the columns that are read."""


def _kept(ids: Sequence[int]) -> dict[int, Kept]:
    found = [_rows(model, names, ids) for model, names in KEPT]
    return {id: Kept(*(rows.get(id, []) for rows in found)) for id in ids}


def _rows(model: Any, names: Sequence[str], ids: Sequence[int]) -> dict[int, Rows]:
    query = select(model.folder_id, *(getattr(model, name) for name in names)).where(model.folder_id.in_(ids))
    made: dict[int, Rows] = {}
    for folder_id, *row in db.session().execute(query.order_by(*inspect(model).primary_key)):
        made.setdefault(folder_id, []).append(tuple(row))
    return made


def _differs(folder: Folder, made: Derived, kept: Kept) -> str | None:
    """What of a case is not stored as it is derived. None where all is."""
    of_it = (folder.state, folder.offence, folder.updated_at)
    shelved = sorted((*row, folder.updated_at) for row in made.shelves.shelves)
    for what, differs in (
        (gettext("名称或者状态"), (folder.title, folder.state, folder.headline, folder.offence) != made.head),
        (gettext("程序"), sorted(kept.tracks) != made.tracks),
        (gettext("应当履行的事项"), sorted(kept.obligations) != made.obligations),
        (gettext("待办事项"), kept.tasks != made.tasks),
        (gettext("参与单位"), sorted(kept.seats) != sorted((place, *of_it) for place in made.places.values())),
        (gettext("待办分类"), (sorted(kept.shelves), sorted(kept.days)) != (shelved, sorted(made.shelves.days))),
    ):
        if differs:
            return what
    return None
