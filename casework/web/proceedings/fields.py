"""A field for each argument of an act, by the type that the catalogue gives it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from casework.proceedings.names import word
from casework.proceedings.telling import LABELS, own_label
from casework.web.formfields import Day, ExactNumber, MarkNeeded, Money, several, to_the_fen
from casework.web.proceedings.questions import CHOICES, HINTS, LONG
from rules.proceedings.table import Argument

_DECIMAL = {"inputmode": "decimal"}
NOT_SAID = ("", _("（未填）"))


def choices_of(act: str, name: str) -> tuple[tuple[str, object], ...]:
    """The closed list of an argument in this act, or in all; empty where there is none."""
    return CHOICES.get(f"{act}.{name}") or CHOICES.get(name, ())


def one_of(label: object, pairs: Sequence[tuple[str, object]], *, empty: bool = True, validators: Any = ()) -> Any:
    """A field to choose one of these pairs, or nothing."""
    listed = [SelectChoice(*NOT_SAID)] if empty else []
    listed += [SelectChoice(value, str(text)) for value, text in pairs]
    return SelectField(label, validators, choices=listed, validate_choice=False)


def field_of(act: str, argument: Argument, named: Sequence[tuple[str, str]], *, wanted: bool = False) -> Field:
    """The field of an argument. ``named``: what it may name, where it names things or parties of the case; ``wanted``:
    whether the act must say it."""
    name = argument.name
    hint = HINTS.get(f"{act}.{name}", HINTS.get(name, ""))
    label = own_label(act, name) or word(LABELS.get(name, argument.label))
    marks: list[Any] = [MarkNeeded()] if wanted else []
    if closed := choices_of(act, name):
        return one_of(label, closed, empty=closed[0][0] != "", validators=marks)
    if named:
        return several(label, choices=[SelectChoice(*one) for one in named], description=hint, validators=marks)
    match argument.type:
        case "day":
            return Day(label, marks, description=hint)
        case "money" if name not in PRICES:
            return Money(label, marks, description=hint, render_kw=_DECIMAL)
        case "number" | "money" | "tonnes" | "rate":
            return ExactNumber(label, marks, description=hint, render_kw=_DECIMAL)
        case "flag":
            return BooleanField(label, description=hint)
        case "paper":
            return MultipleFileField(label, description=hint)
    if name in SUMS_IN_WORDS:
        marks.append(to_the_fen)
    if name in LONG:
        return TextAreaField(label, marks, description=hint, render_kw={"rows": 3})
    known = "own" if (act, name) == ("transfer", "to") else LISTED.get(name, "")
    return StringField(label, marks, description=hint, render_kw={"list": f"known-{known}"} if known else None)


PRICES = ("price", "day_wage", "value")
"""Amounts for a unit, or reckoned: no sum that is paid."""
SUMS_IN_WORDS = ("fine",)
"""Sums that are written among words."""
LISTED = {
    **{name: name for name in ("court", "bureau", "procuratorate", "executor")},
    **dict.fromkeys(("payee", "paid_from"), "account"),
}
"""Arguments for which the page lists institutions or bank accounts to choose from -> the list."""
