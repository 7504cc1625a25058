"""What lists show of cases: derived from their acts, and held against them when the log is verified."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import gettext
from sqlalchemy import delete, exists, insert, or_, select

from casework import db
from casework.accounts import Institution
from casework.audit import service as audit
from casework.cases import Case as CaseRecord
from casework.cases import CaseSeat, search
from casework.proceedings import tasks
from casework.proceedings.history import history, told_anew
from casework.proceedings.models import (
    Folder,
    FolderBeginning,
    FolderEdition,
    FolderObligation,
    FolderSeat,
    FolderTerm,
    FolderTrack,
    RecordedAct,
)
from casework.proceedings.names import case_name, numbers_of, offence_of
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

Rows = dict[str, list[tuple[Any, ...]]]


def bring_up_to_date(folder: Folder, case: Case) -> None:
    """Write what lists show of the case, in the transaction of the act."""
    folder.updated_at, folder.row_version = db.now(), folder.row_version + 1
    _write(folder, case)
    of_facts = db.session().get(CaseRecord, folder.case_id) if folder.case_id is not None else None
    if of_facts is not None:
        of_facts.updated_at = db.now()  # what is derived of it, its periods among it, follows from the acts
    db.session().flush()


def _write(folder: Folder, case: Case) -> None:
    session = db.session()
    folder.title, folder.state, folder.headline = case_name(case), case.state, in_words(case)
    folder.offence = offence_of(case)
    rows = derived(case)
    for model in (FolderTrack, FolderObligation):
        session.execute(delete(model).where(model.folder_id == folder.id))
    _seat(folder, case)
    session.add_all(
        FolderTrack(folder_id=folder.id, key=k, kind=kind, state=state) for k, kind, state in rows["tracks"]
    )
    session.add_all(
        FolderObligation(folder_id=folder.id, key=k, kind=kind, state=state, due=due, over=over)
        for k, kind, state, due, over in rows["obligations"]
    )
    tasks.bring_up_to_date(folder, case)
    _found_by(folder, case)
    session.flush()


@cache
def edition() -> str:
    """SHA-256 of all that the lists follow from beside the acts: the table, the law of periods, the code."""
    here = Path(__file__).parent
    folders = (Path(proceedings.__file__).parent, Path(deadlines.__file__).parent)
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in (".py", ".yaml")]
    files += [here / name for name in ("index.py", "tasks.py", "names.py")]
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
    differs = _differs(folder, case) is not None
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


def _seat(folder: Folder, case: Case) -> None:
    """Write which institutions see the case: those that are registered of its seats, and that of who opened it."""
    session = db.session()
    session.execute(delete(FolderSeat).where(FolderSeat.folder_id == folder.id))
    names = {seat.institution for seat in case.seats} | {folder.opener.institution.name}
    seated = list(session.scalars(select(Institution.id).where(Institution.name.in_(names))))
    session.add_all(FolderSeat(folder_id=folder.id, institution_id=number) for number in seated)
    if folder.case_id is not None:
        session.execute(delete(CaseSeat).where(CaseSeat.case_id == folder.case_id))
        session.add_all(CaseSeat(case_id=folder.case_id, institution_id=number) for number in seated)


def take_in(place: Institution) -> None:
    """Let the people of a new institution see the cases in which it was given a seat before it was registered."""
    said = f'"{place.name}"'
    begun = exists().where(FolderBeginning.folder_id == Folder.id, FolderBeginning.document.contains(said))
    acted = exists().where(RecordedAct.folder_id == Folder.id, RecordedAct.document.contains(said))
    split = exists().where(FolderBeginning.folder_id == Folder.id, FolderBeginning.document.contains('"origin"'))
    for folder in db.session().scalars(select(Folder).where(or_(begun, acted, split)).order_by(Folder.id)).all():
        case = history(folder)
        if place.name in {seat.institution for seat in case.seats}:
            _seat(folder, case)
            tasks.bring_up_to_date(folder, case)
    db.session().flush()


def in_words(case: Case) -> str:
    """Where the case stood when somebody last acted; what only time changes is told by the page."""
    found = headline(case, case.day) if case.day else None
    return str(found.told) if found else ""


def derived(case: Case) -> Rows:
    """The rows of the index that a case has, sorted."""
    return {
        "seats": sorted({(seat.institution,) for seat in case.seats}),
        "tracks": sorted((one.id, one.kind, one.state) for one in case.tracks.values()),
        "obligations": sorted(
            (one.id, one.kind, one.state, due_on(case, one), one.over > 0) for one in case.obligations.values()
        ),
    }


def follows_from_the_acts() -> str | None:
    """The check of the audit log: every index is what the acts make of its case. None, or what is wrong."""
    for folder in db.session().scalars(select(Folder).order_by(Folder.id).execution_options(yield_per=100)):
        try:
            case = told_anew(folder)
        except Refused as refused:
            return str(NOT_ALLOWED.format(reference=folder.reference, why=refused))
        if told := _differs(folder, case):
            return str(NOT_ITS_ACTS.format(reference=folder.reference, what=told))
    return None


def _differs(folder: Folder, case: Case) -> str | None:
    rows = derived(case)
    stored: Rows = {
        "tracks": _stored(folder, FolderTrack, "key", "kind", "state"),
        "obligations": _stored(folder, FolderObligation, "key", "kind", "state", "due", "over"),
    }
    if (folder.title, folder.state, folder.headline) != (case_name(case), case.state, in_words(case)):
        return gettext("名称或者状态")
    if stored["tracks"] != rows["tracks"]:
        return gettext("程序")
    if stored["obligations"] != rows["obligations"]:
        return gettext("应当履行的事项")
    return gettext("待办事项") if tasks.stored(folder) != tasks.rows_of(case) else None


def _stored(folder: Folder, model: Any, *names: str) -> list[tuple[Any, ...]]:
    columns = [getattr(model, name) for name in names]
    found = db.session().execute(select(*columns).where(model.folder_id == folder.id))
    return sorted(tuple(row) for row in found)
