"""The numbers of a stand that may state a standard error, as a reader knows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from rules.casefile.stand import Stand

MOST_STRATA = 10
"""Of a burned stand, as the case file takes them."""

NUMBERS: Mapping[str, object] = {
    "standing_stock_m3": _("立木蓄积（m³）"),
    "timber_volume_m3": _("原木材积（m³）"),
    "outturn_rate": _("出材率"),
    "area_ha": _("面积（公顷）"),
    "area_mu": _("面积（亩）"),
    "stock_per_ha": _("每公顷蓄积（m³/公顷）"),
    "age_a": _("林龄（年）"),
    "trees": _("树木株数"),
    "saplings": _("幼树株数"),
    "damage.fraction": _("受损份额"),
    "damage.burned_area_ha": _("过火面积（公顷）"),
    "damage.fuel.consumed_t_per_ha": _("每公顷燃料消耗量（吨/公顷）"),
    "damage.soil_disturbed_share": _("土壤受扰动面积的份额"),
    "culms": _("竹株数"),
    "mean_dbh_cm": _("平均胸径（cm）"),
    "shrub_cover": _("灌木盖度"),
    "measured_biomass.t_per_ha": _("调查所得：每公顷生物量（吨/公顷）"),
    "measured_biomass.kg_per_stem": _("调查所得：每株生物量（千克/株）"),
    "measured_biomass.carbon_fraction": _("调查所得：含碳率"),
    "sapling_biomass.t_per_ha": _("幼树：每公顷生物量（吨/公顷）"),
    "sapling_biomass.kg_per_stem": _("幼树：每株生物量（千克/株）"),
    "sapling_biomass.carbon_fraction": _("幼树：含碳率"),
    "area_value.tco2e_per_ha": _("约定的每公顷吨数（吨二氧化碳当量/公顷）"),
    "area_value.cny_per_mu": _("约定的每亩金额（元/亩）"),
    **{
        f"damage.strata[{number}].fraction": _("烧毁第 %(number)s 层的受损份额", number=number + 1)
        for number in range(MOST_STRATA)
    },
}
"""Its place in the stand -> its name with the unit, in which the standard error is stated too."""


def without_stale_errors(before: Mapping[str, Any], stand: dict[str, Any]) -> None:
    """Take from a stand (plain data) the standard errors of numbers that are gone or no longer what they were.

    A standard error was stated of the number it stood beside; of another number it says nothing.
    """
    errors = stand.get("standard_errors", {})
    kept = {field: stated for field, stated in errors.items() if _at(stand, field) == _at(before, field) != ""}
    if kept:
        stand["standard_errors"] = kept
    else:
        stand.pop("standard_errors", None)


def _at(stand: Mapping[str, Any], field: str) -> str:
    value: Any = stand
    for part in re.findall(r"\w+", field):
        if isinstance(value, Mapping):
            value = value.get(part)
        else:
            value = value[int(part)] if isinstance(value, list) and int(part) < len(value) else None
    return "" if value is None else str(value)


def stated_errors(stand: Stand) -> list[tuple[object, object]]:
    """The standard errors of a stand by the name of their number: (name, ``StatedError``)."""
    return [(NUMBERS.get(field, field), stated) for field, stated in stand.standard_errors.items()]
