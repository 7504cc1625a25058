"""What is done is done after what it follows. Whatever an act is done to, one function finds what it follows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from rules.proceedings.doing import Doing
from rules.proceedings.guards.said import conduct_of
from rules.proceedings.registry import every, stricter, warning
from rules.proceedings.state import Obligation
from rules.reading.messages import msg, template

TOO_EARLY = template("“{act}”的日子 {day} 早于“{before}”的 {last}")
BEFORE_CONDUCT = template("办理日 {day} 早于行为日 {conduct}")

Before = tuple[datetime.date, int]
"""The day of what comes before, and the act that did it."""

ANSWERS = {
    "adjust": ("ask_to_adjust",),
    "allow": ("withdraw_prosecution", "withdraw_suit"),
    "refuse": ("withdraw_prosecution", "withdraw_suit"),
    "decide_recusal": ("recuse",),
    "accept_transfer": ("transfer",),
}
"""Acts that answer another, which moved nothing."""

NUMBERED = ("hand_in", "void")
"""Acts about the act whose number they say."""

ENDING = ("archive", "merge_into")
"""Acts with which a case ends, after all others."""

FREE = ("perform", "deposit_paid", "insurance_paid", "propose", "undertake", "take_over")
"""Of duties: what is done before anybody promised it counts, and a promise is put down when it is known."""


@every
@stricter
@warning
def before_the_conduct(doing: Doing) -> str | None:
    """Dates in order: what is done about a conduct is not done before it (办理的案件有数次行为的，写明理由)."""
    day, begun = day_of(doing), conduct_of(doing)
    return msg(BEFORE_CONDUCT, day=day, conduct=begun) if begun and day < begun else None


@every
@stricter
@warning
def not_before_what_it_follows(doing: Doing) -> str | None:
    """Truth: a ruling follows the filing, service the paper, an inspection the planting, a retirement the purchase.

    What was put down with the wrong day, or really came in another order, is told with a reason.
    """
    day = day_of(doing)
    last, number = max(_before(doing), default=(day, 0))
    if day >= last:
        return None
    before = doing.table.acts[doing.case.acts[number - 1].do].label
    return msg(TOO_EARLY, act=msg(doing.label), day=day, before=before, last=last)


def day_of(doing: Doing) -> datetime.date:
    """The day on which it was done: as it says itself, else that of the act."""
    return doing.args.day("date") or doing.day


def _before(doing: Doing) -> Iterable[Before]:
    if doing.act.do in NUMBERED:
        return _numbered(doing)
    if doing.act.do in ANSWERS:
        found = [(one.at, one.number) for one in doing.case.acts if one.do in ANSWERS[doing.act.do]]
        return found[-1:]
    if doing.kind == "folder":
        return [(one.at, one.number) for one in doing.case.acts] if doing.act.do in ENDING else ()
    if doing.kind == "obligation":
        return () if doing.duty is None else _of_duty(doing, doing.duty)
    if doing.kind == "measuring":
        return [(one.since, one.act)] if (one := doing.measuring) is not None and one.since is not None else ()
    return [(one.at, one.act) for one in doing.track.passages[-1:]] if doing.track is not None else ()


def _numbered(doing: Doing) -> Iterable[Before]:
    said = doing.args.text("number")
    return [(one.at, one.number) for one in doing.case.acts if str(one.number) == said]


def _of_duty(doing: Doing, duty: Obligation) -> list[Before]:
    act, done = doing.act.do, [(one.at, one.act) for one in duty.counted if not one.carried]
    if act == "perform" and doing.args.retires and doing.args.number("buy") is None:
        return [(one.at, one.act) for one in duty.counted if not one.retired and one.unit == "tonnes"]
    if act in ("deposit_returned", "deposit_used", "deposit_forfeited"):
        return [(one.at, one.act) for one in duty.booked if one.kind == "paid"][:1]
    if act in ("refund", "spend"):
        return done[:1]
    if act == "inspect" and done:
        return done
    return [] if act in FREE else [(one.at, one.act) for one in duty.grounds[-1:]]
