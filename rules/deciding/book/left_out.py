"""What the law says and no rule of this system holds: told beside the rules, so that nobody takes silence for a no."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field, RootModel

from rules.values.fields import LongText, Text
from rules.values.records import Confidence, Record, read_record

FILE = Path(__file__).parents[2] / "law" / "left_out" / "matters.yaml"


class LeftOut(Record):
    """A matter, the provisions on it, what they say, why there is no rule.

    ``offences``: those it is about; all where empty. ``confidence``: how far the provisions were read.
    """

    matter: Text
    basis: LongText
    says: LongText
    why: LongText
    offences: tuple[Text, ...] = ()
    confidence: Confidence

    def as_json(self) -> dict[str, object]:
        return self.model_dump(mode="json")


class MatterFile(RootModel[list[LeftOut]]):
    root: list[LeftOut] = Field(min_length=1)


@cache
def _matters() -> tuple[LeftOut, ...]:
    return tuple(read_record(MatterFile, FILE).root)


def left_out(*offences: str) -> tuple[LeftOut, ...]:
    """The matters of these offences with those of all; every matter where none is named."""
    return tuple(
        one for one in _matters() if not offences or not one.offences or not set(offences).isdisjoint(one.offences)
    )
