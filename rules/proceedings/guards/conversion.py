"""What law demands of duties that were not performed: turned into others, or enforced."""

from __future__ import annotations

from decimal import Decimal

from rules.deciding.deadlines.counting import corresponding_day
from rules.proceedings.binding import governing, title
from rules.proceedings.clock import happened, has_ended, is_late, last_day
from rules.proceedings.doing import Doing
from rules.proceedings.effects.enforcement import is_enforceable_now
from rules.proceedings.effects.heirs import LIVE, enforced_by, enforcement_before
from rules.proceedings.effects.orders import specs_of
from rules.proceedings.effects.performing import figures_of, pays_fallback
from rules.proceedings.fallback import FAILED, STATED, fallback_of, fallback_owed, is_left_open
from rules.proceedings.guards.performing import duty_of
from rules.proceedings.guards.ruling import no_such_duty
from rules.proceedings.guards.said import wanted
from rules.proceedings.guards.undertaking import is_asked
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter, warning
from rules.proceedings.state import Due, Obligation
from rules.proceedings.targets import penalty_of
from rules.reading.messages import msg, template

NOT_FAILED = template("{id} 现为“{state}”，没有未履行或者逾期，不能移送执行")
NOT_ENFORCEABLE = template("{id} 的依据是“{ground}”，不是可以强制执行的文书")
BY_THE_BUREAU = template("{id} 由行政决定确定，由作出决定的{bureau}申请法院强制执行")
REFER_HEIRS = template("移送转换后的义务 {names}")
BY_SETTLEMENT = template("{id} 由执行和解确定，和解协议不是执行依据")
IN_ANOTHER_FORM = template("{id} 由 {before} 转换而来，原裁判已经在 {before} 的执行程序中执行，不另行移送、申请")
RESUME = template("不履行的，恢复 {id} 的执行（resume），已经履行的部分扣除")
GO_ON = template("在 {id} 的执行程序中继续执行（enforce）")
NOT_DUE_YET = template("{names}的履行期限没有届满，也没有认定未履行")
RESUMED = ("settled", "suspended", "ended_this_round")
BELOW_FALLBACK = template("{amount} 元少于文书写明不履行时应付的 {fallback} 元")
NOT_SAID = template("文书没有写明部分履行的如何扣减")
AND_OPEN = template("{told}；{open}")
PART_DONE = template("{id} 已经部分履行，{open}")
MORE_THAN_NAMED = template("{stated} 元多于文书写明不履行时应付的 {fallback} 元")


@guard
def party_asks(doing: Doing) -> None:
    """Conversion is the party's wish (法释〔2022〕16号20, 21); an enforcement settlement is an agreement already."""
    if doing.act.do != "convert" or doing.args.get("request") or doing.args.get("signed") or doing.act.reason.strip():
        return
    if _falls_back(doing):
        return  # the judgment itself says what is owed on failure
    raise wanted(doing, msg("当事人的申请"), "request")


def _falls_back(doing: Doing) -> bool:
    """Whether a duty that failed becomes what its instrument says for that (fallback), and no credits or labour."""
    duty = duty_of(doing)
    failed = duty.state in FAILED or is_late(doing.case, duty, doing.day)
    kinds = [str(spec.get("obligation_kind") or "") for name, spec in specs_of(doing).items() if name != duty.id]
    return bool(duty.fallback) and failed and bool(kinds) and not any(is_asked(doing, kind) for kind in kinds)


@stricter
@warning
def not_below_fallback(doing: Doing) -> str | None:
    """The sum for failure is what the duty turns into, or what is owed of it by what the instrument says of a part;
    where it says nothing of that, whoever converts says why it is less."""
    duty = duty_of(doing)
    owed = fallback_owed(duty)
    sums = [
        spec["amount"] for name, spec in specs_of(doing).items() if name != duty.id and spec.get("amount") is not None
    ]
    if owed is None or not sums or not _falls_back(doing) or sum(sums, Decimal()) >= owed:
        return None
    told = msg(BELOW_FALLBACK, amount=sum(sums, Decimal()), fallback=owed)
    return msg(AND_OPEN, told=told, open=msg(NOT_SAID)) if is_left_open(duty) else told


