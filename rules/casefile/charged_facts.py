"""Whose the quantities of 案情要素 are, where charges are about different stands.

The case file states them once. They are those of the charges about all stands, or of the charges that share their
stands; of another charge nobody knows them, unless that charge states its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rules.casefile.base import Part
from rules.casefile.charge import BOUGHT, FELLED, Charged
from rules.casefile.offence_facts import PLANTS
from rules.casefile.offences import MINING
from rules.casefile.particulars import Particulars
from rules.casefile.stand import Stand

OWNERS: Mapping[str, tuple[str, ...]] = {
    "felling": ("滥伐林木",),
    "purchase": (BOUGHT,),
    "protected_plants": (PLANTS,),
    "forest_land": ("非法占用农用地",),
    "fire": ("失火", "放火"),
    "destruction": ("故意毁坏财物",),
    "mining": MINING,
}
"""The offences that each group is about."""

USERS: Mapping[str, tuple[str, ...]] = {**OWNERS, "protected_plants": FELLED}
"""Those that ask for it: the protected trees among what was felled make another offence that competes."""

QUANTITIES: Mapping[str, tuple[str, ...]] = {
    "felling": ("allowed_error_m3",),
    "purchase": ("rare_trees", "rare_stock_m3"),
    "protected_plants": (
        "class_1_trees",
        "class_1_stock_m3",
        "class_2_trees",
        "class_2_stock_m3",
        "rare_trees_killed",
    ),
    "forest_land": ("public_mu", "commercial_mu"),
    "fire": (
        "burned_forest_ha",
        "burned_other_ha",
        "damaged_forest_ha",
        "deaths",
        "serious_injuries",
        "direct_loss_cny",
        "households",
    ),
    "destruction": ("loss_cny", "times", "gathered_people"),
    "mining": ("mineral_value_cny", "resource_damage_cny"),
}
"""What is counted on the stands of a charge; the rest of a group holds for the case."""


def own_facts(given: Particulars, charge: Charged, every: Sequence[Charged], stands: Sequence[Stand]) -> dict[str, Any]:
    """The groups of the particulars that are others for this charge, by name."""
    made: dict[str, Any] = {}
    left = set(unassigned(given, charge, every, stands))
    for name in QUANTITIES:
        held, stated = getattr(given, name), getattr(charge.stated, name, None)
        if stated is None and name not in left:
            continue
        kept = held.model_copy(update=dict.fromkeys(QUANTITIES[name])) if held is not None else None
        told = {key: value for key, value in stated if value is not None} if stated is not None else {}
        made[name] = stated if kept is None else kept.model_copy(update=told)
    return made


def unassigned(
    given: Particulars | None, charge: Charged, every: Sequence[Charged], stands: Sequence[Stand]
) -> Iterator[str]:
    """The groups whose quantities, as stated of the case, are not known to be those of this charge."""
    if given is None or charge.whole(stands):
        return
    for name, owners in OWNERS.items():
        asks = charge.offence in USERS[name] and _counted(getattr(given, name), name)
        if not asks or getattr(charge.stated, name, None) is not None:
            continue
        about = {one.stands for one in every if one.offence in owners} or {
            one.stands for one in every if one.offence in USERS[name]
        }
        if about != {charge.stands}:
            yield name


def _counted(group: Part | None, name: str) -> bool:
    return group is not None and any(getattr(group, key) is not None for key in QUANTITIES[name])
