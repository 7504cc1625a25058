"""办案事项表 in words: per kind of proceedings its states and its acts, drawn from the table that the acts follow.

Every word of it is one of the catalogue; the page puts it into its language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from flask_babel import gettext

from casework.proceedings.conditions import CONDITIONS
from rules.proceedings.book import load_table
from rules.proceedings.seats import PLACES, SEATS
from rules.proceedings.state import NONE
from rules.proceedings.table import ANY, Row, Table, TrackKind, Unread

ANY_TIME, NOT_YET = "任何时候", "尚无"


@dataclass(frozen=True)
class Transition:
    """A row in words. ``who``: seats, each with its place or none; ``article``: where the law says so; ``unread``: why
    no article is named."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    who: tuple[tuple[str, str], ...]
    head: str
    conditions: tuple[str, ...]
    reasons: tuple[str, ...]
    paper: str
    paper_later: bool
    law: str
    article: str
    unread: str
    note: str


@dataclass(frozen=True)
class ActRows:
    """An act with its rows in one kind of proceedings."""

    name: str
    label: str
    rows: tuple[Transition, ...]


@dataclass(frozen=True)
class TrackPage:
    """A kind of proceedings with its states and acts."""

    name: str
    label: str
    states: tuple[tuple[str, bool], ...]
    acts: tuple[ActRows, ...]


def tracks() -> list[TrackPage]:
    """Every kind of proceedings, as the table has it."""
    table = load_table()
    return [_track(table, kind) for kind in table.tracks.values()]


def searched(every: Iterable[TrackPage], wanted: str) -> list[TrackPage]:
    """What of the table holds a word, in Chinese or in the language of the page, of the act or one of its rows."""
    found = (replace(track, acts=tuple(act for act in track.acts if _holds(act, wanted.casefold()))) for track in every)
    return [track for track in found if track.acts]


def _holds(act: ActRows, wanted: str) -> bool:
    return any(wanted in said.casefold() for word in _said(act) for said in (word, gettext(word) if word else ""))


def _said(act: ActRows) -> Iterator[str]:
    yield from (act.name, act.label)
    for row in act.rows:
        yield from (*row.conditions, *row.reasons, row.paper, row.law + row.article, row.note)


def _track(table: Table, kind: TrackKind) -> TrackPage:
    states = tuple((one.label, one.ended) for one in kind.states.values())
    named = sorted(kind.rows, key=lambda row: list(table.acts).index(row.act))
    order = list(dict.fromkeys(row.act for row in kind.rows))
    rows = {act: tuple(_row(table, kind, row) for row in of) for act, of in groupby(named, lambda row: row.act)}
    acts = tuple(ActRows(act, table.acts[act].label, rows[act]) for act in order)
    return TrackPage(kind.name, kind.label, states, acts)


def _row(table: Table, kind: TrackKind, row: Row) -> Transition:
    basis = row.basis
    unread = basis.none if isinstance(basis, Unread) else ""
    return Transition(
        tuple(dict.fromkeys(_state(table, kind, one) for one in row.from_)),
        tuple(dict.fromkeys(_state(table, kind, one) for one in row.to)),
        tuple(_seat(one) for one in row.who),
        row.head,
        tuple(CONDITIONS.get(one, one) for one in row.guards),
        tuple(CONDITIONS.get(one, one) for one in row.warnings),
        row.paper.name if row.paper else "",
        row.paper is not None and row.paper.when == "later",
        "" if isinstance(basis, Unread) else basis.text,
        "" if isinstance(basis, Unread) else str(basis.article),
        unread,
        row.note,
    )


def _state(table: Table, kind: TrackKind, name: str) -> str:
    if name == ANY:
        return ANY_TIME
    return NOT_YET if name == NONE else table.label(kind.name, name)


def _seat(name: str) -> tuple[str, str]:
    role, _bar, place = name.partition("@")
    return (SEATS[role], PLACES[place] if place else "")
