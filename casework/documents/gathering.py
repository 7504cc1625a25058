"""The matter of a case for an office, read from the records: what the kinds of papers are told from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from casework import areas, db, permissions
from casework.accounts import Institution, Person
from casework.cases import filing
from casework.cases import history as case_history
from casework.documents import office
from casework.documents.basis import as_assessed
from casework.documents.certificates import Certificate, certificates_of
from casework.documents.dossier import FORMER, OTHER
from casework.documents.kinds import KINDS
from casework.documents.matter import Account, Basis, Matter, Office, Result, Sent
from casework.documents.models import Document, IssuedPaper, Paper, PaperStep
from casework.documents.shelf import kind_of
from casework.losses import reviewing
from casework.losses.reviewing import Reviewed
from casework.money import banking
from casework.proceedings import Folder, facts, files
from casework.proceedings.history import history
from casework.restoring import designing, surveying
from casework.restoring.designing import DesignEntry
from casework.restoring.surveying import Looked
from rules.proceedings.state import Case
from rules.values.clock import BEIJING

WITHDRAWN = "withdrawn"


def matter_of(folder: Folder, institution: Institution, author: str) -> Matter:
    """The case today, as this institution sees it; ``author``: who draws the paper up."""
    case = history(folder)
    return Matter(
        case=case,
        facts=facts.of_day(folder),
        office=Office(
            institution.name,
            permissions.acting_kind(institution),
            areas.province_of(institution.area_code),
            office.particulars(institution),
        ),
        author=author,
        day=db.today(),
        reference=folder.reference,
        results=results_of(folder),
        sent=tuple(_sent(row) for row in issued_of(folder)),
        former=tuple(_former(row) for row in former_of(folder)),
        files=cache(partial(_files, folder)),
        certificates=cache(partial(_certificates, folder)),
        designs=cache(partial(_designs, folder, case)),
        looks=cache(partial(_looks, folder, case)),
        accounts=cache(partial(_accounts, case)),
    )


def _files(folder: Folder) -> Mapping[str, str]:
    return {file.name: file.sha256 for file in files.of(folder)}


def _certificates(folder: Folder) -> tuple[Certificate, ...]:
    case = facts.case_of(folder)
    return () if case is None else certificates_of(case)


def _designs(folder: Folder, case: Case) -> Mapping[str, DesignEntry]:
    every = {key: designing.newest(folder, key) for key in case.obligations}
    return {key: one.entry for key, one in every.items() if one is not None}


def _looks(folder: Folder, case: Case) -> Mapping[str, Looked]:
    found = {
        key: next((one for one in surveying.looked(folder, case, key) if not one.void), None)
        for key in case.obligations
    }
    return {key: one for key, one in found.items() if one is not None}


def _accounts(case: Case) -> Mapping[str, Account]:
    known = banking.by_words(duty.payee for duty in case.obligations.values())
    return {told: Account(row.name, row.bank, row.digits) for told, row in known.items()}


class _Results(Mapping[int, Result]):
    """The results of a case by number, each read whole when it is asked for: a worksheet is long."""

    def __init__(self, folder: Folder, found: Sequence[Reviewed]) -> None:
        self._folder = folder
        self._found = {one.row.number: one for one in found}
        self._read: dict[int, Result] = {}

    def __getitem__(self, number: int) -> Result:
        if number not in self._read:
            one = self._found[number]
            place, day = one.measurer.institution.name, one.row.at.astimezone(BEIJING).date()
            self._read[number] = Result(
                number, one.measurer.name, place, day, one.result, partial(_basis, self._folder, one), one.version
            )
        return self._read[number]

    def __iter__(self) -> Iterator[int]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def results_of(folder: Folder) -> Mapping[int, Result]:
    """The results of the system of a case by their numbers, each read when it is asked for."""
    case = facts.case_of(folder)
    return {} if case is None else _Results(folder, reviewing.assessments(case))


def _basis(folder: Folder, one: Reviewed) -> Basis:
    case = facts.case_of(folder)
    assert case is not None, "its facts were measured"
    filed = filing.casefile_of(case_history.stored(case, one.version))
    used = one.entered_set
    gone = used.withdrawal.row if used is not None and used.withdrawal is not None else None
    return Basis(
        as_assessed(folder, one, filed),
        used.as_proof() if used is not None else None,
        (gone.at.astimezone(BEIJING).date(), gone.reason) if gone is not None else None,
    )


def issued_of(folder: Folder) -> Sequence[IssuedPaper]:
    """The papers of a case that left their offices and were not withdrawn, oldest first."""
    gone = select(PaperStep.paper_id).where(PaperStep.step == WITHDRAWN)
    query = (
        select(IssuedPaper)
        .join(Paper, Paper.id == IssuedPaper.paper_id)
        .where(Paper.folder_id == folder.id, IssuedPaper.paper_id.not_in(gone))
        .options(joinedload(IssuedPaper.paper).joinedload(Paper.institution))
        .order_by(IssuedPaper.id)
    )
    return list(db.session().scalars(query))


def former_of(folder: Folder) -> Sequence[Document]:
    """The papers of a case that were issued before decision 31, oldest first."""
    query = select(Document).where(Document.case_id == folder.case_id).order_by(Document.position)
    whole = joinedload(Document.person).joinedload(Person.institution)
    return list(db.session().scalars(query.options(whole))) if folder.case_id is not None else []


def _former(row: Document) -> Sent:
    with force_locale("zh"):
        title = str(KINDS[row.kind].title)
    day, by = row.at.astimezone(BEIJING).date(), row.person.institution.name
    return Sent(row.id, row.kind, title, row.number, by, day, position=FORMER.get(row.kind, OTHER))


def _sent(row: IssuedPaper) -> Sent:
    kind = kind_of(row.paper.kind)
    return Sent(
        row.paper_id,
        row.paper.kind,
        row.title,
        row.number,
        row.paper.institution.name,
        row.day,
        tuple(json.loads(row.recipients)),
        kind.publication.value,
        kind.position,
    )
