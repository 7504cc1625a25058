"""The acts of a case as they are stored, and the case that they make."""

from __future__ import annotations

import datetime
import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, takewhile
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, Select, and_, event, false, or_, select
from sqlalchemy.orm import Session, SessionTransaction

from casework import db
from casework.accounts import institutions, naming
from casework.proceedings.models import Folder, FolderBeginning, RecordedAct
from casework.proceedings.stored import Course, Names
from rules.proceedings.acts import Act
from rules.proceedings.course import fold, replay
from rules.proceedings.other_cases import INTO, MERGE, SPLIT, Move, move_of, split_from, taken_in
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Case
from rules.reading.messages import msg, template

NO_SUCH_CASE = template("没有编号为“{reference}”的案件，或者您所在单位不参与办理")


def split_document(origin: Folder, number: int) -> dict[str, Any]:
    """What a case begins with that the act of this number split off another."""
    return {"origin": origin.reference, "act": number}


def acts(folder: Folder, after: int = 0, most: int | None = None) -> list[Act]:
    """What was done after the act of this number, oldest first; ``most``: the number of the last."""
    mine = (RecordedAct.folder_id == folder.id, RecordedAct.number > after)
    query = select(RecordedAct.document, RecordedAct.at).where(*mine)
    if most is not None:
        query = query.where(RecordedAct.number <= most)
    return _acts(db.session().execute(query.order_by(RecordedAct.number)))


def _acts(rows: Iterable[Any]) -> list[Act]:
    """Of rows of ``document`` and ``at``."""
    names = _names()
    return [names.act(row.document, row.at) for row in rows]


def _names() -> Names:
    """What is called otherwise today."""
    return Names(institutions.renamed(), naming.renamed())


_KEPT = 128
"""Cases whose course is kept in memory, for each database."""

_Key = tuple[int, str, datetime.datetime, tuple[institutions.Renamed, ...], tuple[naming.Renamed, ...]]
_courses: WeakKeyDictionary[Engine, OrderedDict[_Key, Case]] = WeakKeyDictionary()


@event.listens_for(Engine, "engine_disposed")
def _forget(engine: Engine) -> None:
    """Whoever lets go of a database may meet another one at the same place: a copy, a restored one."""
    _courses.pop(engine, None)


_OWN = "courses told in this transaction"


def _remember(told: Mapping[_Key, Case]) -> None:
    kept = _courses.setdefault(db.engine(), OrderedDict())
    for key, case in told.items():
        kept.pop(key, None)  # what was used last comes last
        kept[key] = case
    while len(kept) > _KEPT:
        kept.popitem(last=False)


def _committed(session: Session) -> None:
    if not session.in_nested_transaction():
        _remember(session.info.pop(_OWN, {}))


def _rolled_back(session: Session, ended: SessionTransaction) -> None:
    """What the transaction was told may have rested on acts that are taken back, by a savepoint too."""
    session.info.pop(_OWN, None)


event.listen(db.Records, "after_commit", _committed)
event.listen(db.Records, "after_soft_rollback", _rolled_back)


def history(folder: Folder) -> Case:
    """The case as its acts have made it. Raises ``Refused`` where a stored act is not allowed by the table.

    Acts are never altered, so what was told from them is kept and only those that came since are read. What a
    transaction that writes was told only that one knows, until it is committed.
    """
    return histories_of([folder])[folder.id]


def histories_of(folders: Sequence[Folder]) -> dict[int, Case]:
    """The same of several, by the number of each, read together."""
    session, kept = db.session(), _courses.setdefault(db.engine(), OrderedDict())
    own: dict[_Key, Case] = session.info.setdefault(_OWN, {}) if session.writes else {}
    names = (institutions.renamed(), naming.renamed())
    keys: dict[int, _Key] = {one.id: (one.id, one.title, one.created_at, *names) for one in folders}
    seen = db.read_already()
    had = {id: own.get(key) or kept.get(key) for id, key in keys.items() if key not in seen}
    asked = [one for one in folders if one.id in had]
    found = dict(_continued(asked, {id: case for id, case in had.items() if case is not None and case.acts}))
    told = {keys[id]: case for id, case in found.items()}
    if session.writes:
        own.update(told)
    else:
        seen.update(told)
        _remember(told)
    return {id: found[id] if id in found else seen[key] for id, key in keys.items()}


def histories(which: Select[int]) -> Iterator[tuple[Folder, Case]]:
    """The cases whose folders a query gives by their ids, read together; what was told of them is not kept."""
    began, done = _beginnings(which), _acts_by_folder(RecordedAct.folder_id.in_(which))
    for folder in db.session().scalars(select(Folder).where(Folder.id.in_(which)).order_by(Folder.id)):
        yield folder, _told(folder, done.get(folder.id, []), _beginning(folder, began[folder.id]))


