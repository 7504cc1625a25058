"""再审: whether the execution of what is retried is stayed, and what becomes of it with the new judgment.

民诉法217: a civil judgment, ruling or settlement paper that is retried is stayed by the ruling that orders the retrial;
only what supports life and wages may go on. 刑诉法257(2), 法释〔2021〕1号464: a criminal one goes on, unless it is
decided otherwise. With the new judgment the execution goes on where that keeps the duty as it was (民诉法解释404, 405,
407), and ends where the former one falls (民诉法268(2)).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rules.proceedings.arguments import read
from rules.proceedings.clock import JUDGMENTS, judged_by
from rules.proceedings.doing import Doing
from rules.proceedings.effects.building import as_far_as_done
from rules.proceedings.effects.heirs import LIVE, enforced_by
from rules.proceedings.effects.orders import orders_of
from rules.proceedings.effects.tracks import noted
from rules.proceedings.registry import effect
from rules.proceedings.state import PERFORMED_FOR, Case, Obligation, Passage, Track

RUNNING = ("applied", "opened", "notified", "enforcing")
ENDING = ("enforced", "failed", "closed_unpaid")
"""States of a duty in which an enforcement may still be about it."""
PERFORMED = ("proven", "discharged")


def rests_on(case: Case, duty: Obligation, track: str) -> bool:
    """Whether an instrument of a track stands behind a duty, or a judgment whose effect is that of the track; of the
    cost of a substitute, behind what he performed."""
    own = any(
        one.track == track or (one.instrument in JUDGMENTS and track in [of.id for of in judged_by(case, duty, one)])
        for one in duty.grounds
    )
    return own or any(rests_on(case, one, track) for one in performed_for(case, duty))


def performed_for(case: Case, duty: Obligation) -> Iterator[Obligation]:
    """Of the cost of a substitute: the duties that he performed, and those in whose place they are owed."""
    names = list(duty.details.get(PERFORMED_FOR, ()))
    for name in names:  # grows by what is found on the way; what went to another case is not here
        one = case.obligations.get(name)
        if one is not None:
            yield one
            names += [one.predecessor] if one.predecessor and one.predecessor not in names else []


def is_stayed(doing: Doing) -> bool:
    """Whether the retrial that an act orders stays the execution: as it says, else as the law has it for the track."""
    said = doing.args.get("stay")
    return doing.kind == "civil" if said is None else bool(said)


def stayed_by(case: Case, id: str) -> Track | None:
    """The retrial for which the execution of a duty, in whatever form it is owed, is stayed; None where none is."""
    duties = enforced_by(case, id, *LIVE)
    retried = (one for one in case.tracks.values() if one.data.get("stays"))
    return next((one for one in retried if any(rests_on(case, duty, one.id) for duty in duties)), None)


@effect
def stay_execution(doing: Doing, case: Case) -> Case:
    """The ruling that orders the retrial says that the execution is stayed, where it is (民诉法解释394)."""
    if not doing.act.edition or not is_stayed(doing):
        return case
    case = noted(case, case.tracks[doing.id], stays=doing.act.number)
    for track in _enforcements(case, doing.id):
        if track.state in RUNNING:
            case = _moved(doing, case, track, "suspended", stayed=doing.id)
    return case


def _enforcements(case: Case, retried: str) -> Iterator[Track]:
    """The enforcements of what rests on a track that is retried."""
    for track in list(case.of_kind("enforcement")):
        if any(rests_on(case, one, retried) for one in enforced_by(case, track.id, *LIVE)):
            yield track


def _moved(doing: Doing, case: Case, track: Track, state: str, stayed: str = "") -> Case:
    passage = Passage(state, doing.day, doing.act.number)
    return noted(case, replace(track, state=state, passages=(*track.passages, passage)), stayed=stayed)


def execution_decided(doing: Doing, case: Case, track: Track) -> Case:
    """The case once the retrial of a track is over: its enforcements go on, or end with the former judgment."""
    retried = [one for one in track.passages if one.state == "reopened"]
    if (
        not retried
        or track.data.get("execution_decided") == retried[-1].act
        or not _by_new_rules(case, retried[-1].act)
    ):
        return case
    case = noted(case, track, stays=0, execution_decided=retried[-1].act)
    for one in list(case.of_kind("enforcement")):
        if one.state in (*RUNNING, "suspended", "settled"):
            case = _decided(doing, case, one, track, retried[-1].act)
    return case


def _by_new_rules(case: Case, number: int) -> bool:
    """Whether the retrial was ordered since it says what becomes of the execution; before, that ran on."""
    return number > 0 and any(act.number == number and act.edition for act in case.acts)


def _decided(doing: Doing, case: Case, enforcement: Track, retried: Track, since: int) -> Case:
    every = [case.obligations[name] for name in _all_of(case, enforcement)]
    if not any(rests_on(case, one, retried.id) for one in every) or any(one.state in PERFORMED for one in every):
        return case
    duties = enforced_by(case, enforcement.id, *LIVE)
    anew = [one for one in duties if _is_ordered_anew(doing, case, one, since)]
    if anew or not duties:
        case = case.owing(*(_as_ordered(doing, one) for one in anew if one.state in ENDING))
        return _moved(doing, case, enforcement, "ended")
    if enforcement.data.get("stayed") == retried.id and enforcement.state == "suspended":
        states = [one.state for one in enforcement.passages if one.state != "suspended"]
        return _moved(doing, case, enforcement, states[-1] if states else "applied")
    return case


def _all_of(case: Case, enforcement: Track) -> list[str]:
    """The duty of an enforcement and all that took its place."""
    names = [enforcement.id.partition(":")[2]]
    for name in names:  # grows by what is found on the way
        names += case.obligations[name].successors
    return names


def _as_ordered(doing: Doing, duty: Obligation) -> Obligation:
    """Owed as the new judgment says, from its effect: not enforced before that is not performed in time."""
    duty = replace(duty, state="fixed")
    return replace(duty, state=as_far_as_done(doing, duty)) if duty.counted else duty


def _is_ordered_anew(doing: Doing, case: Case, duty: Obligation, since: int) -> bool:
    """Whether a judgment of the retrial orders the duty in other terms, or a settlement; named alone, it is kept."""
    if any(one.instrument == "settle" and one.act > since for one in duty.grounds):
        return True
    for ground in duty.grounds:
        if ground.instrument in JUDGMENTS and ground.act > since:
            act = doing.act if ground.act == doing.act.number else case.acts[ground.act - 1]
            args = read(doing.table, act.do, act.args, [party.name for party in case.parties])
            said = orders_of(replace(doing, act=act, args=args)).get(duty.id) or {}
            if any(value is not None for value in said.values()):
                return True
    return False


@effect
def end_retrial(doing: Doing, case: Case) -> Case:
    """终结再审程序: the former judgment stands, its execution goes on (民诉法解释404; 法释〔2021〕1号470)."""
    track = case.tracks[doing.id]
    case = execution_decided(doing, case, track)
    track = case.tracks[doing.id]
    court = str(track.data.get("court_before") or track.court)
    back = replace(track, court=court, round=track.round - 1, pending="")
    return noted(case, back, to_decide=(), carried_out=(), retried_above=False, stays=0)
