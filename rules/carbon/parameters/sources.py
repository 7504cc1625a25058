"""Where the sources of parameters can be read: the address of each, or why none is on record.

The addresses stand apart from the parameters, whose hash they would change: a set given out says the same wherever its
source can be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, RootModel, model_validator

from rules.reading.pydantic_errors import invalid
from rules.values.fields import Day, LongText
from rules.values.records import Address, Record, read_record, site

FILE = Path(__file__).parents[2] / "parameters" / "sources.yaml"


class Source(Record):
    """A source as parameters name it (``source`` is how their own begins).

    ``url``: its address, with the day of the copy there where known; ``none``: why no address is on record.
    """

    source: LongText
    url: Address | None = None
    retrieved: Day | None = None
    none: LongText | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.url is None) == (self.none is None):
            raise invalid("应写明 url，或者 none（没有地址的缘由）")
        return self

    @property
    def host(self) -> str:
        """Whose site the address is on; empty without an address."""
        return site(self.url)


class SourceFile(RootModel[list[Source]]):
    root: list[Source] = Field(min_length=1)


@cache
def sources() -> tuple[Source, ...]:
    """Every source on record, read once."""
    return tuple(read_record(SourceFile, FILE).root)


@cache
def source_of(cited: str) -> Source | None:
    """The source that a parameter cites, with table and edition behind it; None where it is not on record."""
    found = [one for one in sources() if cited.startswith(one.source)]
    return max(found, key=lambda one: len(one.source), default=None)


def sources_of(cited: Iterable[str]) -> list[Source]:
    """The sources that parameters cite, each once, in the order they are met."""
    return list(dict.fromkeys(known for one in cited if (known := source_of(one)) is not None))
