"""Brings any case to its end by acts alone, or says where it is stuck: what shows that there is no dead end."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from rules.proceedings.acts import Act, Actor
from rules.proceedings.book import load_table
from rules.proceedings.clock import has_ended, is_done, track_state
from rules.proceedings.course import apply
from rules.proceedings.headlines import archivable
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Case

Way = tuple[str, dict[str, Any]]
WHY: dict[str, Any] = {"ground": "不再继续", "approval": "负责人"}
SERVE: tuple[Way, ...] = (("serve", {}), ("take_effect", {}))
OUT_OF_COURT: tuple[Way, ...] = (
    ("receive", {}),
    ("dismiss", WHY),
    ("announce", {}),
    ("settle", {}),
    ("end_claim", WHY),
)

WAYS: dict[str, tuple[Way, ...]] = {
    "criminal": (
        *SERVE,
        ("drop", WHY),
        ("not_prosecute", {**WHY, "kind": "相对"}),
        ("terminate", WHY),
        ("rule_2", {}),
    ),
    "civil": (*SERVE, *OUT_OF_COURT, ("rule_2", {}), ("resume", WHY)),
    "negotiation": (("fail", WHY),),
    "administrative": (
        ("answer", {"result": "已处理"}),
        ("not_punish", WHY),
        ("refuse", WHY),
        ("resume", WHY),
        ("decide_contest", {}),
    ),
    "supervision": (*SERVE, ("end", WHY), ("receive", {}), ("dismiss", WHY), ("rule_2", {})),
    "enforcement": (("end", WHY),),
    "obligation": (
        ("inspect", {"result": "pass"}),
        ("drop", WHY),
        ("waive", WHY),
    ),
}
MOST = 120
LATER = datetime.timedelta(days=70)


def finished(case: Case, cast: Mapping[str, Actor]) -> Case:
    """The case brought to where it can be put away; it fails with what is stuck."""
    for _ in range(MOST):
        assert case.day is not None
        if archivable(case, case.day):
            return case
        case = _one_step(case, cast)
    raise AssertionError(f"no end in sight: {list(_live(case))}")


def _one_step(case: Case, cast: Mapping[str, Actor]) -> Case:
    assert case.day is not None
    for day in (case.day, case.day + LATER):
        for kind, name in _live(case):
            for act, args in WAYS[kind]:
                for actor in cast.values():
                    try:
                        after = apply(case, Act(act, day, actor, (name,), args, "收尾"))
                    except Refused:
                        continue
                    if _states(after) != _states(case):
                        return after
    states = {name: case.tracks[name].state for kind, name in _live(case) if name in case.tracks}
    duties = {name: case.obligations[name].state for kind, name in _live(case) if name in case.obligations}
    raise AssertionError(f"stuck in {states} {duties}")


def _states(case: Case) -> dict[str, str]:
    """Where everything stands: what leaves it so, a second service of a judgment say, brings nothing to its end."""
    tracks = case.tracks.values()
    return (
        {track.id: track.state for track in tracks}
        | {duty.id: duty.state for duty in case.obligations.values()}
        | {f"{track.id} awaits": str(track.data.get("awaiting", "")) for track in tracks}
    )


def _live(case: Case) -> Iterator[tuple[str, str]]:
    table = load_table()
    assert case.day is not None
    for duty in case.obligations.values():
        if not is_done(case, duty):
            yield "obligation", duty.id
    for track in case.tracks.values():
        if not has_ended(table, case, track, case.day):
            assert track_state(table, case, track, case.day)
            yield track.kind, track.id
