"""A history that was kept elsewhere becomes a case: its beginning and its acts, told as they are told here."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases import Case as CaseRecord
from casework.proceedings import files, index
from casework.proceedings.models import Folder, FolderBeginning, RecordedAct
from casework.proceedings.stored import beginning_document
from rules.casefile import canonical
from rules.proceedings.acts import Act
from rules.proceedings.state import Case

TAKE_OVER = "take_over"
"""The act that says what the former system kept; the last one of a case ends what was told of it."""


def last_told(case: Case) -> int:
    """The number of the last act that was told from records kept elsewhere; 0 where none was."""
    return max((act.number for act in case.acts if act.do == TAKE_OVER), default=0)


@dataclass(frozen=True)
class Brought:
    """An act with who recorded it and when, and the files that came with it, each by the name the act gives it."""

    act: Act
    person: Person
    at: datetime.datetime
    papers: tuple[files.Paper, ...] = ()


def take_in(record: CaseRecord, begun: Case, acts: Sequence[Brought], case: Case) -> Folder:
    """Keep a history within ``db.writing()``: ``record`` holds the facts, ``case`` is what the acts make of ``begun``.

    The table has allowed every act already. One entry of the log proves all of it.
    """
    session = db.session()
    folder = Folder(
        reference=record.reference,
        title=case.title,
        state=case.state,
        headline="",
        case_id=record.id,
        opener=acts[0].person,
        created_at=record.created_at,
        updated_at=record.updated_at,
        row_version=len(acts),
    )
    session.add(folder)
    session.flush()
    beginning = FolderBeginning(folder_id=folder.id, document=canonical(beginning_document(begun)))
    rows = [_row(folder, one) for one in acts]
    session.add_all((beginning, *rows))
    session.flush()
    papers = [
        kept for one in acts for paper in one.papers if (kept := files.keep(folder, one.person, paper)[1]) is not None
    ]
    told = {"case": record.id, "stage": record.stage, "acts": len(rows)}
    audit.record("take_over", f"folder:{folder.id}", told, proves=(beginning, *rows, *papers))
    index.bring_up_to_date(folder, case, at=record.updated_at)
    return folder


def _row(folder: Folder, one: Brought) -> RecordedAct:
    return RecordedAct(
        folder_id=folder.id,
        number=one.act.number,
        act=one.act.do,
        done_on=one.act.at,
        document=canonical(one.act.as_json()),
        person_id=one.person.id,
        at=one.at,
    )
