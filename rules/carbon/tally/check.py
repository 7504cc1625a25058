"""The rows of a tally against the equations it names. Every mistake is collected, each at its own path."""

from __future__ import annotations

import decimal
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from rules.carbon.parameters.species import vocabulary
from rules.carbon.tally.asked import tally_field
from rules.carbon.tally.biomass import BiomassEquation, choose_biomass
from rules.carbon.tally.equations import VolumeEquation, out_of_range, volume_equations
from rules.carbon.tally.sizes import size_mistakes
from rules.carbon.tally.trees import Counted, Trees, dbh_of, grouped, height_of
from rules.carbon.worksheet import WorksheetError
from rules.casefile.fact import field_name
from rules.casefile.stand import Stand
from rules.casefile.tally import HeightCurve, StumpEquation, Tally, TallyRow
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import msg, template
from rules.values.quantity import plain

NO_CLASS = template("径阶 {diameter} cm 与第一个径阶 {first} cm 不是 {width} cm 的整数倍之差")


_E = TypeVar("_E")


def counted(stand: Stand, index: int, species: Collection[str], day: date, errors: list[FieldError]) -> Counted | None:
    """The stand's tally, checked and grouped; None where it cannot be measured.

    ``species`` are the stand's own, by canonical name. Every mistake is added to ``errors``.
    """
    tally = stand.tally
    if tally is None or tally.rows is None or stand.forest_type != "乔木林":
        return None
    if tally.volume_equation is None and tally.biomass_equation is None:
        return None
    check = _Check(tally, f"stands[{index}].tally", species)
    check.equations(day)
    check.classes()
    trees = [tree for number, row in enumerate(tally.rows) if (tree := check.row(number, row)) is not None]
    if not check.errors and tally.sizes_reason is None:
        check.errors.extend(size_mistakes(tally, trees, check.at))
    missing = [name for name in species if name not in check.names.values()]
    if missing and not check.errors:
        check.wrong("rows", msg("地块所列树种 {missing} 在每木检尺表中没有一行", missing=missing))
    errors.extend(check.errors)
    if check.errors:
        return None
    return Counted(
        tally, check.volume, check.biomass, tuple(grouped(iter(trees))), check.stump_equations, check.height_curves
    )


