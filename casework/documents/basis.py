"""The facts that a result was measured from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from casework.losses.reviewing import Reviewed
from casework.proceedings import Folder
from casework.proceedings.history import before, history
from rules.assess import sha256
from rules.casefile import CaseFile
from rules.proceedings.acts import Act
from rules.proceedings.file_of_day import file_of_day
from rules.proceedings.state import Case
from rules.record.assessment import AssessmentRecord


def as_assessed(folder: Folder, one: Reviewed, filed: CaseFile) -> CaseFile:
    """The case file of which an assessment was made: the facts of its version, and what acts had added to them when it
    was submitted. The former system measured the facts alone."""
    return measured_from(
        filed, one.row.number, one.result, lambda: history(folder).acts, lambda number: before(folder, number)
    )


def measured_from(
    filed: CaseFile,
    number: int,
    result: AssessmentRecord,
    acts: Callable[[], Iterable[Act]],
    case_before: Callable[[int], Case],
) -> CaseFile:
    """The same of the facts as they were filed, the number of the assessment and what it says; the acts of the case,
    and the case before one of them, are asked for where they added to the facts."""
    if sha256(filed.as_json()) == result.casefile_sha256:
        return filed
    for place, act in enumerate(acts(), start=1):
        if act.do == "submit" and act.args.get("assessment") == number:
            return file_of_day(case_before(place), filed, act.at)
    return filed
