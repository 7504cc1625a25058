"""索赔: from a failed inspection or what was lost otherwise, and what became of it.

A payment that an office received names the act that posted it; the act then stays as long as the payment does.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext, lazy_gettext
from sqlalchemy import select

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.insurance import policies
from casework.insurance.errors import UnknownPolicy
from casework.insurance.models import (
    OF_MONEY,
    PAID,
    REFUSED,
    RETURNED,
    WITHDRAWN,
    ClaimStep,
    InsuranceClaim,
    InsurancePolicy,
)
from casework.insurance.policies import Mistakes
from casework.proceedings import Folder, history
from casework.proceedings.hooks import Recorded
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Inspection, Money
from rules.reading.messages import msg, template
from rules.values.quantity import plain

STEPS = {
    PAID: lazy_gettext("赔付"),
    RETURNED: lazy_gettext("退回赔款"),
    REFUSED: lazy_gettext("拒赔"),
    WITHDRAWN: lazy_gettext("撤回索赔"),
}

NO_INSPECTION = template("第 %(act)s 项办理不是这项义务不合格的检查验收，或者已经作废")
NO_CAUSE = template("选择不合格的检查验收，或者写明损失的原因")
OUTSIDE = template("保险期间为 %(begins)s 至 %(ends)s，损失发生日 %(day)s 不在其内")
BEFORE_LOSS = template("不早于损失发生日 %(day)s")
WHICH = template("选择赔付、退回赔款、拒赔或者撤回索赔")
NO_SUM = template("拒赔、撤回索赔不填金额")
TOO_MUCH = template("保险金额 %(total)s 元，已赔付 %(paid)s 元，现为 %(given)s 元")
OVER_SUM = template("保险金额 %(total)s 元，尚可赔付 %(left)s 元，现索赔 %(given)s 元：保险金额是赔付的最高限额")
NOT_PAID = template("已赔付而未退回的是 %(paid)s 元，现为退回 %(given)s 元")
NO_PAYEE = template("赔付的，写明收款人")
NOT_POSTED = template("第 %(act)s 项办理不是收到保险赔款 %(given)s 元，或者已经作废")
POSTED_FOR_ANOTHER = template("第 %(act)s 项收到的保险赔款已用于另一笔索赔")
ONLY_PAID = template("只有赔付才填收到保险赔款的办理序号")
IS_OVER = template("这笔索赔已经拒赔或者撤回")
PAID_BY_IT = template("第 {act} 次办理收到的保险赔款已登记为一笔索赔的赔付")
RETURN_FIRST = template("先登记该笔索赔退回赔款")


@dataclass(frozen=True)
class ClaimEntry:
    """A claim as it is entered. ``act``: the number of the failed inspection that it comes from."""

    happened_on: datetime.date
    claimed_on: datetime.date
    claimed_cny: Decimal | None
    cause: str = ""
    act: int | None = None
    lost_t: Decimal | None = None


@dataclass(frozen=True)
class StepEntry:
    """What became of a claim. ``act``: the number of the act that posted the money, where an office received it."""

    step: str
    done_on: datetime.date
    amount_cny: Decimal | None
    evidence: str
    payee: str = ""
    act: int | None = None


@dataclass(frozen=True)
class Claimed:
    """A claim with what became of it."""

    claim: InsuranceClaim
    steps: tuple[ClaimStep, ...]

    @property
    def paid(self) -> Decimal:
        """What was paid and not paid back."""
        return paid_of(self.steps)

    @property
    def over(self) -> bool:
        """Whether it was refused or withdrawn."""
        return any(one.step not in OF_MONEY for one in self.steps)


def paid_of(steps: Sequence[ClaimStep]) -> Decimal:
    """What was paid and not paid back."""
    signs = {PAID: 1, RETURNED: -1}
    return sum((signs.get(one.step, 0) * (one.amount_cny or Decimal()) for one in steps), Decimal())


def claims_of(policy: InsurancePolicy) -> list[Claimed]:
    """The claims of a policy, the newest first."""
    query = select(InsuranceClaim).where(InsuranceClaim.policy_id == policy.id).order_by(InsuranceClaim.id.desc())
    return [_with_steps(one) for one in db.session().scalars(query)]


def _with_steps(claim: InsuranceClaim) -> Claimed:
    query = select(ClaimStep).where(ClaimStep.claim_id == claim.id).order_by(ClaimStep.id)
    return Claimed(claim, tuple(db.session().scalars(query)))


def claim_for(person: Person, claim_id: int) -> tuple[InsurancePolicy, Claimed]:
    """A claim that this person may see. Raises ``UnknownPolicy``."""
    found = db.session().get(InsuranceClaim, claim_id)
    if found is None:
        raise UnknownPolicy(gettext("没有这笔索赔的登记。"))
    return policies.policy_for(person, found.policy_id), _with_steps(found)


def failed_looks(policy: InsurancePolicy) -> tuple[Inspection, ...]:
    """The inspections that a claim may come from."""
    if policy.folder_id is None:
        return ()
    owed = history.history(db.session().get_one(Folder, policy.folder_id)).obligations
    duties = [owed[key] for key in policies.duties_of(policy) if key in owed]
    return tuple(one for duty in duties for one in duty.looks if one.result != "pass")


def payments(policy: InsurancePolicy) -> list[Money]:
    """What insurers paid on the duties of a policy that no claim has been told of, for one to be chosen."""
    if policy.folder_id is None:
        return []
    folder = db.session().get_one(Folder, policy.folder_id)
    return [one for one in _insured(folder, policy) if not any(_steps_of(folder, one.act))]


def _insured(folder: Folder, policy: InsurancePolicy) -> list[Money]:
    owed = history.history(folder).obligations
    booked = [one for key in policies.duties_of(policy) if key in owed for one in owed[key].booked]
    return [one for one in booked if one.kind == "insured"]


@db.writing()
def claim(person: Person, policy: InsurancePolicy, entry: ClaimEntry) -> InsuranceClaim:
    """Enter a claim. Raises ``PolicyRefused`` with every mistake and its field, ``Forbidden``."""
    folder = policies.require(person, policy)
    mistakes = Mistakes()
    cause = mistakes.at_most("cause", entry.cause, 2000)
    if entry.act is not None and entry.act not in {one.act for one in failed_looks(policy)}:
        mistakes.add("act", gettext(NO_INSPECTION, act=entry.act))
    if entry.act is None and not cause:
        mistakes.add("cause", gettext(NO_CAUSE))
    if not policy.begins_on <= entry.happened_on <= policy.ends_on:
        said = {"begins": policy.begins_on, "ends": policy.ends_on, "day": entry.happened_on}
        mistakes.add("happened_on", gettext(OUTSIDE, **said))
    mistakes.not_in_future("happened_on", entry.happened_on)
    mistakes.not_in_future("claimed_on", entry.claimed_on)
    if entry.claimed_on < entry.happened_on:
        mistakes.add("claimed_on", gettext(BEFORE_LOSS, day=entry.happened_on))
    mistakes.money("claimed_cny", entry.claimed_cny)
    left = policy.sum_cny - sum((one.paid for one in claims_of(policy)), Decimal())
    if entry.claimed_cny is not None and entry.claimed_cny > left:
        sums = {"total": plain(policy.sum_cny), "left": plain(left), "given": plain(entry.claimed_cny)}
        mistakes.add("claimed_cny", gettext(OVER_SUM, **sums))
    mistakes.stop(gettext("索赔没有登记，请改正下列各处。"))
    made = InsuranceClaim(
        policy_id=policy.id,
        act=entry.act,
        cause=cause,
        happened_on=entry.happened_on,
        claimed_on=entry.claimed_on,
        claimed_cny=entry.claimed_cny,
        lost_t=entry.lost_t,
        recorded_by=person.id,
        at=db.now(),
    )
    db.session().add(made)
    db.session().flush()
    _log("claim_insurance", policy, folder, person, made, {"claim": made.id})
    return made


def _log(
    action: str,
    policy: InsurancePolicy,
    folder: Folder | None,
    person: Person,
    made: InsuranceClaim | ClaimStep,
    detail: dict[str, object],
) -> None:
    about = f"folder:{folder.id}" if folder is not None else f"credit_project:{policy.project_id}"
    audit.record(action, about, {"policy": policy.id, **detail}, person=person, proves=(made,))


@db.writing()
def settle(person: Person, claim_id: int, entry: StepEntry) -> ClaimStep:
    """Enter what became of a claim. Raises ``PolicyRefused`` with every mistake and its field, ``Forbidden``."""
    policy, found = claim_for(person, claim_id)
    folder = policies.require(person, policy)
    if folder is not None:
        db.lock(folder)
    db.take_turns("insurance_claim_steps")
    found = _with_steps(found.claim)  # as those before have left it
    mistakes = Mistakes()
    evidence = mistakes.need("evidence", entry.evidence, 500)
    payee = mistakes.at_most("payee", entry.payee, 200)
    mistakes.not_in_future("done_on", entry.done_on)
    _check_step(mistakes, policy, found, entry)
    _check_act(mistakes, folder, policy, entry)
    mistakes.stop(gettext("没有登记，未作任何改动。"))
    made = ClaimStep(
        claim_id=claim_id,
        step=entry.step,
        done_on=entry.done_on,
        amount_cny=entry.amount_cny,
        payee=payee,
        act=entry.act,
        evidence=evidence,
        recorded_by=person.id,
        at=db.now(),
    )
    db.session().add(made)
    db.session().flush()
    _log("record_claim_step", policy, folder, person, made, {"claim": claim_id, "step": entry.step})
    return made


def _check_step(mistakes: Mistakes, policy: InsurancePolicy, found: Claimed, entry: StepEntry) -> None:
    if entry.step not in STEPS:
        mistakes.add("step", gettext(WHICH))
        return
    if found.over and entry.step != RETURNED:
        mistakes.add("step", gettext(IS_OVER))
    if entry.done_on < found.claim.claimed_on:
        mistakes.add("done_on", gettext(BEFORE_LOSS, day=found.claim.claimed_on))
    if entry.step not in OF_MONEY:
        if entry.amount_cny is not None:
            mistakes.add("amount_cny", gettext(NO_SUM))
        return
    mistakes.money("amount_cny", entry.amount_cny)
    given, paid = entry.amount_cny or Decimal(), sum((one.paid for one in claims_of(policy)), Decimal())
    if entry.step == PAID and paid + given > policy.sum_cny:
        said = {"total": plain(policy.sum_cny), "paid": plain(paid), "given": plain(given)}
        mistakes.add("amount_cny", gettext(TOO_MUCH, **said))
    if entry.step == PAID and not entry.payee.strip():
        mistakes.add("payee", gettext(NO_PAYEE))
    if entry.step == RETURNED and given > found.paid:
        mistakes.add("amount_cny", gettext(NOT_PAID, paid=plain(found.paid), given=plain(given)))


def _check_act(mistakes: Mistakes, folder: Folder | None, policy: InsurancePolicy, entry: StepEntry) -> None:
    """Money that an office received is posted: by an act of this duty, of just this sum, for nothing else."""
    if entry.act is None:
        return
    if entry.step != PAID:
        mistakes.add("act", gettext(ONLY_PAID))
        return
    insured = _insured(folder, policy) if folder is not None else []
    if [one.amount for one in insured if one.act == entry.act] != [entry.amount_cny]:
        mistakes.add("act", gettext(NOT_POSTED, act=entry.act, given=plain(entry.amount_cny or Decimal())))
    elif folder is not None and any(_steps_of(folder, entry.act)):
        mistakes.add("act", gettext(POSTED_FOR_ANOTHER, act=entry.act))


def _steps_of(folder: Folder, act: int) -> list[ClaimStep]:
    query = (
        select(ClaimStep)
        .join(InsuranceClaim, InsuranceClaim.id == ClaimStep.claim_id)
        .join(InsurancePolicy, InsurancePolicy.id == InsuranceClaim.policy_id)
        .where(InsurancePolicy.folder_id == folder.id, ClaimStep.act == act)
    )
    return list(db.session().scalars(query))


def keep(recorded: Recorded) -> None:
    """Keep an act that posted a payment from being void while the payment stands. Raises ``Refused``."""
    number = recorded.voids
    if not number:
        return
    for step in _steps_of(recorded.folder, number):
        if _with_steps(db.session().get_one(InsuranceClaim, step.claim_id)).paid > 0:
            raise Refused("impossible", msg(PAID_BY_IT, act=number), msg(RETURN_FIRST), "money_not_gone")
