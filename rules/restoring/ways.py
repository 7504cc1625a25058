"""权衡履行方式: what is stated of a loss and of each way to make it good, and what of it cannot be.

Nothing has a value of its own here: each rate, price and yield is entered with where it was read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rules.reading.errors import FieldError
from rules.reading.messages import msg, template
from rules.restoring.binding import Part, growth_of
from rules.values.quantity import Rounding

MOST_MIXES = 20
"""More cannot be compared by eye."""
LONGEST = 80
"""Years that an account runs over at most."""
FIRST_YEAR, LAST_YEAR = 1950, 2200

PLANTING, TENDING, CREDITS, MONEY = "planting", "tending", "credits", "money"
WAYS = (PLANTING, TENDING, CREDITS, MONEY)
CENTS = Rounding.parse("half_up 0.01")
MEASURES = {PLANTING: "mu", TENDING: "mu", CREDITS: "t", MONEY: "cny"}

NO_SOURCE = template("请写明来源")
NOT_POSITIVE = template("应大于 0")
NEGATIVE = template("不能小于 0")
NO_CENTS = template("金额至多两位小数（元、角、分），现为 {value}")
RATE_TOO_HIGH = template("贴现率以百分数填写，应不小于 0、小于 100")
NO_SUCH_YEAR = template("年份应在 {first} 至 {last} 之间")
TOO_LONG = template("账户自 {first} 年至 {last} 年，超过 {most} 年")
BEFORE_LOSS = template("不早于损害发生的 {year} 年")
NO_MIX = template("请至少填写一种组合")
TOO_MANY = template("至多比较 {most} 种组合，现为 {count} 种")
EMPTY_MIX = template("这一组合没有写明数量，也没有选择由哪一种方式补足")
WAY_UNKNOWN = template("没有写明这种方式的条件，不能计入组合")
FILLED_TWICE = template("由这一种方式补足的，不再填写其数量")


@dataclass(frozen=True)
class Harm:
    """What was lost: ``tonnes`` in a year (tCO2e), and ``yearly_t`` in each of ``years`` that follow it, where that is
    counted."""

    year: int
    tonnes: Decimal
    source: str
    yearly_t: Decimal | None = None
    years: int = 0
    yearly_source: str = ""


@dataclass(frozen=True)
class Planting:
    """A planting, by its growth on record (``series``). ``price``: CNY a mu, ``source`` of it."""

    year: int
    species: str
    series: str
    price: Decimal
    source: str

    @property
    def part(self) -> Part:
        """A hectare of it."""
        return Part(self.species, Decimal(15), self.series)


@dataclass(frozen=True)
class Tending:
    """Tending that binds ``yearly_t`` more a mu in each of so many years. ``price``: CNY a mu and year."""

    year: int
    years: int
    yearly_t: Decimal
    price: Decimal
    source: str


@dataclass(frozen=True)
class Bought:
    """Credits that are retired, or money that is paid, in a year. ``price``: CNY a tonne: of money, that of the tonne
    which it stands for."""

    year: int
    price: Decimal
    source: str


@dataclass(frozen=True)
class Terms:
    """What one account is made of. ``rate``: percent a year. A way without terms is in no mix."""

    base: int
    rate: Decimal
    rate_source: str
    harm: Harm
    planting: Planting | None = None
    tending: Tending | None = None
    credits: Bought | None = None
    money: Bought | None = None

    def way(self, name: str) -> Planting | Tending | Bought | None:
        """What is stated of a way."""
        found: Planting | Tending | Bought | None = getattr(self, name)
        return found


@dataclass(frozen=True)
class Mix:
    """So much of each way: mu planted and tended, tonnes, yuan. ``fill``: the way that makes up for what lacks."""

    planting: Decimal | None = None
    tending: Decimal | None = None
    credits: Decimal | None = None
    money: Decimal | None = None
    fill: str = ""

    def filled(self, amount: Decimal) -> Mix:
        """With so much of the way that makes up for what lacks."""
        said = {way: amount if way == self.fill else self.of(way) or None for way in WAYS}
        return Mix(**said, fill=self.fill)

    def of(self, way: str) -> Decimal:
        """How much of a way; zero where none is said."""
        said: Decimal | None = getattr(self, way)
        return said or Decimal()


def mistakes(terms: Terms, mixes: tuple[Mix, ...]) -> Iterator[FieldError]:
    """What cannot be, each at its field: ``harm.tonnes``, ``planting.year``, ``mixes[0].fill``."""
    yield from _of_account(terms)
    yield from _of_harm(terms.harm)
    for name in WAYS:
        yield from _of_way(terms, name)
    if not mixes:
        yield FieldError("mixes", msg(NO_MIX))
    if len(mixes) > MOST_MIXES:
        yield FieldError("mixes", msg(TOO_MANY, most=MOST_MIXES, count=len(mixes)))
    for number, mix in enumerate(mixes):
        yield from _of_mix(f"mixes[{number}]", terms, mix)


def _of_account(terms: Terms) -> Iterator[FieldError]:
    if not 0 <= terms.rate < 100:
        yield FieldError("rate", msg(RATE_TOO_HIGH))
    if not terms.rate_source.strip():
        yield FieldError("rate_source", msg(NO_SOURCE))
    yield from _year("base", terms.base)
    years = [terms.base, terms.harm.year, terms.harm.year + terms.harm.years, *_years(terms)]
    if max(years) - min(years) > LONGEST and not list(_wrong_years(terms)):
        yield FieldError("base", msg(TOO_LONG, first=min(years), last=max(years), most=LONGEST))


def _wrong_years(terms: Terms) -> Iterator[FieldError]:
    for year in (terms.base, terms.harm.year, *_years(terms)):
        yield from _year("", year)


def _years(terms: Terms) -> Iterator[int]:
    """First and last years of the ways."""
    for name in WAYS:
        way = terms.way(name)
        if way is not None:
            yield way.year
        if isinstance(way, Tending):
            yield way.year + max(way.years, 1) - 1


def _of_harm(harm: Harm) -> Iterator[FieldError]:
    yield from _year("harm.year", harm.year)
    yield from _positive("harm.tonnes", harm.tonnes)
    yield from _sourced("harm.source", harm.source)
    if harm.yearly_t is None and not harm.years and not harm.yearly_source.strip():
        return
    yield from _positive("harm.yearly_t", harm.yearly_t)
    yield from _positive("harm.years", harm.years)
    yield from _sourced("harm.yearly_source", harm.yearly_source)


def _of_way(terms: Terms, name: str) -> Iterator[FieldError]:
    way = terms.way(name)
    if way is None:
        return
    yield from _year(f"{name}.year", way.year)
    if way.year < terms.harm.year:
        yield FieldError(f"{name}.year", msg(BEFORE_LOSS, year=terms.harm.year))
    yield from _sourced(f"{name}.source", way.source)
    if name in (MONEY, CREDITS):
        yield from _positive(f"{name}.price", way.price)
    elif way.price < 0:
        yield FieldError(f"{name}.price", msg(NEGATIVE))
    if isinstance(way, Tending):
        yield from _positive("tending.years", way.years)
        yield from _positive("tending.yearly_t", way.yearly_t)
    if isinstance(way, Planting):
        _, why = growth_of(way.part)
        if why:
            yield FieldError("planting.series", why)


def _of_mix(at: str, terms: Terms, mix: Mix) -> Iterator[FieldError]:
    if not mix.fill and not any(mix.of(name) for name in WAYS):
        yield FieldError(f"{at}.fill", msg(EMPTY_MIX))
    for name in WAYS:
        if mix.of(name) < 0:
            yield FieldError(f"{at}.{name}", msg(NEGATIVE))
        if terms.way(name) is None and (mix.of(name) or mix.fill == name):
            yield FieldError(f"{at}.{name}", msg(WAY_UNKNOWN))
        if name == MONEY and mix.of(name) != CENTS.apply(mix.of(name)):
            yield FieldError(f"{at}.{name}", msg(NO_CENTS, value=str(mix.of(name))))
        if mix.fill == name and mix.of(name):
            yield FieldError(f"{at}.{name}", msg(FILLED_TWICE))


def _year(at: str, year: int) -> Iterator[FieldError]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        yield FieldError(at, msg(NO_SUCH_YEAR, first=FIRST_YEAR, last=LAST_YEAR))


def _positive(at: str, figure: Decimal | int | None) -> Iterator[FieldError]:
    if figure is None or figure <= 0:
        yield FieldError(at, msg(NOT_POSITIVE))


def _sourced(at: str, source: str) -> Iterator[FieldError]:
    if not source.strip():
        yield FieldError(at, msg(NO_SOURCE))
