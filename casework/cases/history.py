"""The versions of a case file and what changed between them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select

from casework import db
from casework.cases.errors import UnknownCase
from casework.cases.models import Case, CasefileVersion
from rules.casefile.answers import Change, changes
from rules.closed_lists import LISTS


def versions(case: Case) -> list[CasefileVersion]:
    """All versions of the case file, the latest first; the document of each is read when it is asked for."""
    query = select(CasefileVersion).where(CasefileVersion.case_id == case.id)
    return list(db.session().scalars(query.order_by(CasefileVersion.version.desc())))


@dataclass(frozen=True)
class Comparison:
    """A version beside the one before it (none for the first): changed fields as (path, old, new)."""

    version: CasefileVersion
    before: CasefileVersion | None
    changes: list[Change]


def version(case: Case, number: int) -> Comparison:
    """A version and what it changed. Raises ``UnknownCase`` (404)."""
    found = stored(case, number)
    before = _version(case, number - 1)
    changed = [] if before is None else changes(json.loads(before.document), json.loads(found.document), LISTS)
    return Comparison(found, before, changed)


def stored(case: Case, number: int) -> CasefileVersion:
    """The version of this number. Raises ``UnknownCase`` (404)."""
    found = _version(case, number)
    if found is None:
        raise UnknownCase(gettext("案件没有第 %(number)s 版案件文件。", number=number))
    return found


def _version(case: Case, number: int) -> CasefileVersion | None:
    query = select(CasefileVersion).where(CasefileVersion.case_id == case.id, CasefileVersion.version == number)
    return db.session().scalar(query)
