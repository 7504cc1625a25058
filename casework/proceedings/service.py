"""Acts of a case: recorded one after another, each allowed by the table of what can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from flask_babel import gettext

from casework import db, permissions
from casework.accesses import recording as accesses
from casework.accounts import Institution, Person
from casework.accounts import queries as registered
from casework.accounts import service as accounts
from casework.audit import service as audit
from casework.cases import filing
from casework.proceedings import files, hooks, index, moves
from casework.proceedings.doing import Doing
from casework.proceedings.errors import Incomplete, UnknownFolder, answer_to
from casework.proceedings.history import history
from casework.proceedings.models import Folder, FolderBeginning, RecordedAct
from casework.proceedings.queries import visible_to
from casework.proceedings.stored import beginning_document
from rules.casefile import canonical
from rules.proceedings.acts import Act, Actor
from rules.proceedings.arguments import read
from rules.proceedings.book import load_table
from rules.proceedings.course import apply
from rules.proceedings.other_cases import SPLIT, Move, move_of
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Case
from rules.reading.messages import msg, template

__all__ = ["Doing", "actor_of", "get_for", "open_folder", "papers_named", "read_move", "record", "state"]

LATER_THAN_TODAY = template("{day} 晚于今日")
NO_SUCH_PAPER = template("文书“{name}”没有随附，卷内也没有")
HAND_IT_IN = template("上传这份文书后可以办理")
OPEN, ORDER = "open_case", "order"
BUREAU = "bureau"


def get_for(person: Person, folder_id: int) -> Folder:
    """The case, if this person may see it. Raises ``UnknownFolder`` (404) otherwise, saying no more than that."""
    found = db.session().get(Folder, folder_id)
    if found is None or not visible_to(person, found):
        raise UnknownFolder(gettext("没有这个案件，或您所在单位不参与办理。"))
    accesses.opened(person, found)
    return found


@db.writing()
def open_folder(person: Person, begun: Case, doings: Sequence[Doing] = ()) -> Folder:
    """A new case from what is known of it, with its first acts.

    Raises ``NotPermitted``, ``NotPossible`` or ``Incomplete`` as the table refuses an act; then nothing is kept.
    """
    session, now = db.session(), db.now()
    folder = Folder(
        reference=filing.references(now, 1)[0],
        title=begun.title,
        state=begun.state,
        headline="",
        opened_by=person.id,
        created_at=now,
        updated_at=now,
        row_version=1,
    )
    session.add(folder)
    session.flush()
    kept = FolderBeginning(folder_id=folder.id, document=canonical(beginning_document(begun)))
    session.add(kept)
    session.flush()
    audit.record("open_folder", f"folder:{folder.id}", person=person, proves=(kept,))
    case = begun
    for doing in doings:
        case = _record(folder, person, doing, case)
    index.bring_up_to_date(folder, case)
    return folder


def record(folder: Folder, person: Person, doing: Doing, proves: Sequence[Any] = ()) -> Case:
    """Record an act, if the table and the history allow it: the case after it.

    ``proves``: rows that are stored with it, for the audit log. Raises ``NotPermitted``, ``NotPossible`` or
    ``Incomplete``; ``Stale`` where somebody else acted since the case was read; then nothing is kept.
    """
    move = read_move(history(folder), person, doing)
    if move is not None and move.act != SPLIT:
        moves.other_case(person, folder, move.other)  # read before the lock, so that both cases are locked in order
    with db.writing():
        if move is not None:
            return moves.moved(folder, person, doing, move, _record)
        db.lock(folder)
        case = _record(folder, person, doing, history(folder), proves)
        index.bring_up_to_date(folder, case)
        return case


def read_move(case: Case, person: Person, doing: Doing) -> Move | None:
    """The move that an act is, None of every other. Raises ``Incomplete`` for wrong arguments."""
    try:
        return move_of(case, Act(doing.do, doing.at, actor_of(person, doing.sole), doing.on, doing.args or {}))
    except Refused as refused:
        raise answer_to(refused) from refused


def _record(folder: Folder, person: Person, doing: Doing, case: Case, proves: Sequence[Any] = ()) -> Case:
    if doing.at > db.today():
        raise Incomplete(Refused("missing", msg(LATER_THAN_TODAY, day=doing.at), "", "day"))
    kept = [files.keep(folder, person, paper) for paper in doing.papers]
    names = tuple(dict.fromkeys((*doing.files, *(name for name, _ in kept))))
    by = actor_of(person, doing.sole, doing.place)
    wanted = Act(doing.do, doing.at, by, doing.on, doing.args or {}, doing.reason, names)
    try:
        wanted = _bringing_in(case, wanted)
        after = apply(case, wanted, doing.loss or partial(hooks.loss_today, folder))
        act = after.acts[-1]
        _refuse_papers_that_are_not_there(folder, act, case)
        row = _stored(folder, person, act)
        hooks.keep(hooks.Recorded(folder, person, act, after, doing.registered))
    except Refused as refused:
        raise answer_to(refused) from refused
    new = [each for _, each in kept if each is not None]
    told = {"act": act.do, "number": act.number, "on": list(act.on)}
    audit.record("act", f"folder:{folder.id}", told, person=person, proves=(row, *new, *proves))
    return after


def _bringing_in(case: Case, act: Act) -> Act:
    """An order to a bureau that is registered and has no seat yet gives it one: it measures, and must see the case.

    Raises ``Refused`` for wrong arguments.
    """
    if act.do != ORDER:
        return act
    args = read(load_table(), ORDER, act.args)
    named = [args.text(name) for name in ("measurer", "to") if args.text(name)]
    places = [place for name in named if (place := registered.institution_by_name(name)) is not None]
    new = [
        one.name
        for one in places
        if permissions.acting_kind(one) == BUREAU and one.name not in case.institutions(BUREAU)
    ]
    if args.text("bureau") or not new or not isinstance(act.args, Mapping):
        return act
    return replace(act, args={**act.args, "bureau": new[0]})


def _stored(folder: Folder, person: Person, act: Act) -> RecordedAct:
    row = RecordedAct(
        folder_id=folder.id,
        number=act.number,
        act=act.do,
        done_on=act.at,
        document=canonical(act.as_json()),
        person_id=person.id,
        at=db.now(),
    )
    db.session().add(row)
    db.session().flush()
    return row


def _refuse_papers_that_are_not_there(folder: Folder, act: Act, case: Case) -> None:
    there = {file.name for file in files.of(folder)}
    for name in papers_named(act, case):
        if name not in there:
            raise Refused("missing", msg(NO_SUCH_PAPER, name=name), msg(HAND_IT_IN), "paper")


def papers_named(act: Act, case: Case) -> tuple[str, ...]:
    """The papers that an act names, in its arguments or beside them. Raises ``Refused`` for wrong arguments."""
    table = load_table()
    name = table.names.get(act.do)
    if name is None:
        return act.files
    args = read(table, name, act.args, [party.name for party in case.parties])
    return tuple(dict.fromkeys((*act.files, *(one for key in table.acts[name].papers for one in args.texts(key)))))


def actor_of(person: Person, sole: bool | None = None, place: Institution | None = None) -> Actor:
    """The person as the table of acts sees him: by name, institution and seats.

    ``place``: another institution for which he acts. Raises ``Forbidden`` unless he looks after its people.
    """
    if place is not None and place.id != person.institution_id:
        permissions.require(person, permissions.MANAGE_PEOPLE, of=place)
    place = place or person.institution
    if sole is None:
        sole = accounts.is_only_one(person)
    return Actor(person.name, place.name, permissions.acting_kind(place), permissions.acting_seats(person), sole)


def state(folder: Folder) -> Case:
    """The case as its acts have made it."""
    return history(folder)
