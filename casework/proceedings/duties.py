"""What is owed in a case as a page tells it: what, who, by what, until when, how far, proven how."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from casework.proceedings.names import duty_name, quantity, spelt_out, word
from rules.proceedings import clock
from rules.proceedings.effects.payments import to_give_back
from rules.proceedings.fallback import STATED
from rules.proceedings.instalments import Instalment, instalments
from rules.proceedings.insured import REST_DECIDED, RestDecided, waits_for_rest
from rules.proceedings.ledger import FLOWS, OF_MONEY, lines_of
from rules.proceedings.state import FORFEIT, JOINT, PERFORMED_FOR, SHARES, Case, Due, Obligation, Performance
from rules.proceedings.table import Table
from rules.reading.messages import Message, msg, template

INSTRUMENTS = {
    "propose": "拟议",
    "undertake": "承诺书",
    "agree": "协议",
    "sue": "诉讼请求",
    "perform": "自愿履行",
    "rule": "裁判",
    "rule_2": "二审裁判",
    "settle": "调解书",
    "confirm": "司法确认",
    "decide": "行政决定",
    "fix": "确定文书",
    "fix_payment": "缴纳通知",
    "convert": "转换",
    "settle_enforcement": "执行和解",
    "perform_for": "代履行",
    "substitute": "代履行",
    "group": "共同债务",
}
"""The paper that an obligation rests on, by the act that made it."""

MODES = {JOINT: template("连带"), SHARES: template("按份")}
RESULTS = {"pass": "合格", "part": "部分合格", "fail": "不合格"}
DONE = ("履行", "认购并注销", "注销", *(f"验收{one}" for one in RESULTS.values()))
"""What was done of a duty, before how much."""
CARRIED, FROM_DEPOSIT = template("自前一义务结转"), template("以保证金支付")
WHEN = (AT_ONCE := template("立即"), ON_PROBATION := template("缓刑考验期内"), IN_SEASON := template("造林季节内"))
"""When something is owed, where no day is known."""
REST_OPEN, REST_OTHERWISE = template("尚待决定"), template("由后来的裁判、决定确定")
REST_NONE, REST_ALL = template("不再履行"), template("全部")
SINCE_FIXED = template("确定之日")
RATE, YEARS = template("成活率、保存率不低于 {rate}%"), template("抚育 {years} 年")
INSPECTOR = template("由{inspector}验收")

KIND_OF_STATE = {
    **dict.fromkeys(("proven", "discharged"), "done"),
    **dict.fromkeys(("failed", "closed_unpaid", "part_failed"), "warn"),
    **dict.fromkeys(("waived", "lapsed", "superseded", "dropped", "converted"), "stopped"),
    **dict.fromkeys(("performing", "performed", "enforced", "fixed"), "now"),
}
"""How a state is marked; the rest are still to come."""


@dataclass(frozen=True)
class Proof:
    """Something done or found: on which day, by whom, what, and the papers that show it."""

    at: datetime.date
    by: str
    what: str
    papers: tuple[str, ...]
    act: int


@dataclass(frozen=True)
class Duty:
    """An obligation in words. ``days_left``: until its last day, below zero where it is late; None without one.

    ``gone``: what became of a deposit that was paid and is not held any more. ``next_look``: when what was planted is
    looked at again. ``instalments``: of a debt in parts, each part as the account of the case has it.
    """

    id: str
    name: str
    object: str
    obligors: tuple[str, ...]
    mode: str
    state: str
    mark: str
    done: str
    share: int | None
    over: str
    due: str
    due_on: datetime.date | None
    days_left: int | None
    late: bool
    held: Decimal
    security: Decimal | None
    gone: tuple[str, ...]
    basis: str
    standard: tuple[Message, ...]
    terms: tuple[tuple[str, str], ...]
    proofs: tuple[Proof, ...]
    successors: tuple[str, ...]
    ended: bool
    next_look: datetime.date | None
    instalments: tuple[Instalment, ...]


def duties(table: Table, case: Case, on: datetime.date) -> list[Duty]:
    """Every obligation of a case, in the order in which they came."""
    return [_duty(table, case, one, on) for one in case.obligations.values()]


def _duty(table: Table, case: Case, duty: Obligation, on: datetime.date) -> Duty:
    end = clock.due_on(case, duty)
    ended = duty.state not in clock.LIVE
    left = None if end is None or ended or duty.state == "performed" else (end - on).days
    whole = duty.quantity is not None and duty.quantity > 0
    share = min(100, int(duty.done * 100 / duty.quantity)) if whole and duty.quantity else None
    return Duty(
        duty.id,
        duty_name(duty),
        _content(duty),
        duty.obligors,
        word(MODES.get(duty.mode, "")),
        word(table.label("obligation", duty.state)),
        KIND_OF_STATE.get(duty.state, "waiting"),
        quantity(duty.done, duty.unit) if duty.counted else "",
        share if duty.counted or whole else None,
        quantity(duty.over, duty.unit) if duty.over else "",
        due_words(duty.due),
        end,
        left,
        clock.is_late(case, duty, on),
        duty.held,
        duty.security,
        _gone(duty),
        _basis(duty),
        tuple(_standard(duty)),
        tuple(_terms(case, duty)),
        tuple(_proofs(duty)),
        duty.successors,
        ended,
        clock.next_look(duty),
        instalments(lines_of(one for one in case.postings if one.owed in (duty.id, duty.group))),
    )


def _content(duty: Obligation) -> str:
    """What it is about, unless that only repeats its name."""
    same = {_bare(duty.kind), _bare(duty_name(duty))}
    told = spelt_out(duty.object)
    return "" if _bare(told) in same else told


def _bare(text: str) -> str:
    return "".join(text.split()).replace(",", "").replace("个", "")


def _gone(duty: Obligation) -> tuple[str, ...]:
    kinds = {entry.kind for entry in duty.booked}
    if duty.held or "paid" not in kinds:
        return ()
    told = (("returned", template("已退还")), ("used", template("已使用")), ("forfeited", template("不予退还")))
    return tuple(word(label) for kind, label in told if kind in kinds)


def _basis(duty: Obligation) -> str:
    if not duty.grounds:
        return ""
    last = duty.grounds[-1]
    return f"{INSTRUMENTS.get(last.instrument, last.instrument)}（{last.at.year}年{last.at.month}月{last.at.day}日）"


def _standard(duty: Obligation) -> Iterable[Message]:
    if duty.rate is not None:
        yield msg(RATE, rate=quantity(duty.rate, ""))
    if duty.years is not None:
        yield msg(YEARS, years=duty.years)
    if duty.inspector:
        yield msg(INSPECTOR, inspector=duty.inspector)


def _terms(case: Case, duty: Obligation) -> Iterable[tuple[str, str]]:
    for label, value in _said_of(duty):
        if value:
            yield word(label), value
    if duty.insured:
        yield word(template("保险赔款")), quantity(duty.insured, "amount")
        yield word(template("赔付后尚须履行")), _rest_decided(duty)
    if amount := to_give_back(case, duty):
        yield word(template("应当退还")), quantity(amount, "amount")


def _rest_decided(duty: Obligation) -> str:
    """What was decided to remain of it after an insurer paid, on which day; else that it is still to be decided."""
    found = duty.details.get(REST_DECIDED)
    if not isinstance(found, RestDecided) or waits_for_rest(duty):
        return word(REST_OPEN) if waits_for_rest(duty) else word(REST_OTHERWISE)
    day = f"{found.at.year}年{found.at.month}月{found.at.day}日"
    told = quantity(found.remains, duty.unit) if found.remains else word(REST_NONE if found.remains == 0 else REST_ALL)
    return f"{told}（{day}）"


def _said_of(duty: Obligation) -> Iterable[tuple[str, str]]:
    yield template("弥补的损失"), duty.covers
    yield template("份额"), "；".join(f"{name} {quantity(part, duty.unit)}" for name, part in duty.shares.items())
    yield template("收款人或者账户"), duty.payee
    yield template("实际履行人"), duty.performer
    yield template("不履行时"), duty.fallback
    yield template("保证金不予退还的条款"), str(duty.details.get(FORFEIT, ""))
    stated = duty.details.get(STATED)
    yield template("不履行时应付的数额"), quantity(stated, "amount") if stated is not None else ""


def _proofs(duty: Obligation) -> Iterable[Proof]:
    made = [
        Proof(
            one.at,
            one.by,
            _performed(one, CARRIED if PERFORMED_FOR not in duty.details else FROM_DEPOSIT),
            tuple(dict.fromkeys(one.files)),
            one.act,
        )
        for one in duty.counted
    ]
    for look in duty.looks:
        rate = f"，{quantity(look.rate, '')}%" if look.rate is not None else ""
        found = f"验收{RESULTS.get(look.result, look.result)}{rate}"
        made.append(Proof(look.at, look.by, found, tuple(dict.fromkeys(look.files)), look.act))
    for entry in duty.booked:
        told = f"{FLOWS[OF_MONEY[entry.kind]].label} {quantity(entry.amount, 'amount')}"
        told += f"，用于{entry.purpose}" if entry.purpose else ""
        made.append(Proof(entry.at, entry.whom, told, (), entry.act))
    return sorted(made, key=lambda one: (one.at, one.act))


def _performed(one: Performance, carried: str) -> str:
    """What was done; credits that were bought before are only retired. ``carried``: how it was done otherwise."""
    if one.retired and one.used and not one.quantity:
        return f"注销 {quantity(one.used, one.unit)}"
    told = "认购并注销" if one.retired else "履行"
    return f"{told} {quantity(one.quantity, one.unit)}".strip() + (f"（{carried}）" if one.carried else "")


def due_words(due: Due) -> str:
    """When something is owed, as papers say it."""
    match due.form:
        case "date":
            return f"{due.date.year}年{due.date.month}月{due.date.day}日前" if due.date else ""
        case "instalments":
            return "；".join(
                f"{day.year}年{day.month}月{day.day}日前 {quantity(sum_, 'amount')}" for day, sum_ in due.instalments
            )
        case "at_once":
            return AT_ONCE
        case "probation":
            return ON_PROBATION
        case "season":
            return due.text if not due.text.isascii() else IN_SEASON
        case "after":
            return _after(due)
    return "" if due.text.isascii() else due.text


def _after(due: Due) -> str:
    event = clock.EVENTS_OF_DUE.get(due.after, due.after)
    length = f"{due.months} 个月" if due.months else ""
    length += f"{due.days} 日" if due.days or not due.months else ""
    return f"{event or SINCE_FIXED}后 {length}内"
