"""A measuring that was ordered in a case kept by its acts: an officer measures, and his result is submitted.

What he chooses, corrects and looks at is as of any measurement (``measuring``). What is stored is the assessment and,
in the same transaction, the act that submits it; where he corrected stands, also a version of the facts and the act
that says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import select

from casework import db
from casework.accounts import Person, institutions
from casework.cases import Case, CasefileVersion, filing
from casework.cases.errors import ReasonMissing
from casework.losses import measuring
from casework.losses.adoption import Adoption, adopted
from casework.losses.errors import NoFacts, ResultChanged, UnknownMeasuring
from casework.losses.measuring import RESULT_CHANGED, Choice, Preview, day_of
from casework.losses.models import Assessment, MeasuredWith
from casework.losses.queries import Beginning
from casework.parameters import register
from casework.proceedings import Folder, facts, people, rehearsal, service
from casework.proceedings.errors import Incomplete, NotPermitted, NotPossible
from casework.proceedings.history import history
from casework.proceedings.service import Doing
from rules.casefile import CaseFile
from rules.proceedings.acts import Act
from rules.proceedings.book import load_table
from rules.proceedings.file_of_day import file_of_day
from rules.proceedings.state import Case as Course
from rules.proceedings.state import Measuring
from rules.reading.errors import FieldError
from rules.reading.messages import template
from rules.record.assessment import AssessmentRecord

NO_FACTS = template("案情还没有登记，没有可以计量的地块。")
SUBMIT = "submit"


@dataclass(frozen=True)
class Order:
    """An order to measure. ``course``: the case as its acts have made it; ``case``: whose versions hold the facts."""

    folder: Folder
    course: Course
    one: Measuring
    case: Case | None

    @property
    def key(self) -> str:
        """Its name in the case."""
        return self.one.id

    @property
    def seen(self) -> int:
        """How many acts the case has."""
        return len(self.course.acts)


def find(folder: Folder, key: str) -> Order:
    """The order of this name. Raises ``UnknownMeasuring`` (404)."""
    course = history(folder)
    if key not in course.measurings:
        raise UnknownMeasuring(gettext("本案没有这次测算。"))
    return Order(folder, course, course.measurings[key], facts.case_of(folder))


def acts_of(order: Order) -> list[Act]:
    """What was done about it, oldest first. Acts that name nothing began it, or were about the only one there was."""
    rows = load_table().tracks["measuring"].rows
    kinds, keys, known, found = {row.act for row in rows}, list(order.course.measurings), 0, []
    for act in (one for one in order.course.acts if one.do in kinds):
        about = set(act.on) or {keys[0]} if known == 1 else set(act.on)
        if act.do in ("order", "redo") or (act.do == "submit" and not set(act.on or keys[:known]) & set(keys[:known])):
            about = set(act.on) | set(keys[known : known + 1])
            known += 1
        if order.key in about:
            found.append(act)
    return found


def check(order: Order, person: Person) -> None:
    """Raise unless this person may measure now, as the table of acts says, and there are facts to measure."""
    tried = {"own": True, "tonnes": "1", "assessment": 1}
    rehearsal.rehearse(order.course, person, Doing(SUBMIT, db.today(), (order.key,), tried))
    if order.case is None:
        raise NoFacts(gettext(NO_FACTS))


def may_measure(order: Order, person: Person) -> bool:
    """Whether it is for this person to measure now; the facts apart."""
    try:
        check(order, person)
    except (NotPermitted, NotPossible, Incomplete):
        return False
    except NoFacts:
        return True
    return True


def begin(order: Order, person: Person) -> Beginning:
    """What the officer measures, and by what. Who may is for the caller to ask: what was typed is not lost where he may
    no longer."""
    casefile = _filed(order)
    every = measuring.offered(casefile)
    sets = register.offered_by_method(person.institution, [item.name for item in every])
    used = (
        select(MeasuredWith.set_id)
        .join(Assessment, Assessment.id == MeasuredWith.assessment_id)
        .where(Assessment.case_id == order.folder.case_id, Assessment.answers == order.key)
        .order_by(Assessment.number.desc())
    )
    return Beginning(casefile, day_of(casefile), every, sets, db.session().scalar(used.limit(1)))


def draft(order: Order, person: Person, choice: Choice) -> Preview:
    """What the choice would give, without storing anything. Raises as ``check`` and ``measuring.drafted``."""
    check(order, person)
    return measuring.drafted(_filed(order), person.institution, choice, partial(_of_day, order))


def _of_day(order: Order, casefile: CaseFile) -> CaseFile:
    """What is measured and decided of: the facts, and what the acts add to them."""
    return file_of_day(order.course, casefile, db.today())


def _filed(order: Order) -> CaseFile:
    found = facts.filed(order.folder)
    if found is None:
        raise NoFacts(gettext(NO_FACTS))
    return found


def submit(order: Order, person: Person, choice: Choice, previewed: str) -> Assessment:
    """Store the measurement with the act that submits it. It is measured before anything is locked.

    ``previewed``: the hash of the result that was looked at. Raises ``ResultChanged`` where the same choice no longer
    gives it, ``MeasureRefused`` as ``draft``, what the table of acts refuses, ``Stale`` where somebody else acted.
    """
    preview = draft(order, person, choice)
    if preview.result.hash != previewed:
        raise ResultChanged(gettext(RESULT_CHANGED))
    return _store(order, person, choice, preview)


@db.writing()
def _store(order: Order, person: Person, choice: Choice, preview: Preview) -> Assessment:
    assert order.case is not None, "it was measured by its facts"
    measuring.take_set(person.institution, choice)
    version = _facts(order, person, choice, preview, order.case)
    kept = measuring.keep(order.case, person, choice, preview.result, version, order.key)
    said = {**_said(preview.result, kept.assessment.number), **_reviewed_by(order, person)}
    service.record(order.folder, person, Doing(SUBMIT, db.today(), (order.key,), said), proves=kept.proves)
    return kept.assessment


def _facts(order: Order, person: Person, choice: Choice, preview: Preview, case: Case) -> CasefileVersion:
    """The version of the facts that was measured: a new one where the officer corrected stands or chose otherwise.

    Only corrected stands are an act; by which method a result was found, it says itself.
    """
    with force_locale("zh"):  # what is kept is kept in the language of the proceedings
        reason = measuring.reason_of(choice)
    if preview.corrections:
        return facts.correct(order.folder, person, preview.casefile, reason)
    whole = facts.completed(order.folder, preview.casefile, order.course)
    current = filing.current_version(case)
    return current if whole.sha256 == current.sha256 else facts.keep(order.folder, person, whole, reason)


def _reviewed_by(order: Order, person: Person) -> dict[str, str]:
    """The bureau above, where this officer is the only one of his: nobody here may review or adopt what he measured."""
    if len(people.assignable(person.institution, order.course)) > 1:
        return {}
    above = institutions.above(person.institution)
    return {"reviewer": above.name} if above is not None else {}


def _said(result: AssessmentRecord, number: int) -> Mapping[str, Any]:
    """What the act says of the result. Numbers as printed."""
    said = {"tonnes": result.loss_tco2e, "value": result.loss_value_cny, "method": result.method.title}
    return {name: value for name, value in said.items() if value is not None} | {"own": True, "assessment": number}


def adoption_of(order: Order, person: Person, rival: CaseFile) -> Adoption | None:
    """What this person may take over of a rival's stands; None where he may not now, or they say the same."""
    if not facts.may_change(order.folder, person):
        return None
    found = _adopted(order, rival)
    return found if found.changes else None


def _adopted(order: Order, rival: CaseFile) -> Adoption:
    return adopted(facts.completed(order.folder, _filed(order), order.course).casefile, rival)


def adopt_stands(order: Order, person: Person, rival: CaseFile, reason: str) -> int:
    """Make the rival's stands those of the case, by an act that corrects the facts: the number of their version."""
    if not reason.strip():
        message = gettext("采纳须写明理由和依据。")
        raise ReasonMissing(message, (FieldError("reason", message),))
    return facts.correct(order.folder, person, _adopted(order, rival).casefile, reason.strip()).version