@stricter
@guard
def sum_for_failure_stated(doing: Doing) -> None:
    """A part was done and the instrument does not say how far that lowers the sum: who applies it says it."""
    duty, stated = _failed_duty(doing), doing.args.number(STATED)
    if duty is None:
        return
    whole = fallback_of(duty)
    if stated is not None and (whole is None or stated > whole):
        told = msg(MORE_THAN_NAMED, stated=stated, fallback=whole if whole is not None else Decimal())
        raise Refused("impossible", told, msg("按文书更正数额（{argument}）", argument=STATED), STATED)
    paying = doing.act.do == "perform" and pays_fallback(doing, duty)
    paid = figures_of(doing).get("amount")
    if stated is None and paying and whole is not None and paid is not None and paid < whole and is_left_open(duty):
        told = msg(PART_DONE, id=duty.id, open=msg(NOT_SAID))
        raise Refused("missing", told, msg("写明不履行时应付的数额（{argument}）和理由", argument=STATED), STATED)


@stricter
@warning
def sum_for_failure_lowered(doing: Doing) -> str | None:
    """A sum that is stated below that of the instrument has its reason."""
    duty, stated = _failed_duty(doing), doing.args.number(STATED)
    owed = fallback_owed(duty) if duty is not None else None
    if stated is None or owed is None or stated >= owed:
        return None
    return msg(BELOW_FALLBACK, amount=stated, fallback=owed)


def _failed_duty(doing: Doing) -> Obligation | None:
    return doing.case.obligations.get(doing.id.partition(":")[2] or doing.id)


OF_A_COURT = ("rule", "rule_2", "settle", "confirm", "settle_enforcement")


@stricter
@guard
def same_ground(doing: Doing) -> None:
    """What a court fixed, a court converts; what was agreed, those who agreed."""
    duty = duty_of(doing)
    said = governing(duty)
    if said is not None and said.instrument in OF_A_COURT and "judge" not in doing.act.by.seats:
        told = msg("{id} 由法院文书确定，只能由法院以文书转换", id=duty.id)
        raise Refused("not_permitted", told, msg("由法官办理"), "same_ground")


@guard
def labour_planned(doing: Doing) -> None:
    """法释〔2022〕16号21: labour needs its plan: how many days or hours, or a plan on paper."""
    for name, spec in doing.args.items.items():
        planned = any(spec.get(key) for key in ("days", "hours", "months", "plan")) or doing.args.get("plan")
        if spec.get("obligation_kind") == "劳务代偿" and not planned and name not in doing.case.obligations:
            raise wanted(doing, msg("劳务的日数和日工资，或者方案"), "days")


@guard
def sum_carried_over(doing: Doing) -> None:
    if not doing.args.items and not doing.args.texts("into"):
        raise wanted(doing, msg("转换为哪一项义务"), "into")


@stricter
@guard
def has_failed(doing: Doing) -> None:
    """民诉法250: where the instrument states no period, it is owed from the day of its effect."""
    duty = _enforced(doing)
    stated = duty.due.date if duty.due.form == "date" else None
    at_once = duty.due == Due() or (stated is not None and stated < doing.day)  # over before the effect, or since
    owed = at_once and duty.state in ("fixed", "performing")
    failed = duty.state in ("failed", "closed_unpaid") or is_late(doing.case, duty, doing.day)
    if not owed and not failed:
        told = msg(NOT_FAILED, id=duty.id, state=doing.table.label("obligation", duty.state))
        opens = msg("期限届满或者验收不合格后移送")
        if duty.state == "converted":
            opens = msg(REFER_HEIRS, names=list(duty.successors))
        raise Refused("impossible", told, opens, "has_failed")


def _enforced(doing: Doing) -> Obligation:
    name = doing.id.partition(":")[2]
    if name not in doing.case.obligations:
        raise no_such_duty(doing, [name])
    return doing.case.obligations[name]


