"""The parts of a case file, each typed: case, parties, stands, findings, requests, opinions, options.

Field names are the interchange format. Areas are hectares (or 亩), volumes m³, money CNY; all numbers are ``Decimal``.
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from rules.casefile.base import Part, Portion
from rules.casefile.measured import AreaValue, CulmAge, Fuel, MeasuredBiomass, Stratum, at_most_one
from rules.casefile.offences import offence
from rules.values.fields import (
    Amount,
    Birthday,
    Count,
    County,
    Day,
    Flag,
    Identifier,
    LongText,
    Share,
    Signed,
    Stock,
    Text,
    Word,
)
from rules.values.quantity import EXACT
from rules.values.spread import Spread


class Conduct(Part):
    """行为日: when the act began and ended. The end selects the law."""

    from_: Day = Field(alias="from")
    to: Day | None = None

    @property
    def ended(self) -> Day:
        return self.to or self.from_


class Institutions(Part):
    procuratorate: Text | None = None
    court: Text | None = None
    forestry_bureau: Text | None = None


class CaseHead(Part):
    """案件: number, offence (案由), conduct dates, institutions."""

    number: Text | None = None
    offence: Annotated[str, AfterValidator(offence)]
    conduct: Conduct
    institutions: Institutions = Institutions()


class Party(Part):
    """A person or unit of the case. ``role`` as in the file: 被告人, 犯罪嫌疑人, 被害人 …

    ``born`` tells whether a minor or a person of 75 acted; ``recidivist``: found to be one (累犯). ``hired``: gave
    labour only; the three flags after it take a hired person out of the exemption (法释〔2023〕8号第十五条第二款).
    """

    name: Text
    role: Text
    first_offence: Flag | None = None
    pleaded_guilty: Flag | None = None
    born: Birthday | None = None
    recidivist: Flag | None = None
    unit: Flag | None = None
    organiser: Flag | None = None
    hired: Flag | None = None
    profit_share: Flag | None = None
    high_wage: Flag | None = None
    punished_before: Flag | None = None

    def is_called(self, by: str | None) -> bool:
        """Whether ``by`` is this party: 张某, or with the role before the name, 被告人张某."""
        return by in (self.name, self.role + self.name)


class SpeciesShare(Part):
    species: Text
    share: Share


class Damage(Part):
    """How the stand was harmed. ``fraction`` is the part of it that was lost; required for 部分损伤.

    Of a fire: ``strata`` by severity in place of ``fraction``, ``burned_area_ha`` where it is not the whole stand,
    ``fuel`` where it was surveyed. ``soil_disturbed_share``: the part of the area whose soil was dug up or covered.
    """

    type: Literal["采伐", "烧毁", "毁坏", "占用", "部分损伤"]
    fraction: Share | None = None
    severity: Literal["轻度", "中度", "重度"] | None = None
    strata: Annotated[list[Stratum], Field(max_length=10, default_factory=list)]
    burned_area_ha: Amount | None = None
    fuel: Fuel | None = None
    soil_disturbed_share: Portion | None = None

    @property
    def lost(self) -> Decimal:
        """The part of the stand that was lost, over its strata where it has any."""
        if self.strata:
            parts = (EXACT.multiply(stratum.share, stratum.fraction) for stratum in self.strata)
            return reduce(EXACT.add, parts)
        return Decimal(1) if self.fraction is None else self.fraction


class TallyRow(Part):
    """每木检尺: one row per tree, stump or diameter class. Centimetres and metres."""

    species: Text
    dbh_cm: Amount | None = None
    stump_cm: Amount | None = None
    height_m: Amount | None = None
    count: Count = 1


class StumpEquation(Part):
    """胸径 = intercept_cm + slope × 地径, for one species, with the standard error of the DBH it gives."""

    intercept_cm: Signed
    slope: Amount
    standard_error_cm: Amount
    source: Text


class HeightCurve(Part):
    """树高曲线 of one species: height in m from DBH in cm by the formula ``form``."""

    form: Literal["a × D^b", "1.3 + a × D^b", "a + b × ln(D)"]
    a: Signed
    b: Signed
    source: Text


class Tally(Part):
    """每木检尺表. ``basis`` says which diameter was measured; equations and curves are by species.

    A stump tally needs a stump equation for each species; a row without height needs a height curve.
    ``class_width_cm``: the trees were called out by diameter classes (径阶) so wide; the rows hold their middles.
    """

    basis: Literal["dbh", "stump"]
    class_width_cm: Amount | None = None
    volume_equation: Text | None = None
    biomass_equation: Text | None = None
    stump_equations: dict[Text, StumpEquation] = Field(default_factory=dict)
    height_curves: dict[Text, HeightCurve] = Field(default_factory=dict)
    rows: list[TallyRow] | None = None
    file: Text | None = None


class StatedError(Part):
    """The standard error of a stated number, in the number's own unit, and where it was stated."""

    value: Amount
    source: Text


