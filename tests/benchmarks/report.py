"""碳汇损失计量报告 of large tallies: from the stored assessment to the PDF."""

from __future__ import annotations

import copy
import hashlib
import os
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from casework import db
from casework.documents import life, release
from rules.casefile import load
from tests.benchmarks.figure import CASE, Figure
from tests.casework.documents.conftest import with_fonts
from tests.casework.documents.issuing import drawn_up
from tests.casework.office import FACTS, Office
from tests.conftest import dispose, make_app
from tests.databases import SqliteDatabases

TREES = 5_000


def figures() -> Iterator[Figure]:
    """Processor seconds, with the load of the machine: other work beside it slows the processor itself down."""
    yield _figure("report of the Nanjing case", load(CASE.read_bytes()).as_json(), 5)
    yield _figure(f"report of {TREES} trees at 1 cm and 0.5 m", _facts(10, 5), 8)
    yield _figure(f"report of {TREES} trees, nearly all different", _facts(1, 1), 25)


def _facts(diameter_step: int, height_step: int) -> dict[str, object]:
    chance = random.Random(1)  # noqa: S311 - sizes of trees, no secret
    rows = [
        {
            "species": "杉木",
            "dbh_cm": f"{chance.randrange(50, 400, diameter_step) / 10:.1f}",
            "height_m": f"{chance.randrange(30, 250, height_step) / 10:.1f}",
        }
        for _ in range(TREES)
    ]
    facts = copy.deepcopy(FACTS)
    stand = {key: value for key, value in facts["stands"][0].items() if key not in ("standing_stock_m3", "trees")}
    tally = {"basis": "dbh", "sizes_reason": "drawn at random", "volume_equation": "LY208-fir", "rows": rows}
    return {**facts, "stands": [{**stand, "species": "杉木", "tally": tally}]}


def _figure(name: str, facts: dict[str, object], wanted: float) -> Figure:
    seconds = _rendered(facts)
    return Figure(f"{name} (load {os.getloadavg()[0]:.1f})", seconds, "s", wanted=wanted)


def _rendered(facts: dict[str, object]) -> float:
    """Seconds of processor time that the PDF takes, once its data are gathered."""
    with tempfile.TemporaryDirectory() as folder:
        instance = with_fonts(Path(folder))
        app = make_app(SqliteDatabases(instance).empty(), instance)
        app.test_cli_runner().invoke(args=["db-upgrade"])
        office = Office(app)
        office.open()
        office.file(facts)
        office.accept()
        office.measure()
        draft_id = drawn_up(office, "loss_report")
        with office.work():
            draft = life.standing(life.find(office.folder, draft_id))
            kind, snapshot = draft.kind, life.read_now(draft, at=db.now()).snapshot
            db.rollback()
            begin = time.process_time()
            pdf = release.pdf_of(kind, snapshot)
            seconds = time.process_time() - begin
        assert hashlib.sha256(pdf).digest()
        dispose(app)
    return seconds
