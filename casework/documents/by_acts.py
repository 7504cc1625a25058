"""What former papers of a case rest on: the measuring that an assessment answers, its duties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework import db
from casework.cases import Case
from casework.proceedings import Folder, RecordedAct, facts
from casework.proceedings.history import history
from rules.proceedings import state
from rules.proceedings.state import Adoption, Measuring, Obligation, Performance
from rules.values.quantity import plain

Json = dict[str, Any]
CREDITS = "认购碳汇"
RETIRED = "perform"


@dataclass(frozen=True)
class Course:
    """A case kept by its acts. ``case``: as they have made it."""

    folder: Folder
    case: state.Case

    def first(self, kind: str) -> str | None:
        """The institution that has a seat, the one that has it now where it changed."""
        found = self.case.institutions(kind)
        return found[-1] if found else None

    @property
    def number(self) -> str | None:
        """The number that the court gave the case when it was received; the newest, where it has several."""
        numbers = [str(act.args["number"]) for act in self.case.acts if act.do == "receive" and act.args.get("number")]
        return numbers[-1] if numbers else None

    def measuring(self, number: int) -> Measuring | None:
        """The order that the assessment of this number answers; None where it answers none."""
        found = [one for one in self.case.measurings.values() if one.result.get("assessment") == number]
        return found[-1] if found else None

    def act(self, number: int) -> int:
        """The stored record of the act of this number."""
        query = select(RecordedAct.id).where(RecordedAct.folder_id == self.folder.id, RecordedAct.number == number)
        return db.session().scalars(query).one()

    def duties(self) -> list[Obligation]:
        """What is owed in credits, and still stands."""
        return [
            one
            for one in self.case.obligations.values()
            if one.kind == CREDITS and one.state not in ("dropped", "superseded", "proposed")
        ]

    def retired(self) -> Iterator[tuple[Obligation, Performance]]:
        """Every retirement of credits that counts, by the duty it was made for."""
        for duty in self.duties():
            yield from ((duty, one) for one in duty.counted if one.retired and not one.carried)


def course_of(case: Case) -> Course:
    """The acts of a case."""
    folder = facts.folder_of(case)
    assert folder is not None, "papers are of cases that are kept by their acts"
    return Course(folder, history(folder))


DECISIONS = {"procuratorate": "检察院的决定", "bureau": "行政决定", "court": "法院的裁判"}


def adoption_json(course: Course, number: int) -> Json:
    """By whom the result was ordered, and whether it was adopted: by whom, when, for which decision."""
    one = course.measuring(number)
    if one is None:
        return {"ordered_by": None, "adopted": [], "basis_changed": False}
    ordered = next((act.by.called for act in course.case.acts if act.do == "order" and one.id in act.on), None)
    return {
        "ordered_by": ordered or _institution_of(course, one.ordered_by),
        "adopted": [_adopted(course, adopted) for adopted in one.adoptions if not adopted.ended],
        "basis_changed": bool(one.basis_changed),
    }


def _institution_of(course: Course, name: str) -> str | None:
    return next((act.by.called for act in course.case.acts if act.by.name == name), None) if name else None


def _adopted(course: Course, adopted: Adoption) -> Json:
    by = course.case.acts[adopted.act - 1].by
    return {
        "institution": by.called,
        "person": by.name,
        "on": adopted.at.isoformat(),
        "decision": DECISIONS.get(adopted.decision.partition(":")[0], adopted.decision),
        "heads": list(adopted.heads),
    }


def last_act_on(course: Course, number: int) -> int | None:
    """The last act that said something of the result: it was submitted, returned, adopted, replaced, or its facts
    corrected."""
    one = course.measuring(number)
    if one is None:
        return None
    said = ("submit", "return", "redo", "reject")
    submitted = [act.number for act in course.case.acts if act.do in said and (one.id in act.on or not act.on)]
    taken = [place for adopted in one.adoptions for place in (adopted.act, adopted.ended)]
    return max([*submitted, *taken, *one.basis_changed], default=None) or None


def retirement_json(course: Course, duty: Obligation, done: Performance, hashes: dict[str, str]) -> Json:
    """One retirement as its act says it."""
    act = course.case.acts[done.act - 1]
    return {
        "act": done.act,
        "on": done.at.isoformat(),
        "persons": list(duty.obligors),
        "quantity_t": plain(done.used),
        "serials": done.serials,
        "registered_by": done.registered_by or act.by.name,
        "papers": [{"name": name, "sha256": hashes.get(name)} for name in done.files],
    }
