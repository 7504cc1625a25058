"""办案事项表 in words: per kind of proceedings its states and rows, drawn from the table that the acts follow."""

from __future__ import annotations

from dataclasses import dataclass

from casework.proceedings.conditions import CONDITIONS
from rules.proceedings.book import load_table
from rules.proceedings.seats import PLACES, SEATS
from rules.proceedings.state import NONE
from rules.proceedings.table import ANY, Row, Table, TrackKind, Unread


@dataclass(frozen=True)
class Transition:
    """A row in words. ``article``: where the law says so; ``unread``: why no article is named."""

    act: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    who: tuple[str, ...]
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
class TrackPage:
    """A kind of proceedings with its states and rows."""

    name: str
    label: str
    states: tuple[tuple[str, bool], ...]
    rows: tuple[Transition, ...]


def tracks() -> list[TrackPage]:
    """Every kind of proceedings, as the table has it."""
    table = load_table()
    return [_track(table, kind) for kind in table.tracks.values()]


def _track(table: Table, kind: TrackKind) -> TrackPage:
    states = tuple((one.label, one.ended) for one in kind.states.values())
    return TrackPage(kind.name, kind.label, states, tuple(_row(table, kind, row) for row in kind.rows))


def _row(table: Table, kind: TrackKind, row: Row) -> Transition:
    basis = row.basis
    unread = basis.none if isinstance(basis, Unread) else ""
    return Transition(
        table.acts[row.act].label,
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
        return "任何时候"
    return "尚无" if name == NONE else table.label(kind.name, name)


def _seat(name: str) -> str:
    role, _bar, place = name.partition("@")
    return f"{PLACES[place]}{SEATS[role]}" if place else SEATS[role]
