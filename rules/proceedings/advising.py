"""In which order what a case waits for is taken: the loss is measured and undertaken before it is decided on.

Nobody is bound by it; every act that is possible stays open.
"""

from __future__ import annotations

import datetime

from rules.proceedings.book import load_table
from rules.proceedings.clock import track_state
from rules.proceedings.headlines import archivable
from rules.proceedings.state import Case, Track
from rules.proceedings.turns import archiving
from rules.proceedings.waiting import Matter, last_looks, matters
from rules.reading.messages import msg, template

ORDER = template("委托测算碳汇损失")
UNDERTAKE = template("记录当事人的承诺")

DECIDING = ("prosecute", "rule", "rule_2", "decide", "sue", "agree")
"""Acts before which the loss is commonly known."""

PREPARED = {
    ("criminal", "examining"): "prosecutor",
    ("criminal", "first_instance"): "judge",
    ("civil", "opened"): "prosecutor",
    ("civil", "noticed"): "prosecutor",
    ("civil", "reviewing"): "prosecutor",
    ("civil", "first_instance"): "judge",
    ("administrative", "opened"): "officer",
}
"""Where proceedings stand while a decision is prepared, and by whom."""

_KINDS = {"prosecutor": "procuratorate", "judge": "court", "officer": "bureau"}
_GONE = ("cancelled", "rejected")


def ordered(case: Case, day: datetime.date) -> tuple[Matter, ...]:
    """All that a case waits for, what comes first in front: late, measured, prepared, decided, performed."""
    found = (*matters(case, day), *_prepared(case, day))
    looks = tuple(last_looks(case, day))
    if len(found) == len(looks) and case.state != "archived" and archivable(case, day):
        return (archiving(case), *looks)
    return tuple(sorted(found, key=lambda one: (not one.late, _rank(one), one.until or datetime.date.max)))


def awaited(case: Case, deciding: Matter, day: datetime.date) -> Matter | None:
    """The result of a measuring that was ordered for whoever decides, and that is not there yet; None of other acts."""
    if deciding.act not in DECIDING or deciding.late:
        return None
    keys = {one.id for one in case.measurings.values() if one.ordered_for == _KINDS.get(deciding.role)}
    return next((one for one in matters(case, day) if one.act == "submit" and one.on in keys), None)


def _rank(matter: Matter) -> int:
    if matter.kind == "measuring":
        return 0
    if matter.kind in ("obligation", "paper"):
        return 5
    if matter.act in ("order", "undertake"):
        return 2
    if matter.act == "answer":  # what was decided is what is answered
        return 4
    return 3 if matter.act in DECIDING else 1


def _prepared(case: Case, day: datetime.date) -> tuple[Matter, ...]:
    """What is commonly done next while a decision is prepared: a measuring, then an undertaking."""
    track, role = _being_prepared(case, day)
    known = [one for one in case.measurings.values() if one.state not in _GONE]
    if track is None or case.obligations:
        return ()
    if not known:
        return (Matter(msg(ORDER), role, track.kind, track.id, "order"),)
    taken = any(not entry.ended for one in known for entry in one.adoptions)
    loss = any(one.result for one in known)
    return (Matter(msg(UNDERTAKE), role, track.kind, track.id, "undertake"),) if taken and loss else ()


def _being_prepared(case: Case, day: datetime.date) -> tuple[Track | None, str]:
    table = load_table()
    for track in case.tracks.values():
        role = PREPARED.get((track.kind, track_state(table, case, track, day)))
        if role is not None:
            return track, role
    return None, ""