def courses(which: Select[int] | Sequence[int]) -> dict[int, Course]:
    """By folder, of those that a query gives: the course as it is stored, for a process without the database; left out
    are cases that others were split into or merged with."""
    acts_of = select(RecordedAct.folder_id, RecordedAct.act, RecordedAct.document, RecordedAct.at)
    rows = db.session().execute(acts_of.where(RecordedAct.folder_id.in_(which)).order_by(*_IN_ORDER))
    done = {id: list(found) for id, found in groupby(rows, key=lambda row: row.folder_id)}
    began = select(FolderBeginning.folder_id, FolderBeginning.document, Folder.created_at).join(
        Folder, Folder.id == FolderBeginning.folder_id
    )
    names = _names()
    return {
        id: Course((document, at), tuple((row.document, row.at) for row in done.get(id, ())), names)
        for id, document, at in db.session().execute(began.where(FolderBeginning.folder_id.in_(which)))
        if "origin" not in json.loads(document) and not any(row.act == MERGE for row in done.get(id, ()))
    }


_IN_ORDER = (RecordedAct.folder_id, RecordedAct.number)


def _beginnings(which: Select[int] | Sequence[int]) -> dict[int, str]:
    query = select(FolderBeginning.folder_id, FolderBeginning.document).where(FolderBeginning.folder_id.in_(which))
    return {row.folder_id: row.document for row in db.session().execute(query)}


def _acts_by_folder(which: ColumnElement[bool]) -> dict[int, list[Act]]:
    query = select(RecordedAct.folder_id, RecordedAct.document, RecordedAct.at).where(which)
    rows = db.session().execute(query.order_by(*_IN_ORDER))
    return {number: _acts(found) for number, found in groupby(rows, key=lambda row: row.folder_id)}


def _continued(folders: Sequence[Folder], had: Mapping[int, Case]) -> Iterator[tuple[int, Case]]:
    """The cases with what became of those that are had since; told anew where the act that was the last one is not the
    same any more."""
    if not folders:
        return
    new = [folder.id for folder in folders if folder.id not in had]
    since = [and_(RecordedAct.folder_id == id, RecordedAct.number >= len(case.acts)) for id, case in had.items()]
    wanted = [RecordedAct.folder_id.in_(new), *since] if new else since
    done, began = _acts_by_folder(or_(false(), *wanted)), _beginnings(new) if new else {}
    for folder in folders:
        case, found = had.get(folder.id), done.get(folder.id, [])
        if case is None:
            yield folder.id, _told(folder, found, _beginning(folder, began[folder.id]))
        elif found and found[0].as_json() == case.acts[-1].as_json():
            yield folder.id, _told(folder, found[1:], case)
        else:
            yield folder.id, told_anew(folder)


def until(folder: Folder, day: datetime.date) -> Case:
    """The case after the acts that were done by a day, up to the first that was done later."""
    done = tuple(takewhile(lambda act: act.at <= day, acts(folder)))
    return _told(folder, done, _begun(folder))


def before(folder: Folder, number: int) -> Case:
    """The case as it stood before the act of this number."""
    return _told(folder, acts(folder, most=number - 1), _begun(folder))


def told_anew(folder: Folder) -> Case:
    """The same, from the first act on, whatever is kept."""
    return _told(folder, acts(folder), _begun(folder))


def steps(folder: Folder) -> Iterator[tuple[Case, Act]]:
    """Every act of a case, with the case as it stood before it. Raises ``Refused`` as ``history``."""
    case = _begun(folder)
    for act in acts(folder):
        yield case, act
        case = _told(folder, [act], case)


def _told(folder: Folder, done: Sequence[Act], case: Case) -> Case:
    """The case after these acts; what another case brought in comes from the acts of that one."""
    if not any(act.do == MERGE for act in done):
        return fold(done, case)
    for act in done:
        move = move_of(case, act) if act.do == MERGE else None
        case = replay(case, act)
        other = _named(move.other) if move is not None else None
        if other is not None:
            case = taken_in(case, _before_it_went(other, folder.reference))
    return case


def _begun(folder: Folder) -> Case:
    """What was known before its first act: as it was entered, or as another case had it until it was split off."""
    found = db.session().scalar(select(FolderBeginning.document).where(FolderBeginning.folder_id == folder.id))
    assert found is not None
    return _beginning(folder, found)


def _beginning(folder: Folder, document: str) -> Case:
    """Of a beginning as it is stored."""
    data = json.loads(document)
    if "origin" not in data:
        return _names().beginning(data, folder.created_at)
    *before, last = acts(named(data["origin"]), most=data["act"])
    case = _told(named(data["origin"]), before, _begun(named(data["origin"])))
    move = move_of(case, last)
    assert move is not None
    assert move.act == SPLIT
    return begun_by(case, move, last, data["origin"])


def begun_by(case: Case, move: Move, act: Act, origin: str) -> Case:
    """The case that 分案 makes of another, as that stood before the act."""
    title = "、".join(move.persons)
    return replace(split_from(case, move.persons, title, act.at), origin=origin)


def named(reference: str) -> Folder:
    """The case of this number. Raises ``Refused`` where there is none."""
    found = _named(reference)
    if found is None:
        raise Refused("missing", msg(NO_SUCH_CASE, reference=reference), msg("写明另案的系统编号"), "case")
    return found


def _named(reference: str) -> Folder | None:
    return db.session().scalar(select(Folder).where(Folder.reference == reference))


def _before_it_went(other: Folder, into: str) -> Case:
    """Another case as it stood when it was merged into the one of this number."""
    done: list[Act] = []
    case = _begun(other)
    for act in acts(other):
        if act.do == INTO and str(act.args.get("case")) == into:
            return _told(other, done, case)
        done.append(act)
    return _told(other, done, case)
