"""A record of the former system taken over: what it says happened, where no act of the table could say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rules.proceedings.doing import Doing
from rules.proceedings.effects.building import built
from rules.proceedings.effects.folder import void_entry
from rules.proceedings.effects.orders import specs_of
from rules.proceedings.names import kind_of
from rules.proceedings.registry import effect
from rules.proceedings.state import Case, Measuring, Passage, Track

FOLDER = "folder"
"""Stands for the case itself where states are named."""


def stated(doing: Doing) -> Mapping[str, str]:
    """In which state each thing stands by the old record: track, obligation, measuring or the case (``folder``)."""
    said = doing.args.get("stands_at")
    return {str(name): str(state) for name, state in said.items()} if isinstance(said, Mapping) else {}


@effect
def make_taken_over(doing: Doing, case: Case) -> Case:
    """Obligations of the old record, in the state that it says."""
    states = stated(doing)
    for name, spec in specs_of(doing).items():
        made = built(doing, case, name, spec, "proposed", "")
        case = case.owing(replace(made, state=states.get(name, made.state)))
    return case


@effect
def set_as_recorded(doing: Doing, case: Case) -> Case:
    """Everything that is named stands where the old record says; what old acts still lacked is asked of nobody."""
    if doing.args.get("number") is not None:
        case = void_entry(doing, case)
    for name, state in stated(doing).items():
        case = _placed(doing, case, name, state)
    answered = tuple(replace(one, open=False, reason=doing.label) if one.open else one for one in case.warnings)
    return replace(case, warnings=answered)


def _placed(doing: Doing, case: Case, name: str, state: str) -> Case:
    kind = kind_of(name)
    if kind == FOLDER:
        return replace(case, state=state)
    if kind == "obligation":
        known = case.obligations.get(name)
        return case if known is None else case.owing(replace(known, state=state))
    if kind == "measuring":
        return case.measured(replace(case.measurings.get(name) or Measuring(name, state), state=state))
    person = name.partition(":")[2]
    track = case.tracks.get(name) or Track(name, kind, "", (person,) if person else ())
    passage = Passage(state, doing.day, doing.act.number)
    return case.holding(replace(track, state=state, passages=(*track.passages, passage)))
