"""What an act is done to: said by ``on``, by the obligations it names, or told by the case where only one fits."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping

from rules.proceedings.acts import Act
from rules.proceedings.argument_types import TRACK_NAMES
from rules.proceedings.arguments import ITEM, Args
from rules.proceedings.clock import track_state
from rules.proceedings.doing import Target, state_of
from rules.proceedings.effects.heirs import enforcement_before
from rules.proceedings.fellows import WAITING, on_appeal
from rules.proceedings.names import may, new_name
from rules.proceedings.refusals import Refused
from rules.proceedings.state import NONE, Case, Track
from rules.proceedings.table import Row, Table, TrackKind
from rules.reading.messages import msg, template

WHICH = template("“{act}”没有写明对哪一项办理，可以是：{names}")
SAY_WHICH = template("写明对哪一项（on）")
THERE_ARE = template("案件中有：{names}")
NOT_NOW = template("{name}现为“{state}”，不能“{act}”")
NOT_THERE = template("案件中没有“{name}”")
FROM = template("可以在下列状态时进行：{states}")
FROM_AND_HOW = template("可以在下列状态时进行：{states}；先办理：{acts}")
NOT_OF_THAT = template("“{act}”不是对{name}办理的")
OF_THESE = template("“{act}”对下列各项办理：{kinds}")

OPENED_BEFORE = template("已经立案，不能重复立案：{tracks}")
GO_ON_THERE = template(
    "在已有的程序中继续办理；另有涉案人的，写明其姓名（persons）；审判中追加的，用追加起诉（amend_charges）"
)

TRACKS = ("criminal", "civil", "negotiation", "administrative", "supervision")
MEASURING = re.compile(r"m\d+$")

Pair = tuple[TrackKind, Row]


def targets(table: Table, case: Case, act: Act, args: Args) -> tuple[Target, ...]:
    """What the act is done to, at least one. Raises ``Refused``: nothing of the name, the wrong state, or several."""
    pairs = table.rows(act.do)
    if act.do == "open_case":
        return _opened(table, case, act, args, pairs)
    named = _named(case, act, args, pairs)
    found = [
        Target(kind, row, name)
        for kind, row in pairs
        for name in _candidates(case, kind.name, act, args, named)
        if _can_leave(table, case, kind, row, name, act.at)
    ]
    own = [pair for pair in pairs if _by_seat(pair[1], act)]
    if own and not any(_by_seat(one.row, act) for one in found) and _stands(table, case, act, args, own, named):
        raise _nothing(table, case, act, args, own, named)  # his own proceeding stands where it cannot be done
    found = _preferred(case, act, args, found, named)
    found += _reviewed_with_them(case, act, pairs)
    if not found:
        raise _nothing(table, case, act, args, pairs, named)
    alone = [one for one in found if one.kind.name in ("obligation", "measuring", "enforcement")]
    if not named and len(alone) > 1:
        raise Refused(
            "missing", msg(WHICH, act=_label(table, act), names=[one.id for one in alone]), msg(SAY_WHICH), "target"
        )
    return tuple(found)


def _reviewed_with_them(case: Case, act: Act, pairs: Iterable[Pair]) -> list[Target]:
    """Who did not appeal and is named: with those who did, the second instance judges him too (刑诉法233)."""
    if act.do != "rule_2":
        return []
    tracks = (track for name in act.on if (track := case.tracks.get(name)) is not None)
    waiting = [track.id for track in tracks if track.state in WAITING and on_appeal(case, track)]
    rows = [(kind, row) for kind, row in pairs if kind.name == "criminal" and "second_instance" in row.from_]
    return [Target(kind, row, id) for id in waiting for kind, row in rows]


def nothing_to_do(table: Table, case: Case, act: Act, args: Args, names: tuple[str, ...]) -> Refused:
    """Why an act cannot be done to what is named."""
    return _nothing(table, case, act, args, table.rows(act.do), names)


def _stands(table: Table, case: Case, act: Act, args: Args, pairs: Iterable[Pair], named: tuple[str, ...]) -> bool:
    """Whether something is there to which these rows belong."""
    return any(
        state_of(table, case, kind.name, name, act.at) != NONE
        for kind, _ in pairs
        if kind.name in (*TRACKS, "obligation", "measuring", "enforcement")
        for name in _candidates(case, kind.name, act, args, named)
    )


def _label(table: Table, act: Act) -> str:
    return table.acts[act.do].label


def _opened(table: Table, case: Case, act: Act, args: Args, pairs: Iterable[Pair]) -> tuple[Target, ...]:
    wanted = args.get("tracks") or {TRACK_NAMES.get(name, name): "" for name in act.on}
    if not wanted:
        wanted = {"administrative" if "officer" in act.by.seats else "criminal": ""}
    made: list[Target] = []
    standing: list[Track] = []
    for kind, row in pairs:
        if kind.name in wanted:
            persons = persons_of(case, act.do, args) or tuple(one.name for one in case.parties)
            per_person = kind.name == "criminal" and persons
            names = [f"criminal:{one}" for one in persons] if per_person else [new_name(case, kind.name)]
            made += [Target(kind, row, name) for name in names if name not in case.tracks]
            standing += [case.tracks[name] for name in names if name in case.tracks]
    if standing and not made:
        raise opened_before(table, case, standing, act.at)
    if not made:
        raise Refused("missing", msg("立案应当写明至少一种程序"), msg("程序：{names}", names=TRACKS), "target")
    return tuple(made)


def opened_before(table: Table, case: Case, tracks: Iterable[Track], on: datetime.date) -> Refused:
    """Why proceedings are not opened that stand already, and what is done instead."""
    there = [
        f"{_title(table.tracks[one.kind], one.id)}“{table.label(one.kind, track_state(table, case, one, on))}”"
        for one in tracks
    ]
    return Refused("impossible", msg(OPENED_BEFORE, tracks=there), msg(GO_ON_THERE), "opened_before")


def _named(case: Case, act: Act, args: Args, pairs: Iterable[Pair]) -> tuple[str, ...]:
    """What the act says it is done to, by the names that things have here."""
    kinds = {kind.name for kind, _ in pairs}
    from_ = (args.text("of"),) if act.do in ("convert", "settle_enforcement") and args.text("of") else ()
    of = args.texts("concerns") if kinds == {"enforcement"} or act.do == "apply" else ()
    names = [_known_as(case, name, kinds) for name in act.on or from_ or of]
    names = [_enforced_as(case, act.do, name) for name in names]
    if act.do == "apply":
        return _applied_for(case, act, names)
    if not names and "obligation" in kinds and args.items and act.do != "convert":
        names = list(args.items)
    if not names and "criminal" in kinds and (persons := persons_of(case, act.do, args)):
        names = [f"criminal:{name}" for name in persons]
        names += [track.id for track in case.tracks.values() if track.kind in kinds - {"criminal"}]
    if not names and act.do in ("undertake", "propose"):
        names = [new_name(case, "obligation")]
    return tuple(names)


def _applied_for(case: Case, act: Act, names: list[str]) -> tuple[str, ...]:
    """A bureau applies for its decision, whichever of the duties it names; creditors apply for a duty."""
    duties = {name.partition(":")[2] or name for name in names}
    penalties = [track_ for name in duties if (track_ := penalty_of(case, name))]
    if "officer" in act.by.seats and penalties:
        return tuple(dict.fromkeys(penalties))
    if "officer" in act.by.seats and not names:
        live = [one.id for one in case.of_kind("administrative") if one.bureau in ("", act.by.institution)]
        return tuple(live)
    return tuple(f"enforcement:{name}" if name in case.obligations else name for name in names)


def penalty_of(case: Case, name: str) -> str:
    """The administrative track whose decision an obligation rests on; empty where another instrument came after."""
    duty = case.obligations.get(name)
    grounds = [one for one in duty.grounds if one.instrument != "perform"] if duty is not None else []
    last = case.tracks.get(grounds[-1].track) if grounds else None
    return last.id if last is not None and last.kind == "administrative" else ""


def persons_of(case: Case, do: str, args: Args) -> tuple[str, ...]:
    """Whom an act names: as persons and units, as who appeals, or by having a ruling of his own; none where all are.

    Whoever else was tried with them stays where he is.
    """
    named = [*args.texts("persons"), *args.texts("units")]
    if not named and do == "appeal":
        said = re.split(r"[、，,]\s*", args.text("requested_by"))
        named = [party.name for party in case.parties if party.name in said]
    if do == "withdraw_appeal":
        named = [name for name in named if f"criminal:{name}" in case.tracks]  # the procuratorate has no track
    if not named and do in ("rule", "rule_2"):
        named = [name for name in ruled_on(args) if f"criminal:{name}" in case.tracks]
    return tuple(dict.fromkeys(name for name in named if name))


def ruled_on(args: Args) -> list[str]:
    """The persons of whom a ruling says something by name; none where it says it of all of them."""
    by_name = [value for name in OF_PERSONS if isinstance(value := args.get(name), Mapping)]
    if not by_name:
        return []
    own = [str(name) for value in by_name for name in value]
    return [*own, *args.texts("acquitted"), *args.texts("exempted")]


OF_PERSONS = ("sentence", "fine", "outcome")
"""What a ruling says of everybody, or under the name of each."""


def _known_as(case: Case, name: str, kinds: set[str]) -> str:
    if "obligation" in kinds and name.startswith("enforcement:"):
        return name.partition(":")[2]
    if "enforcement" in kinds and "obligation" not in kinds and ITEM.match(name):
        return f"enforcement:{name}"
    if name in case.tracks or name in case.obligations or name in case.measurings:
        return name
    if name in TRACK_NAMES:
        return TRACK_NAMES[name]
    if "criminal" in kinds and any(party.name == name for party in case.parties):
        return f"criminal:{name}"
    return name


def _enforced_as(case: Case, do: str, name: str) -> str:
    """The enforcement that goes on for a duty which took the place of what it was opened for."""
    id = name.removeprefix("enforcement:")
    if name == id or name in case.tracks or id not in case.obligations or do in ("refer", "apply"):
        return name
    before = enforcement_before(case, case.obligations[id])
    return before.id if before is not None else name


def _candidates(case: Case, kind: str, act: Act, args: Args, named: tuple[str, ...]) -> list[str]:
    if kind == "folder":
        return [] if act.do == "inspect" and any(name in case.obligations for name in named) else [""]
    if named:
        return [name for name in named for name in _expanded(case, kind, name)]
    if kind == "obligation":
        return [*case.obligations, *(() if case.obligations else (new_name(case, kind),))]
    if kind == "measuring":
        return [*case.measurings, new_name(case, kind)]
    if kind == "enforcement":
        return [f"enforcement:{name}" for name in case.obligations]
    there = [track.id for track in case.of_kind(kind)]
    if kind == "criminal":
        return there or [f"criminal:{party.name}" for party in case.parties]
    return there or [kind]


def _expanded(case: Case, kind: str, name: str) -> list[str]:
    """The things of a kind that a name stands for: its own, or all tracks where it names their kind."""
    if kind == "obligation":
        return [name] if ITEM.match(name) or name in case.obligations else []
    if kind == "measuring":
        return [name] if MEASURING.match(name) or name in case.measurings else []
    if name in case.tracks:
        return [name] if case.tracks[name].kind == kind else []
    if name == kind:
        if kind == "criminal":
            return [track.id for track in case.of_kind(kind)] or [f"criminal:{one.name}" for one in case.parties]
        return [track.id for track in case.of_kind(kind)] or [kind]
    return [name] if re.match(rf"{kind}(\d*$|:)", name) else []


def _can_leave(table: Table, case: Case, kind: TrackKind, row: Row, name: str, on: datetime.date) -> bool:
    state = state_of(table, case, kind.name, name, on)
    return kind.leaves(row, state) and (state != NONE or NONE in row.from_)


def _preferred(case: Case, act: Act, args: Args, found: list[Target], named: tuple[str, ...]) -> list[Target]:
    """Where several fit: what the actor's seat may do, what is there before what would be new, tracks before duties."""
    may = [one for one in found if _by_seat(one.row, act)]
    found = may or found
    if not named:
        there = [one for one in found if one.kind.name == "folder" or _is_there(case, one.id)]
        found = there or found
    found = _of_the_case(case, act, found)
    if act.do in ("answer", "allow", "refuse"):
        found = [one for one in found if _is_asked(case, one)] or found
    first = {one.kind.name for one in found if one.kind.name in TRACKS}
    if first and act.do not in ACROSS:
        order = [kind for kind in TRACKS if kind in first]
        found = [one for one in found if one.kind.name == order[0]]
    if len(found) > 1 and not named and all(one.kind.name == "obligation" for one in found):
        found = _fitting(case, act, args, found)
    return found


