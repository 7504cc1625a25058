"""What law demands of penalties, of compulsion, and of the supervision of a bureau."""

from __future__ import annotations

import datetime

from rules.deciding.deadlines.calendar import YearNotPublished, load_calendar
from rules.deciding.deadlines.counting import corresponding_day
from rules.proceedings.clock import happened
from rules.proceedings.doing import Doing
from rules.proceedings.events import period
from rules.proceedings.guards.said import wanted
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter, warning
from rules.reading.messages import msg, template

URGED_FOR_TEN = template("催告书送达后满十日（工作日，至 {end}）仍不履行的，才可以申请强制执行")
REMEDIES, TO_APPLY = 6, 3
"""Months to sue over a decision (行政诉讼法46), and from then on for the bureau to apply (行政强制法53)."""
LATE_BY_SERVICE = template(
    "决定书于 {begun} 送达（没有登记送达的，为作出），按起诉期限推算，申请强制执行的三个月期限已于 {end} 届满"
)
TOO_LATE = template("申请强制执行的三个月期限已于 {end} 届满")
ANSWER_RUNS = template("行政机关的回复期限到 {end} 届满，期满前不得起诉")


@guard
def not_prosecuted_before(doing: Doing) -> None:
    if not any(track.state in ("not_prosecuted", "probation_6_12m") for track in doing.case.of_kind("criminal")):
        told = msg("检察意见以作出不起诉决定为前提")
        raise Refused("impossible", told, msg("先作出不起诉决定（not_prosecute）"), "not_prosecuted_before")


@stricter
@guard
def bureau_named(doing: Doing) -> None:
    """Whoever is to answer: the only bureau of the case, or one by name, which takes part from then on."""
    known = (*doing.case.institutions("bureau"), *doing.case.institutions("authority"))
    if not known and not doing.args.text("to") and not doing.args.text("bureau"):
        raise wanted(doing, msg("哪一行政机关"), "to")


@guard
def moved_by_own_bureau(doing: Doing) -> None:
    """行政处罚法27: what the police do not take in goes back to the bureau that had moved it."""
    of = doing.case.tracks.get(str(doing.there.data.get("from") or ""))
    if of is None or of.bureau != doing.act.by.institution:
        told = msg("不是由{institution}移送公安机关的案件", institution=doing.act.by.institution)
        raise Refused("not_permitted", told, msg("由检察官办理"), "moved_by_own_bureau")


@guard
def was_moved(doing: Doing) -> None:
    """It waits for the criminal case; once that is over it goes on of itself, and the resumption is only recorded."""
    if doing.there.state != "moved":
        raise Refused("impossible", msg("案件没有移送公安机关，不需要恢复"), msg("继续办理"), "was_moved")


@guard
def answer_is_awaited(doing: Doing) -> None:
    if doing.there.data.get("awaiting") != "answer":
        raise Refused("impossible", msg("没有等待回复的检察意见"), msg("先由检察院提出检察意见（opine）"), "answer")


@guard
def ten_days_after_urging(doing: Doing) -> None:
    """行政强制法54, 69: ten working days after the written demand was served."""
    found = period(doing.case, "compulsion.urging", doing.day, doing.track)
    end = found.end if found is not None else None
    if end is not None and doing.day <= end:
        raise Refused("impossible", msg(URGED_FOR_TEN, end=end), msg("期满后申请"), "ten_days_after_urging")


@guard
def within_three_months(doing: Doing) -> None:
    """行政强制法53: three months from the end of the remedies."""
    final = happened(doing.case, "复议和起诉期限届满")
    end = corresponding_day(final.at, 3) if final is not None else None
    if end is not None and doing.day > end:
        raise Refused("impossible", msg(TOO_LATE, end=end), msg("可以代履行，或者由检察院监督"), "within_three_months")


@stricter
@warning
def within_three_months_of_remedies(doing: Doing) -> str | None:
    """Where the end of the remedies is not recorded it is six months after service (行政诉讼法46): a warning."""
    served = [day for day in (doing.there.data.get("served") or {}).values() if isinstance(day, datetime.date)]
    begun = max(served) if served else doing.there.since("decided")
    if begun is None or happened(doing.case, "复议和起诉期限届满") is not None:
        return None
    end = corresponding_day(begun, REMEDIES + TO_APPLY)
    return msg(LATE_BY_SERVICE, begun=begun, end=end) if doing.day > end else None


@guard
def urged_before_substituting(doing: Doing) -> None:
    """行政强制法51: a demand three working days before."""
    if happened(doing.case, "送达催告书") is None and happened(doing.case, "代履行前催告") is None:
        told = msg("代履行三日前应当催告当事人履行，还没有催告")
        raise Refused("impossible", told, msg("先催告（urge），三个工作日后代履行"), "urged_before_substituting")


@stricter
@guard
def three_days_after_urging(doing: Doing) -> None:
    """行政强制法51(1)(2), 69: three working days from the last demand, whichever of both it was."""
    urged = [one for name in ("送达催告书", "代履行前催告") if (one := happened(doing.case, name)) is not None]
    if not urged:
        return
    last = max(one.at for one in urged)
    try:
        end = load_calendar().working_days_after(last, 3)
    except YearNotPublished:
        end = last + datetime.timedelta(days=3)
    if doing.day <= end:
        told = msg("代履行前的催告到 {end} 才满三个工作日", end=end)
        raise Refused("impossible", told, msg("期满后代履行"), "three_days_after_urging")


@guard
def of_the_supervised(doing: Doing) -> None:
    persons = doing.there.persons
    if persons and doing.act.by.institution not in persons:
        told = msg("只有被监督的 {names} 回复检察建议", names=persons)
        raise Refused("not_permitted", told, msg("由该机关回复"), "of_the_supervised")


@guard
def term_of_answer_over(doing: Doing) -> None:
    """检察公益诉讼解释21: two months, fifteen days where urgent, unless the bureau answered before."""
    if doing.there.since("rectifying") is not None and doing.there.state == "rectifying":
        return
    end = answer_end(doing.there.since("advised"), dict(doing.there.data))
    if end is not None and doing.day <= end:
        raise Refused(
            "impossible", msg(ANSWER_RUNS, end=end), msg("期满后，或者行政机关回复后仍未依法履职的，起诉"), "term"
        )


def answer_end(advised: datetime.date | None, data: dict[str, object]) -> datetime.date | None:
    """The last day for a bureau to answer."""
    if advised is None:
        return None
    return advised + datetime.timedelta(days=15) if data.get("urgent") else corresponding_day(advised, 2)
