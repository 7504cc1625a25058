"""Accused who were tried together: where one appeals, the whole of their judgment is reviewed (刑诉法233). Pure."""

from __future__ import annotations

from rules.proceedings.state import Case, Track

WAITING = ("judged_1", "appeal_open")
"""States in which a judgment was given and is not in effect."""


def tried_together(case: Case, one: str, other: str) -> bool:
    """Whether two accused did it together; taken so unless the stands, by whom they were damaged, show them apart."""
    groups = [set(owners) for owners in case.stands.values() if owners]
    known = {name for group in groups for name in group}
    if one not in known or other not in known:
        return True
    reached = {one}
    for _ in groups:
        reached = reached.union(*(group for group in groups if group & reached))
    return other in reached


def fellows(case: Case, track: Track) -> list[Track]:
    """The trials of those who were tried together with the accused of a track."""
    if track.kind != "criminal" or not track.persons:
        return []
    return [
        one
        for one in case.of_kind("criminal")
        if one.id != track.id and one.persons and tried_together(case, track.persons[0], one.persons[0])
    ]


def on_appeal(case: Case, track: Track) -> list[Track]:
    """Those of them whose second instance is not over."""
    return [one for one in fellows(case, track) if one.state == "second_instance" or _stopped_there(one)]


def _stopped_there(track: Track) -> bool:
    """中止审理 of a second instance."""
    before = [passage.state for passage in track.passages if passage.state != "suspended"]
    return track.state == "suspended" and before[-1:] == ["second_instance"]


def left_behind(case: Case, track: Track) -> list[Track]:
    """Those of them who did not appeal and whose judgment waits for the second instance."""
    return [one for one in fellows(case, track) if one.state in WAITING]
