"""The rows of a tally checked and grouped: equal trees are one group, so that their sum is exact and short."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.casefile_parts import Stand, Tally, TallyRow
from rules.errors import FieldError, InputError
from rules.parameters.species import vocabulary
from rules.tally.equations import VolumeEquation, out_of_range, volume_equations


@dataclass(frozen=True, slots=True)
class Trees:
    """Equal trees. ``diameter`` is the DBH in cm, ``height`` in m; ``rows`` are the tally rows, counted from 0."""

    species: str
    diameter: Decimal
    height: Decimal
    count: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A tally that can be measured: its equation and its groups, in order of first appearance."""

    volume: VolumeEquation
    groups: tuple[Trees, ...]


def counted(stand: Stand, index: int, species: Collection[str], day: date, errors: list[FieldError]) -> Counted | None:
    """The stand's tally, checked against the equation it names; None where it cannot give a volume.

    ``species`` are the stand's own, by canonical name. Every mistake is added to ``errors``.
    """
    tally = stand.tally
    if tally is None or tally.rows is None or tally.volume_equation is None or tally.basis != "dbh":
        return None
    if stand.forest_type != "乔木林":
        return None
    before = len(errors)
    at = f"stands[{index}].tally"
    equation = volume_equations().choose(tally.volume_equation, f"{at}.volume_equation")
    if isinstance(equation, FieldError):
        errors.append(equation)
        return None
    if not equation.in_force.on(day):
        errors.append(FieldError(f"{at}.volume_equation", f"材积式 {equation.id} 在计量日 {day} 不施行"))
    names = _names(tally.rows, f"{at}.rows", errors)
    errors.extend(_mistakes(tally.rows, names, species, equation, at))
    missing = [name for name in species if name not in names.values()]
    if missing and len(errors) == before:
        errors.append(FieldError(f"{at}.rows", f"地块所列树种 {'、'.join(missing)} 在每木检尺表中没有一行"))
    return None if len(errors) > before else Counted(equation, tuple(_grouped(tally, names)))


def _names(rows: Iterable[TallyRow], at: str, errors: list[FieldError]) -> dict[str, str]:
    """What the rows write, to the canonical name. A name that cannot be told is a mistake of its first row."""
    found: dict[str, str] = {}
    refused: set[str] = set()
    for number, row in enumerate(rows):
        if row.species in found or row.species in refused:
            continue
        try:
            found[row.species] = vocabulary().look_up(row.species, f"{at}[{number}].species")
        except InputError as problem:
            refused.add(row.species)
            errors.extend(problem.errors)
    return found


def _mistakes(
    rows: Iterable[TallyRow], names: dict[str, str], species: Collection[str], equation: VolumeEquation, at: str
) -> Iterator[FieldError]:
    told: set[str] = set()
    for number, row in enumerate(rows):
        path = f"{at}.rows[{number}]"
        name = names.get(row.species)
        if name is not None and name not in told:
            told.add(name)
            if species and name not in species:
                yield FieldError(f"{path}.species", f"{name}不在地块所列树种（{'、'.join(species)}）中")
            elif name not in equation.species:
                yield FieldError(
                    f"{path}.species",
                    f"材积式 {equation.id} 不适用于{name}（适用于 {'、'.join(sorted(equation.species))}）；"
                    "不同材积式的树种请分地块填写",
                )
        if row.count == 0:
            yield FieldError(f"{path}.count", "株数应大于 0")
        if row.height_m is None:
            yield FieldError(f"{path}.height_m", f"材积式 {equation.id} 须有树高（m）")
        elif problem := out_of_range(row.height_m, equation.heights, "树高", "m"):
            yield FieldError(f"{path}.height_m", problem)
        if row.dbh_cm is not None and (problem := out_of_range(row.dbh_cm, equation.diameters, "胸径", "cm")):
            yield FieldError(f"{path}.dbh_cm", problem)


def _grouped(tally: Tally, names: dict[str, str]) -> Iterator[Trees]:
    groups: dict[tuple[str, Decimal, Decimal], tuple[int, list[int]]] = {}
    for number, row in enumerate(tally.rows or []):
        assert row.dbh_cm is not None
        assert row.height_m is not None
        key = (names[row.species], row.dbh_cm, row.height_m)
        count, rows = groups.get(key, (0, []))
        rows.append(number)
        groups[key] = (count + row.count, rows)
    for (species, diameter, height), (count, rows) in groups.items():
        yield Trees(species, diameter, height, count, tuple(rows))


def unranged(equation: VolumeEquation) -> str | None:
    """What to say of an equation whose source states no range; None where both are stated."""
    open_ends = [name for name, known in (("胸径", equation.diameters), ("树高", equation.heights)) if known is None]
    if not open_ends:
        return None
    return f"材积式 {equation.id} 的来源没有载明适用的{'与'.join(open_ends)}范围，未作范围检查"


def told_rows(rows: tuple[int, ...]) -> str:
    """``第 1、4 行``; long lists end in their number."""
    shown = "、".join(str(number + 1) for number in rows[:3])
    return f"第 {shown} 行" if len(rows) <= 3 else f"第 {shown} 等 {len(rows)} 行"


def why_no_volume(tally: Tally) -> str:
    """Why the tally gives no standing stock."""
    if tally.basis == "stump":
        return "按地径的每木检尺表尚不能推算胸径，请写明立木蓄积"
    if tally.rows is None:
        return f"每木检尺表在文件 {tally.file} 中，没有随案件文件一起读入"
    known = "、".join(volume_equations().shipped)
    return (
        "每木检尺表没有写明材积式（tally.volume_equation），系统不代为选择；"
        f"应由鉴定人或林业主管部门选定，可用的有：{known}"
    )
