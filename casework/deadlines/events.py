"""What is known of the proceedings of cases: told in the case file, and made by the acts."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from casework import db
from casework.cases import CasefileVersion
from casework.proceedings import Folder
from casework.proceedings.history import histories
from rules.casefile.procedure import Procedure, ProcedureEvent
from rules.proceedings.periods import told as told_by_acts

MEASURING = "碳汇损失计量"

CaseIds = Sequence[int] | Select[int]
"""Some cases: by their ids, or by a query that gives them."""

Events = dict[int, list[ProcedureEvent]]


def events_by_acts(case_ids: CaseIds) -> Events:
    """By case: what its acts make known of its proceedings beside its case file."""
    found = histories(select(Folder.id).where(Folder.case_id.in_(case_ids)))
    return {folder.case_id: told_by_acts(case, db.today()) for folder, case in found if folder.case_id}


def told_events(case_ids: Sequence[int]) -> Events:
    """By case: what its case file tells; cases whose file tells nothing are left out."""
    later = aliased(CasefileVersion)
    newest = select(func.max(later.version)).where(later.case_id == CasefileVersion.case_id).scalar_subquery()
    query = select(CasefileVersion.case_id, CasefileVersion.document).where(
        CasefileVersion.case_id.in_(case_ids),
        CasefileVersion.version == newest,
        CasefileVersion.document.contains('"procedure":{'),
    )
    found: Events = {}
    for case_id, document in db.session().execute(query):
        section = json.loads(document).get("procedure")
        if section:
            found[case_id] = list(Procedure.model_validate(section).events)
    return found
