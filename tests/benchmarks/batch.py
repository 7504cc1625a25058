"""Two hundred papers of ten cases, issued by two workers: from asking for them to the end of the last one."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from casework import db
from casework.bundles import service
from casework.documents import release
from casework.jobs import service as jobs
from casework.jobs import taking
from casework.proceedings import Folder
from tests.benchmarks.figure import ROOT, Figure
from tests.casework.documents.issuing import issue
from tests.casework.office import Office
from tests.conftest import dispose, make_app
from tests.databases import SqliteDatabases

KIND, CASES, EACH, WORKERS = "service_receipt", 10, 20, 2
WANTED = 4.0


def figures() -> Iterator[Figure]:
    """Papers a second of wall-clock, with the load of the machine before; and of processor time, which others' work
    beside it changes less: what two cores to themselves would do."""
    load, before = os.getloadavg()[0], _spent()
    name, seconds = f"{CASES * EACH} papers by {WORKERS} workers (load {load:.1f})", _seconds()
    yield Figure(name, CASES * EACH / seconds, "/s", wanted=WANTED, more_is_better=True)
    each = (_spent() - before) / (CASES * EACH)
    yield Figure("processor time of a paper, starting included", each, "s", wanted=WORKERS / WANTED)


def _spent() -> float:
    """Seconds of processor time that processes took which this one started and saw end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _seconds() -> float:
    with tempfile.TemporaryDirectory() as folder:
        office = _office(Path(folder))
        settings = {name: str(office.app.config[name]) for name in ("DATABASE_URL", "AUDIT_KEY", "QUEUE_URL")}
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--processes", str(WORKERS)]
        worker = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stderr=subprocess.DEVNULL)
        try:
            return _issued(office)
        finally:
            worker.terminate()
            worker.wait()
            dispose(office.app)


def _office(folder: Path) -> Office:
    """Cases, each with as many papers that are to be served."""
    app = make_app(SqliteDatabases(folder).empty(), folder)
    app.test_cli_runner().invoke(args=["db-upgrade"])
    office = Office(app)
    office.open()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release, "pdf_of", lambda kind, snapshot: b"%PDF")
        for _ in range(CASES):
            office.file()
            office.accept()
            office.measure()
        for case in range(1, CASES + 1):
            office.folder_id = case
            for _ in range(EACH):
                issue(office)
    return office


def _issued(office: Office) -> float:
    while not _asked(office, taking.someone_works):
        time.sleep(0.1)
    begun = time.monotonic()
    with office.app.app_context():
        officer = office.person("officer")
        folders = list(db.session().query(Folder).order_by(Folder.id))
        asked = [(folder.id, service.ask_batch(folder, officer, KIND).id) for folder in folders]
    while not _asked(office, lambda: all(_ended(office, *one) for one in asked)):
        time.sleep(0.2)
    return time.monotonic() - begun


def _asked(office: Office, question: Callable[[], bool]) -> bool:
    with office.app.app_context():
        return question()


def _ended(office: Office, folder_id: int, job_id: int) -> bool:
    found = jobs.see(db.session().get_one(Folder, folder_id), office.person("officer"), job_id)
    if found.state == "done":
        assert [one["outcome"] for one in found.report] == ["passed"] * EACH, found.report
    return found.end is not None
