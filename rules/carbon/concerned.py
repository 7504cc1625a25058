"""涉案立木蓄积: the whole standing stock of the trees concerned, exactly, as the grades of the offences count it.

It is not the stock that a method turns into carbon: a damage fraction (受损份额) scales the carbon alone, and no
rounding of a method stands before a threshold. So 5 亩 × 60 m³/ha is 20 m³, by whichever method the loss is measured.
Nor does it hold the 幼树 of a tally, which are graded by their number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rules.carbon.measure import Measurement, StandResult
from rules.carbon.methods.lines import add_up
from rules.carbon.tally.young import Sapling, Straddling, sapling_on, young_by_stand
from rules.carbon.worksheet import Line, Worksheet
from rules.casefile import CaseFile
from rules.casefile.stand import Stand
from rules.values.exact import added
from rules.values.quantity import plain

SECTION = "定罪量刑 · 立木蓄积"


@dataclass(frozen=True)
class Concerned:
    """The stock (m³) of the trees concerned. ``total``: over all stands where it is known, None where none is.

    ``stands``: each stand's line in their order, None where its stock is not known. ``straddling``: of each stand the
    diameter classes that hold 幼树 and others.
    """

    total: Line | None
    stands: tuple[Line | None, ...]
    sheet: Worksheet
    straddling: tuple[tuple[Straddling, ...], ...] = ()
    _written: dict[tuple[int, ...], Line] = field(default_factory=dict)

    def of(self, stands: Sequence[int], told: str) -> Line | None:
        """The stock over some stands where it is known, by their places, written on the sheet unless it stands there
        already; None where none is. ``told``: which stands they are, in words."""
        found = [line for number in stands if (line := self.stands[number]) is not None]
        if len(found) == sum(line is not None for line in self.stands):
            return self.total
        if len(found) < 2:
            return found[0] if found else None
        numbers = tuple(line.no for line in found)
        if numbers not in self._written:
            self._written[numbers] = _sum(self.sheet, found, f"涉案立木蓄积（{told}）", OF_SOME)
        return self._written[numbers]


OF_ALL = "各地块涉案林木立木蓄积的全部之和：受损份额只折算碳汇损失，不减数量；与数额标准比较前不作修约"
OF_SOME = "所涉地块涉案林木立木蓄积之和：各人的数量只按其被指控的地块计"


def concerned_stock(casefile: CaseFile, measured: Measurement, sheet: Worksheet) -> Concerned:
    """The stock of each stand and over all of them, written on ``sheet``.

    ``sheet`` begins with the lines of the measurement.
    """
    by_path = {line.path: line for line in sheet.lines if line.path}
    sapling = sapling_on(casefile.case.conduct.ended)
    lines = tuple(
        None
        if result.whole_line is None
        else _without_young(
            sheet, result, sapling, _exact(sheet, by_path, stand, f"stands[{index}]", result.whole_line)
        )
        for index, (stand, result) in enumerate(zip(casefile.stands, measured.stands, strict=True))
    )
    found = [line for line in lines if line is not None]
    total = _sum(sheet, found, "涉案立木蓄积合计", OF_ALL) if found else None
    return Concerned(total, lines, sheet, _straddling(casefile, measured))


def _straddling(casefile: CaseFile, measured: Measurement) -> tuple[tuple[Straddling, ...], ...]:
    """The classes of each stand's tally that hold 幼树 and others, with the volume of their trees."""
    return tuple(
        tuple(
            replace(one, volume=added(line.result.value for trees, _, line in result.volumes if trees.dbh == one.dbh))
            for one in young.straddling
        )
        for young, result in zip(young_by_stand(casefile), measured.stands, strict=True)
    )


def _sum(sheet: Worksheet, found: Sequence[Line], label: str, source: str) -> Line:
    return add_up(sheet, found, "Q", label, section=SECTION, source=source, prefix="V_")


def _exact(sheet: Worksheet, by_path: Mapping[str, Line], stand: Stand, at: str, whole: Line) -> Line:
    """The stand's stock as its method wrote it where nothing was rounded, else worked out anew from the same facts."""
    if whole.kind == "computed" and stand.timber_volume_m3 is not None and whole.rounding is not None:
        terms = {"V_t": by_path[f"{at}.timber_volume_m3"], "k": by_path[f"{at}.outturn_rate"]}
        formula, source = "V_t ÷ k", "立木蓄积 = 原木材积 ÷ 该树种出材率（法释〔2023〕8号第十九条）"
    elif stand.stock_per_ha is not None and stand.area_mu is not None and _rests_on_rounded(sheet, whole):
        terms = {"A_mu": by_path[f"{at}.area_mu"], "v": by_path[f"{at}.stock_per_ha"], "q": by_path["mu_per_ha"]}
        formula, source = "A_mu × v ÷ q", "面积（亩）乘以每公顷蓄积，除以每公顷亩数"
    else:
        return whole
    label = f"地块 {stand.id} 立木蓄积（未修约）"
    return sheet.compute("V", label, formula, terms, unit_symbol="m3", section=SECTION, source=source)


def _without_young(sheet: Worksheet, result: StandResult, sapling: Sapling | None, whole: Line) -> Line:
    """The stock without the 幼树 of a tally, whose number is written beside it: they are graded by that alone."""
    young = [one for one in result.volumes if sapling is not None and one[0].dbh <= sapling.at_most_cm]
    if sapling is None or not young:
        return whole
    told = f"胸径 {plain(sapling.at_most_cm)} cm 以下的为幼树，以株数认定（{sapling.text}）"
    label, counts, volumes = f"地块 {result.id} 检尺表中的幼树", [one[1] for one in young], [one[2] for one in young]
    add_up(sheet, counts, "N_y", f"{label}株数", section=SECTION, source=told, prefix="N_")
    volume = add_up(sheet, volumes, "V_y", f"{label}材积", section=SECTION, source=f"{told}，不计蓄积", prefix="V_")
    return sheet.compute(
        "V",
        f"地块 {result.id} 立木蓄积（不含幼树）",
        "V_t − V_y",
        {"V_t": whole, "V_y": volume},
        unit_symbol="m3",
        section=SECTION,
        source=f"{told}；碳汇损失仍按全部树木计",
    )


def _rests_on_rounded(sheet: Worksheet, line: Line) -> bool:
    return any(sheet.lines[no - 1].rounding is not None for _, no in line.refs)
