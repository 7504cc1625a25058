"""What is derived from cases is brought up to date once, just before a transaction that changed them is committed.

Every change of a case raises its row version, also one that writes other tables only; so whatever a case says in other
words (the step it waits for, its next end of a period) follows from the rows that the session has written of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from casework import db
from casework.cases.models import Case

Derivation = Callable[[Sequence[Case]], object]

_CHANGED = "changed cases"


def declare(app: Flask, *derivations: Derivation) -> None:
    """Tell what is derived: each is given the changed cases of a transaction when everything else is written."""
    app.extensions.setdefault("derived", []).extend(derivations)


def _note(session: Session, context: object) -> None:
    changed = [row for row in (*session.new, *session.dirty) if isinstance(row, Case)]
    if changed:
        session.info.setdefault(_CHANGED, {}).update(dict.fromkeys(changed))


def _derive(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    changed = list(session.info.get(_CHANGED, ()))
    if changed:
        for bring_up_to_date in current_app.extensions["derived"]:
            bring_up_to_date(changed)
        session.flush()
    session.info.pop(_CHANGED, None)


def _forget(session: Session, ended: SessionTransaction) -> None:
    if not ended.nested:
        session.info.pop(_CHANGED, None)


event.listen(db.Records, "after_flush", _note)
# Before the audit log closes: what is derived is written within the same, audited transaction.
event.listen(db.Records, "before_commit", _derive, insert=True)
event.listen(db.Records, "after_soft_rollback", _forget)
