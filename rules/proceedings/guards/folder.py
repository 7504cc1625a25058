"""People of the case and its file: assignment, recusal, transfer, correction, putting away."""

from __future__ import annotations

from decimal import Decimal

from rules.proceedings.clock import awaits_decision, has_ended, is_done
from rules.proceedings.doing import Doing
from rules.proceedings.effects.folder import absent, people_named, stepping_aside
from rules.proceedings.effects.payments import deposit_is_free, to_give_back
from rules.proceedings.effects.takeover import stated
from rules.proceedings.guards.said import ENDS_BEFORE, wanted
from rules.proceedings.names import kind_of
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter, warning
from rules.proceedings.state import Obligation
from rules.reading.messages import msg, template

OWN_RECUSAL = template("{name}是被申请回避的人，是否回避不由本人登记")
STILL_LIVE = template("案件尚不能归档，没有了结的有：{names}")
UNDECIDED = template("对{names}的起诉已经撤回，人民检察院还没有作出不起诉决定，也没有再行起诉")
HELD_STILL = template("{id}（{kind}）{amount} 元")
MONEY_LEFT = template("归档时还有应当退还而没有退还的款项：{what}")
NOT_OWN = template("只能作废本人登记的内容；第 {number} 次办理由{name}登记")
SEALED = template("“{act}”已经作出，不得涂改，只能以新的文书更正或者替代")
VOIDABLE = (
    *("perform", "event", "fact", "hearing", "site_visit", "opinion", "inspect", "notify"),
    *("refund", "spend", "insurance_paid"),
    *("deposit_paid", "deposit_returned", "deposit_used", "deposit_forfeited"),
)
HANDED_IN = ("file", "paper", "report", "lawyer", "jurisdiction", "repentance", "heard", "note")
"""What may be handed in afterwards: a paper, or what an act did not say."""
NOTHING_OPEN = template("本案没有待补的文书")
GONE = template("第 {number} 次办理收到的款项已经退还或者使用 {gone} 元，不能作废")


@guard
def assigned_by_head(doing: Doing) -> None:
    """The administrator assigns on the head's word, a head by himself; others with the head's approval on record."""
    if not {"administrator", "head"} & set(doing.act.by.seats) and not doing.args.get("approval"):
        told = msg("指派承办人由负责人决定")
        raise Refused("missing", told, msg("记录批准人、日期和文书（approval）"), "assigned_by_head")


@guard
def decided_by_head(doing: Doing) -> None:
    """Whether somebody steps aside a head decides (刑诉法31, 民诉法49); who has no account has it put down."""
    if not {"administrator", "head"} & set(doing.act.by.seats) and not doing.args.get("approval"):
        told = msg("是否回避由负责人决定")
        raise Refused("missing", told, msg("记录决定人、日期和文书（approval）"), "decided_by_head")


@guard
def stand_in_named(doing: Doing) -> None:
    """Somebody else, by name."""
    stand_in = doing.args.text("to")
    if not stand_in:
        raise wanted(doing, msg("由谁代办"), "to")
    if stand_in in absent(doing):
        told = msg("{name}不能代办自己的案件", name=stand_in)
        raise Refused("impossible", told, msg("写明代办的另一人（to）"), "stand_in_named")


@guard
def days_of_absence(doing: Doing) -> None:
    """It has a last day, not before its first."""
    begins, until = doing.args.day("begins") or doing.day, doing.args.day("until")
    if until is None:
        raise wanted(doing, msg("离岗的止日"), "until")
    if until < begins:
        raise Refused("missing", msg(ENDS_BEFORE, until=until, begun=begins), msg("更正止日"), "until")


@guard
def in_charge_there(doing: Doing) -> None:
    """Only for who has the case in hand there does anybody stand in."""
    if not (doing.args.texts("persons") or doing.act.on) and {"administrator", "head"} & set(doing.act.by.seats):
        raise wanted(doing, msg("何人"), "persons")
    place = doing.act.by.institution
    there = [one.name for one in doing.case.assignments if one.institution == place and not one.ended]
    if unknown := [name for name in absent(doing) if name not in there]:
        told = msg("{names}没有在{place}承办本案", names=unknown, place=place)
        opens = msg("现在的承办人：{names}", names=list(dict.fromkeys(there)) or ["（尚未指派）"])
        raise Refused("impossible", told, opens, "in_charge_there")