@dataclass
class _Check:
    """One tally under check. ``at`` is its path; ``names`` maps what rows write to canonical species."""

    tally: Tally
    at: str
    species: Collection[str]
    volume: VolumeEquation | None = None
    biomass: BiomassEquation | None = None
    names: dict[str, str | None] = field(default_factory=dict)
    stump_equations: dict[str, tuple[str, StumpEquation]] = field(default_factory=dict)
    height_curves: dict[str, tuple[str, HeightCurve]] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)
    unequated: set[str] = field(default_factory=set)

    def wrong(self, path: str, message: str) -> None:
        self.errors.append(FieldError(f"{self.at}.{path}", message))

    def equations(self, day: date) -> None:
        """Choose the equations that the tally names."""
        if self.tally.volume_equation is not None:
            found = volume_equations().choose(self.tally.volume_equation, f"{self.at}.volume_equation")
            if isinstance(found, FieldError):
                self.errors.append(found)
            else:
                self.volume = found
                if not found.in_force.on(day):
                    self.wrong("volume_equation", msg("材积式 {id} 在计量日 {day} 不施行", id=found.id, day=day))
        if self.tally.biomass_equation is not None:
            chosen = choose_biomass(self.tally.biomass_equation, f"{self.at}.biomass_equation")
            if isinstance(chosen, FieldError):
                self.errors.append(chosen)
            else:
                self.biomass = chosen
        self.stump_equations = self._by_species(self.tally.stump_equations, "stump_equations")
        self.height_curves = self._by_species(self.tally.height_curves, "height_curves")

    def classes(self) -> None:
        """Diameters by classes lie whole class widths apart: another distance is a slip or another width."""
        width, key = self.tally.class_width_cm, "dbh_cm" if self.tally.basis == "dbh" else "stump_cm"
        diameters = [getattr(row, key) for row in self.tally.rows or []]
        if width is None or not diameters:
            return
        for number, diameter in enumerate(diameters):
            if (diameter - diameters[0]) % width:
                first = plain(diameters[0])
                self.wrong(
                    f"rows[{number}].{key}",
                    msg(
                        NO_CLASS,
                        diameter=plain(diameter),
                        first=first,
                        width=plain(width),
                    ),
                )

    def _by_species(self, written: Mapping[str, _E], where: str) -> dict[str, tuple[str, _E]]:
        found: dict[str, tuple[str, _E]] = {}
        for name, equation in written.items():
            try:
                species = vocabulary().look_up(name, f"{self.at}.{where}.{name}")
            except InputError as problem:
                self.errors.extend(problem.errors)
                continue
            if species in found:
                self.wrong(
                    f"{where}.{name}",
                    msg("与 {other} 是同一树种（{species}）", other=found[species][0], species=species),
                )
            found[species] = (name, equation)
        return found

    def row(self, number: int, row: TallyRow) -> Trees | None:
        """The trees of a row; None where something is wrong with it, which is noted."""
        before = len(self.errors)
        at = f"rows[{number}]"
        species = self._name(row.species, f"{at}.species")
        if row.count == 0:
            self.wrong(f"{at}.count", msg("株数应大于 0"))
        dbh = self._dbh(row, species, at)
        height = self._height(row, species, dbh, at)
        if len(self.errors) > before or species is None or dbh is None or height is None:
            return None
        stump = row.stump_cm if self.tally.basis == "stump" else None
        return Trees(species, dbh, height, stump, row.height_m is not None, row.count, (number,))

    def _name(self, written: str, path: str) -> str | None:
        """The canonical species. A name that cannot stand is told once, at its first row."""
        if written in self.names:
            return self.names[written]
        self.names[written] = None
        try:
            name = vocabulary().look_up(written, f"{self.at}.{path}")
        except InputError as problem:
            self.errors.extend(problem.errors)
            return None
        self.names[written] = name
        if self.species and name not in self.species:
            self.wrong(path, msg("{name}不在地块所列树种（{species}）中", name=name, species=self.species))
            return name
        for kind, equation in ((msg("材积式"), self.volume), (msg("生物量式"), self.biomass)):
            if equation is not None and name not in equation.species:
                served = sorted(equation.species)
                self.wrong(
                    path,
                    msg(
                        "{kind} {id} 不适用于{name}（适用于 {served}）；用不同式子的树种请分地块填写",
                        kind=kind,
                        id=equation.id,
                        name=name,
                        served=served,
                    ),
                )
        return name

    def _dbh(self, row: TallyRow, species: str | None, at: str) -> Decimal | None:
        """The DBH in cm, as measured or from the stump."""
        if self.tally.basis == "dbh":
            dbh, told, place = row.dbh_cm, msg("胸径"), f"{at}.dbh_cm"
        else:
            found = self._declared(
                species, self.stump_equations, "stump_equations", msg("没有收录任何一种地径—胸径关系")
            )
            if found is None or row.stump_cm is None:
                return None
            dbh, told, place = dbh_of(row.stump_cm, found), msg("推算的胸径"), f"{at}.stump_cm"
            if dbh <= 0:
                self.wrong(place, msg("按所写关系式推算的胸径为 {dbh} cm，应大于 0", dbh=plain(dbh)))
                return None
        if dbh is not None and self.volume is not None:
            problem = out_of_range(dbh, self.volume.diameters, told, "cm")
            if problem:
                self.wrong(place, problem)
        return dbh

    def _height(self, row: TallyRow, species: str | None, dbh: Decimal | None, at: str) -> Decimal | None:
        """The height in m, as measured or from the curve."""
        height, told = row.height_m, msg("树高")
        if height is None:
            if species not in self.height_curves:
                told = msg("须写明树高（m），或在“{field}”中写明该树种的曲线", field=tally_field("height_curves"))
                self.wrong(f"{at}.height_m", told)
                return None
            if dbh is None:
                return None
            told = msg("推算的树高")
            try:
                height = height_of(dbh, self.height_curves[species][1])
            except (WorksheetError, decimal.Overflow):
                height = Decimal(0)
            if not 0 < height <= 100:
                self.wrong(
                    f"{at}.height_m",
                    msg("按所写树高曲线推算的树高为 {height} m，应大于 0 且不超过 100", height=plain(height)),
                )
                return None
        if self.volume is not None:
            problem = out_of_range(height, self.volume.heights, told, "m")
            if problem:
                self.wrong(f"{at}.height_m", problem)
        return height

    def _declared(self, species: str | None, given: Mapping[str, tuple[str, _E]], where: str, why: str) -> _E | None:
        """What the tally declares for a species; its absence is told once."""
        if species is None:
            return None
        if species in given:
            return given[species][1]
        if species not in self.unequated:
            self.unequated.add(species)
            self.wrong(
                f"{where}.{species}",
                msg(
                    "{why}，请写明{species}的{fields}",
                    why=why,
                    species=species,
                    fields=[field_name(StumpEquation, name, with_label=True) for name in StumpEquation.model_fields],
                ),
            )
        return None
