"""The officer's side: choose a method, correct stand data, look at the result, submit it.

A measurement rests on one version of the case file. Choosing a method or correcting a stand makes a new version; the
versions before it stay. Nothing is stored by a preview.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext
from sqlalchemy import func, select

from casework import db
from casework.accounts import Institution, Person
from casework.cases import Case, CasefileVersion, filing
from casework.cases import service as cases
from casework.losses.attribution import ranking_of
from casework.losses.errors import MeasureRefused
from casework.losses.models import Assessment, MeasuredWith, stored
from casework.parameters import service as parameters
from casework.parameters.errors import SetClosed
from rules.assess import assess
from rules.carbon.declaration import Declaration
from rules.carbon.methods import registry
from rules.carbon.parameters.sets import ParameterSet
from rules.casefile import CaseFile, parse
from rules.casefile.answers import Change
from rules.casefile.answers import changes as changed
from rules.casefile.correction import corrected
from rules.casefile.fact import MEASURER
from rules.closed_lists import LISTS
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import template
from rules.record.assessment import AssessmentRecord
from rules.record.uncertainty import Ranking

RESULT_CHANGED = template("结果与您预览时不同（参数、规则或日期已变），请重新核对后再提交。")


@dataclass(frozen=True)
class Choice:
    """What the officer chose, as typed. Empty text means not given.

    ``method`` is ``id``, or ``id@edition`` where an edition is named; ``parameters`` only what that method declares.
    ``facts``: the case file as the officer wants it, as plain data, of which what an officer may correct is taken; None
    leaves it as it is. ``reason`` is required once stand data changes. ``parameter_set``: the number of a frozen set;
    empty for the set that ships with the method.
    """

    method: str
    parameters: dict[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] | None = None
    reason: str = ""
    parameter_set: str = ""


@dataclass(frozen=True)
class Preview:
    """What would be stored: the case file, its changes in words and the result of ``rules.assess``."""

    casefile: CaseFile
    changes: tuple[Change, ...]
    result: AssessmentRecord

    @property
    def ranking(self) -> Ranking:
        """What moves the loss most."""
        return ranking_of(self.result)

    @property
    def corrections(self) -> tuple[Change, ...]:
        """The changes of stand data."""
        return tuple(change for change in self.changes if change.path.startswith("stands["))


def methods() -> list[Declaration]:
    """Every method edition: id, edition, title, scope, status and the options it declares."""
    return [registry.load(id, edition).declaration for id, names in registry.editions().items() for edition in names]


@dataclass(frozen=True)
class Offered:
    """A method that an officer may choose: ``name`` as the case file then names it, ``declaration`` of the edition that
    counts. ``by_day``: no edition is named. ``superseded``: what corrects the named one, and what is wrong with it."""

    name: str
    declaration: Declaration
    by_day: bool
    superseded: registry.Superseded | None = None


def day_of(casefile: CaseFile) -> datetime.date:
    """The day that a measurement made now is of."""
    return casefile.options.on or db.today()


def offered(casefile: CaseFile) -> list[Offered]:
    """Every edition by its name, then every method without one, each in the edition of the day of measurement.

    A finding can only be taken over where the case file states one.
    """
    day = day_of(casefile)
    named = [Offered(one.name, one, False, registry.superseded(one.id, one.edition)) for one in methods()]
    unnamed = [Offered(id, registry.of_day(id, day).declaration, True) for id in registry.editions()]
    stated = casefile.stated_loss is not None
    return [one for one in (*named, *unnamed) if stated or not one.declaration.whole_case]


def _as_filed(casefile: CaseFile) -> CaseFile:
    return casefile


def drafted(
    current: CaseFile, bureau: Institution, choice: Choice, of_day: Callable[[CaseFile], CaseFile] = _as_filed
) -> Preview:
    """What the choice would give of these facts, by an officer of this bureau. ``of_day``: what else is known of them.

    Raises ``MeasureRefused`` with every mistake at its path in the case file, at ``parameters`` or at ``reason``.
    """
    before = current.as_json()
    try:
        casefile = parse(_applied(before, choice), recorded=True)
        filing.check_species(casefile)
        changes = tuple(changed(current.meaning(), casefile.meaning(), LISTS))
        given = _parameter_set(bureau, choice)
        result = assess(of_day(casefile), on=day_of(casefile), parameter_set=given).record
    except InputError as problem:
        raise _refused(problem) from None
    preview = Preview(casefile, changes, result)
    if preview.corrections and not choice.reason.strip():
        raise MeasureRefused(
            gettext("更正地块数据须写明理由。"), (FieldError("reason", gettext("更正了地块数据，须写明理由和依据")),)
        )
    return preview


def take_set(bureau: Institution, choice: Choice) -> None:
    """In ``db.writing()``: the chosen parameter set stays as it is, and may still be measured with. Raises as
    ``drafted`` where it was withdrawn meanwhile."""
    if not choice.parameter_set:
        return
    parameters.take_turns(choice.parameter_set)
    try:
        _parameter_set(bureau, choice)
    except InputError as problem:
        raise _refused(problem) from None


def _refused(problem: InputError) -> MeasureRefused:
    return MeasureRefused(gettext("不能计量，请改正下列各处。"), problem.errors)


def _parameter_set(bureau: Institution, choice: Choice) -> ParameterSet | None:
    """The frozen set that was chosen, None for the shipped one. Raises ``InputError`` at ``parameters``."""
    if not choice.parameter_set:
        return None
    try:
        return parameters.usable(bureau, parameters.number_of(choice.parameter_set), choice.method.strip())
    except SetClosed as refusal:
        raise InputError.at("parameters", refusal.message) from None


def _applied(before: dict[str, Any], choice: Choice) -> dict[str, Any]:
    data = before if choice.facts is None else corrected(before, choice.facts, MEASURER)
    options = {**data.get("options", {}), "method": choice.method, "parameters": dict(choice.parameters)}
    if not choice.parameters:
        del options["parameters"]
    return {**data, "options": options}


def reason_of(choice: Choice) -> str:
    """Why there is a new version of the case file."""
    return choice.reason.strip() or gettext("计量：选用 %(method)s", method=choice.method)


@dataclass(frozen=True)
class Kept:
    """An assessment that was stored, and what its caller names to the audit log."""

    assessment: Assessment
    proves: tuple[Any, ...]


def keep(
    case: Case,
    person: Person,
    choice: Choice,
    result: AssessmentRecord,
    version: CasefileVersion,
    measuring: str | None = None,
) -> Kept:
    """In ``db.writing()``: store a result as the next of the case, with the parameter set it was made with."""
    made = Assessment(
        case_id=case.id,
        casefile_version_id=version.id,
        number=_next_number(case),
        **stored(result),
        person_id=person.id,
        at=db.now(),
        measuring=measuring,
    )
    db.session().add(made)
    db.session().flush()
    _pin(case, result)
    if not choice.parameter_set:
        return Kept(made, (made,))
    sha256 = result.method.parameter_set.sha256
    used = MeasuredWith(assessment_id=made.id, set_id=parameters.number_of(choice.parameter_set), sha256=sha256)
    db.session().add(used)
    return Kept(made, (made, used))


def _next_number(case: Case) -> int:
    taken = db.session().scalar(select(func.max(Assessment.number)).where(Assessment.case_id == case.id))
    return (taken or 0) + 1


def _pin(case: Case, result: AssessmentRecord) -> None:
    cases.pin(case, method=f"{result.method.name} {result.method.parameter_set.sha256}", law=result.law)
