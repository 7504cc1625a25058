"""小班/地块: the forest that was harmed, stand by stand.

Areas are hectares (or 亩), volumes m³, money CNY; all numbers are ``Decimal``.
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from rules.casefile.base import Part, Portion
from rules.casefile.charge import Doers
from rules.casefile.fact import (
    AREA,
    BOTH,
    CENTIMETRES,
    CUBIC_METRES,
    CUBIC_METRES_PER_HECTARE,
    CULMS,
    HECTARES,
    MU,
    QUANTITY,
    STEMS,
    YEARS,
    Fact,
    Way,
    of_damage,
    of_forest,
    of_method,
)
from rules.casefile.measured import AnnualSink, AreaValue, CulmAge, Fuel, MeasuredBiomass, Stratum
from rules.casefile.tally import Tally
from rules.reading.messages import msg, template
from rules.values.fields import Amount, Count, County, Identifier, LostShare, Share, Stock, Text
from rules.values.quantity import EXACT

WITHOUT_STOCK = ("竹林", "灌木林", "经济林")
"""Kinds of forest that are not measured by standing stock."""

NEVER_STOCK = ("竹林", "灌木林")
"""Those of them of which no standing stock can be found out: they yield no timber (法释〔2023〕8号第十九条)."""

_FOREST, _BAMBOO = msg("林况"), msg("竹林")
_SHRUBS, _AMOUNT = msg("灌木"), msg("损失的量（只填已有的一种来源）")
_SIZE = msg("面积与株数")
_AS_A_WHOLE, _IN_STRATA = Way("lost", "whole"), Way("lost", "strata")


class SpeciesShare(Part):
    """A species and its share of the stand."""

    species: Annotated[Text, Fact(msg("树种"))]
    share: Annotated[Share, Fact(msg("份额"), hint=msg("0 至 1；只有一个树种的可不填"))]


class Damage(Part):
    """How the stand was harmed. ``fraction`` is the part of it that was lost; required for 部分损伤.

    Of a fire: ``strata`` by severity in place of ``fraction``, ``burned_area_ha`` where it is not the whole stand,
    ``fuel`` where it was surveyed. ``soil_disturbed_share``: the part of the area whose soil was dug up or covered.
    """

    type: Annotated[Literal["采伐", "烧毁", "毁坏", "占用", "部分损伤"], Fact(msg("受损方式"))]
    fraction: Annotated[
        LostShare | None,
        Fact(
            msg("受损份额"),
            hint=msg("0 至 1；全部损失的可不填"),
            way=_AS_A_WHOLE,
            unstated=msg("未另写明，按全部损失"),
            measured=True,
        ),
    ] = None
    severity: Annotated[
        Literal["轻度", "中度", "重度"] | None,
        Fact(msg("烧毁程度"), when=(of_damage("烧毁"),), way=_AS_A_WHOLE),
    ] = None
    strata: Annotated[
        list[Stratum],
        Field(max_length=10, default_factory=list),
        Fact(msg("按烧毁程度分层"), entry=template("第{number}层"), when=(of_damage("烧毁"),), way=_IN_STRATA),
    ]
    burned_area_ha: Annotated[
        Amount | None,
        Fact(
            msg("过火面积"),
            HECTARES,
            hint=msg("与地块面积不同的才填"),
            when=(of_damage("烧毁"),),
            unstated=msg("未另写明，同地块面积"),
            measured=True,
        ),
    ] = None
    fuel: Annotated[Fuel | None, Fact(msg("火场调查的燃料消耗"), when=(of_damage("烧毁"),))] = None
    soil_disturbed_share: Annotated[
        Portion | None,
        Fact(
            msg("土壤受扰动面积的份额"),
            hint=msg("0 至 1；占用或挖掘、堆压土壤的填写"),
            when=(of_damage("毁坏", "占用", "部分损伤"),),
            measured=True,
        ),
    ] = None

    @property
    def lost(self) -> Decimal:
        """The part of the stand that was lost, over its strata where it has any."""
        if self.strata:
            parts = (EXACT.multiply(stratum.share, stratum.fraction) for stratum in self.strata)
            return reduce(EXACT.add, parts)
        return Decimal(1) if self.fraction is None else self.fraction


class StatedError(Part):
    """The standard error of a stated number, in the number's own unit, and where it was stated."""

    value: Annotated[Amount, Fact(msg("标准误"), hint=msg("与该数字同一单位"))]
    source: Annotated[Text, Fact(msg("标准误的来源"), hint=msg("如：鉴定意见书第 4 页，样木 24 株"))]


