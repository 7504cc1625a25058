"""案情要素 and 民事主张 as a form: one group for each kind of offence, named as in ``rules.casefile.particulars``.

``GROUPS`` says which offences ask for a group, so that a page can open what matters and fold the rest away.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from flask_babel import lazy_gettext as _
from pydantic import BaseModel
from wtforms import FieldList, Form, FormField, SelectField, TextAreaField

from casework.web.formparts import NEEDED, YES_NO, choice_field, day_field, flag_field, number_field
from rules.casefile.claims import Claims
from rules.casefile.offences import OFFENCES
from rules.casefile.particulars import Administrative

FELLED = ("盗伐林木", "滥伐林木", "危害国家重点保护植物")
FOREST_CRIMES = (*FELLED, "非法收购、运输盗伐、滥伐的林木", "非法占用农用地")

GROUPS: Mapping[str, tuple[str, ...]] = {
    "felling": ("滥伐林木",),
    "purchase": ("非法收购、运输盗伐、滥伐的林木",),
    "protected_plants": FELLED,
    "forest_land": ("非法占用农用地",),
    "fire": ("失火", "放火"),
    "destruction": ("故意毁坏财物",),
    "mining": ("非法采矿", "破坏性采矿"),
    "circumstances": (*FOREST_CRIMES, "非法采矿", "破坏性采矿"),
    "administrative": (),
    "penal_fine": (),
    "acceptance": (),
}
"""Group of the particulars -> the offences it is asked for. An empty tuple: asked for when the matter comes up."""


_OF_TREES = ("standing_stock_m3", "saplings", "value_cny")
OF_ACTS: Mapping[str, tuple[str, ...]] = {
    "盗窃": ("value_cny",),
    "危害国家重点保护植物": ("class_1_trees", "class_1_stock_m3", "class_2_trees", "class_2_stock_m3", "value_cny"),
    "非法占用农用地": ("public_mu", "commercial_mu"),
    "非法采矿": ("mineral_value_cny",),
    "破坏性采矿": ("resource_damage_cny",),
}
"""The quantities that an earlier act is asked for, by offence; of any other offence, those of trees."""


def of_act(offence: str) -> tuple[str, ...]:
    """The fields of an earlier act that an offence asks for."""
    return ("date", *OF_ACTS.get(offence, _OF_TREES), "dealt_with", "note")


def _words(model: type[BaseModel], field: str) -> tuple[str, ...]:
    """The closed list of words of a field."""
    (literal,) = [part for part in get_args(model.model_fields[field].annotation) if get_args(part)]
    return get_args(literal)


class PurchaseForm(Form):
    in_forest_area = flag_field(_("在林区收购"))
    rare_trees = number_field(_("收购的珍贵树木株数"))
    rare_stock_m3 = number_field(_("收购的珍贵树木立木蓄积"))


class ProtectedPlantsForm(Form):
    wild_or_cultivated = choice_field(_("野生或者人工培育"), "野生", "人工培育")
    ancient_tree = flag_field(_("系古树名木"))
    ancient_tree_listed = flag_field(_("古树名木列入国家重点保护野生植物名录"))
    class_1_trees = number_field(_("一级保护植物株数"))
    class_1_stock_m3 = number_field(_("一级保护植物立木蓄积"))
    class_2_trees = number_field(_("二级保护植物株数"))
    class_2_stock_m3 = number_field(_("二级保护植物立木蓄积"))
    rare_trees_killed = number_field(_("毁坏致死的珍贵树木株数"))
    leader = flag_field(_("为首组织、策划、指挥"))
    transplanted = flag_field(_("行为系移栽"))


class ForestLandForm(Form):
    public_mu = number_field(_("毁坏公益林地面积"), description=_("不填的，由占用的地块算出"))
    commercial_mu = number_field(_("毁坏商品林地面积"))
    penalties_two_years = number_field(_("二年内因非法占用农用地受行政处罚次数"))


class FireForm(Form):
    burned_forest_ha = number_field(_("过火有林地面积"))
    burned_other_ha = number_field(_("过火疏林地、灌木林地、未成林地、苗圃地面积"))
    damaged_forest_ha = number_field(_("受害森林面积"))
    deaths = number_field(_("死亡人数"))
    serious_injuries = number_field(_("重伤人数"))
    direct_loss_cny = number_field(_("直接经济损失"))
    households = number_field(_("房屋及基本生活资料被烧毁的户数"))


class DestructionForm(Form):
    loss_cny = number_field(_("毁坏财物的损失"))
    times = number_field(_("毁坏公私财物次数"))
    gathered_people = number_field(_("纠集公然毁坏财物的人数"))


class MiningForm(Form):
    mineral_value_cny = number_field(_("矿产品价值或者造成矿产资源破坏的价值"))
    resource_damage_cny = number_field(_("造成矿产资源破坏的价值"))
    restricted_zone = flag_field(_("在规划矿区、禁采区等区域或者禁采期内开采"))
    penalties_two_years = number_field(_("二年内因非法采矿受行政处罚次数"))


class CircumstancesForm(Form):
    permanent_destruction = flag_field(_("造成林地等基本功能丧失或者永久性破坏"))
    core_area_land = flag_field(_("涉案土地在自然保护地核心保护区内"))
    national_park = flag_field(_("涉案林木在国家公园内"))
    national_reserve = flag_field(_("涉案林木在国家级自然保护区内"))
    violent_resistance = flag_field(_("暴力抗拒、阻碍执法"))
    continued_after_order = flag_field(_("经责令停止后继续实施"))
    actively_restored = flag_field(_("积极补种树木、恢复植被和林业生产条件"))
    dead_trees = flag_field(_("涉案林木系自然原因死亡或者严重毁损"))
    voluntary_compensation = flag_field(_("已经自愿赔偿或者承担修复责任"))
    refunded_all = flag_field(_("全部退赃退赔"))
    repentant_all = flag_field(_("确有悔改表现"))


class FellingForm(Form):
    allowed_error_m3 = number_field(_("伐区调查设计允许的误差额"), description=_("只有超过误差额的部分计入滥伐数量"))


class EarlierActForm(Form):
    date = day_field(_("行为日"), NEEDED)
    standing_stock_m3 = number_field(_("立木蓄积"))
    saplings = number_field(_("幼树株数"))
    value_cny = number_field(_("林木价值"))
    public_mu = number_field(_("毁坏公益林地面积"))
    commercial_mu = number_field(_("毁坏商品林地面积"))
    class_1_trees = number_field(_("一级保护植物株数"))
    class_1_stock_m3 = number_field(_("一级保护植物立木蓄积"))
    class_2_trees = number_field(_("二级保护植物株数"))
    class_2_stock_m3 = number_field(_("二级保护植物立木蓄积"))
    mineral_value_cny = number_field(_("矿产品价值或者造成矿产资源破坏的价值"))
    resource_damage_cny = number_field(_("造成矿产资源破坏的价值"))
    dealt_with = SelectField(_("已经处理"), [NEEDED], choices=YES_NO, validate_choice=False)
    note = TextAreaField(_("说明"), render_kw={"rows": 2})


class AdministrativeForm(Form):
    not_prosecuted = flag_field(_("不起诉、免予刑事处罚或者不作为犯罪处理"))
    act = choice_field(_("行政违法行为"), *_words(Administrative, "act"))
    replanting_multiple = number_field(_("拟责令补种的倍数"))
    fine_multiple = number_field(_("拟处罚款的倍数"), description=_("林木价值、恢复费用或者价款的倍数"))
    fine_per_tree_cny = number_field(_("拟处每株罚款"))


class PenalFineForm(Form):
    amount_cny = number_field(_("拟判处罚金"), description=_("只查对法定下限，不提出数额"))
    months = number_field(_("拟定缴纳期限"), description=_("自判决生效第二日起"))


class AcceptanceForm(Form):
    survival_percent = number_field(_("当年成活率"))
    preservation_percent = number_field(_("三年后保存率"))
    arid_region = flag_field(_("青藏高寒区或者干旱、半干旱区"))


class ParticularsForm(Form):
    felling = FormField(FellingForm, _("滥伐的误差额"))
    purchase = FormField(PurchaseForm, _("收购、运输"))
    protected_plants = FormField(ProtectedPlantsForm, _("国家重点保护植物"))
    forest_land = FormField(ForestLandForm, _("毁坏的林地"))
    fire = FormField(FireForm, _("森林火灾"))
    destruction = FormField(DestructionForm, _("毁坏财物"))
    mining = FormField(MiningForm, _("采矿"))
    circumstances = FormField(CircumstancesForm, _("情节"))
    also_offence = choice_field(_("同时符合的另一罪名"), *OFFENCES)
    earlier_acts = FieldList(FormField(EarlierActForm), _("此前的同类行为"), min_entries=0)
    administrative = FormField(AdministrativeForm, _("行政责任"))
    penal_fine = FormField(PenalFineForm, _("罚金的查对"))
    acceptance = FormField(AcceptanceForm, _("补植验收"))


class ClaimsForm(Form):
    service_total_cny = number_field(_("服务功能损失总额（含碳汇）"))
    service_carbon_cny = number_field(
        _("其中碳汇一项"), description=_("评估意见写明的；不填的，用本系统算出的碳汇损失价值")
    )
    permanent_cny = number_field(_("永久性损害损失"))
    investigation_cny = number_field(_("调查、鉴定评估等费用"))
    cleanup_cny = number_field(_("清除污染、修复生态环境费用"))
    prevention_cny = number_field(_("防止损害发生和扩大的合理费用"))
    litigation_cny = number_field(_("律师费以及为诉讼支出的其他合理费用"))
    punitive = flag_field(_("请求惩罚性赔偿"))
    punitive_multiple = number_field(_("请求的倍数"))
    by_organ = flag_field(_("由国家规定的机关或者法律规定的组织提出"))
    intent = flag_field(_("违反法律规定故意破坏生态"))
    convicted = flag_field(_("已被法院认定构成犯罪"))
    serious_consequence = flag_field(_("造成严重后果"))
    joint = choice_field(_("数人侵权的情形"), *_words(Claims, "joint"))
