"""What law demands of prosecution, ruling, appeal and effect."""

from __future__ import annotations

import datetime

from rules.proceedings.clock import happened
from rules.proceedings.doing import Doing
from rules.proceedings.effects.orders import denied, higher_court, is_conditional, orders_of
from rules.proceedings.events import period
from rules.proceedings.guards.said import wanted
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, warning
from rules.proceedings.seats import is_recused
from rules.proceedings.sentences import NO_HEAVIER, is_heavier
from rules.proceedings.state import Obligation, Track
from rules.reading.messages import msg, template

LISTED = ("undertaken", "performing", "part_failed", "performed")
NOT_BY_NON_PERFORMANCE = template("撤销不起诉决定须是原决定确有错误，事后没有履行义务不是撤销的理由")
NOT_SERVED = template("裁判尚未送达{whom}，不能生效")
STILL_OPEN = template("上诉、抗诉期限到 {end} 届满，期满前裁判不生效")
NOT_DONE = template("{id} 现为“{state}”，不能作为已经履行的义务列入")
NOT_LISTED = template("裁判没有处理已经承诺的义务：{names}")
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
    "危害国家重点保护",
)
"""Offences of 刑法分则第四章至第六章 among those of forests; 失火, 放火 stand in the second chapter."""


@guard
def investigated_at_most_twice(doing: Doing) -> None:
    times = sum(one.state == "supplementary" for one in doing.there.passages)
    if times >= 2:
        told = msg("补充侦查以二次为限，已经退回补充侦查 {times} 次", times=times)
        raise Refused("impossible", told, msg("作出起诉或者不起诉的决定"), "investigated_at_most_twice")


@guard
def kind_and_article(doing: Doing) -> None:
    if not (doing.args.text("kind") or doing.args.text("basis")):
        raise wanted(doing, msg("不起诉的种类与条文"), "kind")


@guard
def conditional_only_for_minors(doing: Doing) -> None:
    """附条件不起诉: minors, and offences of chapters four to six alone (刑诉法282)."""
    if not is_conditional(doing):
        return
    name = doing.id.partition(":")[2]
    party = next((one for one in doing.case.parties if one.name == name), None)
    minor = (party is not None and party.minor) or name in doing.args.texts("minor")
    offences = doing.case.offences.get(name) or doing.case.offences.get("") or (doing.args.text("offence"),)
    inside = any(word in offence for offence in offences for word in CHAPTERS)
    if not minor or not inside:
        raise Refused(
            "impossible",
            msg("附条件不起诉只适用于未成年人涉嫌刑法分则第四章、第五章、第六章的犯罪"),
            msg("可以作其他种类的不起诉，或者起诉"),
            "conditional_only_for_minors",
        )


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
        "新罪",
        "漏罪",
        "考验期",
    )
    if not any(word in ground for word in good):
        raise Refused(
            "impossible",
            msg(NOT_BY_NON_PERFORMANCE),
            msg("写明原决定的错误、新的证据、认罪认罚后反悔或者上级决定；要求履行的，另走民事、磋商或者行政程序"),
            "decision_was_wrong",
        )


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


def no_such_duty(doing: Doing, names: list[str]) -> Refused:
    """The refusal of what names an obligation that the case does not have."""
    there = msg("本案的义务：{names}", names=list(doing.case.obligations) or ["（无）"])
    return Refused("impossible", msg("本案没有义务 {names}", names=names), there, "duty")


@guard
def statement_is_true(doing: Doing) -> None:
    """A statement of performance names obligations of the case alone."""
    unknown = [name for name in doing.args.texts("statement") if name not in doing.case.obligations]
    if unknown:
        raise no_such_duty(doing, unknown)


@guard
def panel_complete(doing: Doing) -> None:
    gone = [one.name for one in doing.case.recusals if one.granted and one.name in doing.args.texts("panel")]
    if gone or is_recused(doing.case, doing.act.by):
        raise Refused(
            "impossible", msg("合议庭成员 {names} 已经回避", names=gone), msg("更换后再行裁判"), "panel_complete"
        )