def _species(value: Any) -> Any:
    return [{"species": value, "share": 1}] if isinstance(value, str) else value


class Stand(Part):
    """One homogeneous piece of forest and what was lost of it.

    The stock is given once: ``standing_stock_m3``, or ``timber_volume_m3`` with ``outturn_rate``, or ``area_ha`` with
    ``stock_per_ha``, or a tally. Stock and timber together need a rate that ties them. Bamboo is given by ``culms``
    with their ages; ``shrub_cover`` is the crown cover of shrubs (灌木盖度). ``measured_biomass`` is a survey's finding
    for forests that have no stock, ``sapling_biomass`` the same for 幼树; ``area_value`` an agreed value,
    ``annual_sink`` what a year of it would have taken up.
    """

    id: Annotated[Identifier, Fact(msg("地块编号"), hint=msg("如：A、1-2"), heading=_FOREST)]
    county: Annotated[County | None, Fact(msg("县级行政区划代码"), hint=msg("六位，如 350627"), heading=_FOREST)] = None
    forest_type: Annotated[
        Literal["乔木林", "竹林", "灌木林", "经济林"],
        Fact(msg("林地类型"), heading=_FOREST, corrected_by=BOTH, unstated=msg("未查明，按乔木林计量")),
    ] = "乔木林"
    species: Annotated[
        list[SpeciesShare],
        BeforeValidator(_species),
        Field(min_length=1, max_length=20),
        Fact(msg("树种组成"), entry=template("第{number}个树种"), heading=_FOREST, corrected_by=BOTH),
    ]
    origin: Annotated[Literal["天然", "人工"] | None, Fact(msg("起源"), heading=_FOREST, corrected_by=BOTH)] = None
    age_a: Annotated[Count | None, Fact(msg("林龄"), YEARS, heading=_FOREST, corrected_by=BOTH, measured=True)] = None
    land_category: Annotated[Literal["公益林", "商品林"] | None, Fact(msg("森林类别"), heading=_FOREST)] = None
    damage: Annotated[Damage, Fact(msg("受损情况"), corrected_by=BOTH)]
    persons: Doers = Field(default_factory=list)
    area_ha: Annotated[
        Amount | None,
        Fact(
            msg("面积（公顷）"),
            HECTARES,
            hint=msg("公顷与亩只填一个"),
            heading=_SIZE,
            way=Way(AREA, "hectares"),
            corrected_by=BOTH,
            measured=True,
        ),
    ] = None
    area_mu: Annotated[
        Amount | None,
        Fact(msg("面积（亩）"), MU, heading=_SIZE, way=Way(AREA, "mu"), corrected_by=BOTH, measured=True),
    ] = None
    trees: Annotated[
        Count | None,
        Fact(msg("树木株数"), STEMS, heading=_SIZE, corrected_by=BOTH, measured=True),
    ] = None
    saplings: Annotated[
        Count,
        Fact(
            msg("幼树株数"),
            STEMS,
            hint=msg("每木检尺表中的幼树自动计入，这里只填表外的"),
            heading=_SIZE,
            corrected_by=BOTH,
            measured=True,
        ),
    ] = 0
    standing_stock_m3: Annotated[
        Stock | None,
        Fact(
            msg("立木蓄积"),
            CUBIC_METRES,
            heading=_AMOUNT,
            way=Way(QUANTITY, "stock"),
            corrected_by=BOTH,
            measured=True,
        ),
    ] = None
    timber_volume_m3: Annotated[
        Stock | None,
        Fact(
            msg("原木材积"),
            CUBIC_METRES,
            heading=_AMOUNT,
            way=Way(QUANTITY, "timber"),
            corrected_by=BOTH,
            measured=True,
        ),
    ] = None
    outturn_rate: Annotated[
        Share | None,
        Fact(
            msg("出材率"),
            hint=msg("0 至 1；立木蓄积 = 原木材积 ÷ 出材率"),
            heading=_AMOUNT,
            way=Way(QUANTITY, "timber"),
            corrected_by=BOTH,
            measured=True,
        ),
    ] = None
    stock_per_ha: Annotated[
        Amount | None,
        Fact(
            msg("每公顷蓄积"),
            CUBIC_METRES_PER_HECTARE,
            heading=_AMOUNT,
            way=Way(QUANTITY, "per-hectare"),
            corrected_by=BOTH,
            measured=True,
        ),
    ] = None
    culms: Annotated[
        Count | None,
        Fact(
            msg("竹株数"),
            CULMS,
            heading=_BAMBOO,
            when=(of_forest("竹林"),),
            way=Way(QUANTITY, "culms"),
            corrected_by=BOTH,
            measured=True,
        ),
    ] = None
    mean_dbh_cm: Annotated[
        Amount | None,
        Fact(
            msg("平均胸径"),
            CENTIMETRES,
            heading=_BAMBOO,
            when=(of_forest("竹林"),),
            way=Way(QUANTITY, "culms"),
            corrected_by=BOTH,
            measured=True,
        ),
    ] = None
    culm_ages: Annotated[
        list[CulmAge],
        Field(max_length=10, default_factory=list),
        Fact(
            msg("竹龄组成"),
            entry=template("第{number}个竹龄"),
            heading=_BAMBOO,
            when=(of_forest("竹林"),),
            way=Way(QUANTITY, "culms"),
            corrected_by=BOTH,
        ),
    ]
    shrub_cover: Annotated[
        Portion | None,
        Fact(
            msg("灌木盖度"),
            hint=msg("0 至 1"),
            heading=_SHRUBS,
            when=(of_forest("灌木林"),),
            corrected_by=BOTH,
            measured=True,
        ),
    ] = None
    measured_biomass: Annotated[
        MeasuredBiomass | None,
        Fact(
            msg("调查所得的生物量"),
            hint=msg("竹林、灌木林、经济林"),
            when=(of_forest(*WITHOUT_STOCK),),
            way=Way(QUANTITY, "biomass"),
            corrected_by=BOTH,
        ),
    ] = None
    sapling_biomass: Annotated[
        MeasuredBiomass | None, Fact(msg("调查所得的幼树生物量"), on_demand=True, corrected_by=BOTH)
    ] = None
    area_value: Annotated[
        AreaValue | None,
        Fact(msg("约定或确定的面积价值"), when=(of_method("area-value"),), way=Way(QUANTITY, "area-value")),
    ] = None
    annual_sink: Annotated[
        AnnualSink | None,
        Fact(
            msg("年固碳量与年数"),
            when=(of_method("annual-sink"),),
            way=Way(QUANTITY, "annual-sink"),
            corrected_by=BOTH,
        ),
    ] = None
    tally: Annotated[
        Tally | None,
        Fact(msg("每木检尺表"), entered="upload", on_demand=True, way=Way(QUANTITY, "tally"), corrected_by=BOTH),
    ] = None
    standard_errors: Annotated[
        dict[Text, StatedError],
        Fact(
            msg("标准误"),
            hint=msg("数字写明标准误及来源的，损失量给出不确定性区间；没有的不填，不要估填。"),
            on_demand=True,
            corrected_by=BOTH,
        ),
    ] = Field(default_factory=dict)
    """By the name of a number (``damage.fraction``, ``damage.strata[0].fraction``): how far it may be off."""

    @property
    def is_bamboo(self) -> bool:
        """Whether it is a bamboo grove, by its kind or because its culms are counted."""
        return self.forest_type == "竹林" or self.culms is not None
