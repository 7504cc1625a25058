"""What law demands of a ruling: its panel, whom it is about, what it says of results, of what is owed and performed."""

from __future__ import annotations

from rules.proceedings.clock import judged_by
from rules.proceedings.doing import Doing
from rules.proceedings.effects.orders import denied, orders_of, replaced
from rules.proceedings.effects.tracks import freed
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter
from rules.proceedings.seats import is_recused
from rules.proceedings.state import Obligation
from rules.proceedings.targets import ruled_on
from rules.reading.messages import msg, template

LISTED = ("undertaken", "performing", "part_failed", "performed")
NOT_DONE = template("{id} 现为“{state}”，不能作为已经履行的义务列入")
NOT_LISTED = template("裁判没有处理已经承诺的义务：{names}")
NOT_DECIDED = template("原判已经撤销、改判或者再审，裁判没有处理原判确定的义务：{names}")
DEAD_ACCUSED = template("{names}已经死亡，应当终止审理，不得判处刑罚")
UNKNOWN_DEFENDANT = template("裁判写明了{names}，但他们不是这一审级的被告人")
NOT_ADOPTED = template("{names}没有采信，不能作为裁判、决定所依据的测算")


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
