"""A stand of the case file as a form: species, damage, and whichever facts tell how much was lost."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import FieldList, Form, FormField, HiddenField, SelectField
from wtforms.fields import SelectChoice

from casework.cases.stand_numbers import NUMBERS
from casework.web.formparts import NEEDED, choice_field, day_field, number_field, text_field


class SpeciesForm(Form):
    species = text_field(_("树种"), NEEDED, render_kw={"list": "species-names", "autocomplete": "off"})
    share = number_field(_("份额"), description=_("0 至 1；只有一个树种的可不填"))


class StratumForm(Form):
    severity = choice_field(_("烧毁程度"), "未过火", "轻度", "中度", "重度")
    share = number_field(_("占地块的份额"), description=_("各层合计为 1，未过火的也列一层"))
    fraction = number_field(_("该层受损份额"), description=_("0 至 1，由火场调查得出"))


class FuelForm(Form):
    consumed_t_per_ha = number_field(_("每公顷燃料消耗量"), description=_("干物质，已含燃烧系数"))
    source = text_field(_("燃料消耗量的来源"))


class CulmAgeForm(Form):
    age_a = number_field(_("竹龄（年）"), description=_("年与度填一个"))
    du = number_field(_("竹龄（度）"))
    share = number_field(_("占竹株数的份额"), description=_("各竹龄合计为 1"))


class BiomassForm(Form):
    t_per_ha = number_field(_("每公顷生物量"), description=_("每公顷与每株填一个"))
    kg_per_stem = number_field(_("每株生物量"))
    covers = choice_field(_("包括的部分"), "全株", "地上")
    carbon_fraction = number_field(_("含碳率"), description=_("没有实测的可不填，用 IPCC 缺省值 0.47"))
    source = text_field(_("调查或鉴定的出处"))
    date = day_field(_("调查日期"))


class AreaValueForm(Form):
    tco2e_per_ha = number_field(_("每公顷吨数"), description=_("每公顷吨数与每亩金额填一个"))
    cny_per_mu = number_field(_("每亩金额"))
    authority = text_field(_("确定的机关"))
    document = text_field(_("文件名称与文号"))
    date = day_field(_("文件日期"))


class StandardErrorForm(Form):
    field = SelectField(
        _("哪个数字"),
        choices=[SelectChoice("", _("（未填）")), *(SelectChoice(name, told) for name, told in NUMBERS.items())],
        validate_choice=False,
    )
    value = number_field(_("标准误"), description=_("与该数字同一单位"))
    source = text_field(_("标准误的来源"), description=_("如：鉴定意见书第 4 页，样木 24 株"))


class DamageForm(Form):
    type = choice_field(_("受损方式"), "采伐", "烧毁", "毁坏", "占用", "部分损伤", marks=[NEEDED])
    fraction = number_field(_("受损份额"), description=_("0 至 1；全部损失的可不填"))
    severity = choice_field(_("烧毁程度"), "轻度", "中度", "重度")
    strata = FieldList(FormField(StratumForm), _("按烧毁程度分层"), min_entries=1)
    burned_area_ha = number_field(_("过火面积"), description=_("与地块面积不同的才填"))
    fuel = FormField(FuelForm, _("火场调查的燃料消耗"))
    soil_disturbed_share = number_field(_("土壤受扰动面积的份额"), description=_("0 至 1；占用或挖掘、堆压土壤的填写"))


class StandForm(Form):
    id = text_field(_("地块编号"), NEEDED, description=_("如：A、1-2"))
    county = text_field(_("县级行政区划代码"), description=_("六位，如 350627"))
    forest_type = SelectField(
        _("林地类型"),
        choices=[
            SelectChoice("", _("（未注明，按乔木林）")),
            *map(SelectChoice, ("乔木林", "竹林", "灌木林", "经济林")),
        ],
        validate_choice=False,
    )
    species = FieldList(FormField(SpeciesForm), _("树种组成"), min_entries=1)
    origin = choice_field(_("起源"), "天然", "人工")
    age_a = number_field(_("林龄"))
    land_category = choice_field(_("森林类别"), "公益林", "商品林")
    damage = FormField(DamageForm, _("受损情况"))
    standing_stock_m3 = number_field(_("立木蓄积"))
    timber_volume_m3 = number_field(_("原木材积"))
    outturn_rate = number_field(_("出材率"), description=_("0 至 1；立木蓄积 = 原木材积 ÷ 出材率"))
    area_ha = number_field(_("面积（公顷）"))
    area_mu = number_field(_("面积（亩）"), description=_("公顷与亩只填一个"))
    stock_per_ha = number_field(_("每公顷蓄积"))
    culms = number_field(_("竹株数"))
    mean_dbh_cm = number_field(_("平均胸径"))
    culm_ages = FieldList(FormField(CulmAgeForm), _("竹龄组成"), min_entries=1)
    shrub_cover = number_field(_("灌木盖度"), description=_("0 至 1"))
    measured_biomass = FormField(BiomassForm, _("调查所得的生物量（竹林、灌木林、经济林）"))
    area_value = FormField(AreaValueForm, _("约定或确定的面积价值"))
    trees = number_field(_("树木株数"))
    saplings = number_field(_("幼树株数"))
    sapling_biomass = FormField(BiomassForm, _("调查所得的幼树生物量"))
    standard_errors = FieldList(FormField(StandardErrorForm), _("标准误"), min_entries=1)
    kept = HiddenField()
