"""The check of the audit log at some hundred entries and at ten times as many: it must take ten times as long, no more.

To file the cases takes far longer than to check them, some 16 ms of the processor for an entry: with 30,000
(``AUDIT_ENTRIES=30000``) ten minutes.
"""

from __future__ import annotations

import copy
import os
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from casework import db
from casework.audit import service as audit
from casework.audit.verification import verify
from casework.cli.tables import bring_up
from casework.proceedings import filing, service
from casework.proceedings.filing import Opening
from casework.proceedings.service import Doing
from rules.casefile import parse
from tests.benchmarks.figure import Figure
from tests.casework.office import COURT, FACTS, Office
from tests.conftest import dispose, make_app

MANY = int(os.environ.get("AUDIT_ENTRIES", "6000"))
FEW = MANY // 10
RUNS = 3
TOGETHER = 50
"""Cases that are filed in one transaction."""


def figures() -> Iterator[Figure]:
    """Processor seconds, with the load of the machine: other work beside it slows the processor itself down."""
    with tempfile.TemporaryDirectory() as folder:
        office = _opened(Path(folder))
        few, many = (_each(office, entries) for entries in (FEW, MANY))
        dispose(office.app)
    load = f"(load {os.getloadavg()[0]:.1f})"
    yield Figure(f"audit verify: one of {FEW} entries {load}", few * 1e6, "µs", 50)
    yield Figure(f"audit verify: one of {MANY} entries {load}", many * 1e6, "µs", 50)
    yield Figure(f"audit verify: one of {MANY} beside one of {FEW}", many / few, "times", 1.2)
    yield Figure(f"audit verify: entries, all checks {load}", 1 / many, "/s", 20_000, more_is_better=True)


def _opened(folder: Path) -> Office:
    url = f"sqlite:///{folder / 'audit.sqlite'}"
    office = Office(make_app(url, folder))
    with office.app.app_context():
        bring_up()
    office.open()
    return office


def _each(office: Office, entries: int) -> float:
    """Processor seconds for each entry of a log that has grown to so many, or few more: the best of some runs."""
    names = count(_grown(office))  # a name that no case before has
    while _grown(office) < entries:
        with office.work():
            prosecutor, judge = office.person("prosecutor"), office.person("judge")
            for _ in range(TOGETHER):
                facts = copy.deepcopy(FACTS)
                facts["parties"][0]["name"] = f"张{next(names)}"
                folder = filing.open_with_facts(prosecutor, parse(facts), Opening(("examining",)))
                service.record(folder, prosecutor, Doing("prosecute", db.today(), (), {"court": COURT}))
                service.record(folder, judge, Doing("receive", db.today()))
    return min(_seconds(office) for _ in range(RUNS)) / _grown(office)


def _grown(office: Office) -> int:
    with office.work():
        return audit.head()[0]


def _seconds(office: Office) -> float:
    with office.work():
        begin = time.process_time()
        finding = verify()
        seconds = time.process_time() - begin
    if finding is not None:
        raise RuntimeError(finding.message)
    return seconds
