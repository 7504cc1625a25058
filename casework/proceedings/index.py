"""What lists show of cases: derived from their acts, and told by a digest that the log proves."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import gettext
from sqlalchemy import delete, exists, insert, or_, select

from casework import db
from casework.accounts import Institution, Person
from casework.audit import service as audit
from casework.cases import Case as CaseRecord
from casework.cases import CaseSeat, search
from casework.proceedings import hooks, postings, shelves, tasks
from casework.proceedings.beside import told_by_file
from casework.proceedings.history import history, told_anew
from casework.proceedings.kept import Kept, Rows, kept, of_no_case
from casework.proceedings.models import (
    Folder,
    FolderBeginning,
    FolderEdition,
    FolderObligation,
    FolderPerson,
    FolderSeat,
    FolderTerm,
    FolderTrack,
    ForeignCase,
    RecordedAct,
)
from casework.proceedings.names import case_name, charged_of, numbers_of, offence_of
from casework.proceedings.queries import is_sealed
from casework.proceedings.rows import rewrite
from casework.proceedings.shelves import IN_HAND, Shelves, seated, shelves_of
from rules import proceedings
from rules.deciding import deadlines
from rules.proceedings.clock import due_on
from rules.proceedings.headlines import headline
from rules.proceedings.refusals import Refused
from rules.proceedings.seats import held_seats
from rules.proceedings.state import Assignment, Case
from rules.reading.messages import template

NOT_ITS_ACTS = template("案件 {reference} 的索引与其办案记录不一致：{what}")
OF_NO_CASE = template("列表中有不存在的案件（序号 {number}）的内容")
NOT_ALLOWED = template("案件 {reference} 的办案记录不能由办案事项表得出：{why}")

BATCH = 100
"""Cases that are told anew at a time."""

DERIVING = ("index", "kept", "tasks", "shelves", "names", "postings", "queries", "beside")
"""The files of this package that say what the rows are."""

TOGETHER = 500
"""Cases whose rows are read at a time."""


def bring_up_to_date(folder: Folder, case: Case, at: datetime.datetime | None = None) -> None:
    """Write what lists show of the case, in the transaction of the act. ``at``: when that was, now if none is said."""
    folder.updated_at, folder.row_version = at or db.now(), folder.row_version + 1
    _write(folder, case)
    of_facts = _filed(folder)
    if of_facts is not None:
        of_facts.updated_at = db.now()  # what is derived of it, its periods among it, follows from the acts
    db.session().flush()


@dataclass(frozen=True)
class Derived:
    """All that lists show of a case and its acts tell. ``places``: the institutions that see it, by name; ``people``:
    who has it in hand, by the number of the institution and name."""

    head: tuple[str, str, str, str]
    places: dict[str, int]
    people: Rows
    tracks: Rows
    obligations: Rows
    tasks: Rows
    shelves: Shelves
    postings: Rows
    former: str = ""


def derived(folder: Folder, case: Case, registered: Mapping[str, int] | None = None) -> Derived:
    """What lists show of a case. ``registered``: the numbers of all institutions by name, where they are known."""
    tasks_ = [*tasks.as_they_stood(case, told_by_file(folder)), *hooks.waiting(folder, case)]
    names = {seat.institution for seat in case.seats} | {folder.opener.institution.name}
    numbers = _registered(names | {task.institution for task in tasks_}) if registered is None else registered
    places = {name: numbers[name] for name in names if name in numbers}
    came = select(ForeignCase.reference).where(ForeignCase.folder_id == folder.id).scalar_subquery()
    sealed, former = db.session().execute(select(is_sealed(folder.id), came)).one()
    made = Derived(
        (case_name(case), case.state, in_words(case), offence_of(case)),
        places,
        sorted({(places[one.institution], one.name) for one in case.assignments if _has_it(one, places)}),
        sorted((one.id, one.kind, one.state) for one in case.tracks.values()),
        sorted((one.id, one.kind, one.state, due_on(case, one), one.over > 0) for one in case.obligations.values()),
        tasks.rows_of(tasks_, numbers),
        shelves_of(case, tasks_, folder.opener, places, _charged(folder, case)),
        postings.rows_of(case),
        former or "",
    )
    return _closed(made, case) if sealed else made


SEALED_TITLE = "封存案件"


def _closed(made: Derived, case: Case) -> Derived:
    """The same of a case whose record is sealed: no institution sees it, no words find it, its name is not told. What
    still waits stands on the shelves of who has it in hand, and of who may take up what nobody has."""
    state = made.head[1]
    hands = [] if state == "archived" else [one for one in case.assignments if _has_it(one, made.places)]
    kept = made.shelves.of_seats()
    for one in hands:
        seats = held_seats(case, one.name, one.institution)
        kept.shelves.update((made.places[one.institution], seated(seat, one.name), IN_HAND) for seat in seats)
    return replace(made, head=(SEALED_TITLE, state, "", ""), places={}, people=[], shelves=kept)


def _has_it(one: Assignment, places: Mapping[str, int]) -> bool:
    return not one.ended and one.institution in places


def _registered(names: set[str]) -> dict[str, int]:
    query = select(Institution.name, Institution.id).where(Institution.name.in_(names))
    return {row.name: row.id for row in db.session().execute(query)}


_OF_TRACK, _OF_OBLIGATION = ("key", "kind", "state"), ("key", "kind", "state", "due", "over")


def _write(folder: Folder, case: Case, found: Derived | None = None) -> None:
    """Write what lists show of a case; ``found``: where it was derived already."""
    session, made = db.session(), found or derived(folder, case)
    folder.title, folder.state, folder.headline, folder.offence = made.head
    rows = _as_kept(folder, case, made)
    folder.lists_sha256 = rows.sha256
    session.flush()
    rewrite(FolderTrack, folder, (dict(zip(_OF_TRACK, row, strict=True)) for row in made.tracks))
    rewrite(FolderObligation, folder, (dict(zip(_OF_OBLIGATION, row, strict=True)) for row in made.obligations))
    _seat(folder, made)
    _found_by(folder, rows.terms)
    session.flush()


@cache
def edition() -> str:
    """SHA-256 of all that the lists follow from beside the acts: the table, the law of periods, the code."""
    here = Path(__file__).parent
    folders = (Path(proceedings.__file__).parent, Path(deadlines.__file__).parent)
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in (".py", ".yaml")]
    files += [here / f"{name}.py" for name in DERIVING]
    content = b"".join(path.name.encode() + path.read_bytes() for path in files)
    return hashlib.sha256(content).hexdigest()


def refresh() -> int:
    """Derive what lists show of every case anew where another edition did it last; gives how many cases differed.

    A case whose acts the table does not allow any more stays as it is: the check of the log names it.
    """
    if db.session().scalar(select(FolderEdition.edition)) == edition():
        return 0
    differed, last, registered = 0, 0, _all_registered()
    while ids := _next(last):
        last = ids[-1]
        with db.writing():
            stored = kept(ids)
            anew = [id for id in ids if _anew(id, stored[id], registered)]
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


def _anew(folder_id: int, rows: Kept, registered: Mapping[str, int]) -> bool:
    folder = db.session().get_one(Folder, folder_id)
    try:
        case = told_anew(folder)
    except Refused:
        return False
    made = derived(folder, case, registered)
    as_it_is = _differs(folder, case, made, rows) is None and folder.lists_sha256 == rows.sha256
    if not as_it_is:
        _write(folder, case, made)
    return not as_it_is


def searched_texts(folder: Folder, case: Case, former: str = "") -> list[str | None]:
    """What a case is found by: its numbers (``former``: that of where it came from), its name, its parties, every
    offence that somebody is charged with."""
    filed = _filed(folder)
    numbers = [folder.reference, former, *numbers_of(case)]
    texts = [*numbers, folder.title, *(party.name for party in case.parties)]
    charged = {offence for named in case.offences.values() for offence in named}
    return [*texts, *sorted(charged), *((filed.number, filed.parties, filed.offences) if filed is not None else ())]


def marks(folder: Folder, case: Case) -> set[str]:
    """Of each offence beside the first: the list of cases looks for these by mark, for the first by its column."""
    return {search.mark(offence) for offence in _charged(folder, case) - {offence_of(case)}}


def _charged(folder: Folder, case: Case) -> set[str]:
    """What the case is about, and every offence beside that somebody is charged with."""
    filed = _filed(folder)
    return {offence_of(case), *charged_of(case, filed.offences if filed is not None else None)} - {""}


def _filed(folder: Folder) -> CaseRecord | None:
    return db.session().get(CaseRecord, folder.case_id) if folder.case_id is not None else None


def _found_by(folder: Folder, found: Iterable[str]) -> None:
    """Write what the case is found by, where that changed."""
    session, terms = db.session(), set(found)
    have = set(session.scalars(select(FolderTerm.term).where(FolderTerm.folder_id == folder.id)))
    if gone := have - terms:
        session.execute(delete(FolderTerm).where(FolderTerm.folder_id == folder.id, FolderTerm.term.in_(gone)))
    if new := sorted(terms - have):
        session.execute(insert(FolderTerm), [{"folder_id": folder.id, "term": term} for term in new])


def _seat(folder: Folder, made: Derived) -> None:
    """Write which institutions see the case, whose turn it is there and on which shelves it stands."""
    session = db.session()
    rewrite(FolderSeat, folder, (_of_seat(folder, number) for number in sorted(made.places.values())))
    rewrite(FolderPerson, folder, (_of_seat(folder, place) | {"name": name} for place, name in made.people))
    if folder.case_id is not None:
        audit.touch(CaseSeat, folder.case_id)
        session.execute(delete(CaseSeat).where(CaseSeat.case_id == folder.case_id))
        session.add_all(CaseSeat(case_id=folder.case_id, institution_id=number) for number in made.places.values())
    tasks.bring_up_to_date(folder, made.tasks)
    shelves.bring_up_to_date(folder, made.shelves)
    postings.bring_up_to_date(folder, made.postings)


def _of_seat(folder: Folder, place: int) -> dict[str, Any]:
    return {"institution_id": place} | {name: getattr(folder, name) for name in ("state", "offence", "updated_at")}


def take_in(place: Institution) -> None:
    """Let the people of a new institution see the cases in which it was given a seat before it was registered."""
    for folder in _naming(place.name):
        case = history(folder)
        if place.name in {seat.institution for seat in case.seats}:
            _write(folder, case)
    db.session().flush()


def follow(person: Person, former: str) -> None:
    """Let the lists of every case name somebody as he is called from now on."""
    for folder in _naming(former):
        _write(folder, history(folder))
    db.session().flush()


def _naming(name: str) -> Sequence[Folder]:
    """The cases whose acts, or what was known before them, have this name, or may have had it in another case."""
    said = f'"{name}"'
    begun = exists().where(FolderBeginning.folder_id == Folder.id, FolderBeginning.document.contains(said))
    acted = exists().where(RecordedAct.folder_id == Folder.id, RecordedAct.document.contains(said))
    split = exists().where(FolderBeginning.folder_id == Folder.id, FolderBeginning.document.contains('"origin"'))
    return db.session().scalars(select(Folder).where(or_(begun, acted, split)).order_by(Folder.id)).all()


def in_words(case: Case) -> str:
    """Where the case stood when somebody last acted; what only time changes is told by the page."""
    found = headline(case, case.day) if case.day else None
    return str(found.told) if found else ""


def as_it_was_written() -> str | None:
    """The check of the audit log: what lists show of each case is what its digest tells. None, or what is wrong.

    The acts are told anew where they alone can tell: of a case without a digest, and of all where the last ones to be
    derived were those of another edition.
    """
    if db.session().scalar(select(FolderEdition.edition)) != edition():
        return follows_from_the_acts()
    if (number := of_no_case()) is not None:
        return str(OF_NO_CASE.format(number=number))
    columns, last = Folder.__table__.c, 0
    query = select(columns.id, columns.reference, columns.lists_sha256).order_by(columns.id).limit(TOGETHER)
    while folders := db.session().execute(query.where(columns.id > last)).all():
        last = folders[-1].id
        stored = kept([folder.id for folder in folders])
        for folder in folders:
            if folder.lists_sha256 != stored[folder.id].sha256 and (told := _told_wrong(folder)):
                return told
    return None


def _told_wrong(folder: Any) -> str | None:
    """What is wrong with a case whose rows are not those of its digest, as its acts tell it."""
    told = _wrong([folder.id], _all_registered())
    if told is None and folder.lists_sha256 is not None:
        return str(NOT_ITS_ACTS.format(reference=folder.reference, what=gettext("列表的散列值")))
    return told


def follows_from_the_acts() -> str | None:
    """The deep check of the audit log: every index is what the acts make of its case. None, or what is wrong."""
    if (number := of_no_case()) is not None:
        return str(OF_NO_CASE.format(number=number))
    registered, last = _all_registered(), 0
    while ids := _next(last):
        last = ids[-1]
        if told := _wrong(ids, registered):
            return told
    return None


def _all_registered() -> Mapping[str, int]:
    return {row.name: row.id for row in db.session().execute(select(Institution.name, Institution.id))}


def _wrong(ids: Sequence[int], registered: Mapping[str, int]) -> str | None:
    stored = kept(ids)
    of_facts = select(CaseRecord).join(Folder, Folder.case_id == CaseRecord.id).where(Folder.id.in_(ids))
    filed = list(db.session().scalars(of_facts))  # looked up below, one by one, while they are held
    for folder in db.session().scalars(select(Folder).where(Folder.id.in_(ids)).order_by(Folder.id)):
        try:
            case = told_anew(folder)
        except Refused as refused:
            return str(NOT_ALLOWED.format(reference=folder.reference, why=refused))
        if told := _differs(folder, case, derived(folder, case, registered), stored[folder.id]):
            return str(NOT_ITS_ACTS.format(reference=folder.reference, what=told))
    del filed
    return None


def _as_kept(folder: Folder, case: Case, made: Derived) -> Kept:
    """The rows that are to be stored of a case."""
    of_it = (folder.state, folder.offence, folder.updated_at)
    return Kept(
        seats=sorted((place, *of_it) for place in made.places.values()),
        people=sorted((*one, *of_it) for one in made.people),
        tracks=made.tracks,
        obligations=made.obligations,
        tasks=[(number, *row) for number, row in enumerate(made.tasks, 1)],
        shelves=sorted((*row, folder.updated_at) for row in made.shelves.shelves),
        days=sorted(made.shelves.days),
        postings=[(number, *row) for number, row in enumerate(made.postings, 1)],
        terms=_terms(folder, case, made.former) if made.places else [],
    )


def _terms(folder: Folder, case: Case, former: str) -> list[str]:
    return sorted(search.terms_of(*searched_texts(folder, case, former)) | marks(folder, case))


def _differs(folder: Folder, case: Case, made: Derived, kept: Kept) -> str | None:
    """What of a case is not stored as it is derived. None where all is."""
    if (folder.title, folder.state, folder.headline, folder.offence) != made.head:
        return gettext("名称或者状态")
    wanted = _as_kept(folder, case, made)
    for what, is_, should_be in (
        (gettext("程序"), kept.tracks, wanted.tracks),
        (gettext("应当履行的事项"), kept.obligations, wanted.obligations),
        (gettext("待办事项"), kept.tasks, wanted.tasks),
        (gettext("参与单位"), kept.seats, wanted.seats),
        (gettext("承办人"), kept.people, wanted.people),
        (gettext("待办分类"), (kept.shelves, kept.days), (wanted.shelves, wanted.days)),
        (gettext("案款账"), kept.postings, wanted.postings),
        (gettext("检索词"), kept.terms, wanted.terms),
    ):
        if is_ != should_be:
            return what
    return None
