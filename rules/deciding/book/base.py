"""What the entries of all files of law have in common: exact keys, a place, days in force, the text they rest on."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Self, TypeVar, cast

from pydantic import (
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    PlainValidator,
    PrivateAttr,
    Strict,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

from rules.reading.located import FileError, LineMapping, Mistake, Place, mistakes_of
from rules.reading.messages import msg
from rules.reading.pydantic_errors import invalid
from rules.reading.yaml_reader import read_located
from rules.values.records import Address, Confidence, Record, site


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise invalid("应为数，现为 {value}", value=str(value))
    return Decimal(value)


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Remark = Annotated[str, StringConstraints(strip_whitespace=True)]
"""Text that may be empty."""
Exact = Annotated[Decimal, PlainValidator(_number), WithJsonSchema({"type": "number"})]
Whole = Annotated[int, Strict(), Field(ge=0)]
Switch = Annotated[bool, Strict()]
LawDay = Annotated[datetime.date, Strict()]


class NotEmpty:
    """Marks a tuple of at least one item. (``min_length`` would count only the items that are right.)"""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core), "minItems": 1}

    @staticmethod
    def _checked(value: Any) -> Any:
        if not value:
            raise PydanticKnownError("too_short", {"field_type": "Tuple", "min_length": 1, "actual_length": 0})
        return value


class OrOne:
    """Marks a list for which a single value may stand."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._listed, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        made = handler(core)
        return {"anyOf": [made["items"], made]}

    @staticmethod
    def _listed(value: Any) -> Any:
        return value if isinstance(value, list | tuple) else [value]


MOST_ENTRIES = 5000
"""Of a file; the longest that ships has some two hundred. Every mistake of every entry is kept until it is told."""


class LawError(FileError):
    """The law cannot be loaded."""


E = TypeVar("E", bound="Entry")
T = TypeVar("T")


class Kept:
    """What entries were read as, for whoever builds many books that share most of them.

    An entry that may refer to others is kept with those it was read beside (``beside``): among others it may read
    otherwise.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], tuple[object, Any]] = {}

    def once(self, entry: object, kind: object, beside: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` made of this very entry before, or makes of it now."""
        key = id(entry), kind, beside
        if key not in self._made:
            self._made[key] = entry, make()  # the entry too, so that its id stays its own
        return cast("T", self._made[key][1])


@dataclass
class Known:
    """What is known while a file is read: its name, and what its entries may refer to.

    ``kept``: what was read before, ``beside``: of entries that refer to others, which others.
    """

    file: str
    texts: Mapping[str, LawText] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)
    beside: Hashable = None


def known_to(info: ValidationInfo) -> Known | None:
    """What is known to the reader of a file; None where an entry is made by the program."""
    return cast("Known | None", info.context)


