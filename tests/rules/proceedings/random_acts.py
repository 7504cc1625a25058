"""Acts that anybody may try in a case, and what holds of a case whatever was done in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from rules.proceedings.acts import Act, Actor
from rules.proceedings.binding import waits_for_instrument
from rules.proceedings.book import load_table
from rules.proceedings.course import begin
from rules.proceedings.headlines import archivable
from rules.proceedings.ledger import CASH, DEPOSITS, RECEIVABLE, SPENT, balances
from rules.proceedings.performed import statement_of_performance
from rules.proceedings.possible import Possible
from rules.proceedings.state import Case, Party, Seat
from rules.proceedings.waiting import matters

SEATS = (
    Seat("procuratorate", "甲院"),
    Seat("court", "甲法院"),
    Seat("bureau", "甲局"),
    Seat("court", "中院"),
    Seat("authority", "丙局"),
)
CAST = {
    "prosecutor": Actor("检", "甲院", "procuratorate", ("prosecutor",), True),
    "judge": Actor("法", "甲法院", "court", ("judge",), True),
    "judge2": Actor("上", "中院", "court", ("judge",), True),
    "clerk": Actor("书", "甲法院", "court", ("clerk",), True),
    "clerk2": Actor("记", "中院", "court", ("clerk",), True),
    "officer": Actor("林", "甲局", "bureau", ("officer",), True),
    "officer2": Actor("土", "丙局", "authority", ("officer",), True),
    "head": Actor("长", "甲法院", "court", ("head",)),
    "panel": Actor("审", "甲法院", "court", ("judge",)),
    "deputy": Actor("代", "甲法院", "court", ("judge",)),
}
BEGUN = begin(
    seats=SEATS, parties=(Party("甲"), Party("乙")), offences={"": ("滥伐林木",)}, day=datetime.date(2024, 1, 2)
)
APART = {"recuse", "decide_recusal", "transfer", "accept_transfer", "split", "merge", "archive"}
"""What moves people and seats; it has scripts of its own."""

STARTS: list[tuple[str, str, tuple[str, ...], dict[str, Any]]] = [
    ("prosecutor", "open_case", (), {"tracks": ["criminal", "civil"]}),
    ("officer", "open_case", (), {"tracks": ["administrative"]}),
    ("prosecutor", "prosecute", (), {"court": "甲法院"}),
    ("prosecutor", "open_claim", (), {}),
    ("officer", "start", (), {}),
    ("prosecutor", "open_supervision", (), {"bureau": "丙局"}),
    (
        "judge",
        "undertake",
        (),
        {
            "o1": {"kind": "认购碳汇", "tonnes": 10, "obligors": ["甲"]},
            "o2": {"kind": "修复费用", "amount": 500, "joint": True},
        },
    ),
    (
        "prosecutor",
        "undertake",
        (),
        {"o3": {"kind": "原地补植", "area_mu": 5, "due": "2024-06-01", "forfeit": "不退"}},
    ),
    ("prosecutor", "group", ("g1",), {"persons": ["甲", "乙"], "mode": "joint", "amount": 900}),
    ("judge", "group", ("g2",), {"concerns": ["o2", "o3"], "amount": 600}),
    (
        "judge",
        "undertake",
        (),
        {
            "o11": {"kind": "修复费用", "amount": 300, "obligors": ["甲"]},
            "o12": {"kind": "修复费用", "amount": 300, "obligors": ["乙"]},
        },
    ),
    ("judge", "group", ("g3",), {"concerns": ["o11", "o12"], "amount": 300}),
    ("prosecutor", "amend_charges", (), {"persons": ["丙"], "charges": "追加", "paper": "决定书"}),
    ("judge", "order", (), {"measurer": "甲局"}),
    ("officer", "order", (), {"measurer": "某公司"}),
]
COMMON: dict[str, Any] = {"ground": "写明的理由", "approval": "负责人", "note": "说明"}
WORDS: dict[str, dict[str, Any]] = {
    "perform": {"amount": 200, "tonnes": 4, "days": 2, "area_mu": 2},
    "inspect": {"result": "part"},
    "deposit_paid": {"amount": 30},
    "deposit_used": {"amount": 10},
    "deposit_forfeited": {"amount": 10},
    "refund": {"amount": 5},
    "decide_rest": {"remains": "无", "ground": "已经赔付"},
    "insurance_paid": {"amount": 20, "payer": "某保险公司", "payee": "某专户"},
    "spend": {"amount": 5, "purpose": "补植"},
    "submit": {"tonnes": 9, "value": 700, "report": "报告"},
    "order": {"measurer": "甲局"},
    "convert": {"o7": "劳务代偿 3 天", "request": "申请", "rest": 10},
    "settle_enforcement": {"o8": "劳务代偿 3 天", "rest": 10},
    "agree": {"o4": {"kind": "修复费用", "amount": 300}, "request": "申请"},
    "decide": {"o5": {"kind": "罚款", "amount": 100, "due": "2024-03-01"}},
    "sue": {"alone": True, "o6": {"kind": "修复费用", "amount": 300}},
    "rule": {"sentence": "1年", "ordered": ["o3"]},
    "rule_2": {"sentence": "1年"},
    "not_prosecute": {"kind": "相对", **COMMON},
    "revoke_non_prosecution": {"ground": "原决定错误", "approval": "检察长"},
    "event": {"event": "刑满释放"},
    "void": {"number": 1},
    "substitute": {"performer": "某公司"},
    "support_suit": {"plaintiff": "某组织"},
    "notify": {"to": "甲局"},
    "correct": {"fact": "面积"},
    "death": {"persons": ["甲"]},
    "succeed": {"persons": ["甲"], "heirs": ["甲妻", "甲子"]},
    "decide_contest": {"outcome": "撤销"},
    "appeal": {"requested_by": "甲", "court": "中院"},
    "protest": {"court": "中院"},
}


def tried(case: Case, one: Possible, by: Actor, day: datetime.date) -> Act:
    """An act that is possible, with words that commonly go with it; a ruling grants nothing that it does not name."""
    args = {**COMMON, **WORDS.get(one.act, {})}
    if one.act in ("rule", "rule_2"):
        left = [duty.id for duty in case.obligations.values() if waits_for_instrument(duty)]
        args["denied"] = {name: "不予支持" for name in left if name not in args.get("ordered", ())}
    if one.act == "absent":
        args |= {"to": "代", "until": day + datetime.timedelta(days=5)}
    return Act(one.act, day, by, (one.on,) if one.on else (), args, "写明的理由")


def begun_by(start: tuple[str, str, tuple[str, ...], dict[str, Any]], day: datetime.date) -> Act:
    """One of ``STARTS`` on a day."""
    who, act, on, args = start
    return Act(act, day, CAST[who], on, args, "写明的理由")


def _not_on_the_account(case: Case) -> Iterator[str]:
    left = balances(case.postings)
    for posting in case.postings:
        if posting.amount <= 0:
            yield f"{posting.flow} of {posting.owed} moves {posting.amount}"
    for (account, owed), sum_ in left.items():
        if (sum_ < 0) is (account in (RECEIVABLE, CASH, SPENT)) and sum_:
            yield f"{account} of {owed} is {sum_}"
    for duty in case.obligations.values():
        if not duty.group and -left.get((DEPOSITS, duty.id), Decimal()) != duty.held:
            yield f"the deposit of {duty.id} is not on the account"
        in_hand = duty.to_spend + duty.held
        if not duty.group and (CASH, duty.id) in left and left[CASH, duty.id] != in_hand:
            yield f"the account of {duty.id} has {left[CASH, duty.id]}"


def broken(case: Case) -> Iterator[str]:
    """What does not hold of a case though it always must, each in words; none of a sound case."""
    yield from _confirmed_by_their_authors(case)
    yield from _owed_twice(case)
    yield from _not_on_the_account(case)
    yield from _astray(case)
    assert case.day is not None
    if case.acts and not archivable(case, case.day) and not matters(case, case.day):
        yield "nobody is told what to do"


def _confirmed_by_their_authors(case: Case) -> Iterator[str]:
    for one in case.measurings.values():
        if one.author in {adoption.by for adoption in one.adoptions}:
            yield f"{one.id} is adopted by its author"
        if one.reviewed_by and one.reviewed_by == one.author:
            yield f"{one.id} is reviewed by its author"
    for duty in case.obligations.values():
        if duty.performer and duty.performer in {look.by for look in duty.inspections}:
            yield f"{duty.id} is inspected by who performed it"


def _owed_twice(case: Case) -> Iterator[str]:
    for group in case.groups.values():
        members = [case.obligations[name] for name in group.obligations if name in case.obligations]
        done = sum((one.done for one in members), Decimal())
        owed = [one.id for one in members if one.state in ("proposed", "undertaken", "fixed") and one.rest]
        if owed and done >= group.total and group.unit == members[0].unit:
            yield f"{owed} are owed though {group.id} is paid"
    assert case.day is not None
    for line in statement_of_performance(case, case.day).lines:
        if line.held < 0:
            yield f"more of the deposit of {line.id} is gone than was paid"
        if line.quantity is not None and line.rest is not None and line.done + line.rest - line.over != line.quantity:
            yield f"what is done and what is left of {line.id} are not what is owed"
        if line.rest and line.over:
            yield f"{line.id} is done over and has a rest"


def _astray(case: Case) -> Iterator[str]:
    table = load_table()
    for track in case.tracks.values():
        if track.state not in table.tracks[track.kind].states:
            yield f"{track.id} is {track.state}"
    for duty in case.obligations.values():
        if duty.state not in table.tracks["obligation"].states:
            yield f"{duty.id} is {duty.state}"
