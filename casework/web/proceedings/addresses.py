"""Where an act of a case is done: its form, or the pages on which things are measured and results decided on."""

from __future__ import annotations

import re

from flask import url_for

from casework.proceedings.offering import Offer
from casework.proceedings.tasks import CONFIRM

MEASURING = re.compile(r"m[0-9]+[a-z]?")
MEASURED_BY = "submit"
PERFORMED = "perform"
DECIDED_BY = ("adopt", "return", "review", "redo", "reject")
"""Acts by which is decided what becomes of a result."""


def address_of(folder_id: int, act: str, on: str = "") -> str:
    """The address at which an act is done to a thing; of the act alone where it is not said to which."""
    if MEASURING.fullmatch(on):
        if act == MEASURED_BY:
            return url_for("losses.measure_ordered", folder_id=folder_id, measuring=on)
        if act in DECIDED_BY:
            return url_for("losses.result", folder_id=folder_id, measuring=on, _anchor="handling")
    if act == CONFIRM:
        return url_for("credits.confirm_retirement", folder_id=folder_id, entry_id=on)
    begin = 1 if on and act == PERFORMED else None  # of credits, the register comes first
    return url_for("proceedings.act", folder_id=folder_id, act=act, on=on or None, begin=begin)


def address_of_offer(folder_id: int, offer: Offer) -> str:
    """The address of an act that may be done now: where it can be done to one thing alone, to that."""
    things = [key for key, _ in offer.things]
    if offer.act in DECIDED_BY and len(things) > 1:
        return url_for("losses.side_by_side", folder_id=folder_id)
    only = things[0] if len(things) == 1 and offer.act in DECIDED_BY else ""
    return address_of(folder_id, offer.act, only)
