"""Write, read and verify the audit log.

Every service that writes calls ``record`` once per change. A transaction that wrote a row without an entry is refused.
Entries join the chain just before the commit: the chain's lock is then the last one taken, so writers never block each
other in a ring, and concurrent workers never fork the chain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any

import orjson
from flask import Flask, current_app, g
from sqlalchemy import event, insert, select
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from casework import db, permissions
from casework.audit.digest import row_digest
from casework.audit.models import AuditEntry
from rules.casefile import canonical

BEGINNING = "0" * 64
"""``previous_hash`` of the first entry."""

_PENDING, _WROTE = "audit pending", "audit wrote"

Digest = Callable[[Any], str]
Check = Callable[[], str | None]
"""Of records that change, against those that do not: None, or what is wrong."""


@dataclass(frozen=True)
class Proven:
    """Rows of ``model`` (key ``id``) are proven by entries: ``digest(row)`` gives the SHA-256 of the row's columns,
    by default from all of them. It is given an object of the model, or a row of its columns by their names.

    Each row must be named by an entry (``record(..., proves=[row])``): ``verify`` reports a row that was altered,
    removed or slipped in. ``since_ever`` False: there are older rows that no entry names.
    """

    model: type[Any]
    digest: Digest | None = None
    since_ever: bool = True

    @cached_property
    def sha256(self) -> Digest:
        """What computes it."""
        return self.digest or row_digest(self.model)


@dataclass
class _Declared:
    """What the features have declared to the log of one application."""

    proven: dict[str, Proven] = field(default_factory=dict)
    names: dict[str, object] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)


def declare(
    app: Flask,
    *,
    proves: Iterable[Proven] = (),
    names: Mapping[str, object] | None = None,
    checks: Iterable[Check] = (),
) -> None:
    """Tell the log what of a feature it proves, how the feature's actions are called on the screen (action -> lazily
    translated Chinese), and what ``verify`` shall check of it."""
    declared: _Declared = app.extensions.setdefault("audit", _Declared())
    declared.proven |= {each.model.__tablename__: each for each in proves}
    declared.names |= names or {}
    declared.checks += checks


def _declared() -> _Declared:
    declared: _Declared = current_app.extensions["audit"]
    return declared


def provable_tables() -> Mapping[str, tuple[type[Any], Digest]]:
    """Table name -> its model and digest."""
    return {table: (each.model, each.sha256) for table, each in _declared().proven.items()}


def complete_tables() -> Mapping[str, type[Any]]:
    """Tables of which every row is named by an entry, with their models."""
    return {table: each.model for table, each in _declared().proven.items() if each.since_ever}


def checks() -> tuple[Check, ...]:
    """What ``verify`` checks beside the chain and the proofs."""
    return tuple(_declared().checks)


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
    ``proves`` are new rows of provable models, flushed here so that they have their ids.
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
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def head() -> tuple[int, str]:
    """Number and hash of the last entry: what documents print to pin the log. (0, zeros) when it is empty."""
    last = db.session().scalar(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1))
    return (last.seq, last.hash) if last is not None else (0, BEGINNING)


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

    ``whole``: they are of every institution, not of the reader's own.
    """

    count: int
    head: str
    whole: bool
    entries: list[AuditEntry]
    older: int | None


def overview(person: Any, before: int | None = None, limit: int = 50) -> Overview:
    """The whole log's state, and a page of what the institutions did that the person looks after.

    ``older`` is where the next page goes on.
    """
    seq, last = head()
    whole = permissions.everywhere(person, permissions.READ_LOG)
    found = entries(reader=person, limit=limit + 1, before=before)
    return Overview(seq, last, whole, found[:limit], found[limit - 1].seq if len(found) > limit else None)


class UnauditedWrite(RuntimeError):
    """A service wrote and did not say so. A mistake in the program, never of the person."""


def _mark_flush(session: Session, context: object) -> None:
    changed = (*session.new, *session.dirty, *session.deleted)
    if any(not getattr(row, "unaudited", False) for row in changed):
        session.info[_WROTE] = True


def _mark_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        mapper = state.bind_mapper
        if mapper is None or not getattr(mapper.class_, "unaudited", False):
            state.session.info[_WROTE] = True


def _append(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    pending: list[AuditEntry] = session.info.pop(_PENDING, [])
    if session.info.pop(_WROTE, False) and not pending:
        raise UnauditedWrite("rows were written without an audit entry: call audit.service.record")
    if not pending:
        return
    _join_chain(pending)
    session.add_all(pending)


def _join_chain(entries: Sequence[AuditEntry]) -> None:
    """Give the entries their places at the end of the chain, in their order."""
    db.take_turns("audit")
    seq, previous = head()
    for entry in entries:
        seq += 1
        entry.seq, entry.previous_hash = seq, previous
        previous = entry.hash = hash_of(entry)


def append(entries: Sequence[AuditEntry]) -> None:
    """Write finished entries to the log at once, by one statement: for thousands at a time.

    Whoever calls this has written, past the session, the rows that the entries tell of and prove.
    """
    _join_chain(entries)
    table = db.Base.metadata.tables[AuditEntry.__tablename__]
    rows = [{column.name: getattr(entry, column.name) for column in table.columns} for entry in entries]
    db.session().connection().execute(insert(table), rows)


def _forget(session: Session, ended: SessionTransaction) -> None:
    if not ended.nested:
        session.info.pop(_PENDING, None)
        session.info.pop(_WROTE, None)


event.listen(db.Records, "after_flush", _mark_flush)
event.listen(db.Records, "do_orm_execute", _mark_statement)
event.listen(db.Records, "before_commit", _append)
event.listen(db.Records, "after_soft_rollback", _forget)
