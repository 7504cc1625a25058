"""The range of a loss, the ranking of what moves it, and the comparison of two case files."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from rules.carbon.comparison.attribution import attribute
from rules.carbon.measure import Measurement, measure
from rules.carbon.uncertainty import loss_range
from rules.carbon.uncertainty.sensitivity import ranking
from rules.casefile import CaseFile, parse
from tests.benchmarks.figure import Figure

TREES = 5_000
STATED = {
    name: {"value": value, "source": "benchmark"}
    for name, value in (("timber_volume_m3", "0.5"), ("outturn_rate", "0.03"), ("damage.fraction", "0.05"))
}


def figures() -> Iterator[Figure]:
    small = _measured(_felled(standard_errors=STATED))
    _range(small)  # NumPy is loaded at first use
    yield Figure("range of a case with three standard errors", _spent(lambda: _range(small)), "s", wanted=0.05)
    yield Figure("ranking of the same case", _spent(lambda: _ranking(small)), "s", wanted=0.05)
    for name, step in (("calipered to 1 cm", 10), ("nearly all different", 1)):
        stumps = _measured(_stumps(step))
        yield Figure(f"range of a tally of {TREES} stumps, {name}", _spent(partial(_range, stumps)), "s", wanted=5)
        yield Figure(f"ranking of the same, {name}", _spent(partial(_ranking, stumps)), "s", wanted=5)
    one, other = _stands("马尾松", 0), _stands("杉木", 1)
    yield Figure("two case files, twelve changes on six stands", _spent(lambda: attribute(one, other)), "s", wanted=0.5)
    one, other = _one_stand(0), _one_stand(1)
    yield Figure("two case files, twelve changes on one stand", _spent(lambda: attribute(one, other)), "s", wanted=5)


def _spent(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def _range(found: Measurement) -> object:
    assert found.loss_line is not None
    told = loss_range(found.worksheet.lines, found.loss_line.no)
    assert told.low is not None
    return told


def _ranking(found: Measurement) -> object:
    assert found.loss_line is not None
    return ranking(found.worksheet.lines, found.loss_line.no)


def _measured(case: CaseFile) -> Measurement:
    return measure(case)


def _case(*stands: dict[str, Any]) -> CaseFile:
    return parse({"case": {"offence": "滥伐林木", "conduct": {"from": "2021-12-01"}}, "stands": list(stands)})


def _felled(**more: Any) -> CaseFile:
    damage = {"type": "部分损伤", "fraction": "0.9"}
    stand = {"id": "A", "species": "杉木", "damage": damage, "timber_volume_m3": "12.1", "outturn_rate": "0.65"}
    return _case({**stand, **more})


def _stands(species: str, more: int) -> CaseFile:
    """Six stands that differ in species and stock from those of the other side: twelve changes."""
    return _case(
        *(
            {"id": f"S{n}", "species": species, "damage": {"type": "采伐"}, "standing_stock_m3": str(n + more)}
            for n in range(1, 7)
        )
    )


def _one_stand(other: int) -> CaseFile:
    """One stand, and the options it is measured with, told by two sides in twelve different ways."""
    stand = {
        "id": "A",
        "species": ("阔叶混", "马尾松")[other],
        "origin": ("天然", "人工")[other],
        "age_a": (30, 20)[other],
        "damage": {"type": "占用", "fraction": ("1", "0.9")[other], "soil_disturbed_share": ("0.85", "0.7")[other]},
        "standing_stock_m3": ("88.4", "80")[other],
        "area_mu": ("18.6", "17")[other],
        "shrub_cover": ("0.4", "0.3")[other],
        "saplings": (260, 200)[other],
        "sapling_biomass": {
            "kg_per_stem": ("0.75", "0.6")[other],
            "covers": "全株",
            "source": "x",
            "date": "2025-10-15",
        },
    }
    return parse(
        {
            "case": {"offence": "非法占用农用地", "conduct": {"from": "2025-05-01"}},
            "stands": [stand],
            "options": {
                "method": "fujian-trial-2022",
                "parameters": {
                    "soil": ("wtm-lac", "wtm-sandy")[other],
                    "shrub_herb": "ar-tool14",
                    "forest_agb": ("natural-secondary", "planted-broadleaf")[other],
                },
            },
        }
    )


def _stumps(step: int) -> CaseFile:
    chance = random.Random(1)  # noqa: S311 - sizes of trees, no secret
    rows = [
        {
            "species": "杉木",
            "stump_cm": f"{chance.randrange(50, 400, step) / 10:.1f}",
            "height_m": f"{chance.randrange(30, 250, 5 if step > 1 else 1) / 10:.1f}",
        }
        for _ in range(TREES)
    ]
    equation = {"intercept_cm": "1", "slope": "0.85", "standard_error_cm": "1.5", "source": "benchmark"}
    # Drawn without regard to one another: diameters and heights that no tree has together are said to be meant.
    tally: dict[str, Any] = {
        "basis": "stump",
        "volume_equation": "LY208-fir",
        "sizes_reason": "benchmark",
        "rows": rows,
    }
    tally["stump_equations"] = {"杉木": equation}
    return _case({"id": "A", "species": "杉木", "damage": {"type": "采伐"}, "tally": tally})
