"""What a stand states beside its stock: culms by age, burned strata, fuel, biomass found by survey, agreed values.

Areas are hectares, masses t or kg of dry matter, money CNY. Each group names the document that its figures come from.
"""

from __future__ import annotations

import re
from typing import Literal

from rules.casefile.base import Part, Portion
from rules.values.fields import Amount, Count, Day, Share, Text


class Stratum(Part):
    """One class of severity within a burned stand: its share of the stand, and the part lost of what stood there.

    No published table leads from a class of severity to the part lost: whoever surveyed the fire states it.
    """

    severity: Literal["未过火", "轻度", "中度", "重度"]
    share: Share
    fraction: Portion


class Fuel(Part):
    """Dry matter consumed by the fire per hectare burned, as surveyed: the product of fuel and combustion factor."""

    consumed_t_per_ha: Amount
    source: Text


class CulmAge(Part):
    """竹龄: the share of the culms that is so old, in years (``age_a``) or in 度 (``du``), one of the two."""

    age_a: Count | None = None
    du: Count | None = None
    share: Share

    @property
    def told(self) -> str:
        """As an inventory writes it: ``3 年生`` or ``2 度``."""
        return f"{self.age_a} 年生" if self.age_a is not None else f"{self.du} 度"


class MeasuredBiomass(Part):
    """Dry mass found by a survey or an appraisal of this very case, per hectare or per stem.

    ``covers`` says whether roots are in it; ``carbon_fraction`` where the survey found one, else a default serves.
    """

    t_per_ha: Amount | None = None
    kg_per_stem: Amount | None = None
    covers: Literal["全株", "地上"]
    carbon_fraction: Share | None = None
    source: Text
    date: Day | None = None


class AreaValue(Part):
    """A value per area that an authority fixed or the parties agreed on: tonnes per hectare, or yuan per 亩."""

    tco2e_per_ha: Amount | None = None
    cny_per_mu: Amount | None = None
    authority: Text
    document: Text
    date: Day


SHARES = (
    "outturn_rate",
    "damage.fraction",
    "damage.strata[].fraction",
    "damage.soil_disturbed_share",
    "shrub_cover",
    "measured_biomass.carbon_fraction",
    "sapling_biomass.carbon_fraction",
)
"""Numbers of a stand that cannot exceed 1; ``[]`` stands for the place in a list."""


def at_most_one(field: str) -> bool:
    """Whether a number of a stand, by its name or its path in a case file, cannot exceed 1."""
    return re.sub(r"^stands\[\d+\]\.|(?<=\[)\d+(?=\])", "", field) in SHARES
