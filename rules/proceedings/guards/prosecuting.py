"""What law demands before a ruling: of the investigation, of prosecuting or not, of a prosecution withdrawn."""

from __future__ import annotations

import re

from rules.deciding.deadlines.counting import corresponding_day
from rules.proceedings.clock import after
from rules.proceedings.doing import Doing
from rules.proceedings.effects.orders import is_conditional
from rules.proceedings.guards.said import wanted
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter, warning
from rules.proceedings.targets import opened_before
from rules.reading.messages import msg, template

NOT_BY_NON_PERFORMANCE = template("撤销不起诉决定须是原决定确有错误，事后没有履行义务不是撤销的理由")
ONLY_FOR_MINORS = template(
    "附条件不起诉只适用于未成年人涉嫌刑法分则第四章、第五章、第六章的犯罪，不适用于{whom}（{offence}）"
)
OBJECTED = template("未成年犯罪嫌疑人及其法定代理人对附条件不起诉有异议的，应当起诉")
NOT_SAID = template("附条件不起诉没有写明：{what}")
CHAPTERS = (
    "盗窃",
    "抢劫",
    "抢夺",
    "诈骗",
    "故意毁坏财物",
    "盗伐",
    "滥伐",
    "非法占用",
    "破坏自然保护地",
    "非法采矿",
    "破坏性采矿",
    "非法狩猎",
    "非法捕捞",
    "危害国家重点保护",
)
"""Offences of 刑法分则第四章至第六章 among those of forests; 失火, 放火 stand in the second chapter."""


@guard
def investigated_at_most_twice(doing: Doing) -> None:
    times = sum(one.state == "supplementary" for one in doing.there.passages)
    if times >= 2:
        told = msg("补充侦查以二次为限，已经退回补充侦查 {times} 次", times=times)
        raise Refused("impossible", told, msg("作出起诉或者不起诉的决定"), "investigated_at_most_twice")


@stricter
@guard
def not_returned_now(doing: Doing) -> None:
    """刑诉法175(3): it comes back from the supplementary investigation before it can be returned once more."""
    if doing.there.state == "supplementary":
        told = msg("案件正在退回补充侦查，还没有移送回来")
        raise Refused("impossible", told, msg("先登记补充侦查完毕移送检察院（resubmit）"), "not_returned_now")


@stricter
@warning
def back_from_investigation(doing: Doing) -> str | None:
    """规则346: the examination goes on once it is back. A decision meanwhile is unusual, and says why."""
    if doing.track is not None and doing.track.state == "supplementary":
        return msg("案件退回补充侦查后还没有移送回来（resubmit），即作出决定")
    return None


@guard
def kind_and_article(doing: Doing) -> None:
    if not (doing.args.text("kind") or doing.args.text("basis")):
        raise wanted(doing, msg("不起诉的种类与条文"), "kind")


@guard
def conditional_only_for_minors(doing: Doing) -> None:
    """附条件不起诉: minors, and offences of chapters four to six alone (刑诉法282).

    Which offences they are the case says, of this person where it tells them apart; the act only where it does not.
    """
    if not is_conditional(doing):
        return
    name = doing.id.partition(":")[2]
    party = next((one for one in doing.case.parties if one.name == name), None)
    minor = (party is not None and party.minor) or name in doing.args.texts("minor")
    offences = doing.case.offences.get(name) or doing.case.offences.get("") or (doing.args.text("offence"),)
    inside = all(any(word in offence for word in CHAPTERS) for offence in offences)
    if not minor or not inside:
        raise Refused(
            "impossible",
            msg(ONLY_FOR_MINORS, whom=name, offence="、".join(filter(None, offences)) or "（无）"),
            msg("可以作其他种类的不起诉，或者起诉"),
            "conditional_only_for_minors",
        )


@stricter
@guard
def not_objected_to(doing: Doing) -> None:
    """刑诉法282(3): where the minor or his legal representative objects, he is prosecuted."""
    if is_conditional(doing) and doing.args.flag("objected"):
        told = msg(OBJECTED)
        raise Refused("impossible", told, msg("提起公诉（prosecute），或者作其他种类的不起诉"), "not_objected_to")