def _species(value: Any) -> Any:
    return [{"species": value, "share": 1}] if isinstance(value, str) else value


class Stand(Part):
    """小班/地块: one homogeneous piece of forest and what was lost of it.

    The stock is given once: ``standing_stock_m3``, or ``timber_volume_m3`` with ``outturn_rate``, or ``area_ha`` with
    ``stock_per_ha``, or a tally. Stock and timber together need a rate that ties them. Bamboo is given by ``culms``
    with their ages; ``shrub_cover`` is the crown cover of shrubs (灌木盖度). ``measured_biomass`` is a survey's finding
    for forests that have no stock, ``sapling_biomass`` the same for 幼树; ``area_value`` an agreed value.
    """

    id: Identifier
    county: County | None = None
    forest_type: Literal["乔木林", "竹林", "灌木林", "经济林"] = "乔木林"
    species: Annotated[list[SpeciesShare], BeforeValidator(_species), Field(min_length=1, max_length=20)]
    origin: Literal["天然", "人工"] | None = None
    age_a: Count | None = None
    land_category: Literal["公益林", "商品林"] | None = None
    damage: Damage
    standing_stock_m3: Stock | None = None
    timber_volume_m3: Stock | None = None
    outturn_rate: Share | None = None
    area_ha: Amount | None = None
    area_mu: Amount | None = None
    stock_per_ha: Amount | None = None
    culms: Count | None = None
    mean_dbh_cm: Amount | None = None
    culm_ages: Annotated[list[CulmAge], Field(max_length=10, default_factory=list)]
    shrub_cover: Portion | None = None
    measured_biomass: MeasuredBiomass | None = None
    area_value: AreaValue | None = None
    tally: Tally | None = None
    trees: Count | None = None
    saplings: Count = 0
    standard_errors: dict[Text, StatedError] = Field(default_factory=dict)
    """By the name of a number (``damage.fraction``, ``damage.strata[0].fraction``): how far it may be off."""

    def spread_of(self, field: str) -> Spread | None:
        """The standard error stated for one of the stand's numbers; None where none is."""
        stated = self.standard_errors.get(field)
        if stated is None:
            return None
        return Spread(stated.value, stated.source, high=Decimal(1) if at_most_one(field) else None)

    sapling_biomass: MeasuredBiomass | None = None


class SiteCheck(Part):
    """What court and bureau found on the ground: can the place, or another, be replanted?"""

    date: Day
    replanting_in_place: Flag | None = None
    replanting_elsewhere: Flag | None = None


class Restoration(Part):
    """Restoration duties ordered or agreed; ``ordered`` is empty until then."""

    ordered: Literal["原地补植", "异地补植", "管护", "补种复绿"] | None = None
    area_ha: Amount | None = None
    months: Count | None = None
    date: Day | None = None


class Request(Part):
    """The party's own request for a way of compensation."""

    credits: Flag = False
    labour: Flag | None = None
    by: Text | None = None
    date: Day | None = None


class Opinion(Part):
    by: Text
    view: Text
    date: Day | None = None
    note: LongText | None = None


class Price(Part):
    """CNY per tCO2e, with the rule that chose it, where it was read and its date. None of the four is optional.

    ``for_``: the day the price is taken for (取价基准日), such as the purchase's; the day of decision when absent.
    """

    cny_per_t: Annotated[Amount, Field(le=100_000)]
    rule: Text
    source: Text
    date: Day
    for_: Day | None = Field(default=None, alias="for")


class Credit(Part):
    type: Text
    judge_reason: LongText | None = None
    """The judge's written reason for a credit that is not certified (经核证)."""


class Options(Part):
    """How to compute and on what day."""

    method: Text | None = None
    parameters: dict[Word, Word] = Field(default_factory=dict)
    price: Price | None = None
    multiplier: Annotated[Amount, Field(le=100)] | None = None
    rounding_order: Word | None = None
    credit: Credit | None = None
    on: Day | None = None


class Published(Part):
    """What was reported of the case, for comparison only. Never enters a computation."""

    loss_tco2e: Stock | None = None
    required_credits_t: Stock | None = None
    amount_cny: Stock | None = None
    source: Text | None = None
    note: LongText | None = None