@guard
def performed_is_done(doing: Doing) -> None:
    """Truth: what a ruling calls performed is performed."""
    for name in doing.args.texts("performed"):
        duty = doing.case.obligations.get(name)
        if duty is None:
            raise no_such_duty(doing, [name])
        if duty.state not in ("performed", "proven", "discharged", "converted"):
            told = msg(NOT_DONE, id=name, state=doing.table.label("obligation", duty.state))
            raise Refused("impossible", told, msg("列为裁判确定履行的义务（ordered）"), "performed_is_done")


@guard
def obligations_listed(doing: Doing) -> None:
    """A ruling says of everything that was undertaken for it what becomes of it."""
    args = doing.args
    said = {*args.texts("performed"), *orders_of(doing), *denied(doing)}
    left = [one.id for one in doing.case.obligations.values() if _waits_for_ruling(one) and one.id not in said]
    if left:
        raise Refused(
            "missing",
            msg(NOT_LISTED, names=left),
            msg("分别列为已经履行（performed）、确定履行（ordered）或者不予支持（denied）"),
            "obligations_listed",
        )


def _waits_for_ruling(duty: Obligation) -> bool:
    own = {ground.instrument for ground in duty.grounds}
    return (
        duty.state in LISTED and own <= {"undertake", "propose", "sue", "perform"} and bool(own & {"undertake", "sue"})
    )


@guard
def remitted_once(doing: Doing) -> None:
    if doing.args.flag("remit") and doing.there.remits >= 1:
        told = msg("发回重审以一次为限，已经发回过")
        raise Refused("impossible", told, msg("维持或者改判"), "remitted_once")


@guard
def not_heavier(doing: Doing) -> None:
    """上诉不加刑 (刑诉法237): on the appeal of the defendant's side alone no heavier penalty."""
    track = doing.there
    if track.data.get("protested"):
        return
    if doing.args.flag("heavier") or is_heavier(track.data.get("sentence"), doing.args.get("sentence")):
        raise Refused("impossible", msg(NO_HEAVIER), msg("维持、减轻或者发回重审"), "not_heavier")


@guard
def higher_court_known(doing: Doing) -> None:
    if not higher_court(doing):
        raise wanted(doing, msg("二审法院"), "court")


@guard
def all_served(doing: Doing) -> None:
    served = doing.there.data.get("served") or {}
    missing = [name for name in doing.there.persons if name not in served] if doing.there.persons else []
    if doing.args.day("served") is None and (missing or not served):
        raise Refused("missing", msg(NOT_SERVED, whom=missing), msg("先办理送达（serve）"), "all_served")


@guard
def appeal_period_over(doing: Doing) -> None:
    end = appeal_end(doing, doing.there)
    if end is not None and doing.day <= end:
        raise Refused("impossible", msg(STILL_OPEN, end=end), msg("期满后的次日可以生效"), "appeal_period_over")


RULES = {"criminal": "appeal.judgment", "civil": "appeal.civil-judgment"}
"""By kind of track; a civil part that was joined is appealed as the judgment is."""
DAYS = {"criminal": 10, "civil": 15, "supervision": 15}
"""Days to appeal: 刑诉法230, 民诉法171. Of supervision not read (待核)."""


def appeal_end(doing: Doing, track: Track) -> datetime.date | None:
    """The last day to appeal, counted from the last service; None where nothing was served.

    A civil part that was joined to the prosecution is appealed within ten days (法释〔2021〕1号380).
    """
    served: list[datetime.date] = list((track.data.get("served") or {}).values())
    named = doing.args.day("served")
    served += [named] if named is not None else []
    if not served:
        return None
    joined = track.kind == "civil" and track.data.get("attached")
    return max(served) + datetime.timedelta(days=10 if joined else DAYS[track.kind])


@warning
def appeal_in_time(doing: Doing) -> str | None:
    end = appeal_end(doing, doing.there)
    if end is not None and end < doing.day:
        joined = doing.there.data.get("attached")
        rule = RULES["criminal"] if joined else RULES.get(doing.kind, "appeal.judgment")
        found = period(doing.case, rule, doing.day, doing.there)
        if found is None or found.end is None or found.end < doing.day:
            return msg("上诉、抗诉期限已于 {end} 届满", end=end)
    return None


@warning
def within_ninety_days(doing: Doing) -> str | None:
    begun = happened(doing.case, "行政处罚立案")
    if begun is not None and (doing.day - begun.at).days > 90:
        return msg("自立案之日起已经 {days} 日，超过九十日", days=(doing.day - begun.at).days)
    return None
