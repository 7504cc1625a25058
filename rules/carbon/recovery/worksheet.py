"""The worksheet lines of a recovery: growth between printed ages, stock, area, number of trees, sink forgone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from rules.carbon.context import parameter_line
from rules.carbon.methods.lines import add_up
from rules.carbon.parameters.sets import Parameter
from rules.carbon.parameters.species import vocabulary
from rules.carbon.recovery.growth import Series, growth
from rules.carbon.worksheet import Line, Worksheet
from rules.casefile import CaseFile
from rules.casefile.recovery import Recovery as Wish
from rules.casefile.stand import Stand
from rules.reading.errors import InputError
from rules.values.quantity import ONE, Quantity, unit

SECTION = "恢复"


@dataclass(frozen=True, slots=True)
class Share:
    """What a stand brings to the sink forgone: its age, or the ``reason`` why nothing can be told."""

    stand: Stand
    index: int
    age: int | None
    age_path: str
    reason: str | None


def share(casefile: CaseFile, index: int, series: Series, wish: Wish) -> Share:
    """Whether the series tells the growth of this stand: its species, origin, age and area must be known and fit."""
    stand = casefile.stands[index]
    age, path = stand.age_a, f"stands[{index}].age_a"
    if age is None:
        age, path = wish.start_age_a, "recovery.start_age_a"
    return Share(stand, index, age, path, _why_not(stand, age, series))


def _why_not(stand: Stand, age: int | None, series: Series) -> str | None:
    if len(stand.species) > 1:
        return f"有几个树种，序列只适用于{series.species}"
    try:
        species = vocabulary().look_up(stand.species[0].species, "")
    except InputError as problem:
        return problem.errors[0].message
    if species != series.species:
        return f"树种为{species}，序列只适用于{series.species}"
    if stand.origin is not None and stand.origin != series.origin:
        return f"起源为{stand.origin}，序列为{series.origin}林"
    if stand.area_ha is None and stand.area_mu is None:
        return "没有写明面积"
    if age is None:
        return "没有写明林龄（age_a 或 recovery.start_age_a）"
    if age < series.first:
        return f"林龄 {age} 年，低于序列最早的 {series.first} 年，不作推算"
    if age >= series.last:
        return f"林龄 {age} 年，已到序列最后的 {series.last} 年，其后没有数据，不作推算"
    return None


@dataclass
class RecoverySheet:
    """Writes the lines, each value once, on a worksheet that others began."""

    sheet: Worksheet
    _kept: dict[str, Line] = field(default_factory=dict)

    def lay_out(self, series: Series) -> None:
        """Write the printed points and the conversions first, so that what is computed stands together."""
        for point in series.points.values():
            self._parameter(point)
        self._constants()

    def given(self, symbol: str, label: str, value: Quantity, path: str, section: str = SECTION) -> Line:
        """The line of a fact, written at first use."""
        if path not in self._kept:
            self._kept[path] = self.sheet.given(symbol, label, value, section=section, source="案件文件", path=path)
        return self._kept[path]

    def stock(self, symbol: str, label: str, area: str, terms: dict[str, Line], series: Series, age: int) -> Line:
        """The stock (tCO2e) of an area at an age, rounded as a loss is. ``area`` is a formula over ``terms``."""
        text, points = self._growth(series, age)
        return self._carbon(
            symbol, label, f"{area} × {text}", {**terms, **points}, "每公顷生物量按序列两年龄之间直线内插"
        )

    def forgone(self, found: Share, series: Series, last: int) -> Line:
        """What a stand would have taken up (tCO2e) from its age until ``last``."""
        stand, at, section = found.stand, f"stands[{found.index}]", f"{SECTION} · 期间损失"
        assert found.age is not None
        # The age is a fact of the case, although the formula shows only what the series says at it.
        age = Quantity(Decimal(found.age), unit("a"))
        self.given("t_0", f"地块 {stand.id} 受损时的林龄", age, found.age_path, section)
        early, first = self._growth(series, found.age)
        late, second = self._growth(series, last)
        terms = {**first, **second}
        if stand.area_ha is not None:
            area = "A"
            terms["A"] = self.given(
                "A", f"地块 {stand.id} 的面积", Quantity(stand.area_ha, unit("ha")), f"{at}.area_ha", section
            )
        else:
            assert stand.area_mu is not None
            area = "A_mu ÷ q"
            mu = Quantity(stand.area_mu, unit("mu"))
            terms["A_mu"] = self.given("A_mu", f"地块 {stand.id} 的面积", mu, f"{at}.area_mu", section)
            terms["q"] = self.constant("mu_per_ha")
        if stand.damage.lost != 1:
            area += " × f"
            terms["f"] = self._lost(stand, at, section)
        label = f"地块 {stand.id} 的期间损失（{found.age} 年至 {last} 年本可增加的碳储量）"
        return self._carbon("F", label, f"{area} × ({late} − {early})", terms, "两年龄之间的增长", section)

    def _lost(self, stand: Stand, at: str, section: str) -> Line:
        """The part of a stand that was lost, over the strata of a fire where it has any."""
        label = f"地块 {stand.id} 的受损份额"
        if not stand.damage.strata:
            return self.given("f", label, Quantity(stand.damage.lost, ONE), f"{at}.damage.fraction", section)
        terms = {}
        for number, stratum in enumerate(stand.damage.strata, 1):
            path, told = f"{at}.damage.strata[{number - 1}]", f"地块 {stand.id} {stratum.severity}一层的"
            for symbol, name, value, key in (
                (f"s_{number}", "所占份额", stratum.share, "share"),
                (f"f_{number}", "受损份额", stratum.fraction, "fraction"),
            ):
                terms[symbol] = self.given(symbol, told + name, Quantity(value, ONE), f"{path}.{key}", section)
        return self.sheet.compute(
            "f",
            f"{label}（各层合计）",
            " + ".join(f"s_{number} × f_{number}" for number in range(1, len(stand.damage.strata) + 1)),
            terms,
            unit_symbol="1",
            section=section,
            source="各层所占份额乘以该层受损份额，相加",
        )

    def total(self, lines: Sequence[Line]) -> Line | None:
        """The sink forgone of all stands, the line itself where there is one. Not added to the stock lost."""
        if len(lines) < 2:
            return lines[0] if lines else None
        return add_up(
            self.sheet,
            list(lines),
            "F_sum",
            "期间损失合计（不与碳汇损失量相加）",
            section=f"{SECTION} · 期间损失",
            source="各地块期间损失之和",
            rounding=growth().roundings["stock"],
            prefix="F_",
        )

    def area(self, label: str, loss: Line, series: Series, age: int) -> Line:
        """The area (ha) whose stock at an age is the loss."""
        text, points = self._growth(series, age)
        terms = {"L": loss, **points, **self._constants()}
        return self.sheet.compute(
            "A_n",
            label,
            f"L × M_C ÷ ({text} × CF × M_CO2)",
            terms,
            unit_symbol="ha",
            section=SECTION,
            source=growth().grounds["area"],
            rounding=growth().roundings["area"],
        )

    def trees(self, area: Line, density: Line) -> Line:
        """The trees to plant on that area."""
        return self.sheet.compute(
            "N_t",
            "所需株数",
            "A_n × d",
            {"A_n": area, "d": density},
            unit_symbol="tree",
            section=SECTION,
            source=growth().grounds["trees"],
            rounding=growth().roundings["trees"],
        )

    def _carbon(
        self, symbol: str, label: str, mass: str, terms: dict[str, Line], why: str, section: str = SECTION
    ) -> Line:
        return self.sheet.compute(
            symbol,
            label,
            f"{mass} × CF × M_CO2 ÷ M_C",
            {**terms, **self._constants()},
            unit_symbol="tCO2e",
            section=section,
            source=f"{why}；{growth().grounds['stock']}",
            rounding=growth().roundings["stock"],
        )

    def _growth(self, series: Series, age: int) -> tuple[str, dict[str, Line]]:
        """The biomass of a hectare at an age, as a formula over the printed points around it."""
        ends = series.between(age)
        assert ends is not None
        low, high = ends
        points = {f"G_{each}": self._parameter(series.points[each]) for each in dict.fromkeys(ends)}
        if low == high:
            return f"G_{low}", points
        return f"(G_{low} + (G_{high} − G_{low}) × {age - low} ÷ {high - low})", points

    def _constants(self) -> dict[str, Line]:
        return {key: self.constant(key) for key in ("CF", "M_CO2", "M_C")}

    def constant(self, key: str) -> Line:
        """The line of a conversion, written at first use."""
        return self._parameter(growth().constants[key])

    def _parameter(self, found: Parameter) -> Line:
        """The line of a parameter: the one that the measurement wrote already, else a new one."""
        if found.id not in self._kept:
            written = [line for line in self.sheet.lines if line.kind == "parameter" and line.path == found.id]
            self._kept[found.id] = written[0] if written else parameter_line(self.sheet, found)
        return self._kept[found.id]
