"""The course of a case: ``begin`` it, ``apply`` acts, ``fold`` a history. Pure; whatever is not done is ``Refused``."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import reduce
from typing import Any

from rules.proceedings.acts import Act
from rules.proceedings.arguments import Args, read
from rules.proceedings.book import load_table
from rules.proceedings.covering import is_adopted, misfits
from rules.proceedings.doing import Doing, Target
from rules.proceedings.effects.tracks import moved_to
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import CHOOSERS, EFFECTS, GUARDS, STRICTER, WARNINGS
from rules.proceedings.seats import require, seated, taken_up
from rules.proceedings.sentences import NO_HEAVIER, is_heavier
from rules.proceedings.state import Approval, Assignment, Case, Happened, Party, Seat, Warned
from rules.proceedings.table import Table
from rules.proceedings.targets import targets
from rules.reading.messages import msg, template
from rules.settlement.loss import Loss

NO_SUCH_ACT = template("没有办案事项 {act}")
REASON_OPENS = template("写明书面理由后可以进行")
HEAD_WANTED = template("“{act}”须经{head}批准，没有记录批准")
HEAD_OPENS = template("记录批准人、日期和文书（approval）")
PAPER_DEMANDED = template("“{act}”须附{paper}")
PAPER_OPENS = template("上传这份文书，或者写明文件（file）")
PAPER_OUTSTANDING = template("{paper}尚未附卷")
AND = template("{told}；{more}")
FIT = "fits_the_loss"
"""The name under which obligations are held against the loss."""
VOLUNTARY = "perform"
"""What was done already is a fact: it is held against nothing."""


def begin(
    *,
    title: str = "",
    seats: Iterable[Seat] = (),
    parties: Iterable[Party] = (),
    offences: Mapping[str, tuple[str, ...]] | None = None,
    stands: Mapping[str, tuple[str, ...]] | None = None,
    day: datetime.date | None = None,
    assignments: Iterable[Assignment] = (),
) -> Case:
    """A case before its first act: what is known of it from its facts, and who had it in hand elsewhere before."""
    return Case(
        title=title,
        day=day,
        seats=tuple(seats),
        parties=tuple(parties),
        offences=offences or {},
        stands=stands or {},
        assignments=tuple(assignments),
    )


Against = Loss | Callable[[Case], Loss | None] | None
"""A loss, or how it is known of a case."""


def apply(case: Case, act: Act, loss: Against = None) -> Case:
    """The case after an act. Raises ``Refused``; then nothing has happened.

    ``loss``: against which the obligations that it sets up are held, once a result was adopted; where it is asked of a
    case, of that after the act, whose words count for what they open. A stored act brings with it what was told of
    that then (``Act.against``).
    """
    doings = _checked(case, act)
    for doing in doings:
        _demand_paper(doing)
    return _weighed(_done(case, doings), loss)


def replay(case: Case, act: Act) -> Case:
    """The case after an act that was recorded: what is demanded only since is not asked for. Raises ``Refused``."""
    return _weighed(_done(case, _checked(case, act, recorded=True)), None)


def _checked(case: Case, act: Act, *, recorded: bool = False) -> tuple[Doing, ...]:
    table = load_table()
    act, args = understood(table, act, len(case.acts) + 1, [party.name for party in case.parties])
    doings = prepared(table, case, act, args)
    for doing in doings:
        check(doing, STRICTER if recorded else frozenset())
    return doings


def _weighed(case: Case, loss: Against) -> Case:
    """The case with what was told of its last act's obligations. Raises ``Refused`` where no reason lets it stand.

    What a reason let stand before is not asked again.
    """
    act = case.acts[-1]
    if callable(loss):
        sets_up = any(ground.act == act.number for duty in case.obligations.values() for ground in duty.grounds)
        loss = loss(case) if sets_up and act.do != VOLUNTARY and is_adopted(case) else None
    before = {str(one.told) for one in case.warnings if one.rule == FIT}
    every = misfits(load_table(), case, loss, act.number) if act.do != VOLUNTARY else ()
    found = tuple(one for one in every if str(one) not in before)
    if found and not act.reason.strip():
        told = reduce(lambda told, more: msg(AND, told=told, more=more), found)
        raise Refused("reason_wanted", told, msg(REASON_OPENS), FIT)
    if found:
        act = replace(act, against=found)
    made = tuple(Warned(act.number, FIT, told, act.reason) for told in act.against)
    return replace(case, acts=(*case.acts[:-1], act), warnings=(*case.warnings, *made))


def _demand_paper(doing: Doing) -> None:
    """Raises ``Refused`` where the act must have a paper at once and names none."""
    paper = doing.row.paper
    if paper is not None and paper.when == "now" and not papers(doing):
        raise Refused("missing", msg(PAPER_DEMANDED, act=doing.label, paper=paper.name), msg(PAPER_OPENS), "paper")


def fold(acts: Iterable[Act], begun: Case | None = None) -> Case:
    """The case after a history. Raises ``Refused`` where an act of it could not be done."""
    case = begun or begin()
    for act in acts:
        case = replay(case, act)
    return case


def tick(case: Case, day: datetime.date) -> Case:
    """The case on a later day: nothing but the day changes."""
    return replace(case, day=max(case.day or day, day))


def understood(table: Table, act: Act, number: int, parties: Collection[str] = ()) -> tuple[Act, Args]:
    """An act under the catalogue's name, numbered, with its arguments typed. Raises ``Refused``."""
    name = meant(table, act.do, act.on)
    if name is None:
        near = get_close_matches(act.do, table.names, n=3)
        opens = msg("相近的事项：{names}；全部事项见 walk --acts", names=near) if near else msg("事项见 walk --acts")
        raise Refused("missing", msg(NO_SUCH_ACT, act=act.do), opens, "act")
    given: Any = act.args
    raw = dict(given) if isinstance(given, Mapping) else {table.acts[name].main or "note": given}
    reason = act.reason or str(raw.pop("reason", ""))
    args = read(table, name, raw, parties)
    if name == "advise" and _is_court(args.text("to")):
        name = "advise_court"
        raw = {key: value for key, value in raw.items() if key in table.takes(name)}
        args = read(table, name, raw, parties)
    return replace(act, do=name, args=raw, reason=reason, number=number), args


