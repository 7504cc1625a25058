"""案情要素: the groups that the offence at hand needs, the circumstances, earlier acts, sanctions that are intended."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rules.casefile.base import Part
from rules.casefile.case_head import OFFENCE_WORDS, Offence
from rules.casefile.charge import FELLED, Doers
from rules.casefile.fact import (
    CUBIC_METRES,
    MONTHS,
    MULTIPLE,
    ONE_PARTY,
    PER_CENT,
    REPEATED,
    SANCTIONS,
    STEMS,
    YUAN,
    Fact,
    beside,
    of_offence,
)
from rules.casefile.offence_facts import (
    PLANTS,
    Class1Stock,
    Class1Trees,
    Class2Stock,
    Class2Trees,
    CommercialLand,
    Destruction,
    Felling,
    Fire,
    ForestLand,
    MineralValue,
    Mining,
    ProtectedPlants,
    PublicLand,
    Purchase,
    ResourceDamage,
)
from rules.casefile.offences import MAY_HARM_OTHER, MINING
from rules.reading.messages import msg, template
from rules.values.fields import Count, Day, Flag, LongText, Money, Stock

TREES = ("盗伐林木", "滥伐林木", "非法收购、运输盗伐、滥伐的林木")
FOREST_CRIMES = (*TREES, PLANTS, "非法占用农用地")

_OF_TREES = (of_offence(*TREES),)
_AGGRAVATED = (of_offence(*FOREST_CRIMES),)


class Circumstances(Part):
    """情节: what aggravates or mitigates, each stated or not known. No fact is taken from silence.

    Asked for the offences whose rules turn on it (``law/circumstances.yaml``, ``law/administrative.yaml``). What a
    person did afterwards is asked of each where there are several, and not here.
    """

    permanent_destruction: Annotated[
        Flag | None, Fact(msg("造成林地等基本功能丧失或者永久性破坏"), when=_AGGRAVATED)
    ] = None
    core_area_land: Annotated[
        Flag | None, Fact(msg("涉案土地在自然保护地核心保护区内"), when=(of_offence("非法占用农用地"),))
    ] = None
    national_park: Annotated[Flag | None, Fact(msg("涉案林木在国家公园内"), when=(of_offence(*FELLED),))] = None
    national_reserve: Annotated[Flag | None, Fact(msg("涉案林木在国家级自然保护区内"), when=(of_offence(*FELLED),))] = (
        None
    )
    violent_resistance: Annotated[
        Flag | None, Fact(msg("暴力抗拒、阻碍执法，尚不构成妨害公务罪、袭警罪"), when=_AGGRAVATED)
    ] = None
    continued_after_order: Annotated[Flag | None, Fact(msg("经责令停止后继续实施"), when=_AGGRAVATED)] = None
    actively_restored: Annotated[
        Flag | None, Fact(msg("积极通过补种树木、恢复植被和林业生产条件等方式修复"), when=(ONE_PARTY,))
    ] = None
    dead_trees: Annotated[
        Flag | None, Fact(msg("涉案林木系自然原因死亡或者严重毁损"), when=(of_offence("盗伐林木", "滥伐林木"),))
    ] = None
    own_scattered_trees: Annotated[
        Flag | None,
        Fact(
            msg("涉案林木系农村居民自留地、房前屋后个人所有的零星林木"),
            hint=msg("森林法第五十六条第二款：采伐这样的林木不需要申请采伐许可证"),
            when=(of_offence("滥伐林木"),),
        ),
    ] = None
    voluntary_compensation: Annotated[Flag | None, Fact(msg("已经自愿赔偿或者承担修复责任"), when=(ONE_PARTY,))] = None
    refunded_all: Annotated[Flag | None, Fact(msg("全部退赃退赔"), when=(ONE_PARTY, of_offence(*MINING)))] = None
    repentant_all: Annotated[Flag | None, Fact(msg("确有悔改表现"), when=(ONE_PARTY, of_offence(*MINING)))] = None


class EarlierAct(Part):
    """An earlier act of the same kind. It is added (累计) unless it was dealt with (``dealt_with``).

    ``prosecutable``: found to be one that may still be prosecuted (依法应当追诉) or not; else its day and that on which
    it was ``discovered`` tell how sure it is. Its quantities are those that the offence is graded by: trees, 亩 of
    forest land, plants, CNY of minerals.
    """

    date: Annotated[Day, Fact(msg("行为日"), hint=msg("连续或者继续的，写终了之日"))]
    discovered: Annotated[
        Day | None,
        Fact(
            msg("该行为被发现之日"),
            hint=msg("行政处罚法第三十六条：自行为之日起二年内未被发现的，不再给予行政处罚"),
            when=(of_offence(*FOREST_CRIMES, "盗窃"),),
        ),
    ] = None
    standing_stock_m3: Annotated[Stock | None, Fact(msg("立木蓄积"), CUBIC_METRES, when=_OF_TREES)] = None
    saplings: Annotated[Count, Fact(msg("幼树株数"), STEMS, when=_OF_TREES)] = 0
    value_cny: Annotated[Money | None, Fact(msg("林木价值"), YUAN, when=(of_offence(*TREES, PLANTS, "盗窃"),))] = None
    public_mu: PublicLand = None
    commercial_mu: CommercialLand = None
    class_1_trees: Class1Trees = None
    class_1_stock_m3: Class1Stock = None
    class_2_trees: Class2Trees = None
    class_2_stock_m3: Class2Stock = None
    mineral_value_cny: MineralValue = None
    resource_damage_cny: ResourceDamage = None
    persons: Doers = Field(default_factory=list)
    dealt_with: Annotated[Flag | None, Fact(msg("已经处理"), personal="record")] = None
    prosecutable: Annotated[
        Flag | None,
        Fact(
            msg("经查依法应当追诉"),
            hint=msg("没有写明的：至被发现时已满二年或者可能已满二年的，除单独构成犯罪的外，不计入或者按未查明处理"),
            personal="record",
            on_demand=True,
        ),
    ] = None
    note: Annotated[LongText | None, Fact(msg("说明"), personal="text", on_demand=True)] = None


class Administrative(Part):
    """行政责任, where nobody is prosecuted: the act, and what the authority intends, as multiples of its legal base."""

    not_prosecuted: Annotated[Flag | None, Fact(msg("不起诉、免予刑事处罚或者不作为犯罪处理"), personal="record")] = (
        None
    )
    act: Annotated[
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
            "未履行森林防火责任",
            "拒绝防火检查或者不消除隐患",
            "擅自野外用火",
            "擅自实弹演习、爆破",
            "其他违反防火规定",
            "损害古树名木或者其生长环境",
            "刻划、攀爬古树名木或者损坏标志",
            "建设工程未采取古树名木保护措施",
            "国家公园核心保护区内违法活动",
            "国家公园一般控制区内违法活动",
            "自然保护区核心保护区内违法活动",
            "自然保护区一般控制区内违法活动",
            "移动、毁坏森林保护标志",
            "伪造、变造、买卖、租借采伐许可证",
            "拒绝、阻碍林业监督检查",
            "违法采集国家重点保护野生植物",
            "违法出售、收购国家重点保护野生植物",
            "伪造、倒卖、转让采集证",
            "故意损毁财物（治安管理）",
        ]
        | None,
        Fact(msg("行政违法行为")),
    ] = None
    replanting_multiple: Annotated[Stock | None, Fact(msg("拟责令补种株数为毁坏株数的倍数"), MULTIPLE)] = None
    fine_multiple: Annotated[
        Stock | None,
        Fact(msg("拟处罚款为法定基数的倍数"), MULTIPLE, hint=msg("林木价值、恢复费用、价款或者违法所得的倍数")),
    ] = None
    fine_per_tree_cny: Annotated[
        Money | None,
        Fact(msg("拟处每株罚款"), YUAN, when=(beside("act", "损害一级古树或者名木", "损害二级古树", "损害三级古树"),)),
    ] = None


class PenalFine(Part):
    """罚金 as intended, to be checked against its floor and term. ``months``: from the second day of effect."""

    amount_cny: Annotated[Money | None, Fact(msg("拟判处罚金"), YUAN, hint=msg("只查对法定下限，不提出数额"))] = None
    months: Annotated[Count | None, Fact(msg("拟定罚金缴纳期限（自判决生效第二日起）"), MONTHS)] = None


class Acceptance(Part):
    """补植验收: per cent of planting points alive after a season, of trees kept after three years."""

    survival_percent: Annotated[Annotated[Stock, Field(le=100)] | None, Fact(msg("当年成活率"), PER_CENT)] = None
    preservation_percent: Annotated[Annotated[Stock, Field(le=100)] | None, Fact(msg("三年后保存率"), PER_CENT)] = None
    arid_region: Annotated[Flag | None, Fact(msg("青藏高寒区或者干旱、半干旱区"))] = None


class Particulars(Part):
    """The groups of 案情要素."""

    felling: Annotated[Felling | None, Fact(msg("滥伐的误差额"), when=(of_offence("滥伐林木"),))] = None
    purchase: Annotated[
        Purchase | None, Fact(msg("收购、运输"), when=(of_offence("非法收购、运输盗伐、滥伐的林木"),))
    ] = None
    protected_plants: Annotated[ProtectedPlants | None, Fact(msg("国家重点保护植物"), when=(of_offence(*FELLED),))] = (
        None
    )
    forest_land: Annotated[ForestLand | None, Fact(msg("毁坏的林地"), when=(of_offence("非法占用农用地"),))] = None
    fire: Annotated[Fire | None, Fact(msg("森林火灾"), when=(of_offence("失火", "放火"),))] = None
    destruction: Annotated[Destruction | None, Fact(msg("毁坏财物"), when=(of_offence("故意毁坏财物"),))] = None
    mining: Annotated[Mining | None, Fact(msg("采矿"), when=(of_offence(*MINING),))] = None
    circumstances: Annotated[Circumstances | None, Fact(msg("情节"), when=(of_offence(*FOREST_CRIMES, *MINING),))] = (
        None
    )
    other_resource: Annotated[
        Literal["草原", "湿地", "海域（海砂）", "森林以外的其他资源"] | None,
        Fact(
            msg("受损的是森林以外的资源"),
            hint=msg("没有林木、林地受损的才选，不填地块；损失以认定的金额填在“民事主张”"),
            when=(of_offence(*MAY_HARM_OTHER),),
            on_demand=True,
        ),
    ] = None
    also_offence: Annotated[
        Offence | None,
        Fact(msg("同时符合的另一罪名"), group=REPEATED, on_demand=True, words=OFFENCE_WORDS),
    ] = None
    """Another offence that the same conduct meets (竞合)."""
    earlier_acts: Annotated[
        list[EarlierAct],
        Field(max_length=200),
        Fact(msg("此前的同类行为"), entry=template("第{number}次此前的同类行为"), group=REPEATED, on_demand=True),
    ] = Field(default_factory=list)
    administrative: Annotated[Administrative | None, Fact(msg("行政责任"), group=SANCTIONS, on_demand=True)] = None
    probation: Annotated[
        Literal["拟适用", "已宣告"] | None,
        Fact(
            msg("缓刑"),
            group=SANCTIONS,
            hint=msg("只列出条文，不提出是否宣告与考验期"),
            personal="record",
            on_demand=True,
        ),
    ] = None
    penal_fine: Annotated[PenalFine | None, Fact(msg("罚金的查对"), group=SANCTIONS, on_demand=True)] = None
    acceptance: Annotated[Acceptance | None, Fact(msg("补植验收"), group=SANCTIONS, on_demand=True)] = None


NO_PARTICULARS, NO_CIRCUMSTANCES = Particulars(), Circumstances()
"""What a case file that tells none of them is read as."""
