"""Write, read and verify the audit log.

Every service that writes calls ``record`` once per change. A transaction that wrote a row without an entry is refused;
how the rows stand that it changed is proven by its last entry.
Entries join the chain just before the commit: the chain's lock is then the last one taken, so writers never block each
other in a ring, and concurrent workers never fork the chain.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

import orjson
from flask import Flask, current_app, g
from sqlalchemy import event, insert, select
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from casework import db, permissions
from casework.audit.keys import WrongKey, present
from casework.audit.models import AuditEntry
from casework.audit.proofs import Proven, read
from rules.casefile import canonical, canonical_bytes

BEGINNING = "0" * 64
"""``previous_hash`` of the first entry."""

_PENDING, _WROTE, _TOUCHED = "audit pending", "audit wrote", "audit touched"

Check = Callable[[], str | None]
"""Of records that change, against those that do not: None, or what is wrong."""


class Head(NamedTuple):
    """A head of the log that was written down elsewhere: where, the number of the entry, and its hash."""

    place: str
    seq: int
    hash: str


Heads = Callable[[], Iterable[Head]]
Tells = Callable[[Sequence[AuditEntry]], Mapping[int, str]]
"""Of entries on records of one kind: what each is about, in words, by its number."""


@dataclass
class _Declared:
    """What the features have declared to the log of one application."""

    proven: dict[str, Proven] = field(default_factory=dict)
    names: dict[str, object] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    deep: list[Check] = field(default_factory=list)
    heads: list[Heads] = field(default_factory=list)
    tells: dict[str, Tells] = field(default_factory=dict)


def declare(
    app: Flask,
    *,
    proves: Iterable[Proven] = (),
    names: Mapping[str, object] | None = None,
    checks: Iterable[Check] = (),
    deep: Iterable[Check] = (),
    heads: Iterable[Heads] = (),
    tells: Mapping[str, Tells] | None = None,
) -> None:
    """Tell the log what of a feature it proves, how the feature's actions are called on the screen (action -> lazily
    translated Chinese), what ``verify`` shall check of it, what it shall derive anew where asked (``deep``),
    which heads of the log its records hold, and what entries are about (the kind of a subject -> its words)."""
    declared: _Declared = app.extensions.setdefault("audit", _Declared())
    declared.proven |= {each.model.__tablename__: each for each in proves}
    declared.names |= names or {}
    declared.checks += checks
    declared.deep += deep
    declared.heads += heads
    declared.tells |= tells or {}


def _declared() -> _Declared:
    declared: _Declared = current_app.extensions["audit"]
    return declared


def provable_tables() -> Mapping[str, Proven]:
    """Table name -> how its rows are proven."""
    return _declared().proven


def checks() -> tuple[Check, ...]:
    """What ``verify`` checks beside the chain and the proofs."""
    return tuple(_declared().checks)


def deep_checks() -> tuple[Check, ...]:
    """What ``verify`` derives anew where it is asked to."""
    return tuple(_declared().deep)


def heads() -> Iterator[Head]:
    """The heads that records hold."""
    for found in _declared().heads:
        yield from found()


def record(
    action: str,
    subject: str,
    detail: Mapping[str, Any] | None = None,
    *,
    person: Any = None,
    proves: Iterable[Any] = (),
) -> None:
    """Add an entry to this transaction.

    ``subject`` names what was changed, ``table:id`` in the singular; everything on a case has ``case:<id>``.
    ``detail`` is plain JSON data (numbers as text). ``person`` is the actor, by default who is signed in.
    ``proves`` are new rows of provable models that are written once, flushed here so that they have their ids.
    """
    actor = person if person is not None else g.get("person")
    current = db.session()
    if not current.writes:
        raise RuntimeError("record outside db.writing(): nothing would be kept")
    if current.in_nested_transaction():
        raise RuntimeError("record after the savepoint: an entry must not outlive a change that is rolled back")
    current.flush()
    content = dict(detail or {})
    proofs = [_proof(row) for row in proves]
    if proofs:
        content["proves"] = proofs
    entry = AuditEntry(
        at=db.now(),
        person_id=actor.id if actor is not None else None,
        institution_id=actor.institution_id if actor is not None else None,
        action=action,
        subject=subject,
        detail=canonical(content),
    )
    current.info.setdefault(_PENDING, []).append(entry)


def _proof(row: Any) -> dict[str, Any]:
    table = row.__tablename__
    return {"table": table, "id": row.id, "sha256": _declared().proven[table].sha256(row)}


_SAID = ("seq", "person_id", "institution_id", "action", "subject", "previous_hash")
_said = attrgetter(*_SAID)


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 of the canonical JSON of everything in the entry but its own hash."""
    return hash_of_stored(entry, entry.at.isoformat(timespec="seconds"))


