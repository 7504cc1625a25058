"""Periods of one case: how many cases a second, from one event to a whole proceeding."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator

from rules.casefile.procedure import ProcedureEvent
from rules.deciding.deadlines.reckoning import deadlines
from tests.benchmarks.figure import Figure

ON = datetime.date(2026, 11, 20)
PLAIN = [("受理公诉案件", "2026-09-26")]
WHOLE = [
    ("拘留", "2026-03-02"),
    ("提请批准逮捕", "2026-03-04"),
    ("逮捕", "2026-03-10"),
    ("移送审查起诉", "2026-05-06"),
    ("诉前公告", "2026-05-11"),
    ("提起公诉", "2026-06-20"),
    ("提起刑事附带民事公益诉讼", "2026-06-20"),
    ("受理公诉案件", "2026-06-24"),
    ("碳汇损失计量", "2026-06-30"),
    ("重新鉴定延期审理", "2026-07-20"),
    ("开庭", "2026-08-20"),
    ("当庭宣告判决", "2026-08-20"),
    ("送达判决书", "2026-08-24"),
    ("判决生效", "2026-09-10"),
]
SECONDS = 3


def figures() -> Iterator[Figure]:
    for name, told in (("one event", PLAIN), ("a whole proceeding", WHOLE)):
        events = [ProcedureEvent(event=event, date=datetime.date.fromisoformat(date)) for event, date in told]
        deadlines(events, ON)  # the book and the calendar are read on first use
        count, begin = 0, time.process_time()
        while (spent := time.process_time() - begin) < SECONDS:
            deadlines(events, ON)
            count += 1
        # A to-do list of a court with 500 open cases, in half a second.
        yield Figure(f"periods of a case, {name}", count / spent, "cases/s", 1000, more_is_better=True)