def meant(table: Table, do: str, on: Collection[str]) -> str | None:
    """The act of the catalogue that is called so; 和解 of an enforcement is another than 调解 of a suit."""
    if do == "settle" and on and all(one.startswith("enforcement:") for one in on):
        return "settle_enforcement"
    return table.names.get(do)


def _is_court(name: str) -> bool:
    return "法院" in name or name.startswith("court")


def prepared(table: Table, case: Case, act: Act, args: Args) -> tuple[Doing, ...]:
    """What the act is done to, each with its row. Raises ``Refused``."""
    try:
        found = targets(table, case, act, args)
    except Refused as refusal:
        if act.do == "rule_2" and _is_heavier_than_before(case, args):
            raise Refused(refusal.kind, refusal.why, msg(NO_HEAVIER), refusal.rule) from None
        raise
    return tuple(Doing(table, case, act, args, one, found) for one in found)


def _is_heavier_than_before(case: Case, args: Args) -> bool:
    """Whether a ruling on appeal is heavier than that of some track; told even where it comes at the wrong time."""
    return any(is_heavier(track.data.get("sentence"), args.get("sentence")) for track in case.of_kind("criminal"))


def check(doing: Doing, but: Collection[str] = ()) -> None:
    """Raises ``Refused`` where the actor may not, law or truth forbids it, something is missing or unusual.

    ``but``: conditions that are left out.
    """
    require(doing)
    for name in doing.row.guards:
        if name not in but:
            _guarded(doing, name)
    if doing.row.head and not doing.args.get("approval"):
        raise Refused("missing", msg(HEAD_WANTED, act=doing.label, head=doing.row.head), msg(HEAD_OPENS), "head")
    for name in doing.row.warnings:
        told = WARNINGS[name](doing) if name not in but else None
        if told is not None and not doing.act.reason.strip():
            raise Refused("reason_wanted", told, msg(REASON_OPENS), name)


