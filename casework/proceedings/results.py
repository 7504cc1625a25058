"""The measurings of a case in words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.proceedings.names import quantity, word
from casework.proceedings.telling import Told, papers_of, told
from rules.proceedings.book import load_table
from rules.proceedings.state import Case, Measuring
from rules.proceedings.table import Table


@dataclass(frozen=True)
class Result:
    """A measuring in words. ``calculated``: the number of the assessment that the system made of it; None of a result
    that was worked out elsewhere. ``changed``: the acts that corrected facts on which it rests, in words."""

    id: str
    number: str
    state: str
    mark: str
    ordered: str
    measurer: str
    author: str
    result: str
    heads: tuple[str, ...]
    submitted: datetime.date | None
    reviewed: str
    adopted: tuple[str, ...]
    calculated: int | None
    outside: bool
    papers: tuple[str, ...]
    changed: tuple[Told, ...]


_MARKS = {"adopted": "done", "rejected": "stopped", "cancelled": "stopped", "returned": "warn"}


def results(case: Case) -> tuple[Result, ...]:
    """Every measuring of a case in words, in the order in which they came."""
    table = load_table()
    return tuple(_result(table, case, one) for one in case.measurings.values())


def _result(table: Table, case: Case, one: Measuring) -> Result:
    adopted = tuple(
        f"{entry.by}（{entry.at.year}年{entry.at.month}月{entry.at.day}日，{'、'.join(entry.heads)}）"
        for entry in one.adoptions
        if not entry.ended
    )
    return Result(
        one.id,
        one.id.removeprefix("m"),
        word(table.label("measuring", one.state)),
        _MARKS.get(one.state, "now"),
        one.ordered_by,
        one.measurer,
        " ".join(dict.fromkeys(part for part in (one.author_institution, one.author) if part)),
        _figures(one.result),
        one.heads,
        one.submitted,
        one.reviewed_by,
        adopted,
        int(one.result["assessment"]) if one.result.get("assessment") is not None else None,
        one.outside,
        _papers_of_result(table, case, one),
        tuple(told(table, case, [case.acts[number - 1] for number in one.basis_changed])),
    )


def _papers_of_result(table: Table, case: Case, one: Measuring) -> tuple[str, ...]:
    """The papers that came with it when it was submitted last."""
    submitted = (act for act in reversed(case.acts) if act.do == "submit" and (one.id in act.on or not act.on))
    last = next(submitted, None)
    return papers_of(table, last) if last is not None else ()


def _figures(result: Mapping[str, Any]) -> str:
    parts = []
    if result.get("tonnes") is not None:
        parts.append(f"{result['tonnes']:,f} tCO₂e")
    if result.get("value") is not None:
        parts.append(quantity(result["value"], "amount"))
    return "；".join(parts)
