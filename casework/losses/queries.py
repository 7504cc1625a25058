"""What the pages of measurements show: what an officer begins with, two assessments beside each other."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from casework.cases import Case
from casework.losses.attribution import Weighed, between
from casework.losses.comparing import Change, line_changes
from casework.losses.measuring import Offered
from casework.losses.reviewing import Reviewed, assessment, assessments
from casework.parameters import register
from rules.casefile import CaseFile


@dataclass(frozen=True)
class Comparison:
    """Two assessments, the worksheet lines in which they differ, and their difference shared out input by input."""

    before: Reviewed
    after: Reviewed
    changes: tuple[Change, ...]
    weighed: Weighed


@dataclass(frozen=True)
class Beginning:
    """What the officer begins with. ``day``: of the measurement. ``sets``: by the name of a method, the frozen
    parameter sets that the bureau may use; ``used``: the one of the last measurement, if any."""

    casefile: CaseFile
    day: datetime.date
    methods: list[Offered]
    sets: Mapping[str, list[register.Entered]]
    used: int | None


def compare(case: Case, before: int, after: int) -> Comparison:
    """Two assessments of the case by their numbers. Raises ``UnknownAssessment``."""
    old, new = assessment(case, before), assessment(case, after)
    changes = tuple(line_changes(old.result.worksheet, new.result.worksheet))
    return Comparison(old, new, changes, between(case, old, new))


def numbers(case: Case) -> list[int]:
    """The numbers of the case's assessments, oldest first."""
    return sorted(item.row.number for item in assessments(case))
