"""Which of several states an act leads to, and which event it is. Importing registers them."""

from __future__ import annotations

from rules.proceedings.clock import EFFECT, is_late
from rules.proceedings.doing import Doing, state_of
from rules.proceedings.effects.appeals import is_awaited, still_appealing
from rules.proceedings.effects.building import as_far_as_done
from rules.proceedings.effects.instances import civil_end
from rules.proceedings.effects.orders import is_conditional
from rules.proceedings.effects.performing import after_inspection_of, after_performance_of
from rules.proceedings.effects.quashing import is_quashed
from rules.proceedings.registry import chooser
from rules.proceedings.state import NONE

FIRST = {"criminal": "examining", "civil": "lead", "administrative": "opened"}


@chooser
def stated_state(doing: Doing) -> str:
    """Where a track begins: as said, else where such a track commonly does."""
    said = (doing.args.get("tracks") or {}).get(doing.kind, "")
    labels = {state.label: name for name, state in doing.target.kind.states.items()}
    said = labels.get(said, said)
    return said if said in doing.row.to else FIRST.get(doing.kind, doing.row.to[0])


@chooser
def police_state(doing: Doing) -> str:
    """侦查 until the case is handed to the procuratorate."""
    said = f"{doing.args.text('measure')}{doing.args.text('event')}{doing.args.text('to')}{doing.args.text('note')}"
    before = doing.track.state if doing.track else ""
    if "审查起诉" in said or "examining" in said or "移送检察" in said:
        return "examining"
    return before or "investigating"


@chooser
def kind_of_non_prosecution(doing: Doing) -> str:
    return "probation_6_12m" if is_conditional(doing) else "not_prosecuted"


@chooser
def state_before(doing: Doing) -> str:
    """The state in which it was suspended."""
    states = [one.state for one in doing.there.passages if one.state != doing.there.state]
    return states[-1] if states else doing.row.to[0]


@chooser
def state_before_retrial(doing: Doing) -> str:
    """Where the judgment stood that is retried no further."""
    states = [one.state for one in doing.there.passages]
    before = states[: len(states) - 1 - states[::-1].index("reopened")]
    return before[-1] if before and before[-1] in doing.row.to else doing.row.to[0]


@chooser
def after_opinion(doing: Doing) -> str:
    """The bureau decides; what it decided before it moved the case to the police stands, and it answers with that."""
    state = state_of(doing.table, doing.case, doing.kind, doing.id, doing.day)
    decided = state != NONE and doing.target.kind.counts_as(state, "decided")
    return "decided" if decided else "returned_by_procuratorate"


@chooser
def after_contest(doing: Doing) -> str:
    """As before, unless the decision is quashed as a whole: then the case is open for another."""
    if is_quashed(doing) and not doing.args.texts("concerns"):
        return "opened"
    before = state_before(doing)
    return before if before in ("not_punished", "urged") else "decided"


@chooser
def effect_of_judgment(doing: Doing) -> str:
    return doing.there.outcome or "handed_over"


@chooser
def effect_of_withdrawal(doing: Doing) -> str:
    """解释386: withdrawn in the term to appeal, the judgment waits for its end; else it takes effect at once. It also
    waits for the second instance of whoever was tried together (刑诉法233).
    """
    if still_appealing(doing):
        return "second_instance"
    if is_awaited(doing):
        return "appeal_open"
    return effect_of_judgment(doing) if doing.kind == "criminal" else "in_performance"


@chooser
def event_of_withdrawal(doing: Doing) -> str:
    return "" if doing.there.state in ("appeal_open", "second_instance") else EFFECT


@chooser
def second_judgment(doing: Doing) -> str:
    if doing.args.flag("remit"):
        return "first_instance"
    return doing.there.outcome or "handed_over" if doing.kind == "criminal" else "in_performance"


@chooser
def state_of_group(doing: Doing) -> str:
    return "fixed" if "judge" in doing.act.by.seats else "proposed"


