"""The case file as a form: the fields have the names and the nesting of ``rules.casefile``, one to one.

The forms check nothing themselves. ``answers`` turns them into a case file, and the case file's own checks speak.
"""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import DateInput, HiddenInput

from rules.vocabulary import OFFENCES

_YES_NO = [SelectChoice("", _("未查明")), SelectChoice("true", _("是")), SelectChoice("false", _("否"))]


def _choices(*words: str) -> list[SelectChoice]:
    return [SelectChoice("", _("（未填）")), *map(SelectChoice, words)]


class Needed:
    """Marks a field as required on the page. Whether it is missing, the case file says."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Nothing is checked here."""


NEEDED = Needed()


def _text(label: Any, *marks: Any, **options: Any) -> StringField:
    return StringField(label, marks, **options)


def _number(label: Any, *marks: Any, **options: Any) -> StringField:
    # Kept as text: the digits are stored as typed, and what is no number is refused with its reason.
    return StringField(label, marks, render_kw={"inputmode": "decimal", "autocomplete": "off"}, **options)


def _day(label: Any, *marks: Any, **options: Any) -> StringField:
    return StringField(label, marks, widget=DateInput(), **options)


def _flag(label: Any) -> SelectField:
    return SelectField(label, choices=_YES_NO, validate_choice=False)


def _choice(label: Any, *words: str, marks: Any = ()) -> SelectField:
    return SelectField(label, marks, choices=_choices(*words), validate_choice=False)


class ConductForm(Form):
    from_ = _day(_("行为开始日"), NEEDED, name="from")
    to = _day(_("行为结束日"), description=_("只有一天的可不填；结束日决定适用的法律。"))


class InstitutionsForm(Form):
    court = SelectField(_("管辖法院"), choices=_choices(), validate_choice=False)
    forestry_bureau = SelectField(_("受托林业局"), choices=_choices(), validate_choice=False)


class HeadForm(Form):
    number = _text(_("案号"), description=_("尚无案号的可不填，系统另编内部编号。例：（2022）闽0627刑初1号"))
    offence = _choice(_("案由"), *OFFENCES, marks=[NEEDED])
    conduct = FormField(ConductForm, _("行为日"))
    institutions = FormField(InstitutionsForm, _("办案单位"))


class PartyForm(Form):
    name = _text(_("姓名或名称"), NEEDED)
    role = _text(_("身份"), NEEDED, description=_("如：被告人、犯罪嫌疑人、被害人"))
    first_offence = _flag(_("初犯、偶犯"))
    pleaded_guilty = _flag(_("认罪认罚"))
    born = _day(_("出生日期"))
    recidivist = _flag(_("累犯"))
    # Which row of the stored case file this one was: what the form does not show stays with it.
    kept = HiddenField()


class SpeciesForm(Form):
    species = _text(_("树种"), NEEDED)
    share = _number(_("份额"), description=_("0 至 1；只有一个树种的可不填"))


class DamageForm(Form):
    type = _choice(_("受损方式"), "采伐", "烧毁", "毁坏", "占用", "部分损伤", marks=[NEEDED])
    fraction = _number(_("损失份额"), description=_("0 至 1；全部损失的可不填"))
    severity = _choice(_("烧毁程度"), "轻度", "中度", "重度")


class StandForm(Form):
    id = _text(_("地块编号"), NEEDED, description=_("如：A、1-2"))
    county = _text(_("县级行政区划代码"), description=_("六位，如 350627"))
    forest_type = SelectField(
        _("林地类型"),
        choices=[
            SelectChoice("", _("（未注明，按乔木林）")),
            *map(SelectChoice, ("乔木林", "竹林", "灌木林", "经济林")),
        ],
        validate_choice=False,
    )
    species = FieldList(FormField(SpeciesForm), _("树种组成"), min_entries=1)
    origin = _choice(_("起源"), "天然", "人工")
    age_a = _number(_("林龄"))
    land_category = _choice(_("森林类别"), "公益林", "商品林")
    damage = FormField(DamageForm, _("受损情况"))
    standing_stock_m3 = _number(_("立木蓄积"))
    timber_volume_m3 = _number(_("原木材积"))
    outturn_rate = _number(_("出材率"), description=_("0 至 1；立木蓄积 = 原木材积 ÷ 出材率"))
    area_ha = _number(_("面积（公顷）"))
    area_mu = _number(_("面积（亩）"), description=_("公顷与亩只填一个"))
    stock_per_ha = _number(_("每公顷蓄积"))
    culms = _number(_("竹株数"))
    mean_dbh_cm = _number(_("平均胸径"))
    trees = _number(_("树木株数"))
    saplings = _number(_("幼树株数"))
    kept = HiddenField()


