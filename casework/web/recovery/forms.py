"""What is asked of a recovery. Numbers stay as typed: the case file's own checks speak."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.widgets import DateInput

from casework.recovery import service
from casework.web.formfields import MarkNeeded


def _number(label: Any, **options: Any) -> StringField:
    return StringField(label, render_kw={"inputmode": "decimal", "autocomplete": "off"}, **options)


class RecoveryForm(Form):
    """Fields by the names of the case file."""

    series = SelectField(
        _("补植林木的生长序列"),
        [MarkNeeded()],
        description=_("第二代比第一代生长慢，须按造林地的实际选定"),
        validate_choice=False,
    )
    area_ha = _number(_("补植面积"), description=_("写了面积，推算哪一年补足"))
    replanted_on = StringField(_("补植日期"), widget=DateInput())
    by_year = _number(_("补足年份"), description=_("写了年份，推算须补植多大面积"))
    trees_per_ha = _number(_("初植密度"), description=_("写了密度，面积折算为株数"))
    forgone_series = SelectField(
        _("受损林木的生长序列"), description=_("选了，推算期间损失；树种、起源须与地块相符"), validate_choice=False
    )
    start_age_a = _number(_("受损时的林龄"), description=_("用于没有写明林龄的地块"))

    @property
    def wish(self) -> dict[str, str]:
        """What was typed, by field."""
        return {field.short_name: field.data or "" for field in self}


def recovery_form(given: Any = None, data: dict[str, str] | None = None) -> RecoveryForm:
    """The form, from a query or from data."""
    form = RecoveryForm(given, data=data)
    known = [SelectChoice(each.id, each.title) for each in service.series()]
    form.series.choices = [SelectChoice("", _("（请选择）")), *known]
    form.forgone_series.choices = [SelectChoice("", _("（不推算期间损失）")), *known]
    return form