def _guarded(doing: Doing, name: str) -> None:
    """Raises ``Refused`` under the guard's own name."""
    try:
        GUARDS[name](doing)
    except Refused as refusal:
        refusal.rule = name
        raise


def papers(doing: Doing) -> tuple[str, ...]:
    """The papers that an act names."""
    named = [paper for name in doing.table.acts[doing.act.do].papers for paper in doing.args.texts(name)]
    return (*doing.act.files, *named)


def _done(case: Case, doings: Sequence[Doing]) -> Case:
    act = doings[0].act
    opened = case.opened or act.at
    case = replace(case, day=max(case.day or act.at, act.at), opened=opened)
    if case.state == "archived" and any(one.kind != "folder" or act.do not in ("archive", "reopen") for one in doings):
        case = replace(case, state="reopened")
    for doing in doings:
        case = taken_up(case, act.by, doing.row.who, act.number)
        case = _one(case, doing)
    case = _approved(case, doings[0])
    for name in doings[0].table.acts[act.do].once:
        case = EFFECTS[name](replace(doings[0], case=case), case)
    return replace(case, acts=(*case.acts, act))


def _approved(case: Case, doing: Doing) -> Case:
    """The case with the approval that an act records: a name, or name, day and paper."""
    given = doing.args.get("approval")
    if not given:
        return case
    said = given if isinstance(given, Mapping) else {"by": given}
    day = said.get("on") or said.get("date") or doing.day
    at = day if isinstance(day, datetime.date) else datetime.date.fromisoformat(str(day))
    by = str(said.get("by") or said.get("name") or "")
    made = Approval(doing.act.number, by, at, str(said.get("paper") or said.get("file") or ""))
    return replace(case, approvals=(*case.approvals, made))


def _one(case: Case, doing: Doing) -> Case:
    row, act = doing.row, doing.act
    case = _warned(case, doing)
    for name in row.effects:
        case = EFFECTS[name](replace(doing, case=case), case)
    if row.to:
        state = CHOOSERS[row.chooses](replace(doing, case=case)) if row.chooses else row.to[0]
        case = moved_to(replace(doing, case=case), case, state)
    event = row.event or (CHOOSERS[row.events_by](replace(doing, case=case)) if row.events_by else "")
    if event:
        whom = doing.id.partition(":")[2] if doing.kind == "criminal" else ""
        at = doing.args.day("date") or act.at
        track = "" if doing.kind in ("folder", "measuring", "obligation") else doing.id
        made = Happened(event, at, act.number, "event", whom, track=track)
        case = replace(case, happened=(*case.happened, made))
    return case


def _warned(case: Case, doing: Doing) -> Case:
    made = [
        Warned(doing.act.number, name, told, doing.act.reason)
        for name in doing.row.warnings
        if (told := WARNINGS[name](doing)) is not None
    ]
    made += [
        Warned(doing.act.number, name, told, open=True)
        for name in doing.row.reminders
        if (told := WARNINGS[name](doing)) is not None
    ]
    paper = doing.row.paper
    if paper is not None and not papers(doing):
        made.append(Warned(doing.act.number, "paper", msg(PAPER_OUTSTANDING, paper=paper.name), open=True))
    return replace(case, warnings=(*case.warnings, *(one for one in made if one not in case.warnings)))


__all__ = ["Target", "apply", "begin", "check", "fold", "prepared", "replay", "seated", "tick", "understood"]