def hash_of_stored(entry: Any, at: str) -> str:
    """The same of a row as the database holds it, with its time as text: an intruder may have left anything there.

    The detail is taken as it is written; whether that is canonical JSON is the caller's to ask. Raises ``TypeError``
    for a column that JSON cannot hold.
    """
    content = dict(zip(_SAID, _said(entry), strict=True), at=at, detail=orjson.Fragment(entry.detail))
    return hashlib.sha256(canonical_bytes(content)).hexdigest()


def head() -> tuple[int, str]:
    """Number and hash of the last entry: what documents print to pin the log. (0, zeros) when it is empty."""
    last = _last()
    return (last.seq, last.hash) if last is not None else (0, BEGINNING)


def _last() -> AuditEntry | None:
    return db.session().scalar(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1))


def entry(seq: int) -> AuditEntry | None:
    """The entry of this number."""
    return db.session().get(AuditEntry, seq)


def entries(
    subject: str | None = None,
    *,
    reader: Any = None,
    without: Iterable[str] = (),
    limit: int = 200,
    before: int | None = None,
) -> list[AuditEntry]:
    """Entries, newest first: all, on one subject, or those that a ``reader`` may see, ``without`` some actions;
    ``before`` continues below that number."""
    query = select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(limit)
    if reader is not None and not permissions.everywhere(reader, permissions.READ_LOG):
        query = query.where(permissions.places_of(reader, permissions.READ_LOG, AuditEntry.institution_id))
    if subject is not None:
        query = query.where(AuditEntry.subject == subject)
    if without := list(without):
        query = query.where(AuditEntry.action.not_in(without))
    if before is not None:
        query = query.where(AuditEntry.seq < before)
    return list(db.session().scalars(query))


def action_name(action: str) -> str:
    """The action in words; the bare code where no feature named it."""
    return str(_declared().names.get(action, action))


@dataclass(frozen=True)
class Overview:
    """The state of the log for a page: how many entries, the head's hash, and entries newest first.

    ``whole``: they are of every institution, not of the reader's own. ``about``: what an entry is about, by its number.
    """

    count: int
    head: str
    whole: bool
    entries: list[AuditEntry]
    older: int | None
    about: Mapping[int, str]


def overview(person: Any, before: int | None = None, limit: int = 30) -> Overview:
    """The whole log's state, and a page of what the institutions did that the person looks after.

    ``older`` is where the next page goes on.
    """
    seq, last = head()
    whole = permissions.everywhere(person, permissions.READ_LOG)
    found = entries(reader=person, limit=limit + 1, before=before)
    older = found[limit - 1].seq if len(found) > limit else None
    return Overview(seq, last, whole, found[:limit], older, _about(found[:limit]))


def _about(found: Sequence[AuditEntry]) -> Mapping[int, str]:
    kinds: dict[str, list[AuditEntry]] = defaultdict(list)
    for one in found:
        kinds[one.subject.partition(":")[0]].append(one)
    told: dict[int, str] = {}
    for kind, tells in _declared().tells.items():
        if kinds[kind]:
            told |= tells(kinds[kind])
    return told


def number_of(entry: AuditEntry) -> int:
    """The number of the record that an entry is on; 0 where it names none."""
    number = entry.subject.partition(":")[2]
    return int(number) if number.isdecimal() else 0


