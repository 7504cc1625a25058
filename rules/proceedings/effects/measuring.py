"""Orders to measure, what came of them, and who took which result over."""

from __future__ import annotations

from dataclasses import replace

from rules.proceedings.doing import Doing
from rules.proceedings.names import new_name
from rules.proceedings.registry import effect
from rules.proceedings.seats import ABOVE, seated
from rules.proceedings.state import Adoption, Case, Happened, Measuring

OWN_KINDS = ("own", "own officer", "本局", "本单位")
OUTSIDE = (
    "company",
    "institute",
    "expert",
    "experts",
    "appraisal",
    "公司",
    "院",
    "所",
    "专家",
    "鉴定",
    "评估",
    "中心",
    "大学",
)


RESULT = ("tonnes", "value", "design", "cost", "method", "assessment")
"""What a submission says of the result. ``assessment``: the number of the calculation that is kept of it."""


def is_outside(doing: Doing) -> bool:
    """Whether a result is somebody else's: it says so, the order did, or who enters it is no officer."""
    args, measuring = doing.args, doing.measuring
    if args.flag("own"):
        return False
    if args.text("author") and args.text("author") != doing.act.by.name:
        return True
    if "officer" not in doing.act.by.seats:
        return True
    named = args.text("measurer") or (measuring.measurer if measuring else "")
    return measured_outside(doing, named)


def measured_outside(doing: Doing, named: str) -> bool:
    own = (*doing.case.institutions("bureau"), *doing.case.institutions("authority"), doing.act.by.name)
    return bool(named) and named not in own and named not in OWN_KINDS and any(word in named for word in OUTSIDE)


def bureau_asked(case: Case, measuring: Measuring) -> str:
    """The bureau of the case that was asked to measure, where the order names one."""
    own = (*case.institutions("bureau"), *case.institutions("authority"))
    return measuring.measurer if measuring.measurer in own else ""


def decision_of(doing: Doing) -> str:
    """Whose decision a result serves: ``procuratorate``, ``bureau``, or the court's instance (``court:2``)."""
    kind = doing.act.by.kind
    if kind != "court":
        return f"{kind}:{doing.args.text('decision')}" if doing.args.text("decision") else kind
    rounds = [track.round for track in doing.case.tracks.values() if track.court == doing.act.by.institution]
    return f"court:{max(rounds, default=1)}"


def heads_of(doing: Doing) -> tuple[str, ...]:
    """The heads of loss that are adopted: those named, else those measured, else the whole loss."""
    own = doing.measuring.heads if doing.measuring else ()
    return doing.args.texts("heads") or own or ("全部损失",)


def stands_of(doing: Doing) -> tuple[str, ...]:
    """The stands for which a result is adopted: those named, else those that were to be measured; none for all."""
    said = doing.args.get("stands") or (doing.measuring.stands if doing.measuring else ())
    return (said,) if isinstance(said, str) else tuple(map(str, said))


@effect
def place_order(doing: Doing, case: Case) -> Case:
    """``bureau``: another bureau takes part from now on, to measure or to confirm what the only officer measured."""
    args = doing.args
    named = args.text("measurer") or args.text("to") or args.text("kind")
    to = args.text("to")
    if to and args.text("measurer") and not measured_outside(doing, args.text("measurer")):
        named = args.text("measurer")
    made = Measuring(
        doing.id,
        "ordered",
        ordered_by=doing.act.by.name,
        ordered_for=doing.act.by.kind,
        measurer=named,
        outside=measured_outside(doing, named),
        heads=args.texts("heads"),
        object=args.text("object") or args.text("stands"),
        stands=stands_of(doing),
    )
    return seated(case.measured(made), "bureau", args.text("bureau"))


@effect
def keep_result(doing: Doing, case: Case) -> Case:
    """The author is who is named on the result; who only typed it in is not."""
    args, actor = doing.args, doing.act.by
    before = case.measurings.get(doing.id) or Measuring(doing.id, "ordered", ordered_for=actor.kind)
    outside = is_outside(doing)
    author = args.text("author") or (before.measurer or "外部单位" if outside else actor.name)
    result = {name: args.get(name) for name in RESULT if name in args}
    made = replace(
        before,
        measurer=args.text("measurer") or before.measurer or actor.institution,
        outside=outside,
        author=author,
        author_institution=before.measurer if outside else actor.institution,
        entered_by=actor.name,
        result=result,
        submitted=doing.day,
        heads=args.texts("heads") or before.heads,
        basis_changed=(),  # it rests on the facts of its own day
    )
    return _appraised(seated(case.measured(made), ABOVE, args.text("reviewer")), doing)


def _appraised(case: Case, doing: Doing) -> Case:
    """The time of an appraisal, which does not count towards some periods, is over."""
    ordered = {act.number for act in case.acts if act.do in ("order", "redo") and _is_of(act.on, doing.id)}
    closed = tuple(
        replace(one, until=doing.day) if one.name in SPANS and one.until is None and _of(one, ordered) else one
        for one in case.happened
    )
    return replace(case, happened=closed)


SPANS = ("委托鉴定评估", "碳汇损失计量")


def _is_of(on: tuple[str, ...], id: str) -> bool:
    return not on or id in on


def _of(one: Happened, acts: set[int]) -> bool:
    return one.act in acts


@effect
def keep_review(doing: Doing, case: Case) -> Case:
    return case.measured(replace(case.measurings[doing.id], reviewed_by=doing.act.by.name))


@effect
def order_again(doing: Doing, case: Case) -> Case:
    """A new order beside the old result, which stays evidence."""
    old = case.measurings[doing.id]
    name = (doing.args.texts("into") or (new_name(case, "measuring"),))[0]
    named = doing.args.text("measurer") or old.measurer
    again = Measuring(
        name,
        "ordered",
        ordered_by=doing.act.by.name,
        ordered_for=doing.act.by.kind,
        measurer=named,
        outside=measured_outside(doing, named),
        heads=old.heads,
        object=old.object,
        stands=old.stands,
    )
    return case.measured(again)


@effect
def adopt_result(doing: Doing, case: Case) -> Case:
    heads, decision, replaced = heads_of(doing), decision_of(doing), doing.args.text("replaces")
    made = Adoption(heads, decision, doing.act.by.name, doing.day, doing.act.number, stands=stands_of(doing))
    if replaced in case.measurings:
        old = case.measurings[replaced]
        ended = tuple(replace(one, ended=one.ended or doing.act.number) for one in old.adoptions)
        case = case.measured(replace(old, adoptions=ended))
    measuring = case.measurings[doing.id]
    return case.measured(replace(measuring, adoptions=(*measuring.adoptions, made)))