ACROSS = (
    "receive",
    "rule",
    "serve",
    "take_effect",
    "appeal",
    "protest",
    "rule_2",
    "withdraw_appeal",
    "reopen",
    "allow",
)
"""Acts that are done to all tracks before the same bench at once."""


def _by_seat(row: Row, act: Act) -> bool:
    return any(may(seat, act.by.seats, act.by.kind) for seat in row.who)


def _of_the_case(case: Case, act: Act, found: list[Target]) -> list[Target]:
    """Acts that are done to the case or to something in it: to the case where it is put away, or people are moved."""
    folder = [one for one in found if one.kind.name == "folder"]
    other = [one for one in found if one.kind.name != "folder"]
    first = (act.do == "reopen" and case.state == "archived") or (
        act.do == "split" and not any(name in case.tracks for name in act.on)
    )
    return (folder or other) if first else (other or folder)


def _is_asked(case: Case, target: Target) -> bool:
    track = case.tracks.get(target.id)
    if track is None:
        return False
    by_state = track.state in ("advised", "applied")
    return by_state or bool(track.data.get("awaiting")) or track.pending == "withdrawal"


def _is_there(case: Case, name: str) -> bool:
    if name.startswith("enforcement:"):
        return name in case.tracks
    return name in case.tracks or name in case.obligations or name in case.measurings


