"""What the files of deadlines hold, typed: events, ways of counting, exclusions, extensions, rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.deciding.book.types import Period
from rules.deciding.deadlines.counting import Length


@dataclass(frozen=True, slots=True)
class Basis:
    """Text and article; ``confidence`` is how well the text was read."""

    text: str
    article: str
    confidence: str = "verified"

    def __str__(self) -> str:
        return f"{self.text}{self.article}"

    def as_json(self) -> dict[str, str]:
        return {"text": self.text, "article": self.article}


@dataclass(frozen=True, slots=True)
class Choice:
    """A state of the proceedings that events set; the last of them counts, ``default`` before any."""

    name: str
    label: str
    values: tuple[str, ...]
    default: str


@dataclass(frozen=True, slots=True)
class Event:
    """What can happen in the proceedings. ``by``: roles that may record it. ``span``: it has a first and last day.

    ``planned``: its day may lie ahead.
    """

    name: str
    group: str
    by: tuple[str, ...]
    span: bool
    sets: Mapping[str, str]
    planned: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Counting:
    """How a period is counted: to which date months lead, whether the end moves off a holiday, or backwards."""

    name: str
    months: str
    moves: bool
    backwards: bool
    start_basis: Basis
    months_basis: Basis
    moves_basis: Basis
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A stretch of time that does not count towards periods of these tracks, or, ``excluded`` false, expressly does.

    ``at_most``: how much of it is left out at the longest.
    """

    id: str
    says: str
    event: str
    excluded: bool
    tracks: tuple[str, ...]
    at_most: Length | None
    basis: Basis
    in_force: Period
    confidence: str
    note: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Extension:
    """A longer period once ``granted_by`` happened: ``add`` to it, or ``up_to`` this length in all."""

    granted_by: str
    says: str
    add: Length | None
    up_to: Length | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Bar:
    """A step the law forbids: in a state of the proceedings (``when``), or an ``event`` more often than allowed."""

    id: str
    says: str
    when: Mapping[str, tuple[str, ...]]
    event: str
    more_than: int
    basis: Basis
    in_force: Period
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """A period as the law states it.

    ``kind``: ``limit`` (to be done by the end), ``wait`` (``bars`` must not happen before it is over) or ``custody``
    (a restraint that lasts at most so long). ``after``: begins where another period ends. ``each``: every start has a
    period of its own; otherwise the last start or restart counts. ``holds``: while somebody is in custody the end does
    not move off a holiday. ``right``: nobody is at fault when it passes unused. ``given``: the end is what the event
    says.
    """

    id: str
    title: str
    says: str
    basis: Basis
    in_force: Period
    track: str
    kind: str
    counting: Counting
    who: str
    starts: tuple[str, ...]
    restarts: tuple[str, ...]
    stops_at: tuple[str, ...]
    after: str
    ends: tuple[str, ...]
    bars: tuple[str, ...]
    unless: tuple[str, ...]
    when: Mapping[str, tuple[str, ...]]
    length: Length
    at_latest: Length | None
    given: bool
    each: bool
    holds: bool
    right: bool
    extensions: tuple[Extension, ...]
    confidence: str
    note: str
    unsettled_before: str
    file: str = ""
    line: int = 0
