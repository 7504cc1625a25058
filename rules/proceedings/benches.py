"""Who sat on a case, and who may not sit again: a case that was sent back, or is retried, is heard by another panel.

刑诉法239, 256; 民诉法41(3), (4). Whoever judged on appeal may do so again once the first court has judged anew: those
articles ask another panel of the court that tries it again, and of a retrial.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rules.proceedings.acts import Act
from rules.proceedings.argument_types import typed
from rules.proceedings.doing import Doing
from rules.proceedings.state import Case, Passage, Track
from rules.proceedings.table import Table

Seated = tuple[str, str]
"""A judge: name, court."""

DECIDING = ("rule", "rule_2", "settle")
"""Acts with which a panel ends an instance."""

HEARD = ("first_instance", "second_instance", "reopened")

NO_NAME = re.compile(r"^\d+$|[\d一二三四五六七八九十两]+[人名]|合议庭")
"""What says how large a panel is, and names nobody in it."""

TITLE = re.compile(r"[（(].*?[）)]|^(审判长|审判员|人民陪审员|陪审员)[:：]?")


def panel_named(table: Table, act: Act) -> tuple[str, ...]:
    """The judges whom an act of a court names as the panel, without their titles."""
    said = act.args.get("panel") if isinstance(act.args, Mapping) and act.by.kind == "court" else None
    named = typed(table.arguments["panel"], said) if said is not None else ()
    return tuple(TITLE.sub("", name).strip() for name in named or () if not NO_NAME.search(name))


def barred(table: Table, acts: Sequence[Act], track: Track) -> set[Seated]:
    """Who may not hear a track as it stands: the panels of the judgment that was set aside, or that is retried."""
    sat: dict[str, set[Seated]] = {do: set() for do in DECIDING}
    gone: set[Seated] = set()
    for passage in track.passages:
        act = acts[passage.act - 1] if 0 < passage.act <= len(acts) else None
        if act is not None and act.do in DECIDING and act.by.kind == "court":
            sat[act.do] |= {(name, act.by.institution) for name in (act.by.name, *panel_named(table, act))}
        if passage.state == "reopened":
            gone |= set().union(*sat.values())
        elif passage.state == "first_instance" and act is not None and act.do == "rule_2":
            gone |= sat["rule"] | sat["settle"]
    return gone


def barred_at(doing: Doing, court: str) -> set[str]:
    """Names of who may not hear what this court hears again now."""
    tried = (one for one in doing.case.tracks.values() if one.court == court and one.state in HEARD)
    return {name for track in tried for name, at in barred(doing.table, doing.case.acts, track) if at == court}


def heard_by_another(doing: Doing, case: Case, track: Track, state: str) -> Case:
    """The case in the hand of nobody who may not hear the track again at its court, once it comes into this state."""
    track = replace(track, passages=(*track.passages, Passage(state, doing.day, doing.act.number)))
    gone = barred(doing.table, (*doing.case.acts, doing.act), track)
    left = tuple(
        replace(one, ended=doing.act.number)
        if not one.ended and one.role == "judge" and one.institution == track.court and (one.name, track.court) in gone
        else one
        for one in case.assignments
    )
    return replace(case, assignments=left)
