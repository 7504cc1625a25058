"""What is known of the proceedings of cases: told in the case file, and made by the acts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select

from casework import db
from casework.proceedings import Folder
from casework.proceedings.history import courses, histories
from casework.proceedings.stored import Course
from rules.casefile.procedure import ProcedureEvent
from rules.proceedings.periods import told as told_by_acts

MEASURING = "碳汇损失计量"

CaseIds = Sequence[int] | Select[int]
"""Some cases: by their ids, or by a query that gives them."""

Events = dict[int, list[ProcedureEvent]]


def events_by_acts(case_ids: CaseIds) -> Events:
    """By case: what its acts make known of its proceedings beside its case file."""
    found = histories(select(Folder.id).where(Folder.case_id.in_(case_ids)))
    return {folder.case_id: told_by_acts(case, db.today()) for folder, case in found if folder.case_id}


def known_of(case_ids: Select[int]) -> dict[int, Course | list[ProcedureEvent]]:
    """By case: the course as it is stored, of which the same is told elsewhere; of one that shares its course with
    another case, what is told of it."""
    numbers = select(Folder.id, Folder.case_id).where(Folder.case_id.in_(case_ids))
    by_folder = {row.id: row.case_id for row in db.session().execute(numbers)}
    done = courses(select(Folder.id).where(Folder.case_id.in_(case_ids)))
    shared = [case_id for folder, case_id in by_folder.items() if folder not in done]
    told: Events = events_by_acts(shared) if shared else {}
    return {by_folder[folder]: course for folder, course in done.items()} | told
