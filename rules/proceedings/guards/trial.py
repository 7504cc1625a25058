"""What law demands of prosecution, ruling, appeal and effect."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rules.deciding.deadlines.counting import corresponding_day
from rules.proceedings.clock import after, appeal_end, happened, judged_by
from rules.proceedings.doing import Doing
from rules.proceedings.effects.appeals import appellant, appellants
from rules.proceedings.effects.orders import denied, higher_court, is_conditional, orders_of, replaced
from rules.proceedings.effects.tracks import freed
from rules.proceedings.events import period
from rules.proceedings.fellows import on_appeal
from rules.proceedings.guards.said import wanted
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter, warning
from rules.proceedings.seats import is_recused
from rules.proceedings.sentences import NO_HEAVIER, is_heavier
from rules.proceedings.state import Obligation
from rules.proceedings.targets import opened_before, ruled_on
from rules.reading.messages import msg, template

LISTED = ("undertaken", "performing", "part_failed", "performed")
NOT_BY_NON_PERFORMANCE = template("撤销不起诉决定须是原决定确有错误，事后没有履行义务不是撤销的理由")
ONLY_FOR_MINORS = template(
    "附条件不起诉只适用于未成年人涉嫌刑法分则第四章、第五章、第六章的犯罪，不适用于{whom}（{offence}）"
)
OBJECTED = template("未成年犯罪嫌疑人及其法定代理人对附条件不起诉有异议的，应当起诉")
NOT_SAID = template("附条件不起诉没有写明：{what}")
NOT_SERVED = template("裁判尚未送达{whom}，不能生效")
STILL_OPEN = template("上诉、抗诉期限到 {end} 届满，期满前裁判不生效")
NOT_DONE = template("{id} 现为“{state}”，不能作为已经履行的义务列入")
NOT_LISTED = template("裁判没有处理已经承诺的义务：{names}")
NOT_ABOVE = template("因被告人一方上诉发回重审的，不得加重刑罚（第一次判处{first}）")
NOT_DECIDED = template("原判已经撤销、改判或者再审，裁判没有处理原判确定的义务：{names}")
APPEALED_BEFORE = template("案件已经因上诉或者抗诉进入二审，{whom}不能再次上诉、抗诉")
ON_APPEAL = template("{names}的上诉、抗诉还在二审，共同犯罪的案件全案审查、一并处理，裁判对没有上诉的人也不生效")
WHO_WITHDRAWS = template("上诉、抗诉的有{names}，没有写明其中何人撤回；其他人没有撤回的，二审继续")
DEAD_ACCUSED = template("{names}已经死亡，应当终止审理，不得判处刑罚")
UNKNOWN_DEFENDANT = template("裁判写明了{names}，但他们不是这一审级的被告人")
NOT_ADOPTED = template("{names}没有采信，不能作为裁判、决定所依据的测算")
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


@stricter
@guard
def not_opened_before(doing: Doing) -> None:
    """The proceedings against whoever is not known yet are opened once; who is known later is named in them."""
    if doing.id != "criminal" and ":" not in doing.id:
        known = doing.case.tracks["criminal"]
        raise opened_before(doing.table, doing.case, [known], doing.day)


@stricter
@guard
def ruled_of_the_accused(doing: Doing) -> None:
    """Truth: a ruling says nothing of somebody who is not before the court."""
    tried = {name for one in doing.all if one.kind.name == "criminal" for name in doing.case.tracks[one.id].persons}
    there = {name for track in doing.case.of_kind("criminal") for name in track.persons}
    parties = {name for one in doing.all if one.id in doing.case.tracks for name in doing.case.tracks[one.id].persons}
    said = [*ruled_on(doing.args), *(name for name in doing.args.texts("persons") if name not in parties)]
    unknown = [name for name in dict.fromkeys(said) if name not in tried]
    if there and unknown:
        told = msg(UNKNOWN_DEFENDANT, names=unknown)
        opens = msg(
            "这一审级的被告人：{names}；其他人先起诉（prosecute）或者追加起诉", names=sorted(tried) or ["（无）"]
        )
        raise Refused("impossible", told, opens, "ruled_of_the_accused")


@stricter
@guard
def the_dead_not_sentenced(doing: Doing) -> None:
    """刑诉法16(5), 297: proceedings against who died end, unless he is found innocent."""
    track = doing.case.tracks[doing.id]
    died = [one.name for one in doing.case.parties if one.died is not None and one.name in track.persons]
    innocent = doing.args.texts("acquitted")
    if died and doing.kind == "criminal" and not doing.args.flag("remit") and not set(died) <= set(innocent):
        told = msg(DEAD_ACCUSED, names=died)
        raise Refused(
            "impossible", told, msg("终止审理（terminate），或者宣告无罪（acquitted）"), "the_dead_not_sentenced"
        )


@stricter
@guard
def measurings_adopted(doing: Doing) -> None:
    """法释〔2021〕1号71: what was not examined and found true is no basis of a decision; 采信 is the record of it."""
    known = doing.case.measurings
    named = doing.args.texts("measurings")
    open_ = [
        name for name in named if name not in known or not (known[name].adoptions or known[name].state == "adopted")
    ]
    if open_:
        raise Refused("impossible", msg(NOT_ADOPTED, names=open_), msg("先采信（adopt）"), "measurings_adopted")


@guard
def panel_complete(doing: Doing) -> None:
    gone = [one.name for one in doing.case.recusals if one.granted and one.name in doing.args.texts("panel")]
    if gone or is_recused(doing.case, doing.act.by.name, doing.act.by.institution):
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


@stricter
@guard
def denied_for_a_reason(doing: Doing) -> None:
    """What was undertaken or claimed and is not granted ends with the reason that the ruling gives."""
    bare = [name for name, why in denied(doing).items() if not why.strip()]
    if bare:
        told = msg("裁判不予支持{names}，没有写明理由", names=bare)
        raise Refused("missing", told, msg("逐项写明理由（denied）"), "denied_for_a_reason")


@guard
def obligations_listed(doing: Doing) -> None:
    """A ruling says of everything that was undertaken for it what becomes of it."""
    args = doing.args
    said = {*args.texts("performed"), *orders_of(doing), *denied(doing)}
    duties = (one for one in doing.case.obligations.values() if not is_owed_by_the_acquitted(doing, one))
    left = [one.id for one in duties if _waits_for_ruling(one) and one.id not in said]
    if left:
        raise Refused(
            "missing",
            msg(NOT_LISTED, names=left),
            msg("分别列为已经履行（performed）、确定履行（ordered）或者不予支持（denied）"),
            "obligations_listed",
        )


TO_DECIDE = ("proposed", "undertaken", "fixed", "performing", "part_failed", "failed", "enforced", "closed_unpaid")


@stricter
@guard
def earlier_duties_decided(doing: Doing) -> None:
    """刑诉法239, 256: heard anew, so the new judgment says of every duty of the former what becomes of it."""
    args, here = doing.args, doing.case.obligations
    if args.flag("remit"):  # whoever hears it again says so
        return
    said = {*args.texts("performed"), *orders_of(doing), *denied(doing), *replaced(doing)}
    said |= set(args.texts("uphold")) if isinstance(args.get("uphold"), list | tuple | str) else set()
    tracks = (doing.case.tracks[one.id] for one in doing.all if one.id in doing.case.tracks)
    names = [name for track in tracks for name in track.data.get("to_decide", ())] + _of_the_acquitted(doing)
    duties = [here[name] for name in dict.fromkeys(names) if name in here and name not in said]
    left = [one.id for one in duties if one.state in TO_DECIDE and not _lapses(doing, one)]
    if left:
        opens = msg(
            "分别列为确定履行（ordered）、由新的义务代替（replaces）、已经履行（performed）或者不予支持（denied）"
        )
        raise Refused("missing", msg(NOT_DECIDED, names=left), opens, "earlier_duties_decided")


def _of_the_acquitted(doing: Doing) -> list[str]:
    """What the judgment under appeal orders, without a claim, of those alone whom the second one acquits."""
    freed_ = {f"criminal:{name}" for name in freed(doing, "acquitted")}
    if doing.act.do != "rule_2" or doing.id not in freed_:
        return []
    found = []
    for duty in doing.case.obligations.values():
        ruled = [one for one in duty.grounds if one.instrument == "rule"]
        judged = {one.id for one in judged_by(doing.case, duty, ruled[-1])} if ruled else set()
        found += [duty.id] if judged and judged <= freed_ else []
    return found


def _lapses(doing: Doing, duty: Obligation) -> bool:
    return duty.state in ("proposed", "undertaken") and is_owed_by_the_acquitted(doing, duty)


def is_owed_by_the_acquitted(doing: Doing, duty: Obligation) -> bool:
    """Whether it lapses of itself, once the acquittal takes effect."""
    tried = {name for one in doing.all if one.kind.name == "criminal" for name in doing.case.tracks[one.id].persons}
    gone = freed(doing, "acquitted")
    return bool(gone) and (set(duty.obligors) or tried) <= gone


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
    own = _sentence(doing)
    if (doing.args.flag("heavier") and own is not None) or is_heavier(track.data.get("sentence"), own):
        raise Refused("impossible", msg(NO_HEAVIER), msg("维持、减轻或者发回重审"), "not_heavier")


def _sentence(doing: Doing) -> object:
    """What a ruling says of the accused of the track."""
    said = doing.args.get("sentence")
    return said.get(doing.id.partition(":")[2]) if isinstance(said, Mapping) else said


@stricter
@guard
def not_above_the_first(doing: Doing) -> None:
    """刑诉法237(1), 解释403: sent back on the appeal of the defendant's side alone, no heavier than the first sentence,
    neither in the new judgment, unless new facts were charged since, nor after a protest against that.
    """
    first = doing.there.data.get("not_above")
    back = max((one.act for one in doing.there.passages if one.state == "first_instance"), default=0)
    charged = any(act.do == "amend_charges" and act.number > back for act in doing.case.acts)
    if first is not None and is_heavier(first, _sentence(doing)) and not charged:
        told = msg(NOT_ABOVE, first=str(first))
        raise Refused("impossible", told, msg("有新的犯罪事实的，先补充起诉（amend_charges）"), "not_above_the_first")


@guard
def retried_above(doing: Doing) -> None:
    """刑诉法256: what a court above tries again it tries as a second instance, and finally."""
    if not doing.there.data.get("retried_above"):
        told = msg("原来是第一审的案件，再审按第一审程序审判")
        raise Refused("impossible", told, msg("由裁判（rule）作出，可以上诉、抗诉"), "retried_above")


@guard
def not_appealed_before(doing: Doing) -> None:
    """Each side may appeal or protest in its own term, also after the other did (刑诉法227, 228); nobody twice."""
    track = doing.there
    if track.state == "second_instance" and appellant(doing) in track.data.get("appellants", ("",)):
        told = msg(APPEALED_BEFORE, whom=appellant(doing) or template("（没有写明何人）"))
        raise Refused(
            "impossible", told, msg("由二审裁判，或者写明另行上诉的人（requested_by）"), "not_appealed_before"
        )


@stricter
@guard
def withdrawn_by_whom_appealed(doing: Doing) -> None:
    """民诉法180, 刑诉法解释383, 385: each withdraws his own appeal; of several it is said whose it is."""
    there, named = appellants(doing.there), doing.args.texts("persons")
    if len(there) > 1 and not set(named) & set(there):
        opens = msg("写明由谁撤回（persons）")
        raise Refused("missing", msg(WHO_WITHDRAWS, names=list(there)), opens, "withdrawn_by_whom_appealed")


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


@stricter
@warning
def reviewed_with_the_others(doing: Doing) -> str | None:
    """刑诉法233, 解释389: of accused who did it together the whole judgment is reviewed where one of them appeals."""
    names = [name for one in on_appeal(doing.case, doing.there) for name in one.persons]
    return msg(ON_APPEAL, names=names) if names else None


@guard
def appeal_period_over(doing: Doing) -> None:
    end = appeal_end(doing.there, doing.args.day("served"))
    if end is not None and doing.day <= end:
        raise Refused("impossible", msg(STILL_OPEN, end=end), msg("期满后的次日可以生效"), "appeal_period_over")


RULES = {"criminal": "appeal.judgment", "civil": "appeal.civil-judgment"}
"""By kind of track; a civil part that was joined is appealed as the judgment is."""


@warning
def appeal_in_time(doing: Doing) -> str | None:
    end = appeal_end(doing.there, doing.args.day("served"))
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
