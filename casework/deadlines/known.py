"""What is known of the proceedings of cases, and the periods that follow from it on a day: each person's and each
claim's for themselves."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from casework.cases import Case
from casework.proceedings import Folder
from casework.proceedings.beside import told_events
from casework.proceedings.facts import folders_of
from casework.proceedings.history import histories_of
from rules.casefile.procedure import ProcedureEvent
from rules.deciding.deadlines.reckoning import deadlines
from rules.deciding.deadlines.results import Deadline
from rules.proceedings import state
from rules.proceedings.periods import Period, periods, places, told
from rules.proceedings.seats import assigned


class Known:
    """The proceedings of a case: its events as they stand, and how the periods follow from them on a day."""

    def __init__(self, events: Sequence[ProcedureEvent]) -> None:
        self.events = events

    def periods(self, on: datetime.date) -> list[Deadline]:
        """Every period as it stands on a day."""
        return deadlines(self.events, on)

    def met_by(self, institution: str) -> Known:
        """The same, with the periods alone that this institution has to meet: here the case has one of a kind."""
        return self


class ByActs(Known):
    """The same of a case that is kept by its acts. ``case``: as they have made it; ``beside``: told by its file."""

    def __init__(self, folder: Folder, case: state.Case, beside: Iterable[ProcedureEvent], on: datetime.date) -> None:
        self.folder, self.case, self.beside = folder, case, tuple(beside)
        self.found: dict[datetime.date, list[Period]] = {}
        super().__init__(told(case, on, self.beside))

    def standing(self, on: datetime.date) -> list[Period]:
        """The periods with what each belongs to."""
        if on not in self.found:
            self.found[on] = periods(self.case, on, self.beside)
        return self.found[on]

    def periods(self, on: datetime.date) -> list[Deadline]:
        return [one.deadline for one in self.standing(on)]

    def met_by(self, institution: str) -> Known:
        return _Its(self, institution)

    def institutions(self, kind: str) -> tuple[str, ...]:
        """The institutions of a kind that have a seat."""
        return self.case.institutions(kind)

    def assignee(self, role: str, institution: str) -> str:
        """Who alone has the case in hand there; empty where nobody has, or several have."""
        names = assigned(self.case, role, institution)
        return names[0] if len(names) == 1 else ""

    @property
    def over(self) -> bool:
        """Whether nobody is reminded any more."""
        return self.case.state == "archived"


class _Its(Known):
    """The periods of a case that one of its institutions has to meet."""

    def __init__(self, whole: ByActs, institution: str) -> None:
        super().__init__(whole.events)
        self.whole, self.institution = whole, institution

    def periods(self, on: datetime.date) -> list[Deadline]:
        case = self.whole.case
        return [one.deadline for one in self.whole.standing(on) if self.institution in places(case, one)]


def known(cases: Sequence[Case], on: datetime.date) -> dict[int, ByActs]:
    """By case: what is known of its proceedings. One that is still to be taken over has no acts, and is left out."""
    ids = [case.id for case in cases]
    found = folders_of(ids)
    courses, from_files = histories_of(list(found.values())), told_events(ids)
    return {id: ByActs(folder, courses[folder.id], from_files.get(id, ()), on) for id, folder in found.items()}
