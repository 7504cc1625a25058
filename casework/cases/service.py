"""What other features and the pages may ask of cases."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import select

from casework import db, permissions
from casework.accesses import recording as accesses
from casework.accounts import Person
from casework.cases import filing
from casework.cases.errors import NothingChanged, UnknownCase, WrongFacts
from casework.cases.lifecycle import advance, awaited_step, check_guard, check_reason, check_step, steps_for
from casework.cases.models import Case, CasefileVersion, Judgment, StageEvent
from casework.cases.queries import visible_to
from casework.cases.stages import FACTS, REVISING, STAGES, STEPS, Step, revising_step
from rules.casefile import CaseFile, canonical
from rules.reading.errors import FieldError
from rules.reading.messages import template

PROOFS_CHECKED = template("已核对履行证明：%(proofs)s")


def get_for(person: Person, case_id: int) -> Case:
    """The case, if this person may see it; that they looked at it is noted.

    Raises ``UnknownCase`` (404) otherwise, saying no more than that.
    """
    case = db.session().scalar(select(Case).where(Case.id == case_id, visible_to(person)))
    if case is None:
        raise UnknownCase(gettext("没有这个案件，或您所在单位不参与办理。"))
    accesses.opened(person, case)
    return case


def current_casefile(case: Case) -> CaseFile:
    """The facts as they stand now."""
    return filing.casefile_of(filing.current_version(case))


def next_step(case: Case) -> str:
    """The step the case waits for and whose it is, in words; empty when the case is over."""
    step = awaited_step(case)
    if step is None:
        return ""
    return gettext("%(step)s（%(whose)s）", step=str(step.label), whose=permissions.whose(step.permission, case))


def next_page(case: Case, person: Person) -> str | None:
    """Where this person takes the step that the case waits for, below the case's address; None when it is another's."""
    step = awaited_step(case)
    if step is None or step not in steps_for(case, person):
        return None
    return f"/{step.page}" if step.page else ""


def pin(case: Case, *, method: str, law: str) -> None:
    """Fix the editions (with hash) that the case was measured and decided by."""
    case.method_pin, case.law_pin = method, law


def may_revise(case: Case, person: Person, part: str = FACTS) -> bool:
    """Whether this person may change the facts, or only the ``stands``, now."""
    return revising_step(case.stage, part) in steps_for(case, person)


def who_may_revise(case: Case, part: str = FACTS) -> str:
    """Who may change this part of the facts in the stage of the case, or in the next one in which anybody may."""
    order = list(STAGES)
    parts = dict.fromkeys((part, FACTS))
    steps = [STEPS[action] for one in parts for action in REVISING[one]]
    ahead = [step for step in steps if step.source and order.index(step.source) >= order.index(case.stage)]
    if not ahead:
        return gettext("案件已过可以改动案情的阶段")
    step = min(ahead, key=lambda one: order.index(str(one.source)))
    whose, stage = permissions.whose(step.permission, case), str(STAGES[str(step.source)])
    if step.source == case.stage:
        return gettext("现由%(whose)s填写", whose=whose)
    return gettext("到“%(stage)s”阶段由%(whose)s填写", stage=stage, whose=whose)


def check_revising(case: Case, person: Person, part: str = FACTS) -> None:
    """Raise unless this person may change the facts, or only the ``stands``, now. Guards are not asked."""
    check_step(case, revising_step(case.stage, part), person)


@dataclass(frozen=True)
class Change:
    """Facts that may take the place of a case's, looked at before anything is locked."""

    case: Case
    person: Person
    step: Step
    whole: filing.Complete
    reason: str
    detail: Mapping[str, Any]


def revise(
    case: Case,
    person: Person,
    casefile: CaseFile,
    reason: str,
    *,
    part: str = FACTS,
    detail: Mapping[str, Any] | None = None,
) -> CasefileVersion:
    """Replace the facts of a case, or the data of its ``stands``, by the step that does so now, with the reason.

    Before acceptance the prosecutor amends any of them; afterwards the officer enters data of stands; once the loss is
    confirmed the prosecutor supplements what comes in later and leaves the measurement as it is. ``detail`` goes into
    the audit entry. Raises ``ReasonMissing``, ``NothingChanged``, ``WrongFacts`` naming fields, or what the step itself
    refuses.
    """
    return store(prepared(case, person, casefile, reason, part=part, detail=detail))


def prepared(
    case: Case,
    person: Person,
    casefile: CaseFile,
    reason: str,
    *,
    part: str = FACTS,
    detail: Mapping[str, Any] | None = None,
) -> Change:
    """The change that ``revise`` would store; raises what it raises, but for ``NothingChanged``.

    Completing a case file and asking whether it leaves the measurement as it is may take seconds.
    """
    step = revising_step(case.stage, part)
    check_step(case, step, person)
    check_reason(step, reason)
    whole = filing.complete(casefile, case.procuratorate)
    check_guard(case, step, person, whole.casefile)
    return Change(case, person, step, whole, reason, detail or {})


@db.writing()
def store(change: Change) -> CasefileVersion:
    """Store a prepared change as a new version."""
    case, person, reason = change.case, change.person, change.reason
    revision = filing.add_version(case, change.whole, person, reason.strip())
    if not revision.new:
        raise NothingChanged(gettext("内容与现有案件文件相同，没有改动。"))
    told = {"version": revision.version.version, **change.detail}
    advance(case, change.step.action, person, reason=reason, detail=told, proves=revision.proves, guarded=True)
    return revision.version


@db.writing()
def rule(
    case: Case, person: Person, number: str, date: str, note: str = "", *, checked: Iterable[object]
) -> StageEvent:
    """Record the court's judgment. ``date`` is ISO text; ``checked`` are the proofs that the judge has checked, kept
    in words in the timeline and the log. Raises ``WrongFacts`` naming the field.
    """
    check_step(case, STEPS["rule"], person)
    errors = []
    if not number.strip() or len(number.strip()) > 120:
        errors.append(FieldError("number", gettext("裁判文书号应为 1 至 120 个字")))
    day = _day_of(date)
    conduct = filing.casefile_of(filing.current_version(case)).case.conduct
    if day is None:
        errors.append(FieldError("date", gettext("应为真实存在的日期，写作 2021-12-01")))
    elif day < conduct.ended:
        errors.append(FieldError("date", gettext("裁判日期早于行为终了日 %(day)s", day=conduct.ended.isoformat())))
    elif day > db.today():
        errors.append(FieldError("date", gettext("裁判日期晚于今日")))
    with force_locale("zh"):  # what is kept is kept in the language of the proceedings
        seen = [str(proof) for proof in checked]
        told = gettext(PROOFS_CHECKED, proofs="；".join(seen))
    if not seen:
        errors.append(FieldError("checked", gettext("请先逐项核对履行证明")))
    if errors or day is None:
        raise WrongFacts(gettext("裁判没有记录。"), tuple(errors))
    judgment = Judgment(
        case_id=case.id, number=number.strip(), date=day, note=note.strip() or None, person_id=person.id, at=db.now()
    )
    db.session().add(judgment)
    db.session().flush()
    detail = {"number": judgment.number, "date": day.isoformat(), "checked": seen}
    return advance(case, "rule", person, reason=told, detail=detail, proves=(judgment,))


def _day_of(text: str) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError:
        return None


def judgment_digest(judgment: Judgment) -> str:
    """SHA-256 of what a judgment says."""
    content = {
        "case_id": judgment.case_id,
        "number": judgment.number,
        "date": judgment.date.isoformat(),
        "note": judgment.note,
        "person_id": judgment.person_id,
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()
