"""The facts that the thresholds of single offences ask for, from the particulars of a case file and its stands."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from rules.casefile import CaseFile
from rules.casefile.offence_facts import ForestLand, ProtectedPlants
from rules.casefile.particulars import EarlierAct, Particulars
from rules.casefile.schema import value_at
from rules.deciding.book import load_lawbook
from rules.values.exact import Number, added, times

Fact = Decimal | Fraction | int | str | bool | datetime.date | None

_MU_PER_HA = Decimal(15)


def stated_facts(casefile: CaseFile) -> dict[str, Fact]:
    """The facts that a case file states as such, by the names of ``law/facts.yaml``; None where it does not."""
    return {name: value_at(casefile, path) for name, path in load_lawbook().book.read.items()}


def particular_facts(casefile: CaseFile) -> dict[str, Fact]:
    """The facts stated, and those of plants and land, where what is stated of one class says something of the other."""
    given = casefile.particulars or Particulars()
    facts = stated_facts(casefile)
    if given.protected_plants is not None:
        facts |= plants(given.protected_plants)
    return facts | _land(given.forest_land, casefile)


def plants(stated_of: ProtectedPlants | EarlierAct) -> dict[str, Fact]:
    """A class of which nothing is stated, where the other is, is taken as absent; half-stated it is not known."""
    classes = {
        number: (getattr(stated_of, f"class_{number}_trees"), getattr(stated_of, f"class_{number}_stock_m3"))
        for number in (1, 2)
    }
    stated = [number for number, values in classes.items() if values != (None, None)]
    facts: dict[str, Fact] = {}
    for number, (trees, stock) in classes.items():
        absent = stated and number not in stated
        facts[f"class_{number}_trees"] = 0 if absent else trees
        facts[f"class_{number}_stock_m3"] = Decimal(0) if absent else stock
    return facts


def _land(land: ForestLand | None, casefile: CaseFile) -> dict[str, Fact]:
    """The areas as stated, else those of the stands whose land was taken (占用)."""
    public = land.public_mu if land else None
    commercial = land.commercial_mu if land else None
    if public is None and commercial is None:
        return {
            "public_land_mu": _taken(casefile, "公益林"),
            "commercial_land_mu": _taken(casefile, "商品林"),
        }
    return land_mu(public, commercial)


def land_mu(public: Decimal | None, commercial: Decimal | None) -> dict[str, Fact]:
    """亩 by category as stated: one that is not, where the other is, is none; neither stated, neither is known."""
    if public is None and commercial is None:
        return {"public_land_mu": None, "commercial_land_mu": None}
    return {
        "public_land_mu": Decimal(0) if public is None else public,
        "commercial_land_mu": Decimal(0) if commercial is None else commercial,
    }


def _taken(casefile: CaseFile, category: str) -> Number | None:
    """亩 of one land category; None when an area or a category of a taken stand is not known, or none was taken."""
    taken = [stand for stand in casefile.stands if stand.damage.type == "占用"]
    areas: Sequence[tuple[str | None, Number | None]] = [
        (s.land_category, s.area_mu if s.area_ha is None else times(s.area_ha, _MU_PER_HA)) for s in taken
    ]
    if not areas or any(land is None or area is None for land, area in areas):
        return None
    return added(area for land, area in areas if land == category and area is not None)
