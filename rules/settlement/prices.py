"""取价规则: which day's price a rule asks for, and whether a stated price bears that day.

A price dated against its own rule is refused. What cannot be checked (an unlisted rule, a year whose trading days are
not on record, no day to take the price for) is said and left to the reader.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, RootModel

from rules.casefile.options import Price
from rules.reading.errors import FieldError
from rules.reading.messages import msg, template
from rules.reading.yaml_reader import read
from rules.values.fields import Amount, LongText, Text
from rules.values.quantity import plain
from rules.values.records import Confidence, Record, read_record

NO_HOLIDAYS = template("{year}年放假安排未收录")
NO_DAY = template("没有写明取价基准日，不能核对价格日期是否为{wanted}")

TOO_LATE = template("价格日期 {day} 晚于取价基准日 {event}：任何取价规则都不取以后的价格")

FILE = Path(__file__).parents[1] / "parameters" / "prices.yaml"

HOLIDAYS = Path(__file__).parents[1] / "parameters" / "holidays"
DAY = datetime.timedelta(days=1)
SATURDAY = 5

LONGEST_CLOSURE = 31
"""Days back to look for a trading day; no closure of the market comes near."""


class PriceRule(Record):
    """A way of choosing the price. ``date``: the day it must bear; ``cny_per_t``: the price itself where it is fixed.

    ``comparison_only``: fit for comparing published cases, not for deciding one.
    """

    id: Text
    title: Text
    aliases: list[Text]
    date: Literal["previous_trading_day", "previous_month", "same_day", "not_after"]
    cny_per_t: Amount | None = None
    comparison_only: bool = False
    source: LongText
    confidence: Confidence
    note: LongText | None = None

    @property
    def wanted(self) -> str:
        """The day in words."""
        return _WANTED[self.date]


_WANTED = {
    "previous_trading_day": msg("取价基准日之前最近的一个交易日"),
    "previous_month": msg("取价基准日的上一个自然月"),
    "same_day": msg("取价基准日当天"),
    "not_after": msg("不晚于取价基准日"),
}


class PriceFile(RootModel[list[PriceRule]]):
    root: list[PriceRule] = Field(min_length=1)


@cache
def price_rules() -> tuple[PriceRule, ...]:
    """Every rule on record."""
    return tuple(read_record(PriceFile, FILE).root)


def price_rule(name: str) -> PriceRule | None:
    """The rule of this title, id or alias; None where none is on record."""
    wanted = name.strip()
    return next((r for r in price_rules() if wanted in (r.id, r.title, *r.aliases)), None)


class YearNotKnown(LookupError):
    """The public holidays of a year are not on record, so neither are its trading days."""


@dataclass(frozen=True, slots=True)
class TradingDays:
    """Public holidays by year. The market is closed on them and at every weekend, worked ones (调休) too."""

    off: Mapping[int, frozenset[datetime.date]]

    def open(self, day: datetime.date) -> bool:
        """Whether there was trading. Raises ``YearNotKnown``."""
        if day.weekday() >= SATURDAY:
            return False
        if day.year not in self.off:
            raise YearNotKnown(msg(NO_HOLIDAYS, year=day.year))
        return day not in self.off[day.year]


@cache
def trading_days() -> TradingDays:
    """The trading days of the years whose public holidays are on record."""
    found: dict[int, frozenset[datetime.date]] = {}
    for path in HOLIDAYS.glob("*.yaml"):
        year = read(path.read_bytes())
        spans = [(span["from"], span["to"]) for span in year["days_off"]]
        found[int(path.stem)] = frozenset(
            first + number * DAY for first, last in spans for number in range((last - first).days + 1)
        )
    return TradingDays(found)


@dataclass(frozen=True, slots=True)
class PriceCheck:
    """What is wrong with a price, at its field (``date``, ``rule``, ``cny_per_t``), and what could not be checked."""

    errors: tuple[FieldError, ...] = ()
    warnings: tuple[str, ...] = ()


def check_price(price: Price, event: datetime.date | None) -> PriceCheck:
    """Whether the price bears the day its own rule asks for. ``event``: the day the price is taken for."""
    rule = price_rule(price.rule)
    if rule is None:
        known = [known.title for known in price_rules()]
        late = event is not None and price.date > event
        told = msg(TOO_LATE, day=price.date, event=event) if late else ""
        return PriceCheck(
            errors=(FieldError("date", told),) if told else (),
            warnings=(
                msg("取价规则“{rule}”未收录，不能核对价格日期；已收录的有：{known}", rule=price.rule, known=known),
            ),
        )
    errors: list[FieldError] = []
    warnings: list[str] = []
    if rule.comparison_only:
        warnings.append(msg("取价规则“{title}”只用于对照，不得作为裁判的依据", title=rule.title))
    if rule.cny_per_t is not None and price.cny_per_t != rule.cny_per_t:
        errors.append(FieldError("cny_per_t", _wrong_amount(rule, rule.cny_per_t, price.cny_per_t)))
    if event is None:
        warnings.append(msg(NO_DAY, wanted=rule.wanted))
    else:
        problem, doubt = _dated(rule, price.date, event)
        errors += [FieldError("date", problem)] if problem else []
        warnings += [doubt] if doubt else []
    return PriceCheck(tuple(errors), tuple(warnings))


def _wrong_amount(rule: PriceRule, fixed: Decimal, given: Decimal) -> str:
    return msg(
        "“{title}”的单价为 {fixed} 元/吨，现为 {given} 元/吨", title=rule.title, fixed=plain(fixed), given=plain(given)
    )


def _dated(rule: PriceRule, day: datetime.date, event: datetime.date) -> tuple[str, str]:
    """The mistake, and the doubt, about the date; either may be empty."""
    against = msg(
        "价格日期 {day} 与取价规则“{title}”不符：应为{wanted}（取价基准日 {event}）",
        day=day,
        title=rule.title,
        wanted=rule.wanted,
        event=event,
    )
    if rule.date == "not_after":
        return (against if day > event else ""), ""
    if rule.date == "same_day":
        return (against if day != event else ""), ""
    if rule.date == "previous_month":
        last = event.replace(day=1) - DAY
        met = (day.year, day.month) == (last.year, last.month)
        return ("" if met else msg("{against}，即 {expected:%Y-%m}", against=against, expected=last)), ""
    return _previous_trading_day(day, event, against)


def _previous_trading_day(day: datetime.date, event: datetime.date, against: str) -> tuple[str, str]:
    if day >= event:
        return against, ""
    if day.weekday() >= SATURDAY:
        return msg("{against}；{day} 是周末，不是交易日", against=against, day=day), ""
    try:
        expected = next(one for one in _days_before(event) if trading_days().open(one))
    except YearNotKnown as unknown:
        if (event - day).days > LONGEST_CLOSURE:
            return against, ""
        return "", msg(
            "{unknown}，不能核对 {day} 是否为 {event} 的前一交易日，请人工核对",
            unknown=unknown.args[0],
            day=day,
            event=event,
        )
    return ("" if day == expected else msg("{against}，即 {expected}", against=against, expected=expected)), ""


def _days_before(event: datetime.date) -> Iterator[datetime.date]:
    return (event - number * DAY for number in range(1, LONGEST_CLOSURE + 1))


def titles() -> Sequence[str]:
    """The names to choose from."""
    return [rule.title for rule in price_rules() if not rule.comparison_only]
