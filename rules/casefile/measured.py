"""What a stand states beside its stock: culms by age, burned strata, fuel, biomass found by survey, agreed values.

Areas are hectares, masses t or kg of dry matter, money CNY. Each group names the document that its figures come from.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rules.casefile.base import Part, Portion
from rules.casefile.fact import (
    DU,
    KILOGRAMS_PER_STEM,
    TONNES_CARBON_PER_HECTARE_YEAR,
    TONNES_CO2E,
    TONNES_CO2E_PER_HECTARE,
    TONNES_CO2E_PER_HECTARE_YEAR,
    TONNES_PER_HECTARE,
    YEARS,
    YUAN,
    YUAN_PER_MU,
    Fact,
    Way,
)
from rules.reading.messages import msg
from rules.values.fields import Amount, Count, Day, Money, Share, Text

_AGE, _MASS, _VALUE = "age", "mass", "value"


class Stratum(Part):
    """One class of severity within a burned stand: its share of the stand, and the part lost of what stood there.

    No published table leads from a class of severity to the part lost: whoever surveyed the fire states it.
    """

    severity: Annotated[Literal["未过火", "轻度", "中度", "重度"], Fact(msg("烧毁程度"))]
    share: Annotated[Share, Fact(msg("占地块的份额"), hint=msg("各层合计为 1，未过火的也列一层"))]
    fraction: Annotated[Portion, Fact(msg("受损份额"), hint=msg("0 至 1，由火场调查得出"), measured=True)]


class Fuel(Part):
    """Dry matter consumed by the fire per hectare burned, as surveyed: the product of fuel and combustion factor."""

    consumed_t_per_ha: Annotated[
        Amount,
        Fact(msg("每公顷燃料消耗量"), TONNES_PER_HECTARE, hint=msg("干物质，已含燃烧系数"), measured=True),
    ]
    source: Annotated[Text, Fact(msg("燃料消耗量的来源"))]


class CulmAge(Part):
    """竹龄: the share of the culms that is so old, in years (``age_a``) or in 度 (``du``), one of the two."""

    age_a: Annotated[Count | None, Fact(msg("竹龄（年）"), YEARS, hint=msg("年与度填一个"), way=Way(_AGE, "years"))] = (
        None
    )
    du: Annotated[Count | None, Fact(msg("竹龄（度）"), DU, way=Way(_AGE, "du"))] = None
    share: Annotated[Share, Fact(msg("占竹株数的份额"), hint=msg("各竹龄合计为 1"))]

    @property
    def told(self) -> str:
        """As an inventory writes it: ``3 年生`` or ``2 度``."""
        return f"{self.age_a} 年生" if self.age_a is not None else f"{self.du} 度"


class MeasuredBiomass(Part):
    """Dry mass found by a survey or an appraisal of this very case, per hectare or per stem.

    ``covers`` says whether roots are in it; ``carbon_fraction`` where the survey found one, else a default serves.
    """

    t_per_ha: Annotated[
        Amount | None,
        Fact(
            msg("每公顷生物量"),
            TONNES_PER_HECTARE,
            hint=msg("每公顷与每株填一个"),
            way=Way(_MASS, "area"),
            measured=True,
        ),
    ] = None
    kg_per_stem: Annotated[
        Amount | None, Fact(msg("每株生物量"), KILOGRAMS_PER_STEM, way=Way(_MASS, "stem"), measured=True)
    ] = None
    covers: Annotated[Literal["全株", "地上"], Fact(msg("包括的部分"))]
    carbon_fraction: Annotated[
        Share | None,
        Fact(
            msg("含碳率"),
            hint=msg("没有实测的可不填，用 IPCC 缺省值 0.47"),
            unstated=msg("未查明，用缺省值"),
            measured=True,
        ),
    ] = None
    source: Annotated[Text, Fact(msg("调查或鉴定的出处"))]
    date: Annotated[Day | None, Fact(msg("调查日期"))] = None


class AnnualSink(Part):
    """年固碳量: what a hectare takes up in a year, as carbon or as carbon dioxide, and for how many years it does not.

    The value and the years each name where they come from.
    """

    tc_per_ha_a: Annotated[
        Amount | None,
        Fact(
            msg("每公顷年固碳量"),
            TONNES_CARBON_PER_HECTARE_YEAR,
            hint=msg("以碳计与以二氧化碳计填一个"),
            way=Way(_VALUE, "carbon"),
            measured=True,
        ),
    ] = None
    tco2e_per_ha_a: Annotated[
        Amount | None,
        Fact(msg("每公顷年吸收二氧化碳量"), TONNES_CO2E_PER_HECTARE_YEAR, way=Way(_VALUE, "co2"), measured=True),
    ] = None
    years: Annotated[Amount, Fact(msg("计算年数"), YEARS, hint=msg("到恢复为止"), measured=True)]
    years_source: Annotated[Text, Fact(msg("年数的依据"))]
    source: Annotated[Text, Fact(msg("年固碳量的来源"))]
    date: Annotated[Day, Fact(msg("来源的日期"))]


class StatedLoss(Part):
    """经认定的损失: tonnes, money, or both, that an authority, an expert or a court found by a method of its own.

    It is taken over as it stands. A loss in money alone is a loss; neither is worked out from the other.
    """

    tonnes: Annotated[
        Amount | None,
        Fact(msg("认定的碳汇损失量"), TONNES_CO2E, hint=msg("吨数与金额至少填一个；两者都认定的都填")),
    ] = None
    cny: Annotated[Annotated[Money, Field(gt=0)] | None, Fact(msg("认定的碳汇损失价值"), YUAN)] = None
    by: Annotated[Text, Fact(msg("认定的机关、鉴定人或法院"))]
    method: Annotated[Text, Fact(msg("所称的方法"), hint=msg("文书没有写明的，填“未写明”"))]
    date: Annotated[Day, Fact(msg("认定日期"))]
    paper: Annotated[Text, Fact(msg("文书名称与文号"))]


class AreaValue(Part):
    """A value per area that an authority fixed or the parties agreed on: tonnes per hectare, or yuan per 亩."""

    tco2e_per_ha: Annotated[
        Amount | None,
        Fact(
            msg("每公顷吨数"),
            TONNES_CO2E_PER_HECTARE,
            hint=msg("每公顷吨数与每亩金额填一个"),
            way=Way(_VALUE, "tonnes"),
            measured=True,
        ),
    ] = None
    cny_per_mu: Annotated[Amount | None, Fact(msg("每亩金额"), YUAN_PER_MU, way=Way(_VALUE, "yuan"), measured=True)] = (
        None
    )
    authority: Annotated[Text, Fact(msg("确定的机关"))]
    document: Annotated[Text, Fact(msg("文件名称与文号"))]
    date: Annotated[Day, Fact(msg("文件日期"))]
