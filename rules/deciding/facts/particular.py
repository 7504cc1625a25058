"""The facts that the thresholds of single offences ask for, from the particulars of a case file and its stands."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache

from rules.casefile import CaseFile
from rules.casefile.offence_facts import ForestLand, ProtectedPlants
from rules.casefile.particulars import NO_PARTICULARS, EarlierAct
from rules.casefile.schema import by_part, part_at
from rules.deciding.book import load_lawbook

Fact = Decimal | Fraction | int | str | bool | datetime.date | None

CLASSES = {"公益林": "public_land_mu", "商品林": "commercial_land_mu"}
"""The fact of each class of forest land."""


def stated_facts(casefile: CaseFile) -> dict[str, Fact]:
    """The facts that a case file states as such, by the names of ``law/facts.yaml``; None where it does not."""
    facts: dict[str, Fact] = dict.fromkeys(load_lawbook().book.read)
    for names, read in _read_by_part():
        part = part_at(casefile, names)
        if part is not None:
            for fact, name in read:
                facts[fact] = getattr(part, name)
    return facts


@cache
def _read_by_part() -> Sequence[tuple[tuple[str, ...], Sequence[tuple[str, str]]]]:
    """The parts of a case file that facts are read from, each with the facts and their names in it: most parts are left
    out of most cases."""
    facts: dict[str, list[str]] = {}
    for fact, path in load_lawbook().book.read.items():
        facts.setdefault(path, []).append(fact)
    parts = by_part(facts)
    return [(part, [(fact, name) for path, name in read for fact in facts[path]]) for part, read in parts.items()]


def particular_facts(casefile: CaseFile) -> dict[str, Fact]:
    """The facts stated, and those of plants and land, where what is stated of one class says something of the other."""
    given = casefile.particulars or NO_PARTICULARS
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
    """The areas as found: those of stands are not taken (decision 40). A class that is not stated where the other is
    is none, unless a stand is or may be of that class: then how much of it was ruined is not known."""
    made = land_mu(land.public_mu, land.commercial_mu) if land else land_mu(None, None)
    stated = {"public_land_mu": land and land.public_mu, "commercial_land_mu": land and land.commercial_mu}
    classes = {stand.land_category for stand in casefile.stands}
    may_be = {name for category, name in CLASSES.items() if category in classes or None in classes}
    return {name: None if stated[name] is None and name in may_be else value for name, value in made.items()}


def land_mu(public: Decimal | None, commercial: Decimal | None) -> dict[str, Fact]:
    """亩 by category as stated: one that is not, where the other is, is none; neither stated, neither is known."""
    if public is None and commercial is None:
        return {"public_land_mu": None, "commercial_land_mu": None}
    return {
        "public_land_mu": Decimal(0) if public is None else public,
        "commercial_land_mu": Decimal(0) if commercial is None else commercial,
    }