def _fitting(case: Case, act: Act, args: Args, found: list[Target]) -> list[Target]:
    """Of several obligations, those that what is said can be about: a deposit, a person who pays, a unit."""
    duties = [(one, case.obligations[one.id]) for one in found]
    if act.do.startswith("deposit"):
        fit = [one for one, duty in duties if duty.held or duty.security is not None]
        return fit or found
    payer = args.text("payer")
    if payer:
        fit = [one for one, duty in duties if payer in duty.obligors]
        found = fit or found
    open_ = [one for one in found if case.obligations[one.id].state not in ("proven", "performed")]
    return open_ or found


def _nothing(table: Table, case: Case, act: Act, args: Args, pairs: Iterable[Pair], named: tuple[str, ...]) -> Refused:
    for kind, _ in pairs:
        rows = [row for other, row in pairs if other is kind]
        for name in _candidates(case, kind.name, act, args, named):
            state = state_of(table, case, kind.name, name, act.at)
            if state != NONE:
                told = msg(
                    NOT_NOW, name=_title(kind, name), state=table.label(kind.name, state), act=_label(table, act)
                )
                return Refused("impossible", told, _way(table, kind, rows, state), "state")
    kinds = list(dict.fromkeys(kind.label for kind, _ in pairs))
    if named and all(_is_there(case, name) for name in named):
        told = msg(NOT_OF_THAT, act=_label(table, act), name="、".join(named))
        return Refused("impossible", told, msg(OF_THESE, act=_label(table, act), kinds=kinds), "target")
    there = [*case.tracks, *case.obligations, *case.measurings] or ["（无）"]
    told = msg(NOT_THERE, name="、".join(named) or kinds[0])
    return Refused("impossible", told, msg(THERE_ARE, names=there), "target")


def _way(table: Table, kind: TrackKind, rows: Iterable[Row], state: str) -> str:
    """In which states it can be done, and the acts that lead there: from where it stands, else from anywhere."""
    wanted = list(dict.fromkeys(one for row in rows for one in row.from_ if one != NONE))
    states = dict.fromkeys(table.label(kind.name, one) for one in wanted)
    leading = [
        row
        for row in kind.rows
        if row.from_ != (NONE,) and any(kind.counts_as(to, one) for to in row.to for one in wanted)
    ]
    near = [row for row in leading if kind.leaves(row, state)]
    acts = dict.fromkeys(f"{table.acts[row.act].label}（{row.act}）" for row in near or leading)
    return msg(FROM_AND_HOW, states=states, acts=acts) if acts else msg(FROM, states=states)


def _title(kind: TrackKind, name: str) -> str:
    whom = name.partition(":")[2]
    return f"{kind.label}（{whom or name}）" if name else kind.label
