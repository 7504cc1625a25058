"""How much there is that has outlived its period, and its removal."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from casework import db
from casework.audit import service as audit
from casework.retention.holdings import Holding, declared

AT_ONCE = 200
"""Rows that one transaction removes: nobody waits longer than that for the lock."""

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Standing:
    """A holding, and how many of its rows are due for removal."""

    holding: Holding
    due: int


def standing() -> Sequence[Standing]:
    """Every kind of information and what of it is due today."""
    return [Standing(one, _count(one)) for one in declared()]


def erase(progress: Progress) -> int:
    """Remove whatever is due, in short transactions, each on record; gives how many rows went.

    What is stopped half-way has removed whole transactions; the next run goes on.
    """
    return sum(_erase(one, progress) for one in declared())


def _erase(holding: Holding, progress: Progress) -> int:
    before, needed = _before(holding), holding.needed
    removed = 0
    while before is not None and needed is not None and (some := _remove(holding.key, needed, before)):
        removed += some
        progress(holding.key, removed)
    return removed


@db.writing()
def _remove(key: str, needed: Any, before: datetime.datetime) -> int:
    outlived = select(needed.class_).where(needed < before).order_by(needed).limit(AT_ONCE)
    rows = db.session().scalars(outlived).unique().all()
    for row in rows:
        db.session().delete(row)
    if rows:
        audit.record("erase_outlived", f"retention:{key}", {"before": before.isoformat(), "rows": len(rows)})
    db.session().flush()
    return len(rows)


def _count(holding: Holding) -> int:
    before, needed = _before(holding), holding.needed
    if before is None or needed is None:
        return 0
    return db.session().scalar(select(func.count()).where(needed < before)) or 0


def _before(holding: Holding) -> datetime.datetime | None:
    return None if holding.period is None else db.now() - datetime.timedelta(days=holding.period)
