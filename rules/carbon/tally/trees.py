"""The trees of a tally, grouped: equal trees are one group, so that their sum is exact and short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from rules.carbon.parameters.sets import Parameter
from rules.carbon.tally.biomass import BiomassEquation
from rules.carbon.tally.equations import FOLDER, NamedRounding, VolumeEquation, volume_equations
from rules.carbon.worksheet import Line, evaluate
from rules.casefile.tally import HeightCurve, StumpEquation, Tally
from rules.values.exact import nearest
from rules.values.fields import Amount, LongText
from rules.values.quantity import Quantity, Rounding, quantity, unit
from rules.values.records import Confidence, Record, ValueRecord, read_record

UNRANGED = "材积式 {equation} 的来源没有载明适用的{open}范围，未作范围检查"
BIOMASS_ALONE = "只写明生物量式 {equation}，没有材积式（tally.volume_equation），不能推算立木蓄积"


DBH_FROM_STUMP = "a + b × D_0"


@dataclass(frozen=True, slots=True)
class Trees:
    """Equal trees, counted. ``dbh`` in cm and ``height`` in m, measured or derived; ``stump`` (cm) where the DBH is
    derived from it; ``height_given`` is false where the height is. ``rows`` are the tally rows, counted from 0."""

    species: str
    dbh: Decimal
    height: Decimal
    stump: Decimal | None
    height_given: bool
    count: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A tally that can be measured: its equations and its groups, in order of first appearance."""

    tally: Tally
    volume: VolumeEquation | None
    biomass: BiomassEquation | None
    groups: tuple[Trees, ...]
    stump_equations: Mapping[str, tuple[str, StumpEquation]]
    """By canonical species: the name the case file writes and the equation."""
    height_curves: Mapping[str, tuple[str, HeightCurve]]


@dataclass(frozen=True, slots=True)
class Group:
    """The worksheet lines of one group's DBH, height and number."""

    trees: Trees
    number: int
    dbh: Line
    height: Line
    count: Line


class TallyFile(Record):
    class Roundings(Record):
        height: NamedRounding
        computed: NamedRounding

    class Doubts(Record):
        slenderness_low: Amount
        slenderness_high: Amount
        smallest_cm: Amount
        largest_median_cm: Amount
        source: LongText
        confidence: Confidence

    rounding: Roundings
    conversion: ValueRecord
    doubts: Doubts


@cache
def _settings() -> TallyFile:
    return read_record(TallyFile, FOLDER / "tally.yaml")


def height_rounding() -> tuple[Rounding, str]:
    """How a height from a curve is rounded, and why."""
    named = _settings().rounding.height
    return Rounding.parse(named.rule), named.ground


@cache
def computed_rounding() -> tuple[Rounding, str]:
    """How a size of a sheet is rounded that has more decimals than anybody measures, and why."""
    named = _settings().rounding.computed
    return Rounding.parse(named.rule), named.ground


def size_doubts() -> TallyFile.Doubts:
    """Beyond which sizes a tally is doubted: H over D in the same unit times 100, diameters in cm."""
    return _settings().doubts


def kilograms_per_tonne() -> Parameter:
    """The conversion from kg to t."""
    found = _settings().conversion
    return Parameter(
        id="tally.kg_per_t",
        group="",
        symbol=found.symbol,
        title=found.title,
        value=Quantity(found.value, unit(found.unit)),
        source=found.cited,
        confidence=found.confidence,
        note=None,
        in_force=found.in_force,
        exact=found.exact,
    )


def dbh_of(stump: Decimal, equation: StumpEquation) -> Decimal:
    """The DBH (cm) that the equation gives for a stump diameter (cm)."""
    terms = {"a": quantity(equation.intercept_cm, "cm"), "b": quantity(equation.slope), "D_0": quantity(stump, "cm")}
    return nearest(evaluate(DBH_FROM_STUMP, terms, "cm", None).value)


def height_of(dbh: Decimal, curve: HeightCurve) -> Decimal:
    """The height (m) that the curve gives for a DBH (cm), rounded as declared."""
    terms = {"a": quantity(curve.a), "b": quantity(curve.b), "D": quantity(dbh, "cm")}
    return nearest(evaluate(curve.form, terms, "m", height_rounding()[0], empirical=True).value)


def unranged(equation: VolumeEquation) -> str | None:
    """What to say of an equation whose source states no range; None where both are stated."""
    open_ends = [name for name, known in (("胸径", equation.diameters), ("树高", equation.heights)) if known is None]
    if not open_ends:
        return None
    return UNRANGED.format(equation=equation.id, open="与".join(open_ends))


def told_rows(rows: tuple[int, ...]) -> str:
    """``第 1、4 行``; long lists end in their number."""
    shown = "、".join(str(number + 1) for number in rows[:3])
    return f"第 {shown} 行" if len(rows) <= 3 else f"第 {shown} 等 {len(rows)} 行"


def grouped(trees: Iterator[Trees]) -> Iterator[Trees]:
    """Equal trees together, in order of first appearance."""
    groups: dict[tuple[str, Decimal, Decimal, Decimal | None, bool], tuple[int, list[int]]] = {}
    for tree in trees:
        key = (tree.species, tree.dbh, tree.height, tree.stump, tree.height_given)
        count, rows = groups.get(key, (0, []))
        rows.extend(tree.rows)
        groups[key] = (count + tree.count, rows)
    for (species, dbh, height, stump, given), (count, rows) in groups.items():
        yield Trees(species, dbh, height, stump, given, count, tuple(rows))


def why_no_volume(tally: Tally) -> str:
    """Why the tally gives no standing stock."""
    if tally.rows is None:
        return f"每木检尺表在文件 {tally.file} 中，没有随案件文件一起读入"
    if tally.biomass_equation is not None:
        return BIOMASS_ALONE.format(equation=tally.biomass_equation)
    known = "、".join(volume_equations().shipped)
    return (
        "每木检尺表没有写明材积式（tally.volume_equation），系统不代为选择；"
        f"应由鉴定人或林业主管部门选定，可用的有：{known}"
    )