@stricter
@guard
def not_by_penalty(doing: Doing) -> None:
    """行政强制法53, 54: what a penalty demands the bureau brings to court, after urging, for the court to allow."""
    duty = _enforced(doing)
    track = doing.case.tracks.get(penalty_of(doing.case, duty.id))
    if track is not None and track.state not in ("allowed", "performing_for"):
        bureau = track.bureau or "林业主管部门"
        told = msg(BY_THE_BUREAU, id=duty.id, bureau=bureau)
        opens = msg("由{bureau}催告（urge）满十日后申请（apply），法院裁定准予执行（allow）", bureau=bureau)
        raise Refused("impossible", told, opens, "not_by_penalty")


@guard
def instrument_enforceable(doing: Doing) -> None:
    """The instrument binds, or what this took the place of was bound by one: the judgment is carried out in it."""
    duty = _enforced(doing)
    if title(duty.grounds) is None:
        last = duty.grounds[-1].instrument if duty.grounds else ""
        label = doing.table.acts[last].label if last in doing.table.acts else "（无）"
        raise Refused(
            "impossible",
            msg(NOT_ENFORCEABLE, id=duty.id, ground=label),
            msg("承诺和未经确认的协议须先由判决、调解书、司法确认或者决定确定"),
            "instrument_enforceable",
        )


@stricter
@guard
def not_merely_settled(doing: Doing) -> None:
    """民诉法241(2), 268: what a judgment's duty was settled or converted into is carried out in the enforcement that
    the judgment has: a settlement is no title of its own, and a conversion ends no enforcement."""
    duty = _enforced(doing)
    track = enforcement_before(doing.case, duty)
    if track is None or track.state == "ended":
        return
    before, own = track.id.partition(":")[2], duty.id
    if track.state in RESUMED:
        told = msg(BY_SETTLEMENT, id=own) if _by_settlement(duty) else msg(IN_ANOTHER_FORM, id=own, before=before)
        raise Refused("impossible", told, msg(RESUME, id=before), "not_merely_settled")
    if not has_ended(doing.table, doing.case, track, doing.day):
        opens = msg(GO_ON, id=before)
        raise Refused("impossible", msg(IN_ANOTHER_FORM, id=own, before=before), opens, "not_merely_settled")


@stricter
@guard
def something_to_enforce(doing: Doing) -> None:
    """Taken up again is what was not performed in time; what was put off by a conversion waits for its last day."""
    owed = enforced_by(doing.case, doing.id, *LIVE)
    if not owed:
        told = msg("没有尚未履行的义务，没有可以执行的")
        raise Refused("impossible", told, msg("再审改判的，按新的判决移送执行（refer）"), "something_to_enforce")
    if not any(is_enforceable_now(doing, doing.case, one) or _by_settlement(one) for one in owed):
        told = msg(NOT_DUE_YET, names=[one.id for one in owed])
        raise Refused("impossible", told, msg("期限届满仍不履行的，恢复执行"), "something_to_enforce")


def _by_settlement(duty: Obligation) -> bool:
    return any(one.instrument == "settle_enforcement" for one in duty.grounds)


@stricter
@guard
def president_or_creditor(doing: Doing) -> None:
    """民诉法解释517: the creditor signs that nothing was found, or the president approves what the bench examined."""
    if not doing.args.get("approval") and doing.args.get("signed") in (None, False):
        told = msg("终结本次执行程序须经院长批准，或者由申请执行人签字确认")
        raise Refused(
            "missing", told, msg("记录院长批准（approval）或者申请执行人签名（signed）"), "president_or_creditor"
        )


@warning
def within_two_years(doing: Doing) -> str | None:
    """民诉法250: a late application is taken in and barred on objection alone, so it is never refused.

    What passed once and failed a later inspection is owed until the end of the time to make it good.
    """
    duty = _enforced(doing)
    end = last_day(doing.case, duty)
    end = max(end, duty.term) if end is not None and duty.term is not None else end
    settled = happened(doing.case, "执行和解约定的履行期限届满")
    end = settled.at if settled is not None and end is not None and settled.at > end else end
    if end is not None and doing.day > corresponding_day(end, 24):
        return msg("自履行期限最后一日 {end} 起已超过二年", end=end)
    return None
