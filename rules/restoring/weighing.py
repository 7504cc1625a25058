"""权衡履行方式: loss and ways on one discounted account, in tCO2e of a base year: an aid, never a decision.

Resource equivalency: the discounted gains of what is done are held against the discounted loss (GB/T 39791.1-2020,
annex B, which is informative; its text was not read, only that it has this method: 待核). A tonne of year t counts
(1 + r)^(T − t) tonnes of base year T. What a planting binds is its growth on record: the stock of the first printed age
counts in that year, after it what each year adds; nothing before the first and beyond the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rules.carbon.worksheet import Line, Worksheet
from rules.restoring.binding import bound
from rules.restoring.ways import CENTS, CREDITS, MONEY, PLANTING, TENDING, WAYS, Bought, Mix, Planting, Tending, Terms
from rules.values.quantity import ONE, Quantity, Rounding, unit

FACTOR = Rounding.parse("half_up 0.00000001")
TONNES = Rounding.parse("half_up 0.0001")
STEPS = {
    PLANTING: Rounding.parse("ceil 0.01"),
    TENDING: Rounding.parse("ceil 0.01"),
    CREDITS: Rounding.parse("ceil 1"),
    MONEY: Rounding.parse("ceil 0.01"),
}
"""What is added to fill up is never less than lacks: hundredths of a mu, whole tonnes, cents."""
SYMBOLS = {PLANTING: "a", TENDING: "b", CREDITS: "c", MONEY: "m"}
NAMES = {PLANTING: "补植", TENDING: "管护", CREDITS: "认购碳汇", MONEY: "赔偿金"}
UNITS = {PLANTING: "mu", TENDING: "mu", CREDITS: "tCO2e", MONEY: "CNY"}
METHOD = (
    "等值分析：t 年的 1 吨按 (1 + r) 的 (T − t) 次方折算为基准年 T 的吨数（参照 GB/T 39791.1-2020 附录B，条文待核）"
)


@dataclass(frozen=True)
class Weighed:
    """A mix on the account: tonnes of the base year. ``left``: what the gains lack (or, below zero, exceed); ``cost``
    as it is paid, ``cost_present`` discounted, CNY; ``year``: from when on the whole loss is made good, None if never.
    ``lines``: the numbers of its lines."""

    mix: Mix
    gains: Mapping[str, Decimal]
    gain: Decimal
    left: Decimal
    percent: Decimal
    cost: Decimal
    cost_present: Decimal
    year: int | None
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Weighing:
    """``loss``: discounted, tCO2e."""

    loss: Decimal
    rows: tuple[Weighed, ...]
    worksheet: Worksheet


def weigh(terms: Terms, mixes: tuple[Mix, ...]) -> Weighing:
    """Hold mixes against the loss. What ``ways.mistakes`` names must not be there."""
    account = _Account(terms)
    loss = account.loss()
    account.lay_out_ways()
    rows = tuple(account.mix(number, mix, loss) for number, mix in enumerate(mixes, 1))
    return Weighing(_decimal(loss), rows, account.sheet)


@dataclass(frozen=True)
class _Steps:
    """What a unit of a way has brought until each year, discounted: a line for each."""

    by_year: Mapping[int, Line]

    def until(self, year: int) -> Line | None:
        """What it has brought by the end of a year; None before the first."""
        known = [one for one in self.by_year if one <= year]
        return self.by_year[max(known)] if known else None

    @property
    def whole(self) -> Line:
        return self.by_year[max(self.by_year)]


class _Account:
    """Writes the lines of one account, each value once."""

    def __init__(self, terms: Terms) -> None:
        self.terms, self.sheet = terms, Worksheet()
        rate = Quantity(terms.rate / 100, ONE)
        self._rate = self.sheet.given("r", "年贴现率", rate, section="贴现", source=terms.rate_source, path="")
        self._factors: dict[int, Line] = {}
        self._steps: dict[str, _Steps] = {}
        self._costs: dict[str, tuple[Line, Line]] = {}

    def _factor(self, year: int) -> Line:
        if year not in self._factors:
            self._factors[year] = self.sheet.compute(
                f"v_{year}",
                f"{year} 年折算到基准年 {self.terms.base} 年的系数",
                f"(1 + r) ^ ({self.terms.base} − {year})",
                {"r": self._rate},
                unit_symbol="1",
                section="贴现",
                source=METHOD,
                rounding=FACTOR,
            )
        return self._factors[year]

    def _given(self, symbol: str, label: str, figure: Decimal, of: str, section: str, source: str) -> Line:
        return self.sheet.given(symbol, label, Quantity(figure, unit(of)), section=section, source=source, path="")

    def _made(
        self,
        symbol: str,
        label: str,
        formula: str,
        terms: Mapping[str, Line],
        of: str,
        section: str,
        rounding: Rounding | None = None,
    ) -> Line:
        return self.sheet.compute(
            symbol, label, formula, terms, unit_symbol=of, section=section, source=METHOD, rounding=rounding
        )

    def loss(self) -> Line:
        """The loss of the year of the harm, and of the years after it."""
        harm, section = self.terms.harm, "损失"
        lines = {
            "L": self._given("L", f"{harm.year} 年损失的碳汇", harm.tonnes, "tCO2e", section, harm.source),
            f"v_{harm.year}": self._factor(harm.year),
        }
        formula = f"L × v_{harm.year}"
        if harm.yearly_t is not None:
            told = f"其后 {harm.years} 年每年的期间损失"
            lines["d"] = self._given("d", told, harm.yearly_t, "tCO2e", section, harm.yearly_source)
            every = {f"v_{year}": self._factor(year) for year in range(harm.year + 1, harm.year + harm.years + 1)}
            lines |= every
            formula += f" + d × ({' + '.join(every)})"
        return self._made("P", "损失的现值", formula, lines, "tCO2e", section, TONNES)

    def lay_out_ways(self) -> None:
        """What a unit of each way brings until each year, and what it costs."""
        for name in WAYS:
            way = self.terms.way(name)
            if isinstance(way, Planting):
                self._steps[name] = self._planting(way)
                self._costs[name] = self._cost(name, way.price, {way.year: 1}, way.source, "mu")
            elif isinstance(way, Tending):
                self._steps[name] = self._tending(way)
                years = dict.fromkeys(range(way.year, way.year + way.years), 1)
                self._costs[name] = self._cost(name, way.price, years, way.source, "mu")
            elif isinstance(way, Bought) and name == CREDITS:
                self._steps[name] = self._once(name, way, f"v_{way.year}", {}, "1")
                self._costs[name] = self._cost(name, way.price, {way.year: 1}, way.source, "tCO2e")
            elif isinstance(way, Bought):
                price = self._given("p_m", "赔偿金折算一吨的单价", way.price, "CNY/tCO2e", NAMES[MONEY], way.source)
                self._steps[name] = self._once(name, way, f"v_{way.year} ÷ p_m", {"p_m": price}, "tCO2e/CNY")
                self._costs[name] = self._cost(name, Decimal(1), {way.year: 1}, "赔偿金的金额", "CNY")

    def _planting(self, way: Planting) -> _Steps:
        """By the growth of a hectare."""
        found = bound([way.part], self.sheet)
        made: dict[int, Line] = {}
        stock: Line | None = None
        for one in found.years:
            (number,) = one.lines
            year, line = way.year + one.age, self.sheet.lines[number - 1]
            symbol, label = f"U_{year}", f"补植一亩至 {year} 年累计固碳的现值"
            lines = {f"C_{one.age}": line, f"v_{year}": self._factor(year)}
            formula = f"C_{one.age} ÷ h × v_{year}"
            if stock is not None:
                before = made[year - 1]
                lines |= {f"C_{one.age - 1}": stock, f"U_{year - 1}": before}
                formula = f"U_{year - 1} + (C_{one.age} − C_{one.age - 1}) ÷ h × v_{year}"
            lines["h"] = self._hectare()
            made[year] = self._made(symbol, label, formula, lines, "tCO2e/mu", NAMES[PLANTING])
            stock = line
        return _Steps(made)

    def _hectare(self) -> Line:
        known = next((line for line in self.sheet.lines if line.symbol == "h"), None)
        return known or self._given("h", "序列所计的面积", Decimal(15), "mu", NAMES[PLANTING], "15 亩为 1 公顷")

    def _tending(self, way: Tending) -> _Steps:
        yearly = self._given("w", "管护一亩每年增加的固碳", way.yearly_t, "tCO2e/mu", NAMES[TENDING], way.source)
        made: dict[int, Line] = {}
        for year in range(way.year, way.year + way.years):
            lines = {"w": yearly, f"v_{year}": self._factor(year)}
            formula = f"w × v_{year}"
            if made:
                lines[f"T_{year - 1}"] = made[year - 1]
                formula = f"T_{year - 1} + {formula}"
            label = f"管护一亩至 {year} 年累计固碳的现值"
            made[year] = self._made(f"T_{year}", label, formula, lines, "tCO2e/mu", NAMES[TENDING])
        return _Steps(made)

    def _once(self, name: str, way: Bought, formula: str, lines: dict[str, Line], of: str) -> _Steps:
        label = "一吨碳汇的现值" if name == CREDITS else "一元赔偿金折算的现值"
        lines = {**lines, f"v_{way.year}": self._factor(way.year)}
        return _Steps({way.year: self._made(f"g_{SYMBOLS[name]}", label, formula, lines, of, NAMES[name])})

    def _cost(self, name: str, price: Decimal, years: Mapping[int, int], source: str, of: str) -> tuple[Line, Line]:
        """What a unit costs as it is paid, and discounted."""
        section, tag, per = NAMES[name], SYMBOLS[name], "1" if of == "CNY" else f"CNY/{of}"
        single = self._given(f"k_{tag}", f"{section}的单价（每次）", price, per, section, source)
        factors = {f"v_{year}": self._factor(year) for year in years}
        count = f"k_{tag} × {len(years)}"
        paid = self._made(f"K_{tag}", f"{section}的费用（每单位）", count, {f"k_{tag}": single}, per, section)
        formula = f"k_{tag} × ({' + '.join(factors)})"
        terms = {f"k_{tag}": single, **factors}
        return paid, self._made(f"D_{tag}", f"{section}的费用现值（每单位）", formula, terms, per, section)

    def mix(self, number: int, mix: Mix, loss: Line) -> Weighed:
        """A mix: filled up where that is asked, its gains, what is left, its cost and from when on all is made good."""
        begun, section = len(self.sheet.lines), f"组合 {number}"
        given = {
            name: self._given(
                f"{SYMBOLS[name]}_{number}", f"{NAMES[name]}的数量", mix.of(name), UNITS[name], section, "拟比较的组合"
            )
            for name in WAYS
            if mix.of(name)
        }
        if mix.fill:
            filled = self._filled(number, mix.fill, given, loss)
            given[mix.fill] = filled
            mix = mix.filled(_decimal(filled))
        gain = self._sum(f"S_{number}", "收益的现值", number, given, {name: self._steps[name].whole for name in given})
        terms = {f"S_{number}": gain, "P": loss}
        left = self._made(f"R_{number}", "尚未弥补的现值", f"P − S_{number}", terms, "tCO2e", section)
        cost, present = (
            self._money(symbol, label, number, given, which)
            for which, (symbol, label) in enumerate(((f"E_{number}", "费用"), (f"F_{number}", "费用的现值")))
        )
        year = self._made_good(number, given, loss) if _decimal(left) <= 0 else None
        return Weighed(
            mix=mix,
            gains={name: _product(line, self._steps[name].whole) for name, line in given.items()},
            gain=_decimal(gain),
            left=_decimal(left),
            percent=_percent(gain, loss),
            cost=_decimal(cost),
            cost_present=_decimal(present),
            year=year,
            lines=tuple(range(begun + 1, len(self.sheet.lines) + 1)),
        )

    def _filled(self, number: int, fill: str, given: Mapping[str, Line], loss: Line) -> Line:
        """As much of a way as lacks, never less."""
        unit_line = self._steps[fill].whole
        lines = {"P": loss, unit_line.symbol: unit_line}
        rest = "P"
        for name, line in given.items():
            one = self._steps[name].whole
            rest += f" − {line.symbol} × {one.symbol}"
            lines |= {line.symbol: line, one.symbol: one}
        label = f"由{NAMES[fill]}补足的数量"
        formula = f"max(0 × P, {rest}) ÷ {unit_line.symbol}"
        symbol, section = f"{SYMBOLS[fill]}_{number}", f"组合 {number}"
        return self._made(symbol, label, formula, lines, UNITS[fill], section, STEPS[fill])

    def _sum(self, symbol: str, label: str, number: int, given: Mapping[str, Line], units: Mapping[str, Line]) -> Line:
        lines: dict[str, Line] = {}
        for name, line in units.items():
            lines |= {given[name].symbol: given[name], line.symbol: line}
        formula = " + ".join(f"{given[name].symbol} × {line.symbol}" for name, line in units.items())
        return self._made(symbol, label, formula, lines, "tCO2e", f"组合 {number}", TONNES)

    def _money(self, symbol: str, label: str, number: int, given: Mapping[str, Line], which: int) -> Line:
        units = {name: self._costs[name][which] for name in given}
        lines = {line.symbol: line for pair in ((given[name], units[name]) for name in given) for line in pair}
        formula = " + ".join(f"{given[name].symbol} × {units[name].symbol}" for name in given)
        return self._made(symbol, label, formula, lines, "CNY", f"组合 {number}", CENTS)

    def _made_good(self, number: int, given: Mapping[str, Line], loss: Line) -> int | None:
        """The first year by whose end all of the loss is made good; its line shows that."""
        years = sorted({year for name in given for year in self._steps[name].by_year})
        for year in years:
            units = {name: line for name in given if (line := self._steps[name].until(year)) is not None}
            brought = sum(
                Fraction(given[name].result.value) * Fraction(one.result.value) for name, one in units.items()
            )
            if brought >= Fraction(loss.result.value) or year == years[-1]:
                self._sum(f"Y_{number}", f"至 {year} 年累计收益的现值", number, given, units)
                return year
        return None


def _decimal(line: Line) -> Decimal:
    value = line.result.value
    return value if isinstance(value, Decimal) else TONNES.apply(value)


def _product(amount: Line, unit_line: Line) -> Decimal:
    return TONNES.apply(Fraction(amount.result.value) * Fraction(unit_line.result.value))


def _percent(gain: Line, loss: Line) -> Decimal:
    """Cut off, so that nothing short of the whole shows as 100."""
    share = Fraction(gain.result.value) / Fraction(loss.result.value) * 100
    return Rounding.parse("floor 0.01").apply(share)
