"""Reads the table and checks that it holds together. ``load_table()`` gives the one that ships."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import rules.proceedings.choices
import rules.proceedings.effects
import rules.proceedings.guards  # noqa: F401  # both register the functions that rows name
from rules.deciding.book.base import Known, LawError, LawText, by_name, checked, entries_of
from rules.deciding.deadlines.book import load_book
from rules.proceedings.table import (
    ANY,
    HOME,
    ActKind,
    Argument,
    DutyKind,
    KnownActs,
    Row,
    State,
    Table,
    TrackFile,
    TrackKind,
)
from rules.reading.located import FileError, LineMapping, Mistake
from rules.reading.messages import msg
from rules.reading.yaml_reader import read_located

NOTHING = "none"
TRACKS = (
    "folder",
    "criminal",
    "civil",
    "negotiation",
    "administrative",
    "supervision",
    "measuring",
    "obligation",
    "enforcement",
)
"""In the order in which an act that fits several is taken."""


@cache
def load_table() -> Table:
    """The table that ships with the system."""
    return read_table(HOME, load_book().texts)


def read_table(folder: Path, texts: Mapping[str, LawText]) -> Table:
    """The table of a folder. Raises ``LawError`` with every mistake, its file and line."""
    mistakes: list[Mistake] = []
    known = KnownActs("arguments.yaml", texts)
    known.arguments = by_name(
        checked(Argument, _entries(folder, "arguments.yaml"), known, mistakes), lambda one: one.name, mistakes
    )
    known.file = "acts.yaml"
    known.acts = by_name(
        checked(ActKind, _entries(folder, "acts.yaml"), known, mistakes), lambda one: one.name, mistakes
    )
    known.file = "kinds.yaml"
    duties = by_name(checked(DutyKind, _entries(folder, "kinds.yaml"), known, mistakes), lambda one: one.name, mistakes)
    tracks = {name: _track(folder, name, known, mistakes) for name in TRACKS}
    if mistakes:
        raise LawError(mistakes)
    table = Table(known.acts, known.arguments, duties, {name: one for name, one in tracks.items() if one}, texts)
    mistakes.extend(_unsound(table))
    if mistakes:
        raise LawError(mistakes)
    return table


def _entries(folder: Path, name: str) -> list[LineMapping]:
    return entries_of((folder / name).read_bytes(), name)


def _track(folder: Path, name: str, known: Known, mistakes: list[Mistake]) -> TrackKind | None:
    known.file = f"transitions/{name}.yaml"
    try:
        data = read_located((folder / known.file).read_bytes(), known.file)
    except FileError as problem:
        mistakes.extend(problem.mistakes)
        return None
    made = checked(TrackFile, [data], known, mistakes)
    if not made:
        return None
    states = by_name(made[0].states, lambda state: state.name, mistakes)
    return TrackKind(made[0].track, made[0].label, states, made[0].rows)


def _unsound(table: Table) -> Iterator[Mistake]:
    """What single entries cannot show: states that are not declared or cannot be left, acts without a row."""
    for track in table.tracks.values():
        for state in track.states.values():
            yield from _undeclared(track, (*state.also, *state.within), state.mistake)
        for row in track.rows:
            yield from _undeclared(track, (*row.from_, *row.to), row.mistake)
        for state in track.states.values():
            if not _has_way_out(track, state):
                yield state.mistake(msg("状态 {state} 没有出路", state=state.name))
    used = {row.act for track in table.tracks.values() for row in track.rows}
    for act in table.acts.values():
        if act.name not in used:
            yield act.mistake(msg("办案事项 {act} 没有转移", act=act.name))
        yield from _ambiguous(table, act)


def _has_way_out(track: TrackKind, state: State) -> bool:
    """By an act, or by time: what has come to its end counts as the state it came from."""
    if state.ended or state.within or track.name == "folder":
        return True
    by_time = any(other.by_time and state.name in other.also for other in track.states.values())
    return by_time or any(row.to and track.leaves(row, state.name) for row in track.rows)


def _undeclared(track: TrackKind, names: Iterable[str], mistake: Callable[[str], Mistake]) -> Iterator[Mistake]:
    for name in names:
        if name not in track.states and name not in (NOTHING, ANY) and not _of_another(track, name):
            yield mistake(msg("{track} 没有状态 {state}", track=track.name, state=name))


def _of_another(track: TrackKind, name: str) -> bool:
    """Names that a state may count as without being a state of its own (中止)."""
    return any(name in state.also for state in track.states.values())


def _ambiguous(table: Table, act: ActKind) -> Iterator[Mistake]:
    """Spellings that two arguments of one act share."""
    names = [*act.takes, *act.papers]
    names += [name for name, one in table.arguments.items() if act.obligations and one.obligation]
    seen: dict[str, str] = {}
    for name in dict.fromkeys(names):
        for spelt in table.arguments[name].also:
            if spelt in seen and spelt not in names:
                told = msg(
                    "{act} 的参数 {names} 都可以写作 {spelt}", act=act.name, names=(seen[spelt], name), spelt=spelt
                )
                yield act.mistake(told)
            seen[spelt] = name


def rows_of(table: Table) -> Iterator[tuple[TrackKind, Row]]:
    """Every row with its track."""
    for track in table.tracks.values():
        for row in track.rows:
            yield track, row
