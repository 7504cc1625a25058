"""The place of a fact in the case file as a reader knows it, by the labels of the form: 地块 1 · 受损情况."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField

from casework.cases.stand_numbers import NUMBERS
from casework.web.cases.forms import CaseForm
from rules.carbon.comparison.differences import method_title, option_title
from rules.carbon.recovery.growth import growth
from rules.reading.errors import InputError

ELSEWHERE: Mapping[str, object] = {
    "procuratorate": _("办案检察院"),
    "tally": _("每木检尺表"),
    "basis": _("检尺依据"),
    "volume_equation": _("材积式"),
    "biomass_equation": _("单株生物量式"),
    "rows": _("行"),
    "species": _("树种"),
    "dbh_cm": _("胸径"),
    "stump_cm": _("地径"),
    "height_m": _("树高"),
    "count": _("株数"),
    "recovery": _("恢复的推算"),
    "series": _("补植林木的生长序列"),
    "forgone_series": _("受损林木的生长序列"),
    "area_ha": _("补植面积"),
    "replanted_on": _("补植日期"),
    "by_year": _("补足年份"),
    "trees_per_ha": _("初植密度"),
    "start_age_a": _("受损时的林龄"),
}
"""Of sections that the form does not show; what is not here is told by its key."""

ONE: Mapping[str, object] = {
    "parties": _("当事人 %(number)s"),
    "stands": _("地块 %(number)s"),
    "species": _("树种组成 %(number)s"),
    "strata": _("按烧毁程度分层 %(number)s"),
    "culm_ages": _("竹龄组成 %(number)s"),
    "opinions": _("各方意见 %(number)s"),
    "earlier_acts": _("此前的同类行为 %(number)s"),
    "rows": _("行 %(number)s"),
}
"""One of a list, which other languages name otherwise than the whole of it."""


def method_name(method: str | None) -> str | None:
    """The title of a method named in a case file; the name as it stands where there is no such method."""
    try:
        return method_title(method) if method else None
    except InputError:
        return method


def series_name(id: str | None) -> str | None:
    """The title of a growth series named in a case file."""
    found = growth().series.get(id) if id else None
    return found.title if found is not None else id


def fact_name(path: str) -> str:
    """``stands[0].damage.fraction`` in words."""
    parts = re.findall(r"[^.\[\]]+", path)
    if "labels" not in g:
        # One form for all the facts of a page: a tally has thousands.
        g.labels = CaseForm(formdata=None)
    at: Any = g.labels
    told: list[str] = []
    listed = ""
    while parts:
        part = parts.pop(0)
        if part.isdecimal() and told:
            one = ONE.get(listed)
            told[-1] = str(one) % {"number": int(part) + 1} if one else f"{told[-1]} {int(part) + 1}"
            at = at[0].form if isinstance(at, FieldList) and len(at) else None
            continue
        if isinstance(at, FieldList):
            # Rows of the form, a mapping in the case file: standard errors by number, options of a method by key.
            if at.short_name == "standard_errors" and parts:
                *more, last = parts
                part = re.sub(r"\.(\d+)(?=\.|$)", r"[\1]", ".".join([part, *more]))
                told.append(str(NUMBERS.get(part, part)))
                parts, at = [last], at[0].form
            else:
                told.append(option_title(part))
                at = None
            continue
        listed = part
        field = next((each for each in at if each.short_name == part), None) if at is not None else None
        told.append(str(field.label.text if field is not None else ELSEWHERE.get(part, part)))
        at = field.form if isinstance(field, FormField) else field if isinstance(field, FieldList) else None
        if isinstance(at, FieldList) and not len(at):
            at.append_entry()
    return " · ".join(told)
