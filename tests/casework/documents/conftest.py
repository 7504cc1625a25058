"""A case in a county, and papers made of it."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pypdf
import pytest
from flask import Flask
from sqlalchemy import select

from casework import db
from casework.documents import paper
from casework.documents.models import Document
from rules.casefile import canonical
from tests.casework.documents import former
from tests.casework.office import Office
from tests.casework.prepared import office_after
from tests.databases import SqliteDatabases

FONTS = Path(__file__).resolve().parents[3] / "instance" / "fonts"


def with_fonts(instance: Path) -> Path:
    """Lend a test's instance folder the document faces of this machine, where there are any."""
    if FONTS.is_dir() and not (instance / "fonts").exists():
        (instance / "fonts").symlink_to(FONTS)
    return instance


@pytest.fixture
def office(office: Office, tmp_path: Path) -> Office:
    """The office of all tests of the application, with the faces of the documents."""
    with_fonts(tmp_path)
    return office


@pytest.fixture
def quick_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spares a test of records the seconds that a real PDF takes. Papers themselves: ``test_paper``."""

    def render(kind: str, snapshot: dict[str, Any], text: str, data_hash: str) -> bytes:
        return f"{kind} {data_hash}".encode()

    monkeypatch.setattr(paper, "render_pdf", render)


@dataclasses.dataclass(frozen=True)
class Paper:
    """A document as it was issued."""

    kind: str
    number: str
    data: str
    data_hash: str
    pdf: bytes

    @functools.cached_property
    def reader(self) -> pypdf.PdfReader:
        return pypdf.PdfReader(io.BytesIO(self.pdf))

    @functools.cached_property
    def text(self) -> str:
        """All its text without the feet of its pages and the spaces and breaks of typesetting."""
        pages = [squeezed(page.extract_text()) for page in self.reader.pages]
        pin = f"编号{self.number}数据摘要{self.data_hash[:16]}"
        return "".join(page.replace(pin, "").replace(f"—{at}—", "") for at, page in enumerate(pages, start=1))


def squeezed(text: str) -> str:
    """Text as it can be compared: a line break of the paper is no difference, nor is a digit set low."""
    return "".join(text.split()).translate({0x2080 + digit: str(digit) for digit in range(10)})


TAG = re.compile("<[^>]+>")
HIDDEN = re.compile(
    r'<span class="visually-hidden">[^<]*</span>|<(?:div|p) class="line-heads".*?</(?:div|p)>', re.DOTALL
)


def words_of(article: str) -> str:
    """The words of the page of a paper, as they can be compared."""
    return squeezed(unescape(TAG.sub("", HIDDEN.sub("", article))))


@pytest.fixture(scope="session")
def issued(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issued]:
    """A report and two confirmations of one case: after 60 t of 86 t were retired, and after all of them."""
    instance = with_fonts(tmp_path_factory.mktemp("instance"))
    with office_after(sqlite_databases, instance, "former papers of a case", _issue_all) as office:
        with office.work():
            rows = db.session().scalars(select(Document).order_by(Document.id))
            made = [Paper(row.kind, row.number, row.snapshot, row.data_hash, row.pdf) for row in rows]
        yield Issued(office.app, *made)


def _issue_all(office: Office) -> None:
    office.to_performing()
    bought = office.buy(office.lot(), 1, 86)
    office.retire(bought, 1, 60)
    issue(office, "report")
    issue(office, "retirement")
    office.retire(bought, 61, 86)
    issue(office, "retirement")


@dataclasses.dataclass(frozen=True)
class Issued:
    app: Flask
    report: Paper
    partly: Paper
    complete: Paper


def issue(office: Office, kind: str, username: str = "officer") -> Paper:
    with office.work():
        made = former.issued(office.case, kind, office.person(username))
        return Paper(kind, made.number, made.snapshot, made.data_hash, made.pdf)


@pytest.fixture(params=["report", "partly", "complete"])
def made(request: pytest.FixtureRequest, issued: Issued) -> Paper:
    chosen: Paper = getattr(issued, request.param)
    return chosen


def rendered(issued: Issued, kind: str, data: dict[str, Any]) -> Paper:
    """A paper of changed data."""
    text = canonical(data)
    digest = hashlib.sha256(text.encode()).hexdigest()
    with issued.app.app_context():
        return Paper(kind, data["number"], text, digest, paper.render_pdf(kind, data, text, digest))
