"""Form fields for exact numbers and dates: what is not one is refused in Chinese, and shown again as it was typed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, Field, FieldList, FormField, SelectMultipleField, StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, TextInput, TimeInput

from rules.reading.errors import FieldError
from rules.reading.messages import template

NO_NUMBER = template("应为十进制数，如 58.00，不用千分位和单位")
NO_SUM = template("应为金额，至多两位小数，如 58.00，不用千分位和单位")
NO_FEN = template("金额写到分为止，至多两位小数")
NO_WHOLE = template("应为整数，如 100，不用千分位和单位")
NO_TIME = template("应为时间，写作 08:30")
NO_DAY = template("应为真实存在的日期，写作 2021-12-01")


class Needed:
    """Validator: something must be there. What is there and cannot be read keeps its own message."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Field) -> None:
        if field.process_errors:
            raise StopValidation
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()):
            raise StopValidation(gettext("不能为空"))


class MarkNeeded:
    """Marks a field as one that must be filled in, where the service says so itself."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Field) -> None:
        """Nothing is checked here."""


def is_said(data: Any) -> bool:
    """Whether a field says something: a box that is not ticked does not, the number 0 does."""
    return data is not False and data not in (None, "", [])


class WholeForm(FlaskForm):
    """A form that tells all its mistakes at once: where one field is refused here, every other that must be filled in
    and is empty is named with it, before the service is asked."""

    def validate(self, extra_validators: Any = None) -> bool:
        if super().validate(extra_validators):
            return True
        self.mark_empty()
        return False

    def mark_empty(self) -> None:
        """Name every field that must be filled in and is empty."""
        for field in self:
            marked = any(isinstance(one, MarkNeeded) for one in field.validators)
            if marked and not field.errors and field.data in (None, "", [], ()):
                field.errors = [gettext("不能为空")]


class _Number(StringField):
    """Text that is a number of one kind; None when left empty."""

    data: Any
    widget = TextInput()
    written: ClassVar[str]
    kind: ClassVar[type[int] | type[Decimal]]
    reason: ClassVar[Any]

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if not re.fullmatch(self.written, text):
            raise ValueError(str(self.reason))
        self.data = self.kind(text)

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else "" if self.data is None else f"{Decimal(self.data):f}"


class ExactNumber(_Number):
    """A decimal number, as ``Decimal``; None when left empty."""

    written, kind = r"[0-9]{1,12}(\.[0-9]{1,10})?", Decimal
    reason = lazy_gettext(NO_NUMBER)


class Money(ExactNumber):
    """A sum that is paid or owed, in yuan with two decimals at most, as ``Decimal``; None when left empty.

    Its unit stands behind it. A price is none: it may have more decimals.
    """

    written = r"[0-9]{1,12}(\.[0-9]{1,2})?"
    reason = lazy_gettext(NO_SUM)
    unit = "CNY"


def to_the_fen(form: Any, field: Field) -> None:
    """A validator: sums, in figures or among words, have two decimals at most; nothing less than a fen is paid."""
    if field.data is not None and LESS_THAN_A_FEN.search(str(field.data)):
        raise ValidationError(gettext(NO_FEN))


LESS_THAN_A_FEN = re.compile(r"\.[0-9]{2}[0-9]*[1-9]")


class WholeNumber(_Number):
    """A whole number, as ``int``; None when left empty."""

    written, kind = r"[0-9]{1,9}", int
    reason = lazy_gettext(NO_WHOLE)


class TimeOfDay(StringField):
    """A time to the minute, as ``datetime.time``; None when left empty."""

    data: Any
    widget = TimeInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9](:00)?", text):
            raise ValueError(gettext(NO_TIME))
        self.data = datetime.time.fromisoformat(text[:5])

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else "" if self.data is None else self.data.isoformat("minutes")


class Day(DateField):
    """A date, as ``datetime.date``; None when left empty."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            day = datetime.date.fromisoformat(text) if len(text) == 10 else None
        except ValueError:
            day = None
        if day is None or not datetime.date(1979, 1, 1) <= day <= datetime.date(2100, 1, 1):
            raise ValueError(gettext(NO_DAY))
        self.data = day


def several(label: Any, **more: Any) -> Any:
    """Any number of the choices, as boxes to tick; what is sent was offered, or its field was changed meanwhile."""
    boxes = {"widget": CheckboxInput(), "option_widget": CheckboxInput()}
    return SelectMultipleField(label, validate_choice=False, **boxes, **more)


def place(form: Any, errors: Iterable[FieldError], fields: dict[str, Field] | None = None) -> list[FieldError]:
    """Put each mistake at the field of its name, or at the one ``fields`` gives for its path; the rest is returned."""
    known = {field.short_name: field for field in form} | (fields or {})
    left = []
    for error in errors:
        field = known.get(error.path)
        while isinstance(field, FormField | FieldList):
            field = next(iter(field), None)
        if field is None:
            left.append(error)
        else:
            field.errors = [*field.errors, error.message]
    return left
