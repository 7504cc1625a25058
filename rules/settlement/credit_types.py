"""碳汇品种: what is known of each type of credit, with its source, and what is not known, with the reason.

``credit_types.yaml`` has one entry for each. What the law takes for certified, how the required credits are rounded,
what forms offer and what the register holds all follow from it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, RootModel, model_validator

from rules.casefile.options import Credit
from rules.reading.pydantic_errors import invalid
from rules.values.fields import Amount, LongText, Text
from rules.values.quantity import Rounding, plain
from rules.values.records import Address, Confidence, InForce, Record, RoundingText, read_record

FILE = Path(__file__).parents[1] / "parameters" / "credit_types.yaml"

Standing = Literal["certified", "doubtful", "unissued", "other"]
Numbered = Literal["serials", "certificate", "none"]
"""How a credit is told from others: by serial numbers, by the number of its certificate; none is issued yet."""

NOT_YET = "碳汇品种“{title}”自 {from_} 起可以使用（{source}），裁量日 {day} 在此之前，不能认购，请核对品种与日期"
NO_LONGER = "碳汇品种“{title}”至 {to} 止可以使用（{source}），裁量日 {day} 在此之后，不能认购，请核对品种与日期"
DOUBTED = "碳汇品种“{title}”的核证状况待核：{source}"
NOT_FOUND = "碳汇品种“{title}”没有查到：{what}"
ROUNDING_DOUBTED = "碳汇品种“{title}”的应认购量向上取至 {to} 吨，待核：{source}"
OTHER_SMALLEST = (
    "核证凭证写明的最小出让单位 {stated} 吨与碳汇品种“{title}”所收录的 {to} 吨不同（{source}）："
    "应认购量按凭证所写的向上取整，请核对凭证"
)
FINER_THAN_HELD = "碳汇品种“{title}”以 {unit} 吨为登记单位，凭证所写的 {stated} 吨不是它的整数倍：登记前须先核对"
NOT_LISTED = "碳汇品种“{name}”未收录，不能判断是否经核证；可以写明核证凭证，由法官依法释〔2022〕16号第二十条判断"
OUT_OF_DATE = "核证凭证 {number} 的有效期（{from_} 至 {to}）不含裁量日 {day}，不能据以认购，请核对"
ON_CERTIFICATE = "碳汇品种“{name}”未收录，按所载核证凭证列出；本系统没有核对凭证，由法官审查"


class Said(Record):
    """One thing that is said of a type, with where it was read and how far it is trusted; or why it is ``missing``."""

    source: LongText | None = None
    confidence: Confidence | None = None
    url: Address | None = None
    missing: LongText | None = None

    @model_validator(mode="after")
    def _said_or_missing(self) -> Self:
        stated = [getattr(self, "value", None), self.source, self.confidence]
        whole = None not in stated if self.missing is None else not any(stated)
        if not whole:
            raise invalid("应写明 value、source 与 confidence，没有找到的只写 missing：为什么没有")
        return self


class SaidText(Said):
    value: LongText | None = None


class SaidTonnes(Said):
    value: Amount | None = None


class SaidDays(Said):
    value: InForce | None = None


class SaidStanding(Said):
    value: Standing | None = None


class TypeRounding(Record):
    """How the required credits of a type are rounded. ``ground``: as it is told on the worksheet."""

    rule: RoundingText
    ground: LongText
    source: LongText
    confidence: Confidence
    url: Address | None = None

    @property
    def rounding(self) -> Rounding:
        return Rounding.parse(self.rule)


class CreditType(Record):
    """A type of credit. ``scheme``: the market that a law of its own governs. ``unit_t``: tonnes of one unit."""

    id: Text
    title: Text
    aliases: tuple[Text, ...] = ()
    kind: Literal["林业", "海洋", "农业"]
    scheme: Text | None = None
    registry: SaidText
    certified_by: SaidText
    unit_t: SaidTonnes
    usable: SaidDays
    retirement: SaidText
    standing: SaidStanding
    rounding: TypeRounding
    numbered: Numbered

    @model_validator(mode="after")
    def _settles(self) -> Self:
        if self.standing.value is None or self.unit_t.value is None:
            raise invalid("品种 {id} 应写明 standing 与 unit_t 的 value", id=self.id)
        if self.rounding.rounding.to % self.unit_t.value:
            raise invalid("品种 {id} 的取整单位应为 unit_t 的整数倍", id=self.id)
        return self

    @property
    def names(self) -> tuple[str, ...]:
        return (self.id, self.title, *self.aliases)

    @property
    def unit(self) -> Decimal:
        """Tonnes of one unit."""
        assert self.unit_t.value is not None, "checked when read"
        return self.unit_t.value

    @property
    def issued(self) -> bool:
        """Whether there are credits of it that a register can hold."""
        return self.standing.value != "unissued"

    @property
    def not_found(self) -> tuple[str, ...]:
        """What was looked for and not found, in words."""
        told = {"登记机构": self.registry, "核证机构": self.certified_by, "注销的证明": self.retirement}
        return tuple(f"{name}（{one.missing}）" for name, one in told.items() if one.missing)


class CreditTypeFile(RootModel[list[CreditType]]):
    root: list[CreditType] = Field(min_length=1)

    @model_validator(mode="after")
    def _no_name_twice(self) -> Self:
        seen: set[str] = set()
        for one in self.root:
            for name in dict.fromkeys(one.names):
                if name in seen:
                    raise invalid("两个品种都叫“{name}”", name=name)
                seen.add(name)
        return self


@cache
def credit_types() -> Mapping[str, CreditType]:
    """Every type on record, by id."""
    return {one.id: one for one in read_record(CreditTypeFile, FILE).root}


@cache
def _by_name() -> Mapping[str, CreditType]:
    return {name: one for one in credit_types().values() for name in one.names}


def credit_type(name: str) -> CreditType | None:
    """The type of this id, title or alias; None where none is on record."""
    return _by_name().get(name.strip())


@cache
def named_lists() -> Mapping[str, tuple[str, ...]]:
    """The lists of types that rules of law name, by the name they use: a rule lists no type itself."""
    every = credit_types().values()
    of: dict[str, tuple[str, ...]] = {
        f"credit_types.{standing}": tuple(one.id for one in every if one.standing.value == standing)
        for standing in ("certified", "doubtful", "unissued", "other")
    }
    of["credit_types.every"] = tuple(one.id for one in every)
    of["credit_types.issued"] = tuple(one.id for one in every if one.issued)
    of["credit_types.voluntary_market"] = tuple(one.id for one in every if one.scheme == "温室气体自愿减排交易")
    return of


def credit_rounding(credit: Credit | None) -> TypeRounding | None:
    """How the credits of a case are rounded: as their certificate says, else their type; None where neither says it."""
    if credit is None:
        return None
    known = credit_type(credit.type)
    stated = credit.certificate.smallest_t if credit.certificate else None
    if known is not None and (stated is None or Decimal(stated) == known.rounding.rounding.to):
        return known.rounding
    if stated is None:
        return None
    ground = f"按核证凭证载明的最小单位 {stated} 吨向上取整"
    return TypeRounding(rule=f"ceil {stated}", ground=ground, source="案件文件", confidence="unverified")


def _doubted_rounding(known: CreditType, credit: Credit) -> Iterator[str]:
    """That the least quantity of a type was never read, or is another on the certificate, which then counts."""
    stated = credit.certificate.smallest_t if credit.certificate else None
    to = plain(known.rounding.rounding.to)
    if stated is None and known.rounding.confidence == "unverified":
        yield ROUNDING_DOUBTED.format(title=known.title, to=to, source=known.rounding.source)
    elif stated is not None and Decimal(stated) != known.rounding.rounding.to:
        words = {"stated": stated, "title": known.title, "to": to, "source": known.rounding.source}
        yield OTHER_SMALLEST.format(**words)
        if Decimal(stated) % known.unit:
            yield FINER_THAN_HELD.format(title=known.title, unit=plain(known.unit), stated=stated)


def credit_warnings(credit: Credit | None, day: datetime.date) -> Iterator[str]:
    """What the reader has to check of the type that a case names, on a day."""
    if credit is None:
        return
    known = credit_type(credit.type)
    if known is None:
        yield (ON_CERTIFICATE if credit.certificate else NOT_LISTED).format(name=credit.type)
        yield from _out_of_date(credit, day)
        return
    yield from _not_usable(known, day)
    yield from _out_of_date(credit, day)
    if known.standing.confidence == "unverified":
        yield DOUBTED.format(title=known.title, source=known.standing.source)
    yield from _doubted_rounding(known, credit)
    if known.not_found:
        yield NOT_FOUND.format(title=known.title, what="；".join(known.not_found))


def out_of_date(credit: Credit, day: datetime.date) -> bool:
    """Whether the type, by what is on record of it, or the certificate as stated, is not valid on the day."""
    known = credit_type(credit.type)
    return any(_out_of_date(credit, day)) or (known is not None and any(_not_usable(known, day)))


def _not_usable(known: CreditType, day: datetime.date) -> Iterator[str]:
    usable = known.usable.value
    if usable is None:
        return
    told = {"title": known.title, "source": known.usable.source, "day": day}
    if usable.from_ is not None and day < usable.from_:
        yield NOT_YET.format(from_=usable.from_, **told)
    if usable.to is not None and day > usable.to:
        yield NO_LONGER.format(to=usable.to, **told)


def _out_of_date(credit: Credit, day: datetime.date) -> Iterator[str]:
    stated = credit.certificate
    if stated is None:
        return
    early = stated.valid_from is not None and day < stated.valid_from
    late = stated.valid_to is not None and day > stated.valid_to
    if early or late:
        yield OUT_OF_DATE.format(
            number=stated.number, from_=stated.valid_from or "不明", to=stated.valid_to or "不明", day=day
        )
