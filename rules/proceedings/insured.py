"""What an insurer paid on a planting lowers nothing by itself: what remains of the duty is decided, and shown."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from rules.proceedings.argument_types import amount_in
from rules.proceedings.state import Obligation

REST_DECIDED = "rest_decided"
"""Detail of an obligation: a ``RestDecided``."""


@dataclass(frozen=True)
class RestDecided:
    """That it was decided, after an insurer paid, what remains of an obligation: by which act, on which day, how much
    in its own unit; None of all that has no quantity."""

    act: int
    at: datetime.date
    remains: Decimal | None


NO_DECISION = ("perform", "insurance_paid", "fix_payment")
"""Instruments that say nothing of what remains."""

ALL, NOTHING = ("全部", "all", "whole"), ("无", "不再履行", "nothing", "none")


def remains_in(text: str, duty: Obligation) -> Decimal | None:
    """How much of a duty is still to be done, in its own unit: a number, 全部, 无; None of all that has no quantity.

    Raises ``ValueError`` for what is neither, for less than nothing and for more than was open.
    """
    said = text.strip().lower()
    if said in ALL:
        return duty.rest
    remains = Decimal() if said in NOTHING else amount_in(said)
    if remains < 0 or (remains and (duty.rest is None or remains > duty.rest)):
        raise ValueError(text)
    return remains


def waits_for_rest(duty: Obligation) -> bool:
    """Whether an insurer paid on it and nothing was decided since on what remains of it."""
    paid = max((entry.act for entry in duty.booked if entry.kind == "insured"), default=None)
    if paid is None:
        return False
    own = duty.details.get(REST_DECIDED)
    decided = [one.act for one in duty.grounds if one.instrument not in NO_DECISION]
    return paid > max((*decided, own.act) if isinstance(own, RestDecided) else decided, default=paid - 1)
