"""What the thresholds of single offences ask for beyond stands and values, each group optional and typed.

Areas of land are 亩 as the interpretations state them, burned areas hectares, volumes m³ of standing stock, money CNY.
"""

from __future__ import annotations

from typing import Literal

from rules.casefile_base import Part
from rules.fields import Count, Flag, Money, Stock


class Purchase(Part):
    """收购、运输: where the wood was bought, and the rare trees (珍贵树木) among it."""

    in_forest_area: Flag | None = None
    rare_trees: Count | None = None
    rare_stock_m3: Stock | None = None


class ProtectedPlants(Part):
    """国家重点保护植物. ``wild_or_cultivated`` decides whether article 344 applies at all.

    ``rare_trees_killed``: trees that died of being damaged, not felled. ``leader``: 为首组织、策划、指挥.
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


class Particulars(Part):
    """案情要素: the groups that the offence at hand needs, and the circumstances."""

    purchase: Purchase | None = None
    protected_plants: ProtectedPlants | None = None
    forest_land: ForestLand | None = None
    fire: Fire | None = None
    destruction: Destruction | None = None
    mining: Mining | None = None
    circumstances: Circumstances | None = None
