"""Forms of the steps taken on the page of the case. Facts have no form class: see ``casework.web.facts``."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import DateInput, HiddenInput


class StepForm(FlaskForm):
    """A step of a case: made from the state ``row_version``."""

    row_version = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class ReasonForm(StepForm):
    reason = TextAreaField(_("理由"), [InputRequired(_("请写明理由"))], render_kw={"rows": 3})


class JudgmentForm(StepForm):
    checked = BooleanField(_("我已逐项核对上列履行证明，与准许的方案相符"), [InputRequired(_("请先逐项核对履行证明"))])
    number = StringField(_("裁判文书号"), [InputRequired(_("请填写裁判文书号"))])
    date = StringField(_("裁判日期"), [InputRequired(_("请填写裁判日期"))], widget=DateInput())
    note = TextAreaField(_("主文摘要"), render_kw={"rows": 3})
