"""What becomes of a submitted result: reviewed, returned, measured anew, adopted or rejected, each by an act.

Who may is told by the table of acts. Remarks beside lines of the worksheet are kept with the act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.losses import reviewing
from casework.losses.ordered import Order
from casework.losses.reviewing import Reviewed
from casework.proceedings import rehearsal, service
from casework.proceedings.offering import Offer, Offers
from casework.proceedings.service import Doing
from rules.proceedings.state import Case as Course

ACTS = ("adopt", "return", "review", "redo", "reject")
"""What may become of a result, in the order in which a page offers it."""


@dataclass(frozen=True)
class Decision:
    """What somebody decides on a result. ``remarks``: by the line of the worksheet they stand beside."""

    act: str
    args: Mapping[str, Any]
    remarks: Mapping[int, str] = field(default_factory=dict)
    reason: str = ""

    def doing(self, order: Order) -> Doing:
        """The act, as the service of acts takes it."""
        return Doing(self.act, db.today(), (order.key,), self.args, self.reason)


def offered(order: Order, offers: Offers) -> tuple[Offer, ...]:
    """What may be decided on this result, of all that somebody may do now."""
    found = {one.act: one for one in offers.now if order.key in dict(one.things)}
    return tuple(found[act] for act in ACTS if act in found)


def rehearse(order: Order, person: Person, shown: Reviewed | None, decision: Decision) -> Course:
    """The case after the decision, had it been recorded. Raises what ``record`` does."""
    if shown is not None:
        reviewing.check_remarks(shown, decision.remarks)
    return rehearsal.rehearse(order.course, person, decision.doing(order))


@db.writing()
def record(order: Order, person: Person, shown: Reviewed | None, decision: Decision) -> None:
    """Record the decision, and with it the remarks beside lines of the worksheet that is ``shown``.

    Raises ``ReviewRefused`` for remarks, what the table of acts refuses, ``Stale`` where somebody else acted.
    """
    if shown is not None:
        reviewing.check_remarks(shown, decision.remarks)
    after = service.record(order.folder, person, decision.doing(order))
    if shown is None or not decision.remarks:
        return
    rows = reviewing.add_remarks(shown, person, decision.remarks, len(after.acts))
    if rows:
        told = {"lines": [row.line_no for row in rows], "act": len(after.acts)}
        audit.record("remark", f"case:{shown.row.case_id}", told, person=person, proves=rows)
