"""An act about to be done to one thing: what guards, warnings, effects and choosers look at."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import cast

from rules.proceedings.acts import Act
from rules.proceedings.arguments import Args
from rules.proceedings.clock import track_state
from rules.proceedings.state import NONE, Case, Measuring, Obligation, Track
from rules.proceedings.table import Row, Table, TrackKind


@dataclass(frozen=True)
class Target:
    """A row of the table and what it is done to. ``id``: of a track, an obligation, a measuring; empty for the case."""

    kind: TrackKind
    row: Row
    id: str = ""


@dataclass(frozen=True)
class Doing:
    """An act, done to one of its targets. ``all``: every target of the act."""

    table: Table
    case: Case
    act: Act
    args: Args
    target: Target
    all: tuple[Target, ...]

    @property
    def row(self) -> Row:
        return self.target.row

    @property
    def id(self) -> str:
        return self.target.id

    @property
    def day(self) -> datetime.date:
        return self.act.at

    @property
    def kind(self) -> str:
        """The kind of track."""
        return self.target.kind.name

    @property
    def track(self) -> Track | None:
        return self.case.tracks.get(self.id)

    @property
    def there(self) -> Track:
        """The track that is there already."""
        return cast("Track", self.track)

    @property
    def duty(self) -> Obligation | None:
        return self.case.obligations.get(self.id)

    @property
    def measuring(self) -> Measuring | None:
        return self.case.measurings.get(self.id)

    @property
    def label(self) -> str:
        """The act's name on screen."""
        return self.table.acts[self.act.do].label


def state_of(table: Table, case: Case, kind: str, id: str, on: datetime.date) -> str:
    """The state of a track, an obligation, a measuring or the case on a day; ``none`` of what is not there."""
    if kind == "folder":
        return case.state
    if kind == "obligation":
        return case.obligations[id].state if id in case.obligations else NONE
    if kind == "measuring":
        return case.measurings[id].state if id in case.measurings else NONE
    track = case.tracks.get(id)
    return NONE if track is None else track_state(table, case, track, on)
