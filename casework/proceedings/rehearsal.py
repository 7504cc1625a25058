"""An act tried before it is done: nothing is written, whatever stands in its way is told."""

from __future__ import annotations

from dataclasses import dataclass

from casework import db
from casework.accounts import Person
from casework.proceedings import moves
from casework.proceedings.errors import Incomplete, NotPermitted, NotPossible, answer_to
from casework.proceedings.names import in_words
from casework.proceedings.offering import Offers
from casework.proceedings.service import LATER_THAN_TODAY, Doing, actor_of, read_move
from casework.proceedings.telling import Told, told
from casework.wording import told as in_language
from rules.proceedings import course
from rules.proceedings.acts import Act
from rules.proceedings.book import load_table
from rules.proceedings.course import Against, apply
from rules.proceedings.other_cases import SPLIT
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Case
from rules.reading.messages import msg


@dataclass(frozen=True)
class Refusal:
    """Why an act is not done, in words. ``opened_by``: the act that would open it; ``argument``: what must be said."""

    kind: str
    why: str
    opens: str
    opened_by: str = ""
    argument: str = ""

    @property
    def status(self) -> int:
        """The HTTP status: 403 of another's matter, 409 of what nobody can do, 422 of what is missing."""
        return {"not_permitted": 403, "impossible": 409}.get(self.kind, 422)


OPENED_BY = {
    "credits_asked_for": "undertake",
    "all_served": "serve",
    "withdrawal_was_asked": "withdraw_prosecution",
    "ready_for_return": "inspect",
    "recusal_was_asked": "recuse",
    "transfer_was_asked": "transfer",
    "assigned": "assign",
    "result_stated": "submit",
    "instrument_enforceable": "fix",
}
"""What refuses -> the act that would open it."""

ARGUMENT_OF = {
    "head": "approval",
    "day": "at",
    "target": "on",
    "signed_by_the_party": "signed",
    "decided_by_judge_or_prosecutor": "decided_by",
    "obligations_listed": "becomes",
    "claims_disposed_of": "becomes",
    "plans_disposed_of": "becomes",
    "earlier_duties_decided": "becomes",
    "named_as_owed": "becomes",
    "remains_said": "remains",
}
"""What refuses -> the field in which what is missing is said, where the refusal does not name it itself."""


def rehearse(case: Case, person: Person, doing: Doing, loss: Against = None) -> Case:
    """The case after the act, had it been done. ``loss``: against which its obligations are held.

    Raises ``NotPermitted``, ``NotPossible`` or ``Incomplete``.
    """
    move = read_move(case, person, doing)
    if move is not None and move.act == SPLIT:
        doing = moves.naming(doing, moves.A_NEW_CASE)
    wanted = Act(doing.do, doing.at, actor_of(person), doing.on, dict(doing.args or {}), doing.reason, doing.files)
    try:
        if doing.at > db.today():
            raise Refused("missing", msg(LATER_THAN_TODAY, day=doing.at), "", "day")
        after = apply(case, wanted, loss)
        return after if move is None else moves.tried(case, after, move, person)
    except Refused as refused:
        raise answer_to(refused) from refused


def refusal(case: Case, refused: Refused) -> Refusal:
    """A refusal by the table, in the words and links of a page."""
    argument = ARGUMENT_OF.get(refused.rule, refused.rule)
    why, opens = in_words(case, in_language(refused.why)), in_words(case, in_language(refused.opens))
    return Refusal(refused.kind, why, opens, OPENED_BY.get(refused.rule, ""), argument)


def why_not(case: Case, person: Person, act: str, offered: Offers, on: tuple[str, ...] = ()) -> Refusal | None:
    """Why an act is not for this person, or not yet, and what would open it; None where nothing tells it."""
    later = next((one for one in offered.later if one.act == act), None)
    if later is not None:
        return Refusal("impossible", later.why, later.opens)
    try:
        rehearse(case, person, Doing(act, db.today(), on))
    except (NotPermitted, NotPossible, Incomplete) as problem:
        return refusal(case, problem.refused)
    return None


def lacking(case: Case, person: Person, doing: Doing, first: Refusal) -> tuple[Refusal, ...]:
    """What else stands in the way of an act of the kind of its first refusal: all of it is told at once."""
    if first.kind not in ("missing", "reason_wanted"):
        return ()
    wanted = Act(doing.do, doing.at, actor_of(person), doing.on, dict(doing.args or {}), doing.reason, doing.files)
    found = (refusal(case, one) for one in course.lacking(case, wanted) if one.kind == first.kind)
    return tuple(one for one in found if one.why != first.why)


def meanwhile(case: Case, seen: int | None) -> list[Told]:
    """What was done since a page was made that saw so many acts, oldest first."""
    return told(load_table(), case, case.acts[seen:]) if seen is not None and 0 <= seen < len(case.acts) else []