class UnauditedWrite(RuntimeError):
    """A service wrote and did not say so. A mistake in the program, never of the person."""


def touch(model: type[Any], key: int) -> None:
    """Tell that rows of this key change in this transaction by a statement, which the session cannot see."""
    _touch(db.session(), model.__tablename__, key)


def _touch(session: Session, table: str, key: int) -> None:
    session.info.setdefault(_TOUCHED, defaultdict(set))[table].add(key)


def _mark_flush(session: Session, context: object) -> None:
    changed = (*session.new, *session.dirty, *session.deleted)
    for row in changed:
        if not getattr(row, "unaudited", False):
            session.info[_WROTE] = True
        proven = _declared().proven.get(row.__tablename__)
        if proven is not None and proven.changes:
            _touch(session, proven.table, getattr(row, proven.key))


def _mark_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        mapper = state.bind_mapper
        if mapper is None or not getattr(mapper.class_, "unaudited", False):
            state.session.info[_WROTE] = True
            proven = _declared().proven.get(mapper.class_.__tablename__) if mapper is not None else None
            if proven is not None and proven.changes:
                raise UnauditedWrite(f"rows of {proven.table} are changed one by one: the log proves each as it stands")


def _append(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    pending: list[AuditEntry] = session.info.pop(_PENDING, [])
    if (session.info.pop(_WROTE, False) or session.info.get(_TOUCHED)) and not pending:
        raise UnauditedWrite("rows were written without an audit entry: call audit.service.record")
    if not pending:
        return
    _prove_states(session, pending[-1])
    _join_chain(pending)
    session.add_all(pending)


def _prove_states(session: Session, entry: AuditEntry) -> None:
    """Let the entry prove how the rows stand that this transaction changed; ``sha256`` None: there is none any more."""
    touched = session.info.pop(_TOUCHED, {})
    states = []
    for table, keys in sorted(touched.items()):
        found = read(_declared().proven[table], sorted(keys))
        states += [{"table": table, "id": key, "sha256": found.get(key)} for key in sorted(keys)]
    if states:
        content = orjson.loads(entry.detail)
        entry.detail = canonical({**content, "proves": [*content.get("proves", ()), *states]})


def _join_chain(entries: Sequence[AuditEntry]) -> None:
    """Give the entries their places at the end of the chain, in their order, and seal them. Raises ``WrongKey``."""
    db.take_turns("audit")
    keys, last = present(), _last()
    if last is not None and last.seal is not None and not keys.knows(last.seal):
        raise WrongKey("AUDIT_KEY is not the key by which this log was sealed: see docs/administration.md")
    seq, previous = (last.seq, last.hash) if last is not None else (0, BEGINNING)
    for entry in entries:
        seq += 1
        entry.seq, entry.previous_hash = seq, previous
        previous = entry.hash = hash_of(entry)
        entry.seal = keys.seal(entry.hash)


def append(entries: Sequence[AuditEntry]) -> None:
    """Write finished entries to the log at once, by one statement: for thousands at a time.

    Whoever calls this has written, past the session, the rows that the entries tell of and prove, and has told of
    those that may change (``touch``): the last entry proves them.
    """
    _prove_states(db.session(), entries[-1])
    _join_chain(entries)
    table = db.Base.metadata.tables[AuditEntry.__tablename__]
    rows = [{column.name: getattr(entry, column.name) for column in table.columns} for entry in entries]
    db.session().connection().execute(insert(table), rows)


def _forget(session: Session, ended: SessionTransaction) -> None:
    if not ended.nested:
        session.info.pop(_PENDING, None)
        session.info.pop(_WROTE, None)
        session.info.pop(_TOUCHED, None)


event.listen(db.Records, "after_flush", _mark_flush)
event.listen(db.Records, "do_orm_execute", _mark_statement)
event.listen(db.Records, "before_commit", _append)
event.listen(db.Records, "after_soft_rollback", _forget)
