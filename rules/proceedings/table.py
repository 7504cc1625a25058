"""The one table of what can be done, as data: acts with their arguments, tracks with states and rows, kinds of duties.

``read_table`` reads ``rules/proceedings/*.yaml`` and ``transitions/*.yaml``. Whatever is wrong raises ``LawError`` with
file, line and reason: a row without an article or the reason why there is none, a state that is not declared, one that
cannot be left, a guard that is not written, an event that the law does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self, cast

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from rules.casefile.events import event_spans
from rules.deciding.book.base import (
    Basis,
    Entry,
    Known,
    LawText,
    NotEmpty,
    Remark,
    Switch,
    Whole,
    Words,
    known_to,
)
from rules.proceedings.acts import SYSTEM
from rules.proceedings.registry import CHOOSERS, EFFECTS, GUARDS, WARNINGS
from rules.proceedings.roles import KINDS, ROLES
from rules.reading.pydantic_errors import invalid
from rules.values.records import Confidence

HOME = Path(__file__).parent
SAME = (("outcome", "result"), ("result", "outcome"))
"""What an act calls the one, a script may call the other, where the act takes only one of them."""

OF_EVERY_ACT = ("note", "ground", "file", "paper", "report", "approval", "date", "place")
"""Arguments that every act takes: why, on what paper, with whose approval."""

ANY = "any"
"""In ``from``: whatever the state."""

ArgumentType = Literal[
    "text", "texts", "day", "number", "money", "tonnes", "rate", "flag", "ids", "any", "due", "paper", "sums", "tracks"
]


@dataclass
class KnownActs(Known):
    """What rows may refer to: acts and arguments by name, and whether functions must be registered already."""

    acts: Mapping[str, ActKind] = field(default_factory=dict)
    arguments: Mapping[str, Argument] = field(default_factory=dict)


def _acts(info: ValidationInfo) -> KnownActs | None:
    return cast("KnownActs | None", known_to(info))


def _seat(name: str) -> str:
    role, _, place = name.partition("@")
    if role not in (*ROLES, SYSTEM) or (place and place not in KINDS):
        raise invalid("没有席位 {seat}", seat=name)
    return name


def _event(name: str) -> str:
    if name not in event_spans():
        raise invalid("没有程序事项 {name}", name=name)
    return name


def _registered(registry: Mapping[str, object]) -> AfterValidator:
    def check(name: str) -> str:
        if name not in registry:
            raise invalid("没有登记的函数 {function}", function=name)
        return name

    return AfterValidator(check)


SeatName = Annotated[Words, AfterValidator(_seat)]
EventName = Annotated[Words, AfterValidator(_event)]
GuardName = Annotated[Words, _registered(GUARDS)]
WarningName = Annotated[Words, _registered(WARNINGS)]
EffectName = Annotated[Words, _registered(EFFECTS)]
ChooserName = Annotated[Words, _registered(CHOOSERS)]


class Argument(Entry):
    """An argument of acts: its type, its name on screen, other names by which it is understood."""

    name: Words = Field(validation_alias="argument")
    label: Words
    type: ArgumentType
    also: tuple[Words, ...] = ()
    obligation: Switch = False


class ActKind(Entry):
    """An act: its name on screen and its arguments. ``main``: the one that a single value is. ``called``: what its
    papers are in this act, where the catalogue of arguments has only a common name for them."""

    name: Words = Field(validation_alias="act")
    label: Words
    main: Remark = ""
    takes: tuple[Words, ...] = ()
    papers: tuple[Words, ...] = ()
    called: Mapping[Words, Words] = Field(default_factory=dict)
    obligations: Switch = False
    once: tuple[EffectName, ...] = ()
    also: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _arguments_exist(self, info: ValidationInfo) -> Self:
        known = _acts(info)
        for name in (*self.takes, *self.papers, *([self.main] if self.main else [])):
            if known is not None and name not in known.arguments:
                raise invalid("没有参数 {argument}", argument=name)
        for name in self.called:
            if name not in self.papers:
                raise invalid("没有参数 {argument}", argument=name)
        return self


class DutyKind(Entry):
    """A kind of obligation. ``unit``: what its amount may be counted in, the first stated counts. ``way``: the way of
    compensation that the law calls it; ``makes_good``: the heads of loss that it can, the first that is owed counts.
    ``personal``: only whoever owes it can do it, and no heir."""

    name: Words = Field(validation_alias="kind")
    unit: tuple[Words, ...] = ()
    proven_by: Literal["inspection", "retirement", "receipt", "record"]
    asked: Switch = False
    restores: Switch = False
    personal: Switch = False
    way: Remark = ""
    makes_good: tuple[Words, ...] = ()
    also: tuple[Words, ...] = ()


class Unread(Entry):
    """Why a row names no article."""

    none: Words


class PaperDemand(Entry):
    """A paper the act must have: with it (``now``), or handed in afterwards, open until then: of every act (``later``),
    or of those put down since it is demanded (``owed``), which say themselves that it was not with them.
    """

    name: Words
    when: Literal["now", "later", "owed"]


class State(Entry):
    """A state of a track.

    ``also``: what a track in it counts as, too (交付执行 is 生效). ``within``: it is no place of its own, but passed on
    the way into these. ``ended``: it asks for nothing more. ``closed``: the file is put away. ``by_time``: days or
    other records bring it about, no act.
    """

    name: Words = Field(validation_alias="state")
    label: Words
    also: tuple[Words, ...] = ()
    within: tuple[Words, ...] = ()
    ended: Switch = False
    closed: Switch = False
    by_time: Switch = False


class Row(Entry):
    """A transition. ``from_`` empty: only a case is opened with it. ``to`` empty: the state stays.

    ``guards`` refuse, ``warnings`` ask for a written reason, ``reminders`` keep open what is to be added afterwards.
    ``confidence``: how far the article was read, where that is less than its text was.
    """

    no: Whole
    act: Words
    from_: tuple[Words, ...] = Field(validation_alias="from")
    to: tuple[Words, ...] = ()
    chooses: ChooserName | None = None
    who: Annotated[tuple[SeatName, ...], NotEmpty()]
    head: Remark = ""
    guards: tuple[GuardName, ...] = ()
    warnings: tuple[WarningName, ...] = ()
    reminders: tuple[WarningName, ...] = ()
    effects: tuple[EffectName, ...] = ()
    event: EventName | None = None
    events_by: ChooserName | None = None
    paper: PaperDemand | None = None
    basis: Basis | Unread
    confidence: Confidence | None = None
    note: Remark = ""

    @model_validator(mode="after")
    def _decided(self, info: ValidationInfo) -> Self:
        if (len(self.to) > 1) != (self.chooses is not None):
            raise invalid("{act}：to 有几个的应写明 chooses，只有一个的不写", act=self.act)
        known = _acts(info)
        if known is not None and self.act not in known.acts:
            raise invalid("没有办案事项 {act}", act=self.act)
        return self


class TrackFile(Entry):
    """A file of transitions: a track with its states and rows."""

    track: Words
    label: Words
    states: Annotated[tuple[State, ...], NotEmpty()]
    rows: Annotated[tuple[Row, ...], NotEmpty()]


def trusted(row: Row) -> Confidence | None:
    """How far the article of a row was read; None where it names none."""
    if not isinstance(row.basis, Basis):
        return None
    return row.confidence or row.basis.confidence


@dataclass(frozen=True, eq=False)
class TrackKind:
    """A track as the table has it."""

    name: str
    label: str
    states: Mapping[str, State]
    rows: tuple[Row, ...]

    def counts_as(self, state: str, wanted: str) -> bool:
        """Whether a track in ``state`` is in ``wanted``, or counts as being in it."""
        return state == wanted or wanted in self.names_of(state)

    def names_of(self, state: str) -> tuple[str, ...]:
        """A state and all that a track in it counts as: what it says itself, and what is passed on the way into it."""
        if state not in self.states:
            return (state,)
        passed = (one.name for one in self.states.values() if state in one.within)
        return tuple(dict.fromkeys((state, *self.states[state].also, *passed)))

    def leaves(self, row: Row, state: str) -> bool:
        """Whether a row can be taken from a state. From what has ended only a row leads that names it."""
        if ANY in row.from_ or state in row.from_:
            return True
        ended = state in self.states and self.states[state].ended
        return not ended and any(self.counts_as(state, name) for name in row.from_)


@dataclass(frozen=True, eq=False)
class Table:
    """Everything that can be done."""

    acts: Mapping[str, ActKind]
    arguments: Mapping[str, Argument]
    duties: Mapping[str, DutyKind]
    tracks: Mapping[str, TrackKind]
    texts: Mapping[str, LawText]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Every spelling of an act, with its name."""
        return {spelt: act.name for act in self.acts.values() for spelt in (act.name, act.label, *act.also)}

    def rows(self, act: str) -> tuple[tuple[TrackKind, Row], ...]:
        """The rows of an act, over all tracks."""
        return tuple((track, row) for track in self.tracks.values() for row in track.rows if row.act == act)

    def label(self, track: str, state: str) -> str:
        """The name of a state on screen; of what does not exist, 无."""
        kind = self.tracks[track]
        return kind.states[state].label if state in kind.states else "无"

    def takes(self, act: str) -> Mapping[str, Argument]:
        """The arguments that an act takes, by every spelling."""
        return self._taken[act]

    @cached_property
    def _taken(self) -> Mapping[str, Mapping[str, Argument]]:
        return {act.name: self._of(act) for act in self.acts.values()}

    def _of(self, act: ActKind) -> Mapping[str, Argument]:
        names = [*act.takes, *act.papers]
        names += [name for name, one in self.arguments.items() if act.obligations and one.obligation]
        names += [name for name in OF_EVERY_ACT if name in self.arguments]
        made: dict[str, Argument] = {}
        for name, same in SAME:
            if name in names and same not in names:
                made |= dict.fromkeys((same, *self.arguments[same].also), self.arguments[name])
        for name in dict.fromkeys(names):
            for spelt in self.arguments[name].also:
                made.setdefault(spelt, self.arguments[name])
        return {**made, **{name: self.arguments[name] for name in names}}
