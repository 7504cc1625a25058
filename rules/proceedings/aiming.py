"""What a new act is done to, where its own words narrow or widen that: written into the act before it is done.

What is recorded already is told again as it was aimed then.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from rules.proceedings.acts import Act
from rules.proceedings.arguments import Args
from rules.proceedings.doing import Target
from rules.proceedings.effects.appeals import appellants
from rules.proceedings.fellows import left_behind
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Case, Track
from rules.proceedings.table import Table
from rules.proceedings.targets import nothing_to_do, persons_of, ruled_on, targets

NOT_TRIED = ("not_prosecuted", "probation_6_12m", "dropped", "withdrawn", "terminated")
DUTIES = ("ordered", "performed", "denied", "replaces", "claims", "uphold")
"""Arguments by which a ruling says what is owed."""


def aimed(table: Table, case: Case, act: Act, args: Args) -> Act:
    """The act with what it is done to, where its words say so; else as it is. Raises ``Refused``."""
    choose = AIMS.get(act.do)
    if choose is None or not set(act.on) <= set(table.tracks):
        return act
    try:
        found = targets(table, case, act, args)
    except Refused:
        return act  # told where it is done
    kept, every = choose(_Aim(table, case, act, args, found)), [one.id for one in found]
    on = tuple(dict.fromkeys((*(id for id in every if id in kept), *kept)))
    return act if set(on) == set(every) else replace(act, on=on)


class _Aim:
    """An act and all that it could be done to."""

    def __init__(self, table: Table, case: Case, act: Act, args: Args, found: tuple[Target, ...]) -> None:
        self.table, self.case, self.act, self.args, self.found = table, case, act, args, found
        self.persons = persons_of(case, act.do, args)
        named = {f"criminal:{name}" for name in self.persons}
        self.tried = [
            one.id for one in found if one.kind.name == "criminal" and (one.id in named or not act.on or not named)
        ]
        self.other = [one.id for one in found if one.kind.name != "criminal"]

    def nothing(self, *names: str) -> Refused:
        """Why it cannot be done to what it names."""
        return nothing_to_do(self.table, self.case, self.act, self.args, names)


def _ruled(aim: _Aim) -> list[str]:
    """A ruling that names accused judges them, and the claim where it says what is owed or judges all who are tried."""
    if not aim.persons or aim.act.on:
        return [*aim.tried, *aim.other]
    named = [f"criminal:{name}" for name in aim.persons if f"criminal:{name}" in aim.case.tracks]
    debtors = [name for name in aim.persons if f"criminal:{name}" not in named]
    if named and not aim.tried:
        raise aim.nothing(*named)
    if aim.tried and (_all_named(aim, named) or _says_what_is_owed(aim.args)):
        return [*aim.tried, *aim.other]
    kept = [id for id in aim.other if _party(aim.case.tracks.get(id), debtors)]
    if not aim.tried and not kept:
        raise aim.nothing(*(f"criminal:{name}" for name in debtors))
    return [*aim.tried, *kept]


def _all_named(aim: _Aim, named: list[str]) -> bool:
    """Whether nobody else is tried with them."""
    return all(one.id in named for one in aim.case.of_kind("criminal") if one.state not in NOT_TRIED)


def _says_what_is_owed(args: Args) -> bool:
    return bool(args.items) or any(args.get(name) for name in DUTIES)


def _party(track: Track | None, names: list[str]) -> bool:
    return track is not None and bool(set(names) & set(track.persons))


def _ruled_on_appeal(aim: _Aim) -> list[str]:
    """With whoever appealed are judged those whose judgment waits for it: all where it is sent back, else those of
    whom the ruling says something by name (刑诉法233, 解释404).
    """
    case = aim.case
    waiting = {one.id: one for id in aim.tried for one in left_behind(case, case.tracks[id])}
    if not waiting:
        return _ruled(aim)
    said = {f"criminal:{name}" for name in ruled_on(aim.args)}
    back = aim.args.flag("remit") and not aim.persons
    return [*_ruled(aim), *(id for id in waiting if back or id in said)]


def _appealed(aim: _Aim) -> list[str]:
    """The part that is appealed, as the act names it; who is not accused appeals of the claim alone (刑诉法227(2))."""
    said = aim.args.text("kind")
    sentence, claim = bool(re.search("刑事|刑罚|criminal", said)), bool(re.search("民事|civil", said))
    if sentence and not claim and aim.other:
        return aim.tried or _refused(aim, "criminal")
    if (claim and not sentence) or (aim.act.do == "appeal" and not aim.persons and _by_the_plaintiff(aim)):
        return aim.other or _refused(aim, "civil")
    if not aim.persons or not aim.tried or aim.act.on:
        return [*aim.tried, *aim.other]
    return [*aim.tried, *(id for id in aim.other if _party(aim.case.tracks.get(id), list(aim.persons)))]


def _withdrawn(aim: _Aim) -> list[str]:
    """An appeal is withdrawn in the part in which whoever is named appealed."""
    named, every = set(aim.args.texts("persons")), _appealed(aim)
    own = [id for id in every if named & set(appellants(aim.case.tracks[id]))]
    return own or every


def _refused(aim: _Aim, kind: str) -> list[str]:
    raise aim.nothing(*([track.id for track in aim.case.of_kind(kind)] or [kind]))


def _by_the_plaintiff(aim: _Aim) -> bool:
    by = aim.args.text("requested_by")
    plaintiffs = [str(track.data.get("plaintiff") or "") for track in aim.case.of_kind("civil")]
    return bool(by) and by in (*plaintiffs, *aim.case.institutions("procuratorate"))


def _of_persons(aim: _Aim) -> list[str]:
    """What is done of persons by name is done of the claim where it names all of its parties."""
    if not aim.persons or not aim.tried or aim.act.on:
        return [*aim.tried, *aim.other]
    whole = [id for id in aim.other if set(aim.case.tracks[id].persons) <= set(aim.persons)]
    return [*aim.tried, *whole]


AIMS: dict[str, Callable[[_Aim], list[str]]] = {
    "rule": _ruled,
    "rule_2": _ruled_on_appeal,
    "appeal": _appealed,
    "withdraw_appeal": _withdrawn,
    "take_effect": _of_persons,
    "reopen": _of_persons,
}
"""Acts that are done to several trials and claims at once -> how their words choose among them."""
