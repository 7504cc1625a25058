"""Every rule by cases whose ends were counted by hand on a wall calendar."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.casefile.procedure import ProcedureEvent
from rules.deciding.deadlines.book import load_book
from rules.deciding.deadlines.reckoning import deadlines

CASES: list[dict[str, Any]] = yaml.load(Path(__file__).with_name("golden.yaml").read_bytes(), yaml.CSafeLoader)
DAY = datetime.timedelta(days=1)


def events_of(told: dict[str, Any]) -> list[ProcedureEvent]:
    found = []
    for name, days in told.items():
        first, *rest = days if isinstance(days, list) else [days]
        found.append(ProcedureEvent(event=name, date=first, until=rest[0] if rest else None))
    return found


def named(case: dict[str, Any]) -> str:
    return f"{case['rule']} {case.get('says', '')}".strip()


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_period_ends_on_the_day_counted_by_hand(case: dict[str, Any]) -> None:
    events = events_of(case["events"])
    started = [event.date for event in events if event.event in load_book().rule(case["rule"]).starts]
    on = case.get("as_of") or (started or [events[-1].date])[0] + DAY
    found = [item for item in deadlines(events, on) if item.rule.id == case["rule"]]
    if case.get("absent"):
        assert found == []
        return
    (item,) = found
    assert (item.end, item.status) == (case["end"], case.get("status", "running"))
    if "latest" in case:
        assert item.latest_end == case["latest"]


def test_every_rule_has_a_case() -> None:
    assert {rule.id for rule in load_book().rules} == {case["rule"] for case in CASES}


def test_every_exclusion_is_met_by_a_case() -> None:
    met = set()
    for case in CASES:
        on = case.get("as_of")
        if on is None:
            continue
        for item in deadlines(events_of(case["events"]), on):
            met |= {span.rule.id for span, _ in item.excluded} | {span.rule.id for span in item.counted}
    assert {item.id for item in load_book().exclusions} == met
