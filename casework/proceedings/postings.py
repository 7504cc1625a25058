"""The account of a case as rows: written with each act, of what the acts make of it."""

from __future__ import annotations

from typing import Any

from casework.proceedings.models import Folder, FolderPosting
from casework.proceedings.rows import rewrite
from rules.proceedings.ledger import FLOWS
from rules.proceedings.state import Case, Posting

COLUMNS = (
    *("act", "posted_on", "flow", "debit", "credit", "owed", "kind", "whom", "place", "purpose", "amount", "due"),
)


def rows_of(case: Case) -> list[tuple[Any, ...]]:
    """The lines of a case, in the order of ``COLUMNS``."""
    return [_row(one) for one in case.postings]


def _row(one: Posting) -> tuple[Any, ...]:
    flow = FLOWS[one.flow]
    debit, credit = (flow.credit, flow.debit) if one.reversed else (flow.debit, flow.credit)
    sides = (one.act, one.at, one.flow, debit, credit)
    return (*sides, one.owed, one.kind, one.whom, one.place, one.purpose, one.amount, one.due)


def bring_up_to_date(folder: Folder, rows: list[tuple[Any, ...]]) -> None:
    """Write the lines of a case."""
    made = (dict(zip(COLUMNS, row, strict=True)) for row in rows)
    rewrite(FolderPosting, folder, ({"number": number, **row} for number, row in enumerate(made, 1)))
