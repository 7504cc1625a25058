"""What the files of deadlines hold, typed: events, ways of counting, exclusions, extensions, rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Self, cast

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema, model_validator

from rules.deciding.book.base import Basis, Dated, Entry, Known, NotEmpty, Remark, Switch, Whole, Words, known_to
from rules.deciding.deadlines.counting import Length
from rules.reading.messages import template
from rules.reading.pydantic_errors import invalid

NO_SUCH_COUNTING = template("没有这种计算方法 {counting}")


@dataclass
class KnownPeriods(Known):
    """What the entries of a file of deadlines may refer to."""

    events: Mapping[str, Event] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    counting: Mapping[str, Counting] = field(default_factory=dict)


def _known(info: ValidationInfo) -> KnownPeriods:
    return cast(KnownPeriods, known_to(info))


def _event(name: str, info: ValidationInfo) -> str:
    if name not in _known(info).events:
        raise invalid("没有程序事项 {name}", name=name)
    return name


def _span(name: str, info: ValidationInfo) -> str:
    if not _known(info).events[name].span:
        raise invalid("{event} 不是有起止两日的程序事项", event=name)
    return name


def _states(when: dict[str, tuple[str, ...]], info: ValidationInfo) -> dict[str, tuple[str, ...]]:
    choices = _known(info).choices
    for name, values in when.items():
        if name not in choices or not set(values) <= set(choices[name].values):
            raise invalid("{name} 没有 {values}", name=name, values=values)
    return when


def _settings(sets: dict[str, str], info: ValidationInfo) -> dict[str, str]:
    _states({name: (value,) for name, value in sets.items()}, info)
    return sets


def _way(name: Any, info: ValidationInfo) -> Any:
    if not isinstance(name, str):
        raise invalid("应为文字")
    if name not in _known(info).counting:
        raise invalid(NO_SUCH_COUNTING, counting=name)
    return _known(info).counting[name]


def _not_empty(length: Any) -> Any:
    if length == {}:
        raise invalid("长度应写作 {{days: 10}} 一类")
    return length


EventName = Annotated[Words, AfterValidator(_event)]
SpanName = Annotated[EventName, AfterValidator(_span)]
States = Annotated[dict[Words, tuple[Words, ...]], AfterValidator(_states)]
"""States of the proceedings under which an entry applies, each with its values."""
Long = Annotated[Length, BeforeValidator(_not_empty)]
Role = Literal["prosecutor", "judge", "forestry_officer"]


class Choice(Entry):
    """A state of the proceedings that events set; the last of them counts, ``default`` before any."""

    name: Words = Field(validation_alias="choice")
    label: Words
    values: Annotated[tuple[Words, ...], NotEmpty()]
    default: Words

    @model_validator(mode="after")
    def _among_its_values(self) -> Self:
        if self.default not in self.values:
            raise invalid("default 应为 {values} 之一，现为 {default}", values=self.values, default=self.default)
        return self


class Event(Entry):
    """What can happen in the proceedings. ``by``: roles that may record it. ``span``: it has a first and last day.

    ``planned``: its day may lie ahead.
    """

    name: Words = Field(validation_alias="event")
    group: Words
    by: Annotated[tuple[Role, ...], NotEmpty()]
    span: Switch = False
    sets: Annotated[dict[Words, Words], AfterValidator(_settings)] = Field(default_factory=dict)
    planned: Switch = False
    note: Remark = ""


class Counting(Entry):
    """How a period is counted: to which date months lead, whether the end moves off a holiday, or backwards."""

    name: Words = Field(validation_alias="counting")
    months: Literal["same_date", "corresponding"]
    moves: Switch
    backwards: Switch = False
    start_basis: Basis
    months_basis: Basis
    moves_basis: Basis
    note: Remark = ""


class Exclusion(Dated):
    """A stretch of time that does not count towards periods of these tracks, or, ``excluded`` false, expressly does.

    ``at_most``: how much of it is left out at the longest.
    """

    event: SpanName
    excluded: Switch
    tracks: Annotated[tuple[Words, ...], NotEmpty()]
    at_most: Long | None = None


class Extension(Entry):
    """A longer period once ``granted_by`` happened: ``add`` to it, ``up_to`` this length in all, or to the last day of
    that event where the law leaves the length to who grants it (``given``)."""

    granted_by: EventName
    says: Words
    add: Long | None = None
    up_to: Long | None = None
    given: Switch = False
    basis: Basis

    @model_validator(mode="after")
    def _one_way(self, info: ValidationInfo) -> Self:
        if [self.add is not None, self.up_to is not None, self.given].count(True) != 1:
            raise invalid("延长应写明 add（增加多少）、up_to（延长至多少）、given（由批准的日子给定）之一")
        if self.given:
            _span(self.granted_by, info)
        return self


class Bar(Dated):
    """A step the law forbids: in a state of the proceedings (``when``), or an ``event`` more often than allowed."""

    when: States = Field(default_factory=dict)
    event: EventName | None = None
    more_than: Whole | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.when) == bool(self.event) or (self.event is None) != (self.more_than is None):
            raise invalid("{entry}：应写明 when，或者 event 与 more_than", entry=self.id)
        return self


class DeadlineRule(Dated):
    """A period as the law states it.

    ``kind``: ``limit`` (to be done by the end), ``wait`` (``bars`` must not happen before it is over) or ``custody``
    (a restraint that lasts at most so long). ``after``: begins where another period ends. ``each``: every start has a
    period of its own; ``of_each_person``: the last start of every person has; otherwise the last start or restart
    counts. ``breaks``: begins anew unless it has run out. ``holds``: while somebody is in custody the end does not
    move off a holiday. ``right``: nobody is at fault when it passes unused. ``given``: the end is what the event says.
    """

    title: Words
    track: Words
    kind: Literal["limit", "wait", "custody"]
    counting: Annotated[Counting, BeforeValidator(_way), WithJsonSchema({"type": "string"})]
    who: Words
    starts: tuple[EventName, ...] = ()
    restarts: tuple[EventName, ...] = ()
    breaks: tuple[EventName, ...] = ()
    stops_at: tuple[EventName, ...] = ()
    after: Remark = ""
    ends: tuple[EventName, ...] = ()
    bars: tuple[EventName, ...] = ()
    unless: tuple[EventName, ...] = ()
    when: States = Field(default_factory=dict)
    length: Long = Length()
    at_latest: Long | None = None
    given: Switch = False
    each: Switch = False
    of_each_person: Switch = False
    holds: Switch = False
    right: Switch = False
    extensions: tuple[Extension, ...] = ()
    unsettled_before: Remark = ""

    @model_validator(mode="after")
    def _can_be_counted(self, info: ValidationInfo) -> Self:
        events = _known(info).events
        if bool(self.starts) == bool(self.after):
            raise invalid("{entry}：应写明 starts（起算事项）或者 after（前一期限）之一", entry=self.id)
        if bool(self.bars) != (self.kind == "wait"):
            raise invalid("{entry}：wait 应写明 bars（期满前不得做的事项），其他不写", entry=self.id)
        stated = "length" in self.model_fields_set
        if self.given == stated or (self.given and not all(events[name].span for name in self.starts)):
            raise invalid("{entry}：应写明 length，或者 given 并由有止日的事项给定", entry=self.id)
        if self.at_latest and _in_days(self.at_latest) <= _in_days(self.length):
            raise invalid("{entry}：at_latest 应长于 length", entry=self.id)
        return self


def _in_days(length: Length) -> tuple[int, int]:
    return length.all_months, length.days
