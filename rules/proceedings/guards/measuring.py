"""Who measures does not adopt; who adopts decides; one result for a head of loss and a decision."""

from __future__ import annotations

from rules.proceedings.doing import Doing
from rules.proceedings.effects.measuring import bureau_asked, decision_of, heads_of, is_outside, stands_of
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter
from rules.proceedings.seats import ABOVE
from rules.proceedings.state import Measuring
from rules.reading.messages import msg, template

OWN_RESULT = template("{name}是这份结果署名的计量人，不得采信自己的计量结果")
OFFICER_DECIDES_ELSEWHERE = template("刑事、民事程序中的测算由检察官或者法官决定采信，林业干部不得采信")
OWN_REVIEW = template("{name}是这份结果署名的计量人，不得复核自己的计量结果")
OWN_RESULT_ASIDE = template("{name}是这份结果署名的计量人，不得自行不予采信或者重新测算")
DECIDES_INSTEAD = template("由作出决定的检察官、法官或者另一名林业干部决定")
NO_ORDER = template("没有委托，不能提交本单位的测算结果")
BY_AN_OFFICER = template("系统计量须是林业干部作出的结果")
ENTER_REPORT = template("其他单位、其他人计量的，作为外部结果录入，并附报告")
ORDERED_OUTSIDE = template("这次测算委托{name}进行，不由系统计量")
ORDERED_ELSEWHERE = template("这次测算委托{name}进行")
FILE_WANTED = template("录入外部单位的结果，须附该单位的报告（文件）")
ADOPTED_ALREADY = template("这一决定对“{head}”已经采信 {other}，同一损失项目一次决定只采信一份结果")


def is_author(doing: Doing, measuring: Measuring) -> bool:
    """Whether the actor is who is named on the result. Who only typed it in is not."""
    return measuring.author == doing.act.by.name


@guard
def outside_report_has_file(doing: Doing) -> None:
    named = [paper for name in ("file", "report", "paper") for paper in doing.args.texts(name)]
    if is_outside(doing) and not (named or doing.act.files):
        raise Refused("missing", msg(FILE_WANTED), msg("写明报告文件（report 或者 file）"), "outside_report_has_file")


@guard
def own_result_was_ordered(doing: Doing) -> None:
    """An officer measures on an order; a report from outside, of the police say, may be there without one."""
    if doing.measuring is None and not is_outside(doing):
        raise Refused(
            "impossible", msg(NO_ORDER), msg("先由检察官、法官或者林业主管部门委托（order）"), "own_result_was_ordered"
        )


@guard
def measured_by_whom_was_ordered(doing: Doing) -> None:
    """What is worked out here is the result of an officer of the bureau that was asked; others hand in a report."""
    measuring = doing.measuring
    if "assessment" not in doing.args or measuring is None:
        return
    if "officer" not in doing.act.by.seats:
        raise Refused("not_permitted", msg(BY_AN_OFFICER), msg(ENTER_REPORT), "measured_by_whom_was_ordered")
    if measuring.outside:
        told = msg(ORDERED_OUTSIDE, name=measuring.measurer)
        raise Refused("impossible", told, msg(ENTER_REPORT), "measured_by_whom_was_ordered")
    asked = bureau_asked(doing.case, measuring)
    if asked and asked != doing.act.by.institution:
        told = msg(ORDERED_ELSEWHERE, name=asked)
        raise Refused("not_permitted", told, msg(ENTER_REPORT), "measured_by_whom_was_ordered")


@stricter
@guard
def own_result_of_whom_was_ordered(doing: Doing) -> None:
    """Truth: what one bureau was asked for is not another's own result; that enters a report, or is ordered itself."""
    measuring = doing.measuring
    asked = bureau_asked(doing.case, measuring) if measuring is not None and doing.args.flag("own") else ""
    if asked and asked != doing.act.by.institution and doing.act.by.institution not in doing.case.institutions(ABOVE):
        told = msg(ORDERED_ELSEWHERE, name=asked)
        raise Refused("not_permitted", told, msg(ENTER_REPORT), "own_result_of_whom_was_ordered")


@guard
def reviewer_is_another(doing: Doing) -> None:
    assert doing.measuring is not None, "the row starts from a result that is there"
    if is_author(doing, doing.measuring):
        told = msg(OWN_REVIEW, name=doing.act.by.name)
        raise Refused("not_permitted", told, msg("由上级林业主管部门或者另一名林业干部复核"), "reviewer_is_another")


@guard
def adopter_is_not_measurer(doing: Doing) -> None:
    assert doing.measuring is not None, "the row starts from a result that is there"
    if is_author(doing, doing.measuring):
        told = msg(OWN_RESULT, name=doing.act.by.name)
        raise Refused(
            "not_permitted", told, msg("由作出决定的检察官、法官或者另一名林业干部采信"), "adopter_is_not_measurer"
        )


@stricter
@guard
def decided_by_another(doing: Doing) -> None:
    """Nor does who measured set his own result aside: whoever takes it over may also refuse it."""
    if doing.measuring is not None and doing.measuring.author and is_author(doing, doing.measuring):
        told = msg(OWN_RESULT_ASIDE, name=doing.act.by.name)
        raise Refused("not_permitted", told, msg(DECIDES_INSTEAD), "decided_by_another")


@guard
def decides_in_a_track(doing: Doing) -> None:
    """Adopted by whoever decides: P before the court, J before it, F where the bureau decides or negotiates alone."""
    if "officer" not in doing.act.by.seats:
        return
    kinds = {track.kind for track in doing.case.tracks.values()}
    ordered_by = doing.measuring.ordered_for if doing.measuring else ""
    if ordered_by in ("procuratorate", "court") or not kinds & {"administrative", "negotiation"}:
        told = msg(OFFICER_DECIDES_ELSEWHERE)
        raise Refused("not_permitted", told, msg("由作出决定的检察官或者法官采信"), "decides_in_a_track")


@guard
def one_for_each_head(doing: Doing) -> None:
    decision, replaced = decision_of(doing), doing.args.text("replaces")
    for other in doing.case.measurings.values():
        for adoption in other.adoptions:
            taken = set(adoption.heads) & set(heads_of(doing))
            apart = adoption.stands and stands_of(doing) and not set(adoption.stands) & set(stands_of(doing))
            if taken and not apart and adoption.decision == decision and not adoption.ended and other.id != replaced:
                raise Refused(
                    "impossible",
                    msg(ADOPTED_ALREADY, head="、".join(sorted(taken)), other=other.id),
                    msg("写明代替哪一份（replaces），或者采信的损失项目（heads）、地块（stands）"),
                    "one_for_each_head",
                )