@chooser
def fixed_as_far_as_done(doing: Doing) -> str:
    duty = doing.duty
    return as_far_as_done(doing, duty) if duty is not None and duty.counted else "fixed"


@chooser
def after_performance(doing: Doing) -> str:
    duty = doing.duty
    assert duty is not None, "the performance has just been entered"
    return after_performance_of(doing, duty, duty.state)


@chooser
def after_inspection(doing: Doing) -> str:
    duty = doing.duty
    assert duty is not None, "the inspection has just been entered"
    return after_inspection_of(doing, duty, is_late(doing.case, duty, doing.day))


@chooser
def judgment_event(doing: Doing) -> str:
    """当庭宣告 where it is said so, else on a day that was set."""
    said = f"{doing.args.text('note')}{doing.args.text('outcome')}"
    return "当庭宣告判决" if "当庭" in said else "定期宣告判决"


@chooser
def order_event(doing: Doing) -> str:
    """An appraisal from outside, whose time some periods leave out, or a measurement, whose time counts."""
    measuring = doing.case.measurings[doing.id]
    return "委托鉴定评估" if measuring.outside else "碳汇损失计量"


@chooser
def suit_event(doing: Doing) -> str:
    return "提起刑事附带民事公益诉讼" if doing.there.data.get("attached") else "提起民事公益诉讼"


@chooser
def reception_event(doing: Doing) -> str:
    return "" if doing.there.data.get("attached") else "受理民事公益诉讼"


@chooser
def transfer_event(doing: Doing) -> str:
    return {"court": "改变管辖收到案件", "procuratorate": "检察院改变管辖收到案件"}.get(doing.act.by.kind, "")


@chooser
def appeal_event(doing: Doing) -> str:
    """The second instance begins with the first appeal or protest; who joins it begins no other."""
    return "" if doing.there.data.get("appellants") and doing.there.state == "second_instance" else "上诉或者抗诉"


@chooser
def end_of_civil_trial(doing: Doing) -> str:
    """民事一审结案 or 民事二审结案; none of a claim that is judged with the prosecution, nor while another appeals."""
    goes_on = doing.act.do == "withdraw_appeal" and doing.there.state == "second_instance"
    return "" if goes_on else civil_end(doing.there)


@chooser
def service_event(doing: Doing) -> str:
    """A joined claim is decided by the judgment of the prosecution, and appealed as that is (法释〔2021〕1号380)."""
    return "送达判决书" if doing.there.data.get("attached") else "送达民事判决书"


@chooser
def second_reception_event(doing: Doing) -> str:
    """A joined claim is received with the prosecution it is joined to."""
    return "" if doing.there.data.get("attached") else "民事二审立案"


@chooser
def service_of_non_prosecution(doing: Doing) -> str:
    """On the victim where it is said so, else on who is not prosecuted (刑诉法180, 181)."""
    return "不起诉决定书送达被害人" if "被害人" in doing.args.text("to") else "不起诉决定书送达被不起诉人"


EVENTS = {
    "event_of_withdrawal": (EFFECT,),
    "second_reception_event": ("民事二审立案",),
    "service_of_non_prosecution": ("不起诉决定书送达被害人", "不起诉决定书送达被不起诉人"),
    "judgment_event": ("当庭宣告判决", "定期宣告判决"),
    "order_event": ("委托鉴定评估", "碳汇损失计量"),
    "suit_event": ("提起刑事附带民事公益诉讼", "提起民事公益诉讼"),
    "reception_event": ("受理民事公益诉讼",),
    "transfer_event": ("改变管辖收到案件", "检察院改变管辖收到案件"),
    "appeal_event": ("上诉或者抗诉",),
    "end_of_civil_trial": ("民事一审结案", "民事二审结案"),
    "service_event": ("送达判决书", "送达民事判决书"),
}
"""A choice of an event -> the events it may give."""
