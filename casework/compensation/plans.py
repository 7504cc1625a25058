"""赔偿方案: from the confirmed loss and the open routes to a plan, and the judge's decision on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from flask_babel import gettext
from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases import Case, CasefileVersion, filing, lifecycle
from casework.cases import history as case_history
from casework.cases.stages import STEPS
from casework.compensation.errors import AlreadyDecided, NothingConfirmed, PlanRefused, UnknownPlan
from casework.compensation.models import APPROVED, CREDITS, RETURNED, Plan, PlanDecision, PlanItem
from casework.credits.register import type_name
from casework.losses import Assessment, reviewing
from rules.assess import assess
from rules.casefile import CaseFile
from rules.casefile.answers import changes as changed
from rules.closed_lists import LISTS
from rules.reading.errors import FieldError
from rules.reading.messages import template
from rules.record.assessment import AssessmentRecord
from rules.settlement.credit_types import credit_rounding

PROPOSED = "proposed"
NONE = Decimal(0)

NO_CONFIRMED_LOSS = template("碳汇损失尚未经法官确认，不能提出方案。")
ROUTE_CLOSED = template("方案中的“%(route)s”不符合条件：%(reasons)s")

LATER = re.compile(
    r"(request|opinions|restoration|site_check|options\.credit|options\.price|published)(\.|\[|$)"
    r"|case\.number$|parties\[\d+\]\.(first_offence|pleaded_guilty|restored|compensated|refunded|repentant|share)$"
)
"""Fields of the case file that may be filled in after the loss is confirmed."""


@dataclass(frozen=True)
class Basis:
    """What a plan rests on: the confirmed assessment, the present facts, and the routes decided on those facts."""

    confirmed: reviewing.Reviewed
    version: CasefileVersion
    casefile: CaseFile
    result: AssessmentRecord

    @property
    def later_facts(self) -> bool:
        """Whether facts were added after the measurement, so that the routes were decided anew."""
        return self.version.version != self.confirmed.version

    @property
    def required_t(self) -> Decimal | None:
        """Tonnes to be bought, as confirmed."""
        return self.result.required_t

    @property
    def credit_type(self) -> str | None:
        credit = self.casefile.options.credit
        return type_name(credit.type) if credit else None

    @property
    def credit_step(self) -> Decimal:
        """The least quantity of this credit that is bought, in tonnes."""
        own = credit_rounding(self.casefile.options.credit)
        return own.rounding.to if own else Decimal(1)

    @property
    def parties(self) -> tuple[str, ...]:
        return tuple(party.name for party in self.casefile.parties)


def basis(case: Case) -> Basis:
    """What a plan of this case would rest on now.

    Raises ``NothingConfirmed`` while no loss is confirmed, and where facts added since would change the loss.
    """
    confirmed = _confirmed(case)
    version = filing.current_version(case)
    casefile = filing.casefile_of(version)
    result = confirmed.result if version.version == confirmed.version else _assessed_again(confirmed, casefile)
    return Basis(confirmed, version, casefile, result)


def _confirmed(case: Case) -> reviewing.Reviewed:
    confirmed = reviewing.confirmed(case)
    if confirmed is None:
        raise NothingConfirmed(gettext(NO_CONFIRMED_LOSS))
    return confirmed


def _assessed_again(confirmed: reviewing.Reviewed, casefile: CaseFile) -> AssessmentRecord:
    """The result on facts added since. Raises ``NothingConfirmed`` where they would change the loss."""
    on = casefile.options.on or db.today()
    result = assess(casefile, on=on, parameter_set=confirmed.parameter_set).record
    if _kept_of(result) != _kept_of(confirmed.result):
        raise NothingConfirmed(
            gettext(
                "按补充后的案情重新计算，结果与已确认的不同（损失量 %(now)s t，已确认 %(then)s t），应重新测算。",
                now=result.loss_tco2e,
                then=confirmed.result.loss_tco2e,
            )
        )
    return result


def _kept_of(result: AssessmentRecord) -> tuple[object, ...]:
    """What of a result must stay as confirmed when facts are added later."""
    return result.loss_tco2e, result.required_credits_t, result.method, result.stands


@dataclass(frozen=True)
class Planned:
    """A plan with its items and what was decided on it."""

    row: Plan
    items: tuple[PlanItem, ...]
    proposer: Person
    decision: PlanDecision | None
    judge: Person | None
    assessment_number: int

    @property
    def state(self) -> str:
        """``proposed``, ``approved`` or ``returned``."""
        return self.decision.decision if self.decision else PROPOSED

    @cached_property
    def result(self) -> AssessmentRecord:
        """The decision on the routes, as it stood at the proposal."""
        return AssessmentRecord.read(self.row.result)

    @property
    def required_t(self) -> Decimal | None:
        return self.result.required_t

    @property
    def shortfall_t(self) -> Decimal:
        """Tonnes by which the credits planned stay behind those required; 0 where no credits are planned."""
        planned = sum((item.tonnes or NONE for item in self.items if item.route == CREDITS), NONE)
        return max(NONE, (self.required_t or NONE) - planned) if planned else NONE


def plans(case: Case) -> list[Planned]:
    """All plans of the case, newest first."""
    return _planned(_of(case))


def current_plan(case: Case) -> Planned | None:
    """The newest plan."""
    return next(iter(_planned(_of(case).limit(1))), None)


def _of(case: Case) -> Select[Plan, Person, PlanDecision, Person, int]:
    proposer, judge = aliased(Person), aliased(Person)
    return (
        select(Plan, proposer, PlanDecision, judge, Assessment.number)
        .join(proposer, proposer.id == Plan.proposed_by)
        .join(Assessment, Assessment.id == Plan.assessment_id)
        .outerjoin(PlanDecision, PlanDecision.plan_id == Plan.id)
        .outerjoin(judge, judge.id == PlanDecision.person_id)
        .where(Plan.case_id == case.id)
        .order_by(Plan.number.desc())
    )


def _planned(query: Select[Plan, Person, PlanDecision, Person, int]) -> list[Planned]:
    """The plans with their items: two statements, however many they are."""
    rows = db.session().execute(query).all()
    items: dict[int, list[PlanItem]] = {row.id: [] for row, *_ in rows}
    found = select(PlanItem).where(PlanItem.plan_id.in_(items)).order_by(PlanItem.plan_id, PlanItem.position)
    for item in db.session().scalars(found) if items else ():
        items[item.plan_id].append(item)
    return [
        Planned(row, tuple(items[row.id]), proposer, decision, judge, number)
        for row, proposer, decision, judge, number in rows
    ]


def approved_plan(case: Case) -> Planned | None:
    """The newest plan, if the judge approved it."""
    newest = current_plan(case)
    return newest if newest is not None and newest.state == APPROVED else None


def item_of(case: Case, item_id: int) -> PlanItem:
    """An item of the approved plan. Raises ``UnknownPlan``."""
    plan = approved_plan(case)
    for item in plan.items if plan else ():
        if item.id == item_id:
            return item
    raise UnknownPlan(gettext("本案已准许的方案中没有这一项。"))


def _undecided(case: Case) -> Planned:
    newest = current_plan(case)
    if newest is None or newest.decision is not None:
        raise AlreadyDecided(gettext("没有待审查的方案。"))
    return newest


@db.writing()
def approve(case: Case, person: Person, reason: str) -> None:
    """Approve the plan. The judge's written reason is needed where it has fewer credits than required, or a route that
    stands after a restoration nobody has dealt with.

    The guard of the step asks that every credit route in the plan is open.
    """
    lifecycle.check_step(case, STEPS["approve"], person)
    plan = _undecided(case)
    if plan.shortfall_t and not reason.strip():
        message = gettext("认购量比应认购量少 %(short)s t，准许须写明理由", short=plan.shortfall_t)
        raise PlanRefused(message, (FieldError("reason", message),))
    behind = [item.route for item in plan.items if (found := plan.result.route(item.route)) and found.caution]
    if behind and not reason.strip():
        message = gettext("修复义务未见处理，准许%(routes)s须写明为什么不以修复在先", routes="、".join(behind))
        raise PlanRefused(message, (FieldError("reason", message),))
    _decide(case, person, plan, APPROVED, reason, "approve")


@db.writing()
def send_back(case: Case, person: Person, reason: str) -> None:
    """Return the plan to the prosecutor with a reason."""
    lifecycle.check_step(case, STEPS["return_plan"], person)
    _decide(case, person, _undecided(case), RETURNED, reason, "return_plan")


def _decide(case: Case, person: Person, plan: Planned, decision: str, reason: str, action: str) -> None:
    detail = {"plan": plan.row.number, "decision": decision}
    # The guards of the steps ask for a plan without a decision, so the step comes first.
    lifecycle.advance(case, action, person, reason=reason, detail=detail)
    row = PlanDecision(plan_id=plan.row.id, decision=decision, reason=reason.strip(), person_id=person.id, at=db.now())
    db.session().add(row)
    db.session().flush()
    audit.record("decide_plan", f"plan:{plan.row.id}", {"decision": decision}, person=person, proves=(row,))


def loss_kept(case: Case, person: Person, new: CaseFile | None = None) -> str | None:
    """What is added after the loss is confirmed must be what comes in later, and leave the measurement as it is.

    ``new``: the facts that are to be stored; else those of the case.
    """
    facts = new or filing.casefile_of(filing.current_version(case))
    try:
        confirmed = _confirmed(case)
        _assessed_again(confirmed, facts)
    except NothingConfirmed as problem:
        return problem.message
    then = filing.casefile_of(case_history.stored(case, confirmed.version))
    changes = changed(then.as_json(), facts.as_json(), LISTS)
    touched = [str(change.name) for change in changes if not LATER.match(change.path)]
    if touched:
        return gettext(
            "损失确认以后只能补充请求、意见、踏勘、修复义务、单价、碳汇品种、案号和认罪情况，不能改动：%(paths)s。",
            paths="、".join(touched),
        )
    return None


def plan_drafted(case: Case, person: Person) -> str | None:
    """That there is a plan to be sent to the judge."""
    newest = current_plan(case)
    return gettext("还没有写好方案。") if newest is None or newest.decision is not None else None


def plan_open(case: Case, person: Person) -> str | None:
    """That the plan waits for its decision and every route in it is open."""
    newest = current_plan(case)
    if newest is None or newest.decision is not None:
        return gettext("没有待审查的方案。")
    for item in newest.items:
        route = newest.result.route(item.route)
        if route is None or not route.open:
            reasons = "；".join(map(str, route.reasons if route else ()))
            return gettext(ROUTE_CLOSED, route=item.route, reasons=reasons or "—")
    return None
