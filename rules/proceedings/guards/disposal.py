"""A ruling leaves nothing before the court without a word."""

from __future__ import annotations

from rules.proceedings.binding import is_only_planned, waits_for_instrument
from rules.proceedings.clock import has_ended, is_done
from rules.proceedings.doing import Doing
from rules.proceedings.effects.debts import open_debts
from rules.proceedings.effects.orders import claims_of, denied, heirs_named, orders_of, replaced
from rules.proceedings.guards.ruling import is_owed_by_the_acquitted, no_such_duty
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter, warning
from rules.proceedings.state import Case, Obligation
from rules.reading.messages import msg, template

NOT_DISPOSED = template("裁判没有处理诉讼请求或者承诺：{names}")
REPLACED = template("{id} 现为“{state}”，不再是应当处理的义务")
BY_HEIRS = template("写明代替它的义务 {names}")
WHICH_REPLACES = template("没有写明{names}由哪一项新的义务代替")
PAIR_THEM = template("写明哪一项代替哪一项（replaces），如“o1：o5，o2：o6”；新的义务：{new}")
SUM_OPEN = template(
    "共同债务 {group} 中的义务有变更，其总额仍按 {total} 计；另有总额的，裁判后重新设立共同债务（group）"
)
PLANS_LEFT = template("裁判没有处理拟议的义务：{names}")
DISPOSE = template(
    "逐项列为已经履行（performed）、确定履行（ordered）或者不予支持（denied）；另行起诉的，列为不予支持并写明"
)


@stricter
@guard
def claims_disposed_of(doing: Doing) -> None:
    """A judgment says of every claim and promise before it what becomes of it, unless it sends the case back."""
    left = [duty.id for duty in _undisposed(doing) if not is_only_planned(duty)]
    if left:
        told = msg(NOT_DISPOSED, names=left)
        raise Refused("missing", told, msg(DISPOSE), "claims_disposed_of")


@stricter
@guard
def named_as_owed(doing: Doing) -> None:
    """What another duty took the place of is owed in that form: a decision on the old one would change nothing."""
    here, performed = doing.case.obligations, doing.args.texts("performed")
    said = [*orders_of(doing), *claims_of(doing), *denied(doing), *replaced(doing)]
    said += [name for name in performed if name in here and not is_done(doing.case, here[name])]
    for duty in (here[name] for name in said if name in here):
        if duty.state in ("converted", "superseded") and duty.successors:
            told = msg(REPLACED, id=duty.id, state=doing.table.label("obligation", duty.state))
            heirs = [one.id for one in _heirs(doing.case, duty)]
            raise Refused("impossible", told, msg(BY_HEIRS, names=heirs), "named_as_owed")


@stricter
@guard
def heirs_of_replaced_named(doing: Doing) -> None:
    """What was done of an old duty counts for the one that takes its place: which that is, is no guess."""
    here = doing.case.obligations
    if unknown := [name for name in replaced(doing) if name not in here]:
        raise no_such_duty(doing, unknown)
    new = [name for name in orders_of(doing) if name not in replaced(doing)]
    if open_ := [name for name, to in heirs_named(doing).items() if to not in new]:
        told = msg(WHICH_REPLACES, names=open_)
        raise Refused("missing", told, msg(PAIR_THEM, new=new or ["（无）"]), "replaces")


@stricter
@warning
def sum_of_one_debt(doing: Doing) -> str | None:
    """Where a ruling changes some duties of one debt, what all of them come to may not follow from that."""
    left = open_debts(doing)
    return msg(SUM_OPEN, group=left[0].id, total=left[0].total) if left else None


def _heirs(case: Case, duty: Obligation) -> list[Obligation]:
    """What it is owed as, after all that took the place of another."""
    found = [case.obligations[name] for name in duty.successors]
    return [last for one in found for last in (_heirs(case, one) or [one])]


@stricter
@warning
def plans_disposed_of(doing: Doing) -> str | None:
    """A plan binds nobody, yet is open until somebody says what becomes of it."""
    left = [duty.id for duty in _undisposed(doing) if is_only_planned(duty)]
    return msg(PLANS_LEFT, names=left) if left else None


def _undisposed(doing: Doing) -> list[Obligation]:
    """What is before the court in the tracks that it rules on, and of which the ruling says nothing.

    What was agreed, decided or sued for in another proceeding waits for that one, until it has ended.
    """
    args, case = doing.args, doing.case
    if args.flag("remit"):
        return []
    said = {*args.texts("performed"), *orders_of(doing), *denied(doing), *replaced(doing)}
    over = (one.id for one in case.tracks.values() if has_ended(doing.table, case, one, doing.day))
    targets = {one.id for one in doing.all}
    here = {"", *targets, *over}
    sent_back = {  # to those who are tried anew apart from these
        name for one in case.tracks.values() if one.id not in targets for name in one.data.get("to_decide", ())
    }
    return [
        duty
        for duty in case.obligations.values()
        if duty.id not in said | sent_back
        and waits_for_instrument(duty)
        and here.issuperset(one.track for one in duty.grounds)
        and not is_owed_by_the_acquitted(doing, duty)
    ]
