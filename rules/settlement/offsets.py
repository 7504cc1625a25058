"""履约抵消: how much of an emitter's confirmed emission of a year credits may still offset, as lines of a worksheet.

The limits bind emitters that offset in the market of the province. They bind no purchase of a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from rules.carbon.worksheet import Line, Worksheet
from rules.reading.messages import msg, template
from rules.reading.pydantic_errors import invalid
from rules.settlement.credit_types import credit_type
from rules.values.fields import Amount, LongText, Text
from rules.values.quantity import ONE, Quantity, plain, unit
from rules.values.records import Address, Confidence, InForce, Record, read_record

FILE = Path(__file__).parents[1] / "parameters" / "offset_limits.yaml"

TOTAL: Literal["total"] = "total"
FOREST: Literal["forest"] = "forest"
OTHER: Literal["other"] = "other"
Of = Literal["total", "forest", "other"]

SECTION = "履约抵消"
BEYOND = template(
    "超过{title}：{year}年度经确认排放量 {emission} t 的 {percent}%，即 {most} t；"
    "已抵消 {used} t，尚可抵消 {left} t，本次 {given} t（《{text}》{article}，自 {since} 起施行）"
)
BEFORE = template("{year}年度在《{text}》施行（{since}）之前，没有收录当时的上限，不能登记")
FIRST = template("应先用 {credit}（{source}）：用其他品种的，须写明没有先用的理由")


class Limit(Record):
    """The most that may be offset, as a share of the confirmed emission of a year."""

    of: Of
    title: Text
    share: Amount
    article: Text
    source: LongText
    confidence: Confidence
    url: Address | None = None

    @property
    def percent(self) -> str:
        return plain(self.share * 100)


class First(Record):
    """The type of credit that is to be used before others."""

    credit: Text
    source: LongText
    confidence: Confidence
    note: LongText


class OffsetRules(Record):
    """Everything on record of offsetting. ``text``: the measure that has the limits."""

    text: Text
    in_force: InForce
    limits: list[Limit] = Field(min_length=1)
    first: First

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if sorted(one.of for one in self.limits) != sorted((TOTAL, FOREST, OTHER)):
            raise invalid("limits 应当 total、forest、other 各一条")
        return self

    def limit(self, of: Of) -> Limit:
        return next(one for one in self.limits if one.of == of)

    @property
    def since(self) -> str:
        return self.in_force.from_.isoformat() if self.in_force.from_ else "?"


@cache
def offset_rules() -> OffsetRules:
    """The record that ships, read once."""
    return read_record(OffsetRules, FILE)


def kind_of(credit: str) -> Literal["forest", "other"]:
    """Under which limit a type of credit comes; one that is not on record is of the other types."""
    known = credit_type(credit)
    return FOREST if known is not None and known.kind == "林业" else OTHER


@dataclass(frozen=True)
class Emission:
    """What an emitter emitted in a year, as ``paper`` confirms it, in tonnes."""

    year: int
    tonnes: Decimal
    paper: str


@dataclass(frozen=True)
class OffsetCheck:
    """What was worked out. ``refused``: why so much may not be offset, limit by limit; empty where it may."""

    worksheet: Worksheet
    refused: tuple[str, ...]


def not_in_force(year: int) -> str:
    """Why no limit is known for a year; empty where one is. The measure begins within its first year."""
    rules = offset_rules()
    since = rules.in_force.from_
    early = since is not None and year < since.year
    return msg(BEFORE, year=year, text=rules.text, since=rules.since) if early else ""


def not_first(credit: str, reason: str) -> str:
    """Why another type than the one to be used first needs a reason; empty where it has one, or is the first."""
    first = offset_rules().first
    known = credit_type(credit)
    if (known.id if known else credit) == first.credit or reason.strip():
        return ""
    return msg(FIRST, credit=first.credit, source=first.source)


def checked(emission: Emission, used: Mapping[str, Decimal], credit: str, tonnes: Decimal) -> OffsetCheck:
    """Whether so many tonnes of a type may be offset. ``used``: what was offset for the year already, by ``kind_of``.

    Each limit that binds is worked out: what it comes to, what is used of it, and what would be left.
    """
    sheet = Worksheet()
    emitted = _given(sheet, "E", f"{emission.year}年度经确认排放量", emission.tonnes, emission.paper)
    wanted = _given(sheet, "Q", "本次抵消", tonnes, "登记簿：序列号的数量")
    kind = kind_of(credit)
    refused = [
        _one(sheet, offset_rules().limit(of), emission, (emitted, wanted), taken)
        for of, taken in (
            (kind, used.get(kind, Decimal(0))),
            (TOTAL, sum(used.values(), Decimal(0))),
        )
    ]
    return OffsetCheck(sheet, tuple(told for told in refused if told))


_SYMBOLS = {TOTAL: "a", FOREST: "f", OTHER: "o"}


def _one(sheet: Worksheet, limit: Limit, emission: Emission, lines: tuple[Line, Line], taken: Decimal) -> str:
    """The lines of one limit; why it refuses, empty where it does not."""
    rules, tag = offset_rules(), _SYMBOLS[limit.of]
    emitted, wanted = lines
    source = f"《{rules.text}》{limit.article}，自 {rules.since} 起施行；{limit.source}"
    share = sheet.parameter(
        f"c_{tag}",
        f"{limit.title}占经确认排放量的比例",
        Quantity(limit.share, ONE),
        section=SECTION,
        source=source,
        confidence=limit.confidence,
        path=f"offset_limits.{limit.of}",
    )
    most = _computed(sheet, f"M_{tag}", limit.title, f"E × c_{tag}", {"E": emitted, f"c_{tag}": share}, limit)
    used = _given(sheet, f"U_{tag}", "本年度已抵消", taken, "登记簿：该单位本年度没有撤销的履约抵消")
    terms = {f"M_{tag}": most, f"U_{tag}": used}
    left = _computed(sheet, f"L_{tag}", "尚可抵消", f"M_{tag} − U_{tag}", terms, limit)
    terms = {f"L_{tag}": left, "Q": wanted}
    rest = _computed(sheet, f"R_{tag}", "本次之后尚可抵消", f"L_{tag} − Q", terms, limit)
    if rest.result.value >= 0:
        return ""
    return msg(
        BEYOND,
        title=limit.title,
        year=emission.year,
        emission=plain(emission.tonnes),
        percent=limit.percent,
        most=most.text,
        used=plain(taken),
        left=left.text if left.result.value > 0 else "0",
        given=wanted.text,
        text=rules.text,
        article=limit.article,
        since=rules.since,
    )


def _computed(sheet: Worksheet, symbol: str, label: str, formula: str, terms: dict[str, Line], limit: Limit) -> Line:
    told = f"《{offset_rules().text}》{limit.article}"
    return sheet.compute(symbol, label, formula, terms, unit_symbol="tCO2e", section=SECTION, source=told)


def _given(sheet: Worksheet, symbol: str, label: str, tonnes: Decimal, source: str) -> Line:
    return sheet.given(symbol, label, Quantity(tonnes, unit("tCO2e")), section=SECTION, source=source, path="")
