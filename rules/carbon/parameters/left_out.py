"""Values that are known of and not used, or were looked for and not found: what, where, how sure, and why not."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, RootModel

from rules.values.fields import LongText, Text
from rules.values.records import Record, read_record

FILE = Path(__file__).parents[2] / "parameters" / "left_out.yaml"


class Entry(Record):
    """``confidence`` as of a parameter, or ``conflict`` where transcriptions disagree, or ``none`` where none was
    found."""

    what: LongText
    source: LongText
    confidence: Literal["verified", "secondary", "unverified", "conflict", "none"]
    why: LongText


class Part(Record):
    part: Text
    entries: tuple[Entry, ...] = Field(min_length=1)


class LeftOutFile(RootModel[tuple[Part, ...]]):
    """The file: parts in the order of the page."""


@cache
def left_out() -> tuple[Part, ...]:
    """Every part, read once. Raises ``ParameterFileError`` where an entry lacks its source or its reason."""
    return read_record(LeftOutFile, FILE).root
