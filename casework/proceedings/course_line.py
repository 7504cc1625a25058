"""The line of steps of a simple case: 立案, 测算, 复核, 裁判, 履行, each as it truly stands; what its course has not is
left out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from casework.proceedings.names import word
from rules.proceedings import clock
from rules.proceedings.book import load_table
from rules.proceedings.state import Case, Track

DONE, NOW, WAITING, BACK = "done", "now", "waiting", "warn"
SET_ASIDE = ("cancelled", "rejected", "redone")

DECISIONS = {
    "criminal": _("裁判"),
    "civil": _("裁判"),
    "administrative": _("决定"),
    "negotiation": _("协议"),
    "supervision": _("检察建议"),
}
"""By kind of proceedings: the step in which they are decided."""

DECIDED = {
    "criminal": ("judged_1", "appeal_open", "handed_over", "exempted", "acquitted", "done"),
    "civil": ("judged_1", "appeal_open", "settled", "in_performance", "done"),
    "administrative": (
        *("decided", "final", "not_punished", "urged", "applied", "allowed", "refused", "performing_for", "contested"),
        *("in_performance", "done"),
    ),
    "negotiation": ("agreed", "announced", "in_performance", "done"),
    "supervision": ("advised", "rectifying", "sued", "first_instance", "judged_1", "in_performance", "done"),
}
DECIDING = {
    "criminal": ("first_instance", "second_instance", "suspended", "reopened"),
    "civil": ("first_instance", "second_instance", "suspended", "reopened", "agreed", "announced"),
    "administrative": ("opened", "returned_by_procuratorate"),
    "negotiation": ("started", "talking"),
    "supervision": ("opened", "talking"),
}


@dataclass(frozen=True)
class Mark:
    """A step. ``state``: done, now, waiting, or warn, of what was sent back."""

    name: object
    state: str


def line(case: Case, on: datetime.date) -> tuple[Mark, ...]:
    """The steps of a case with one kind of proceedings of one person; none of any other."""
    tracks = [track for track in case.tracks.values() if track.kind != "enforcement"]
    if len(tracks) != 1:
        return ()
    (track,) = tracks
    over = clock.has_ended(load_table(), case, track, on) and not clock.awaits_decision(case, track)
    decision = _decision(case, track, over)
    settled = decision.state == DONE
    return (Mark(_("立案"), DONE), *_measured(case, settled), decision, *_performed(case, settled))


def _decision(case: Case, track: Track, over: bool) -> Mark:
    """Where it ended otherwise than it commonly does, by the name of that end: 不起诉, 终结案件."""
    table, kind = load_table(), track.kind
    name = DECISIONS.get(kind, _("裁判"))
    if track.state in DECIDED.get(kind, ()):
        return Mark(name, DONE)
    if over or track.state == "probation_6_12m":
        return Mark(word(table.label(kind, track.state)), DONE)
    measured = all(one.adoptions or one.state in SET_ASIDE for one in case.measurings.values())
    return Mark(name, NOW if measured and track.state in DECIDING.get(kind, ()) else WAITING)


def _measured(case: Case, settled: bool) -> Iterator[Mark]:
    """Measuring and its review; a result that was sent back is not done. Not needed where it was decided without."""
    alive = [one for one in case.measurings.values() if one.state not in SET_ASIDE]
    if not alive:
        yield from () if settled else (Mark(_("测算"), WAITING), Mark(_("复核"), WAITING))
        return
    states = {one.state for one in alive}
    if "returned" in states:
        yield Mark(_("测算（已退回）"), BACK)
    else:
        yield Mark(_("测算"), NOW if states & {"ordered", "taken"} else DONE)
    adopted = all(one.adoptions for one in alive)
    if adopted or not settled:
        yield Mark(_("复核"), DONE if adopted else NOW if states & {"submitted", "reviewed"} else WAITING)


def _performed(case: Case, settled: bool) -> Iterator[Mark]:
    """What is owed; left out where it was decided that nothing is."""
    alive = [one for one in case.obligations.values() if not clock.is_done(case, one)]
    if alive:
        yield Mark(_("履行（执行中）") if any(one.state == "enforced" for one in alive) else _("履行"), NOW)
    elif case.obligations:
        yield Mark(_("履行"), DONE)
    elif not settled:
        yield Mark(_("履行"), WAITING)
