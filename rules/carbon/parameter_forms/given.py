"""A parameter set given as a file for one calculation: checked, but entered, verified and frozen by nobody."""

from __future__ import annotations

from rules.carbon.parameter_forms.build import parameter_set
from rules.carbon.parameter_forms.check import Checked, check
from rules.carbon.parameters.sets import ParameterSet
from rules.reading.errors import FieldError, InputError

PATH = "parameters"
"""Where the mistakes of the set stand among those of a calculation."""


def set_of(content: bytes) -> ParameterSet:
    """The set in a form's bytes; doubts stand as notes beside their values.

    Raises ``InputError`` at ``parameters`` with every error of the form.
    """
    found = check(content)
    if found.form is None:
        raise InputError(FieldError(PATH, error.located) for error in found.errors)
    return parameter_set(found.form, doubts=_unanswered(found))


def _unanswered(found: Checked) -> dict[str, str]:
    told: dict[str, str] = {}
    for doubt in found.doubts:
        if doubt.about:
            told[doubt.about] = "；".join(part for part in (told.get(doubt.about), doubt.message) if part)
    return told