@guard
def own_or_by_head(doing: Doing) -> None:
    """His own absence everybody puts down himself; another's is the head's word."""
    if absent(doing) != (doing.act.by.name,):
        assigned_by_head(doing)


@guard
def nobody_recused(doing: Doing) -> None:
    gone = {one.name for one in doing.case.recusals if one.granted}
    named = [name for name in people_named(doing) if name in gone]
    if named:
        raise Refused("impossible", msg("{names} 已经回避，不得再指派", names=named), msg("指派他人"), "nobody_recused")


@guard
def who_steps_aside(doing: Doing) -> None:
    """By name; who has the case in hand himself and names nobody means himself."""
    own = any(one.name == doing.act.by.name and not one.ended for one in doing.case.assignments)
    if not own and not stepping_aside(doing):
        raise wanted(doing, msg("何人"), "persons")


@guard
def recusal_was_asked(doing: Doing) -> None:
    if not any(one.granted is None for one in doing.case.recusals):
        raise Refused("impossible", msg("没有等待决定的回避申请"), msg("先申请回避（recuse）"), "recusal")


@stricter
@guard
def recusal_decided_by_another(doing: Doing) -> None:
    """Nobody puts down of himself whether he steps aside, also where he goes on until it is decided."""
    asked = [one for one in doing.case.recusals if one.granted is None]
    named = people_named(doing)
    own = [one for one in asked if one.name == doing.act.by.name and one.institution == doing.act.by.institution]
    if own and (not named or doing.act.by.name in named):
        told = msg(OWN_RECUSAL, name=doing.act.by.name)
        raise Refused("not_permitted", told, msg("由负责人或者另一人登记"), "recusal_decided_by_another")


@warning
def within_three_days(doing: Doing) -> str | None:
    asked = next((one.at for one in doing.case.recusals if one.granted is None), None)
    if asked is not None and (doing.day - asked).days > 3:
        return msg("回避申请应当在三日内决定，已经 {days} 日", days=(doing.day - asked).days)
    return None


@guard
def transfer_was_asked(doing: Doing) -> None:
    asked = [track for track in doing.case.tracks.values() if track.data.get("transfer")]
    to = {str(track.data["transfer"]) for track in asked}
    if not asked:
        raise Refused(
            "impossible", msg("没有等待接收的移送"), msg("先由移送机关办理移送（transfer）"), "transfer_was_asked"
        )
    if doing.act.by.institution not in to:
        raise Refused(
            "not_permitted", msg("移送由接收机关 {names} 接收", names=sorted(to)), msg("由接收机关办理"), "transfer"
        )


@guard
def persons_of_the_case(doing: Doing) -> None:
    known = {party.name for party in doing.case.parties}
    named = doing.args.texts("persons") or doing.act.on
    if not named or not set(named) <= known:
        told = msg("分案应当写明本案的当事人")
        raise Refused("missing", told, msg("本案当事人：{names}", names=sorted(known)), "persons_of_the_case")


@guard
def something_outstanding(doing: Doing) -> None:
    """What is handed in belongs to an act that waits for it, and is there."""
    open_ = [str(one.act) for one in doing.case.warnings if one.open]
    if not open_:
        told = msg(NOTHING_OPEN)
        raise Refused("impossible", told, msg("有文书待补时办理"), "something_outstanding")
    number = entry(doing)
    if str(number) not in open_:
        told = msg("第 {number} 次办理没有待补的内容", number=number)
        raise Refused("impossible", told, msg("待补的办理：{names}", names=open_), "something_outstanding")
    said = any(doing.args.get(name) for name in HANDED_IN)
    if not (said or doing.act.files):
        told = msg("没有写明补交的文书")
        raise Refused("missing", told, msg("写明文件（file）"), "something_outstanding")


