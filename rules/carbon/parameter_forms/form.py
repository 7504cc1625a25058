"""An importable parameter set: the values of one method edition, each with source document, page and table.

This is what is stored and hashed. Its JSON is also a form that can be read again.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from rules.casefile import canonical
from rules.values.fields import Amount, Day, LongText, Stock, Text, Word
from rules.values.records import Confidence, Record, UnitSymbol

FORMAT = "tanheng-parameter-set/1"

Code = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[\w\-.]+$")]
"""A name for the set: letters, digits, Chinese, ``-``, ``_`` and ``.``."""


class FormValue(Record):
    """One value. ``species`` is a canonical name; ``from`` and ``to`` include their days; ``standard_error`` has the
    unit of the value."""

    parameter: Word
    species: Text | None = None
    symbol: Text
    value: Stock
    unit: UnitSymbol
    source: LongText
    page: Word
    table: Word
    confidence: Confidence
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    standard_error: Amount | None = None
    note: LongText | None = None

    @property
    def id(self) -> str:
        """The id of the parameter in a set."""
        return f"{self.species}.{self.parameter}" if self.species else self.parameter

    @property
    def name(self) -> str:
        """``杉木 BEF``: how a finding names it."""
        return f"{self.species} {self.symbol}" if self.species else f"{self.parameter} {self.symbol}"

    @property
    def cited(self) -> str:
        """Source, page and table in one line."""
        page = f"第 {self.page} 页" if self.page.isdecimal() else self.page
        table = f"表 {self.table}" if self.table[:1].isdecimal() else self.table
        return "，".join(dict.fromkeys((self.source, page, table)))


class Form(Record):
    """A parameter set as it is entered: for the method edition ``id@edition``."""

    format: str = FORMAT
    method: Text
    id: Code
    title: Text
    note: LongText | None = None
    parameters: tuple[FormValue, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data, decimals and dates as text, empty fields left out: reads back as the same form."""
        data: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return data

    @cached_property
    def document(self) -> str:
        """The one text of the form."""
        return canonical(self.as_json())

    @cached_property
    def sha256(self) -> str:
        """The hash of the one text, by which a set is frozen."""
        return hashlib.sha256(self.document.encode()).hexdigest()
