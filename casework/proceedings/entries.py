"""What entries of the audit log on cases are about: the number of the case, and which act was recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from flask_babel import gettext
from sqlalchemy import select

from casework import db
from casework.audit import AuditEntry
from casework.audit.service import number_of
from casework.proceedings.models import Folder
from rules.proceedings.book import load_table


def of_folders(found: Sequence[AuditEntry]) -> Mapping[int, str]:
    """Of entries on cases kept by their acts."""
    query = select(Folder.id, Folder.reference).where(Folder.id.in_({number_of(one) for one in found}))
    called = {row.id: row.reference for row in db.session().execute(query)}
    return {one.seq: _told(called[number_of(one)], one) for one in found if number_of(one) in called}


def _told(reference: str, entry: AuditEntry) -> str:
    known = load_table().acts.get(str(json.loads(entry.detail).get("act", ""))) if entry.action == "act" else None
    return reference if known is None else f"{reference} {gettext(known.label)}"


def of_cases(found: Sequence[AuditEntry]) -> Mapping[int, str]:
    """Of entries on the facts of cases."""
    numbers = {number_of(one) for one in found}
    query = select(Folder.case_id, Folder.reference).where(Folder.case_id.in_(numbers))
    called = {row.case_id: row.reference for row in db.session().execute(query)}
    return {one.seq: called[number_of(one)] for one in found if number_of(one) in called}