@guard
def own_entry(doing: Doing) -> None:
    number = entry(doing)
    past = doing.case.acts[number - 1]
    if past.by.name != doing.act.by.name or past.by.institution != doing.act.by.institution:
        told = msg(NOT_OWN, number=number, name=past.by.name)
        raise Refused("not_permitted", told, msg("请登记人作废"), "own_entry")


def entry(doing: Doing) -> int:
    """The number of the act that is voided. Raises ``Refused``."""
    text = doing.args.text("number")
    if not text.isdigit() or not 0 < int(text) <= len(doing.case.acts):
        raise Refused(
            "missing",
            msg("没有第 {number} 次办理", number=text or template("（空）")),
            msg("写明办理的序号（number）"),
            "entry",
        )
    return int(text)


@guard
def not_sealed(doing: Doing) -> None:
    past = doing.case.acts[entry(doing) - 1]
    if past.do not in VOIDABLE:
        told = msg(SEALED, act=doing.table.acts[past.do].label)
        raise Refused("impossible", told, msg("办理更正（correct），或者作出新的文书"), "not_sealed")


@guard
def money_not_gone(doing: Doing) -> None:
    """A payment that was given back or spent since is no mistake until that is one."""
    number = entry(doing)
    for duty in doing.case.obligations.values():
        gone = sum((one.quantity or Decimal() for one in duty.counted if one.act == number), Decimal())
        to_spend, deposit = _booked(duty, number, "insured", "forfeited"), _booked(duty, number, "paid")
        left = duty.to_spend - gone - to_spend
        paid = duty.unit == "amount" and any(one.act == number for one in duty.counted)
        short = max(-left if paid or to_spend else Decimal(), deposit - duty.held if deposit else Decimal())
        if short > 0:
            told = msg(GONE, number=number, gone=short)
            raise Refused("impossible", told, msg("先作废该笔退还或者使用"), "money_not_gone")


def _booked(duty: Obligation, number: int, *kinds: str) -> Decimal:
    """What an act booked of these kinds."""
    return sum((one.amount for one in duty.booked if one.act == number and one.kind in kinds), Decimal())


@guard
def everything_ended(doing: Doing) -> None:
    left = open_matters(doing)
    if left:
        raise Refused("impossible", msg(STILL_LIVE, names=left), msg("各程序、各义务了结后归档"), "everything_ended")


@stricter
@warning
def decided_after_withdrawal(doing: Doing) -> str | None:
    """刑诉规则424: after a prosecution was withdrawn, it is decided in 30 days not to prosecute, or to do so anew."""
    left = [track.persons or (track.id,) for track in doing.case.tracks.values() if awaits_decision(doing.case, track)]
    return msg(UNDECIDED, names=[name for persons in left for name in persons]) if left else None


@stricter
@warning
def money_left(doing: Doing) -> str | None:
    """Put away while money is there that is to go back: a deposit that secures nothing, or what nothing calls for."""
    case = doing.case
    left = [
        msg(HELD_STILL, id=duty.id, kind=duty.kind, amount=amount)
        for duty in case.obligations.values()
        if (amount := (duty.held if deposit_is_free(case, duty) else Decimal()) + to_give_back(case, duty))
    ]
    return msg(MONEY_LEFT, what=left) if left else None


@guard
def states_known(doing: Doing) -> None:
    """Where the old record says that something stands is a state that such a thing has."""
    for name, state in stated(doing).items():
        kind = doing.table.tracks.get(kind_of(name))
        if kind is None or state not in kind.states:
            told = msg("没有这样的状态：{name} {state}", name=name, state=state)
            raise Refused("missing", told, msg("状态见办案流程"), "states_known")


def open_matters(doing: Doing) -> list[str]:
    """Tracks and obligations that still ask for something."""
    table, case = doing.table, doing.case
    tracks = [
        f"{table.tracks[track.kind].label}（{track.id}）"
        for track in case.tracks.values()
        if not has_ended(table, case, track, doing.day)
    ]
    duties = [
        f"{duty.id}（{duty.kind or '义务'}，{table.label('obligation', duty.state)}）"
        for duty in case.obligations.values()
        if not is_done(case, duty)
    ]
    return tracks + duties
