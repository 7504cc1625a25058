"""What is asked of a recovery. Numbers stay as typed: the case file's own checks speak."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Form
from wtforms.fields import SelectChoice
from wtforms.widgets import DateInput

from casework.recovery import service
from casework.web.fact_fields import FactChoice, FactNumber, FactText
from casework.web.formfields import MarkNeeded


class RecoveryForm(Form):
    """Fields by the names of the case file."""

    series = FactChoice("recovery.series", [MarkNeeded()])
    area_ha = FactNumber("recovery.area_ha")
    replanted_on = FactText("recovery.replanted_on", widget=DateInput())
    by_year = FactNumber("recovery.by_year")
    trees_per_ha = FactNumber("recovery.trees_per_ha")
    forgone_series = FactChoice("recovery.forgone_series")
    start_age_a = FactNumber("recovery.start_age_a")

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
