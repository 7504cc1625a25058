"""The course of a case: ``begin`` it, ``apply`` acts, ``fold`` a history. Pure; whatever is not done is ``Refused``."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import partial, reduce
from typing import Any

from rules.proceedings.acts import Act
from rules.proceedings.aiming import aimed
from rules.proceedings.arguments import Args, read
from rules.proceedings.book import load_table
from rules.proceedings.clock import EFFECT
from rules.proceedings.covering import is_adopted, misfits
from rules.proceedings.doing import Doing, Target
from rules.proceedings.effects.debts import summed_anew
from rules.proceedings.effects.tracks import moved_to
from rules.proceedings.ledger import posted
from rules.proceedings.readable import demand_readable
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import CHOOSERS, EFFECTS, EVERY, GUARDS, STRICTER, WARNINGS
from rules.proceedings.seats import require, seated, taken_up
from rules.proceedings.sentences import NO_HEAVIER, is_heavier
from rules.proceedings.state import PAPER_OUTSTANDING, Approval, Assignment, Case, Happened, Party, Seat, Warned
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
    doings = _checked(case, aimed_at(case, act))
    for doing in doings:
        _demand_paper(doing)
        demand_readable(doing)
    return _weighed(_done(case, _by_present_rules(_owing(doings))), loss)


def aimed_at(case: Case, act: Act) -> Act:
    """A new act with what it is done to, where its words narrow or widen that. Raises ``Refused``."""
    table = load_table()
    meant_, args = understood(table, act, len(case.acts) + 1, [party.name for party in case.parties])
    return replace(act, on=aimed(table, case, meant_, args).on)


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
        raise Refused("missing", msg(PAPER_DEMANDED, act=msg(doing.label), paper=paper.name), msg(PAPER_OPENS), "paper")


def _owing(doings: tuple[Doing, ...]) -> tuple[Doing, ...]:
    """The act with the papers that it is put down in, where it names none: what is recorded is not asked again."""
    demanded = [one.row.paper.name for one in doings if one.row.paper is not None and one.row.paper.when == "owed"]
    if not demanded or papers(doings[0]):
        return doings
    owing = replace(doings[0].act, owes=tuple(dict.fromkeys(demanded)))
    return tuple(replace(one, act=owing) for one in doings)


EDITIONS = {"reopen": 2, "rule": 3, "rule_2": 3, "settle": 1, "perform": 1, "not_prosecute": 1, "recuse": 1}
EDITIONS |= dict.fromkeys(("substitute", "perform_for", "deposit_used", "decide_contest"), 1)
"""Acts whose effects are others than they were when acts could be recorded first -> the edition of today: a retrial
stays the execution; what takes the place of a duty belongs to its debt, whose sum a ruling changes with its duties; the
sum for failure is lowered by a part that was done as the instrument says; the cost of 代履行 is owed by whoever owed
what was performed, whoever ordered it, and a deposit used for it is set off. Of a ruling 2: a duty that it denies ends,
though it was paid. Of a retrial 2, and of a ruling on appeal 3: the panel that judged before has the case in hand no
more; of every ruling 3, and of a decision that is quashed 1: with a duty that is denied ends the cost of its 代履行."""


def _by_present_rules(doings: tuple[Doing, ...]) -> tuple[Doing, ...]:
    """An act that has other effects than it had formerly says so: recorded ones fold as they did."""
    first = doings[0]
    undoes = first.act.do == "void" and first.case.acts[int(first.args.text("number")) - 1].do == "inspect"
    act = replace(first.act, undoes=undoes, edition=EDITIONS.get(first.act.do, 0))
    return doings if act == first.act else tuple(replace(one, act=act) for one in doings)


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
    if (dead := _who_died(name, args, act.on, parties)) is not None:
        name = "death"
        raw = {"persons": list(dead)} | {key: raw[key] for key in raw if key in table.takes(name)}
        args = read(table, name, raw, parties)
        act = replace(act, on=())
    return replace(act, do=name, args=raw, reason=reason, number=number), args


DEATHS = ("死亡", "当事人死亡", "被告人死亡", "义务人死亡", "death")
"""A death, put down as an event."""


def _who_died(name: str, args: Args, on: Collection[str], parties: Collection[str]) -> tuple[str, ...] | None:
    """Whose death an event or a fact (甲死亡) puts down; None of other acts. Of nobody by name where it says none."""
    if name == "event" and (args.text("event") or next(iter(on), "")) in DEATHS:
        named = args.texts("persons") or [one for one in on if one not in DEATHS]
        return tuple(named)
    if name != "fact" or not parties:
        return None
    whom = "|".join(re.escape(one) for one in parties)
    found = re.fullmatch(rf"({whom})(?:已经|已|于[^，。；致]*)?(?:死亡|病故|去世|身亡)。?", args.text("facts").strip())
    return (found[1],) if found else None


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
    for name in guards_of(doing):
        if name not in but:
            _guarded(doing, name)
    _demand_head(doing)
    for name in warnings_of(doing):
        if name not in but:
            _warn(doing, name)


def _warn(doing: Doing, name: str) -> None:
    """Raises ``Refused`` where something is unusual and no reason is written."""
    told = WARNINGS[name](doing)
    if told is not None and not doing.act.reason.strip():
        raise Refused("reason_wanted", told, msg(REASON_OPENS), name)


def lacking(case: Case, act: Act) -> tuple[Refused, ...]:
    """Of an act that is refused because something is missing, or for want of a reason: all that is, at once."""
    table = load_table()
    try:
        act = aimed_at(case, act)
        act, args = understood(table, act, len(case.acts) + 1, [party.name for party in case.parties])
        doings = prepared(table, case, act, args)
    except Refused as refused:
        return (refused,)
    found: dict[str, Refused] = {}
    for doing in doings:
        asked: list[Callable[[], None]] = [partial(_guarded, doing, name) for name in guards_of(doing)]
        for ask in (*asked, *_demands(doing)):
            try:
                ask()
            except Refused as refused:
                if refused.kind in ("missing", "reason_wanted"):
                    found.setdefault(str(refused.why), refused)
    return tuple(found.values())


def _demands(doing: Doing) -> tuple[Callable[[], None], ...]:
    """What is asked beside the guards of the row."""
    return (
        partial(_demand_head, doing),
        partial(_demand_paper, doing),
        partial(demand_readable, doing),
        *(partial(_warn, doing, name) for name in warnings_of(doing)),
    )


def _demand_head(doing: Doing) -> None:
    if doing.row.head and not doing.args.get("approval"):
        raise Refused("missing", msg(HEAD_WANTED, act=msg(doing.label), head=doing.row.head), msg(HEAD_OPENS), "head")


def guards_of(doing: Doing) -> tuple[str, ...]:
    """What law and truth demand of the row, and of every row."""
    return (*(name for name in GUARDS if name in EVERY), *doing.row.guards)


def warnings_of(doing: Doing) -> tuple[str, ...]:
    """What asks for a reason in the row, and in every row."""
    return (*doing.row.warnings, *(name for name in WARNINGS if name in EVERY))


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
    case = summed_anew(doings[0], case)
    return posted(replace(case, acts=(*case.acts, act)), act.number, act.at)


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
        in_effect = case.tracks[doing.id].data.get("effective") if event == EFFECT else None
        at = doing.args.day("date") or in_effect or act.at
        track = "" if doing.kind in ("folder", "measuring", "obligation") else doing.id
        made = Happened(event, at, act.number, "event", whom, track=track)
        case = replace(case, happened=(*case.happened, made))
    return case


def _warned(case: Case, doing: Doing) -> Case:
    made = [
        Warned(doing.act.number, name, told, doing.act.reason)
        for name in warnings_of(doing)
        if (told := WARNINGS[name](doing)) is not None
    ]
    made += [
        Warned(doing.act.number, name, told, open=True)
        for name in doing.row.reminders
        if (told := WARNINGS[name](doing)) is not None
    ]
    paper = doing.row.paper
    if paper is not None and not papers(doing) and (paper.when != "owed" or paper.name in doing.act.owes):
        made.append(Warned(doing.act.number, "paper", msg(PAPER_OUTSTANDING, paper=paper.name), open=True))
    return replace(case, warnings=(*case.warnings, *(one for one in made if one not in case.warnings)))


__all__ = ["Target", "apply", "begin", "check", "fold", "prepared", "replay", "seated", "tick", "understood"]
