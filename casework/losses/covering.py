"""The assessment that was adopted in a case, and its loss, for holding obligations against it."""

from __future__ import annotations

from dataclasses import replace

from casework import db
from casework.cases import CasefileVersion, filing
from casework.losses.standing import standing
from casework.proceedings import Folder, facts
from rules.assess import assess
from rules.proceedings.file_of_day import file_of_day
from rules.proceedings.state import Case
from rules.reading.errors import InputError
from rules.settlement.loss import Loss, loss_of


def loss_of_folder(folder: Folder, case: Case) -> Loss | None:
    """The assessed loss of a case once somebody adopted it, with the ways as they were then; None where none is."""
    found = standing(folder, case)
    if found is None:
        return None
    version = db.session().get_one(CasefileVersion, found.row.casefile_version_id)
    return loss_of(found.result, filing.casefile_of(version).options)


def loss_of_day(folder: Folder, case: Case) -> Loss | None:
    """The same with the ways as the law has them by the facts of today: what was said, asked and found since counts."""
    loss, filed = loss_of_folder(folder, case), facts.filed(folder)
    if loss is None or filed is None:
        return loss
    today, found = file_of_day(case, filed, db.today()), standing(folder, case)
    try:
        result = assess(today, parameter_set=found.parameter_set if found else None).record
    except InputError:  # facts that cannot be measured any more leave the ways as they were found
        return loss
    return replace(loss, ways=loss_of(result, today.options).ways)
