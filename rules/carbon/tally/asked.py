"""What a person says with a tally so that it can be read: the species of the stand, and reasons that answer doubts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from rules.casefile.fact import field_name
from rules.casefile.tally import Tally
from rules.reading.messages import FieldName, Message, msg

Doubt = Literal["sizes", "columns", "struck", "kinds", "sheets"]


def tally_field(key: str) -> FieldName:
    """A field of the tally as a value of a message."""
    return field_name(Tally, key)


ANSWERS: Mapping[Doubt, Message] = {
    "sizes": msg("尺寸确属如此的，写明理由（{field}）", field=tally_field("sizes_reason")),
    "columns": msg("这一列确实不是株数、尺寸或树种的，写明理由（{field}）", field=tally_field("columns_reason")),
    "struck": msg("划去的字确应读入的，写明理由（{field}）", field=tally_field("struck_reason")),
    "kinds": msg(
        "请写明哪些计入（{counted}）、哪些不计（{left_out}）",
        counted=tally_field("counted_kinds"),
        left_out=tally_field("left_out_kinds"),
    ),
    "sheets": msg("请写明读哪一张（{field}），同属一个地块的并入一张", field=tally_field("sheet_name")),
}
"""Kind of doubt -> how it is answered."""


@dataclass(frozen=True, slots=True)
class Answers:
    """``species``: of the stand, by canonical name. ``counted`` and ``left_out``: what columns write of trees that
    count as felled, and of those that do not. The reasons answer doubts of their kind. ``sheet``: which one of several
    tallies of a workbook is read; empty where that was not said."""

    species: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    reasons: Mapping[str, str] | None = None
    sheet: str = ""

    def reason(self, kind: Doubt) -> str:
        return (self.reasons or {}).get(kind, "")


def listed(text: str | None) -> tuple[str, ...]:
    """The kinds that one line names, separated by 、 or another comma."""
    parts = re.split(r"[、,，;；]", text or "")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def answers_of(tally: Tally, species: Iterable[str]) -> Answers:
    """What the tally of a case file answers."""
    reasons = {"sizes": tally.sizes_reason, "columns": tally.columns_reason, "struck": tally.struck_reason}
    return Answers(
        tuple(species),
        listed(tally.counted_kinds),
        listed(tally.left_out_kinds),
        {kind: reason for kind, reason in reasons.items() if reason},
        tally.sheet_name or "",
    )
