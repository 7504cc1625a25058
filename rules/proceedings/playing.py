"""Plays a script on a stage: each step with its outcome and reason, each expectation held against the case."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from fractions import Fraction
from typing import Any

from rules.proceedings.acts import SYSTEM, Act, Actor
from rules.proceedings.arguments import read
from rules.proceedings.book import load_table
from rules.proceedings.clock import track_state
from rules.proceedings.course import meant
from rules.proceedings.expecting import unmet
from rules.proceedings.other_cases import SPLIT
from rules.proceedings.refusals import UNKNOWN, Refused
from rules.proceedings.script import Script, Step
from rules.proceedings.short_words import spelled_out, told_of
from rules.proceedings.stage import Stage
from rules.proceedings.state import Case
from rules.proceedings.table import Table
from rules.reading.messages import Message, msg, template

DONE = template("{day} {who}：{act} {on} ✓ {states}")
REFUSED = template("{day} {who}：{act} {on} ✗ {reason}")
AS_EXPECTED = template("{day} {who}：{act} {on} 如期不准：{reason}")
SET_ASIDE = template("{told}（不认识的参数记入说明：{names}）")
SHOULD_BE_REFUSED = template("{day} {who}：{act} {on} 应当不准，却已办理")
OTHER_REASON = template("不准的理由没有提到{words}：{reason}")
EXPECTED = template("{day} 期望相符：{keys}")
DAY = template("到了 {day}")
NOBODY = template("脚本中没有人物 {name}")
BY_NOBODY = template("“{act}”没有写明由谁办理（by）")
EFFECTIVE = ("effective", "生效")
ANY_REASON = ("True", "true", "是")
"""``refused: true``: for whatever reason."""
OPENS = "open_case"
JUDGED = ("judged_1", "appeal_open")
WAITING = ("tick", "wait")
BY_ITSELF = {**dict.fromkeys(EFFECTIVE, "clerk"), "serve": "clerk", "take_effect": SYSTEM, "declare_failed": SYSTEM}
"""Who does an act of which a script does not say by whom."""

ALIKE = Fraction(4, 5)
"""From how much alike on (0 to 1) an unknown argument is a known one that is misspelt, and is told as a mistake."""

LONGEST_WAIT = 45
"""Days after which a judgment that was served is in effect wherever a holiday stands at the end of the period."""


@dataclass(frozen=True)
class Played:
    """One step: its place in the script from 1, what came of it, and whether that is what the script says."""

    number: int
    step: Step
    told: Message
    ok: bool


def play(script: Script, stage: Stage) -> Iterator[Played]:
    """Every step of the script, played; it ends with the first that is not as the script says."""
    stage.begin(script)
    day: datetime.date | None = None
    for number, step in enumerate(script.steps, 1):
        day = step.at or day or datetime.date(2000, 1, 1)
        if step.at is not None:
            stage.tick(day)
        try:
            stage.turn_to(step.in_, load_table().names.get(step.do) == OPENS)
        except Refused as refusal:
            yield Played(number, step, msg(REFUSED, **_told(step, day, step.by), reason=str(refusal)), False)
            return
        for played in _played(script, stage, number, step, day):
            yield played
            if not played.ok:
                return
        day = max(day, stage.case.day or day)


def _played(script: Script, stage: Stage, number: int, step: Step, day: datetime.date) -> Iterator[Played]:
    if step.do and step.do not in WAITING:
        yield _acted(script, stage, number, step, day)
    if step.expect is not None:
        day = max(day, stage.case.day or day)
        faults = list(unmet(stage.case, step.expect, day, script.cast))
        told = faults[0] if faults else msg(EXPECTED, day=day, keys=[str(key) for key in step.expect])
        yield Played(number, step, told, not faults)
    if (not step.do or step.do in WAITING) and step.expect is None:
        yield Played(number, step, msg(DAY, day=day), True)


def _acted(script: Script, stage: Stage, number: int, step: Step, day: datetime.date) -> Played:
    who = step.by or BY_ITSELF.get(step.do, "")
    actor = _actor(script, who, step)
    if actor is None:
        missing_person = msg(NOBODY, name=who) if who else msg(BY_NOBODY, act=_label(step.do))
        return Played(number, step, missing_person, False)
    told = _told(step, day, who)
    aside: list[str] = []
    try:
        if step.do in EFFECTIVE:
            _take_effect(stage, Act("serve", day, _of_the_bench(script, stage.case, step, actor), step.on), day)
        else:
            on, given = _spelled(step, _with(script, step, stage.case))
            given, aside = _understood(step, given, stage.case)
            stage.act(Act(step.do, day, actor, on, given, step.reason, step.files))
    except Refused as refusal:
        if step.refused is None:
            return Played(number, step, msg(REFUSED, **told, reason=str(refusal)), False)
        missing = [word for word in step.refused if word not in ANY_REASON and word not in str(refusal)]
        if missing:
            return Played(number, step, msg(OTHER_REASON, words=missing, reason=str(refusal)), False)
        return Played(number, step, msg(AS_EXPECTED, **told, reason=str(refusal)), True)
    if step.refused is not None:
        return Played(number, step, msg(SHOULD_BE_REFUSED, **told), False)
    done = msg(DONE, **told, states=_states(stage.case))
    return Played(number, step, msg(SET_ASIDE, told=done, names=aside) if aside else done, True)


def _told(step: Step, day: datetime.date, who: str) -> dict[str, Any]:
    return {"day": day, "who": who, "act": _label(step.do), "on": "、".join(step.on)}


def _spelled(step: Step, given: Any) -> tuple[tuple[str, ...], Any]:
    """What the act is done to and its arguments, in the words of the catalogue."""
    table = load_table()
    name = meant(table, step.do, step.on)
    if name is None:
        return step.on, given
    on, given = told_of(table, name, step.on, given)
    return on, spelled_out(table, name, given)


def _understood(step: Step, given: Any, case: Case) -> tuple[Any, list[str]]:
    """The arguments as the catalogue knows them, and what it does not know, which goes into the remark of the act.

    A script is written by somebody who tells a course, not by one who fills in a form: what stands beside it is kept.
    Raises ``Refused`` of an unknown name where that is what the step expects.
    """
    act = step.do
    table = load_table()
    aside: list[str] = []
    remarks: list[str] = []
    name = meant(table, act, step.on)
    if name is None or not isinstance(given, Mapping) or "note" not in table.takes(name):
        return given, aside
    parties = [party.name for party in case.parties]
    while True:
        try:
            read(table, name, {key: value for key, value in given.items() if key != "reason"}, parties)
        except Refused as refusal:
            unknown = str(dict(getattr(refusal.why, "values", {})).get("given", ""))
            if step.refused is not None and all(word in str(refusal) for word in step.refused):
                raise
            if refusal.rule != UNKNOWN or not unknown or _misspelt(table, unknown, table.takes(name)):
                break
            given, value = _without(given, unknown)
            aside.append(unknown)
            remarks.append(f"{unknown}：{value}")
        else:
            break
    return (
        {**given, "note": "；".join(filter(None, [str(given.get("note") or ""), *remarks]))} if aside else given
    ), aside


def _misspelt(table: Table, unknown: str, known: Iterable[str]) -> bool:
    """Whether a name is like one that is known. What other acts take is spelt as it is meant."""
    if any(unknown in (one.name, *one.also) for one in table.arguments.values()):
        return False
    return any(Fraction(SequenceMatcher(None, unknown, one).ratio()) >= ALIKE for one in known)


def _without(given: Mapping[str, Any], unknown: str) -> tuple[dict[str, Any], Any]:
    """Arguments without a name, at the top or under an obligation, and what stood there."""
    if unknown in given:
        return {key: value for key, value in given.items() if key != unknown}, given[unknown]
    taken: list[Any] = []
    kept: dict[str, Any] = {}
    for key, value in given.items():
        if isinstance(value, Mapping) and unknown in value and not taken:
            taken.append(value[unknown])
            value = {name: item for name, item in value.items() if name != unknown}
        kept[key] = value
    return kept, taken[0] if taken else ""


def _label(act: str) -> str:
    table = load_table()
    name = table.names.get(act)
    return table.acts[name].label if name else act


def _states(case: Case) -> str:
    """Where everything stands, in one line."""
    table = load_table()
    day = case.day or datetime.date.min
    tracks = [
        f"{track.id}={table.label(track.kind, track_state(table, case, track, day))}" for track in case.tracks.values()
    ]
    duties = [f"{duty.id}={table.label('obligation', duty.state)}" for duty in case.obligations.values()]
    measured = [f"{one.id}={table.label('measuring', one.state)}" for one in case.measurings.values()]
    return "[" + " ".join(tracks + duties + measured) + "]"


def _take_effect(stage: Stage, served: Act, day: datetime.date) -> None:
    """``effective`` of a script: served, nobody appeals, the period runs, it takes effect. Raises ``Refused``."""
    stage.act(served)
    for later in range(1, LONGEST_WAIT):
        now = day + datetime.timedelta(days=later)
        try:
            stage.act(replace(served, do="take_effect", at=now))
        except Refused as refusal:
            if refusal.rule != "appeal_period_over" or later == LONGEST_WAIT - 1:
                raise
        else:
            return


def _of_the_bench(script: Script, case: Case, step: Step, actor: Actor) -> Actor:
    """Who serves a judgment of which a script does not say by whom: the clerk of the court that gave it."""
    judged = [one for one in case.tracks.values() if one.state in JUDGED and one.court]
    courts = [one.court for one in judged if not step.on or {one.id, one.kind} & set(step.on)]
    if step.by or not courts or actor.institution in courts:
        return actor
    there = [one for one in script.cast.values() if one.institution == courts[0] and "clerk" in one.seats]
    return there[0] if there else replace(actor, institution=courts[0], kind="court", sole=True)


def _actor(script: Script, who: str, step: Step) -> Actor | None:
    """Who acts; a head or an administrator whom the script does not place is of the house of whom he disposes."""
    actor = script.cast.get(who)
    if actor is None or who not in ("head", "administrator"):
        return actor
    named = [*step.on, *_values(step.with_)]
    of = next((script.cast[name] for name in named if name in script.cast and name != who), None)
    return replace(actor, institution=of.institution, kind=of.kind) if of is not None else actor


def _values(given: Any) -> list[str]:
    if isinstance(given, Mapping):
        return [one for value in given.values() for one in _values(value)]
    if isinstance(given, list | tuple):
        return [one for value in given for one in _values(value)]
    return [str(given)]


ANOTHER = "另案"
"""How a case is called that was split off without a name; a second one is 另案2."""


def _calling_it(given: Any, case: Case) -> Any:
    said = dict(given) if isinstance(given, Mapping) else ({"persons": given} if given is not None else {})
    if not {"case", *load_table().arguments["case"].also} & set(said):
        before = sum(act.do == SPLIT for act in case.acts)
        said["case"] = f"{ANOTHER}{before + 1 if before else ''}"
    return said


def _with(script: Script, step: Step, case: Case) -> Any:
    """The arguments; an assignment also says in which seat, where the script's name of a person tells, and 分案 how
    the other case is called, where the script does not.
    """
    given = step.with_
    if step.do == SPLIT and (step.on or given is not None):
        return _calling_it(given, case)
    if step.do not in ("assign", "replace", "decide_recusal"):
        return given if given is not None else {}
    named = [name for name in (*_values(given), *step.on) if name in script.cast]
    said = dict(given) if isinstance(given, Mapping) else ({"to": given} if given is not None else {})
    if named and "role" not in said and "seat" not in said:
        said["role"] = script.cast[named[0]].seats[0]
    return said
