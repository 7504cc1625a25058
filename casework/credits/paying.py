"""付款、交割、退款 of what was bought for an obligation: never more than the contract says, never more back than paid.

Money of the case that pays for credits is spent by an act of its own (``spend``), which posts it; a payment names that
act, and one act pays one payment.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext, lazy_gettext
from sqlalchemy import select

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases.service import check_version, touch
from casework.credits import fulfilling, payments
from casework.credits.checks import Mistakes
from casework.credits.fulfilling import Held
from casework.credits.models import PAID, REPAID, TRANSFERRED, CreditProject, Purchase, PurchaseStep
from casework.credits.purchases import CENT
from casework.proceedings import Folder, history
from casework.proceedings.hooks import Recorded
from rules.proceedings.refusals import Refused
from rules.reading.messages import msg, template
from rules.values.quantity import plain

STEPS = {PAID: lazy_gettext("付款"), TRANSFERRED: lazy_gettext("交割"), REPAID: lazy_gettext("退款")}

WHICH = template("选择付款、交割或者退款")
NO_CENTS = template("金额应大于 0，至多两位小数")
NO_SUM = template("交割不填金额")
TOO_MUCH = template("合同总价 %(total)s 元，已付 %(paid)s 元，至多再付 %(left)s 元，现为 %(given)s 元")
NOT_PAID = template("已付而未退的是 %(paid)s 元，现为退款 %(given)s 元")
TWICE = template("这笔认购已登记交割")
NOT_SPENT = template("第 %(act)s 项办理不是使用案款 %(given)s 元，或者已经作废")
SPENT_ON = template("第 %(act)s 项使用案款已用于另一笔付款")
PAID_BY_IT = template("第 {act} 次办理使用的案款已用于一笔认购的付款")
PAY_BACK_FIRST = template("先登记该笔认购的退款")
ONLY_PAID = template("只有付款才填使用案款的办理序号")


@dataclass(frozen=True)
class StepEntry:
    """What is entered. ``act``: the number of the act that spent money of the case, where such money paid."""

    step: str
    done_on: datetime.date
    amount_cny: Decimal | None
    evidence: str
    act: int | None = None


@db.writing()
def record(folder: Folder, person: Person, purchase_id: int, entry: StepEntry, seen: int | None = None) -> PurchaseStep:
    """Enter that a purchase was paid, transferred or paid back. Raises ``CreditRefused`` with every mistake and its
    field, and as ``fulfilling.followed``."""
    db.lock(folder)
    held = fulfilling.followed(folder, person, purchase_id)
    if seen is not None:
        check_version(held.of, seen)
    mistakes = Mistakes()
    evidence = mistakes.need("evidence", entry.evidence, 500)
    mistakes.not_in_future("done_on", entry.done_on)
    _check_sum(mistakes, held, entry)
    _check_act(mistakes, folder, held, entry)
    mistakes.stop(gettext("没有登记，未作任何改动。"))
    made = PurchaseStep(
        purchase_id=purchase_id,
        step=entry.step,
        done_on=entry.done_on,
        amount_cny=entry.amount_cny,
        evidence=evidence,
        act=entry.act,
        recorded_by=person.id,
        at=db.now(),
    )
    db.session().add(made)
    db.session().flush()
    touch(held.of)
    detail = {"purchase": purchase_id, "step": entry.step}
    detail |= {"amount": plain(entry.amount_cny)} if entry.amount_cny is not None else {}
    audit.record("record_purchase_step", f"case:{held.of.id}", detail, person=person, proves=(made,))
    return made


def _check_sum(mistakes: Mistakes, held: Held, entry: StepEntry) -> None:
    steps = held.holding.steps
    paid, total, given = payments.paid_of(steps), held.purchase.amount_cny, entry.amount_cny
    if entry.step not in STEPS:
        mistakes.add("step", gettext(WHICH))
    elif entry.step == TRANSFERRED:
        if given is not None:
            mistakes.add("amount_cny", gettext(NO_SUM))
        if any(one.step == TRANSFERRED for one in steps):
            mistakes.add("step", gettext(TWICE))
    elif given is None or given <= 0 or CENT.apply(given) != given:
        mistakes.add("amount_cny", gettext(NO_CENTS))
    elif entry.step == PAID and paid + given > total:
        said = {"total": plain(total), "paid": plain(paid), "left": plain(total - paid), "given": plain(given)}
        mistakes.add("amount_cny", gettext(TOO_MUCH, **said))
    elif entry.step == REPAID and given > paid:
        mistakes.add("amount_cny", gettext(NOT_PAID, paid=plain(paid), given=plain(given)))


def _check_act(mistakes: Mistakes, folder: Folder, held: Held, entry: StepEntry) -> None:
    """Money of the case that pays is posted: by an act that spent just this, on nothing else."""
    if entry.act is None:
        return
    if entry.step != PAID:
        mistakes.add("act", gettext(ONLY_PAID))
        return
    duties = history.history(folder).obligations.values()
    spent = [one.amount for duty in duties for one in duty.booked if (one.act, one.kind) == (entry.act, "spent")]
    if entry.amount_cny is None or spent != [entry.amount_cny]:
        mistakes.add("act", gettext(NOT_SPENT, act=entry.act, given=plain(entry.amount_cny or Decimal(0))))
    elif any(one.act == entry.act for one in payments.steps_of(fulfilling.purchases_of(held.of))):
        mistakes.add("act", gettext(SPENT_ON, act=entry.act))


def keep(recorded: Recorded) -> None:
    """Keep an act that spent money from being void while a payment rests on it. Raises ``Refused``."""
    case_id, number = recorded.folder.case_id, recorded.voids
    if not number or case_id is None:
        return
    query = select(PurchaseStep.purchase_id).join(Purchase, Purchase.id == PurchaseStep.purchase_id)
    for bought in db.session().scalars(query.where(Purchase.case_id == case_id, PurchaseStep.act == number)):
        if payments.paid_of(payments.steps_of([bought])) > 0:
            raise Refused("impossible", msg(PAID_BY_IT, act=number), msg(PAY_BACK_FIRST), "money_not_gone")


def projects_paid(folders: Collection[int]) -> Mapping[tuple[int, int], str]:
    """By case and act, the name of the project whose credits money of the case paid for."""
    query = (
        select(Folder.id, PurchaseStep.act, CreditProject.name)
        .join(Purchase, Purchase.case_id == Folder.case_id)
        .join(PurchaseStep, PurchaseStep.purchase_id == Purchase.id)
        .join(CreditProject, CreditProject.id == Purchase.project_id)
        .where(Folder.id.in_(list(folders)), PurchaseStep.act.is_not(None))
    )
    return {(folder, act or 0): name for folder, act, name in db.session().execute(query)} if folders else {}
