"""Fields of the case file's form. They check nothing and keep what was typed: the case file's own checks speak."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.widgets import DateInput

YES_NO = [SelectChoice("", _("未查明")), SelectChoice("true", _("是")), SelectChoice("false", _("否"))]


def choices_of(*words: str) -> list[SelectChoice]:
    """Choices that may be left open."""
    return [SelectChoice("", _("（未填）")), *map(SelectChoice, words)]


class Needed:
    """Marks a field as required on the page. Whether it is missing, the case file says."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Nothing is checked here."""


NEEDED = Needed()


def text_field(label: Any, *marks: Any, **options: Any) -> StringField:
    """A line of text."""
    return StringField(label, marks, **options)


def number_field(label: Any, *marks: Any, **options: Any) -> StringField:
    """A number as typed."""
    # Kept as text: the digits are stored as typed, and what is no number is refused with its reason.
    return StringField(label, marks, render_kw={"inputmode": "decimal", "autocomplete": "off"}, **options)


def day_field(label: Any, *marks: Any, **options: Any) -> StringField:
    """A date as typed."""
    return StringField(label, marks, widget=DateInput(), **options)


def flag_field(label: Any) -> SelectField:
    """Yes, no, or not known."""
    return SelectField(label, choices=YES_NO, validate_choice=False)


def choice_field(label: Any, *words: str, marks: Any = ()) -> SelectField:
    """One of a few words, or none."""
    return SelectField(label, marks, choices=choices_of(*words), validate_choice=False)
