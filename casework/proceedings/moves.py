"""分案, 并案 on the records: the act in its case, and in the same transaction what becomes of the other.

Nothing is copied: a case that was split off begins with what the acts of the other had made of its persons; a case that
was merged is empty and put away, and what it was is read from its own acts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases import filing
from casework.proceedings import index, listing
from casework.proceedings.doing import Doing
from casework.proceedings.errors import answer_to
from casework.proceedings.history import begun_by, history, named, split_document
from casework.proceedings.models import Folder, FolderBeginning
from casework.proceedings.names import case_name
from casework.proceedings.queries import seen_by, visible_to
from rules.casefile import canonical
from rules.proceedings.book import load_table
from rules.proceedings.moving import split_off
from rules.proceedings.other_cases import INTO, MERGE, MOVING, SPLIT, Move, taken_in
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Case
from rules.reading.messages import msg

Append = Callable[[Folder, Person, Doing, Case], Case]
"""Writes an act and gives the case after it."""

A_NEW_CASE = "（分出的新案）"
"""How a case is called that is not there yet."""


def moved(folder: Folder, person: Person, doing: Doing, move: Move, append: Append) -> Case:
    """Record an act that moves, in ``db.writing()``. Raises as ``service.record``; then neither case has changed."""
    if move.act == SPLIT:
        return _split(folder, person, doing, move, append)
    other = other_case(person, folder, move.other)
    if move.act == INTO:
        _merge(other, folder, person, replace(doing, args={}), append)
        return history(folder)
    return _merge(folder, other, person, doing, append)


def other_case(person: Person, folder: Folder, reference: str) -> Folder:
    """The case that 并案 names, if this person may see it. Raises as the table refuses an act."""
    try:
        other = named(reference)
        if other.id == folder.id or not visible_to(person, other):
            named("")
    except Refused as refused:
        raise answer_to(refused) from refused
    return other


def _split(folder: Folder, person: Person, doing: Doing, move: Move, append: Append) -> Case:
    db.lock(folder)
    before = history(folder)
    reference = filing.references(db.now(), 1)[0]
    after = append(folder, person, naming(doing, reference), before)
    try:
        begun = begun_by(before, move, after.acts[-1], folder.reference)
    except Refused as refused:
        raise answer_to(refused) from refused
    made = Folder(
        reference=reference,
        title=case_name(begun),
        state=begun.state,
        headline="",
        opened_by=person.id,
        created_at=db.now(),
        updated_at=db.now(),
        row_version=1,
    )
    db.session().add(made)
    db.session().flush()
    kept = FolderBeginning(folder_id=made.id, document=canonical(split_document(folder, after.acts[-1].number)))
    db.session().add(kept)
    db.session().flush()
    audit.record("open_folder", f"folder:{made.id}", {"origin": folder.reference}, person=person, proves=(kept,))
    index.bring_up_to_date(made, begun)
    index.bring_up_to_date(folder, after)
    return after


def _merge(folder: Folder, other: Folder, person: Person, doing: Doing, append: Append) -> Case:
    for one in sorted((folder, other), key=lambda one: one.id):
        db.lock(one)
    here, there = history(folder), history(other)
    if there.state == "archived":
        told = msg("案件 {reference} 已经归档，不能并案", reference=other.reference)
        raise answer_to(Refused("impossible", told, msg("先重新启用该案"), "case"))
    after = append(folder, person, replace(naming(doing, other.reference), do=MERGE), here)
    gone = append(other, person, replace(naming(doing, folder.reference), do=INTO, papers=(), files=()), there)
    try:
        whole = taken_in(after, there)
    except Refused as refused:
        raise answer_to(refused) from refused
    index.bring_up_to_date(other, gone)
    index.bring_up_to_date(folder, whole)
    return whole


MOST_LISTED = 60


def mergeable(person: Person, folder: Folder) -> tuple[tuple[str, str], ...]:
    """The other live cases that this person sees, by number and name, the last changed first."""
    found = [one for one in listing.latest_live(person, MOST_LISTED + 1) if one.id != folder.id]
    return tuple((one.reference, f"{one.title}（{one.reference}）") for one in found[:MOST_LISTED])


@dataclass(frozen=True)
class Related:
    """Another case to or from which something was moved. ``act``: the act that moved it, ``origin`` of a case that was
    split off; ``id``: None where the person does not see it."""

    act: str
    reference: str
    title: str = ""
    id: int | None = None


def related(case: Case, person: Person) -> tuple[Related, ...]:
    """The cases with which this one is linked by 分案 and 并案, in order."""
    found = [("origin", case.origin)] if case.origin else []
    found += [(act.do, str(act.args.get("case") or "")) for act in case.acts if act.do in MOVING]
    named_ = {reference for _, reference in found if reference}
    if not named_:
        return ()
    query = select(Folder).where(Folder.reference.in_(named_), seen_by(person))
    seen = {one.reference: one for one in db.session().scalars(query)}
    return tuple(
        Related(act, one, seen[one].title, seen[one].id) if one in seen else Related(act, one)
        for act, one in dict.fromkeys(found)
        if one
    )


def naming(doing: Doing, case: str) -> Doing:
    """The same act, naming the other case so."""
    spelt = ("case", *load_table().arguments["case"].also)
    given = doing.args if isinstance(doing.args, Mapping) else {"persons": doing.args} if doing.args else {}
    return replace(doing, args={**{key: value for key, value in given.items() if key not in spelt}, "case": case})


def tried(before: Case, after: Case, move: Move, person: Person) -> Case:
    """The case after an act that moves, had it been done: with what the other would bring. Raises ``Refused``."""
    if move.act == SPLIT:
        split_off(before, move.persons, "")
    if move.act != MERGE:
        return after
    other = named(move.other)
    return taken_in(after, history(other)) if visible_to(person, other) else after
