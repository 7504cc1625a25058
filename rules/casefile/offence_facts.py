"""What the thresholds of single offences ask for beyond stands and values, each group optional and typed.

Areas of land are 亩 as the interpretations state them, burned areas hectares, volumes m³ of standing stock, money CNY.
"""

from __future__ import annotations

from typing import Annotated, Literal

from rules.casefile.base import Part
from rules.casefile.fact import (
    CUBIC_METRES,
    HECTARES,
    HOUSEHOLDS,
    MU,
    PERSONS,
    STEMS,
    TIMES,
    YUAN,
    Fact,
    beside,
    of_offence,
)
from rules.casefile.offences import MINING
from rules.reading.messages import msg
from rules.values.fields import Count, Flag, Money, Stock

PLANTS = "危害国家重点保护植物"

_CLASS = (of_offence(PLANTS),)

Class1Trees = Annotated[Count | None, Fact(msg("国家一级保护植物株数"), STEMS, when=_CLASS)]
Class1Stock = Annotated[Stock | None, Fact(msg("国家一级保护植物立木蓄积"), CUBIC_METRES, when=_CLASS)]
Class2Trees = Annotated[Count | None, Fact(msg("国家二级保护植物株数"), STEMS, when=_CLASS)]
Class2Stock = Annotated[Stock | None, Fact(msg("国家二级保护植物立木蓄积"), CUBIC_METRES, when=_CLASS)]
_RUINED = msg("按鉴定意见等填写，不由地块面积算出；没有毁坏的填 0")
PublicLand = Annotated[
    Stock | None, Fact(msg("毁坏公益林地面积"), MU, hint=_RUINED, when=(of_offence("非法占用农用地"),))
]
CommercialLand = Annotated[
    Stock | None, Fact(msg("毁坏商品林地面积"), MU, hint=_RUINED, when=(of_offence("非法占用农用地"),))
]
MineralValue = Annotated[Money | None, Fact(msg("开采的矿产品价值"), YUAN, when=(of_offence("非法采矿"),))]
ResourceDamage = Annotated[Money | None, Fact(msg("造成矿产资源破坏的价值"), YUAN, when=(of_offence(*MINING),))]


class Purchase(Part):
    """收购、运输: where the wood was bought, and the rare trees (珍贵树木) among it."""

    in_forest_area: Annotated[Flag | None, Fact(msg("在林区收购"))] = None
    rare_trees: Annotated[Count | None, Fact(msg("收购的珍贵树木株数"), STEMS)] = None
    rare_stock_m3: Annotated[Stock | None, Fact(msg("收购的珍贵树木立木蓄积"), CUBIC_METRES)] = None


class ProtectedPlants(Part):
    """国家重点保护植物. ``wild_or_cultivated`` decides whether article 344 applies at all.

    ``rare_trees_killed``: trees that died of being damaged, not felled. ``leader``: 为首组织、策划、指挥.
    ``transplanted``: dug up and planted elsewhere (移栽).
    """

    wild_or_cultivated: Annotated[Literal["野生", "人工培育"] | None, Fact(msg("野生或者人工培育"))] = None
    ancient_tree: Annotated[Flag | None, Fact(msg("涉案树木系古树名木"))] = None
    ancient_tree_listed: Annotated[
        Flag | None, Fact(msg("该古树名木列入国家重点保护野生植物名录"), when=(beside("ancient_tree", True),))
    ] = None
    class_1_trees: Class1Trees = None
    class_1_stock_m3: Class1Stock = None
    class_2_trees: Class2Trees = None
    class_2_stock_m3: Class2Stock = None
    rare_trees_killed: Annotated[
        Count | None, Fact(msg("毁坏致死的珍贵树木株数"), STEMS, when=(of_offence(PLANTS),))
    ] = None
    leader: Annotated[Flag | None, Fact(msg("为首组织、策划、指挥"), when=(of_offence(PLANTS),))] = None
    transplanted: Annotated[Flag | None, Fact(msg("行为系移栽"), when=(of_offence(PLANTS),))] = None


class ForestLand(Part):
    """毁坏的林地, 亩 by land category, and administrative penalties for the same within two years before."""

    public_mu: PublicLand = None
    commercial_mu: CommercialLand = None
    penalties_two_years: Annotated[
        Count | None, Fact(msg("二年内因非法占用农用地受行政处罚次数"), TIMES, personal="record")
    ] = None


class Fire(Part):
    """森林火灾: burned areas (有林地; 疏林地、灌木林地、未成林地、苗圃地), forest damaged, people, losses."""

    burned_forest_ha: Annotated[Stock | None, Fact(msg("过火有林地面积"), HECTARES)] = None
    burned_other_ha: Annotated[Stock | None, Fact(msg("过火疏林地、灌木林地、未成林地、苗圃地面积"), HECTARES)] = None
    damaged_forest_ha: Annotated[Stock | None, Fact(msg("受害森林面积"), HECTARES)] = None
    deaths: Annotated[Count | None, Fact(msg("死亡人数"), PERSONS)] = None
    serious_injuries: Annotated[Count | None, Fact(msg("重伤人数"), PERSONS)] = None
    direct_loss_cny: Annotated[Money | None, Fact(msg("直接经济损失"), YUAN)] = None
    households: Annotated[Count | None, Fact(msg("房屋及基本生活资料被烧毁的户数"), HOUSEHOLDS)] = None


class Destruction(Part):
    """故意毁坏财物."""

    loss_cny: Annotated[Money | None, Fact(msg("毁坏财物的损失"), YUAN)] = None
    times: Annotated[Count | None, Fact(msg("毁坏公私财物次数"), TIMES)] = None
    gathered_people: Annotated[Count | None, Fact(msg("纠集公然毁坏财物的人数"), PERSONS)] = None


class Mining(Part):
    """非法采矿、破坏性采矿 where forest is harmed. ``restricted_zone``: 规划矿区、禁采区等, or closed season."""

    mineral_value_cny: MineralValue = None
    resource_damage_cny: ResourceDamage = None
    restricted_zone: Annotated[Flag | None, Fact(msg("在规划矿区、禁采区等区域或者禁采期内开采"))] = None
    penalties_two_years: Annotated[
        Count | None, Fact(msg("二年内因非法采矿受行政处罚次数"), TIMES, personal="record")
    ] = None


class Felling(Part):
    """滥伐: the error that the survey of the felling area allows, m³; only what exceeds it counts (第十九条第三款)."""

    allowed_error_m3: Annotated[
        Stock | None,
        Fact(msg("伐区调查设计允许的误差额"), CUBIC_METRES, hint=msg("只有超过误差额的部分计入滥伐数量")),
    ] = None
