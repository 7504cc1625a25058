"""险种: the kinds of insurance of forests and their carbon that were read of, each with its source.

``insurance_kinds.yaml`` has one entry for each. What is not on it is entered as 其他 with its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, RootModel, model_validator

from rules.reading.pydantic_errors import invalid
from rules.values.fields import LongText, Text
from rules.values.records import Address, Confidence, Record, read_record

FILE = Path(__file__).parents[1] / "parameters" / "insurance_kinds.yaml"


class InsuranceKind(Record):
    """A kind of insurance. ``pays``: by what loss a claim is measured, in words; the policy itself governs."""

    id: Text
    title: Text
    aliases: tuple[Text, ...] = ()
    pays: LongText
    source: LongText
    url: Address
    confidence: Confidence

    @property
    def names(self) -> tuple[str, ...]:
        return (self.title, *self.aliases)


class InsuranceKindFile(RootModel[list[InsuranceKind]]):
    root: list[InsuranceKind] = Field(min_length=1)

    @model_validator(mode="after")
    def _no_name_twice(self) -> Self:
        names = [name for one in self.root for name in (one.id, *one.names)]
        for name in names:
            if names.count(name) > 1:
                raise invalid("两个险种都叫“{name}”", name=name)
        return self


@cache
def insurance_kinds() -> Mapping[str, InsuranceKind]:
    """Every kind on record, by id."""
    return {one.id: one for one in read_record(InsuranceKindFile, FILE).root}


def insurance_kind(name: str) -> InsuranceKind | None:
    """The kind of this id, title or alias; None where none is on record."""
    return next((one for one in insurance_kinds().values() if name.strip() in (one.id, *one.names)), None)
