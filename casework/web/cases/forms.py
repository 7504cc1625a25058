"""The case file as a form: the fields have the names and the nesting of ``rules.casefile``, one to one.

The forms check nothing themselves. ``answers`` turns them into a case file, and the case file's own checks speak.
"""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from casework.web.cases.particular_forms import ClaimsForm, ParticularsForm
from casework.web.cases.stand_forms import StandForm
from casework.web.formparts import (
    NEEDED,
    choice_field,
    choices_of,
    day_field,
    flag_field,
    number_field,
    text_field,
)
from rules.casefile.offences import OFFENCES


class ConductForm(Form):
    from_ = day_field(_("行为开始日"), NEEDED, name="from")
    to = day_field(_("行为终了日"), description=_("只有一天的可不填；终了日决定适用的法律。"))


class InstitutionsForm(Form):
    court = SelectField(_("管辖法院"), choices=choices_of(), validate_choice=False)
    forestry_bureau = SelectField(_("受托林业局"), choices=choices_of(), validate_choice=False)


class HeadForm(Form):
    number = text_field(_("案号"), description=_("尚无案号的可不填，系统另编内部编号。例：（2022）闽0627刑初1号"))
    offence = choice_field(_("案由"), *OFFENCES, marks=[NEEDED])
    conduct = FormField(ConductForm, _("行为日"))
    institutions = FormField(InstitutionsForm, _("办案单位"))


class PartyForm(Form):
    name = text_field(_("姓名或名称"), NEEDED)
    role = text_field(_("身份"), NEEDED, description=_("如：被告人、犯罪嫌疑人、被害人"))
    first_offence = flag_field(_("初犯、偶犯"))
    pleaded_guilty = flag_field(_("认罪认罚"))
    born = day_field(_("出生日期"))
    recidivist = flag_field(_("累犯"))
    unit = flag_field(_("系单位"))
    organiser = flag_field(_("组织他人实施"))
    hired = flag_field(_("受雇提供劳务"))
    profit_share = flag_field(_("参与利润分成"))
    high_wage = flag_field(_("领取高额固定工资"))
    punished_before = flag_field(_("曾因破坏森林资源受过处罚"))
    # Which row of the stored case file this one was: what the form does not show stays with it.
    kept = HiddenField()


class SiteCheckForm(Form):
    date = day_field(_("踏勘日期"))
    replanting_in_place = flag_field(_("能否原地补植"))
    replanting_elsewhere = flag_field(_("能否异地补植"))


class RestorationForm(Form):
    ordered = choice_field(_("已责令或约定的修复方式"), "原地补植", "异地补植", "管护", "补种复绿")
    area_ha = number_field(_("修复面积"))
    months = number_field(_("修复期限"))
    date = day_field(_("责令或约定日期"))


class RequestForm(Form):
    credits = flag_field(_("请求认购碳汇"))
    labour = flag_field(_("愿意劳务代偿"))
    by = text_field(_("请求人"))
    date = day_field(_("请求日期"))


class OpinionForm(Form):
    by = text_field(_("发表意见方"), NEEDED)
    view = text_field(_("意见"), NEEDED, description=_("如：同意、不同意"))
    date = day_field(_("日期"))
    note = TextAreaField(_("说明"), render_kw={"rows": 2})
    kept = HiddenField()


class ParameterForm(Form):
    name = text_field(_("参数"))
    value = text_field(_("取值"))


class PriceForm(Form):
    cny_per_t = number_field(_("单价"))
    rule = text_field(_("取价规则"), description=_("如：前一交易日收盘价"))
    source = text_field(_("价格来源"))
    date = day_field(_("价格日期"))
    for_ = day_field(_("取价基准日"), name="for", description=_("可不填，为裁量日"))


class CreditForm(Form):
    type = text_field(_("碳汇种类"), description=_("如：FFCER、CCER"))
    judge_reason = TextAreaField(_("法官采用未经核证碳汇的书面理由"), render_kw={"rows": 2})


class OptionsForm(Form):
    method = text_field(_("计量方法"), description=_("可不填，由林业局计量时选定"))
    parameters = FieldList(FormField(ParameterForm), _("方法参数"), min_entries=0)
    multiplier = number_field(_("倍数"))
    rounding_order = SelectField(
        _("取整次序"),
        choices=[
            SelectChoice("", _("（未填，先取整后乘倍数）")),
            SelectChoice("ceil-then-multiply", _("先取整后乘倍数")),
            SelectChoice("multiply-then-ceil", _("先乘倍数后取整")),
        ],
        validate_choice=False,
    )
    price = FormField(PriceForm, _("单价"))
    credit = FormField(CreditForm, _("碳汇种类"))
    on = day_field(_("裁量日"), description=_("可不填，为计量当日"))


class PublishedForm(Form):
    loss_tco2e = number_field(_("公布的碳汇损失量"))
    required_credits_t = number_field(_("公布的认购量"))
    amount_cny = number_field(_("公布的金额"))
    source = text_field(_("出处"))
    note = TextAreaField(_("备注"), render_kw={"rows": 2})


class CaseForm(FlaskForm):
    """The whole case file."""

    case = FormField(HeadForm, _("案件"))
    parties = FieldList(FormField(PartyForm), _("当事人"), min_entries=1)
    stands = FieldList(FormField(StandForm), _("地块"), min_entries=1)
    value_cny = number_field(_("林木价值"))
    site_check = FormField(SiteCheckForm, _("现场踏勘"))
    restoration = FormField(RestorationForm, _("修复义务"))
    particulars = FormField(ParticularsForm, _("案情要素"))
    claims = FormField(ClaimsForm, _("民事主张"))
    request = FormField(RequestForm, _("当事人请求"))
    opinions = FieldList(FormField(OpinionForm), _("各方意见"), min_entries=1)
    options = FormField(OptionsForm, _("计量与计价"))
    published = FormField(PublishedForm, _("公布的结果（仅供对照，不参与计算）"))

    def offer(self, courts: list[str], bureaus: list[str]) -> None:
        """Fill the choice of institutions; a name that is not among them stays visible as it was given."""
        for field, names in ((self._seats.court, courts), (self._seats.forestry_bureau, bureaus)):
            known = [*names, *([field.data] if field.data and field.data not in names else [])]
            field.choices = choices_of(*known)

    @property
    def _seats(self) -> Any:
        return self.case.form.institutions.form


class StepForm(FlaskForm):
    """A step of a case: made from the state ``row_version``."""

    row_version = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class ReasonForm(StepForm):
    reason = TextAreaField(_("理由"), [InputRequired(_("请写明理由"))], render_kw={"rows": 3})


class JudgmentForm(StepForm):
    checked = BooleanField(_("我已逐项核对上列履行证明，与准许的方案相符"), [InputRequired(_("请先逐项核对履行证明"))])
    number = StringField(_("裁判文书号"), [InputRequired(_("请填写裁判文书号"))])
    date = day_field(_("裁判日期"), InputRequired(_("请填写裁判日期")))
    note = TextAreaField(_("主文摘要"), render_kw={"rows": 3})
