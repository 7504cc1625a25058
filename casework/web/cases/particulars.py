"""What the pages show of 案情要素 and 民事主张: which groups to open, and what a case file states of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from wtforms import FieldList, FormField

from casework.web.cases.particular_forms import GROUPS, ClaimsForm, EarlierActForm, ParticularsForm, of_act
from casework.wording import day, number
from rules.casefile import CaseFile

Told = tuple[str, list[tuple[str, str]]]
"""The title of a group, and each stated fact with its label."""


def asked_for(group: Any, offence: str | None) -> bool:
    """Whether a group of the form is to stand open: asked for by the offence, filled in, or wrong."""
    return offence in GROUPS.get(group.short_name, ()) or any(_used(field) for field in group.form)


def asked_of_act(entry: Any, offence: str | None) -> list[Any]:
    """The fields of an earlier act to show: what the offence asks for, and whatever was filled in or is wrong.

    All of them while no offence is chosen.
    """
    return [field for field in entry.form if not offence or field.short_name in of_act(offence) or _used(field)]


def _used(field: Any) -> bool:
    return bool(field.errors) or bool((field.data or "").strip())


def stated_particulars(casefile: CaseFile) -> list[Told]:
    """Everything that the particulars and the claims of a case file state, group by group."""
    told: list[Told] = []
    if casefile.particulars is not None:
        told += _groups(ParticularsForm(), casefile.particulars)
    if casefile.claims is not None:
        told.append((gettext("民事主张"), _facts(ClaimsForm(), casefile.claims)))
    return [(title, facts) for title, facts in told if facts]


def _groups(form: Any, stated: Any) -> Iterator[Told]:
    for field in form:
        held = getattr(stated, field.short_name)
        title = str(field.label.text)
        if isinstance(field, FormField):
            yield title, _facts(field.form, held) if held is not None else []
        elif isinstance(field, FieldList):
            for position, act in enumerate(held, start=1):
                yield f"{title} {position}", _facts(EarlierActForm(), act)
        elif held is not None:
            yield title, [(title, str(held))]


def _facts(form: Any, stated: Any) -> list[tuple[str, str]]:
    values = [(field, getattr(stated, field.short_name)) for field in form]
    return [(str(field.label.text), _text(value)) for field, value in values if value is not None]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, datetime.date):
        return day(value)
    return number(value) if isinstance(value, Decimal | int) else str(value)
