"""成活率、保存率: what a look on the ground finds, by counting all planting points or on sample plots.

A count of all points has no error of sampling. Of sample plots the rate is a ratio: living points of all plots over
designed points of all plots. Its standard error is that of the ratio estimator among plots (Cochran, Sampling
Techniques, 3rd edition 1977, section 6.4), for trees of one plot live and die together, and a binomial interval over
single trees would be too narrow. The interval is two-sided, 95 %, by Student's t with one degree fewer than plots.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rules.carbon.worksheet import Line, Worksheet
from rules.reading.errors import FieldError
from rules.reading.messages import msg, template
from rules.restoring.standards import Standard
from rules.restoring.student import quantile
from rules.values.exact import Number, added, plain, times
from rules.values.quantity import Quantity, Rounding, unit

COUNT, PLOTS = "count", "plots"
PASS, PART, FAIL = "pass", "part", "fail"

SECTION = "成活率"
PERCENT = Rounding.parse("floor 0.01")
"""Cut off, so that no rate is shown as reached that was not."""
LOWER, UPPER, ERROR = Rounding.parse("floor 0.0001"), Rounding.parse("ceil 0.0001"), Rounding.parse("half_up 0.000001")
MOST_PLOTS = 60

NO_PLOTS = template("没有样地或者地块的数据")
TOO_MANY = template("至多 {most} 行，现为 {count} 行")
NONE_DESIGNED = template("设计株（穴）数应大于 0")
MORE_LIVING = template("成活 {living} 株（穴）多于设计的 {designed} 株（穴）")
MORE_SAMPLED = template("样地面积合计 {sampled} 亩，大于造林面积 {whole} 亩")

ALL_COUNTED = template("全部种植点都已清查，没有抽样误差")
ONE_PLOT = template("只有一个样地，不能估计抽样误差")
ALL_ALIKE = template("各样地的成活率相同，样地之间没有差异，算得的误差为零，不等于没有抽样误差")

COCHRAN = "比率估计，Cochran, Sampling Techniques（第 3 版，1977）第 6.4 节"
BY_DEFINITION = "t 分布的定义（双侧 95%）"


@dataclass(frozen=True)
class Plot:
    """A sample plot, or of a full count a parcel: planting points that were designed, those that live, its area."""

    name: str
    designed: int
    living: int
    area_mu: Decimal | None = None


@dataclass(frozen=True)
class Survey:
    """What was seen. ``whole_mu``: the area that was planted; without it nothing is said of the share sampled."""

    method: str
    plots: tuple[Plot, ...]
    whole_mu: Decimal | None = None


@dataclass(frozen=True)
class Comparison:
    """A stated comparison: ``left`` and ``right`` as they were multiplied out."""

    of: str
    left: str
    sign: str
    right: str
    holds: bool

    @property
    def told(self) -> str:
        """The whole of it."""
        return f"{self.of}：{self.left} {self.sign} {self.right}"


@dataclass(frozen=True)
class Found:
    """What follows. ``percent`` is the rate cut off after two decimals; ``interval`` in percent, None with its reason
    ``why_none``; ``doubtful``: the standard lies inside the interval."""

    designed: int
    living: int
    percent: Decimal
    interval: tuple[Decimal, Decimal] | None
    why_none: str
    comparisons: tuple[Comparison, ...]
    result: str
    worksheet: Worksheet
    doubtful: bool


def mistakes(survey: Survey) -> Iterator[FieldError]:
    """What cannot be, each at its row."""
    if not survey.plots:
        yield FieldError("plots", msg(NO_PLOTS))
    if len(survey.plots) > MOST_PLOTS:
        yield FieldError("plots", msg(TOO_MANY, most=MOST_PLOTS, count=len(survey.plots)))
    for number, plot in enumerate(survey.plots):
        if plot.designed < 1:
            yield FieldError(f"plots[{number}].designed", msg(NONE_DESIGNED))
        elif plot.living > plot.designed:
            told = msg(MORE_LIVING, living=plot.living, designed=plot.designed)
            yield FieldError(f"plots[{number}].living", told)
    sampled = added(plot.area_mu for plot in survey.plots if plot.area_mu is not None)
    if survey.whole_mu is not None and sampled > survey.whole_mu:
        yield FieldError("whole_mu", msg(MORE_SAMPLED, sampled=plain(sampled), whole=plain(survey.whole_mu)))


def assess(survey: Survey, standard: Standard, owed: Mapping[str, Decimal]) -> Found:
    """The rate, its interval and the result against the standard. ``owed``: trees and mu (``trees``, ``area_mu``) that
    were to be planted, where that is said. What ``mistakes`` names must not be there."""
    sheet, whole = Worksheet(), survey.method == COUNT
    points = [_points(sheet, number, plot, whole) for number, plot in enumerate(survey.plots, 1)]
    designed, living = (sum(getattr(plot, name) for plot in survey.plots) for name in ("designed", "living"))
    rate = _rate(sheet, points)
    interval, why = (None, msg(ALL_COUNTED)) if whole else _interval(sheet, survey, points, rate)
    comparisons = (_reached(designed, living, standard), *_quantities(survey, designed, owed))
    percent = sheet.compute(
        "p",
        "成活率（百分数）",
        "R × 100",
        {"R": rate},
        unit_symbol="1",
        section=SECTION,
        source="百分数",
        rounding=PERCENT,
    )
    assert isinstance(percent.result.value, Decimal)
    doubtful = interval is not None and interval[0] < standard.rate <= interval[1]
    result = FAIL if not comparisons[0].holds else PASS if all(one.holds for one in comparisons) else PART
    return Found(designed, living, percent.result.value, interval, why, comparisons, result, sheet, doubtful)


def _reached(designed: int, living: int, standard: Standard) -> Comparison:
    """Multiplied out, so that nothing is rounded before the threshold."""
    left, right = Decimal(living * 100), times(standard.rate, Decimal(designed))
    holds = left >= right
    return Comparison(
        f"成活 {living} × 100 与标准 {plain(standard.rate)} × 设计 {designed}",
        plain(left),
        "≥" if holds else "<",
        plain(right),
        holds,
    )


def _quantities(survey: Survey, designed: int, owed: Mapping[str, Decimal]) -> Iterator[Comparison]:
    """What was planted against what was owed: the points only where all of them were counted."""
    planted: tuple[tuple[str, str, Number | None], ...] = (
        ("trees", "种植点（株、穴）与应当补植的株数", Decimal(designed) if survey.method == COUNT else None),
        ("area_mu", "造林面积与应当补植的面积（亩）", survey.whole_mu),
    )
    for name, of, there in planted:
        if there is not None and name in owed:
            holds = there >= owed[name]
            yield Comparison(of, plain(there), "≥" if holds else "<", plain(owed[name]), holds)


@dataclass(frozen=True)
class _Points:
    designed: Line
    living: Line


def _points(sheet: Worksheet, number: int, plot: Plot, whole: bool) -> _Points:
    name = f"{'地块' if whole else '样地'} {plot.name or number}"
    return _Points(
        *(
            _seen(sheet, f"{symbol}_{number}", f"{name}{told}", Decimal(count), "tree")
            for symbol, told, count in (("x", "设计株（穴）数", plot.designed), ("y", "成活株（穴）数", plot.living))
        )
    )


def _seen(sheet: Worksheet, symbol: str, label: str, value: Number, of: str) -> Line:
    return sheet.given(symbol, label, Quantity(value, unit(of)), section=SECTION, source="现场检查", path="")


def _rate(sheet: Worksheet, points: Sequence[_Points]) -> Line:
    """Living over designed, of all together."""
    numbers = range(1, len(points) + 1)
    living, designed = (" + ".join(f"{symbol}_{n}" for n in numbers) for symbol in "yx")
    return sheet.compute(
        "R",
        "成活株（穴）数合计与设计株（穴）数合计之比",
        f"({living}) ÷ ({designed})",
        _terms(points),
        unit_symbol="1",
        section=SECTION,
        source="成活的种植点 ÷ 设计的种植点（GB/T 15776-2023）",
    )


def _terms(points: Sequence[_Points]) -> dict[str, Line]:
    return {
        f"{symbol}_{n}": line
        for n, one in enumerate(points, 1)
        for symbol, line in (("x", one.designed), ("y", one.living))
    }


def _interval(
    sheet: Worksheet, survey: Survey, points: Sequence[_Points], rate: Line
) -> tuple[tuple[Decimal, Decimal] | None, str]:
    count = len(points)
    if count < 2:
        return None, msg(ONE_PLOT)
    variance = _variance(sheet, points, rate)
    if variance.result.value == 0:
        return None, msg(ALL_ALIKE)
    error = _error(sheet, survey, points, variance)
    at, value = quantile(count - 1)
    t = sheet.parameter(
        "t",
        f"t 分布 0.975 分位数（自由度 {at}）",
        Quantity(value, unit("1")),
        section=SECTION,
        source=BY_DEFINITION,
        confidence="verified",
        path=f"student.{at}",
        exact=True,
    )
    terms = {"R": rate, "t": t, "s_R": error}
    low, high = (
        sheet.compute(symbol, label, formula, terms, unit_symbol="1", section=SECTION, source=COCHRAN, rounding=by)
        for symbol, label, formula, by in (
            ("R_1", "95% 置信区间的下限", "max(0, R − t × s_R)", LOWER),
            ("R_2", "95% 置信区间的上限", "min(1, R + t × s_R)", UPPER),
        )
    )
    return (_percent(low), _percent(high)), ""


def _percent(line: Line) -> Decimal:
    value = line.result.value
    assert isinstance(value, Decimal)
    return (value * 100).quantize(Decimal("0.01"))


def _variance(sheet: Worksheet, points: Sequence[_Points], rate: Line) -> Line:
    apart = " + ".join(f"(y_{n} − R × x_{n}) × (y_{n} − R × x_{n})" for n in range(1, len(points) + 1))
    return sheet.compute(
        "s2",
        "各样地对合计比率的偏差的均方",
        f"({apart}) ÷ ({len(points)} − 1)",
        {**_terms(points), "R": rate},
        unit_symbol="tree^2",
        section=SECTION,
        source=COCHRAN,
    )


def _error(sheet: Worksheet, survey: Survey, points: Sequence[_Points], variance: Line) -> Line:
    """The standard error; what was sampled of the whole makes it smaller, where both areas are known."""
    count, designed = len(points), " + ".join(f"x_{n}" for n in range(1, len(points) + 1))
    terms = {**_terms(points), "s2": variance}
    share = _share(sheet, survey)
    finite = ""
    if share is not None:
        finite, terms["f"] = "(1 − f) × ", share
    return sheet.compute(
        "s_R",
        "成活率的标准误",
        f"({finite}s2 × {count} ÷ (({designed}) × ({designed}))) ^ 0.5",
        terms,
        unit_symbol="1",
        section=SECTION,
        source=COCHRAN + ("" if share is not None else "；没有写明面积，不作有限总体校正，区间偏宽"),
        rounding=ERROR,
    )


def _share(sheet: Worksheet, survey: Survey) -> Line | None:
    areas = [plot.area_mu for plot in survey.plots if plot.area_mu is not None]
    if survey.whole_mu is None or not survey.whole_mu or len(areas) < len(survey.plots):
        return None
    sampled = _seen(sheet, "a", "样地面积合计", added(areas), "mu")
    whole = _seen(sheet, "A", "造林面积", survey.whole_mu, "mu")
    return sheet.compute(
        "f",
        "抽样比",
        "a ÷ A",
        {"a": sampled, "A": whole},
        unit_symbol="1",
        section=SECTION,
        source="样地面积 ÷ 造林面积",
    )


def fraction(found: Found) -> Fraction:
    """The rate itself, not rounded."""
    return Fraction(found.living, found.designed)