class Entry(Record):
    """An entry of a file of law. It knows where it stands."""

    _at: tuple[str, Place] | None = PrivateAttr(None)

    @model_validator(mode="wrap")
    @classmethod
    def _keep_place(cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        made = handler(data)
        if isinstance(data, LineMapping):
            known = known_to(info)
            made._at = known.file if known else "", data.place
        return made

    @property
    def file(self) -> str:
        return self._at[0] if self._at else ""

    @property
    def line(self) -> int:
        return self._at[1].line if self._at else 0

    def standing_at(self, other: Entry) -> Self:
        """The same, as if written where another entry is."""
        self._at = other._at
        return self

    def mistake(self, reason: str) -> Mistake:
        """A mistake of this entry."""
        return Mistake(self.file, self.line, reason, self._at[1].column if self._at else 1)

    def stated(self) -> dict[str, object]:
        """What the entry states, wherever it stands, as plain data."""
        return self.model_dump()


class Period(Record):
    """In force from the first to the last day, both included; no last day while in force."""

    start: LawDay = Field(validation_alias="from")
    end: LawDay | None = Field(default=None, validation_alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise invalid("施行期间颠倒：自 {start} 至 {end}", start=self.start, end=self.end)
        return self

    def __contains__(self, day: datetime.date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: Period) -> bool:
        return (other.end is None or self.start <= other.end) and (self.end is None or other.start <= self.end)

    def covers(self, other: Period) -> bool:
        return self.start <= other.start and (self.end is None or (other.end is not None and other.end <= self.end))

    def as_json(self) -> dict[str, str | None]:
        return {"from": self.start.isoformat(), "to": self.end.isoformat() if self.end else None}


class LawText(Entry):
    """A law or interpretation: its number as cited, full title, period, and where its text was read.

    ``confidence``: ``verified`` the articles were read, ``secondary`` an excerpt was read, ``unverified`` neither.
    ``url``: where the text can be read on the web; empty where no address is on record. ``retrieved``: the day of the
    copy there.
    """

    text: Words
    title: Words
    in_force: Period
    source: Words
    confidence: Confidence
    note: Remark = ""
    url: Address | None = None
    retrieved: LawDay | None = None

    @property
    def host(self) -> str:
        """Whose site the address is on, as a reader is told before he follows it; empty without an address."""
        return site(self.url)

    @model_validator(mode="after")
    def _address_first(self) -> Self:
        if self.retrieved is not None and self.url is None:
            raise invalid("写明 retrieved 的，应写明 url")
        return self

    def stated(self) -> dict[str, object]:
        """What is stated of the text; its address on the web is no part of the law."""
        return self.model_dump(exclude={"url", "retrieved"})


class Basis(Record):
    """Text and article of the law."""

    text: Words
    article: Words
    _cited: LawText | None = PrivateAttr(None)

    @model_validator(mode="after")
    def _on_record(self, info: ValidationInfo) -> Self:
        known = known_to(info)
        if known is not None:
            self._cited = known.texts.get(self.text)
            if self._cited is None:
                raise invalid("依据 {text} 不在 texts.yaml 中", text=self.text)
        return self

    @property
    def cited(self) -> LawText:
        """The text itself."""
        assert self._cited is not None, "read from a file, where every text cited is on record"
        return self._cited

    @property
    def confidence(self) -> Confidence:
        """How well the text was read."""
        return self._cited.confidence if self._cited else "verified"

    def __str__(self) -> str:
        return f"{self.text}{self.article}"

    def as_json(self) -> dict[str, str]:
        return {"text": self.text, "article": self.article}


class Dated(Entry):
    """An entry in force for a time, within the time of the text it rests on."""

    id: Words
    says: Words
    basis: Basis
    in_force: Period
    confidence: Confidence = "verified"
    note: Remark = ""

    @model_validator(mode="after")
    def _within_its_text(self, info: ValidationInfo) -> Self:
        if known_to(info) is not None and not self.basis.cited.in_force.covers(self.in_force):
            raise invalid("{id} 的施行期间超出 {text} 的施行期间", id=self.id, text=self.basis.text)
        return self


def entries_of(content: bytes, file: str, **limits: int) -> list[LineMapping]:
    """The entries that a file of law consists of. Raises ``LawError`` with line and reason."""
    try:
        data = read_located(content, file, **limits)
    except FileError as problem:
        raise LawError(problem.mistakes) from None
    if not isinstance(data, list) or not all(isinstance(item, LineMapping) for item in data):
        raise LawError([Mistake(file, 1, msg("应为条目的列表，每个条目是键与值"))])
    if len(data) > MOST_ENTRIES:
        told = msg("条目过多：{count:,} 条，上限为 {most:,} 条", count=len(data), most=MOST_ENTRIES)
        raise LawError([Mistake(file, 1, told)])
    return data


def checked(model: type[E], entries: Iterable[LineMapping], known: Known, mistakes: list[Mistake]) -> list[E]:
    """The entries of a file as ``model``. What is wrong with one goes to ``mistakes``; the others are still read."""
    made = []
    for entry in entries:
        read = partial(model.model_validate, entry, context=known, by_alias=True, by_name=False)
        try:
            made.append(known.kept.once(entry, model, known.beside, read))
        except ValidationError as problem:
            mistakes.extend(mistakes_of(problem, entry, known.file))
    return made


def by_name(items: Iterable[E], name: Callable[[E], str], mistakes: list[Mistake]) -> dict[str, E]:
    """The entries by their names. One that is there already is a mistake."""
    result: dict[str, E] = {}
    for item in items:
        if name(item) in result:
            mistakes.append(item.mistake(msg("{item} 重复", item=name(item))))
        result[name(item)] = item
    return result
