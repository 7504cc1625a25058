"""What the thresholds of single offences ask for beyond stands and values, each group optional and typed.

Areas of land are 亩 as the interpretations state them, burned areas hectares, volumes m³ of standing stock, money CNY.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from rules.casefile.base import Part
from rules.casefile.offences import offence
from rules.values.fields import Amount, Count, Day, Flag, LongText, Money, Stock


class Purchase(Part):
    """收购、运输: where the wood was bought, and the rare trees (珍贵树木) among it."""

    in_forest_area: Flag | None = None
    rare_trees: Count | None = None
    rare_stock_m3: Stock | None = None


class ProtectedPlants(Part):
    """国家重点保护植物. ``wild_or_cultivated`` decides whether article 344 applies at all.

    ``rare_trees_killed``: trees that died of being damaged, not felled. ``leader``: 为首组织、策划、指挥.
    ``transplanted``: dug up and planted elsewhere (移栽).
    """

    wild_or_cultivated: Literal["野生", "人工培育"] | None = None
    ancient_tree: Flag | None = None
    ancient_tree_listed: Flag | None = None
    class_1_trees: Count | None = None
    class_1_stock_m3: Stock | None = None
    class_2_trees: Count | None = None
    class_2_stock_m3: Stock | None = None
    rare_trees_killed: Count | None = None
    leader: Flag | None = None
    transplanted: Flag | None = None


class ForestLand(Part):
    """毁坏的林地, 亩 by land category, and administrative penalties for the same within two years before."""

    public_mu: Stock | None = None
    commercial_mu: Stock | None = None
    penalties_two_years: Count | None = None


class Fire(Part):
    """森林火灾: burned areas (有林地; 疏林地、灌木林地、未成林地、苗圃地), forest damaged, people, losses."""

    burned_forest_ha: Stock | None = None
    burned_other_ha: Stock | None = None
    damaged_forest_ha: Stock | None = None
    deaths: Count | None = None
    serious_injuries: Count | None = None
    direct_loss_cny: Money | None = None
    households: Count | None = None


class Destruction(Part):
    """故意毁坏财物."""

    loss_cny: Money | None = None
    times: Count | None = None
    gathered_people: Count | None = None


class Mining(Part):
    """非法采矿、破坏性采矿 where forest is harmed. ``restricted_zone``: 规划矿区、禁采区等, or closed season."""

    mineral_value_cny: Money | None = None
    resource_damage_cny: Money | None = None
    restricted_zone: Flag | None = None
    penalties_two_years: Count | None = None


class Circumstances(Part):
    """情节: what aggravates or mitigates, each stated or not known. No fact is taken from silence."""

    permanent_destruction: Flag | None = None
    core_area_land: Flag | None = None
    national_park: Flag | None = None
    national_reserve: Flag | None = None
    violent_resistance: Flag | None = None
    continued_after_order: Flag | None = None
    actively_restored: Flag | None = None
    dead_trees: Flag | None = None
    voluntary_compensation: Flag | None = None
    refunded_all: Flag | None = None
    repentant_all: Flag | None = None


class Felling(Part):
    """滥伐: the error that the survey of the felling area allows, m³; only what exceeds it counts (第十九条第三款)."""

    allowed_error_m3: Stock | None = None


class EarlierAct(Part):
    """An earlier act of the same kind. It is added (累计) unless it was dealt with (``dealt_with``).

    Its quantities are those that the offence is graded by: trees, 亩 of forest land, protected plants, CNY of minerals.
    """

    date: Day
    standing_stock_m3: Stock | None = None
    saplings: Count = 0
    value_cny: Money | None = None
    public_mu: Stock | None = None
    commercial_mu: Stock | None = None
    class_1_trees: Count | None = None
    class_1_stock_m3: Stock | None = None
    class_2_trees: Count | None = None
    class_2_stock_m3: Stock | None = None
    mineral_value_cny: Money | None = None
    resource_damage_cny: Money | None = None
    dealt_with: Flag
    note: LongText | None = None


class Administrative(Part):
    """行政责任, where nobody is prosecuted: the act, and what the authority intends, as multiples of its legal base."""

    not_prosecuted: Flag | None = None
    act: (
        Literal[
            "盗伐林木",
            "滥伐林木",
            "毁坏林木",
            "毁坏林地",
            "幼林地砍柴毁苗放牧",
            "擅自改变林地用途",
            "收购加工运输非法来源林木",
            "未完成更新造林",
            "损害一级古树或者名木",
            "损害二级古树",
            "损害三级古树",
        ]
        | None
    ) = None
    replanting_multiple: Stock | None = None
    fine_multiple: Stock | None = None
    fine_per_tree_cny: Money | None = None


class PenalFine(Part):
    """罚金 as intended, to be checked against its floor and term. ``months``: from the second day of effect."""

    amount_cny: Money | None = None
    months: Count | None = None


class Acceptance(Part):
    """补植验收: per cent of planting points alive after a season, of trees kept after three years."""

    survival_percent: Annotated[Stock, Field(le=100)] | None = None
    preservation_percent: Annotated[Stock, Field(le=100)] | None = None
    arid_region: Flag | None = None


class Claims(Part):
    """民事主张: heads of loss beyond the carbon, CNY; and what punitive damages and several wrongdoers turn on.

    ``service_total_cny`` is a service-function loss of which carbon is one line; ``service_carbon_cny`` that line as
    the appraisal states it, else the value computed here is taken. ``punitive_multiple``: of its base.
    """

    service_total_cny: Money | None = None
    service_carbon_cny: Money | None = None
    permanent_cny: Money | None = None
    investigation_cny: Money | None = None
    cleanup_cny: Money | None = None
    prevention_cny: Money | None = None
    litigation_cny: Money | None = None
    punitive: Flag | None = None
    punitive_multiple: Amount | None = None
    by_organ: Flag | None = None
    intent: Flag | None = None
    convicted: Flag | None = None
    serious_consequence: Flag | None = None
    joint: (
        Literal[
            "共同实施",
            "教唆、帮助",
            "共同危险行为",
            "分别实施、每个人都足以造成全部损害",
            "分别实施、能够确定责任大小",
            "分别实施、难以确定责任大小",
        ]
        | None
    ) = None


class Particulars(Part):
    """案情要素: the groups that the offence at hand needs, and the circumstances."""

    purchase: Purchase | None = None
    protected_plants: ProtectedPlants | None = None
    forest_land: ForestLand | None = None
    fire: Fire | None = None
    destruction: Destruction | None = None
    mining: Mining | None = None
    circumstances: Circumstances | None = None
    felling: Felling | None = None
    earlier_acts: Annotated[list[EarlierAct], Field(max_length=200)] = Field(default_factory=list)
    also_offence: Annotated[str, AfterValidator(offence)] | None = None
    """Another offence that the same conduct meets (竞合)."""
    administrative: Administrative | None = None
    penal_fine: PenalFine | None = None
    acceptance: Acceptance | None = None
