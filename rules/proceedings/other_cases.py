"""What an act of 分案 or 并案 makes of the other case. ``moving`` moves; here is told whether, whom, and to where, and
the accounts of both follow."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rules.proceedings.acts import Act
from rules.proceedings.arguments import read
from rules.proceedings.book import load_table
from rules.proceedings.course import tick
from rules.proceedings.ledger import posted
from rules.proceedings.moving import joined, split_off
from rules.proceedings.state import Case

SPLIT, MERGE, INTO = "split", "merge", "merge_into"
MOVING = (SPLIT, MERGE, INTO)
"""Acts that name another case: persons go there, all of it comes here, all of this goes there."""


@dataclass(frozen=True)
class Move:
    """An act that moves. ``other``: the case it names; ``persons``: who goes there, of 分案."""

    act: str
    other: str
    persons: tuple[str, ...] = ()


def move_of(case: Case, act: Act) -> Move | None:
    """The move that an act is, done to the case as it stood before; None of every other act.

    Raises ``Refused`` for wrong arguments.
    """
    table = load_table()
    name = table.names.get(act.do, "")
    if name not in MOVING:
        return None
    raw: Any = act.args if isinstance(act.args, Mapping) else {table.acts[name].main or "note": act.args}
    given = {key: value for key, value in raw.items() if key != "reason"}
    args = read(table, name, given, [party.name for party in case.parties])
    known = {party.name for party in case.parties}
    persons = tuple(one for one in (args.texts("persons") or act.on) if one in known)
    if name == SPLIT and not persons:
        return None  # of a civil claim that is to be brought alone: nobody goes anywhere
    return Move(name, args.text("case"), persons if name == SPLIT else ())


def split_from(case: Case, persons: Iterable[str], title: str, at: datetime.date) -> Case:
    """The case that begins on this day with persons of another. Raises ``Refused``."""
    return posted(tick(split_off(case, persons, title), at), 0, at)


def taken_in(case: Case, other: Case) -> Case:
    """The case, whose last act took another in, with what came of it. Raises ``Refused``."""
    return posted(joined(case, other), len(case.acts), case.day)
