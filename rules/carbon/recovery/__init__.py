"""Recovery of a loss: when a replanting makes it good, what area does so by a given year, and the sink forgone.

Three answers, each from a growth series as its source prints it, along straight lines between printed ages and never
beyond the first or the last. The stock lost and the sink forgone are two kinds of carbon: they are never added.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rules.carbon.recovery.growth import Series, growth
from rules.carbon.recovery.worksheet import RecoverySheet, Share, share
from rules.carbon.worksheet import Line, Worksheet
from rules.casefile import CaseFile
from rules.casefile.recovery import Recovery as Wish
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import msg
from rules.record.measuring import RecoveryRecord
from rules.values.quantity import Quantity, plain, unit

NOT_ASKED = "案件文件没有写明恢复部分（recovery），未计算恢复时间与期间损失"
NO_LOSS = "碳汇损失量未能计量"
TOO_LITTLE = "到序列最后的 {last} 年时为 {most} tCO₂e，仍少于损失量 {loss} tCO₂e；其后来源没有数据，不作推算"
NO_AREA = "没有写明补植面积（recovery.area_ha）"
NOT_LISTED = "{year} 年时补植 {age} 年，来源只列出 {first} 至 {last} 年，不作推算"
SERIES_ENDS = "序列到 {last} 年为止，其后到 {end} 年的 {years} 年没有数据，未计"
FORGONE_UNKNOWN = "地块 {stand} 的期间损失：{reason}"


@dataclass(frozen=True, slots=True)
class Point:
    """The stock of the replanting (tCO2e) at an age, in whole years after planting."""

    age: int
    year: int | None
    line: Line

    def as_json(self) -> dict[str, Any]:
        return {"age_a": self.age, "year": self.year, "stock_tco2e": self.line.text, "line": self.line.no}


@dataclass(frozen=True, slots=True)
class Needed:
    """The area (ha) that makes the loss good at an age, and its number of trees where a density is given."""

    age: int
    year: int
    area: Line
    trees: Line | None


@dataclass(frozen=True, slots=True)
class Forgone:
    """The sink that one stand would still have been, from its age to ``until``; ``line`` None where it cannot be told.

    ``complete`` is false where the series ends before the recovery does: what comes after is not counted.
    """

    stand: str
    age: int | None
    until: int | None
    line: Line | None
    complete: bool
    reason: str | None

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.stand,
            "from_age_a": self.age,
            "to_age_a": self.until,
            "forgone_tco2e": self.line.text if self.line else None,
            "line": self.line.no if self.line else None,
            "complete": self.complete,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Recovery:
    """What was found. ``worksheet`` continues the one that was given; every reason says why a figure is missing.

    ``recovered``: the first whole year at which the stock of the replanting reaches the loss; ``no_later``: already at
    the first printed age, so that it may have been earlier.
    """

    worksheet: Worksheet
    loss: Line | None = None
    wish: Wish | None = None
    series: Series | None = None
    points: tuple[Point, ...] = ()
    recovered: Point | None = None
    recovered_reason: str | None = None
    needed: Needed | None = None
    needed_reason: str | None = None
    forgone: tuple[Forgone, ...] = ()
    forgone_total: Line | None = None
    forgone_series: Series | None = None
    forgone_until: int | None = None
    forgone_reason: str | None = None
    reason: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def no_later(self) -> bool:
        return self.recovered is not None and self.series is not None and self.recovered.age == self.series.first

    def as_json(self) -> dict[str, Any]:
        """Plain data; ``series`` None with a ``reason`` where nothing was asked or nothing can be told."""
        if self.series is None or self.wish is None:
            return {"series": None, "reason": self.reason}
        recovered, needed = self.recovered, self.needed
        return {
            "series": self.series.as_json(),
            "reason": None,
            "stock_lost_tco2e": self.loss.text if self.loss else None,
            "area_ha": plain(self.wish.area_ha) if self.wish.area_ha is not None else None,
            "replanted_on": self.wish.replanted_on.isoformat() if self.wish.replanted_on else None,
            "years": [point.as_json() for point in self.points],
            "recovered": {**recovered.as_json(), "no_later": self.no_later} if recovered else None,
            "recovered_reason": self.recovered_reason,
            "by": needed
            and {
                "year": needed.year,
                "age_a": needed.age,
                "area_ha": needed.area.text,
                "trees": needed.trees.text if needed.trees else None,
                "line": needed.area.no,
            },
            "by_reason": self.needed_reason,
            "forgone_series": self.forgone_series.as_json() if self.forgone_series else None,
            "forgone_tco2e": self.forgone_total.text if self.forgone_total else None,
            "forgone_until_year": self.forgone_until,
            "forgone": [item.as_json() for item in self.forgone],
            "forgone_reason": self.forgone_reason,
        }

    @property
    def record(self) -> RecoveryRecord:
        """The same, typed."""
        return RecoveryRecord.from_json(self.as_json())


def recover(casefile: CaseFile, loss: Line | None, sheet: Worksheet) -> Recovery:
    """What the case file's ``recovery`` asks, from the line of the loss. The lines continue a copy of ``sheet``.

    Raises ``InputError`` for an unknown series or a replanting before the end of the conduct.
    """
    wish = casefile.recovery
    if wish is None:
        return Recovery(sheet, reason=NOT_ASKED)
    series, past = _chosen(casefile, wish)
    desk = RecoverySheet(Worksheet(list(sheet.lines)))
    desk.lay_out(series)
    area = _area(desk, wish)
    points = tuple(_points(desk, series, area, wish)) if area is not None else ()
    recovered, recovered_reason = _recovered(points, series, loss)
    needed, needed_reason = _needed(desk, series, wish, loss)
    until = _until(wish, recovered, needed)
    forgone, forgone_reason = _all_forgone(desk, casefile, past, wish, until)
    found = [item.line for item in forgone if item.line is not None]
    return Recovery(
        worksheet=desk.sheet,
        loss=loss,
        wish=wish,
        series=series,
        points=points,
        recovered=recovered,
        recovered_reason=recovered_reason,
        needed=needed,
        needed_reason=needed_reason,
        forgone=forgone,
        forgone_total=desk.total(found),
        forgone_series=past,
        forgone_until=until if past else None,
        forgone_reason=forgone_reason,
        warnings=tuple(_warnings(series, past, wish, forgone)),
    )


def _all_forgone(
    desk: RecoverySheet, casefile: CaseFile, past: Series | None, wish: Wish, until: int | None
) -> tuple[tuple[Forgone, ...], str | None]:
    """The sink forgone of every stand, or why it cannot be told."""
    if past is None:
        return (), "案件文件没有写明受损林木的生长序列（recovery.forgone_series），未计算期间损失"
    if until is None:
        return (), "恢复年份不能得出，也没有写明补足年份，期间损失没有起止"
    desk.lay_out(past)
    years, shares = until - _begin(casefile), range(len(casefile.stands))
    return tuple(_forgone(desk, share(casefile, index, past, wish), past, years) for index in shares), None


def _begin(casefile: CaseFile) -> int:
    return casefile.case.conduct.ended.year


def _chosen(casefile: CaseFile, wish: Wish) -> tuple[Series, Series | None]:
    errors: list[FieldError] = []
    chosen: list[Series | None] = []
    for key in ("series", "forgone_series"):
        id = getattr(wish, key)
        found = growth().choose(id, f"recovery.{key}") if id is not None else None
        if isinstance(found, FieldError):
            errors.append(found)
            found = None
        chosen.append(found)
    ended = casefile.case.conduct.ended
    if wish.replanted_on is not None and wish.replanted_on < ended:
        errors.append(
            FieldError(
                "recovery.replanted_on",
                msg("补植日期 {replanted_on} 早于行为终了日 {ended}", replanted_on=wish.replanted_on, ended=ended),
            )
        )
    if errors or chosen[0] is None:
        raise InputError(errors)
    return chosen[0], chosen[1]


def _area(desk: RecoverySheet, wish: Wish) -> Line | None:
    if wish.area_ha is None:
        return None
    return desk.given("A", "补植面积", Quantity(wish.area_ha, unit("ha")), "recovery.area_ha")


def _points(desk: RecoverySheet, series: Series, area: Line, wish: Wish) -> Iterator[Point]:
    """The stock of the replanting at every whole year of the series."""
    for age in range(series.first, series.last + 1):
        line = desk.stock("E", f"补植 {age} 年时的乔木层碳储量", "A", {"A": area}, series, age)
        yield Point(age, wish.replanted_on.year + age if wish.replanted_on else None, line)


def _recovered(points: tuple[Point, ...], series: Series, loss: Line | None) -> tuple[Point | None, str | None]:
    if loss is None:
        return None, NO_LOSS
    if not points:
        return None, NO_AREA
    for point in points:
        if point.line.result.value >= loss.result.value:
            return point, None
    most = points[-1]
    return None, TOO_LITTLE.format(last=series.last, most=most.line.text, loss=loss.text)


def _needed(desk: RecoverySheet, series: Series, wish: Wish, loss: Line | None) -> tuple[Needed | None, str | None]:
    if wish.by_year is None or wish.replanted_on is None:
        return None, None
    if loss is None:
        return None, NO_LOSS
    age = wish.by_year - wish.replanted_on.year
    if series.between(age) is None:
        return None, NOT_LISTED.format(year=wish.by_year, age=age, first=series.first, last=series.last)
    area = desk.area(f"到 {wish.by_year} 年补足所需的面积（补植 {age} 年）", loss, series, age)
    trees = None
    if wish.trees_per_ha is not None:
        density = desk.given("d", "初植密度", Quantity(wish.trees_per_ha, unit("tree/ha")), "recovery.trees_per_ha")
        trees = desk.trees(area, density)
    return Needed(age, wish.by_year, area, trees), None


def _until(wish: Wish, recovered: Point | None, needed: Needed | None) -> int | None:
    """The calendar year in which the loss is made good."""
    if recovered is not None and recovered.year is not None:
        return recovered.year
    return needed.year if needed is not None else None


def _forgone(desk: RecoverySheet, found: Share, series: Series, years: int) -> Forgone:
    """The growth that a stand would have had in so many years, as far as the series goes."""
    if found.reason is not None or found.age is None:
        return Forgone(found.stand.id, found.age, None, None, complete=False, reason=found.reason)
    end = found.age + years
    last, complete = min(end, series.last), end <= series.last
    reason = None if complete else SERIES_ENDS.format(last=series.last, end=end, years=end - last)
    return Forgone(found.stand.id, found.age, last, desk.forgone(found, series, last), complete, reason)


def _warnings(series: Series, past: Series | None, wish: Wish, forgone: tuple[Forgone, ...]) -> Iterator[str]:
    used = {one.id: one for one in (series, past) if one is not None}.values()
    for region in dict.fromkeys(one.region for one in used):
        here = [one for one in used if one.region == region]
        titles = "、".join(f"“{one.title}”" for one in here)
        notes = "".join(f"；{note}" for note in dict.fromkeys(one.note for one in here if one.note))
        yield f"恢复部分所用生长序列{titles}取自{region}，不是福建的测定，立地与经营不同时生长会有出入{notes}"
    fraction = growth().constants["CF"]
    yield f"恢复部分的含碳率为 {plain(fraction.value.value)}（{fraction.source}），可能与计量方法所用的不同"
    if wish.trees_per_ha is not None:
        yield "由面积折算株数，以案件所写的初植密度计；生长序列没有载明林分密度，只宜用于相近密度的造林"
    if any(item.line is not None for item in forgone):
        yield "期间损失（受损林木到恢复时本可继续吸收的量）与碳汇损失量是两种量，分别列出，不相加"
    for item in forgone:
        if item.reason:
            yield FORGONE_UNKNOWN.format(stand=item.stand, reason=item.reason)
