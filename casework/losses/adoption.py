"""采纳: a rival's stands become those of the case, by whoever may change them now. Shown before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from casework import db
from casework.accounts import Person
from casework.cases import Case, filing, lifecycle, stages
from casework.cases import service as cases
from casework.cases.stages import STEPS
from casework.losses.errors import AdoptRefused
from rules.casefile import CaseFile, canonical, parse
from rules.casefile.answers import Change
from rules.casefile.answers import changes as changed
from rules.closed_lists import LISTS
from rules.reading.errors import FieldError

KEPT = ("county", "land_category")
"""Of a stand: what no loss is measured by. Where the rival says nothing of it, the case keeps its own."""


@dataclass(frozen=True)
class Adoption:
    """What adopting would make of the case file: field by field (path, old, new), and the rival's text to send back."""

    casefile: CaseFile
    changes: list[Change]
    document: str


def adopting_step(case: Case) -> stages.Step:
    """By which step stands change now: the prosecutor amends before acceptance, the officer enters afterwards."""
    return STEPS["amend" if case.stage == STEPS["amend"].source else "enter"]


def adoption(case: Case, person: Person, rival: CaseFile) -> Adoption | None:
    """What this person may adopt now; None where the step is another's, or the stands say the same."""
    if adopting_step(case) not in lifecycle.steps_for(case, person):
        return None
    found = _adopted(case, rival)
    return found if found.changes else None


def _adopted(case: Case, rival: CaseFile) -> Adoption:
    current = filing.complete(cases.current_casefile(case), case.procuratorate).casefile
    before = current.as_json()
    own = {stand["id"]: stand for stand in before.get("stands", [])}
    stands = []
    for stand, meant in zip(rival.as_json().get("stands", []), rival.meaning().get("stands", []), strict=True):
        mine = own.get(stand["id"], {})
        # What the rival leaves unsaid and the case says outright stays said, where it means the same.
        kept = {key: value for key, value in mine.items() if key in KEPT or meant.get(key) == value}
        stands.append(kept | stand)
    after = parse({**before, "stands": stands})
    return Adoption(after, changed(current.meaning(), after.meaning(), LISTS), canonical(rival.as_json()))


@db.writing()
def adopt(case: Case, person: Person, rival: CaseFile, reason: str) -> int:
    """Store the case file with the rival's stands as a new version, whose number is given.

    Raises ``AdoptRefused`` at ``reason`` or where nothing differs, ``WrongFacts``, or what the step refuses.
    """
    step = adopting_step(case)
    lifecycle.check_step(case, step, person)
    if not reason.strip():
        message = gettext("请写明采纳的理由和依据")
        raise AdoptRefused(gettext("没有采纳，没有保存任何内容。"), (FieldError("reason", message),))
    before = filing.current_version(case)
    version = filing.add_version(case, _adopted(case, rival).casefile, person, reason.strip())
    if version is before:
        raise AdoptRefused(gettext("地块数据与现行案件文件相同，没有改动。"))
    lifecycle.advance(case, step.action, person, reason=reason, detail={"version": version.version}, proves=(version,))
    return version.version
