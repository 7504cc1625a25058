"""The facts that a result was measured from."""

from __future__ import annotations

from casework.losses.reviewing import Reviewed
from casework.proceedings import Folder
from casework.proceedings.history import before, history
from rules.assess import sha256
from rules.casefile import CaseFile
from rules.proceedings.file_of_day import file_of_day


def as_assessed(folder: Folder, one: Reviewed, filed: CaseFile) -> CaseFile:
    """The case file of which an assessment was made: the facts of its version, and what acts had added to them when it
    was submitted. The former system measured the facts alone."""
    if sha256(filed.as_json()) == one.result.casefile_sha256:
        return filed
    made = (act for act in history(folder).acts if act.args.get("assessment") == one.row.number)
    submitted = next((act for act in made if act.do == "submit"), None)
    return file_of_day(before(folder, submitted.number), filed, submitted.at) if submitted else filed
