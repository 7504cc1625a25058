"""What a document rests on: the records of other features it states, found when it is issued."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from casework import db
from casework.accounts import Person
from casework.cases import Case, filing
from casework.cases import history as case_history
from casework.cases import service as cases
from casework.compensation import CREDITS, plans
from casework.credits import CreditProject, Retirement, register, retirements
from casework.documents import checks, snapshot
from casework.documents.errors import NothingToState
from casework.documents.models import REPORT, RETIREMENT
from casework.losses import method_comparison, reviewing


@dataclass(frozen=True)
class Basis:
    """The snapshot's data, and the ids of the records it rests on."""

    data: snapshot.Json
    assessment_id: int
    retirement_id: int | None


def gather(kind: str, case: Case, frame: snapshot.Frame) -> Basis:
    """The data of a document. Raises ``NothingToState`` as ``missing`` says."""
    return _report(case, frame) if kind == REPORT else _retirement(case, frame)


def missing(kind: str, case: Case) -> str | None:
    """What the case lacks for this kind of document, in words; None when nothing."""
    if kind == REPORT:
        return None if reviewing.latest(case) else gettext("还没有计量结果：林业局提交计量后才能制作。")
    if latest_retirement_id(case) is None:
        return gettext("还没有注销记录：林业局凭登记机构的凭证确认注销后才能制作。")
    if reviewing.confirmed(case) is None or plans.approved_plan(case) is None:
        return gettext("没有经确认的计量或经准许的方案，注销无从对照。")
    return None


def _refuse(kind: str, case: Case) -> NothingToState:
    return NothingToState(missing(kind, case) or gettext("案件记录不全，文书没有制作。"))


def _report(case: Case, frame: snapshot.Frame) -> Basis:
    reviewed = reviewing.latest(case)
    if reviewed is None:
        raise _refuse(REPORT, case)
    version = case_history.stored(case, reviewed.version)
    casefile = filing.casefile_of(version)
    compared = method_comparison.beside(case, reviewed, casefile)
    data = snapshot.report(frame, case, version, casefile, reviewed, compared)
    return Basis(data, reviewed.row.id, None)


def _retirement(case: Case, frame: snapshot.Frame) -> Basis:
    certificates = retired(case)
    plan = plans.approved_plan(case)
    reviewed = reviewing.confirmed(case)
    if not certificates or plan is None or plan.decision is None or reviewed is None:
        raise _refuse(RETIREMENT, case)
    owed = checks.Owed(
        plan_number=plan.row.number,
        approved_at=plan.decision.at,
        required_t=sum(item.quantity_t or 0 for item in plan.items if item.route == CREDITS),
    )
    last = certificates[-1].retirement
    confirmer = db.session().get_one(Person, last.confirmed_by)
    casefile = cases.current_casefile(case)
    data = snapshot.retirement(frame, case, casefile, reviewed, owed, certificates, confirmer.name)
    return Basis(data, reviewed.row.id, last.id)


def retired(case: Case) -> list[checks.Retired]:
    """Every certificate of the case with its purchase, project and vintage, in order of confirmation."""
    found = [
        checks.Retired(row, holding.purchase, holding.project, _vintage(holding.project, row))
        for holding in retirements.holdings(case)
        for row in holding.retirements
    ]
    return sorted(found, key=lambda item: item.retirement.id)


def _vintage(project: CreditProject, row: Retirement) -> str:
    for lot in register.state(project).lots:
        if lot.lot.serial_from <= row.serial_from and row.serial_to <= lot.lot.serial_to:
            return lot.lot.vintage
    raise LookupError(f"retirement {row.id} lies in no lot of project {project.id}")


def latest_retirement_id(case: Case) -> int | None:
    """The newest retirement of the case."""
    return max((row.id for holding in retirements.holdings(case) for row in holding.retirements), default=None)
