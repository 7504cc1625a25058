"""The assessment that stands in a case kept by its acts: of the result that was adopted last."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from casework.losses import reviewing
from casework.proceedings import Folder, facts
from rules.proceedings.covering import is_adopted
from rules.proceedings.state import Case

NUMBER = "assessment"
"""Among the figures of a result that was submitted: the number of the assessment that it is."""


def standing(folder: Folder, case: Case) -> reviewing.Reviewed | None:
    """The assessment that the adopted result names, else the newest of the same tonnes; None where none was adopted, or
    none assessed here."""
    of = facts.case_of(folder) if is_adopted(case) else None
    found = reviewing.assessments(of) if of is not None else []
    return next((one for result in _adopted(case) for one in found if _is(result, one)), None)


def _is(result: Mapping[str, Any], assessed: reviewing.Reviewed) -> bool:
    if result.get(NUMBER) is not None:
        return str(result[NUMBER]) == str(assessed.row.number)
    said, own = result.get("tonnes"), assessed.loss_tco2e
    return said is not None and own is not None and Decimal(str(said)) == Decimal(own)


def _adopted(case: Case) -> list[Mapping[str, Any]]:
    """The figures of the results that were adopted, the last first."""
    taken = [(entry.act, one.result) for one in case.measurings.values() for entry in one.adoptions if not entry.ended]
    return [result for _, result in sorted(taken, key=lambda one: -one[0])]