class SiteCheckForm(Form):
    date = _day(_("踏勘日期"))
    replanting_in_place = _flag(_("能否原地补植"))
    replanting_elsewhere = _flag(_("能否异地补植"))


class RestorationForm(Form):
    ordered = _choice(_("已责令或约定的修复方式"), "原地补植", "异地补植", "管护", "补种复绿")
    area_ha = _number(_("修复面积"))
    months = _number(_("期限"))
    date = _day(_("责令或约定日期"))


class RequestForm(Form):
    credits = _flag(_("请求认购碳汇"))
    labour = _flag(_("愿意劳务代偿"))
    by = _text(_("请求人"))
    date = _day(_("请求日期"))


class OpinionForm(Form):
    by = _text(_("发表意见方"), NEEDED)
    view = _text(_("意见"), NEEDED, description=_("如：同意、不同意"))
    date = _day(_("日期"))
    note = TextAreaField(_("说明"), render_kw={"rows": 2})
    kept = HiddenField()


class ParameterForm(Form):
    name = _text(_("参数"))
    value = _text(_("取值"))


class PriceForm(Form):
    cny_per_t = _number(_("单价"))
    rule = _text(_("取价规则"), description=_("如：前一交易日收盘价"))
    source = _text(_("价格来源"))
    date = _day(_("价格日期"))


class CreditForm(Form):
    type = _text(_("碳汇种类"), description=_("如：FFCER、CCER"))
    judge_reason = TextAreaField(_("法官采用未经核证碳汇的书面理由"), render_kw={"rows": 2})


class OptionsForm(Form):
    method = _text(_("计量方法"), description=_("可不填，由林业局计量时选定"))
    parameters = FieldList(FormField(ParameterForm), _("方法参数"), min_entries=0)
    multiplier = _number(_("倍数"))
    price = FormField(PriceForm, _("单价"))
    credit = FormField(CreditForm, _("碳汇种类"))
    on = _day(_("裁量日"), description=_("可不填，为计量当日"))


class PublishedForm(Form):
    loss_tco2e = _number(_("公布的碳汇损失量"))
    required_credits_t = _number(_("公布的认购量"))
    amount_cny = _number(_("公布的金额"))
    source = _text(_("出处"))
    note = TextAreaField(_("备注"), render_kw={"rows": 2})


class CaseForm(FlaskForm):
    """The whole case file."""

    case = FormField(HeadForm, _("案件"))
    parties = FieldList(FormField(PartyForm), _("当事人"), min_entries=1)
    stands = FieldList(FormField(StandForm), _("地块"), min_entries=1)
    value_cny = _number(_("林木价值"))
    site_check = FormField(SiteCheckForm, _("现场踏勘"))
    restoration = FormField(RestorationForm, _("修复义务"))
    request = FormField(RequestForm, _("当事人请求"))
    opinions = FieldList(FormField(OpinionForm), _("各方意见"), min_entries=1)
    options = FormField(OptionsForm, _("计量与计价"))
    published = FormField(PublishedForm, _("公布的结果（仅供对照，不参与计算）"))

    def offer(self, courts: list[str], bureaus: list[str]) -> None:
        """Fill the choice of institutions; a name that is not among them stays visible as it was given."""
        for field, names in ((self._seats.court, courts), (self._seats.forestry_bureau, bureaus)):
            known = [*names, *([field.data] if field.data and field.data not in names else [])]
            field.choices = _choices(*known)

    @property
    def _seats(self) -> Any:
        return self.case.form.institutions.form


class StepForm(FlaskForm):
    """A step of a case: made from the state ``row_version``."""

    row_version = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class ReasonForm(StepForm):
    reason = TextAreaField(_("理由"), [InputRequired(_("请写明理由"))], render_kw={"rows": 3})


class JudgmentForm(StepForm):
    number = StringField(_("裁判文书号"), [InputRequired(_("请填写裁判文书号"))])
    date = _day(_("裁判日期"), InputRequired(_("请填写裁判日期")))
    note = TextAreaField(_("主文摘要"), render_kw={"rows": 3})
