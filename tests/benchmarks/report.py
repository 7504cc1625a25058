"""Papers: 碳汇损失计量报告 of large tallies from the stored assessment to the PDF; the product beside WeasyPrint."""

from __future__ import annotations

import copy
import hashlib
import io
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, current_app
from pypdf import PdfReader

from casework import db
from casework.documents import framing, life, release, typesetting, words
from casework.documents.matter import Json
from casework.documents.paper_kind import PaperKind
from casework.documents.shelf import shelf
from casework.documents.signing.service import sign
from rules.casefile import load
from tests.benchmarks.figure import CASE, Figure
from tests.casework.documents.conftest import with_fonts
from tests.casework.documents.issuing import drawn_up
from tests.casework.documents.matters import asked
from tests.casework.office import FACTS, Office
from tests.conftest import dispose, make_app
from tests.databases import SqliteDatabases

TREES = 5_000
TIMES = 9
SHORT = "legal_analysis"
"""The paper of the samples that comes nearest to three pages."""


def figures() -> Iterator[Figure]:
    """Processor seconds, with the load of the machine: other work beside it slows the processor itself down."""
    facts = load(CASE.read_bytes()).as_json()
    yield _figure("report of the Nanjing case", facts, 5)
    yield _figure(f"report of {TREES} trees at 1 cm and 0.5 m", _facts(10, 5), 8)
    yield _figure(f"report of {TREES} trees, nearly all different", _facts(1, 1), 25)
    with _drafted(facts) as (kind, snapshot):
        yield from _beside_weasyprint("report of the Nanjing case", kind, snapshot)
    with _application() as app, app.test_request_context():
        kind = shelf()[SHORT]
        told = framing.told(kind, *next(asked(kind)), at=db.now())
        yield from _beside_weasyprint("a short paper", kind, told.snapshot)


def _beside_weasyprint(name: str, kind: PaperKind, snapshot: Json) -> Iterator[Figure]:
    """The product, from snapshot to unsigned PDF, and WeasyPrint alone, from the same HTML, styles and faces to
    PDF/A-3a: by turns, the quickest of each. And what signing adds."""
    sheets = words.sheets_of(snapshot["paper"]["layout"], kind.styles)
    html = words.sheet(kind, snapshot)
    paper = release.pdf_of(kind, snapshot)
    pages = len(PdfReader(io.BytesIO(paper)).pages)
    ours, bare, signed = [], [], []
    for _again in range(TIMES):
        ours.append(_seconds(lambda: release.pdf_of(kind, snapshot)))
        bare.append(_seconds(lambda: _bare(html, sheets)))
        signed.append(_seconds(lambda: sign(paper, db.now())))
    told = f"{name}, {pages} pages (load {os.getloadavg()[0]:.1f})"
    yield Figure(f"{told} × WeasyPrint alone", min(ours) / min(bare), "", wanted=1.15)
    yield Figure(f"{told}: signing", min(signed), "s", wanted=0.25)


def _bare(html: str, sheets: tuple[str, ...]) -> bytes:
    from weasyprint import HTML

    static = Path(current_app.static_folder or "")
    fonts, styles = typesetting._fonts_and_styles(typesetting._font_folder(), static, tuple(sheets))
    made: bytes = HTML(string=html).write_pdf(stylesheets=styles, font_config=fonts, pdf_variant="pdf/a-3a")
    return made


def _seconds(do: Callable[[], object]) -> float:
    begin = time.process_time()
    do()
    return time.process_time() - begin


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
    """Seconds of processor time that the PDF takes, once its data are gathered."""
    with _drafted(facts) as (kind, snapshot):
        begin = time.process_time()
        pdf = release.pdf_of(kind, snapshot)
        seconds = time.process_time() - begin
    assert hashlib.sha256(pdf).digest()
    return Figure(f"{name} (load {os.getloadavg()[0]:.1f})", seconds, "s", wanted=wanted)


@contextmanager
def _application() -> Iterator[Flask]:
    """An application that signs by the certificate of the demonstration, on an empty database."""
    with tempfile.TemporaryDirectory() as folder:
        instance = with_fonts(Path(folder))
        app = make_app(SqliteDatabases(instance).empty(), instance, SIGNING="demo")
        yield app
        dispose(app)


@contextmanager
def _drafted(facts: dict[str, object]) -> Iterator[tuple[PaperKind, Json]]:
    """A report of these facts as it reads now, with the application that sets it."""
    with _application() as app:
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
            yield kind, snapshot
