"""Names of the events of proceedings that a case file may state, from ``rules/law/deadlines/events.yaml``.

Only the names and whether an event has a last day are read here; what follows from an event, and whether the file is
well made, is for ``rules.deciding.deadlines``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from rules.reading.yaml_reader import read

FILE = Path(__file__).parents[1] / "law" / "deadlines" / "events.yaml"


@cache
def event_spans() -> Mapping[str, bool]:
    """Each event by name, and whether it stretches over time (``until`` may be stated)."""
    return {entry["event"]: bool(entry.get("span")) for entry in read(FILE.read_bytes()) if "event" in entry}
