"""Fields that ask facts of the case file on a form of its own: a tally, a recovery, the opening of a case.

Name, hint, unit and official words are those of the fact (``rules.casefile``), which is given by its path as the walk
writes it (``stands[].tally.basis``); nothing of them is said again here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext
from wtforms import Field, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice

from casework.web.formfields import Day
from casework.wording import told
from rules.casefile.fact import Fact
from rules.casefile.schema import facts_by_path


class _OfFact(Field):
    """A field of the fact at ``path``; a ``description`` is said in place of its hint.

    Raises ``KeyError`` where the case file has no such fact.
    """

    fact: Fact

    def __init__(self, path: str, validators: Sequence[Any] = (), **options: Any) -> None:
        self.fact = facts_by_path()[path].fact
        options.setdefault("description", lazy_gettext(self.fact.hint) if self.fact.hint else "")
        super().__init__(lazy_gettext(self.fact.label), list(validators), **options)

    @property
    def unit(self) -> str:
        """The unit in words; empty where the fact has none."""
        return str(told(self.fact.unit.name)) if self.fact.unit else ""


class FactText(_OfFact, StringField):
    """Text as typed."""


class FactNumber(FactText):
    """A number as typed: the checks of the case file speak."""

    def __init__(self, path: str, validators: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(path, validators, render_kw={"inputmode": "decimal", "autocomplete": "off"}, **options)


class FactDay(_OfFact, Day):
    """A date, as ``datetime.date``."""


class FactChoice(_OfFact, SelectField):
    """One of a list that the form fills in; the case file refuses what is not on it."""

    def __init__(self, path: str, validators: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(path, validators, validate_choice=False, **options)


class FactWords(_OfFact, RadioField):
    """One of the official words of the fact."""

    def __init__(self, path: str, validators: Sequence[Any] = (), **options: Any) -> None:
        words = facts_by_path()[path].words
        choices = [SelectChoice(value, lazy_gettext(word)) for value, word in words.items()]
        super().__init__(path, validators, choices=choices, validate_choice=False, **options)
