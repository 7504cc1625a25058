"""What law and truth demand of money that is held: what may go back or be spent, and who decides."""

from __future__ import annotations

from decimal import Decimal

from rules.proceedings.doing import Doing
from rules.proceedings.effects.payments import in_advance
from rules.proceedings.guards.performing import duty_of
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter, warning
from rules.proceedings.state import FORFEIT
from rules.reading.messages import msg, template

NOT_READY = template("{id}（{kind}）现为“{state}”，尚未验收（核验）通过，保证金不得退还")
DECIDER_WANTED = template("退还、使用保证金由检察官或者法官决定，没有写明决定人")
MORE_THAN_ADVANCE = template("{amount} 元超过可以退还的案款 {there} 元")
NOTHING_IN_ADVANCE = template("多缴、预缴或者不再应缴的才退还；现在没有可以退还的案款")
MORE_THAN_KEPT = template("{amount} 元超过已收未用的案款 {there} 元")
NOT_FORFEIT = template("{id}（{kind}）的裁判、协议、承诺没有写明保证金不予退还")
FORFEIT_WANTED = template("保证金用于修复费用或者退还；另有裁判、协议、承诺写明不予退还的，先登记该文书")
MORE_THAN_HELD = template("{amount} 元超过现存的保证金 {held} 元")
MORE_THAN_SECURED = template("{id} 的保证金应为 {owed} 元，连同本次共 {all} 元")


@stricter
@warning
def no_more_than_secured(doing: Doing) -> str | None:
    """More deposit than the instrument fixed."""
    duty = duty_of(doing)
    amount = doing.args.number("amount") or doing.args.number("deposit")
    if amount is None or duty.security is None or duty.held + amount <= duty.security:
        return None
    return msg(MORE_THAN_SECURED, id=duty.id, owed=duty.security, all=duty.held + amount)


@guard
def ready_for_return(doing: Doing) -> None:
    duty = duty_of(doing)
    early = {"judge", "prosecutor"} & set(doing.act.by.seats) and doing.act.reason.strip()
    if (
        duty.state not in ("proven", "discharged", "waived", "lapsed", "superseded", "dropped", "converted")
        and not early
    ):
        told = msg(NOT_READY, id=duty.id, kind=duty.kind, state=doing.table.label("obligation", duty.state))
        raise Refused(
            "impossible", told, msg("核验通过后退还；提前退还的，由法官或者检察官写明理由"), "ready_for_return"
        )


@guard
def decided_by_judge_or_prosecutor(doing: Doing) -> None:
    """A judge or prosecutor decides: himself, by name, or in the instrument that names what it is for.

    What was secured is proven: the deposit goes back, or to the performer whom the instrument names.
    """
    duty = duty_of(doing)
    by_instrument = duty.state == "proven" and (doing.act.do == "deposit_returned" or bool(duty.performer))
    if {"judge", "prosecutor"} & set(doing.act.by.seats) or doing.args.text("decided_by") or by_instrument:
        return
    raise Refused("missing", msg(DECIDER_WANTED), msg("写明决定人（decided_by）"), "decided_by_judge_or_prosecutor")


@guard
def not_more_than_held(doing: Doing) -> None:
    duty = duty_of(doing)
    amount = doing.args.number("amount")
    if (amount or duty.held) > duty.held or not duty.held:
        told = msg(MORE_THAN_HELD, amount=amount or Decimal(), held=duty.held)
        raise Refused("impossible", told, msg("至多 {held} 元", held=duty.held), "not_more_than_held")


@guard
def forfeit_provided(doing: Doing) -> None:
    """Law: a deposit secures and is used for repair or given back (法释〔2022〕16号22); only an instrument that says so
    lets it be kept (定金: 民法典587)."""
    duty = duty_of(doing)
    if not duty.details.get(FORFEIT):
        told = msg(NOT_FORFEIT, id=duty.id, kind=duty.kind)
        raise Refused("impossible", told, msg(FORFEIT_WANTED), "forfeit_provided")


@guard
def not_more_than_advance(doing: Doing) -> None:
    """What is owed stays paid: only what is beyond it goes back."""
    amount, there = doing.args.number("amount") or Decimal(), in_advance(doing.case, duty_of(doing))
    if amount > there or not there:
        told = msg(MORE_THAN_ADVANCE, amount=amount, there=there)
        opens = msg("至多 {there} 元", there=there) if there else msg(NOTHING_IN_ADVANCE)
        raise Refused("impossible", told, opens, "not_more_than_advance")


@guard
def not_more_than_kept(doing: Doing) -> None:
    """Nothing is spent that did not come in."""
    amount, there = doing.args.number("amount") or Decimal(), duty_of(doing).to_spend
    if amount > there or not there:
        told = msg(MORE_THAN_KEPT, amount=amount, there=there)
        raise Refused("impossible", told, msg("至多 {there} 元", there=there), "not_more_than_kept")
