"""Events of the proceedings that no act made: told by the case file, in its section ``procedure``."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from casework import db
from casework.cases import CasefileVersion
from casework.proceedings.models import Folder
from rules.casefile.procedure import Procedure, ProcedureEvent

Beside = Sequence[ProcedureEvent]


def told_events(case_ids: Sequence[int]) -> dict[int, list[ProcedureEvent]]:
    """By case: what its newest case file tells; cases whose file tells nothing are left out."""
    later = aliased(CasefileVersion)
    newest = select(func.max(later.version)).where(later.case_id == CasefileVersion.case_id).scalar_subquery()
    query = select(CasefileVersion.case_id, CasefileVersion.document).where(
        CasefileVersion.case_id.in_(case_ids),
        CasefileVersion.version == newest,
        CasefileVersion.document.contains('"procedure":{'),
    )
    found: dict[int, list[ProcedureEvent]] = {}
    for case_id, document in db.session().execute(query):
        section = json.loads(document).get("procedure")
        if section:
            found[case_id] = list(Procedure.model_validate(section).events)
    return found


def told_by_file(folder: Folder) -> Beside:
    """What the case file of one case tells; nothing where its facts are not on file."""
    return told_events([folder.case_id]).get(folder.case_id, ()) if folder.case_id is not None else ()
