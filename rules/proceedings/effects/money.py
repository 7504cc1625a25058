"""The account of a deposit: paid, returned, used, forfeited; never more than is held."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from rules.proceedings.doing import Doing
from rules.proceedings.registry import effect
from rules.proceedings.state import FORFEIT, Case, Money, Obligation


def booked(doing: Doing, duty: Obligation, kind: str, amount: Decimal) -> Obligation:
    """The obligation with an entry of its account."""
    whom = doing.args.text("payer") or doing.args.text("to")
    purpose = doing.args.text("purpose")
    place = doing.args.text("payee") or doing.args.text("paid_from")
    made = Money(doing.act.number, doing.day, kind, amount, whom, purpose, place=place.strip())
    return replace(duty, ledger=(*duty.ledger, made))


def _amount(doing: Doing, otherwise: Decimal) -> Decimal:
    amount = doing.args.number("amount")
    return otherwise if amount is None else amount


@effect
def book_paid(doing: Doing, case: Case) -> Case:
    duty = case.obligations[doing.id]
    fixed = max((duty.security or Decimal()) - duty.held, Decimal())
    return case.owing(booked(doing, duty, "paid", _amount(doing, doing.args.number("deposit") or fixed)))


@effect
def book_returned(doing: Doing, case: Case) -> Case:
    """Given back: so much as is said, or all that is held."""
    duty = case.obligations[doing.id]
    left = tuple(name for name in case.returns if name != doing.id)
    return replace(case.owing(booked(doing, duty, "returned", _amount(doing, duty.held))), returns=left)


@effect
def book_used(doing: Doing, case: Case) -> Case:
    duty = case.obligations[doing.id]
    return case.owing(booked(doing, duty, "used", _amount(doing, duty.held)))


@effect
def book_forfeited(doing: Doing, case: Case) -> Case:
    """Not given back, by the words of the instrument, which the entry keeps: it may then be used like what was paid."""
    duty = case.obligations[doing.id]
    made = booked(doing, duty, "forfeited", _amount(doing, duty.held))
    entry = replace(made.ledger[-1], purpose=str(duty.details[FORFEIT]))
    return case.owing(replace(made, ledger=(*made.ledger[:-1], entry)))