@warning
def conditional_on_what(doing: Doing) -> str | None:
    """刑诉法282(1): a penalty of a year at most, remorse, police and victim heard; what is not said is asked for after.

    Of what was recorded before it was asked nothing is.
    """
    if not is_conditional(doing) or not doing.act.edition:
        return None
    args = doing.args
    words = f"{args.text('ground')}{args.text('note')}{doing.act.reason}"
    year = args.flag("within_a_year") or re.search("一年(?:有期徒刑)?以下|1年(?:有期徒刑)?以下", words)
    open_ = [] if year else [msg("可能判处一年有期徒刑以下刑罚")]
    open_ += [] if args.text("repentance") or "悔罪" in words else [msg("悔罪表现")]
    open_ += [] if args.text("heard") or re.search("听取.*意见", words) else [msg("公安机关、被害人的意见")]
    return msg(NOT_SAID, what=open_) if open_ else None


@stricter
@guard
def probation_of_six_to_twelve_months(doing: Doing) -> None:
    """刑诉法283(2): the time of probation is six months at least and a year at most."""
    term = doing.args.due("term")
    if not is_conditional(doing) or term is None:
        return
    end = term.date if term.form == "date" else after(doing.day, term)
    if end is not None and not corresponding_day(doing.day, 6) <= end <= corresponding_day(doing.day, 12):
        told = msg("附条件不起诉的考验期为六个月以上一年以下，现写明到 {end}", end=end)
        raise Refused("impossible", told, msg("更正考验期（term）"), "probation_of_six_to_twelve_months")


@guard
def decision_was_wrong(doing: Doing) -> None:
    """规则388, 369, 389, 278(3): the decision was wrong, new evidence, ordered from above, a plea taken back."""
    ground = doing.args.text("ground") or doing.args.text("note") or doing.act.reason
    good = (
        "错误",
        "有误",
        "不当",
        "wrong",
        "新证据",
        "新的证据",
        "new evidence",
        "反悔",
        "上级",
        "recant",
    )
    if not any(word in ground for word in good):
        raise Refused(
            "impossible",
            msg(NOT_BY_NON_PERFORMANCE),
            msg("写明原决定的错误、新的证据、认罪认罚后反悔或者上级决定；要求履行的，另走民事、磋商或者行政程序"),
            "decision_was_wrong",
        )


BREACHES = ("新的犯罪", "新罪", "其他犯罪", "漏罪", "治安管理", "监督管理", "监管规定")
"""What ends the time of probation of a minor (刑诉法284(1)), as a decision words it."""


@guard
def probation_was_broken(doing: Doing) -> None:
    """刑诉法284(1): a new or an undetected crime, or a grave breach of public order or of the supervision."""
    ground = doing.args.text("ground") or doing.args.text("note") or doing.act.reason
    if not any(word in ground for word in BREACHES):
        told = msg("撤销附条件不起诉须是考验期内有新的犯罪、漏罪，或者违反治安管理、监督管理规定情节严重")
        raise Refused("impossible", told, msg("写明是其中哪一种情形；没有的，考验期满后作出不起诉决定"), "ground")


@guard
def trial_under_way(doing: Doing) -> None:
    """解释297: others are added to a trial before its judgment; else they are prosecuted on their own."""
    if not any(track.state == "first_instance" for track in doing.case.of_kind("criminal")):
        told = msg("没有正在进行的一审，不能追加起诉")
        raise Refused("impossible", told, msg("另行提起公诉（prosecute）"), "trial_under_way")


@guard
def new_facts_after_withdrawal(doing: Doing) -> None:
    if doing.track is not None and doing.track.state == "withdrawn" and not doing.args.get("new_facts"):
        raise Refused(
            "impossible",
            msg("撤回起诉后，没有新的事实或者新的证据不得再行起诉"),
            msg("写明新的事实或者证据（new_facts）"),
            "new_facts_after_withdrawal",
        )


@guard
def ground_of_withdrawal(doing: Doing) -> None:
    if not (doing.args.text("ground") or doing.args.text("note")):
        raise wanted(doing, msg("撤回起诉的情形（规则第四百二十四条）"), "ground")


@guard
def withdrawal_was_asked(doing: Doing) -> None:
    if doing.there.pending != "withdrawal":
        raise Refused("impossible", msg("没有等待裁定的撤回请求"), msg("先由检察官提出撤回"), "withdrawal_was_asked")


@stricter
@guard
def not_opened_before(doing: Doing) -> None:
    """The proceedings against whoever is not known yet are opened once; who is known later is named in them."""
    if doing.id != "criminal" and ":" not in doing.id:
        known = doing.case.tracks["criminal"]
        raise opened_before(doing.table, doing.case, [known], doing.day)
